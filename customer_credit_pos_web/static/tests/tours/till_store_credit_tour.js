/* global posmodel */

import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as OfflineUtil from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import { registry } from "@web/core/registry";
import * as Credit from "./till_store_credit_util";

const tours = registry.category("web_tour.tours");

tours.add("till_store_credit_pay_all", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            Credit.sellLetterTrays("2", "Brandt"),
            Credit.creditOnCustomerButton("45.00"),
            ProductScreen.clickPayButton(),
            Credit.creditOnMethod("45.00 available"),
            Credit.payByCredit(),
            PaymentScreen.selectedPaymentlineHas("Store Credit", "20.00"),
            {
                content: "the method stands first, with a picture of its own",
                trigger: `.paymentmethod.order-first img[src*="store_credit.svg"]`,
            },
            {
                content: "the payment says what it leaves",
                trigger: `.paymentline .store-credit-after:contains("25.00 will be left")`,
            },
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            Credit.creditLeftOnReceipt("45.00", "25.00"),
            Chrome.endTour(),
        ]),
});

tours.add("till_store_credit_pay_part", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            Credit.sellLetterTrays("7", "Brandt"),
            ProductScreen.clickPayButton(),
            Credit.creditOnMethod("45.00 available"),
            Credit.payByCredit(),
            PaymentScreen.selectedPaymentlineHas("Store Credit", "45.00"),
            PaymentScreen.remainingIs("25.0"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.validateButtonIsHighlighted(true),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            Credit.creditLeftOnReceipt("45.00", "0.00"),
            Chrome.endTour(),
        ]),
});

tours.add("till_store_credit_refused", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            Credit.sellLetterTrays("2", "Okafor"),
            ProductScreen.clickPayButton(),
            Credit.creditOnMethod("0.00 available"),
            Credit.payByCredit(),
            Credit.refusedWith("Okafor Stores has no store credit available."),
            Dialog.confirm(),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            Chrome.endTour(),
        ]),
});

// The amount on this screen is old: somebody else has spent the credit meanwhile.
tours.add("till_store_credit_over_available", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            Credit.sellLetterTrays("6", "Brandt"),
            ProductScreen.clickPayButton(),
            Credit.payByCredit(),
            PaymentScreen.selectedPaymentlineHas("Store Credit", "45.00"),
            {
                content: "the till believes in 100.00",
                trigger: ".payment-screen",
                run: () => {
                    const order = posmodel.getOrder();
                    // Not imported: tours are in every page's tests, the till's code is not.
                    const { setStoreCredit } = odoo.loader.modules.get(
                        "@customer_credit_pos_web/app/utils/store_credit",
                    );
                    setStoreCredit(order.getPartner().id, { state: "known", available: 100 });
                    order.storeCreditLines[0].setAmount(60);
                },
            },
            PaymentScreen.validateButtonIsHighlighted(true),
            PaymentScreen.clickValidate(),
            Credit.refusedWith("45.00 of store credit available"),
            {
                content: "an ordinary answer, no error of the server",
                trigger: `.modal .modal-title:contains("Not enough store credit")`,
            },
            Dialog.confirm(),
            PaymentScreen.isShown(),
            Credit.creditOnMethod("45.00 available"),
            PaymentScreen.clickPaymentlineDelButton("Store Credit", "60.00"),
            Credit.payByCredit(),
            PaymentScreen.selectedPaymentlineHas("Store Credit", "45.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            Credit.creditLeftOnReceipt("45.00", "0.00"),
            Chrome.endTour(),
        ]),
});

tours.add("till_store_credit_topup", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Okafor"),
            Credit.clickAddCredit(),
            Credit.chooseQuickAmount("50.00"),
            Dialog.confirm("Pay"),
            {
                content: "the screen says what is added",
                trigger: `.store-credit-topup:contains("Okafor Stores"):contains("50.00")`,
            },
            Credit.nothingToInvoice(),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            {
                content: "the receipt says what was added",
                trigger: `.pos-receipt .store-credit-added:contains("50.00")`,
            },
            Credit.creditNowOnReceipt("0.00", "50.00"),
            ReceiptScreen.clickNextOrder(),
            Credit.sellLetterTrays("1", "Okafor"),
            Credit.creditOnCustomerButton("50.00"),
            ProductScreen.clickPayButton(),
            Credit.payByCredit(),
            PaymentScreen.selectedPaymentlineHas("Store Credit", "10.00"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            Credit.creditLeftOnReceipt("50.00", "40.00"),
            Chrome.endTour(),
        ]),
});

tours.add("till_store_credit_refund", {
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
            ...ProductScreen.clickRefund(),
            TicketScreen.selectOrder("001"),
            {
                content: "the sale says how it was paid",
                trigger: `.ticket-screen .store-credit-paid-by:contains("Store Credit"):contains("20.00")`,
            },
            ProductScreen.clickNumpad("2"),
            TicketScreen.toRefundTextContains("To Refund: 2"),
            TicketScreen.confirmRefund(),
            PaymentScreen.isShown(),
            {
                content: "and so does its refund",
                trigger: `.payment-screen .store-credit-sale-paid:contains("Store Credit"):contains("20.00")`,
            },
            // Proposed first; other money is explained, as the cashier may not pay it out.
            PaymentScreen.selectedPaymentlineHas("Store Credit", "-20.00"),
            PaymentScreen.clickPaymentlineDelButton("Store Credit", "-20.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            Credit.refusedWith("give it back as store credit"),
            Dialog.confirm(),
            Credit.payByCredit(),
            PaymentScreen.selectedPaymentlineHas("Store Credit", "-20.00"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            Credit.creditLeftOnReceipt("25.00", "45.00"),
            Chrome.endTour(),
        ]),
});

tours.add("till_store_credit_offline", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            Credit.sellLetterTrays("2", "Brandt"),
            Credit.creditOnCustomerButton("45.00"),
            OfflineUtil.setOfflineMode(),
            ProductScreen.clickPayButton(),
            Credit.creditOnMethod("unknown"),
            Credit.payByCredit(),
            Credit.refusedWith("server cannot be reached"),
            Dialog.confirm(),
            OfflineUtil.setOnlineMode(),
            Credit.payByCredit(),
            PaymentScreen.selectedPaymentlineHas("Store Credit", "20.00"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            Credit.creditLeftOnReceipt("45.00", "25.00"),
            Chrome.endTour(),
        ]),
});

// The connection breaks while the order is being sent; it is sent again under the same numbers.
tours.add("till_store_credit_replay", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            Credit.sellLetterTrays("2", "Brandt"),
            ProductScreen.clickPayButton(),
            Credit.payByCredit(),
            PaymentScreen.selectedPaymentlineHas("Store Credit", "20.00"),
            OfflineUtil.setOfflineMode(),
            PaymentScreen.clickValidate(),
            Credit.refusedWith("server cannot be reached"),
            Dialog.confirm(),
            OfflineUtil.setOnlineMode(),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            Credit.creditLeftOnReceipt("45.00", "25.00"),
            Chrome.endTour(),
        ]),
});
