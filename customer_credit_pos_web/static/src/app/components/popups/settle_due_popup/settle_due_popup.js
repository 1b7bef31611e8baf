import { _t } from "@web/core/l10n/translation";
import { Component, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { Dialog } from "@web/core/dialog/dialog";
import { parseFloat } from "@web/views/fields/parsers";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";

/**
 * What a customer owes, document by document: choose, pay a part or all; or enter an amount, and
 * the server says what it pays, what falls due first comes first.
 */
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
        this.amount = useState({ text: "", problem: "", oldestFirst: null });
        this.rows = useState(
            this.props.documents.map((document) => ({
                ...document,
                // A single one is what is settled: one touch less.
                chosen: this.props.documents.length === 1,
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
        this.chooseByHand();
        row.chosen = !row.chosen;
    }
    /** From here on the cashier says what is paid. */
    chooseByHand() {
        this.amount.oldestFirst = null;
        this.amount.problem = "";
    }
    get totalOpen() {
        return this.pos.currency.round(this.rows.reduce((sum, row) => sum + row.open, 0));
    }
    get amountHint() {
        return _t("Amount, up to %s", this.env.utils.formatCurrency(this.totalOpen));
    }
    /** The list shows what the amount pays; what it pays is looked for again when it arrives. */
    async payOldestFirst() {
        this.chooseByHand();
        const amount = this.getAmount(this.amount);
        if (!(amount > 0)) {
            this.amount.problem = _t("Enter an amount.");
            return;
        }
        if (amount > this.totalOpen) {
            this.amount.problem = _t(
                "Only %s is due.",
                this.env.utils.formatCurrency(this.totalOpen),
            );
            return;
        }
        const paid = await this.pos.fetchDueForAmount(this.props.partner, amount);
        if (!paid) {
            return;
        }
        const parts = new Map(paid.map((part) => [part.reference, part]));
        for (const row of this.rows) {
            const part = parts.get(row.reference);
            row.chosen = Boolean(part);
            row.text = this.env.utils.formatCurrency(part ? part.amount : row.open, false);
        }
        this.amount.oldestFirst = paid;
    }
    toggleAll() {
        this.chooseByHand();
        const chosen = !this.isAllChosen;
        for (const row of this.rows) {
            row.chosen = chosen;
        }
    }
    confirm() {
        if (!this.isValid) {
            return;
        }
        this.props.getPayload(this.getSettlements());
        this.props.close();
    }
    /**
     * An amount on account is one payment: which documents it pays is the server's business. An
     * order of an open session is booked at its end, and named.
     */
    getSettlements() {
        const { oldestFirst } = this.amount;
        if (!oldestFirst) {
            return this.chosen.map((row) => ({
                reference: row.reference,
                name: row.name,
                amount: this.getAmount(row),
            }));
        }
        const booked = oldestFirst.filter((part) => !part.waiting);
        const waiting = oldestFirst.filter((part) => part.waiting);
        const amount = this.pos.currency.round(booked.reduce((sum, it) => sum + it.amount, 0));
        const names = booked.map((part) => part.name).join(", ");
        return amount ? [{ name: names, amount }, ...waiting] : waiting;
    }
}
