/** What the till knows of its customers' store credit: read live, shown, never decided on. */
import { reactive } from "@odoo/owl";

/** {partner id: {state: "loading" | "known" | "unknown", available, balance, frozen}} */
const known = reactive({});

/**
 * @param {Object} partner
 * @returns {Object} what is known of the customer's store credit; reactive for components
 *     that read it through ``useState(getAllStoreCredit())``
 */
export function getStoreCredit(partner, all = known) {
    return (partner && all[partner.id]) || { state: "unknown" };
}

export function getAllStoreCredit() {
    return known;
}

export function setStoreCredit(partnerId, values) {
    known[partnerId] = values;
}

/** @returns {boolean} whether the amount may be shown and proposed */
export function isStoreCreditKnown(partner) {
    return getStoreCredit(partner).state === "known";
}
