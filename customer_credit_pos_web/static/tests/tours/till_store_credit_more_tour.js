import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { registry } from "@web/core/registry";
import * as Credit from "./till_store_credit_util";

const tours = registry.category("web_tour.tours");

tours.add("till_store_credit_overdraft", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            Credit.sellLetterTrays("6", "Brandt"),
            Credit.creditOnCustomerButton("65.00 available"),
            ProductScreen.clickPayButton(),
            Credit.creditOnMethod("65.00 available"),
            Credit.payByCredit(),
            PaymentScreen.selectedPaymentlineHas("Store Credit", "60.00"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            {
                content: "the receipt says what is owed, without a minus",
                trigger: `.pos-receipt .store-credit-receipt div:contains("Overdrawn by"):contains("15.00"):not(:contains("-15.00"))`,
            },
            Chrome.endTour(),
        ]),
});

tours.add("till_store_credit_no_customer", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            ProductScreen.addOrderline("Letter Tray", "2", "10"),
            ProductScreen.clickPayButton(),
            Credit.creditOnMethod("Choose a customer"),
            Credit.payByCredit(),
            // Asked for a customer; the payment goes on with the one who is chosen.
            PaymentScreen.clickCustomer("Brandt"),
            PaymentScreen.selectedPaymentlineHas("Store Credit", "20.00"),
            Credit.creditOnMethod("45.00 available"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            Credit.creditLeftOnReceipt("45.00", "25.00"),
            Chrome.endTour(),
        ]),
});

tours.add("till_store_credit_no_customer_chosen", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            ProductScreen.addOrderline("Letter Tray", "2", "10"),
            ProductScreen.clickPayButton(),
            Credit.payByCredit(),
            {
                content: "the customers are listed with their credit",
                trigger: `.modal .partner-list:contains("Brandt Bakery"):contains("45.00")`,
            },
            {
                content: "who has credit",
                trigger: ".modal .has-credit-filter",
                run: "click",
            },
            {
                content: "the others are not shown",
                trigger: `.modal:has(.has-credit-filter.active) .partner-list:contains("Brandt Bakery"):not(:contains("Okafor Stores"))`,
            },
            { content: "everybody", trigger: ".modal .has-credit-filter", run: "click" },
            {
                content: "all are shown again",
                trigger: `.modal .partner-list:contains("Okafor Stores")`,
            },
            Dialog.discard(),
            {
                content: "nothing was added without a customer",
                trigger: ".payment-screen:not(:has(.paymentline))",
            },
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            Chrome.endTour(),
        ]),
});

tours.add("till_store_credit_close", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            Credit.sellLetterTrays("2", "Brandt"),
            ProductScreen.clickPayButton(),
            Credit.payByCredit(),
            PaymentScreen.selectedPaymentlineHas("Store Credit", "20.00"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            ReceiptScreen.clickNextOrder(),
            Credit.sellLetterTrays("5", "Brandt"),
            ProductScreen.clickPayButton(),
            Credit.payByCredit(),
            PaymentScreen.selectedPaymentlineHas("Store Credit", "25.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            ReceiptScreen.clickNextOrder(),
            Credit.sellLetterTrays("2", "Brandt"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickNumpad("5 0"),
            PaymentScreen.changeIs("30.00"),
            {
                content: "keep the change as store credit",
                trigger: `.store-credit-keep-change:contains("Keep"):contains("30.00")`,
                run: "click",
            },
            {
                content: "it is kept, once",
                trigger: `.payment-screen:not(:has(.store-credit-keep-change)) .paymentline:contains("Kept as store credit"):contains("30.00"):contains("then")`,
            },
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            {
                content: "the receipt says so",
                trigger: `.pos-receipt .store-credit-change-kept:contains("30.00")`,
            },
            Credit.creditNowOnReceipt("0.00", "30.00"),
            ReceiptScreen.clickNextOrder(),
            Chrome.clickMenuOption("Close Register"),
            Credit.nothingToCount("45.00"),
            {
                content: "what was added stands apart",
                trigger: `.close-pos-popup:has(.apart-paid:contains("45.00")) .apart-added:contains("30.00")`,
            },
            ProductScreen.closeWithCashAmount("75.0"),
            ProductScreen.cashDifferenceIs("0.00"),
            { ...Dialog.confirm("Close Register"), expectUnloadPage: true },
            {
                content: "the session is closed",
                trigger: "button:contains(backend)",
            },
        ]),
});
