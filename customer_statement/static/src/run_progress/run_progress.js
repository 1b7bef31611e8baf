import { Component, onWillDestroy, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { formatFloat } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { View } from "@web/views/view";

const POLL = 2000;
const STATES = ["todo", "done", "skipped", "failed"];

/**
 * The customers of a run: a bar that moves while the workers work, counts that filter the list
 * below it, and the reasons with what to do about them.
 */
export class RunProgress extends Component {
    static template = "customer_statement.RunProgress";
    static components = { View };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ figures: null, result: null, reason: null, turn: 0 });
        // Counting and the buttons change the record: the figures follow it.
        useRecordObserver(({ data }) => this.read(data.todo_count, data.prepared, data.counting));
        this.timer = setInterval(() => this.poll(), POLL);
        onWillDestroy(() => clearInterval(this.timer));
    }

    get runId() {
        return this.props.record.resId;
    }

    async poll() {
        const figures = this.state.figures;
        const moves = figures && (figures.state === "running" || figures.counting);
        if (!figures || moves || figures.waiting || this.isStale) {
            await this.read();
        }
    }

    /** The form moved on (a button was pressed) and the figures have not followed yet. */
    get isStale() {
        const { data } = this.props.record;
        const figures = this.state.figures;
        return (
            figures &&
            (figures.state !== data.state ||
                figures.counting !== data.counting ||
                figures.todo !== data.todo_count)
        );
    }

    async read() {
        if (!this.runId || this.reading) {
            return;
        }
        this.reading = true;
        try {
            const figures = await this.orm.silent.call("customer.statement.run", "get_progress", [
                [this.runId],
            ]);
            const before = this.state.figures;
            this.state.figures = figures;
            const ended = before && before.counting && !figures.counting;
            // Emails come back after the last one was sent: "Done" becomes "Failed".
            const cameBack = before && before.failed !== figures.failed && !figures.todo;
            if (before && (before.state !== figures.state || ended || cameBack)) {
                await this.reload();
            } else if (before && before.todo !== figures.todo) {
                this.state.turn++;
            }
        } finally {
            this.reading = false;
        }
    }

    /** The state changed under the form: show the buttons and the ribbon that belong to it. */
    async reload() {
        this.state.turn++;
        if (!(await this.props.record.isDirty())) {
            await this.props.record.load();
        }
    }

    get settled() {
        const { total, new: uncounted, todo, counting } = this.state.figures;
        return total - uncounted - (counting ? 0 : todo);
    }

    percent(count) {
        return this.state.figures.total ? (100 * count) / this.state.figures.total : 0;
    }

    get bars() {
        const figures = this.state.figures;
        if (figures.counting) {
            return [{ name: "counted", style: "bg-info", count: this.settled }];
        }
        const waiting = figures.state === "draft" ? figures.todo : 0;
        return [
            { name: "todo", style: "bg-info", count: waiting },
            { name: "done", style: "bg-success", count: figures.done },
            { name: "skipped", style: "o_statement_run_skipped", count: figures.skipped },
            { name: "failed", style: "bg-danger", count: figures.failed },
        ].filter((bar) => bar.count);
    }

    get counts() {
        const figures = this.state.figures;
        const label = {
            todo: figures.state === "draft" ? _t("To be sent") : _t("To do"),
            done: _t("Sent"),
            skipped: _t("Skipped"),
            failed: _t("Failed"),
        };
        const style = { todo: "info", done: "success", skipped: "secondary", failed: "danger" };
        return STATES.map((name) => ({
            name,
            label: label[name],
            style: style[name],
            count: figures[name],
        })).filter((item) => item.count || item.name === this.state.result);
    }

    /** Such as "312 of 1,000 · 45 per second · about 15 s left". */
    get sentence() {
        const figures = this.state.figures;
        const number = (value) => formatFloat(value, { digits: [16, 0] });
        if (figures.counting) {
            return _t("Counting: %(counted)s of %(total)s customers", {
                counted: number(this.settled),
                total: number(figures.total),
            });
        }
        if (figures.state === "draft") {
            // Nothing was sent: "10 of 16" would say so of whom the run leaves out.
            return _t("%(todo)s of %(total)s customers get it", {
                todo: number(figures.todo),
                total: number(figures.total),
            });
        }
        const parts = [
            _t("%(settled)s of %(total)s", {
                settled: number(this.settled),
                total: number(figures.total),
            }),
        ];
        if (figures.state === "running" && figures.todo) {
            if (figures.rate) {
                parts.push(
                    _t("%(rate)s per second", {
                        rate: formatFloat(figures.rate, {
                            digits: [16, figures.rate < 10 ? 1 : 0],
                        }),
                    }),
                    this.timeLeft,
                );
            } else {
                parts.push(_t("waiting for a worker"));
            }
        }
        if (figures.waiting) {
            parts.push(_t("%(count)s emails in the queue", { count: number(figures.waiting) }));
        }
        return parts.join(" · ");
    }

    get timeLeft() {
        const seconds = this.state.figures.seconds_left;
        if (seconds < 90) {
            return _t("about %(count)s s left", { count: Math.max(1, seconds) });
        }
        return _t("about %(count)s min left", { count: Math.round(seconds / 60) });
    }

    filterResult(name) {
        this.state.result = this.state.result === name ? null : name;
        this.state.reason = null;
    }

    filterReason(item) {
        const again = this.state.reason === item.reason && this.state.result === item.state;
        this.state.reason = again ? null : item.reason;
        this.state.result = again ? null : item.state;
    }

    get listKey() {
        return [this.state.result, this.state.reason, this.state.turn].join("-");
    }

    get listProps() {
        const domain = [["run_id", "=", this.runId]];
        if (this.state.result) {
            domain.push(["state", "=", this.state.result]);
        }
        if (this.state.reason) {
            domain.push(["reason", "=", this.state.reason]);
        }
        return {
            type: this.env.isSmall ? "kanban" : "list",
            resModel: "customer.statement.run.line",
            domain,
            display: { controlPanel: false },
            noBreadcrumbs: true,
            allowSelectors: false,
            limit: 40,
            selectRecord: (resId) => this.openLine(resId),
        };
    }

    async openLine(resId) {
        const action = await this.orm.call("customer.statement.run.line", "action_open_statement", [
            [resId],
        ]);
        return this.action.doAction(action);
    }
}

registry.category("fields").add("customer_statement_run_progress", {
    component: RunProgress,
    displayName: _t("Progress of a run"),
    supportedTypes: ["selection"],
});
