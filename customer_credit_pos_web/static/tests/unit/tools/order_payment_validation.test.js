import { describe, expect, test } from "@odoo/hoot";
import { onRpc } from "@web/../tests/web_test_helpers";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { getStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";
import {
    cashMethod,
    creditMethod,
    creditOf,
    customer,
    CUSTOMER,
    filledOrder,
    setupTill,
} from "../utils";

definePosModels();

async function paidBy(methodOf) {
    const credits = { [CUSTOMER]: creditOf(45) };
    const store = await setupTill(credits);
    const order = await filledOrder(store);
    order.addPaymentline(methodOf(store));
    const validation = new OrderPaymentValidation({ pos: store, orderUuid: order.uuid });
    return { credits, store, order, validation };
}

describe("without the server", () => {
    test("store credit is refused before anything is sent", async () => {
        const { store, validation } = await paidBy(creditMethod);
        store.data.network.offline = true;
        expect(await validation.isOrderValid()).toBe(false);
        store.data.network.offline = false;
        expect(await validation.isOrderValid()).toBe(true);
    });

    test("other methods go on as Odoo does", async () => {
        const { store, validation } = await paidBy(cashMethod);
        store.data.network.offline = true;
        expect(await validation.isOrderValid()).toBe(true);
    });
});

describe("an order that was sent", () => {
    test("and not answered stays here, to be sent again under its numbers", async () => {
        const { order, validation } = await paidBy(creditMethod);
        const [line] = order.storeCreditLines;
        const uuid = line.uuid;
        const error = validation.handleValidationError(new ConnectionLostError("/web"));
        expect(error).toBeInstanceOf(RPCError);
        expect(order.state).toBe("draft");
        expect(order.uiState.storeCreditPending).toBe(true);
        expect(order.storeCreditLines.map((kept) => kept.uuid)).toEqual([uuid]);
    });

    test("and refused is free to be changed", async () => {
        const { order, validation } = await paidBy(creditMethod);
        order.uiState.storeCreditPending = true;
        const refused = new RPCError("45.00 of store credit available");
        refused.data = { name: "odoo.exceptions.UserError", message: "refused", arguments: [] };
        validation.handleValidationError(refused);
        expect(order.state).toBe("draft");
        expect(order.uiState.storeCreditPending).toBe(false);
    });

    test("and booked shows what is left", async () => {
        const { credits, store, validation, order } = await paidBy(creditMethod);
        onRpc("pos.order", "sync_from_ui", ({ parent }) => {
            credits[CUSTOMER] = creditOf(27.15);
            return parent();
        });
        await validation.validateOrder(false);
        await store.fetchStoreCredit([customer(store)]);
        expect(order.state).toBe("paid");
        expect(getStoreCredit(customer(store)).available).toBe(27.15);
    });
});
