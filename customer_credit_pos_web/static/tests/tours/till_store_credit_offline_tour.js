/* global posmodel */

import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as OfflineUtil from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { registry } from "@web/core/registry";
import * as Credit from "./till_store_credit_util";

const tours = registry.category("web_tour.tours");

function receiptSaysOffline() {
    return {
        content: "the receipt says that the amount is not known yet",
        trigger: ".pos-receipt .store-credit-receipt:contains('Paid while offline')",
    };
}
/** Odoo warns of a lost connection only once in a while: let it warn now. */
function validateOffline() {
    return [
        {
            content: "the till has not warned yet",
            trigger: ".payment-screen",
            run: () => {
                posmodel.data.network.warningTriggered = false;
            },
        },
        PaymentScreen.clickValidate(),
        Dialog.confirm("Continue with limited functionality"),
        Credit.receiptIsShown(),
    ];
}
/** The browser tells the till that the network is back, which then sends what waits. */
function everythingWasSent() {
    return {
        content: "the orders were sent by themselves",
        trigger: ".pos",
        run: async () => {
            window.dispatchEvent(new Event("online"));
            const waiting = () =>
                posmodel.models["pos.order"].some((o) => o.state === "paid" && !o.isSynced);
            for (let tries = 0; waiting() && tries < 100; tries++) {
                await new Promise((resolve) => setTimeout(resolve, 300));
            }
            if (waiting()) {
                throw new Error("Orders still wait in the till.");
            }
        },
    };
}
function sellOffline(quantity, customer, label) {
    return [
        Credit.sellLetterTrays(quantity, customer),
        ProductScreen.clickPayButton(),
        Credit.creditOnMethod(label),
        Credit.payByCredit(),
    ];
}

// 30.00 an order, 50.00 in all: the second order gets what is left, the third nothing.
tours.add("till_store_credit_offline_allowed", {
    steps: () =>
        Credit.patiently([
            Credit.begin(),
            // Read while online once, so that the customers are there.
            Credit.sellLetterTrays("1", "Okafor"),
            Credit.creditOnCustomerButton("0.00"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            ReceiptScreen.clickNextOrder(),
            OfflineUtil.setOfflineMode(),
            sellOffline("4", "Brandt", "30.00 offline"),
            PaymentScreen.selectedPaymentlineHas("Store Credit", "30.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            validateOffline(),
            receiptSaysOffline(),
            ReceiptScreen.clickNextOrder(),
            sellOffline("2", "Okafor", "20.00 offline"),
            PaymentScreen.selectedPaymentlineHas("Store Credit", "20.00"),
            validateOffline(),
            ReceiptScreen.clickNextOrder(),
            sellOffline("1", "Brandt", "unknown"),
            Credit.refusedWith("no more store credit"),
            Dialog.confirm(),
            OfflineUtil.setOnlineMode(),
            everythingWasSent(),
            Credit.payByCredit(),
            PaymentScreen.selectedPaymentlineHas("Store Credit", "10.00"),
            PaymentScreen.clickValidate(),
            Credit.receiptIsShown(),
            Credit.creditLeftOnReceipt("15.00", "5.00"),
            Chrome.endTour(),
        ]),
});
