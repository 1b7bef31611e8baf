"""Sale orders: what they add to exposure by policy, and what was paid for them in advance."""

from odoo import _, api, fields, models

from ...const import VERDICT
from ...passing import get_repriced


class SaleOrder(models.Model):
    """Adds how much of it counts to orders, because prepaid ones use no credit, and those beyond
    the horizon none yet.
    """

    _inherit = "sale.order"

    # --- fields

    credit_verdict = fields.Json(**VERDICT)

    # --- computes

    @api.depends(
        "partner_id", "partner_invoice_id", "company_id", "amount_total", "currency_id", "state",
        "commitment_date", "credit_state",
    )  # fmt: skip
    def _compute_credit_verdict(self):
        """Follow what is being typed.

        # EXTENDS 'customer_credit_limit'
        """
        super()._compute_credit_verdict()

    @api.depends("amount_total", "state", "commitment_date", "currency_id")
    def _compute_credit_position(self):
        """Follow the total too: the bar says what is left after this order.

        # EXTENDS 'customer_credit_balance'
        """
        super()._compute_credit_position()

    # --- hooks

    def _complete_credit_position(self, position):
        """Say in the line of the limit what is left after this order.

        # EXTENDS 'customer_credit_balance'
        """
        position = super()._complete_credit_position(position)
        if not position or "room" not in position or not self._is_credit_open():
            return position
        company = self._get_credit_company()
        # As the verdict counts it: less what pays the order already.
        taken = self._get_credit_amount() - sum(self._get_credit_counted_terms().values())
        after = company.currency_id.round(position["room"] - taken)
        tone = "danger" if after < 0 else None
        label = _("after this order") if after >= 0 else _("after this order over by")
        part = self.env["res.partner"]._credit_position_part(label, abs(after), tone)
        lines = [
            {**line, "parts": [*line["parts"], part]} if line["code"] == "room" else line
            for line in position["lines"]
        ]
        return {**position, "lines": lines}

    def _is_credit_open(self) -> bool:
        """Say whether the order is still a quotation.

        # EXTENDS 'customer_credit_limit'
        """
        return self.state in ("draft", "sent")

    def _is_credit_requested(self) -> bool:
        """Say whether the order waits.

        # EXTENDS 'customer_credit_limit'
        """
        return self.credit_state == "waiting"

    def _get_credit_amount(self, decision: object = None) -> float:
        """Return what the order adds: less what pays it already, nothing beyond the horizon.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        if self._is_credit_beyond_horizon(decision):
            return 0.0
        amount = super()._get_credit_amount(decision) + get_repriced(self)
        return amount if amount <= 0 else max(amount - self._get_credit_arriving(decision), 0.0)

    def _get_credit_counted_terms(self, decision: object = None) -> dict[str, float]:
        """Take the order's own payments out: they belong to this order.

        Store credit that is set aside for it is looked at as if it was not yet: it makes room once,
        whoever sets it aside, confirms, frees it and sets it aside for the next order.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        terms = super()._get_credit_counted_terms(decision)
        round_ = self._get_credit_company().currency_id.round
        beyond = self._is_credit_beyond_horizon(decision)
        if beyond:
            terms.pop("orders", None)
        aside = 0.0 if beyond else self._get_credit_set_aside(decision)
        if aside:
            worth = terms.get("orders", 0.0) if self.state == "sale" else self._get_credit_total()
            left = max(worth - self._get_credit_arriving(decision), 0.0)
            terms["store_credit"] = round_(min(aside, left))
        if terms.get("orders"):
            secured = min(self._get_credit_authorized(decision), terms["orders"])
            terms["authorized"] = -round_(secured)
            terms["set_aside"] = -round_(min(aside, terms["orders"]))
        booked = self._get_credit_prepaid_booked(decision, arriving=True)
        if booked:
            terms["credits"] = terms.get("credits", 0.0) - booked
        return terms

    def _get_credit_decision_values(self, figures: dict) -> dict:
        """Ask along whether anything was paid online for these orders.

        # EXTENDS 'customer_credit_limit'
        """
        values = super()._get_credit_decision_values(figures)
        if not any(it.depends_on_amount for it in figures.values()):
            return values
        asked = [*values.get("asked", ()), "online_count"]
        return {**values, "orders": self.ids, "asked": asked}

    def _set_credit_decision_figures(self, figures, found):
        """Remember which of these orders need no look at payments.

        # EXTENDS 'customer_credit_limit'
        """
        super()._set_credit_decision_figures(figures, found)
        online = found.get("online_count", {})
        for customer, it in figures.items():
            if customer not in online:
                it.unpaid_ids = frozenset(self.ids)

    def _is_credit_prepaid(self, decision: object = None) -> bool:
        """Say whether the whole order is paid already.

        # EXTENDS 'customer_credit_limit'
        """
        self.ensure_one()
        if not self.amount_total:
            return False
        currency = self._get_credit_company().currency_id
        return (
            currency.compare_amounts(self._get_credit_prepaid(decision), self._get_credit_total())
            >= 0
        )

    def _has_to_be_paid(self):
        """Ask for no payment that a hold would keep from its order.

        # EXTENDS 'sale'
        """
        return super()._has_to_be_paid() and not self._is_credit_payment_stopped()

    # --- private

    def _get_credit_total(self) -> float:
        """Return the order's total, paid or not, company currency."""
        self.ensure_one()
        return self.amount_total / self._get_credit_rate()

    def _get_credit_prepaid(self, decision: object = None) -> float:
        """Return what was paid for this order and is on no invoice yet, company currency."""
        self.ensure_one()
        return self._get_credit_company().currency_id.round(
            self._get_credit_authorized(decision) + self._get_credit_prepaid_booked(decision)
        )

    def _get_credit_arriving(self, decision: object = None) -> float:
        """Return the money that pays this order and makes room for no other, company currency.

        Authorized, or arriving just now. What arrived before is an outstanding credit, which may
        have made room for another order meanwhile: it is in the exposure, and counts once.
        """
        self.ensure_one()
        return self._get_credit_company().currency_id.round(
            self._get_credit_authorized(decision)
            + self._get_credit_prepaid_booked(decision, arriving=True)
        )

    def _get_credit_authorized(self, decision: object = None) -> float:
        """Return the money that secures this order and is not booked yet, company currency.

        Authorized and not captured, or captured a moment ago. Payments under way count nothing.
        """
        self.ensure_one()
        company = self._get_credit_company()
        return sum(
            tx.currency_id._convert(
                tx._get_credit_uncaptured(), company.currency_id, company, tx.last_state_change
            )
            for tx in self._get_credit_transactions(decision)
        )

    def _get_credit_prepaid_booked(self, decision: object = None, arriving: bool = False) -> float:
        """Return the part of the order's payments that is booked and open as a credit.

        Company currency, positive. What is booked for somebody else is a credit of theirs.

        :param arriving: only what is booked in the step that is under way
        """
        self.ensure_one()
        transactions = self._get_credit_transactions(decision)
        if not transactions:
            return 0.0
        parts = transactions | transactions.child_transaction_ids
        if arriving:
            now = self.env.cr.now()
            parts = parts.filtered(lambda tx: tx.payment_id and tx.payment_id.create_date >= now)
        items = parts._get_credit_booked_items(self._get_credit_partner())
        return -sum(items.mapped("amount_residual"))

    def _get_credit_set_aside(self, decision: object = None) -> float:
        """Return the store credit that is kept for this order; company currency, >= 0.

        By any policy: it is money that has arrived, and pays this order and no other.
        """
        self.ensure_one()
        figures = decision and decision.of(self)
        if figures and self._origin.id in figures.unpaid_ids:
            return 0.0
        if not self._origin:
            return 0.0
        return sum(self._find_credit_set_aside().mapped("amount"))

    def _get_credit_transactions(self, decision: object = None) -> models.BaseModel:
        """Return the transactions (sudo) that bring money for this order alone."""
        self.ensure_one()
        figures = decision and decision.of(self)
        if figures and self._origin.id in figures.unpaid_ids:
            return self.env["payment.transaction"].sudo()
        return self.sudo().transaction_ids.filtered(
            lambda tx: (
                tx.state in ("authorized", "done")
                and tx.operation != "validation"
                and len(tx.sale_order_ids) == 1
            )
        )

    def _is_credit_beyond_horizon(self, decision: object = None) -> bool:
        """Say whether the order is to be delivered later than its policy looks."""
        self.ensure_one()
        due = self.commitment_date
        customer = due and self._get_credit_partner()
        if not customer:
            return False
        policy = self._get_credit_policy(decision)
        days = policy.basis == "orders" and policy.horizon_days
        return bool(days) and due > customer._get_credit_horizon(days)

    def _is_credit_payment_stopped(self) -> bool:
        """Say whether the customer's hold stops even orders that are paid at once."""
        self.ensure_one()
        customer, company = self._get_credit_partner(), self._get_credit_company()
        profile = customer.sudo()._get_credit_profile_by_partner(company).get(customer.sudo())
        if not profile or not profile._is_on_hold():
            return False
        policy = profile._get_policy()
        if profile._get_hold_level() == "warn" or policy.prepaid_allowed_on_hold:
            return False
        return not self._get_approved_request()
