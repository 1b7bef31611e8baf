import { _t } from "@web/core/l10n/translation";
import { useState } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { PaymentScreenPaymentLines } from "@point_of_sale/app/screens/payment_screen/payment_lines/payment_lines";
import { getAllStoreCredit, getStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";

patch(PaymentScreenPaymentLines.prototype, {
    setup() {
        super.setup(...arguments);
        this.storeCredit = useState(getAllStoreCredit());
    },
    /** @returns {string} what the customer has after this line, where the till knows it */
    getStoreCreditAfterText(line) {
        const order = line.pos_order_id;
        const credit = getStoreCredit(order.getPartner(), this.storeCredit);
        const amount = line.getAmount();
        if (!line.payment_method_id?.is_store_credit || !amount || credit.state !== "known") {
            return "";
        }
        if (amount < 0) {
            const after = order.currency.round((credit.balance ?? credit.available) - amount);
            return _t("%s of store credit then", order.formatStoreCredit(after));
        }
        const left = order.currency.round(order.getStoreCreditSpendable() - amount);
        if (left < 0) {
            return "";
        }
        return credit.balance === undefined || credit.balance === credit.available
            ? _t("%s will be left", order.formatStoreCredit(left))
            : _t("%s will be available", order.formatStoreCredit(left));
    },
});
