import { patch } from "@web/core/utils/patch";
import { TicketScreen } from "@point_of_sale/app/screens/ticket_screen/ticket_screen";

patch(TicketScreen.prototype, {
    /** A top-up or a settlement is worth what came in; as an order it is worth nothing. */
    getTotal(order) {
        return order.sellsNothing()
            ? order.formatStoreCredit(order.getAmountWithoutGoods())
            : super.getTotal(...arguments);
    },
});
