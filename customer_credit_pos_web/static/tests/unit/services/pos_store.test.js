import { describe, expect, test } from "@odoo/hoot";
import { onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { ConnectionLostError } from "@web/core/network/rpc";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { getStoreCredit, setStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";
import { creditMethod, creditOf, customer, CUSTOMER, filledOrder, setupTill } from "../utils";

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
