/** Shoppers with 45.00 or more of store credit, a cart of 120.00, and the provider "Demo". */

import { registry } from "@web/core/registry";

const submit = {
    content: "Pay",
    trigger: "button[name='o_payment_submit_button']:visible:not(:disabled)",
    run: "click",
    expectUnloadPage: true,
};

const use = {
    content: "Use my store credit",
    trigger: "#store_credit_use:not(:checked)",
    run: "click",
    expectUnloadPage: true,
};

function left(amount) {
    return {
        content: `${amount} is left to pay`,
        trigger: `#store_credit_use:checked, [name='store_credit_left']:contains('${amount}')`,
    };
}

function payByDemo(state) {
    return [
        {
            content: "Choose the other provider",
            trigger: "input[name='o_payment_radio'][data-provider-code='demo']:first",
            run: "click",
        },
        {
            content: "Type a card number",
            trigger: "#customer_input",
            run: "edit 4111",
        },
        {
            content: `Let the bank say ${state}`,
            trigger: "#simulated_payment_state",
            run: `select ${state}`,
        },
        submit,
    ];
}

function seePayments(...texts) {
    return texts.map((text) => ({
        content: `The confirmation names ${text}`,
        trigger: `[name='store_credit_payments']:contains('${text}')`,
        timeout: 60000, // the order is confirmed and mailed before this page
    }));
}

function tour(name, ...steps) {
    registry.category("web_tour.tours").add(name, { steps: () => steps.flat() });
}

tour(
    "store_credit_pay_all",
    use,
    { trigger: "[name='store_credit_box']:contains('Nothing left to pay')" },
    submit,
    seePayments("120.00"),
    { trigger: "[name='order_confirmation'] .alert-success" },
);

tour(
    "store_credit_pay_part",
    use,
    left("75.00"),
    payByDemo("done"),
    seePayments("45.00", "75.00"),
    { trigger: "[name='order_confirmation'] .alert-success" },
);

tour(
    "store_credit_pay_less",
    {
        content: "Type a smaller amount",
        trigger: ".o_store_credit_box input[name='amount']",
        run: "edit 20",
    },
    {
        content: "Apply",
        trigger: "button[name='store_credit_apply']",
        run: "click",
        expectUnloadPage: true,
    },
    left("100.00"),
    payByDemo("done"),
    seePayments("20.00", "100.00"),
);

tour(
    "store_credit_typed_then_paid",
    {
        content: "Choose the other provider",
        trigger: "input[name='o_payment_radio'][data-provider-code='demo']:first",
        run: "click",
    },
    {
        content: "Type a smaller amount, and forget to apply it",
        trigger: ".o_store_credit_box input[name='amount']",
        run: "edit 20",
    },
    { trigger: "#store_credit_use:checked" },
    submit,
    left("100.00"),
    payByDemo("done"),
    seePayments("20.00", "100.00"),
);

tour("store_credit_other_fails", use, left("75.00"), payByDemo("error"), {
    content: "The page says that it failed",
    trigger: ".alert-danger:visible",
});

tour("store_credit_other_pending", use, left("75.00"), payByDemo("pending"), {
    content: "The page says that it is under way",
    trigger: "[name='o_payment_status_alert'], [name='order_confirmation'], .o_payment_status",
});

tour(
    "store_credit_held_customer",
    {
        content: "The message for customers, without the reason",
        trigger:
            "[name='store_credit_on_account']:contains('call our office'):not(:contains('Crook'))",
    },
    { trigger: "body:not(:has([name='store_credit_on_account_submit']))" },
    use,
    left("75.00"),
    payByDemo("done"),
    seePayments("45.00", "75.00"),
);

tour(
    "store_credit_foreign_cart",
    {
        content: "Why store credit cannot be used",
        trigger: "[name='store_credit_hint']:contains('45.00')",
    },
    { trigger: "body:not(:has([name='store_credit_box']))" },
    payByDemo("done"),
    {
        content: "Paid another way",
        trigger: "[name='order_confirmation']",
        timeout: 60000,
    },
);

tour(
    "store_credit_pay_invoice_part",
    {
        content: "Type a part",
        trigger: "[name='store_credit_pay_box'] input[name='amount']",
        run: "edit 45",
    },
    {
        content: "Pay",
        trigger: "button[name='store_credit_pay']",
        run: "click",
        expectUnloadPage: true,
    },
    { content: "75.00 are due", trigger: "body:contains('75.00')" },
);
