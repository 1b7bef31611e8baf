import { registry } from "@web/core/registry";

function press(button) {
    return {
        content: `press ${button}`,
        trigger: `.o_statusbar_buttons button[name='${button}']`,
        run: "click",
    };
}

function confirm() {
    return [
        {
            content: "confirm",
            trigger: ".modal footer button[name='action_confirm']",
            run: "click",
        },
        {
            content: "the dialog is gone",
            trigger: "body:not(:has(.modal)) .o_form_view",
        },
    ];
}

function figure(field, amount) {
    return {
        content: `${field} is ${amount}`,
        trigger: `.o_form_view .o_field_widget[name='${field}']:contains('${amount}')`,
    };
}

function enterAmount(amount) {
    return {
        content: `enter ${amount}`,
        trigger: ".modal .o_field_widget[name='amount'] input",
        run: `edit ${amount}`,
    };
}

/** The manager tops up, applies a credit, takes it back and refunds, all from the Centre. */
registry.category("web_tour.tours").add("customer_credit_manager_centre", {
    steps: () => [
        {
            content: "open the Centre from the smart button",
            trigger: "button.oe_stat_button[name='action_open_credit_centre']",
            run: "click",
        },
        {
            content: "the guide is one click away, also on a model of Odoo",
            trigger: ".o_menu_systray .o_credit_guide_open[href='/customer_credit/guide']",
        },
        figure("store_credit_balance", "300.00"),
        figure("outstanding_credit_amount", "50.00"),
        press("action_credit_topup"),
        enterAmount("100"),
        ...confirm(),
        figure("store_credit_balance", "400.00"),
        {
            content: "apply the payment on account, from its row",
            trigger: ".o_data_row:contains('Payment') button[name='action_apply']",
            run: "click",
        },
        {
            content: "the payment is proposed for the open invoice",
            trigger: ".modal .o_field_widget[name='amount']:contains('50.00')",
        },
        ...confirm(),
        figure("outstanding_credit_amount", "0.00"),
        {
            content: "look at the applications",
            trigger: ".o_notebook .nav-link[name='applications']",
            run: "click",
        },
        {
            content: "take it back",
            trigger: ".o_data_row button[name='action_unapply']",
            run: "click",
        },
        {
            content: "yes, take it back",
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        figure("outstanding_credit_amount", "50.00"),
        press("action_credit_refund"),
        enterAmount("20"),
        ...confirm(),
        figure("credit_balance", "430.00"),
    ],
});
