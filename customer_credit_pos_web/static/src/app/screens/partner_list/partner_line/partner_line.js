import { patch } from "@web/core/utils/patch";
import { PartnerLine } from "@point_of_sale/app/screens/partner_list/partner_line/partner_line";
import { StoreCreditBadge } from "@customer_credit_pos_web/app/components/store_credit_badge/store_credit_badge";

patch(PartnerLine, {
    components: { ...PartnerLine.components, StoreCreditBadge },
});

patch(PartnerLine.prototype, {
    addStoreCredit() {
        this.props.close();
        this.pos.addStoreCredit(this.props.partner);
    },
});
