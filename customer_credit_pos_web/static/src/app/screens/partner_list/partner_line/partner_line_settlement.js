import { patch } from "@web/core/utils/patch";
import { PartnerLine } from "@point_of_sale/app/screens/partner_list/partner_line/partner_line";
import { OwedBadge } from "@customer_credit_pos_web/app/components/owed_badge/owed_badge";
// Patched there first: this file goes on from it.
import "@customer_credit_pos_web/app/screens/partner_list/partner_line/partner_line";

patch(PartnerLine, {
    components: { ...PartnerLine.components, OwedBadge },
});

patch(PartnerLine.prototype, {
    settleDue() {
        this.props.close();
        this.pos.settleDue(this.props.partner);
    },
});
