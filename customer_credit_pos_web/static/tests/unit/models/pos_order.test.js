import { describe, expect, test } from "@odoo/hoot";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { PosPayment } from "@point_of_sale/app/models/pos_payment";
import { setStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";
import {
    cashMethod,
    creditMethod,
    creditOf,
    customer,
    CUSTOMER,
    filledOrder,
    OTHER_CUSTOMER,
    setupTill,
    TOTAL,
} from "../utils";

definePosModels();

describe("paying", () => {
    test("proposes what is due when enough is available", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(45) });
        const order = await filledOrder(store);
        const { status, data } = order.addPaymentline(creditMethod(store));
        expect(status).toBe(true);
        expect(data.amount).toBe(TOTAL);
        expect(order.remainingDue).toBe(0);
    });

    test("proposes what is available when it is less than due", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(10) });
        const order = await filledOrder(store);
        expect(order.addPaymentline(creditMethod(store)).data.amount).toBe(10);
        expect(order.addPaymentline(cashMethod(store)).data.amount).toBe(7.85);
    });

    test("proposes what cash has left to pay", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(45) });
        const order = await filledOrder(store);
        order.addPaymentline(cashMethod(store)).data.setAmount(10);
        expect(order.addPaymentline(creditMethod(store)).data.amount).toBe(7.85);
    });

    test("an allowed overdraft is available as well", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(15, { balance: 5, overdraft: 10 }) });
        const order = await filledOrder(store);
        expect(order.addPaymentline(creditMethod(store)).data.amount).toBe(15);
    });

    test("other methods are none of its business", async () => {
        const store = await setupTill();
        const order = await filledOrder(store, null);
        expect(order.addPaymentline(cashMethod(store)).data.amount).toBe(TOTAL);
        expect(order.storeCreditLines).toHaveLength(0);
    });
});

describe("refusing", () => {
    const refusal = (order, store) => {
        const { status, data } = order.addPaymentline(creditMethod(store));
        expect(status).toBe(false);
        expect(order.payment_ids.filter((line) => line.payment_method_id.id !== 1)).toHaveLength(
            order.storeCreditLines.length,
        );
        return data.toString();
    };

    test("without a customer", async () => {
        const store = await setupTill();
        const order = await filledOrder(store, null);
        expect(refusal(order, store)).toInclude("Choose a customer");
    });

    test("without credit", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(0) });
        const order = await filledOrder(store);
        expect(refusal(order, store)).toInclude("has no store credit available");
    });

    test("of a frozen account", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(0, { frozen: true, balance: 45 }) });
        const order = await filledOrder(store);
        expect(refusal(order, store)).toInclude("is frozen");
    });

    test("while nobody knows the amount", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(45) });
        const order = await filledOrder(store);
        setStoreCredit(CUSTOMER, { state: "unknown" });
        expect(refusal(order, store)).toInclude("is unknown");
    });

    test("a second time", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(10) });
        const order = await filledOrder(store);
        order.addPaymentline(creditMethod(store));
        expect(refusal(order, store)).toInclude("already");
        expect(order.storeCreditLines).toHaveLength(1);
    });
});

describe("another customer", () => {
    test("takes away what was proposed on the credit of the first", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(45) });
        const order = await filledOrder(store);
        order.addPaymentline(creditMethod(store));
        order.setPartner(customer(store, OTHER_CUSTOMER));
        expect(order.payment_ids).toHaveLength(0);
    });

    test("keeps the other payments, and the same customer keeps everything", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(10) });
        const order = await filledOrder(store);
        order.addPaymentline(creditMethod(store));
        order.addPaymentline(cashMethod(store));
        order.setPartner(customer(store));
        expect(order.payment_ids).toHaveLength(2);
        order.setPartner(customer(store, OTHER_CUSTOMER));
        expect(order.payment_ids.map((line) => line.payment_method_id.id)).toEqual([1]);
    });
});

