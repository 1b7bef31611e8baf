/** Steps about store credit at the till, in the words of the business. */
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";

const PATIENCE = 60000;

/** The steps as one list; on busy machines any of them may be slow. */
export function patiently(steps) {
    return steps.flat(Infinity).map((step) => ({ timeout: PATIENCE, ...step }));
}
/** Start the till and open its register. */
export function begin() {
    return [Chrome.startPoS(), Dialog.confirm("Open Register")];
}
export function creditOnCustomerButton(amount) {
    return {
        content: `the customer button shows ${amount}`,
        trigger: `.set-partner .store-credit-badge:contains("${amount}")`,
    };
}
export function creditOnMethod(text) {
    return {
        content: `the method says "${text}"`,
        trigger: `.paymentmethod .store-credit-available:contains("${text}")`,
    };
}
export function creditInList(name, text) {
    return {
        content: `${name} has ${text} in the list of customers`,
        trigger: `.partner-info:contains("${name}") .store-credit-badge:contains("${text}")`,
    };
}
export function refusedWith(text) {
    return {
        content: `refused: ${text}`,
        trigger: `.modal .modal-body:contains("${text}")`,
    };
}
export function receiptIsShown() {
    return { content: "the receipt is shown", trigger: ".receipt-screen" };
}
/** After a purchase it is left, after a top-up it is there now. */
export function creditNowOnReceipt(before, now) {
    return creditLeftOnReceipt(before, now, "now");
}
export function creditLeftOnReceipt(before, left, word = "left") {
    return [
        {
            content: `the receipt says ${before} before`,
            trigger: `.pos-receipt .store-credit-receipt div:contains("before"):contains("${before}")`,
        },
        {
            content: `the receipt says ${left} ${word}`,
            trigger: `.pos-receipt .store-credit-receipt div:contains("${word}"):contains("${left}")`,
        },
    ];
}
export function sellLetterTrays(quantity, customer) {
    return [
        ProductScreen.addOrderline("Letter Tray", quantity, "10"),
        ProductScreen.clickPartnerButton(),
        ProductScreen.clickCustomer(customer),
    ].flat();
}
/** The line appears when the server has said what is available: wait for it before going on. */
export function payByCredit() {
    return PaymentScreen.clickPaymentMethod("Store Credit");
}
export function clickAddCredit() {
    return [
        ProductScreen.clickControlButtonMore(),
        {
            content: "add credit",
            trigger: ".modal .store-credit-add",
            run: "click",
        },
    ].flat();
}
export function chooseQuickAmount(text) {
    return {
        content: `choose ${text}`,
        trigger: `.store-credit-topup-popup .store-credit-quick:contains("${text}")`,
        run: "click",
    };
}
/** The closing screen shows the sum of store credit, and no field to count it. */
export function nothingToCount(amount) {
    return [
        {
            content: `${amount} of store credit was taken`,
            trigger: `.close-pos-popup .payment-methods-overview div:contains("Store Credit"):contains("${amount}")`,
        },
        {
            content: "there is nothing to count of it",
            trigger: `.close-pos-popup:not(:contains("Store Credit Count")):not(:contains("Counted 0.00"))`,
        },
    ];
}
/** Top-ups and settlements sell nothing. */
export function nothingToInvoice() {
    return {
        content: "there is nothing to invoice",
        trigger: ".payment-buttons:has(.partner-button):not(:has(.js_invoice))",
    };
}
