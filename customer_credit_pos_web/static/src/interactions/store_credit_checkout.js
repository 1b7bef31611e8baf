/** Checkout: ticking the box, or typing an amount, is the choice; the server does the sums. */

import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

export class StoreCreditCheckout extends Interaction {
    static selector = ".o_store_credit_box";
    dynamicContent = {
        "input[name='use']": { "t-on-change": () => this.el.requestSubmit() },
        "input[name='amount']": { "t-on-input": this.onType },
    };

    setup() {
        this.isTyped = false;
    }

    start() {
        // Before whoever pays hears of it.
        this.addListener(document, "click", this.onClick.bind(this), { capture: true });
    }

    /** Whoever types an amount wants to use it. */
    onType() {
        this.el.querySelector("input[name='use']").checked = true;
        this.isTyped = true;
    }

    /** The rest is paid once the page says what it is: the box looks chosen, but nobody sent it. */
    onClick(ev) {
        if (this.isTyped && ev.target.closest("button[name='o_payment_submit_button']")) {
            ev.preventDefault();
            ev.stopImmediatePropagation();
            this.el.requestSubmit();
        }
    }
}

registry
    .category("public.interactions")
    .add("customer_credit_pos_web.store_credit_checkout", StoreCreditCheckout);
