import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
// Patched first: what is extended here is said there.
import "@customer_credit_pos_web/app/models/pos_order";

patch(PosOrder.prototype, {
    /** Payments that take an invoice or an order off what the customer owes. */
    get settlementLines() {
        return this.payment_ids.filter((line) => line.isSettlement);
    },
    /** An order without goods that pays what is due. */
    get isSettlement() {
        return !this.lines.length && this.settlementLines.length > 0;
    },
    /** The mirror of a settlement: the customer owes again; made by the server. */
    get isSettlementUndo() {
        return this.isSettlement && this.finalized && this.settledAmount < 0;
    },
    /** By right, once; whether its drawer is still open the server says. */
    canUndoSettlement() {
        return (
            this.isSettlement &&
            this.finalized &&
            !this.isSettlementUndo &&
            !this.store_credit_topup_undone &&
            Boolean(this.config._store_credit_rights?.payout)
        );
    },
    sellsNothing() {
        return this.isSettlement || super.sellsNothing();
    },
    isShownAsPayment(line) {
        return !line.isSettlement && super.isShownAsPayment(line);
    },
    getPurpose() {
        return this.isSettlement
            ? this.settledParts.map((part) => part.name).join(", ")
            : super.getPurpose();
    },
    getAmountWithoutGoods() {
        return this.isSettlement ? this.settledAmount : super.getAmountWithoutGoods();
    },
    get settledAmount() {
        return this.currency.round(
            -this.settlementLines.reduce((sum, line) => sum + line.amount, 0),
        );
    },
    /** Document by document, for receipts and lists. */
    get settledParts() {
        return this.settlementLines.flatMap((line) => line.settledParts);
    },
    setPartner(partner) {
        const before = this.getPartner()?.id;
        super.setPartner(...arguments);
        if (this.isEditable !== false && before !== partner?.id) {
            for (const line of this.settlementLines) {
                this.removePaymentline(line);
            }
        }
    },
    /**
     * @param {Object} method the customer account
     * @param {Object[]} documents {reference, name, amount} as chosen by the cashier; without a
     *     reference the server pays what falls due first
     */
    addSettlements(method, documents) {
        for (const { reference, name, amount } of documents) {
            const line = this.models["pos.payment"].create({
                pos_order_id: this,
                payment_method_id: method,
                settled_document: reference || false,
                customer_credit_oldest_first: !reference,
                name,
            });
            line.setAmount(-amount);
        }
    },
});
