/** How much store credit the till may take unseen. The server checks the same again later. */

import { getUnverified } from "@customer_credit_pos_web/app/utils/store_credit_verification";

/**
 * @param {PosOrder} order
 * @returns {number} what the till may still take for this order while the server cannot be
 *     reached: 0 where it may take nothing
 */
export function getOfflineAllowance(order) {
    const config = order.config;
    if (!config.store_credit_offline) {
        return 0;
    }
    const most = [
        config.store_credit_offline_order_max,
        config.store_credit_offline_till_max - getOfflineUsed(order),
    ];
    if (config.store_credit_verification) {
        // Nobody can be verified without the server.
        const waiting = getWaiting(order).filter(
            (line) => line.pos_order_id.getPartner()?.id === order.getPartner()?.id,
        );
        const spent = waiting.reduce((sum, line) => sum + line.amount, getUnverified(order));
        most.push(config.store_credit_verification_amount - spent);
    }
    return Math.max(order.currency.round(Math.min(...most)), 0);
}

/**
 * Orders that wait in the till's own storage count in full; those that arrived count with what
 * turned out to be missing.
 */
function getOfflineUsed(order) {
    return getOtherLines(order).reduce(
        (used, line) => used + (isWaiting(line) ? line.amount : line.store_credit_shortfall || 0),
        order.config._store_credit_offline_used || 0,
    );
}

/** @returns {PosPayment[]} store credit that other orders of this till took offline */
function getOtherLines(order) {
    const others = order.models["pos.order"].filter((other) => other.uuid !== order.uuid);
    return others.flatMap((other) =>
        other.storeCreditLines.filter((line) => line.store_credit_offline),
    );
}

function isWaiting(line) {
    return !line.isSynced && line.pos_order_id.state !== "draft";
}

/** @returns {PosPayment[]} those of them that the server does not know yet */
function getWaiting(order) {
    return getOtherLines(order).filter(isWaiting);
}

/** @returns {boolean} whether these payments may be accepted without the server */
export function isAllowedOffline(order) {
    const lines = order.storeCreditLines;
    const spent = lines.reduce((sum, line) => sum + line.amount, 0);
    const giving = lines.some((line) => line.amount < 0);
    const customer = order.getPartner();
    return (
        !giving &&
        order.lines.length > 0 &&
        Boolean(customer?.isSynced) &&
        order.currency.round(spent - getOfflineAllowance(order)) <= 0
    );
}
