import { onWillStart, useState } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { getAllStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";

const SHOWN_AT_ONCE = 100;

patch(PartnerList.prototype, {
    setup() {
        super.setup(...arguments);
        this.storeCredit = useState(getAllStoreCredit());
        onWillStart(() => {
            // Not awaited: the list opens at once, the amounts follow.
            this.pos.fetchStoreCredit(
                this.getPartners(this.state.initialPartners).slice(0, SHOWN_AT_ONCE),
            );
        });
    },
    get isBalanceDisplayed() {
        return Boolean(this.pos.storeCreditMethod) || super.isBalanceDisplayed;
    },
    async getNewPartners() {
        const partners = await super.getNewPartners(...arguments);
        this.pos.fetchStoreCredit(partners);
        return partners;
    },
});
