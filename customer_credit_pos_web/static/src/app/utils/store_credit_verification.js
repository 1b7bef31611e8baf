/** When the customer is asked for a PIN or a code. Only the server's own note opens anything. */

import { getStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";

/** The server keeps a verification for ten minutes; ask again before it is over. */
const VALID_MS = 9 * 60 * 1000;

/** @returns {number} what the customer must be verified for; 0 when nothing is asked */
export function getAmountToVerify(order) {
    const { store_credit_verification: asked, store_credit_verification_amount: above } =
        order.config;
    const spent = order.storeCreditLines.reduce((sum, line) => sum + line.amount, 0);
    const counted = spent + getUnverified(order);
    return asked && order.currency.round(counted - above) > 0 ? spent : 0;
}

/** @returns {number} what the customer spent within a day without being verified, as far as known */
export function getUnverified(order) {
    const customer = order.getPartner();
    return (customer && getStoreCredit(customer).unverified) || 0;
}

/** @returns {boolean} whether the server said so for this payment, customer and amount */
export function isVerified(order, amount) {
    const known = order.uiState.storeCreditVerified;
    return Boolean(
        known &&
            known.uuid === order.storeCreditLines[0]?.uuid &&
            known.customer === order.getPartner()?.id &&
            known.amount >= amount &&
            known.until > Date.now(),
    );
}

export function rememberVerification(order, amount) {
    order.uiState.storeCreditVerified = {
        uuid: order.storeCreditLines[0].uuid,
        customer: order.getPartner().id,
        amount,
        until: Date.now() + VALID_MS,
    };
}
