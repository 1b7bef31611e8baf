/** Checkout: ticking the box, or typing an amount, is the choice; the server does the sums. */

import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

export class StoreCreditCheckout extends Interaction {
    static selector = ".o_store_credit_box";
    dynamicContent = {
        "input[name='use']": { "t-on-change": () => this.el.requestSubmit() },
        "input[name='amount']": { "t-on-input": this.onType },
    };

    /** Whoever types an amount wants to use it. */
    onType() {
        this.el.querySelector("input[name='use']").checked = true;
    }
}

registry
    .category("public.interactions")
    .add("customer_credit_pos_web.store_credit_checkout", StoreCreditCheckout);
