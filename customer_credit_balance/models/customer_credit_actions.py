"""Credits: what a person can do from a row or from many rows of the Credit Centre."""

from odoo import _, models
from odoo.exceptions import UserError

from .customer_credit_waiting import WAITING_IDS
from .door import door


class CustomerCredit(models.Model):
    """Actions open documents or wizards; the wizards check everything again."""

    _inherit = "customer.credit"

    def _open_wizard(self, xmlid):
        """Return the action of a wizard on these credits (managers; one customer).

        :raise AccessError: when the caller is no credit manager
        :raise UserError: credits of several customers or companies, or none open
        """
        self.env["customer.credit.account"]._check_manager()
        self.check_access("read")
        self._check_same_customer()
        credits = self.filtered(lambda credit: not credit.used_up and credit.move_line_id)
        if self.filtered(lambda credit: not credit.move_line_id) and not credits:
            raise UserError(
                _(
                    "What you selected is booked when the session of its till is closed: it is "
                    "part of the store credit already, use that."
                )
            )
        if not credits:
            raise UserError(
                _("Nothing remains of what you selected: choose a credit that is still open.")
            )
        return self.env["customer.credit.account"]._prepare_wizard_action(xmlid, credits)

    @door
    def action_apply(self):
        """Open the wizard that applies these credits to invoices (managers)."""
        return self._open_wizard("customer_credit_balance.action_customer_credit_apply")

    @door
    def action_refund(self):
        """Open the wizard that pays these credits out (managers)."""
        return self._open_wizard("customer_credit_balance.action_customer_credit_refund")

    @door
    def action_transfer(self):
        """Open the wizard that moves these credits into store credit, or back (managers)."""
        return self._open_wizard("customer_credit_balance.action_customer_credit_transfer")

    @door
    def action_void(self):
        """Open the wizard that voids what remains of these grants of store credit (managers).

        :raise UserError: an outstanding credit is among them
        """
        if any(credit.kind != "store_credit" for credit in self):
            raise UserError(
                _(
                    "Only store credit can be voided. Apply, refund or transfer outstanding "
                    "credits, or reverse the document that gave them."
                )
            )
        return self._open_wizard("customer_credit_balance.action_customer_credit_void")

    @door
    def action_view_applications(self):
        """Show where these credits went; managers unapply from there."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": _("Applications"),
            "res_model": "customer.credit.application",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("credit_id", "in", self.ids)],
            "help": _("These credits have not been applied to anything yet."),
        }

    @door
    def action_view_move_lines(self):
        """Show the journal items of the entries that gave these credits."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": _("Journal Items"),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("move_id", "in", self.move_id.ids)],
        }

    @door
    def action_view_invoices(self):
        """Show the invoices that these credits were applied to.

        :raise UserError: when there are none
        """
        self.check_access("read")
        applications = self.application_ids.filtered(lambda a: a.kind == "invoice")
        invoices = applications.filtered(lambda a: a.state == "applied").invoice_id
        if not invoices:
            raise UserError(_("No invoice has been paid with what you selected."))
        action = {
            "type": "ir.actions.act_window",
            "name": _("Applied Invoices"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", invoices.ids)],
        }
        if len(invoices) == 1:
            action.update(view_mode="form", views=[(False, "form")], res_id=invoices.id)
        return action

    @door(single=True)
    def action_open_document(self):
        """Open the credit note, payment or entry that gave this credit; else its ledger entry."""
        self.ensure_one()
        self.check_access("read")
        record = self.sudo().move_id
        record = record.origin_payment_id or record
        if not record:
            record = self.env["customer.credit.entry"].browse(self.id - WAITING_IDS)
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @door
    def action_print(self):
        """Return the credit receipt of these credits as a report."""
        self.check_access("read")
        return self.env.ref("customer_credit_balance.action_report_customer_credit").report_action(
            self
        )
