"""Customers at the till: what they owe, document by document, read live."""

from odoo import api, fields, models

from ...const import PAID_STATES
from .account_move import SETTLED_TYPES


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
        if not customer:
            return []
        due = customer._get_due_invoices(config.company_id)
        due += customer._get_due_till_orders(config.company_id)
        today = fields.Date.context_today(self)
        rows = [
            self._prepare_due_row(config, today, *values)
            for values in due
            if config.company_id.currency_id.compare_amounts(values[2], 0) > 0
        ]
        return sorted(rows, key=lambda row: (row["due_date"], row["date"], row["name"]))

    # --- private

    def _prepare_due_row(self, config, today, document, name, open_amount, date, due_date):
        """Return one line of the till's list."""
        company = config.company_id
        saved, last_day = 0.0, None
        if document._name == "account.move":
            saved, last_day = document._get_due_discount(today)
        if company.currency_id.compare_amounts(saved, open_amount) >= 0:
            saved = 0.0  # the rest waits to be matched with what paid it
        open_amount -= saved
        return {
            "reference": f"{document._name},{document.id}",
            "name": name,
            "date": fields.Date.to_string(date),
            "due_date": fields.Date.to_string(due_date),
            "overdue": due_date < today,
            "open": company.currency_id._convert(open_amount, config.currency_id, company, today),
            "open_text": company.currency_id.format(open_amount),
            "discount_text": company.currency_id.format(saved) if saved else "",
            "discount_date": bool(saved) and fields.Date.to_string(last_day),
        }

    def _get_due_invoices(self, company: models.BaseModel) -> list:
        """Return [(move, number, open amount, date, due date)], company currency (sudo).

        Invoices, and whatever else the customer owes by: an opening balance, a missing payment.
        """
        items = self._find_open_receivable(company, ">")
        items -= items._filter_till_account()
        moves = items.move_id
        waiting = moves.pos_order_ids._get_unbooked_credits()
        due = []
        for move, lines in items.grouped("move_id").items():
            if move.move_type not in SETTLED_TYPES and move.move_type != "entry":
                continue
            first = lines.sorted(lambda line: (line.date_maturity or line.date, line.id))[:1]
            open_amount = sum(lines.mapped("amount_residual"))
            open_amount -= sum(waiting.get(order, 0.0) for order in move.pos_order_ids)
            due_date = first.date_maturity or move.invoice_date_due or move.date
            due.append((move, move.name, open_amount, move.invoice_date or move.date, due_date))
        return due

    def _get_due_till_orders(self, company: models.BaseModel) -> list:
        """Return the same of till orders on the customer's account without an invoice (sudo)."""
        payments = self.env["pos.payment"].search(
            [
                ("pos_order_id.partner_id.commercial_partner_id", "=", self.id),
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
