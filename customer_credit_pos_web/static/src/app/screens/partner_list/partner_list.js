import { onWillStart, useState } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { getAllStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";

const SHOWN_AT_ONCE = 100;

patch(PartnerList.prototype, {
    setup() {
        super.setup(...arguments);
        this.storeCredit = useState(getAllStoreCredit());
        this.creditFilter = useState({ ids: null });
        onWillStart(() => {
            // Not awaited: the list opens at once, the amounts follow.
            this.pos.fetchStoreCredit(
                this.getPartners(this.state.initialPartners).slice(0, SHOWN_AT_ONCE),
            );
        });
    },
    get isBalanceDisplayed() {
        return (
            Boolean(this.pos.storeCreditMethod || this.pos.settlementMethod) ||
            super.isBalanceDisplayed
        );
    },
    getPartners() {
        const found = super.getPartners(...arguments);
        const { ids } = this.creditFilter;
        return ids ? found.filter((partner) => ids.has(partner.id)) : found;
    },
    /** Show those who have store credit, and everybody again. */
    async toggleCreditFilter() {
        if (this.creditFilter.ids) {
            this.creditFilter.ids = null;
            return;
        }
        const ids = await this.pos.fetchCustomersWithCredit();
        if (!ids) {
            return;
        }
        for (const partner of await this.pos.loadCustomers(ids)) {
            if (!this.loadedPartnerIds.has(partner.id)) {
                this.loadedPartnerIds.add(partner.id);
                this.state.loadedPartners.push(partner);
            }
        }
        this.creditFilter.ids = new Set(ids);
    },
    async getNewPartners() {
        const partners = await super.getNewPartners(...arguments);
        this.pos.fetchStoreCredit(partners);
        return partners;
    },
});
