import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatMonetary } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const WIDTH = 320;
const HEIGHT = 96;
const PADDING = 5;
/** Room above the highest point for its amount. */
const TOP = 18;

/** A line of the credit balance at the end of each month; the server sends the points. */
export class CreditSparklineField extends Component {
    static template = "customer_credit_balance.CreditSparklineField";
    static props = { ...standardFieldProps };

    get size() {
        return { width: WIDTH, height: HEIGHT };
    }

    /** The points with their place in the drawing; none when there never was any credit. */
    get points() {
        const data = this.props.record.data[this.props.name];
        const points = data?.points || [];
        const amounts = points.map((point) => point.amount);
        const low = this.low;
        const span = Math.max(0, ...amounts) - low;
        if (!span) {
            return [];
        }
        const step = (WIDTH - 2 * PADDING) / Math.max(points.length - 1, 1);
        return points.map((point, index) => ({
            ...point,
            x: PADDING + index * step,
            y: HEIGHT - PADDING - ((point.amount - low) / span) * (HEIGHT - PADDING - TOP),
            text: `${point.label}: ${this.format(point.amount)}`,
        }));
    }

    get low() {
        const data = this.props.record.data[this.props.name];
        return Math.min(0, ...(data?.points || []).map((point) => point.amount));
    }

    /** The line of zero, which the amounts are read against. */
    get zero() {
        const span = Math.max(0, ...this.points.map((point) => point.amount)) - this.low;
        return HEIGHT - PADDING + (this.low / span) * (HEIGHT - PADDING - TOP);
    }

    /** The highest point with its amount, written towards the middle so that it is not cut off. */
    get high() {
        const high = this.points.reduce((a, b) => (b.amount > a.amount ? b : a));
        const anchor = high.x < WIDTH / 3 ? "start" : high.x > (2 * WIDTH) / 3 ? "end" : "middle";
        return { x: high.x, y: high.y - 6, anchor, text: this.format(high.amount) };
    }

    get line() {
        return this.points.map((point) => `${point.x},${point.y}`).join(" ");
    }

    get area() {
        const base = this.zero;
        return `${PADDING},${base} ${this.line} ${WIDTH - PADDING},${base}`;
    }

    get first() {
        return this.points[0];
    }

    get last() {
        return this.points.at(-1);
    }

    get title() {
        return _t("Credit balance over the last 12 months");
    }

    format(amount) {
        const currencyId = this.props.record.data[this.props.name].currency;
        return formatMonetary(amount, { currencyId });
    }
}

export const creditSparklineField = {
    component: CreditSparklineField,
    displayName: _t("Credit Balance Chart"),
    supportedTypes: ["json"],
};

registry.category("fields").add("credit_sparkline", creditSparklineField);
