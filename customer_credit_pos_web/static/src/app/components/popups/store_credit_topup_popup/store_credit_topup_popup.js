import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { parseFloat } from "@web/views/fields/parsers";
import { NumberPopup } from "@point_of_sale/app/components/popups/number_popup/number_popup";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { StoreCreditBadge } from "@customer_credit_pos_web/app/components/store_credit_badge/store_credit_badge";

/** How much store credit the customer buys: quick amounts or typed. */
export class StoreCreditTopupPopup extends NumberPopup {
    static template = "customer_credit_pos_web.StoreCreditTopupPopup";
    static components = { ...NumberPopup.components, StoreCreditBadge };
    static props = {
        partner: Object,
        getPayload: Function,
        close: Function,
    };
    static defaultProps = { startingValue: "" };

    setup() {
        super.setup();
        this.pos = usePos();
    }
    get quickAmounts() {
        return this.pos.config._store_credit_topup_amounts || [];
    }
    /** Even rows: three amounts in one, four in two. */
    get quickColumns() {
        const count = this.quickAmounts.length;
        return count === 4 ? 2 : Math.min(count, 3);
    }
    /** What was typed so far, with the currency where it belongs. */
    get typedText() {
        const { symbol, position } = this.pos.currency;
        const typed = this.state.buffer;
        return position === "before" ? `${symbol} ${typed}` : `${typed} ${symbol}`;
    }
    get amount() {
        try {
            return this.pos.currency.round(parseFloat(this.state.buffer || "0"));
        } catch {
            return NaN;
        }
    }
    /** What is wrong with the amount, or nothing. */
    get problem() {
        const format = this.env.utils.formatCurrency;
        const { store_credit_topup_min: low, store_credit_topup_max: high } = this.pos.config;
        if (low && this.amount < low) {
            return _t("The smallest top-up is %s.", format(low));
        }
        if (high && this.amount > high) {
            return _t("The largest top-up is %s.", format(high));
        }
        return "";
    }
    get isValid() {
        return this.amount > 0 && !this.problem;
    }
    /** As it would be typed: a point separates thousands where decimals have a comma. */
    choose(amount) {
        const typed = amount.toString().replace(".", localization.decimalPoint);
        this.numberBuffer.set(typed);
        this.state.buffer = typed;
    }
    confirm() {
        if (this.isValid) {
            this.props.getPayload(this.amount);
            this.props.close();
        }
    }
}
