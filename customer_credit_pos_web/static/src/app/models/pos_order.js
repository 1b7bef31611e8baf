import { _t } from "@web/core/l10n/translation";
import { formatCurrency } from "@web/core/currency";
import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { getStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";
import { getOfflineAllowance } from "@customer_credit_pos_web/app/utils/store_credit_offline";

patch(PosOrder.prototype, {
    get storeCreditLines() {
        return this.payment_ids.filter((line) => line.payment_method_id?.is_store_credit);
    },
    /** An order without goods that gives store credit for money. */
    get isStoreCreditTopup() {
        return !this.lines.length && this.storeCreditLines.some((line) => line.amount < 0);
    },
    /** Goods are sold, and none come back. */
    isSaleOfGoods() {
        const goes = (line) => line.qty >= 0 && !line.refunded_orderline_id;
        return this.lines.length > 0 && this.totalDue > 0 && this.lines.every(goes);
    },
    /** What of the change may become store credit: cash has arrived for it. */
    getChangeToKeep() {
        const lines = this.payment_ids;
        const owed = lines.some((line) => line.payment_method_id?.type === "pay_later");
        const free = !this.finalized && !this.storeCreditLines.length && !owed;
        if (!free || !this.getPartner() || !this.isSaleOfGoods()) {
            return 0;
        }
        const cash = lines
            .filter((line) => line.payment_method_id?.is_cash_count)
            .reduce((sum, line) => sum + line.amount, 0);
        const most = this.config.store_credit_topup_max || Infinity;
        // What goes back is negative.
        return Math.max(this.currency.round(Math.min(-this.change, cash, most)), 0);
    },
    keepChange(method) {
        const amount = this.getChangeToKeep();
        if (amount > 0) {
            this.addStoreCreditTopup(method, amount);
        }
    },
    get changeKeptLines() {
        return this.storeCreditLines.filter((line) => line.isChangeKept);
    },
    /** Another amount was given: what was kept of the old one is chosen again. */
    dropChangeKept() {
        for (const line of this.changeKeptLines) {
            this.removePaymentline(line);
        }
    },
    /** The mirror of a top-up: credit is taken back, the money given back; made by the server. */
    get isStoreCreditUndo() {
        return (
            !this.lines.length &&
            !this.isSettlement &&
            this.finalized &&
            this.storeCreditLines.some((line) => line.amount > 0)
        );
    },
    /** Money comes in, and no goods go out: there is no total, nothing to invoice. */
    sellsNothing() {
        return this.movesStoreCreditAlone;
    },
    get movesStoreCreditAlone() {
        return this.isStoreCreditTopup || this.isStoreCreditUndo;
    },
    /** By right, once, of what is paid. */
    canUndoTopup() {
        return (
            this.isStoreCreditTopup &&
            this.finalized &&
            !this.store_credit_topup_undone &&
            Boolean(this.config._store_credit_rights?.payout)
        );
    },
    /**
     * Tills of some countries ask for an invoice of every order, but for those that Enterprise
     * marks with this word: settlements and deposits.
     */
    get is_settling_account() {
        return this.settlingAccount || this.sellsNothing();
    },
    set is_settling_account(value) {
        this.settlingAccount = value;
    },
    setToInvoice(to_invoice) {
        return super.setToInvoice(to_invoice && !this.sellsNothing());
    },
    isToInvoice() {
        return !this.sellsNothing() && super.isToInvoice(...arguments);
    },
    /** The line that books what is bought: nobody pays with it. */
    isTopupLine(line) {
        return this.movesStoreCreditAlone && Boolean(line.payment_method_id?.is_store_credit);
    },
    /** What the money came in for is no payment to the customer's eye. */
    isShownAsPayment(line) {
        return !this.isTopupLine(line) && !line.isChangeKept;
    },
    /** @returns {string} what the money is for, where no goods say it; empty otherwise */
    getPurpose() {
        return this.movesStoreCreditAlone ? _t("Store credit") : "";
    },
    /** What came in, where no goods went out. */
    getAmountWithoutGoods() {
        return this.storeCreditTopupAmount;
    },
    /** @returns {string} how the order was paid, method by method */
    getPaidByText() {
        const sums = new Map();
        const shown = (line) => line.isChangeKept || this.isShownAsPayment(line);
        for (const line of this.payment_ids.filter(shown)) {
            const name = line.shownName;
            sums.set(name, (sums.get(name) || 0) + line.shownAmount);
        }
        return [...sums]
            .filter(([, amount]) => this.currency.round(amount))
            .map(([name, amount]) => `${name} ${this.formatStoreCredit(amount)}`)
            .join(" · ");
    },
    /** What a card has paid, or the server may have booked, is not given up by leaving. */
    canBeGivenUp() {
        const taken = this.payment_ids.some(
            (line) => line.isElectronic() && line.getPaymentStatus() === "done",
        );
        return !taken && !this.electronicPaymentInProgress() && !this.uiState.storeCreditPending;
    },
    /** Take back what was only prepared: an order without goods is as if it never was. */
    giveUp() {
        for (const line of [...this.payment_ids]) {
            this.removePaymentline(line);
        }
    },
    get storeCreditTopupAmount() {
        return this.movesStoreCreditAlone
            ? -this.storeCreditLines.reduce((sum, line) => sum + line.amount, 0)
            : 0;
    },
    setPartner(partner) {
        const before = this.getPartner()?.id;
        super.setPartner(...arguments);
        if (this.isEditable !== false && before !== partner?.id) {
            // Proposed on the other customer's credit. A top-up follows its customer.
            for (const line of this.storeCreditLines.filter((item) => item.amount > 0)) {
                this.removePaymentline(line);
            }
            if (!partner) {
                this.dropChangeKept();
            }
        }
    },
    addPaymentline(payment_method) {
        if (!payment_method.is_store_credit) {
            return this.addOtherPaymentline(payment_method, () =>
                super.addPaymentline(...arguments),
            );
        }
        const reason = this.getStoreCreditRefusal();
        if (reason) {
            return { status: false, data: reason };
        }
        // Asked before the line is there: it would count as paid already.
        const most = this.getStoreCreditMax();
        const result = super.addPaymentline(...arguments);
        if (result.status && this.storeCreditToGiveBack > 0) {
            result.data.setAmount(Math.max(result.data.amount, -this.storeCreditToGiveBack));
        } else if (result.status) {
            result.data.setAmount(Math.min(result.data.amount, most));
        }
        return result;
    },
    /** What store credit paid goes back to store credit, unless the cashier may pay it out. */
    addOtherPaymentline(payment_method, add) {
        const given = this.remainingDue < 0 && this.storeCreditToGiveBack > 0;
        const free = payment_method.type === "pay_later";
        if (!given || free || this.config._store_credit_rights?.payout) {
            return add();
        }
        const left = this.getMoneyToGiveBack();
        if (left <= 0) {
            return { status: false, data: this.getPayoutRefusal() };
        }
        const result = add();
        if (result.status) {
            result.data.setAmount(Math.max(result.data.amount, -left));
        }
        return result;
    },
    /** @returns {PosOrder[]} the orders of which goods come back */
    get refundedOrders() {
        return [...new Set(this.lines.map((line) => line.refunded_orderline_id?.order_id))].filter(
            Boolean,
        );
    },
    /** What store credit paid of the goods that come back, as far as the till knows. */
    get storeCreditToGiveBack() {
        return this.currency.round(
            this.refundedOrders.reduce((sum, order) => sum + order.paidByStoreCredit, 0),
        );
    },
    get paidByStoreCredit() {
        return this.storeCreditLines.reduce((sum, line) => sum + Math.max(line.amount, 0), 0);
    },
    /** What other money paid of it, without what this order gives back of that already. */
    getMoneyToGiveBack() {
        const paid = this.refundedOrders
            .flatMap((order) => order.payment_ids)
            .concat(this.payment_ids)
            .filter((line) => !line.payment_method_id?.is_store_credit);
        return this.currency.round(paid.reduce((sum, line) => sum + line.amount, 0));
    },
    getPayoutRefusal() {
        return _t(
            "%s was paid with store credit: give it back as store credit. Paying it out in another way needs a right of its own: ask a manager.",
            this.refundedOrders.map((order) => order.pos_reference).join(", "),
        );
    },
    /** Add the store credit that the customer is about to pay for. */
    addStoreCreditTopup(method, amount) {
        const line = this.models["pos.payment"].create({
            pos_order_id: this,
            payment_method_id: method,
        });
        line.setAmount(-amount);
    },
    /** @returns {string|false} why no store credit can be used, as a sentence */
    getStoreCreditRefusal() {
        if (this.storeCreditLines.length) {
            return _t("There is a payment with store credit already.");
        }
        if (!this.getPartner()) {
            return _t("Choose a customer: store credit belongs to somebody.");
        }
        if (this.isStoreCreditGiven) {
            return false;
        }
        const credit = getStoreCredit(this.getPartner());
        if (credit.state !== "known") {
            return this.getUnknownStoreCreditRefusal(credit);
        }
        if (credit.frozen) {
            return _t(
                "The store credit of %s is frozen. A Customer Credit manager can release it.",
                this.getPartner().name,
            );
        }
        if (this.getStoreCreditSpendable() <= 0) {
            return _t("%s has no store credit available.", this.getPartner().name);
        }
        return false;
    },
    /** An allowance of the till takes small amounts unseen, until it is used up. */
    getUnknownStoreCreditRefusal(credit) {
        if (!credit.offline || !this.config.store_credit_offline) {
            return _t(
                "The store credit of %s is unknown: the server cannot be reached. Use another method.",
                this.getPartner().name,
            );
        }
        if (getOfflineAllowance(this) <= 0) {
            return _t(
                "This till may take no more store credit while the server cannot be reached. Use another method.",
            );
        }
        return false;
    },
    /** Something is given back: the amount raises the customer's credit. */
    get isStoreCreditGiven() {
        return this.remainingDue < 0;
    },
    /** The most that a new line may take: what is due and available. */
    getStoreCreditMax() {
        return Math.max(Math.min(this.remainingDue, this.getStoreCreditSpendable()), 0);
    },
    /**
     * What the customer has, or what the till may take while nobody knows. No getter: the till
     * remembers those until the order changes, and this changes by itself.
     */
    getStoreCreditSpendable() {
        const { state, available, offline } = getStoreCredit(this.getPartner());
        if (state === "known") {
            return available + this.getStoreCreditSetAside();
        }
        return offline ? getOfflineAllowance(this) : 0;
    },
    /** What is set aside for the sale orders that this order settles pays them. */
    getStoreCreditSetAside() {
        const { reserved_orders = {} } = getStoreCredit(this.getPartner());
        const orders = new Set(this.lines.map((line) => line.sale_order_origin_id?.id));
        return [...orders].reduce((sum, id) => sum + (reserved_orders[id] || 0), 0);
    },
    formatStoreCredit(amount) {
        return formatCurrency(amount, this.currency.id);
    },
});
