import { _t } from "@web/core/l10n/translation";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";
import { PosStore } from "@point_of_sale/app/services/pos_store";

patch(PosStore.prototype, {
    /**
     * An order that was sent may be booked already: nothing of it changes before its answer is
     * there. The server would leave out what is new.
     *
     * @returns {boolean} whether it waits; the cashier is told
     */
    waitsForAnswer(order) {
        const waits = Boolean(order?.isWaitingForAnswer());
        if (waits) {
            this.notification.add(
                _t("The server may have taken this store credit already: validate again first."),
                { type: "warning" },
            );
        }
        return waits;
    },
    /** Goods are not added to what may be booked already. */
    navigate(page, params = {}) {
        const goods = page === "ProductScreen" && params.orderUuid;
        const order = goods && this.models["pos.order"].getBy("uuid", params.orderUuid);
        const waits = order && order.isWaitingForAnswer();
        return waits ? super.navigate("PaymentScreen", params) : super.navigate(...arguments);
    },
    async selectPartner(order = this.getOrder()) {
        return this.waitsForAnswer(order) ? order.getPartner() : super.selectPartner(...arguments);
    },
    async _onBeforeDeleteOrder(order) {
        return !this.waitsForAnswer(order) && super._onBeforeDeleteOrder(...arguments);
    },
    async onClickBackButton() {
        const paying = this.router.state.current === "PaymentScreen";
        if (!paying || !this.waitsForAnswer(this.getOrder())) {
            await super.onClickBackButton(...arguments);
        }
    },
    /**
     * An order is marked as sent when it is written out, whether or not the server got it. What
     * was accepted offline must get there: money and goods are gone. Whatever the server answers
     * about an order that waits for that, paid or not, the wait is over.
     */
    async syncAllOrders(options = {}) {
        const orders = this.models["pos.order"].filter((order) => order.mustReachServer());
        for (const order of orders) {
            order._dirty = true;
            this.addPendingOrder([order.id]);
        }
        if (!options.throw && !options.orders) {
            for (const order of orders.filter((item) => item.uiState.acceptedOffline)) {
                await this.sendAcceptedOffline(order, options);
            }
        }
        const answered = await super.syncAllOrders(...arguments);
        for (const order of Array.isArray(answered) ? answered : []) {
            order.uiState.storeCreditPending = false;
        }
        return answered;
    },
    /** Odoo keeps to itself that the server refuses an order later: nobody would ever pay it. */
    async sendAcceptedOffline(order, options) {
        try {
            const sent = await super.syncAllOrders({ ...options, orders: [order], throw: true });
            order.uiState.acceptedOffline = !sent?.length;
        } catch (error) {
            // Odoo's own errors, and ours: whatever else went wrong is tried again.
            if (error instanceof RPCError && /^odoo\./.test(error.exceptionName || "")) {
                this.reopenRefused(order, error);
            } else if (!(error instanceof RPCError || error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    },
    /** The goods are gone: the order is open again, so that it can be paid in another way. */
    reopenRefused(order, error) {
        if (order.state !== "paid") {
            return;
        }
        order.state = "draft";
        Object.assign(order.uiState, { acceptedOffline: false, storeCreditVerified: null });
        this.dialog.add(AlertDialog, {
            title: _t("%s was not booked", order.pos_reference),
            body: _t(
                "%s It was sold while the server could not be reached, and is not sent again by itself: it is open again under Orders, to be paid in another way.",
                error.data?.message || error.message,
            ),
        });
    },
});
