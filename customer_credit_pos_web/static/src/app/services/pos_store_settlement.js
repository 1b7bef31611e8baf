import { _t } from "@web/core/l10n/translation";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { ConnectionLostError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { getStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";
import { SettleDuePopup } from "@customer_credit_pos_web/app/components/popups/settle_due_popup/settle_due_popup";

patch(PosStore.prototype, {
    /** What is due stands on the customer's account: a till without it settles nothing. */
    get settlementMethod() {
        return this.config.payment_method_ids.find(
            (method) => method.type === "pay_later" && method.split_transactions,
        );
    },
    /** What was settled is booked with its documents. */
    canEditPayment(order) {
        return super.canEditPayment(...arguments) && !order.settlementLines.length;
    },
    /** @returns {string} what the button says: how much is due, as far as the till knows */
    getSettleText(partner) {
        const { owed } = getStoreCredit(partner);
        return owed > 0
            ? _t("Settle %s", this.env.utils.formatCurrency(owed))
            : _t("Settle what is due");
    },
    /** Let a customer pay invoices and orders on account, chosen one by one or oldest first. */
    async settleDue(partner = this.getOrder()?.getPartner()) {
        partner = partner || (await this.selectPartner());
        const documents = partner && (await this.fetchDue(partner));
        if (!documents) {
            return;
        }
        if (!documents.length) {
            this.dialog.add(AlertDialog, {
                title: _t("Nothing is due"),
                body: _t("%s owes no invoice and no order.", partner.name),
            });
            return;
        }
        const chosen = await makeAwaitable(this.dialog, SettleDuePopup, { partner, documents });
        if (!chosen?.length) {
            return;
        }
        const order = this.getEmptyOrderFor(partner);
        order.setToInvoice(false);
        order.addSettlements(this.settlementMethod, chosen);
        this.navigate("PaymentScreen", { orderUuid: order.uuid });
    },
    /** Read what a customer owes now; an old list would settle what is paid already. */
    async fetchDue(partner) {
        if (this.isFetchingDue) {
            return false; // touched twice: one list is enough
        }
        this.isFetchingDue = true;
        try {
            return await this.askWhatIsDue("get_due_for_till", [partner.id, this.config.id]);
        } finally {
            this.isFetchingDue = false;
        }
    },
    /** What one customer owes is not settled for another: it is given up, as by going back. */
    async selectPartner(order = this.getOrder()) {
        if (order?.isSettlement && !order.finalized && !order.canBeGivenUp()) {
            this.refuseGivingUp();
            return order.getPartner();
        }
        return super.selectPartner(...arguments);
    },
    setPartnerToCurrentOrder() {
        const order = this.getOrder();
        const settled = order.isSettlement;
        super.setPartnerToCurrentOrder(...arguments);
        if (settled && !order.isSettlement) {
            order.giveUp();
            if (this.router.state.current === "PaymentScreen") {
                this.onClickBackButton();
            }
        }
    },
    /** Ask the server what an amount pays of it, what falls due first comes first. */
    async fetchDueForAmount(partner, amount) {
        return this.askWhatIsDue("get_due_for_amount", [partner.id, this.config.id, amount]);
    },
    async askWhatIsDue(question, args) {
        try {
            return await this.data.call("res.partner", question, args);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.dialog.add(AlertDialog, {
                title: _t("Settling needs the server"),
                body: _t("The server cannot be reached, so nobody knows what is due now."),
            });
            return false;
        }
    },
});
