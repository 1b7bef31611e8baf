import { _t } from "@web/core/l10n/translation";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { StoreCreditVerifyPopup } from "@customer_credit_pos_web/app/components/popups/store_credit_verify_popup/store_credit_verify_popup";
import { isAllowedOffline } from "@customer_credit_pos_web/app/utils/store_credit_offline";
import {
    getAmountToVerify,
    isVerified,
} from "@customer_credit_pos_web/app/utils/store_credit_verification";

patch(OrderPaymentValidation.prototype, {
    async isOrderValid() {
        if (this.order.sellsNothing()) {
            // Whatever the till's country wrote there: the server invoices no such order.
            this.order.to_invoice = false;
        }
        const offline = this.order.storeCreditLines.length && this.pos.data.network.offline;
        if (offline && !isAllowedOffline(this.order)) {
            this.refuseStoreCreditOffline();
            return false;
        }
        const valid = await super.isOrderValid(...arguments);
        if (!valid) {
            return valid;
        }
        this.declareStoreCreditOffline(Boolean(offline));
        return offline ? true : this.verifyStoreCredit();
    },
    /** Ask the customer for a PIN or a code where the till's settings want it. */
    async verifyStoreCredit() {
        const amount = getAmountToVerify(this.order);
        if (!amount || isVerified(this.order, amount)) {
            return true;
        }
        const props = { order: this.order, amount };
        return Boolean(await makeAwaitable(this.pos.dialog, StoreCreditVerifyPopup, props));
    },
    /** The server takes what is available then; its settings decide whether less is enough. */
    declareStoreCreditOffline(offline) {
        for (const line of this.order.storeCreditLines) {
            line.store_credit_offline = offline;
        }
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
        const moved = this.order.payment_ids.some((line) => {
            const method = line.payment_method_id;
            return method.is_store_credit || method.type === "pay_later";
        });
        if (partner && (moved || result instanceof RPCError)) {
            this.pos.fetchStoreCredit([partner]);
        }
        return result;
    },
    /** The invoice is made all the same: only the paper is missing. */
    shouldDownloadInvoice() {
        const wanted = super.shouldDownloadInvoice(...arguments);
        if (wanted && this.order.isToInvoice() && this.pos.config._has_no_printer) {
            this.pos.notification.add(
                _t(
                    "The invoice was made, but this server cannot print it: tell whoever looks after it that wkhtmltopdf is missing.",
                ),
                { type: "warning" },
            );
            return false;
        }
        return wanted;
    },
    handleValidationError(error) {
        const lost = error instanceof ConnectionLostError && this.order.storeCreditLines.length;
        if (lost && isAllowedOffline(this.order)) {
            this.declareStoreCreditOffline(true);
        } else if (lost) {
            // The server may or may not have the order. Sent again under the same numbers it
            // is booked once; until then the goods stay here.
            this.order.state = "draft";
            this.order.uiState.storeCreditPending = true;
            this.refuseStoreCreditOffline();
            if (this.pos.router.state.current === "ProductScreen") {
                this.pos.navigate("PaymentScreen", { orderUuid: this.order.uuid });
            }
            // Read as a failed request by the caller: the cashier stays on this screen.
            return new RPCError(error.message);
        }
        this.order.uiState.storeCreditPending = false;
        if (error instanceof ConnectionLostError) {
            this.order.uiState.acceptedOffline = this.order.isDecidedByServer();
        }
        if (error instanceof RPCError) {
            this.order.uiState.storeCreditVerified = null; // ask again: it may be over
        }
        return super.handleValidationError(...arguments);
    },
});
