import { patch } from "@web/core/utils/patch";
import { PosPayment } from "@point_of_sale/app/models/pos_payment";

patch(PosPayment.prototype, {
    /**
     * What was taken stays as it is: restaurants ask for tips on store credit before it is
     * paid, not afterwards.
     */
    canBeAdjusted() {
        const mine = Boolean(this.payment_method_id.is_store_credit);
        return !mine && Boolean(super.canBeAdjusted?.(...arguments));
    },
});
