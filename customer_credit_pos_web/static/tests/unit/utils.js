/** A till that takes store credit, its customer, and what the server says of their credit. */
import { onRpc } from "@web/../tests/web_test_helpers";
import { PosConfig } from "@point_of_sale/../tests/unit/data/pos_config.data";
import { PosPaymentMethod } from "@point_of_sale/../tests/unit/data/pos_payment_method.data";
import { getFilledOrder, setupPosEnv } from "@point_of_sale/../tests/unit/utils";
import { setStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";

export const CUSTOMER = 3;
export const OTHER_CUSTOMER = 4;
/** What the goods of `filledOrder` cost. */
export const TOTAL = 17.85;
const METHOD = 9;

/** What the server answers: {available, balance, reserved, overdraft, frozen}. */
export function creditOf(available, values = {}) {
    const nothing = { balance: available, reserved: 0, overdraft: 0, frozen: false };
    return { available, ...nothing, ...values };
}

/**
 * Open a till with the method; the server knows this credit of its customers.
 *
 * @param {Object} credits {partner id: what `creditOf` returns}
 * @param {Object} values of the till
 */
export async function setupTill(credits = {}, values = {}) {
    PosPaymentMethod._records.push({
        id: METHOD,
        name: "Store Credit",
        is_cash_count: false,
        use_payment_terminal: false,
        split_transactions: true,
        type: "bank",
        image: false,
        sequence: 5,
        payment_method_type: "none",
        default_qr: false,
        is_store_credit: true,
    });
    PosConfig._records[0].payment_method_ids = [1, 2, 3, METHOD];
    onRpc("res.partner", "get_store_credit_for_till", ({ args: [ids] }) =>
        Object.fromEntries(ids.map((id) => [id, credits[id] || creditOf(0)])),
    );
    const store = await setupPosEnv();
    for (const id of [CUSTOMER, OTHER_CUSTOMER]) {
        setStoreCredit(id, { state: "unknown" });
    }
    store.config._store_credit_rights = { payment: true, topup: true, refund: true };
    store.config._store_credit_topup_amounts = [20, 50];
    Object.assign(store.config, values);
    return store;
}

export function customer(store, id = CUSTOMER) {
    return store.models["res.partner"].get(id);
}

export function creditMethod(store) {
    return store.models["pos.payment.method"].get(METHOD);
}

export function accountMethod(store) {
    return store.models["pos.payment.method"].get(3);
}

export function cashMethod(store) {
    return store.models["pos.payment.method"].get(1);
}

/** An order of goods for 17.85, of a customer about whom the server was asked. */
export async function filledOrder(store, partner = customer(store)) {
    const order = await getFilledOrder(store);
    if (partner) {
        order.setPartner(partner);
        await store.fetchStoreCredit([partner]);
    }
    return order;
}
