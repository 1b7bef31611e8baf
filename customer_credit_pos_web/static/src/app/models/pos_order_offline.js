import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";

// Methods, no getters: the till remembers those until the order changes.
patch(PosOrder.prototype, {
    /** It was sent, and the answer was lost: the server may have booked it. */
    isWaitingForAnswer() {
        return !this.finalized && Boolean(this.uiState.storeCreditPending);
    },
    /** Accepted here, and not there yet. */
    mustReachServer() {
        const unknown = !this.isSynced && this.storeCreditLines.length > 0;
        return this.state === "paid" && Boolean(this.uiState.acceptedOffline || unknown);
    },
    /** Whether the server decides on it: on credit, on the customer's account, on a return. */
    isDecidedByServer() {
        const gated = (line) =>
            line.payment_method_id?.is_store_credit || line.payment_method_id?.type === "pay_later";
        return this.payment_ids.some(gated) || this.refundedOrders.length > 0;
    },
});
