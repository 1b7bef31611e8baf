import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { PaymentScreenStatus } from "@point_of_sale/app/screens/payment_screen/payment_status/payment_status";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";

patch(PaymentScreenStatus.prototype, {
    setup() {
        super.setup(...arguments);
        this.pos = usePos();
    },
    /** @returns {string} the offer to keep the change, or nothing */
    get keepChangeText() {
        const amount = this.pos.mayStoreCredit("topup") ? this.order.getChangeToKeep() : 0;
        return amount > 0
            ? _t("Keep %s as store credit", this.env.utils.formatCurrency(amount))
            : "";
    },
    keepChange() {
        this.pos.keepChange(this.order);
    },
});
