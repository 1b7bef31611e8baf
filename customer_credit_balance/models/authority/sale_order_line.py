"""The records behind gates and exposure: orders, invoices, payments, and whose they are."""

from odoo import Command, api, models

from ...core.money import is_id


class SaleOrderLine(models.Model):
    """Adds guards to order lines, because amounts follow from price and quantity, and what is
    invoiced from the invoices.
    """

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "customer.credit.guarded.mixin"]

    # Invoicing the timesheets of a period sets it as the user; exposure takes it as a minimum.
    _credit_free_names = frozenset({"qty_to_invoice"})
    _credit_server_names = frozenset({"invoice_lines"})

    # --- guards

    @api.model
    def _check_credit_server_names(self, vals):
        """Let cancelled invoices be taken off, as addons do that merge drafts into one.

        # EXTENDS 'customer_credit_balance'
        """
        if "invoice_lines" in vals and self._takes_off_cancelled(vals["invoice_lines"]):
            vals = {name: vals[name] for name in vals if name != "invoice_lines"}
        super()._check_credit_server_names(vals)

    # --- private

    def _takes_off_cancelled(self, commands: object) -> bool:
        """Say whether commands do nothing but take cancelled invoices off these order lines.

        :param commands: as a client gave them, of any form
        """
        if not self or not isinstance(commands, (list, tuple)):
            return False
        return all(line._keeps_what_counts(commands) for line in self.sudo())

    def _keeps_what_counts(self, commands: list) -> bool:
        before = self.invoice_lines
        left = set(before.ids)
        for command in commands:
            match command:
                case [Command.SET, _, [*ids]] if all(map(is_id, ids)):
                    left = set(ids)
                case [Command.UNLINK, line_id, *_] if is_id(line_id):
                    left.discard(line_id)
                case _:
                    return False
        off = before.filtered(lambda line: line.id not in left)
        return left <= set(before.ids) and all(line.parent_state == "cancel" for line in off)
