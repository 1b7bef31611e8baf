import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatMonetary } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { CreditTrend } from "./credit_trend";

/** How a customer pays: score with its parts, aging, figures and trend; the server sends all. */
export class CreditInsightField extends Component {
    static template = "customer_credit_limit.CreditInsightField";
    static components = { CreditTrend };
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get insight() {
        return this.props.record.data[this.props.name];
    }

    get classText() {
        return _t("Class %s", this.insight.score.label);
    }

    get pointsText() {
        return _t("of 100 points, %s", this.insight.date);
    }

    /** The buckets that hold anything, to be drawn; the oldest has the strongest colour. */
    get buckets() {
        return this.insight.aging.buckets.map((bucket, index) => ({
            ...bucket,
            index,
            style: `width: ${Math.max(bucket.share * 100, 1)}%`,
            amount: this.format(bucket.amount),
            isEmpty: !bucket.amount,
        }));
    }

    format(amount) {
        return formatMonetary(amount, { currencyId: this.insight.currency });
    }

    /** Open the invoices behind a bucket, with the reader's own rights. */
    openBucket(bucket) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Open invoices: %s", bucket.label),
            res_model: "account.move",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: bucket.domain,
        });
    }
}

export const creditInsightField = {
    component: CreditInsightField,
    displayName: _t("Credit Insight"),
    supportedTypes: ["json"],
};

registry.category("fields").add("credit_insight", creditInsightField);