describe("topping up", () => {
    test("is an order without goods that waits for money", async () => {
        const store = await setupTill();
        const order = store.addNewOrder();
        order.setPartner(customer(store));
        order.addStoreCreditTopup(creditMethod(store), 50);
        expect(order.isStoreCreditTopup).toBe(true);
        expect(order.storeCreditTopupAmount).toBe(50);
        expect(order.addPaymentline(cashMethod(store)).data.amount).toBe(50);
        expect(order.isPaid()).toBe(true);
    });

    test("follows its customer", async () => {
        const store = await setupTill();
        const order = store.addNewOrder();
        order.setPartner(customer(store));
        order.addStoreCreditTopup(creditMethod(store), 50);
        order.setPartner(customer(store, OTHER_CUSTOMER));
        expect(order.storeCreditTopupAmount).toBe(50);
    });

    test("an order with goods is none", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(45) });
        const order = await filledOrder(store);
        order.addPaymentline(creditMethod(store));
        expect(order.isStoreCreditTopup).toBe(false);
        expect(order.storeCreditTopupAmount).toBe(0);
    });
});

describe("where every order is invoiced", () => {
    const topup = async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(0) });
        const order = store.addNewOrder();
        order.setPartner(customer(store, CUSTOMER));
        order.to_invoice = true; // as tills of Saudi Arabia create it
        order.addStoreCreditTopup(creditMethod(store), 25);
        return { store, order };
    };

    test("a top-up is not: nothing is sold", async () => {
        const { order } = await topup();
        expect(order.isToInvoice()).toBe(false);
        order.setToInvoice(true); // as the payment screen of Argentina does
        expect(order.to_invoice).toBe(false);
        expect(order.is_settling_account).toBe(true);
    });

    test("a sale is", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(45) });
        const order = await filledOrder(store);
        order.setToInvoice(true);
        expect(order.isToInvoice()).toBe(true);
        expect(order.is_settling_account).toBe(false);
    });
});

describe("change kept as store credit", () => {
    const pay = (order, store, amount) =>
        order.addPaymentline(cashMethod(store)).data.setAmount(amount);

    test("is what cash pays above the goods, once", async () => {
        const store = await setupTill();
        const order = await filledOrder(store);
        pay(order, store, 20);
        expect(order.getChangeToKeep()).toBe(2.15);
        order.keepChange(creditMethod(store));
        const [kept] = order.changeKeptLines;
        expect([kept.amount, kept.shownAmount]).toEqual([-2.15, 2.15]);
        expect(order.change).toBe(0);
        expect(order.getChangeToKeep()).toBe(0);
        expect(order.isStoreCreditTopup).toBe(false);
    });

    test("needs a customer, goods that go, and no store credit beside it", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(5) });
        const order = await filledOrder(store, null);
        pay(order, store, 20);
        expect(order.getChangeToKeep()).toBe(0);
        order.setPartner(customer(store));
        expect(order.getChangeToKeep()).toBe(2.15);
        order.lines[0].setQuantity(-1);
        expect(order.getChangeToKeep()).toBe(0);
    });

    test("ends at the largest top-up, and with its customer", async () => {
        const store = await setupTill({}, { store_credit_topup_max: 1 });
        const order = await filledOrder(store);
        pay(order, store, 20);
        order.keepChange(creditMethod(store));
        expect(order.changeKeptLines[0].amount).toBe(-1);
        order.setPartner(false);
        expect(order.changeKeptLines).toHaveLength(0);
    });
});

test("a tip comes before the payment, whichever method stands first", async () => {
    // As restaurants do: cards take it afterwards.
    patchWithCleanup(Object.getPrototypeOf(PosPayment.prototype), { canBeAdjusted: () => true });
    const store = await setupTill({ [CUSTOMER]: creditOf(10) });
    const order = await filledOrder(store);
    const card = order.addPaymentline(store.models["pos.payment.method"].get(2)).data;
    card.setAmount(7.85);
    expect(card.canBeAdjusted()).toBe(true);
    order.addPaymentline(creditMethod(store));
    expect(card.canBeAdjusted()).toBe(false);
});
