/* global posmodel */

import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Numpad from "@point_of_sale/../tests/generic_helpers/numpad_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { registry } from "@web/core/registry";
import * as Credit from "./till_store_credit_util";

const tours = registry.category("web_tour.tours");

function payByCredit(quantity, customer) {
    return [
        Credit.sellLetterTrays(quantity, customer),
        ProductScreen.clickPayButton(),
        Credit.payByCredit(),
        PaymentScreen.selectedPaymentlineHas("Store Credit", `${quantity}0.00`),
        PaymentScreen.clickValidate(),
    ];
}
function typePin(digits) {
    return [
        ...digits.split("").map((digit) => ({
            ...Numpad.click(digit),
            trigger: `.modal ${Numpad.click(digit).trigger}`,
        })),
        {
            content: "the digits are hidden",
            trigger: `.modal .input-value:contains("${"•".repeat(digits.length)}")`,
        },
        Dialog.confirm("Verify"),
    ];
}
function verifyIsAsked(amount) {
    return {
        content: `the customer is asked for ${amount}`,
        trigger: `.modal .store-credit-verify-popup:contains("Brandt Bakery"):contains("${amount}")`,
    };
}
function refusedWith(text) {
    return {
        content: `refused: ${text}`,
        trigger: `.modal .store-credit-verify-message:contains("${text}")`,
    };
}
function scan(content, getCode) {
    return {
        content,
        trigger: ".modal .store-credit-verify-popup",
        run: async () => posmodel.env.services.barcode_reader.scan(getCode()),
    };
}

// 15.00 and more is verified: a wrong PIN, then the right one; then nothing for a small amount.
tours.add("till_store_credit_verify_pin", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            payByCredit("2", "Brandt"),
            verifyIsAsked("20.00"),
            typePin("9999"),
            refusedWith("This PIN is wrong."),
            typePin("4711"),
            Credit.receiptIsShown(),
            Credit.creditLeftOnReceipt("45.00", "25.00"),
            ReceiptScreen.clickNextOrder(),
            payByCredit("1", "Brandt"),
            Credit.receiptIsShown(),
            Credit.creditLeftOnReceipt("25.00", "15.00"),
            Chrome.endTour(),
        ]),
});

// The bakery's barcode in this test is the code of its portal page.
tours.add("till_store_credit_verify_code", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            payByCredit("2", "Brandt"),
            verifyIsAsked("20.00"),
            {
                content: "there is no PIN to type",
                trigger:
                    ".modal .store-credit-verify-popup:not(:has(.numpad)):contains('no PIN yet')",
            },
            scan("scan something else", () => "CC1.1.1.0000"),
            refusedWith("not the code of a customer"),
            scan("scan the code", () => posmodel.getOrder().getPartner().barcode),
            Credit.receiptIsShown(),
            Credit.creditLeftOnReceipt("45.00", "25.00"),
            Chrome.endTour(),
        ]),
});

// There is no PIN: the code comes by email.
tours.add("till_store_credit_verify_mail", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            payByCredit("2", "Brandt"),
            verifyIsAsked("20.00"),
            {
                content: "send a code by email",
                trigger: ".modal .store-credit-send-code:contains('b•••@example.com')",
                run: "click",
            },
            {
                content: "the code is on its way",
                trigger: ".modal .store-credit-sent:contains('b•••@example.com')",
            },
            typePin("135790"),
            refusedWith("This code is wrong."),
            typePin("246802"),
            Credit.receiptIsShown(),
            Credit.creditLeftOnReceipt("45.00", "25.00"),
            Chrome.endTour(),
        ]),
});

// Two small orders are one larger one: the second is asked for, and a manager lets it pass.
tours.add("till_store_credit_verify_manager", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            payByCredit("1", "Brandt"),
            Credit.receiptIsShown(),
            Credit.creditLeftOnReceipt("45.00", "35.00"),
            ReceiptScreen.clickNextOrder(),
            payByCredit("1", "Brandt"),
            verifyIsAsked("10.00"),
            {
                content: "let a manager pass it",
                trigger: ".modal .store-credit-ask-manager",
                run: "click",
            },
            { content: "managers are named", trigger: ".modal .store-credit-manager" },
            typePin("1357"),
            refusedWith("This PIN is wrong."),
            typePin("8264"),
            Credit.receiptIsShown(),
            Credit.creditLeftOnReceipt("35.00", "25.00"),
            Chrome.endTour(),
        ]),
});

// Without the customer there is no payment; cash still works.
tours.add("till_store_credit_verify_refused", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            payByCredit("2", "Brandt"),
            verifyIsAsked("20.00"),
            Dialog.cancel(),
            PaymentScreen.isShown(),
            {
                content: "a till that believes in a verification is told otherwise",
                trigger: ".payment-screen",
                run: () => {
                    const order = posmodel.getOrder();
                    order.uiState.storeCreditVerified = {
                        uuid: order.storeCreditLines[0].uuid,
                        customer: order.getPartner().id,
                        amount: 1000,
                        until: Date.now() + 60000,
                    };
                },
            },
            PaymentScreen.clickValidate(),
            Credit.refusedWith("must be verified"),
            Dialog.confirm(),
            PaymentScreen.clickPaymentlineDelButton("Store Credit", "20.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            Chrome.endTour(),
        ]),
});
