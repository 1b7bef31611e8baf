import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
// Patched there first: this file goes on from it.
import "@customer_credit_pos_web/app/screens/payment_screen/payment_screen";

patch(PaymentScreen.prototype, {
    get settlementText() {
        return _t("Settle what is due by %s", this.currentOrder.getPartnerName());
    },
    /** What a customer owes is not settled by owing it. */
    isMethodHidden(method) {
        return (
            super.isMethodHidden(...arguments) ||
            (this.currentOrder.isSettlement && method.type === "pay_later")
        );
    },
    /** Amounts of documents are chosen in the list, not typed here. */
    updateSelectedPaymentline() {
        if (this.selectedPaymentLine?.isSettlement) {
            this.numberBuffer.reset();
            return;
        }
        super.updateSelectedPaymentline(...arguments);
    },
    /** The line is there at once; it goes again when the server refuses it. */
    async addNewPaymentLine(paymentMethod) {
        const order = this.currentOrder;
        const amount = order.remainingDue;
        const added = await super.addNewPaymentLine(...arguments);
        if (!added || paymentMethod.type !== "pay_later") {
            return added;
        }
        const line = order.getSelectedPaymentline();
        const refusal = await this.pos.getCustomerAccountRefusal(order, paymentMethod, amount);
        if (refusal && order.state === "draft" && order.payment_ids.includes(line)) {
            order.removePaymentline(line);
            this.numberBuffer.reset();
            this.pos.refuseCustomerAccount(refusal);
            return false;
        }
        return added;
    },
    /** A tip on store credit takes no more than there is; the rest needs another method. */
    async addTip() {
        if (this.pos.waitsForAnswer(this.currentOrder)) {
            return;
        }
        await super.addTip(...arguments);
        const line = this.selectedPaymentLine;
        if (line?.payment_method_id.is_store_credit) {
            this.capStoreCredit(line);
        }
    },
});
