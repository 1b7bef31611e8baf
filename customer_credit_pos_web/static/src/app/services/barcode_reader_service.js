import { patch } from "@web/core/utils/patch";
import { BarcodeReader } from "@point_of_sale/app/services/barcode_reader_service";

patch(BarcodeReader.prototype, {
    /**
     * A dialog that asks for a code of ours gets it as it was scanned. No nomenclature knows
     * these codes: the default one calls them products, GS1 refuses them.
     */
    async _scan(code) {
        const read = this.exclusiveCbMap?.asScanned;
        return code && read ? read({ code }) : super._scan(...arguments);
    },
});
