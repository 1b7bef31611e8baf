import { describe, expect, test } from "@odoo/hoot";
import { makeServerError, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { ConnectionLostError } from "@web/core/network/rpc";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { getStoreCredit, setStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import {
    accountMethod,
    cashMethod,
    creditMethod,
    creditOf,
    customer,
    CUSTOMER,
    filledOrder,
    OTHER_CUSTOMER,
    setupTill,
} from "../utils";

definePosModels();

describe("reading the credit", () => {
    test("asks the server about the customer and this till", async () => {
        const store = await setupTill();
        onRpc("res.partner", "get_store_credit_for_till", ({ args }) => {
            expect.step(args);
            return { [CUSTOMER]: creditOf(45) };
        });
        await store.fetchStoreCredit([customer(store)]);
        expect.verifySteps([[[CUSTOMER], 1]]);
        expect(getStoreCredit(customer(store))).toMatchObject({ state: "known", available: 45 });
    });

    test("a server that cannot be reached leaves it unknown, whatever it was", async () => {
        const store = await setupTill();
        patchWithCleanup(store.data, {
            async call() {
                throw new ConnectionLostError("/web");
            },
        });
        setStoreCredit(CUSTOMER, { state: "known", available: 45 });
        await store.fetchStoreCredit([customer(store)]);
        expect(getStoreCredit(customer(store)).state).toBe("unknown");
        expect(getStoreCredit(customer(store)).available).toBe(undefined);
    });

    test("customers who were not answered stay unknown", async () => {
        const store = await setupTill();
        onRpc("res.partner", "get_store_credit_for_till", () => ({}));
        await store.fetchStoreCredit([customer(store)]);
        expect(getStoreCredit(customer(store)).state).toBe("unknown");
    });

    test("choosing a customer asks", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(45) });
        store.addNewOrder();
        store.setPartnerToCurrentOrder(customer(store));
        expect(getStoreCredit(customer(store)).state).toBe("loading");
    });

    test("a till with neither the method nor customer accounts never asks", async () => {
        const store = await setupTill();
        onRpc("res.partner", "get_store_credit_for_till", () => expect.step("asked"));
        store.config.payment_method_ids = store.config.payment_method_ids.filter(
            (method) => !method.is_store_credit && method.type !== "pay_later",
        );
        await store.fetchStoreCredit([customer(store)]);
        expect.verifySteps([]);
    });
});

describe("rights", () => {
    test("are what the server said, and nothing without the method", async () => {
        const store = await setupTill();
        store.config._store_credit_rights = { payment: true, topup: false };
        expect(store.mayStoreCredit("payment")).toBe(true);
        expect(store.mayStoreCredit("topup")).toBe(false);
        expect(store.mayStoreCredit("refund")).toBe(false);
        store.config.payment_method_ids = [];
        expect(store.mayStoreCredit("payment")).toBe(false);
    });

    test("payments by store credit are not edited afterwards", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(45) });
        const order = await filledOrder(store);
        order.nb_print = 0;
        const before = store.canEditPayment(order);
        order.addPaymentline(creditMethod(store));
        expect([before, store.canEditPayment(order)]).toEqual([true, false]);
    });
});

describe("top-ups", () => {
    test("use an order nobody began, else a new one", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(45) });
        const empty = store.addNewOrder();
        expect(store.getEmptyOrderFor(customer(store))).toBe(empty);
        expect(empty.getPartner()).toBe(customer(store));
        const filled = await filledOrder(store);
        const other = store.getEmptyOrderFor(customer(store));
        expect(other).not.toBe(filled);
        expect(other.lines).toHaveLength(0);
    });

    test("reach the server although they have no lines", async () => {
        const store = await setupTill();
        const order = store.addNewOrder();
        expect(Boolean(store.shouldCreatePendingOrder(order))).toBe(false);
        order.setPartner(customer(store));
        order.addStoreCreditTopup(creditMethod(store), 50);
        expect(store.shouldCreatePendingOrder(order)).toBe(true);
    });
});

