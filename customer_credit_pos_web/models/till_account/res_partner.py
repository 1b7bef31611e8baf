"""Customers at the till: what they owe, document by document, read live."""

from datetime import date
from typing import NamedTuple

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.core.money import is_amount

from ...const import PAID_STATES
from .account_move import SETTLED_TYPES


class Due(NamedTuple):
    """One document that a customer owes by; amounts in company currency.

    ``saved`` of ``open_amount`` is the early payment discount of who pays it all today.
    """

    document: models.BaseModel
    name: str
    open_amount: float
    day: date
    due_day: date
    saved: float
    last_day: date | None

    @property
    def price(self) -> float:
        """Return what pays the document today."""
        return self.open_amount - self.saved


class ResPartner(models.Model):
    """Adds what is due to contacts, because the till lists it for settling."""

    _inherit = "res.partner"

    # --- actions

    @api.model
    def get_due_for_till(self, partner_id, config_id):
        """Return what a customer owes, what falls due first comes first.

        For till users who may see the till and the customer; others get an AccessError. The
        figures are for people: the server looks again when the money arrives.

        :param int partner_id: id of res.partner, any contact of the customer
        :param int config_id: id of the pos.config; only its company's documents are listed
        :return: [{"reference": "account.move,7" or "pos.order,3", "name", "date", "due_date":
            ISO dates, "overdue": bool, "open": what pays it now, float in the till's currency,
            "open_text": the same in company currency, formatted, "discount_text": what the
            early payment discount saved of it, formatted, or "", "discount_date": its last day
            or False}]
        :raise AccessError: not a till user, or a till or customer out of reach
        :raise UserError: values that no till sends
        """
        partner, config = self._check_till_call([partner_id], config_id)
        config, customer = config.sudo(), partner.sudo().commercial_partner_id
        return [self._prepare_due_row(config, due) for due in customer._get_due(config.company_id)]

    @api.model
    def get_due_for_amount(self, partner_id, config_id, amount):
        """Return what an amount pays of what a customer owes, what falls due first comes first.

        For till users who may see the till and the customer; others get an AccessError. Nothing
        is decided here: what the money pays is looked for again when it arrives.

        :param int partner_id: id of res.partner, any contact of the customer
        :param int config_id: id of the pos.config
        :param float amount: currency of the till, positive
        :return: [{"reference", "name", "amount": float in the till's currency, "waiting": whether
            the order is of an open session, which books it at its end}]
        :raise AccessError: not a till user, or a till or customer out of reach
        :raise UserError: no positive amount, or more than is due
        """
        partner, config = self._check_till_call([partner_id], config_id)
        config, customer = config.sudo(), partner.sudo().commercial_partner_id
        currency = config.currency_id
        if not is_amount(amount) or currency.compare_amounts(amount, 0) <= 0:
            raise UserError(_("Enter the amount that is paid."))
        left, paid = currency.round(amount), []
        for due in customer._get_due(config.company_id):
            part = min(left, self._prepare_due_row(config, due)["open"])
            if currency.compare_amounts(part, 0) <= 0:
                continue
            paid.append(
                {
                    "reference": f"{due.document._name},{due.document.id}",
                    "name": due.name,
                    "amount": part,
                    "waiting": due.document._is_owed_by_open_session(),
                }
            )
            left = currency.round(left - part)
        if currency.compare_amounts(left, 0) > 0:
            raise UserError(
                _("Only %s is due: enter no more.", currency.format(currency.round(amount - left)))
            )
        return paid

    # --- hooks

    def _get_figures_for_till(self, config: models.BaseModel) -> dict:
        """Add what each customer owes, as the list for settling says it, less no discount.

        # EXTENDS 'customer_credit_pos_web'
        """
        figures = super()._get_figures_for_till(config)
        if config._settles_what_is_due():
            owed = self.sudo().commercial_partner_id._get_owed_at_till(config.company_id)
            for partner, values in figures.items():
                values["owed"] = owed.get(partner.sudo().commercial_partner_id, 0.0)
        return figures

    # --- private

    def _get_due(self, company: models.BaseModel) -> list[Due]:
        """Return what this customer (sudo) owes today, what falls due first comes first."""
        if not self:
            return []
        today = fields.Date.context_today(self)
        currency = company.currency_id
        result = []
        for document, name, open_amount, day, due_day in [
            *self._get_due_invoices(company),
            *self._get_due_till_orders(company),
        ]:
            if currency.compare_amounts(open_amount, 0) <= 0:
                continue
            saved, last_day = 0.0, None
            if document._name == "account.move":
                saved, last_day = document._get_due_discount(today)
            if currency.compare_amounts(saved, open_amount) >= 0:
                saved = 0.0  # the rest waits to be matched with what paid it
            result.append(Due(document, name, open_amount, day, due_day, saved, last_day))
        return sorted(result, key=lambda due: (due.due_day, due.day, due.name))

    def _prepare_due_row(self, config, due):
        """Return one line of the till's list."""
        company = config.company_id
        today = fields.Date.context_today(self)
        currency, price = company.currency_id, due.price
        return {
            "reference": f"{due.document._name},{due.document.id}",
            "name": due.name,
            "date": fields.Date.to_string(due.day),
            "due_date": fields.Date.to_string(due.due_day),
            "overdue": due.due_day < today,
            "open": currency._convert(price, config.currency_id, company, today),
            "open_text": currency.format(price),
            "discount_text": currency.format(due.saved) if due.saved else "",
            "discount_date": bool(due.saved) and fields.Date.to_string(due.last_day),
        }

    def _get_owed_at_till(self, company: models.BaseModel) -> dict:
        """Return {customer: the sum of what is due}, company currency, without discounts (sudo).

        As many queries for one customer as for many.
        """
        owed = {}
        for (customer, _move), (_items, amount) in self._get_open_by_move(company).items():
            owed[customer] = owed.get(customer, 0.0) + max(amount, 0.0)
        for order, _name, amount, *_days in self._get_due_till_orders(company):
            customer = order.partner_id.commercial_partner_id
            owed[customer] = owed.get(customer, 0.0) + max(amount, 0.0)
        return {customer: company.currency_id.round(amount) for customer, amount in owed.items()}

    def _get_ever_owed(self, company: models.BaseModel) -> float:
        """Return all that this customer (sudo) ever owed, paid or not, company currency."""
        accounts = self._get_receivable_account_ids(company)
        ((booked,),) = self.env["account.move.line"]._read_group(
            [
                ("account_id", "in", accounts),
                ("partner_id", "in", self.ids),
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
                ("balance", ">", 0),
            ],
            [],
            ["balance:sum"],
        )
        waiting = sum(amount for _order, _name, amount, *_d in self._get_due_till_orders(company))
        return (booked or 0.0) + waiting

    def _get_open_by_move(self, company: models.BaseModel) -> dict:
        """Return {(customer, move): (open items, open amount)}, company currency (sudo).

        Invoices, and whatever else customers owe by: an opening balance, a missing payment.
        What open tills took back of an invoice is taken off.
        """
        items = self._find_open_receivable(
            company, ">", [("move_id.move_type", "in", (*SETTLED_TYPES, "entry"))]
        )
        items -= items._filter_till_account()
        waiting = items.move_id.pos_order_ids._get_unbooked_credits()
        result = {}
        for (customer, move), lines in items.grouped(
            lambda line: (line.partner_id, line.move_id)
        ).items():
            amount = sum(lines.mapped("amount_residual"))
            amount -= sum(waiting.get(order, 0.0) for order in move.pos_order_ids)
            result[customer, move] = (lines, amount)
        return result

    def _get_due_invoices(self, company: models.BaseModel) -> list:
        """Return [(move, number, open amount, date, due date)], company currency (sudo)."""
        due = []
        for (_customer, move), (lines, amount) in self._get_open_by_move(company).items():
            first = lines._sort_first_due()[:1]
            due_day = first.date_maturity or move.invoice_date_due or move.date
            due.append((move, move.name, amount, move.invoice_date or move.date, due_day))
        return due

    def _get_due_till_orders(self, company: models.BaseModel) -> list:
        """Return the same of till orders on the customer's account without an invoice (sudo)."""
        payments = self.env["pos.payment"].search(
            [
                ("pos_order_id.partner_id.commercial_partner_id", "in", self.ids),
                ("company_id", "=", company.id),
                ("payment_method_id.journal_id", "=", False),
                ("payment_method_id.split_transactions", "=", True),
                ("amount", ">", 0),
                ("pos_order_id.state", "in", PAID_STATES),
                ("pos_order_id.account_move", "=", False),
                "|",
                ("session_id.state", "!=", "closed"),
                ("customer_account_line_id.reconciled", "=", False),
            ]
        )
        orders = payments.filtered(
            lambda p: p.payment_method_id._is_customer_account()
        ).pos_order_id
        waiting = orders._get_unbooked_credits()
        due = []
        for order in orders:
            open_amount = order._get_customer_account_open() - waiting[order]
            date = fields.Date.context_today(order, order.date_order)
            due.append((order, order.pos_reference or order.name, open_amount, date, date))
        return due
