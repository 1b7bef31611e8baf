import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as OfflineUtil from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { registry } from "@web/core/registry";
import * as Credit from "./till_store_credit_util";

const tours = registry.category("web_tour.tours");

const openList = (customer) => [
    ProductScreen.clickPartnerButton(),
    ProductScreen.clickCustomer(customer),
    ProductScreen.clickControlButtonMore(),
    { content: "settle", trigger: ".modal .settle-due", run: "click" },
];
const listIsShown = { content: "the list came", trigger: ".settle-due-popup" };
const row = (amount) => `.settle-due-popup .settle-due-row:contains("${amount}")`;
const choose = (amount) => ({
    content: `choose the document over ${amount}`,
    trigger: row(amount),
    run: "click",
});
const amountInput = ".settle-due-by-amount input";
const oldestFirst = {
    content: "oldest first",
    trigger: ".settle-due-by-amount .settle-due-oldest",
    run: "click",
};
const toSettle = (amount) => ({
    content: `the screen asks for ${amount}`,
    trigger: `.settlement-due:contains("Brandt Bakery"):contains("${amount}")`,
});
const settledOnReceipt = (number, amount) => ({
    content: `the receipt says that ${amount} were settled`,
    trigger: `.pos-receipt .settlement-line:contains("Settled: ${number}"):contains("${amount}")`,
});

// The only one is chosen already.
tours.add("till_settlement_single", {
    steps: () =>
        Credit.patiently(
            [
                Credit.begin(),
                openList("Brandt"),
                { content: "it is chosen", trigger: `${row("100.00")}.bg-primary-subtle` },
                Dialog.confirm("100.00"),
                toSettle("100.00"),
            ].flat(),
        ),
});

// A part of the first invoice, in cash; the second one stays as it is.
tours.add("till_settlement_part_in_cash", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            openList("Brandt"),
            listIsShown,
            {
                content: "overdue is marked",
                trigger: `${row("100.00")} .badge:contains("Overdue")`,
            },
            choose("100.00"),
            {
                content: "more than is open is refused",
                trigger: `${row("100.00")} input[type=text]`,
                run: "edit 120",
            },
            Dialog.footerBtnIsDisabled("Pay"),
            { content: "pay a part", trigger: `${row("100.00")} input[type=text]`, run: "edit 40" },
            Dialog.confirm("40.00"),
            toSettle("40.00"),
            Credit.nothingToInvoice(),
            {
                content: "what is due cannot be owed",
                trigger: `.paymentmethods:not(:has(.paymentmethod:contains("Customer Account")))`,
            },
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            settledOnReceipt("INV/", "40.00"),
            {
                content: "and no total of zero",
                trigger: ".pos-receipt:not(:has(.receipt-total)) .settlement-total",
            },
            {
                content: "what was settled is no payment: cash is the only one",
                trigger: `.pos-receipt:not(:has(.paymentlines:contains("Customer Account"))) .paymentlines:contains("Cash")`,
            },
            // The wrong invoice: by right it is undone, with the reason.
            ReceiptScreen.clickNextOrder(),
            ...ProductScreen.clickRefund(),
            {
                content: "the list says what was settled",
                trigger: `.ticket-screen .order-row:contains("Brandt Bakery"):contains("40.00")`,
                run: "click",
            },
            { content: "undo", trigger: ".ticket-screen .store-credit-undo", run: "click" },
            {
                content: "say why, with the money to give back before one's eyes",
                trigger: `.modal:contains("Cash"):contains("40.00") input, .modal:contains("Cash"):contains("40.00") textarea`,
                run: "edit Wrong invoice",
            },
            Dialog.confirm(),
            {
                content: "it says so, and cannot be undone again",
                trigger: `.ticket-screen:has(.store-credit-undone):not(:has(.store-credit-undo))`,
            },
            Chrome.endTour(),
        ]),
});

