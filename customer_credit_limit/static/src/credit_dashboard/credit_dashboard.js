import { Component, onWillStart, onWillUpdateProps } from "@odoo/owl";
import { listView } from "@web/views/list/list_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** Tiles above the list: what waits, who is held or over the limit, what is overdue. */
export class CreditDashboard extends Component {
    static template = "customer_credit_limit.CreditDashboard";
    static props = { list: Object };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        const load = async () => {
            this.tiles = await this.orm.call("customer.credit.snapshot", "get_dashboard", []);
        };
        onWillStart(load);
        onWillUpdateProps(load);
    }

    /** Show what a tile counts: another page, or this list by one filter. */
    open(tile) {
        if (tile.action) {
            this.action.doAction(tile.action);
            return;
        }
        const search = this.env.searchModel;
        const items = search.getSearchItems((item) => item.name === tile.filter);
        if (!items.length) {
            search.clearQuery();
            return;
        }
        search.query = [];
        items.forEach((item) => search.toggleSearchItem(item.id));
    }
}

export class CreditInsightListRenderer extends ListRenderer {
    static template = "customer_credit_limit.CreditInsightListRenderer";
    static components = { ...ListRenderer.components, CreditDashboard };
}

registry.category("views").add("credit_insight_list", {
    ...listView,
    Renderer: CreditInsightListRenderer,
});
