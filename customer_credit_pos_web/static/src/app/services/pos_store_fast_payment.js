import { _t } from "@web/core/l10n/translation";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { ConnectionLostError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";
import { PosStore } from "@point_of_sale/app/services/pos_store";

patch(PosStore.prototype, {
    /** Fast payment says why it cannot, in place of doing nothing. */
    async validateOrderFast(paymentMethod) {
        const order = this.getOrder();
        const refusal = await this.getCustomerAccountRefusal(order, paymentMethod);
        if (refusal) {
            this.refuseCustomerAccount(refusal);
            return;
        }
        if (
            paymentMethod.is_store_credit &&
            !(await this.canPayFastByCredit(order, paymentMethod))
        ) {
            return;
        }
        await super.validateOrderFast(...arguments);
    },
    /** All is available: go on. A part is: pay the rest on the payment screen. */
    async canPayFastByCredit(order, method) {
        if (order.storeCreditLines.length) {
            return true; // sent before: the server knows whether it was taken
        }
        const partner = order.getPartner() || (await this.selectPartner());
        if (!partner) {
            return false;
        }
        await this.fetchStoreCredit([partner]);
        const reason = order.getStoreCreditRefusal();
        if (reason) {
            this.dialog.add(AlertDialog, { title: _t("Store credit"), body: reason });
            return false;
        }
        if (order.remainingDue > 0 && order.getStoreCreditMax() < order.remainingDue) {
            order.addPaymentline(method);
            this.navigate("PaymentScreen", { orderUuid: order.uuid });
            return false;
        }
        return true;
    },
    /**
     * Ask when the method is touched, not first when the goods are packed. The server asks
     * itself again when the order is paid; offline nothing is known here.
     *
     * @returns {Promise<string|false>} why the order cannot go on the customer's account
     */
    async getCustomerAccountRefusal(order, method, amount = order.remainingDue) {
        const partner = order.getPartner();
        if (method.type !== "pay_later" || !partner || amount <= 0) {
            return false;
        }
        try {
            return await this.data.call("pos.order", "get_customer_account_refusal", [
                partner.id,
                this.config.id,
                amount,
            ]);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            return false;
        }
    },
    refuseCustomerAccount(body) {
        this.dialog.add(AlertDialog, { title: _t("Not on the customer's account"), body });
    },
});
