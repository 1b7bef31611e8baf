import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const REFRESH = 60_000;

/**
 * The start page of the app Credit: tiles that the server has counted for this user
 * (`customer.credit.start.get_page`). Each opens the list of what it counts.
 */
export class CreditStart extends Component {
    static template = "customer_credit_balance.CreditStart";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.page = useState({ own: false, tiles: [] });
        this.display = { controlPanel: {} };
        onWillStart(() => this.load());
        const timer = browser.setInterval(() => {
            if (document.visibilityState === "visible") {
                this.load();
            }
        }, REFRESH);
        onWillUnmount(() => browser.clearInterval(timer));
    }

    async load() {
        const page = await this.orm.silent.call("customer.credit.start", "get_page", []);
        Object.assign(this.page, page);
    }

    open(tile) {
        return this.action.doAction(tile.action);
    }
}

registry.category("actions").add("customer_credit_start", CreditStart);
