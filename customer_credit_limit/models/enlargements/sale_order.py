"""Sale orders: a confirmed order that shall grow beyond its room asks first."""

from odoo import Command, _, api, fields, models

from ...passing import passed, repriced


class _Undo(Exception):
    """Ends a preview; never seen outside of it."""


class SaleOrder(models.Model):
    """Adds asking to grow to confirmed orders, because what was confirmed stays confirmed and only
    the difference waits.
    """

    _inherit = "sale.order"

    # --- fields

    credit_can_enlarge = fields.Boolean(
        compute="_compute_credit_can_enlarge", compute_sudo=True,
        groups="customer_credit_balance.group_customer_credit_user",
    )  # fmt: skip

    # --- computes

    @api.depends("state", "locked", "partner_id", "partner_invoice_id", "company_id")
    def _compute_credit_can_enlarge(self):
        """Offer it on confirmed orders of customers whose limit or hold may stop a change."""
        self.credit_can_enlarge = False
        confirmed = self.filtered(lambda it: it.state == "sale" and not it.locked)
        in_use = self.env["customer.credit.policy"]._get_companies_in_use()
        for company in confirmed.company_id.filtered(lambda it: it.id in in_use):
            orders = confirmed.filtered(lambda it, company=company: it.company_id == company)
            customers = self.env["res.partner"].union(*(it._get_credit_partner() for it in orders))
            figures = customers._get_credit_standing_by_partner(company)
            for order in orders:
                known = figures.get(order._get_credit_partner())
                order.credit_can_enlarge = bool(known and known.depends_on_amount)

    # --- actions

    def action_ask_to_enlarge(self):
        """Return the dialog in which the rep says what the order shall become.

        :raise AccessError: no right to edit the order
        """
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": _("Ask to Enlarge"),
            "res_model": "customer.credit.enlarge",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    # --- private

    def _write_credit_changes(self, changes):
        """Change the order as asked for, in one write; gates look at it like at any other.

        Not callable by RPC.

        :param list changes: dicts of ``line_id`` (or False and ``product_id``),
            ``product_uom_qty`` and ``price_unit``
        """
        self.ensure_one()
        commands = []
        for change in changes:
            vals = {name: change[name] for name in ("product_uom_qty", "price_unit")}
            line = self.order_line.filtered(lambda it, change=change: it.id == change["line_id"])
            if line:
                commands.append(Command.update(line.id, vals))
            elif not change["line_id"]:
                commands.append(Command.create({"product_id": change["product_id"], **vals}))
        self.write({"order_line": commands})

    def _preview_credit_changes(self, changes):
        """Return (Verdict, figures of a request) as if the order was changed; nothing stays.

        Not callable by RPC.
        """
        self.ensure_one()
        order = self.sudo()
        found, before = (), order._get_credit_standing()
        try:
            # Nothing follows the order here, such as its invoice in step.
            with self.env.cr.savepoint(), order._credit_in_step_changes():
                with passed(self.env, {order: 0.0}):
                    order._write_credit_changes(changes)
                with repriced(
                    self.env, order._get_credit_repriced(before, order._get_credit_standing())
                ):
                    verdict = order._get_credit_verdict()
                request = self.env["customer.credit.request"]
                found = verdict, request._get_request_values(order, verdict)
                raise _Undo
        except _Undo:
            order.invalidate_recordset()
            order.order_line.invalidate_recordset()
        return found

    @api.model
    def _get_credit_enlarge_advice(self) -> str:
        """Return what to do about a change that was stopped."""
        return _(
            "The order stays as it was. Choose Ask to Enlarge on the order: the difference goes "
            "to the approvers, and the change is made when they agree."
        )
