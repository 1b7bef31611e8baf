import { patch } from "@web/core/utils/patch";
import { ReceiptScreen } from "@point_of_sale/app/screens/receipt_screen/receipt_screen";

patch(ReceiptScreen.prototype, {
    /** A top-up costs what it adds; as an order it is worth nothing. */
    get orderAmountPlusTip() {
        const order = this.currentOrder;
        return order.isStoreCreditTopup
            ? order.formatStoreCredit(order.storeCreditTopupAmount)
            : super.orderAmountPlusTip;
    },
});
