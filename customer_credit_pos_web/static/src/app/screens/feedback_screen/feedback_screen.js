import { patch } from "@web/core/utils/patch";
import { FeedbackScreen } from "@point_of_sale/app/screens/feedback_screen/feedback_screen";

patch(FeedbackScreen.prototype, {
    /** What came in: as an order, a top-up or a settlement is worth nothing. */
    get amountPaid() {
        const order = this.currentOrder;
        return order.sellsNothing() ? order.getAmountWithoutGoods() : order.amount_total;
    },
    /** What the server refused is not paid: the cashier goes on with it. */
    goNext() {
        const order = this.currentOrder;
        if (!order || order.finalized) {
            return super.goNext(...arguments);
        }
        return this.pos.navigate("PaymentScreen", { orderUuid: order.uuid });
    },
});
