import { _t } from "@web/core/l10n/translation";
import { Component, useExternalListener, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import {
    BarcodeVideoScanner,
    isBarcodeScannerSupported,
} from "@web/core/barcode/barcode_video_scanner";
import { ConnectionLostError } from "@web/core/network/rpc";
import {
    BACKSPACE,
    EMPTY,
    Numpad,
    ZERO,
    getButtons,
} from "@point_of_sale/app/components/numpad/numpad";
import { useBarcodeReader } from "@point_of_sale/app/hooks/barcode_reader_hook";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { getStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";

const LEAST_DIGITS = 4;
const MOST_DIGITS = 8;
/** Keys that follow each other faster come from a scanner, not from fingers. */
const SCANNER_GAP = 150;

/**
 * Asks the customer for a PIN or for the code of their portal page. The server decides and keeps
 * the answer; what this dialog returns only spares asking twice.
 */
export class StoreCreditVerifyPopup extends Component {
    static template = "customer_credit_pos_web.StoreCreditVerifyPopup";
    static components = { BarcodeVideoScanner, Dialog, Numpad };
    static props = {
        order: Object,
        amount: Number,
        getPayload: Function,
        close: Function,
    };

    setup() {
        this.pos = usePos();
        this.state = useState({ pin: "", message: "", busy: false, camera: false });
        this.keys = [];
        this.hasCamera = isBarcodeScannerSupported();
        this.buttons = getButtons([EMPTY, ZERO, BACKSPACE]);
        useBarcodeReader({ asScanned: ({ code }) => this.verify({ code }) }, true);
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev));
    }
    get partner() {
        return this.props.order.getPartner();
    }
    /** Without a PIN there is nothing to type. */
    get pinState() {
        return getStoreCredit(this.partner).pin || "set";
    }
    get dots() {
        return "•".repeat(this.state.pin.length);
    }
    get isComplete() {
        return this.state.pin.length >= LEAST_DIGITS && !this.state.busy;
    }
    press(key) {
        if (key === BACKSPACE.value) {
            this.state.pin = this.state.pin.slice(0, -1);
        } else if (/^[0-9]$/.test(key) && this.state.pin.length < MOST_DIGITS) {
            this.state.pin += key;
        }
        this.state.message = "";
    }
    /** Wait a moment: a scanner types a whole code, which is no PIN. */
    onKeydown(ev) {
        if (ev.ctrlKey || ev.metaKey || ev.altKey || ev.key === "Escape") {
            return;
        }
        if (ev.key === "Enter") {
            ev.preventDefault(); // or it would press the button that has the focus
        }
        this.keys.push(ev.key);
        clearTimeout(this.keysTimeout);
        this.keysTimeout = setTimeout(() => {
            const typed = this.keys.splice(0);
            if (typed.length <= 2) {
                typed.forEach((key) => (key === "Enter" ? this.confirm() : this.press(key)));
            }
        }, SCANNER_GAP);
    }
    confirm() {
        if (this.isComplete) {
            return this.verify({ pin: this.state.pin });
        }
    }
    onCameraResult(code) {
        this.state.camera = false;
        return this.verify({ code });
    }
    onCameraError() {
        this.state.camera = false;
        this.state.message = _t("The camera cannot be used.");
    }
    /** @param {Object} proof {pin} or {code} */
    async verify(proof) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        let answer;
        try {
            answer = await this.pos.verifyStoreCredit(this.props.order, this.props.amount, proof);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                this.props.close();
                throw error;
            }
            answer = { verified: false, message: _t("The server cannot be reached.") };
        } finally {
            this.state.busy = false;
            this.state.pin = "";
        }
        if (answer.verified) {
            this.props.getPayload(true);
            this.props.close();
        } else {
            this.state.message = answer.message;
        }
    }
}
