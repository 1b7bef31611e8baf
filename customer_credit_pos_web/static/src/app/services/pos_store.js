import { _t } from "@web/core/l10n/translation";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { ConnectionLostError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { StoreCreditTopupPopup } from "@customer_credit_pos_web/app/components/popups/store_credit_topup_popup/store_credit_topup_popup";
import { getStoreCredit, setStoreCredit } from "@customer_credit_pos_web/app/utils/store_credit";
import { rememberVerification } from "@customer_credit_pos_web/app/utils/store_credit_verification";

const LOADED_AT_ONCE = 100;

patch(PosStore.prototype, {
    get storeCreditMethod() {
        return this.config.payment_method_ids.find((method) => method.is_store_credit);
    },
    /** A top-up has no lines, yet it must reach the server. */
    shouldCreatePendingOrder(order) {
        return super.shouldCreatePendingOrder(...arguments) || order.isStoreCreditTopup;
    },
    /** What was paid with store credit is refunded, not edited. */
    canEditPayment(order) {
        return super.canEditPayment(...arguments) && !order.storeCreditLines.length;
    },
    /** What was begun without goods is gone on with where it stopped. */
    get defaultPage() {
        const next = super.defaultPage;
        const order = this.models["pos.order"].getBy("uuid", next.params?.orderUuid);
        return order?.sellsNothing() ? { ...next, page: "PaymentScreen" } : next;
    },
    /** Goods never come to a top-up or a settlement: they begin an order of their own. */
    async addLineToOrder(vals, order, ...others) {
        return super.addLineToOrder(vals, this.getOrderForGoods(order), ...others);
    },
    getOrderForGoods(order) {
        const current = this.getOrder();
        if (!order.sellsNothing()) {
            return order;
        }
        if (current && !current.sellsNothing()) {
            return current;
        }
        const goods = this.addNewOrder({ partner_id: order.getPartner() });
        if (this.router.state.current === "ProductScreen") {
            this.navigate("ProductScreen", { orderUuid: goods.uuid });
        }
        return goods;
    },
    /** Leaving a top-up or a settlement gives it up, unless money was taken for it. */
    async onClickBackButton() {
        const order = this.getOrder();
        const paying = this.router.state.current === "PaymentScreen";
        if (paying && order?.sellsNothing() && !order.finalized) {
            if (!order.canBeGivenUp()) {
                this.refuseGivingUp();
                return;
            }
            order.giveUp();
            this.notification.add(_t("Cancelled: nothing was paid."), { type: "info" });
        }
        return super.onClickBackButton(...arguments);
    },
    refuseGivingUp() {
        this.dialog.add(AlertDialog, {
            title: _t("Money was taken already"),
            body: _t("Validate, or cancel the payment on the terminal first."),
        });
    },
    /** Ask for customers whom nobody asked about yet: all of one screen in one call. */
    needStoreCredit(partner) {
        this.neededStoreCredit ??= new Map();
        if (!this.neededStoreCredit.size) {
            Promise.resolve().then(() => {
                const partners = [...this.neededStoreCredit.values()];
                this.neededStoreCredit.clear();
                return this.fetchStoreCredit(partners);
            });
        }
        this.neededStoreCredit.set(partner.id, partner);
    },
    mayStoreCredit(right) {
        return Boolean(this.storeCreditMethod && this.config._store_credit_rights?.[right]);
    },
    setPartnerToCurrentOrder(partner) {
        super.setPartnerToCurrentOrder(...arguments);
        if (partner) {
            this.fetchStoreCredit([partner]);
        }
    },
    /**
     * Read the store credit of customers now. A server that cannot be reached leaves it
     * unknown: an old amount would be worse than none.
     */
    async fetchStoreCredit(partners) {
        const ids = partners.map((partner) => partner.id).filter((id) => Number.isInteger(id));
        if (!(this.storeCreditMethod || this.settlementMethod) || !ids.length) {
            return;
        }
        for (const partner of partners) {
            if (getStoreCredit(partner).state !== "known") {
                setStoreCredit(partner.id, { state: "loading" });
            }
        }
        let found = {};
        let offline = false;
        try {
            found = await this.data.call("res.partner", "get_store_credit_for_till", [
                ids,
                this.config.id,
            ]);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            offline = true;
        } finally {
            for (const id of ids) {
                const values = found?.[id];
                setStoreCredit(
                    id,
                    values ? { state: "known", ...values } : { state: "unknown", offline },
                );
            }
        }
    },
    /** @returns {Promise<number[]|false>} contacts of customers with store credit, or false */
    async fetchCustomersWithCredit() {
        try {
            return await this.data.call("res.partner", "get_store_credit_customers_for_till", [
                this.config.id,
            ]);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.dialog.add(AlertDialog, {
                title: _t("Store credit needs the server"),
                body: _t("The server cannot be reached, so nobody knows who has store credit."),
            });
            return false;
        }
    },
    /**
     * Load those of these customers whom the till does not know yet, and ask for their credit.
     *
     * @returns {Promise<Object[]>} those that were loaded
     */
    async loadCustomers(ids) {
        const missing = ids.filter((id) => !this.models["res.partner"].get(id));
        let loaded = [];
        if (missing.length) {
            const domain = [["id", "in", missing.slice(0, LOADED_AT_ONCE)]];
            const found = await this.data.callRelated("res.partner", "get_new_partner", [
                this.config.id,
                domain,
                0,
            ]);
            loaded = found["res.partner"];
        }
        const known = ids.map((id) => this.models["res.partner"].get(id)).filter(Boolean);
        this.fetchStoreCredit(known.slice(0, LOADED_AT_ONCE));
        return loaded;
    },
    /**
     * Show the server who the customer is, by {pin}, {code} or {mailCode}; or by the {pin} of
     * the manager {managerId}.
     *
     * @returns {Promise<{verified: boolean, message: string}>}
     */
    async verifyStoreCredit(order, amount, proof) {
        const { pin = null, code = null, mailCode, managerId, pageCode } = proof;
        const line = order.storeCreditLines[0];
        const args = [[this.session.id], order.getPartner().id, line.uuid, amount, pin, code];
        const others = {};
        if (mailCode) {
            others.mail_code = mailCode;
        }
        if (pageCode) {
            others.page_code = pageCode;
        }
        if (managerId) {
            others.manager_id = managerId;
        }
        const answer = await this.data.call("pos.session", "verify_store_credit", args, others);
        if (answer.verified) {
            rememberVerification(order, amount);
        }
        return answer;
    },
    /**
     * Have the server send the customer a code for this payment, to the address on record.
     *
     * @returns {Promise<{sent: boolean, message: string}>} the masked address, or why not
     */
    async sendStoreCreditCode(order) {
        const args = [[this.session.id], order.getPartner().id, order.storeCreditLines[0].uuid];
        return this.data.call("pos.session", "send_store_credit_code", args);
    },
    /** @returns {Promise<{id: number, name: string}[]>} managers whose PIN lets a customer pass */
    async getStoreCreditManagers() {
        return this.data.call("pos.session", "get_store_credit_managers", [[this.session.id]]);
    },
    /** Let a customer buy store credit: an order of its own, without goods. */
    async addStoreCredit(partner = this.getOrder()?.getPartner()) {
        if (this.data.network.offline) {
            this.refuseTopupOffline();
            return;
        }
        partner = partner || (await this.selectPartner());
        if (!partner) {
            return;
        }
        this.fetchStoreCredit([partner]);
        const amount = await makeAwaitable(this.dialog, StoreCreditTopupPopup, { partner });
        if (!amount) {
            return;
        }
        const order = this.getEmptyOrderFor(partner);
        order.setToInvoice(false);
        order.addStoreCreditTopup(this.storeCreditMethod, amount);
        this.navigate("PaymentScreen", { orderUuid: order.uuid });
    },
    /** Let a customer keep the change as store credit: cash for it has arrived. */
    keepChange(order) {
        if (this.data.network.offline) {
            this.refuseTopupOffline();
            return;
        }
        order.keepChange(this.storeCreditMethod);
    },
    refuseTopupOffline() {
        this.dialog.add(AlertDialog, {
            title: _t("Store credit needs the server"),
            body: _t("The server cannot be reached: add credit when it is back."),
        });
    },
    /** The current order when nothing was done with it yet, else a new one. */
    getEmptyOrderFor(partner) {
        const current = this.getOrder();
        const usable =
            current && !current.isSynced && !current.lines.length && !current.payment_ids.length;
        const order = usable ? current : this.addNewOrder();
        order.setPartner(partner);
        return order;
    },
});
