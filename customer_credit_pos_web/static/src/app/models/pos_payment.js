import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { PosPayment } from "@point_of_sale/app/models/pos_payment";

patch(PosPayment.prototype, {
    /** Change of goods that becomes store credit. */
    get isChangeKept() {
        const given = this.payment_method_id?.is_store_credit && this.amount < 0;
        return Boolean(given && this.pos_order_id?.isSaleOfGoods());
    },
    /** By what name people know it: what was paid, or how. */
    get shownName() {
        if (this.isChangeKept) {
            return _t("Kept as store credit");
        }
        return this.isSettlement ? this.name : this.payment_method_id?.name;
    },
    /** What books something for the customer is negative in the books only. */
    get shownAmount() {
        return this.isSettlement || this.isChangeKept ? -this.getAmount() : this.getAmount();
    },
    /** A payment that takes something off what the customer owes. */
    get isSettlement() {
        return Boolean(this.settled_document || this.customer_credit_oldest_first);
    },
    /**
     * What was paid: as the server booked it, else as it was chosen. What found nothing to pay
     * any more stays the customer's.
     *
     * @returns {Object[]} {name, amount}
     */
    get settledParts() {
        const total = -this.getAmount();
        if (!this.customer_credit_settled_parts) {
            return [{ name: this.name, amount: total }];
        }
        const parts = JSON.parse(this.customer_credit_settled_parts);
        const paid = parts.reduce((sum, part) => sum + part.amount, 0);
        const rest = this.pos_order_id.currency.round(total - paid);
        return rest > 0 ? [...parts, { name: _t("Kept for later invoices"), amount: rest }] : parts;
    },
    /**
     * What was taken stays as it is, and so does the order that it paid: restaurants ask for tips
     * before the payment, not afterwards.
     */
    canBeAdjusted() {
        const bound = this.pos_order_id.storeCreditLines.length > 0;
        return !bound && Boolean(super.canBeAdjusted?.(...arguments));
    },
});
