import { _t } from "@web/core/l10n/translation";
import { onMounted, useState } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { getAllStoreCredit, getStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";

patch(PaymentScreen.prototype, {
    setup() {
        super.setup(...arguments);
        this.storeCredit = useState(getAllStoreCredit());
        // Decided once: a button that moves is touched by mistake. Where nobody chose, as before.
        this.isStoreCreditFirst = this.hasStoreCreditToSpend();
        onMounted(() => this.refreshStoreCredit());
    },
    onMounted() {
        super.onMounted(...arguments);
        this.proposeStoreCreditBack();
    },
    /** What store credit paid comes back as store credit first. */
    proposeStoreCreditBack() {
        const order = this.currentOrder;
        const method = this.pos.storeCreditMethod;
        const asked =
            order?.isStoreCreditGiven &&
            !this.paymentLines.length &&
            order.getPartner() &&
            order.storeCreditToGiveBack > 0;
        if (asked && this.pos.mayStoreCredit("refund")) {
            order.addPaymentline(method);
        }
    },
    async refreshStoreCredit() {
        const partner = this.currentOrder?.getPartner();
        if (partner) {
            await this.pos.fetchStoreCredit([partner]);
        }
    },
    async addNewPaymentLine(paymentMethod) {
        if (this.pos.waitsForAnswer(this.currentOrder)) {
            return false;
        }
        if (paymentMethod.is_store_credit && !this.currentOrder.storeCreditLines.length) {
            if (this.isAskingStoreCredit || !(await this.askStoreCredit())) {
                return false;
            }
        }
        return super.addNewPaymentLine(...arguments);
    },
    /**
     * Choose the customer, and read what is available; touched twice, it is asked once.
     *
     * @returns {Promise<boolean>} whether there is a customer
     */
    async askStoreCredit() {
        this.isAskingStoreCredit = true;
        try {
            if (!this.currentOrder.getPartner() && !(await this.pos.selectPartner())) {
                return false;
            }
            await this.refreshStoreCredit();
            return true;
        } finally {
            this.isAskingStoreCredit = false;
        }
    },
    async toggleIsToInvoice() {
        if (!this.pos.waitsForAnswer(this.currentOrder)) {
            await super.toggleIsToInvoice(...arguments);
        }
    },
    deletePaymentLine() {
        const order = this.currentOrder;
        if (this.pos.waitsForAnswer(order)) {
            return;
        }
        const soldNothing = order.sellsNothing();
        super.deletePaymentLine(...arguments);
        this.checkChangeKept();
        if (soldNothing && !order.sellsNothing() && order.canBeGivenUp()) {
            // Its last document was taken off: nothing is left to pay here.
            order.giveUp();
            this.pos.onClickBackButton();
        }
    },
    /** What was kept was the change of what was given then. */
    checkChangeKept() {
        const order = this.currentOrder;
        if (order.changeKeptLines.length && (order.remainingDue > 0 || order.change)) {
            order.dropChangeKept();
        }
    },
    /** The line that books a top-up is shown as the amount to pay, not as a payment. */
    get shownPaymentLines() {
        return this.paymentLines.filter((line) => !this.currentOrder.isTopupLine(line));
    },
    get topupText() {
        return _t("Add store credit for %s", this.currentOrder.getPartnerName());
    },
    /** @returns {string} how the goods that come back were paid */
    getSalePaidByText() {
        const paid = this.currentOrder.refundedOrders
            .map((order) => order.getPaidByText())
            .filter(Boolean)
            .join(" · ");
        return paid && _t("The sale was paid with %s", paid);
    },
    updateSelectedPaymentline() {
        const line = this.selectedPaymentLine;
        if (this.pos.waitsForAnswer(this.currentOrder)) {
            this.numberBuffer.reset();
            return;
        }
        if (line && (this.currentOrder.isTopupLine(line) || line.isChangeKept)) {
            this.numberBuffer.reset();
            return;
        }
        super.updateSelectedPaymentline(...arguments);
        this.checkChangeKept();
        if (line?.payment_method_id.is_store_credit && this.paymentLines.includes(line)) {
            this.capStoreCredit(line);
        }
    },
    /** Typed amounts end at what is available and due: store credit gives no change. */
    capStoreCredit(line) {
        if (this.currentOrder.totalDue < 0) {
            return;
        }
        const others = this.currentOrder.amountPaid - line.amount;
        const due = Math.max(this.currentOrder.totalDue - others, 0);
        const most = this.pos.currency.round(
            Math.min(due, this.currentOrder.getStoreCreditSpendable()),
        );
        if (line.amount > most) {
            line.setAmount(most);
            this.numberBuffer.set(most.toString());
            this.notification.add(
                _t(
                    "Store credit was set to %s: the most that is available and due.",
                    this.currentOrder.formatStoreCredit(most),
                ),
                { type: "warning" },
            );
        }
    },
    /** What stands on the method's button: the amount, or why it cannot be used. */
    getStoreCreditLabel() {
        const order = this.currentOrder;
        const partner = order.getPartner();
        if (!partner) {
            return _t("Choose a customer");
        }
        const credit = getStoreCredit(partner, this.storeCredit);
        if (credit.state === "loading") {
            return "…";
        }
        if (credit.state !== "known") {
            const most = order.getStoreCreditSpendable();
            return most > 0 ? _t("up to %s offline", order.formatStoreCredit(most)) : _t("unknown");
        }
        if (credit.frozen) {
            return _t("frozen");
        }
        return _t("%s available", order.formatStoreCredit(order.getStoreCreditSpendable()));
    },
    /** Its own picture, where nobody chose another one. */
    paymentMethodImage() {
        const { is_store_credit, image } = this.paymentMethod;
        return is_store_credit && !image
            ? "/customer_credit_pos_web/static/src/img/store_credit.svg"
            : super.paymentMethodImage(...arguments);
    },
    /** @returns {boolean} whether the customer is known to have store credit for this order */
    hasStoreCreditToSpend() {
        const order = this.currentOrder;
        const credit = getStoreCredit(order?.getPartner());
        return (
            credit.state === "known" &&
            !credit.frozen &&
            (order.totalDue > 0 || order.remainingDue > 0) &&
            order.getStoreCreditSpendable() > 0
        );
    },
    isStoreCreditUsable() {
        const partner = this.currentOrder.getPartner();
        const credit = getStoreCredit(partner, this.storeCredit);
        const given = this.currentOrder.totalDue < 0;
        return (
            !partner ||
            given ||
            (!credit.frozen && this.currentOrder.getStoreCreditSpendable() > 0) ||
            credit.state === "loading"
        );
    },
    /** Methods that make sense: a top-up is paid with money. */
    isMethodHidden(method) {
        const topup = this.currentOrder.isStoreCreditTopup;
        return topup && (method.is_store_credit || method.type === "pay_later");
    },
});
