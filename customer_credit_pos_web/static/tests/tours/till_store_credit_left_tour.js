/** Half a top-up is no trap: it is given up, gone on with, or left beside goods. */
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { registry } from "@web/core/registry";
import * as Credit from "./till_store_credit_util";

const tours = registry.category("web_tour.tours");

const reload = {
    content: "reload the page",
    trigger: ".pos",
    // The till keeps its orders in the browser a third of a second after they change.
    run: async () => {
        await window.posmodel.data.synchronizeLocalDataInIndexedDB();
        window.location.reload();
    },
    expectUnloadPage: true,
};
const startTopup = [
    Credit.clickAddCredit(),
    Credit.chooseQuickAmount("50.00"),
    Dialog.confirm("Pay"),
    {
        content: "what is added is the amount to pay, no payment of minus 50",
        trigger: `.payment-screen:not(:has(.paymentline)) .store-credit-topup:contains("50.00")`,
    },
];

tours.add("till_store_credit_topup_left", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Okafor"),
            startTopup,
            // Back gives it up, whatever was typed; goods are sold as ever.
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickBack(),
            ProductScreen.isShown(),
            ProductScreen.addOrderline("Letter Tray", "1", "10"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.selectedPaymentlineHas("Cash", "10.00"),
            PaymentScreen.clickValidate(),
            {
                content: "the receipt is of the goods alone",
                trigger: ".receipt-screen .pos-receipt:not(:has(.store-credit-added))",
            },
            ReceiptScreen.clickNextOrder(),
            // A reload goes on where it stopped.
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Okafor"),
            startTopup,
            reload,
            {
                content: "the top-up is still there",
                trigger: `.store-credit-topup:contains("Okafor Stores"):contains("50.00")`,
            },
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            Credit.creditNowOnReceipt("0.00", "50.00"),
            ReceiptScreen.clickNextOrder(),
            ...ProductScreen.clickRefund(),
            {
                content: "the list says what came in",
                trigger: `.ticket-screen .order-row:contains("Okafor Stores"):contains("50.00")`,
                run: "click",
            },
            {
                content: "it says of whom, how much, and how it was paid",
                trigger: `.store-credit-no-goods:contains("Okafor Stores"):contains("50.00"):contains("Cash")`,
            },
            {
                content: "its receipt can be printed again",
                trigger: ".ticket-screen .store-credit-reprint",
            },
            {
                content: "by right it is undone",
                trigger: ".ticket-screen .store-credit-undo",
                run: "click",
            },
            {
                content: "asked once, with the money to give back",
                trigger: `.modal:contains("Cash"):contains("50.00")`,
            },
            Dialog.confirm("Undo Top-up"),
            {
                content: "it says so, and cannot be undone again",
                trigger: `.ticket-screen:has(.store-credit-undone):not(:has(.store-credit-undo))`,
            },
            {
                content: "the list shows what went out",
                trigger: `.ticket-screen .order-row:contains("Okafor Stores"):contains("-")`,
            },
            Chrome.endTour(),
        ]),
});

// A customer who was chosen before the page was loaded again has as much as before.
tours.add("till_store_credit_badge_after_reload", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            Credit.sellLetterTrays("2", "Brandt"),
            Credit.creditOnCustomerButton("45.00"),
            reload,
            Credit.creditOnCustomerButton("45.00"),
            Chrome.endTour(),
        ]),
});
