import { Component } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * What stands against a document and what would help: words and figures that the server has
 * prepared (`customer.credit.mixin._get_credit_banner`). Its buttons only ask the server.
 */
export class CreditVerdictField extends Component {
    static template = "customer_credit_limit.CreditVerdictField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.orm = useService("orm");
    }

    get verdict() {
        return this.props.record.data[this.props.name] || null;
    }

    get alertClass() {
        return this.verdict.state === "blocked" ? "alert-danger" : "alert-warning";
    }

    get icon() {
        return this.verdict.state === "blocked" ? "fa-ban" : "fa-exclamation-triangle";
    }

    /** The reasons; between several a dot stands, and no full stop beside it. */
    get reasons() {
        const { reasons } = this.verdict;
        if (reasons.length < 2) {
            return reasons;
        }
        return reasons.map((reason) => ({
            ...reason,
            message: reason.message.replace(/[.。]\s*$/u, ""),
        }));
    }

    /** What the parts come to, or null where the server does not say. */
    get counted() {
        const found = this.verdict.figures.find((figure) => figure.code === "exposure");
        return found ? found.amount : null;
    }

    format(amount) {
        return formatMonetary(amount, { currencyId: this.verdict.currency_id });
    }

    /** What acts at once asks before, in the words of the server. */
    startWay(way) {
        if (!way.confirm) {
            return this.openWay(way.code);
        }
        return this.dialog.add(ConfirmationDialog, {
            title: way.label,
            body: way.confirm,
            confirmLabel: way.button,
            confirm: () => this.openWay(way.code),
            cancelLabel: _t("Discard"),
            cancel: () => {},
        });
    }

    async openWay(code) {
        const action = await this.call("action_credit_way", [code]);
        if (action) {
            await this.action.doAction(action, { onClose: () => this.props.record.load() });
        }
    }

    async openTerm(code) {
        const action = await this.call("action_credit_term", [code]);
        if (action) {
            await this.action.doAction(action);
        }
    }

    async request() {
        const action = await this.call("action_request_credit_approval");
        if (action) {
            await this.action.doAction(action);
        }
        await this.props.record.load();
    }

    /** Save first: the server decides on what is stored. */
    async call(method, args = []) {
        const record = this.props.record;
        if (!(await record.save())) {
            return false;
        }
        return this.orm.call(record.resModel, method, [[record.resId], ...args]);
    }
}

export const creditVerdictField = {
    component: CreditVerdictField,
    supportedTypes: ["json"],
};

registry.category("fields").add("credit_verdict", creditVerdictField);
