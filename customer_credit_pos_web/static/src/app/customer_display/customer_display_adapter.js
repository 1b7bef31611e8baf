import { patch } from "@web/core/utils/patch";
import { CustomerDisplayPosAdapter } from "@point_of_sale/app/customer_display/customer_display_adapter";

patch(CustomerDisplayPosAdapter.prototype, {
    /** What books a top-up or a settlement is no payment to the customer's eye. */
    formatOrderData(order) {
        super.formatOrderData(...arguments);
        this.data.paymentLines = order.payment_ids
            .filter((line) => line.isChangeKept || order.isShownAsPayment(line))
            .map((line) => this.getPaymentData(line));
        if (order.sellsNothing()) {
            const amount = order.formatStoreCredit(order.getAmountWithoutGoods());
            Object.assign(this.data, { amount, subtotal: false, amountTaxes: false });
        }
        this.data.purpose = order.getPurpose();
    },
    getPaymentData(payment) {
        return {
            ...super.getPaymentData(...arguments),
            name: payment.shownName,
            amount: payment.pos_order_id.formatStoreCredit(payment.shownAmount),
        };
    },
});
