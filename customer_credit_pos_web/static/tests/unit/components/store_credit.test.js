import { describe, expect, test } from "@odoo/hoot";
import { queryAll, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    defineParams,
    findComponent,
    mountWithCleanup,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { PartnerLine } from "@point_of_sale/app/screens/partner_list/partner_line/partner_line";
import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { setStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";
import { StoreCreditBadge } from "@customer_credit_pos_web/app/components/store_credit_badge/store_credit_badge";
import { StoreCreditTopupPopup } from "@customer_credit_pos_web/app/components/popups/store_credit_topup_popup/store_credit_topup_popup";
import { creditOf, customer, CUSTOMER, OTHER_CUSTOMER, setupTill } from "../utils";

definePosModels();

describe("badge", () => {
    async function badge(values, short = false) {
        const store = await setupTill();
        setStoreCredit(CUSTOMER, values);
        await mountWithCleanup(StoreCreditBadge, { props: { partner: customer(store), short } });
        return queryAll(".store-credit-badge").map((element) => element.textContent.trim());
    }

    test("shows the amount, and follows what the server says next", async () => {
        const [text] = await badge({ state: "known", ...creditOf(45) });
        expect(text).toMatch(/Store credit.*45\.00/);
        setStoreCredit(CUSTOMER, { state: "known", ...creditOf(25) });
        await animationFrame();
        expect(queryOne(".store-credit-badge").textContent).toMatch(/25\.00/);
    });

    test("unknown is not zero", async () => {
        const [text] = await badge({ state: "unknown" }, true);
        expect(text).toBe("unknown");
    });

    test("frozen says so", async () => {
        const [text] = await badge({ state: "known", ...creditOf(0, { frozen: true }) }, true);
        expect(text).toBe("frozen");
    });

    test("who never had credit gets no line", async () => {
        expect(await badge({ state: "known", ...creditOf(0) })).toEqual([]);
    });
});

test("what the list of customers offers leaves the order its customer", async () => {
    const store = await setupTill();
    const partner = customer(store);
    const list = await mountWithCleanup(PartnerList, {
        props: {
            partner,
            getPayload: (chosen) => expect.step(chosen.id),
            close: () => expect.step("closed"),
        },
    });
    patchWithCleanup(store, { addStoreCredit: ({ id }) => expect.step(["top up", id]) });
    const line = (component) =>
        component instanceof PartnerLine && component.props.partner.id === OTHER_CUSTOMER;
    findComponent(list, line).addStoreCredit();
    expect.verifySteps([CUSTOMER, "closed", ["top up", OTHER_CUSTOMER]]);
});

describe("top-up popup", () => {
    async function popup(values = {}) {
        const store = await setupTill({}, values);
        let paid;
        const component = await mountWithCleanup(StoreCreditTopupPopup, {
            props: {
                partner: customer(store),
                getPayload: (amount) => (paid = amount),
                close: () => expect.step("closed"),
            },
        });
        return { component, paid: () => paid };
    }

    test("a quick amount with cents is paid where decimals have a comma", async () => {
        defineParams({ lang_parameters: { decimal_point: ",", thousands_sep: "." } });
        const { component, paid } = await popup();
        component.choose(12.5);
        expect(component.state.buffer).toBe("12,5");
        component.confirm();
        expect(paid()).toBe(12.5);
        expect.verifySteps(["closed"]);
    });

    test("a quick amount is paid", async () => {
        const { component, paid } = await popup();
        component.choose(50);
        component.confirm();
        expect(paid()).toBe(50);
        expect.verifySteps(["closed"]);
    });

    test("nothing, less or more than allowed is not", async () => {
        const { component, paid } = await popup({
            store_credit_topup_min: 10,
            store_credit_topup_max: 100,
        });
        for (const [typed, problem] of [
            ["", /smallest/],
            ["5", /smallest.*10/],
            ["150", /largest.*100/],
        ]) {
            component.state.buffer = typed;
            expect(component.problem.toString()).toMatch(problem);
            component.confirm();
        }
        expect(paid()).toBe(undefined);
        expect.verifySteps([]);
        component.state.buffer = "10";
        expect(component.isValid).toBe(true);
    });

    test("less than the smallest coin is no amount", async () => {
        const { component } = await popup();
        component.state.buffer = "0.004";
        expect(component.isValid).toBe(false);
    });
});
