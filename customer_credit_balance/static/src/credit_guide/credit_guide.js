import { Component, useEffect, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";

const systray = registry.category("systray");
const APP = "customer_credit_balance.menu_credit_app";

/** Models whose screens belong to the guide, wherever they are opened: {addon: pattern}. */
export const guideModels = registry.category("customer_credit_guide_models");

guideModels.add("customer_credit_balance", /^customer\.credit(\.|$)/);

/**
 * The "?" beside the user's menu: leads to the reader's page of the guide, in a tab of its own.
 * It is there in the app Credit, and where another app shows one of our screens: a model of
 * ours, or an action that says `show_credit_guide` in its context, as a customer's Centre does.
 */
export class CreditGuide extends Component {
    static template = "customer_credit_balance.CreditGuide";
    static props = {};

    setup() {
        this.menu = useService("menu");
        this.action = useService("action");
        this.state = useState({ shown: this.isOurs });
        const look = () => (this.state.shown = this.isOurs);
        useBus(this.env.bus, "MENUS:APP-CHANGED", look);
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", look);
        // Beside it there is less room for menus, or more: Odoo measures it again.
        let before = this.state.shown;
        useEffect(
            (shown) => {
                if (shown !== before) {
                    before = shown;
                    systray.trigger("UPDATE");
                }
            },
            () => [this.state.shown],
        );
    }

    get isOurs() {
        const { res_model = "", context } = this.action.currentController?.action || {};
        return Boolean(
            this.menu.getCurrentApp()?.xmlid === APP ||
                context?.show_credit_guide ||
                guideModels.getAll().some((pattern) => pattern.test(res_model || "")),
        );
    }
}

systray.add("customer_credit_balance.guide", { Component: CreditGuide }, { sequence: 1 });
