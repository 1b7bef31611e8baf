import { describe, expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { CustomerDisplayPosAdapter } from "@point_of_sale/app/customer_display/customer_display_adapter";
import {
    accountMethod,
    cashMethod,
    creditMethod,
    creditOf,
    customer,
    CUSTOMER,
    filledOrder,
    setupTill,
} from "../utils";

definePosModels();

/** What customers read: the amount, and how it is paid. */
function shown(order) {
    const adapter = new CustomerDisplayPosAdapter();
    adapter.formatOrderData(order);
    const { amount, subtotal, paymentLines } = JSON.parse(JSON.stringify(adapter.data));
    const text = (it) => it && it.replace(/[^0-9.-]/g, "");
    return [
        text(amount),
        Boolean(subtotal),
        ...paymentLines.map((line) => `${line.name} ${text(line.amount)}`),
    ];
}

/** What the money is for, where no goods say it. */
function purpose(order) {
    const adapter = new CustomerDisplayPosAdapter();
    adapter.formatOrderData(order);
    return adapter.data.purpose;
}

describe("what the customer sees", () => {
    test("of a top-up is what comes in", async () => {
        const store = await setupTill();
        const order = store.addNewOrder();
        order.setPartner(customer(store));
        order.addStoreCreditTopup(creditMethod(store), 50);
        order.addPaymentline(cashMethod(store));
        expect(shown(order)).toEqual(["50.00", false, "Cash 50.00"]);
        expect(purpose(order)).toBe("Store credit");
    });

    test("of a settlement is what is settled", async () => {
        const store = await setupTill();
        const order = store.addNewOrder();
        order.setPartner(customer(store));
        order.addSettlements(accountMethod(store), [
            { reference: "account.move,7", name: "INV/7", amount: 100 },
        ]);
        order.addPaymentline(cashMethod(store));
        expect(shown(order)).toEqual(["100.00", false, "Cash 100.00"]);
        expect(purpose(order)).toBe("INV/7");
    });

    test("of goods is as ever, and change that is kept says so", async () => {
        const store = await setupTill({ [CUSTOMER]: creditOf(45) });
        const order = await filledOrder(store);
        order.addPaymentline(cashMethod(store)).data.setAmount(20);
        order.keepChange(creditMethod(store));
        expect(shown(order).slice(2)).toEqual(["Cash 20.00", "Kept as store credit 2.15"]);
        expect(shown(order)[0]).toBe("17.85");
        expect(purpose(order)).toBe("");
    });
});
