"""Sale orders: customer credit and net position of whoever is invoiced."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...const import MANAGER_GROUP
from ..door import door


class SaleOrder(models.Model):
    """Adds the customer's position to orders, because an order adds to what its invoice partner's
    company will owe.
    """

    _name = "sale.order"
    _inherit = ["sale.order", "customer.credit.mixin", "customer.credit.position.mixin"]

    # --- fields

    can_apply_credit = fields.Boolean(
        compute="_compute_can_apply_credit", compute_sudo=True, groups=MANAGER_GROUP
    )

    # --- computes

    @api.depends("state", "credit_position", "invoice_ids.amount_residual", "invoice_ids.state")
    def _compute_can_apply_credit(self):
        """A confirmed order with an open invoice, of a customer with open credits."""
        for order in self:
            order.can_apply_credit = bool(
                order.state == "sale"
                and order._has_open_credit()
                and order._get_credit_open_invoices()
            )

    @api.depends("partner_id", "partner_invoice_id", "company_id")
    def _compute_credit_position(self):
        """Follow the invoice address: its company is who owes.

        # EXTENDS 'customer_credit_balance'
        """
        super()._compute_credit_position()

    # --- actions

    @door(single=True)
    def action_apply_credit(self):
        """Return the action that applies open credits to the order's invoices (managers only).

        :raise AccessError: for everybody who is no credit manager
        """
        self.ensure_one()
        self.env["customer.credit.account"]._check_manager()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_credit_balance.action_customer_credit_apply"
        )
        action["context"] = {
            "active_model": "sale.order",
            "active_id": self.id,
            "active_ids": self.ids,
        }
        return action

    # --- hooks

    def _get_credit_partner(self) -> models.BaseModel:
        """Return the commercial partner of the invoice address.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        return (self.partner_invoice_id or self.partner_id).commercial_partner_id._origin

    def _get_credit_contacts(self) -> models.BaseModel:
        """Return the invoice addresses, which are read with what decides on them.

        # EXTENDS 'customer_credit_balance'
        """
        return self.env["res.partner"].union(
            *((it.partner_invoice_id or it.partner_id)._origin for it in self)
        )

    def _get_credit_position_partner(self) -> models.BaseModel:
        """Show the customer who is checked.

        # EXTENDS 'customer_credit_balance'
        """
        return self._get_credit_partner()

    def _get_credit_amount(self, decision: object = None) -> float:
        """Return the order's total, or once confirmed what is not on an invoice yet.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        if self.state == "cancel":
            return 0.0
        if self.state == "sale":
            amount = self._get_credit_counted_terms(decision)["orders"]
            return amount * (self.currency_rate or 1.0) / self._get_credit_rate()
        return self.amount_total / self._get_credit_rate()

    def _get_credit_counted_terms(self, decision: object = None) -> dict:
        """Return what the exposure counts of a confirmed order.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        if self.state != "sale" or not self._origin:
            return {}
        self.env.flush_all()
        where = SQL("orders.id = %s", self._origin.id)
        query = self.env["res.partner"]._credit_exposure_orders_query(where)
        rows = self.env.execute_query(query)
        amount = float(rows[0][2] or 0.0) if rows else 0.0
        return {"orders": self._get_credit_company().currency_id.round(amount)}

    # --- private

    def _has_open_credit(self) -> bool:
        """Say whether the customer has a credit to apply: outstanding, or available on account."""
        self.ensure_one()
        position = self.credit_position or {}
        if position.get("outstanding_count"):
            return True
        currency = self._get_credit_company().currency_id
        available = position.get("store_credit", 0.0) - position.get("reserved", 0.0)
        return not position.get("frozen") and currency.compare_amounts(available, 0.0) > 0

    def _get_credit_open_invoices(self) -> models.BaseModel:
        """Return the posted customer invoices of these orders that are not paid in full."""
        return self.invoice_ids.filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type == "out_invoice"
                and not move.currency_id.is_zero(move.amount_residual)
            )
        )

    def _get_credit_rate(self) -> float:
        """Return the rate (order currency per company currency) that decides, from the table.

        Whoever sells may date an order on any day, so the dearer counts of the rates of its date
        and of today.
        """
        self.ensure_one()
        company = self._get_credit_company()
        currency = self.currency_id
        if not currency or currency == company.currency_id:
            return 1.0
        today = fields.Date.context_today(self)
        days = {today, (self.date_order and self.date_order.date()) or today}
        get_rate = self.env["res.currency"]._get_conversion_rate
        return min(get_rate(company.currency_id, currency, company, day) for day in days) or 1.0
