import { Component, useEffect, useState } from "@odoo/owl";
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
        // After a reload, or for an order that comes from elsewhere, nobody has asked yet; what
        // could not be asked is asked again when the server is back.
        useEffect(
            (id, offline) => {
                if (!(id in this.all) || (this.credit.offline && !offline)) {
                    this.pos.needStoreCredit(this.props.partner);
                }
            },
            () => [this.props.partner.id, this.pos.data.network.offline],
        );
    }
    get credit() {
        return getStoreCredit(this.props.partner, this.all);
    }
    get amount() {
        return this.env.utils.formatCurrency(this.credit.available);
    }
    /** Reserved credit and an overdraft make it another figure than the balance: it says so. */
    get isAnotherThanBalance() {
        const { available, balance } = this.credit;
        return balance !== undefined && available !== balance;
    }
    /** Customers who never had credit need no line about it. */
    get isShown() {
        const { state, available, balance, frozen } = this.credit;
        return state !== "known" || Boolean(available || balance || frozen) || this.props.short;
    }
}
