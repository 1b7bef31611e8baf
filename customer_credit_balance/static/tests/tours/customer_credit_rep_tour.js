import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const NO_BAR = {
    content: "no customer, no bar",
    trigger: ".o_form_view:not(:has(.o_credit_position))",
};

function figure(code, amount) {
    return {
        content: `the bar says ${amount}`,
        trigger: `.o_credit_position_line[data-code='${code}'] .o_credit_position_amount:contains('${amount}')`,
    };
}

/** We owe 350 (store credit and one open credit), the customer owes 800: 450 net. */
function readBar() {
    return [
        figure("owed", "350.00"),
        figure("open", "800.00"),
        {
            content: "the overdue part is named",
            trigger:
                ".o_credit_position_line[data-code='open'] .o_credit_position_part:contains('overdue')",
        },
        figure("net", "450.00"),
        ...stepUtils.saveForm(),
        figure("net", "450.00"),
    ];
}

/** The rep chooses a customer on a new quotation and reads the net position at once. */
registry.category("web_tour.tours").add("customer_credit_rep_sees_bar", {
    steps: () => [
        NO_BAR,
        {
            content: "look for the customer",
            trigger: ".o_field_widget[name='partner_id'] input",
            run: "edit Azure Int",
        },
        {
            content: "choose the customer",
            trigger: ".o-autocomplete--dropdown-item a:contains('Azure Interior')",
            run: "click",
        },
        ...readBar(),
    ],
});

/** The same on a phone, where customers are chosen from cards. */
registry.category("web_tour.tours").add("customer_credit_rep_sees_bar_on_phone", {
    steps: () => [
        NO_BAR,
        {
            content: "look for the customer",
            trigger: ".o_field_widget[name='partner_id'] input",
            run: "click",
        },
        {
            content: "choose the customer",
            trigger: ".modal .o_kanban_record:contains('Azure Interior')",
            run: "click",
        },
        {
            content: "a chip under the customer says it in a word, and leads to the figures",
            trigger: ".o_credit_position_chip:contains('450.00')",
            run: "click",
        },
        ...readBar(),
    ],
});
