import { useState } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { ControlButtons } from "@point_of_sale/app/screens/product_screen/control_buttons/control_buttons";
import { getAllStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";

patch(ControlButtons.prototype, {
    setup() {
        super.setup(...arguments);
        useState(getAllStoreCredit());
    },
    get settleText() {
        return this.pos.getSettleText(this.partner);
    },
    async clickSettleDue() {
        this.props.close?.();
        await this.pos.settleDue();
    },
});
