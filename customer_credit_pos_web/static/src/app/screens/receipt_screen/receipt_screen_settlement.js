import { patch } from "@web/core/utils/patch";
import { ReceiptScreen } from "@point_of_sale/app/screens/receipt_screen/receipt_screen";

patch(ReceiptScreen.prototype, {
    /** A settlement costs what it settles; as an order it is worth nothing. */
    get orderAmountPlusTip() {
        const order = this.currentOrder;
        return order.isSettlement
            ? this.env.utils.formatCurrency(order.settledAmount)
            : super.orderAmountPlusTip;
    },
});
