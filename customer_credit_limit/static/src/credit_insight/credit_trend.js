import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatMonetary } from "@web/views/fields/formatters";

const WIDTH = 480;
const HEIGHT = 150;
const PADDING = 6;

/** Exposure at the end of each month against the limit of that day. */
export class CreditTrend extends Component {
    static template = "customer_credit_limit.CreditTrend";
    static props = { trend: Object, currency: Number };

    get size() {
        return { width: WIDTH, height: HEIGHT };
    }

    /** The highest figure, the top of the drawing; 0 when there is nothing to draw. */
    get high() {
        return Math.max(
            0,
            ...this.props.trend.points.map((point) => Math.max(point.exposure, point.limit || 0)),
        );
    }

    /** The points with their place in the drawing. */
    get points() {
        const points = this.props.trend.points;
        const step = (WIDTH - 2 * PADDING) / Math.max(points.length - 1, 1);
        return points.map((point, index) => ({
            ...point,
            x: PADDING + index * step,
            y: this.height(point.exposure),
            limitY: point.limit === null ? null : this.height(point.limit),
            isOver: point.limit !== null && point.exposure > point.limit,
            text: this.describe(point),
        }));
    }

    get line() {
        return this.points.map((point) => `${point.x},${point.y}`).join(" ");
    }

    get area() {
        const points = this.points;
        const base = this.height(0);
        return `${points[0].x},${base} ${this.line} ${points.at(-1).x},${base}`;
    }

    /** The limit as stretches: a month without one interrupts the line. */
    get limitLines() {
        const lines = [];
        let open = null;
        for (const point of this.points) {
            if (point.limitY === null) {
                open = null;
                continue;
            }
            if (!open) {
                open = [];
                lines.push(open);
            }
            open.push(`${point.x},${point.limitY}`);
        }
        return lines.filter((line) => line.length > 1).map((line) => line.join(" "));
    }

    get title() {
        return _t("Exposure and limit over the last 12 months");
    }

    height(amount) {
        const share = Math.max(amount, 0) / (this.high || 1);
        return HEIGHT - PADDING - share * (HEIGHT - 2 * PADDING);
    }

    describe(point) {
        const exposure = this.format(point.exposure);
        if (point.limit === null) {
            return _t("%(date)s: exposure %(exposure)s, no limit", {
                date: point.label,
                exposure,
            });
        }
        return _t("%(date)s: exposure %(exposure)s, limit %(limit)s", {
            date: point.label,
            exposure,
            limit: this.format(point.limit),
        });
    }

    format(amount) {
        return formatMonetary(amount, { currencyId: this.props.currency });
    }
}
