import { patch } from "@web/core/utils/patch";
import { SelectPartnerButton } from "@point_of_sale/app/screens/product_screen/control_buttons/select_partner_button/select_partner_button";
import { StoreCreditBadge } from "@customer_credit_pos_web/app/components/store_credit_badge/store_credit_badge";

patch(SelectPartnerButton, {
    components: { ...SelectPartnerButton.components, StoreCreditBadge },
});
