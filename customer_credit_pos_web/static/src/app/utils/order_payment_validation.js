import { _t } from "@web/core/l10n/translation";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";

patch(OrderPaymentValidation.prototype, {
    async isOrderValid() {
        if (this.order.storeCreditLines.length && this.pos.data.network.offline) {
            this.refuseStoreCreditOffline();
            return false;
        }
        return super.isOrderValid(...arguments);
    },
    refuseStoreCreditOffline() {
        this.pos.dialog.add(AlertDialog, {
            title: _t("Store credit needs the server"),
            body: _t(
                "The server cannot be reached, so nobody knows what is available now. " +
                    "Use another method, or validate again when the connection is back.",
            ),
        });
    },
    async finalizeValidation() {
        const result = await super.finalizeValidation(...arguments);
        const partner = this.order.getPartner();
        if (partner && (this.order.storeCreditLines.length || result instanceof RPCError)) {
            this.pos.fetchStoreCredit([partner]);
        }
        return result;
    },
    handleValidationError(error) {
        if (error instanceof ConnectionLostError && this.order.storeCreditLines.length) {
            // The server may or may not have the order. Sent again under the same numbers it
            // is booked once; until then the goods stay here.
            this.order.state = "draft";
            this.order.uiState.storeCreditPending = true;
            this.refuseStoreCreditOffline();
            // Read as a failed request by the caller: the cashier stays on this screen.
            return new RPCError(error.message);
        }
        this.order.uiState.storeCreditPending = false;
        return super.handleValidationError(...arguments);
    },
});