// An amount on account: the oldest is paid first, by store credit.
tours.add("till_settlement_by_store_credit", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            ProductScreen.clickPartnerButton(),
            {
                content: "the list of customers says what each owes",
                trigger: `.partner-info:contains("Brandt Bakery") .owed-badge:contains("130.00")`,
            },
            ProductScreen.clickCustomer("Brandt"),
            ProductScreen.clickControlButtonMore(),
            {
                content: "so does the button",
                trigger: `.modal .settle-due:contains("Settle"):contains("130.00")`,
                run: "click",
            },
            listIsShown,
            { content: "more than is due", trigger: amountInput, run: "edit 130.5" },
            oldestFirst,
            {
                content: "is refused with what is due",
                trigger: `.settle-due-problem:contains("130.00")`,
            },
            { content: "a part", trigger: amountInput, run: "edit 30" },
            oldestFirst,
            {
                content: "pays the oldest",
                trigger: `${row("100.00")}.bg-primary-subtle`,
            },
            Dialog.confirm("30.00"),
            toSettle("30.00"),
            Credit.creditOnMethod("45.00 available"),
            Credit.payByCredit(),
            PaymentScreen.selectedPaymentlineHas("Store Credit", "30.00"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            settledOnReceipt("INV/", "30.00"),
            Credit.creditLeftOnReceipt("45.00", "15.00"),
            ReceiptScreen.clickNextOrder(),
            ...ProductScreen.clickRefund(),
            {
                content: "the list says what it was, and how much",
                trigger: `.ticket-screen .order-row:contains("Brandt Bakery"):contains("30.00"):contains("Settled")`,
                run: "click",
            },
            {
                content: "of which document, and by what",
                trigger: `.store-credit-no-goods:contains("INV/"):contains("Store Credit"):contains("30.00")`,
            },
            {
                content: "its receipt can be printed again",
                trigger: ".ticket-screen .store-credit-reprint",
            },
            Chrome.endTour(),
        ]),
});

// Sold on account, then settled beside both invoices: all at once.
tours.add("till_settlement_all", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            Credit.sellLetterTrays("2", "Brandt"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Customer Account"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            { content: "next", trigger: ".receipt-screen .button.next", run: "click" },
            openList("Brandt"),
            listIsShown,
            {
                content: "choose all",
                trigger: ".settle-due-popup .settle-due-all:contains(Choose all)",
                run: "click",
            },
            Dialog.confirm("150.00"),
            toSettle("150.00"),
            PaymentScreen.clickPaymentMethod("Bank"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            Chrome.endTour(),
        ]),
});

tours.add("till_settlement_offline", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            OfflineUtil.setOfflineMode(),
            openList("Brandt"),
            Credit.refusedWith("nobody knows what is due"),
            Dialog.confirm(),
            OfflineUtil.setOnlineMode(),
            Chrome.endTour(),
        ]),
});

tours.add("till_customer_account_refused", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            Credit.sellLetterTrays("2", "Brandt"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Customer Account"),
            Credit.refusedWith("Please see us at the desk."),
            Dialog.confirm(),
            PaymentScreen.emptyPaymentlines("20.0"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            Chrome.endTour(),
        ]),
});

// From the list of products with one tap: all, then only a part is left.
tours.add("till_fast_payment_by_store_credit", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            Credit.sellLetterTrays("3", "Brandt"),
            ProductScreen.clickFastPaymentButton("Store Credit"),
            Credit.receiptIsShown(),
            Credit.creditLeftOnReceipt("45.00", "15.00"),
            { content: "next", trigger: ".receipt-screen .button.next", run: "click" },
            Credit.sellLetterTrays("2", "Brandt"),
            ProductScreen.clickFastPaymentButton("Store Credit"),
            PaymentScreen.isShown(),
            PaymentScreen.selectedPaymentlineHas("Store Credit", "15.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            Credit.creditLeftOnReceipt("15.00", "0.00"),
            { content: "next", trigger: ".receipt-screen .button.next", run: "click" },
            Credit.sellLetterTrays("1", "Brandt"),
            ProductScreen.clickFastPaymentButton("Store Credit"),
            Credit.refusedWith("no store credit available"),
            Dialog.confirm(),
            ProductScreen.isShown(),
            Chrome.endTour(),
        ]),
});
