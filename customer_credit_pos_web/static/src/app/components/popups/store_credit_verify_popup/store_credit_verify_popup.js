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
        this.state = useState({
            pin: "",
            message: "",
            busy: false,
            camera: false,
            /** Whose digits are typed: "pin" of the customer, "mail", "page" or "manager". */
            mode: "pin",
            sentTo: "",
            managers: [],
            managerId: 0,
        });
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
    get sentText() {
        return _t("A code is on its way to %s. It is valid for ten minutes.", this.state.sentTo);
    }
    get sendText() {
        return _t("Send a code to %s", this.mailAddress);
    }
    /** The address on record, masked; nothing where no code can be sent. */
    get mailAddress() {
        return getStoreCredit(this.partner).mail || "";
    }
    get hasDigits() {
        return this.state.mode !== "pin" || this.pinState !== "none";
    }
    get placeholder() {
        return {
            pin: _t("PIN of the customer"),
            mail: _t("Code from the email"),
            page: _t("Digits of their page"),
            manager: _t("PIN of the manager"),
        }[this.state.mode];
    }
    get proof() {
        const digits = this.state.pin;
        return {
            pin: { pin: digits },
            mail: { mailCode: digits },
            page: { pageCode: digits },
            manager: { pin: digits, managerId: this.state.managerId },
        }[this.state.mode];
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
            return this.verify(this.proof);
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
        const answer = await this.ask(() =>
            this.pos.verifyStoreCredit(this.props.order, this.props.amount, proof),
        );
        if (answer?.verified) {
            this.props.getPayload(true);
            this.props.close();
        } else if (answer) {
            this.state.message = answer.message;
        }
    }
    /** Type what stands under the code of the customer's page. */
    typeDigits() {
        Object.assign(this.state, { mode: "page", pin: "", message: "" });
    }
    /** Send the customer a code, then wait for it to be typed. */
    async sendCode() {
        const answer = await this.ask(() => this.pos.sendStoreCreditCode(this.props.order));
        if (answer?.sent) {
            this.state.mode = "mail";
            this.state.sentTo = answer.message;
        } else if (answer) {
            this.state.message = answer.message;
        }
    }
    /** Let a manager type the own PIN. */
    async askManager() {
        const managers = await this.ask(() => this.pos.getStoreCreditManagers());
        if (managers?.length) {
            this.state.mode = "manager";
            this.state.managers = managers;
            this.state.managerId = managers[0].id;
        } else if (managers) {
            this.state.message = _t(
                "No manager of this till has a PIN: they set it in their own preferences.",
            );
        }
    }
    chooseManager(ev) {
        this.state.managerId = Number(ev.target.value);
        this.state.pin = "";
    }
    /** @returns {Promise<any>} the answer; nothing when the server cannot be reached */
    async ask(call) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        this.state.message = "";
        try {
            return await call();
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                this.props.close();
                throw error;
            }
            this.state.message = _t("The server cannot be reached.");
        } finally {
            this.state.busy = false;
            this.state.pin = "";
        }
    }
}