describe("an order whose answer was lost", () => {
    async function lost() {
        const store = await setupTill({ [CUSTOMER]: creditOf(45) });
        const order = await filledOrder(store);
        order.addPaymentline(creditMethod(store));
        order.uiState.storeCreditPending = true;
        return { store, order };
    }

    test("keeps its customer", async () => {
        const { store, order } = await lost();
        patchWithCleanup(store.dialog, {
            add: (_dialog, _props, options) => options.onClose(),
        });
        await store.selectPartner(order);
        expect([order.getPartner(), order.storeCreditLines.length]).toEqual([customer(store), 1]);
    });

    test("keeps its goods", async () => {
        const { store, order } = await lost();
        patchWithCleanup(store.router, { navigate: (page) => expect.step(page) });
        store.navigate("ProductScreen", { orderUuid: order.uuid });
        order.uiState.storeCreditPending = false;
        store.navigate("ProductScreen", { orderUuid: order.uuid });
        expect.verifySteps(["PaymentScreen", "ProductScreen"]);
    });

    test("is free again once the server has answered", async () => {
        const { store, order } = await lost();
        store.addPendingOrder([order.id]);
        await store.syncAllOrders();
        expect([order.state, order.uiState.storeCreditPending]).toEqual(["draft", false]);
    });

    test("is not deleted", async () => {
        const { store, order } = await lost();
        expect(await store.deleteOrders([order])).toBe(false);
        expect(store.models["pos.order"].getBy("uuid", order.uuid)).toBe(order);
    });
});

describe("an order accepted offline", () => {
    const allowed = {
        store_credit_offline: true,
        store_credit_offline_order_max: 50,
        store_credit_offline_till_max: 50,
    };

    /** Sent, marked as sent, and the connection broke. */
    async function accepted(methodOf) {
        expect.errors(1); // Odoo's own, so that the till tells that it is offline
        const store = await setupTill({ [CUSTOMER]: creditOf(45) }, allowed);
        const order = await filledOrder(store);
        order.addPaymentline(methodOf(store));
        order.state = "paid";
        order.serializeForORM();
        const validation = new OrderPaymentValidation({ pos: store, orderUuid: order.uuid });
        validation.handleValidationError(new ConnectionLostError("/web"));
        return { store, order };
    }

    test("gets to the server, also without store credit", async () => {
        const { store, order } = await accepted(accountMethod);
        onRpc("pos.order", "sync_from_ui", ({ args: [[data]], parent }) => {
            expect.step(data.uuid);
            return parent();
        });
        await store.syncAllOrders();
        expect.verifySteps([order.uuid]);
        await expect.waitForErrors([/couldn't be established/]);
    });

    test("and refused is open again, and the cashier hears why", async () => {
        const { store, order } = await accepted(creditMethod);
        onRpc("pos.order", "sync_from_ui", () => {
            throw makeServerError({ type: "UserError", message: "Less is available." });
        });
        let told = "";
        patchWithCleanup(store.dialog, { add: (_dialog, { body }) => (told = body.toString()) });
        await store.syncAllOrders();
        expect(order.state).toBe("draft");
        expect(told).toMatch(/^Less is available\. It was sold while/);
        order.removePaymentline(order.storeCreditLines[0]);
        expect(order.addPaymentline(cashMethod(store)).status).toBe(true);
        await expect.waitForErrors([/couldn't be established/]);
    });
});

describe("settling", () => {
    async function settlement() {
        const store = await setupTill();
        const order = store.addNewOrder();
        order.setPartner(customer(store));
        order.addSettlements(accountMethod(store), [
            { reference: "account.move,7", name: "INV/7", amount: 100 },
        ]);
        order.addPaymentline(cashMethod(store));
        return { store, order };
    }

    test("ends when another customer is chosen", async () => {
        const { store, order } = await settlement();
        store.setOrder(order);
        store.setPartnerToCurrentOrder(customer(store, OTHER_CUSTOMER));
        expect(order.payment_ids).toHaveLength(0);
        expect(order.getPartner()).toBe(customer(store, OTHER_CUSTOMER));
    });

    test("touched twice shows one list", async () => {
        const store = await setupTill();
        onRpc("res.partner", "get_due_for_till", () => {
            expect.step("asked");
            return [];
        });
        patchWithCleanup(store.dialog, { add: () => expect.step("shown") });
        await Promise.all([store.settleDue(customer(store)), store.settleDue(customer(store))]);
        expect.verifySteps(["asked", "shown"]);
    });
});
