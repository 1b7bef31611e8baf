/** A customer adds credit in the portal and pays with the demo provider. */

import { registry } from "@web/core/registry";

// Pages are built and payments post-processed meanwhile.
const SLOW = 60000;

function addCredit(choose, expected) {
    return [
        {
            content: "open the card on My Account",
            trigger: ".o_portal_my_home a[href='/my/credit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "start from the balance",
            trigger: ".o_store_credit_page a[href='/my/credit/topup']",
            run: "click",
            expectUnloadPage: true,
        },
        ...choose,
        {
            content: "go on to the payment",
            trigger: "form.o_store_credit_topup button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the order is over the amount chosen",
            trigger: `[data-status='to_pay'] h3:contains('${expected}')`,
            timeout: SLOW,
        },
        {
            content: "enter a card",
            trigger: "input[name='customer_input']",
            run: "edit 4242424242424242",
        },
        {
            content: "pay",
            trigger: "button[name='o_payment_submit_button']:not(:disabled)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it was added",
            trigger: `[data-status='done'] h3:contains('${expected}')`,
            timeout: SLOW,
        },
        {
            content: "see it in the history",
            trigger: "[data-status='done'] a.btn-primary[href='/my/credit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the history knows it",
            trigger: `.o_store_credit_entry:contains('${expected}')`,
        },
    ];
}

registry.category("web_tour.tours").add("customer_credit_topup_suggested", {
    steps: () =>
        addCredit(
            [
                {
                    content: "the field for another amount is hidden",
                    trigger: ".o_store_credit_other_amount:not(:visible)",
                },
                {
                    content: "choose a suggested amount",
                    trigger: "label[for='topup_amount_1']",
                    run: "click",
                },
            ],
            "50.00",
        ),
});

registry.category("web_tour.tours").add("customer_credit_topup_other_amount", {
    steps: () =>
        addCredit(
            [
                {
                    content: "choose another amount",
                    trigger: "label[for='topup_amount_other']",
                    run: "click",
                },
                {
                    content: "enter it",
                    trigger: "input[name='other_amount']:enabled",
                    run: "edit 75",
                },
            ],
            "75.00",
        ),
});
