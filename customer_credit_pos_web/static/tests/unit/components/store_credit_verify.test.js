import { describe, expect, test } from "@odoo/hoot";
import { mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { BarcodeParser } from "@barcodes/js/barcode_parser";
import { BarcodeReader } from "@point_of_sale/app/services/barcode_reader_service";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { StoreCreditVerifyPopup } from "@customer_credit_pos_web/app/components/popups/store_credit_verify_popup/store_credit_verify_popup";
import { creditMethod, creditOf, CUSTOMER, filledOrder, setupTill, TOTAL } from "../utils";

definePosModels();

/** As the server writes it on the customer's portal page. */
const CODE = "CC1.3.0.0123456789ABCDEF0123456789ABCDEF";
const rule = { sequence: 1, alias: "0", gs1_content_type: false, gs1_decimal_usage: false };
const DEFAULT = {
    upc_ean_conv: "always",
    is_gs1_nomenclature: false,
    rules: [
        { ...rule, type: "client", encoding: "any", pattern: "042" },
        { ...rule, type: "product", encoding: "any", pattern: ".*" },
    ],
};
const GS1 = {
    upc_ean_conv: "always",
    is_gs1_nomenclature: true,
    gs1_separator_fnc1: "(Alt029|#|\\x1D)",
    rules: [
        {
            ...rule,
            type: "product",
            encoding: "gs1-128",
            pattern: "(01)(\\d{14})",
            gs1_content_type: "identifier",
        },
    ],
};

/** Ask the customer of an order, at a till that reads barcodes like this. */
async function ask(nomenclature) {
    const notification = { add: (text) => expect.step(`warned: ${text}`) };
    const reader = new BarcodeReader(new BarcodeParser({ nomenclature }), { notification });
    mockService("barcode_reader", () => reader);
    onRpc("pos.session", "verify_store_credit", ({ args }) => {
        expect.step(`asked: ${args.at(-1)}`);
        return { verified: args.at(-1) === CODE, message: "not the code" };
    });
    const store = await setupTill({ [CUSTOMER]: creditOf(45, { pin: "none" }) });
    const order = await filledOrder(store);
    order.addPaymentline(creditMethod(store));
    const props = {
        order,
        amount: TOTAL,
        getPayload: () => expect.step("verified"),
        close: () => expect.step("closed"),
    };
    await mountWithCleanup(StoreCreditVerifyPopup, { props });
    return reader;
}

describe("a scanned code reaches the server as it is", () => {
    test("where barcodes follow the default nomenclature", async () => {
        const reader = await ask(DEFAULT);
        await reader.scan("042123");
        await reader.scan(CODE);
        expect.verifySteps(["asked: 042123", `asked: ${CODE}`, "verified", "closed"]);
    });

    test("where barcodes follow GS1", async () => {
        const reader = await ask(GS1);
        await reader.scan("0104012345678901");
        await reader.scan(CODE);
        expect.verifySteps(["asked: 0104012345678901", `asked: ${CODE}`, "verified", "closed"]);
    });
});
