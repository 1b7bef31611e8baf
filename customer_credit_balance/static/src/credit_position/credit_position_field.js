import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const ICONS = {
    none: "fa-circle-o",
    fine: "fa-check-circle",
    look: "fa-exclamation-circle",
    stopped: "fa-exclamation-triangle",
};

/**
 * The net position of a document's customer: a line of words and figures that the server has
 * prepared (`res.partner._get_credit_position`). It computes nothing, it only formats.
 */
export class CreditPositionField extends Component {
    static template = "customer_credit_balance.CreditPositionField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get position() {
        return this.props.record.data[this.props.name] || null;
    }

    get icon() {
        return ICONS[this.position.state] || ICONS.none;
    }

    /** Net amounts are shown without sign: the words before them say who owes. */
    get netAmount() {
        return this.format(Math.abs(this.position.net));
    }

    format(amount) {
        return formatMonetary(amount, { currencyId: this.position.currency_id });
    }

    percentage(progress) {
        return Math.round(Math.min(Math.max(progress, 0), 1) * 100);
    }

    async openCentre() {
        const action = await this.orm.call("res.partner", "action_open_credit_centre", [
            [this.position.partner_id],
        ]);
        await this.action.doAction(action);
    }
}

/** On a phone: the state in a word and the net amount, under the customer; leads to the box. */
export class CreditPositionChipField extends CreditPositionField {
    static template = "customer_credit_balance.CreditPositionChipField";

    showBox(event) {
        const form = event.currentTarget.closest(".o_form_view");
        const box = form.querySelector(".o_field_widget .o_credit_position");
        box?.scrollIntoView({ behavior: "smooth", block: "center" });
    }
}

registry.category("fields").add("credit_position_chip", {
    component: CreditPositionChipField,
    supportedTypes: ["json"],
});

export const creditPositionField = {
    component: CreditPositionField,
    supportedTypes: ["json"],
};

registry.category("fields").add("credit_position", creditPositionField);
