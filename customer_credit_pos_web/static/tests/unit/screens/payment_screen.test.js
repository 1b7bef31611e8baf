import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mountWithCleanup, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { FeedbackScreen } from "@point_of_sale/app/screens/feedback_screen/feedback_screen";
import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { setStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";
import {
    accountMethod,
    cashMethod,
    creditMethod,
    creditOf,
    customer,
    CUSTOMER,
    filledOrder,
    setupTill,
    TOTAL,
} from "../utils";

definePosModels();

async function openScreen(order) {
    const screen = await mountWithCleanup(PaymentScreen, { props: { orderUuid: order.uuid } });
    await animationFrame();
    return screen;
}

const label = () => queryOne(".paymentmethod .store-credit-available").textContent.trim();
const isFaded = () =>
    queryOne(".paymentmethod:has(.store-credit-available)").classList.contains("opacity-50");

describe("the method's button", () => {
    test("shows what is available", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(45) });
        await openScreen(await filledOrder(store));
        expect(label()).toMatch(/45\.00 available/);
        expect(isFaded()).toBe(false);
    });

    test("says why it cannot be used", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(0, { frozen: true }) });
        await openScreen(await filledOrder(store));
        expect(label()).toBe("frozen");
        expect(isFaded()).toBe(true);
        setStoreCredit(CUSTOMER, { state: "unknown" });
        await animationFrame();
        expect(label()).toBe("unknown");
        expect(isFaded()).toBe(true);
    });

    test("asks for a customer", async () => {
        const store = await setupTill();
        await openScreen(await filledOrder(store, null));
        expect(label()).toBe("Choose a customer");
    });

    test("a top-up offers money only", async () => {
        const store = await setupTill();
        const order = store.addNewOrder();
        order.setPartner(customer(store));
        order.addStoreCreditTopup(creditMethod(store), 50);
        await openScreen(order);
        const shown = queryAllTexts(".paymentmethod .payment-name");
        expect(shown).toInclude("Cash");
        expect(shown).not.toInclude("Store Credit");
        expect(shown).not.toInclude("Customer Account");
        expect(".store-credit-topup").toHaveCount(1);
    });
});

describe("typing an amount", () => {
    test("ends at what is available", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(10) });
        const order = await filledOrder(store);
        const screen = await openScreen(order);
        await screen.addNewPaymentLine(creditMethod(store));
        const [line] = order.storeCreditLines;
        line.setAmount(12);
        screen.capStoreCredit(line);
        expect(line.amount).toBe(10);
    });

    test("ends at what is due: store credit gives no change", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(45) });
        const order = await filledOrder(store);
        const screen = await openScreen(order);
        await screen.addNewPaymentLine(cashMethod(store));
        order.payment_ids[0].setAmount(10);
        await screen.addNewPaymentLine(creditMethod(store));
        const [line] = order.storeCreditLines;
        line.setAmount(40);
        screen.capStoreCredit(line);
        expect(line.amount).toBe(7.85);
    });

    test("less is fine", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(45) });
        const order = await filledOrder(store);
        const screen = await openScreen(order);
        await screen.addNewPaymentLine(creditMethod(store));
        const [line] = order.storeCreditLines;
        line.setAmount(3);
        screen.capStoreCredit(line);
        expect(line.amount).toBe(3);
    });
});

test("what may be booked already is neither deleted nor changed", async () => {
    const store = await setupTill({ [CUSTOMER]: creditOf(10) });
    const order = await filledOrder(store);
    const screen = await openScreen(order);
    await screen.addNewPaymentLine(creditMethod(store));
    await screen.addNewPaymentLine(cashMethod(store));
    const [credit, cash] = order.payment_ids;
    order.uiState.storeCreditPending = true;
    screen.deletePaymentLine(credit.uuid);
    screen.deletePaymentLine(cash.uuid);
    expect(order.payment_ids).toHaveLength(2);
    screen.updateSelectedPaymentline(50);
    expect(cash.amount).toBe(7.85);
    expect(await screen.addNewPaymentLine(accountMethod(store))).toBe(false);
    await screen.toggleIsToInvoice();
    expect([order.payment_ids.length, order.isToInvoice()]).toEqual([2, false]);
    order.uiState.storeCreditPending = false;
    screen.deletePaymentLine(credit.uuid);
    expect(order.storeCreditLines).toHaveLength(0);
});

describe("printed without a screen of its own", () => {
    async function feedback(order) {
        const props = { orderUuid: order.uuid };
        return mountWithCleanup(FeedbackScreen, { props });
    }

    test("a top-up says what came in", async () => {
        const store = await setupTill();
        const order = store.addNewOrder();
        order.setPartner(customer(store));
        order.addStoreCreditTopup(creditMethod(store), 50);
        order.addPaymentline(cashMethod(store));
        order.setOrderPrices();
        order.state = "paid";
        await feedback(order);
        expect(queryOne(".feedback-screen .amount").textContent).toMatch(/50\.00/);
    });

    test("what was refused is gone on with", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(45) });
        const order = await filledOrder(store);
        order.addPaymentline(creditMethod(store));
        const screen = await feedback(order);
        patchWithCleanup(store.router, {
            navigate: (page, { orderUuid }) => expect.step([page, orderUuid]),
        });
        screen.goNext();
        expect.verifySteps([["PaymentScreen", order.uuid]]);
    });
});

test("the amount is read again when the method is touched", async () => {
    const credits = { [CUSTOMER]: creditOf(45) };
    const store = await setupTill(credits);
    const order = await filledOrder(store);
    const screen = await openScreen(order);
    credits[CUSTOMER] = creditOf(4);
    await screen.addNewPaymentLine(creditMethod(store));
    expect(order.storeCreditLines.map((line) => line.amount)).toEqual([4]);
});

test("touched twice while the server is asked, the method pays once", async () => {
    const store = await setupTill({ [CUSTOMER]: creditOf(45) });
    const order = await filledOrder(store);
    const screen = await openScreen(order);
    const method = creditMethod(store);
    const [first, second] = await Promise.all([
        screen.addNewPaymentLine(method),
        screen.addNewPaymentLine(method),
    ]);
    expect([Boolean(first), second]).toEqual([true, false]);
    expect(order.storeCreditLines.map((line) => line.amount)).toEqual([TOTAL]);
    expect(".modal").toHaveCount(0);
});
