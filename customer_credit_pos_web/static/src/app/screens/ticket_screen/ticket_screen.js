import { _t } from "@web/core/l10n/translation";
import { ask, makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { patch } from "@web/core/utils/patch";
import { TextInputPopup } from "@point_of_sale/app/components/popups/text_input_popup/text_input_popup";
import { TicketScreen } from "@point_of_sale/app/screens/ticket_screen/ticket_screen";

patch(TicketScreen.prototype, {
    /** A top-up or a settlement is worth what came in; as an order it is worth nothing. */
    getTotal(order) {
        return order.sellsNothing()
            ? order.formatStoreCredit(order.getAmountWithoutGoods())
            : super.getTotal(...arguments);
    },
    /** What it was, in place of a state: an order without goods is worth no words but these. */
    getStatus(order) {
        if (!order.finalized || !order.sellsNothing()) {
            return super.getStatus(...arguments);
        }
        if (order.isSettlement) {
            return order.isSettlementUndo || order.store_credit_topup_undone
                ? _t("Settlement undone")
                : _t("Settled");
        }
        return order.isStoreCreditUndo || order.store_credit_topup_undone
            ? _t("Top-up undone")
            : _t("Top-up");
    },
    /** @returns {string} what an order without goods was for, and for whom */
    getNoGoodsText(order) {
        const customer = order.getPartnerName();
        if (order.isSettlement) {
            return order.isSettlementUndo
                ? _t("Owed again by %s", customer)
                : _t("Settled for %s", customer);
        }
        return order.isStoreCreditUndo
            ? _t("Store credit taken back from %s", customer)
            : _t("Store credit added for %s", customer);
    },
    /** @returns {string} by which methods, each with its amount */
    getPaidText(order) {
        return _t("Paid with %s", order.getPaidByText());
    },
    /** Ask, then let the server take the credit back: it knows whether it is still there. */
    async undoTopup(order) {
        const sure = await ask(this.dialog, {
            title: _t("Undo this top-up?"),
            body: _t(
                "Give back to %(customer)s: %(money)s. Their store credit falls by %(amount)s.",
                {
                    customer: order.getPartnerName(),
                    money: order.getPaidByText(),
                    amount: order.formatStoreCredit(order.storeCreditTopupAmount),
                },
            ),
            confirmLabel: _t("Undo Top-up"),
        });
        if (!sure) {
            return;
        }
        await this.undoOnServer("undo_store_credit_topup", order);
    },
    /** Ask for the reason, then let the server take it back: it knows whether it still can. */
    async undoSettlement(order) {
        const reason = await makeAwaitable(this.dialog, TextInputPopup, {
            title: _t("Undo this settlement? Give back %(money)s to %(customer)s", {
                money: order.getPaidByText(),
                customer: order.getPartnerName(),
            }),
            placeholder: _t("Why: wrong customer, wrong invoice, wrong amount …"),
        });
        if (reason?.trim()) {
            await this.undoOnServer("undo_settlement", order, reason);
        }
    },
    async undoOnServer(method, order, ...values) {
        const partner = order.getPartner();
        const { id, message } = await this.pos.data.call("pos.order", method, [
            order.id,
            this.pos.session.id,
            ...values,
        ]);
        await this.pos.data.loadServerOrders([["id", "in", [order.id, id]]]);
        await this.pos.fetchStoreCredit([partner]);
        this.pos.notification.add(message, { type: "success" });
    },
});
