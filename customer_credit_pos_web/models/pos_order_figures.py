"""Till orders: what an order is worth, computed here from its lines, payments and session."""

import math

from odoo import _, fields, models
from odoo.exceptions import UserError


class PosOrder(models.Model):
    """A client sends totals, rates and tills beside the lines: nothing is decided on those."""

    _inherit = "pos.order"

    def _get_credit_till(self):
        """Return the till (sudo) whose settings count: that of the session, whatever is named."""
        self.ensure_one()
        return self.sudo().session_id.config_id

    def _get_credit_total(self):
        """Return the total with taxes as the lines give it, order currency, not rounded to coins.

        Odoo's own computation, over price, quantity, discount and taxes of the lines.
        """
        self.ensure_one()
        if not self.lines:
            return 0.0
        Tax = self.env["account.tax"]
        base_lines = self._prepare_credit_base_lines()
        totals = Tax._get_tax_totals_summary(base_lines, self.currency_id, self.company_id)
        return totals["total_amount_currency"]

    def _prepare_credit_base_lines(self):
        """Return the lines as Odoo's tax computation wants them, computed and rounded.

        Without accounts, that only the books need.
        """
        order = self.with_company(self.company_id)
        Tax = order.env["account.tax"]
        base_lines = [
            Tax._prepare_base_line_for_taxes_computation(
                line,
                currency_id=order.currency_id,
                rate=1.0,
                product_id=line.product_id,
                tax_ids=line.tax_ids_after_fiscal_position,
                price_unit=line.price_unit,
                quantity=line.qty,
                discount=line.discount,
                is_refund=line.qty * line.price_unit < 0,
            )
            for line in order.lines
        ]
        Tax._add_tax_details_in_base_lines(base_lines, order.company_id)
        Tax._round_base_lines_tax_details(base_lines, order.company_id)
        return base_lines

    def _get_credit_line_values(self):
        """Return {line: subtotal with taxes}, negative for returned goods, order currency."""
        values = {}
        for base_line in self._prepare_credit_base_lines():
            details = base_line["tax_details"]
            value = details["total_excluded_currency"] + details["delta_total_excluded_currency"]
            value += sum(tax["tax_amount_currency"] for tax in details["taxes_data"])
            values[base_line["record"]] = value
        return values

    def _get_credit_paid(self):
        """Return what the payments say that was paid, change taken off, order currency."""
        self.ensure_one()
        return sum(self.sudo().payment_ids.mapped("amount"))

    # --------------------------------------------------------------- before a decision

    def _is_gated_by_credit(self):
        """Say whether a decision about credit stands between this order and "paid"."""
        self.ensure_one()
        order = self.sudo()
        return any(
            payment.settled_document or payment.payment_method_id._is_gated_by_credit()
            for payment in order.payment_ids
        ) or bool(order._get_store_credit_originals())

    def _check_credit_inputs(self):
        """Stop an order whose totals do not follow from its lines and payments.

        The rate and the dates that choose it are the server's: the till's dates are kept where
        they choose nothing.

        :raise UserError: with both figures
        """
        self.ensure_one()
        till = self._get_credit_till()
        if self.config_id != till:
            self.config_id = till
        if not till or self.company_id != till.company_id:
            raise UserError(
                _(
                    "%s does not belong to the company of its till: start a new order.",
                    self.display_name,
                )
            )
        self._check_credit_currency()
        self._keep_credit_rate()
        self._check_credit_figure(self.amount_total)

    def _check_credit_currency(self):
        """Refuse goods that were sold in another currency: their price is no price here.

        :raise UserError: naming the order and the currency
        """
        for original in self.sudo().lines.refunded_orderline_id.order_id:
            if original.currency_id != self.currency_id:
                raise UserError(
                    _(
                        "%(order)s was sold in %(currency)s: refund it at a till in that currency.",
                        order=original.display_name,
                        currency=original.currency_id.name,
                    )
                )

    def _check_credit_paid(self):
        """Stop an order that is not paid, or not with what its lines are worth.

        :raise UserError: with both figures
        """
        self._check_credit_figure(self._get_credit_paid())

    def _get_credit_rounding(self):
        """Return by how much the till rounds totals, order currency."""
        till = self._get_credit_till()
        return till.rounding_method.rounding if till.cash_rounding else 0.0

    def _check_credit_figure(self, sent):
        """Refuse a figure that is further than one rounding from what the lines give.

        :raise UserError: with both figures
        """
        currency, computed = self.currency_id, self._get_credit_total()
        allowed = self._get_credit_rounding() + currency.rounding
        if not math.isfinite(sent) or not math.isfinite(computed):
            raise UserError(_("An amount of this order is no number: start a new order."))
        if currency.compare_amounts(abs(sent - computed), allowed) > 0:
            raise UserError(
                _(
                    "The goods of %(order)s are worth %(computed)s, not %(sent)s: check its lines "
                    "and payments, then pay again.",
                    order=self.pos_reference or self.display_name,
                    computed=currency.format(computed),
                    sent=currency.format(sent),
                )
            )

    def _keep_credit_rate(self):
        """Take the rate of the order's own day where the till has a currency of its own.

        A client writes the day; it counts from the opening of the session until now, so that
        nobody picks a better rate of another time. Who settles pays what is due now.
        """
        if self.currency_id == self.company_id.currency_id:
            return
        now = fields.Datetime.now()
        moment = now
        if not self._get_settlements():
            moment = min(max(self.date_order, self._get_credit_earliest_moment()), now)
        if self.date_order != moment:
            self.date_order = moment
        for payment in self.sudo().payment_ids:
            if payment.payment_date.date() != moment.date():
                payment.payment_date = moment
        self.env.add_to_compute(self._fields["currency_rate"], self)

    def _get_credit_earliest_moment(self):
        """Return when an order of this session can have been made at the earliest.

        Its creation, which nobody writes. A rescue session takes orders of the one before it.
        """
        session = self.sudo().session_id
        if session.rescue:
            before = session.search(
                [
                    ("config_id", "=", session.config_id.id),
                    ("rescue", "=", False),
                    ("id", "<", session.id),
                ],
                order="id desc",
                limit=1,
            )
            session = before or session
        return session.create_date.replace(microsecond=0)

    def _get_credit_day(self):
        """Return the day whose rate counts for this order: that of its entry in the books."""
        return self.date_order.date()
