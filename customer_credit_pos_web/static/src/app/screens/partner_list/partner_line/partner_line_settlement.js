import { patch } from "@web/core/utils/patch";
import { PartnerLine } from "@point_of_sale/app/screens/partner_list/partner_line/partner_line";

patch(PartnerLine.prototype, {
    settleDue() {
        this.props.close();
        this.pos.settleDue(this.props.partner);
    },
});
