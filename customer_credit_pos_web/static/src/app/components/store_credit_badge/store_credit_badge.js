import { Component, useState } from "@odoo/owl";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { getAllStoreCredit, getStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";

/** The store credit of a customer in a few words; unknown when the server did not say. */
export class StoreCreditBadge extends Component {
    static template = "customer_credit_pos_web.StoreCreditBadge";
    static props = { partner: Object, short: { type: Boolean, optional: true } };
    static defaultProps = { short: false };

    setup() {
        this.pos = usePos();
        this.all = useState(getAllStoreCredit());
    }
    get credit() {
        return getStoreCredit(this.props.partner, this.all);
    }
    get amount() {
        return this.env.utils.formatCurrency(this.credit.available);
    }
    /** Customers who never had credit need no line about it. */
    get isShown() {
        const { state, available, balance, frozen } = this.credit;
        return state !== "known" || Boolean(available || balance || frozen) || this.props.short;
    }
}
