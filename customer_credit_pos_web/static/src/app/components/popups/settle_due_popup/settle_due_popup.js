import { _t } from "@web/core/l10n/translation";
import { Component, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { Dialog } from "@web/core/dialog/dialog";
import { parseFloat } from "@web/views/fields/parsers";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";

/** What a customer owes, document by document: choose, pay a part or all. */
export class SettleDuePopup extends Component {
    static template = "customer_credit_pos_web.SettleDuePopup";
    static components = { Dialog };
    static props = {
        partner: Object,
        documents: Array,
        getPayload: Function,
        close: Function,
    };

    setup() {
        this.pos = usePos();
        this.rows = useState(
            this.props.documents.map((document) => ({
                ...document,
                chosen: false,
                text: this.env.utils.formatCurrency(document.open, false),
            })),
        );
    }
    get chosen() {
        return this.rows.filter((row) => row.chosen);
    }
    get isAllChosen() {
        return this.chosen.length === this.rows.length;
    }
    get total() {
        return this.chosen.reduce((sum, row) => sum + (this.getAmount(row) || 0), 0);
    }
    get payText() {
        return this.isValid ? _t("Pay %s", this.env.utils.formatCurrency(this.total)) : _t("Pay");
    }
    get isValid() {
        return this.chosen.length > 0 && this.chosen.every((row) => !this.getProblem(row));
    }
    getAmount(row) {
        try {
            return this.pos.currency.round(parseFloat(row.text || "0"));
        } catch {
            return NaN;
        }
    }
    /** What is wrong with the amount, or nothing. */
    getProblem(row) {
        const amount = this.getAmount(row);
        if (!(amount > 0)) {
            return _t("Enter an amount.");
        }
        return amount > this.pos.currency.round(row.open)
            ? _t("%s is open.", this.env.utils.formatCurrency(row.open))
            : "";
    }
    formatDay(text) {
        return formatDate(deserializeDate(text));
    }
    getDaysText(row) {
        return _t("%(day)s · due %(due)s", {
            day: this.formatDay(row.date),
            due: this.formatDay(row.due_date),
        });
    }
    /** Paid as a whole in time, the document costs less. */
    getDiscountText(row) {
        return _t("%(amount)s early payment discount until %(day)s", {
            amount: row.discount_text,
            day: this.formatDay(row.discount_date),
        });
    }
    /** Documents of other currencies show what is open in the company's. */
    isOtherCurrency(row) {
        return row.open_text !== this.env.utils.formatCurrency(row.open);
    }
    toggle(row) {
        row.chosen = !row.chosen;
    }
    toggleAll() {
        const chosen = !this.isAllChosen;
        for (const row of this.rows) {
            row.chosen = chosen;
        }
    }
    confirm() {
        if (!this.isValid) {
            return;
        }
        this.props.getPayload(
            this.chosen.map((row) => ({
                reference: row.reference,
                name: row.name,
                amount: this.getAmount(row),
            })),
        );
        this.props.close();
    }
}
