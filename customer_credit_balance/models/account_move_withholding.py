"""Invoices of which the customer withholds tax when paying: store credit hands over to Odoo."""

from odoo import _, models
from odoo.exceptions import RedirectWarning


class AccountMove(models.Model):
    """What is withheld is entered in Odoo's own dialog, which needs certificate and base."""

    _inherit = "account.move"

    def _filter_tax_withheld(self):
        """Return the invoices (sudo) with a tax that is withheld on payment.

        Odoo's module of withholding taxes marks such taxes; without it there are none.
        """
        if "is_withholding_tax_on_payment" not in self.env["account.tax"]._fields:
            return self.browse()
        return self.sudo().filtered(
            lambda move: any(
                move.invoice_line_ids.tax_ids.flatten_taxes_hierarchy().mapped(
                    "is_withholding_tax_on_payment"
                )
            )
        )

    def _check_no_tax_withheld(self):
        """Hand over to Odoo's dialog, in the journal of store credit.

        :raise RedirectWarning: for the first invoice of which tax is withheld
        """
        for move in self._filter_tax_withheld():
            raise RedirectWarning(
                _(
                    "Tax is withheld when %(invoice)s is paid: register its payment in the journal "
                    "%(journal)s, where what is withheld is entered.",
                    invoice=move.display_name,
                    journal=move.company_id.store_credit_journal_id.name,
                ),
                {
                    "type": "ir.actions.act_window",
                    "name": _("Register Payment"),
                    "res_model": "account.payment.register",
                    "view_mode": "form",
                    "views": [[False, "form"]],
                    "target": "new",
                },
                _("Register Payment"),
                {
                    "active_model": "account.move",
                    "active_ids": move.ids,
                    "default_journal_id": move.company_id.store_credit_journal_id.id,
                },
            )
