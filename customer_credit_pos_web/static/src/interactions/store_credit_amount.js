/** Choosing an amount of store credit: the field for another amount shows when it is wanted. */

import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

export class StoreCreditAmount extends Interaction {
    static selector = ".o_store_credit_topup";
    dynamicContent = {
        "input[name='amount']": { "t-on-change": this.onChoose },
        ".o_store_credit_other_amount": {
            "t-att-class": () => ({ "d-none": !this.isOther }),
        },
        "input[name='other_amount']": {
            "t-att-required": () => (this.isOther ? "required" : undefined),
            "t-att-disabled": () => (this.isOther ? undefined : "disabled"),
        },
    };

    /** Without suggestions there is nothing but the field. */
    get isOther() {
        const choices = this.el.querySelectorAll("input[name='amount']");
        return !choices.length || this.el.querySelector("#topup_amount_other").checked;
    }

    /** Show or hide the field, and let people type at once. */
    onChoose() {
        this.updateContent();
        if (this.isOther) {
            this.el.querySelector("input[name='other_amount']").focus();
        }
    }
}

registry
    .category("public.interactions")
    .add("customer_credit_pos_web.store_credit_amount", StoreCreditAmount);
