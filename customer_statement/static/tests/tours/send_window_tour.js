import { registry } from "@web/core/registry";

const GONE = { content: "the window is gone", trigger: "body:not(:has(.modal)) .o_form_view" };

function open() {
    return [
        {
            content: "open the customer's actions",
            trigger: ".o_cp_action_menus .fa-cog",
            run: "click",
        },
        {
            content: "send a statement",
            trigger: ".o-dropdown--menu .o_menu_item:contains('Send Statements')",
            run: "click",
        },
        {
            content: "choose recipients and text",
            trigger: ".modal footer button[name='action_compose']",
            run: "click",
        },
        {
            content: "the window shows the statement",
            trigger: ".modal footer button[name='action_send']:visible",
        },
    ];
}

/** Who looks at the send window and leaves it, by button, by x or by key, has sent nothing. */
registry.category("web_tour.tours").add("customer_statement_window_discarded", {
    steps: () => [
        ...open(),
        {
            content: "discard",
            trigger: ".modal footer button:contains('Discard')",
            run: "click",
        },
        GONE,
        ...open(),
        { content: "close by the x", trigger: ".modal header .btn-close", run: "click" },
        GONE,
    ],
});
