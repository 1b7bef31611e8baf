import { Component, useState } from "@odoo/owl";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { getAllStoreCredit, getStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";

/** What a customer owes, in a word and a figure; nothing where nobody knows or nothing is due. */
export class OwedBadge extends Component {
    static template = "customer_credit_pos_web.OwedBadge";
    static props = { partner: Object };

    setup() {
        this.pos = usePos();
        this.all = useState(getAllStoreCredit());
    }
    get owed() {
        return getStoreCredit(this.props.partner, this.all).owed || 0;
    }
    get amount() {
        return this.env.utils.formatCurrency(this.owed);
    }
}
