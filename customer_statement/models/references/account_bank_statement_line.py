"""Lines of the bank: which open items they pay when they quote a statement."""

from odoo import models
from odoo.tools import html2plaintext

from ...core.quotes import Aside


class AccountBankStatementLine(models.Model):
    """Adds the items of a quoted statement to bank lines, because Community brings no reconciler
    and whichever is installed asks here.
    """

    _inherit = "account.bank.statement.line"

    # --- hooks

    def _do_auto_reconcile(self, reconcile_if_possible=True):
        """Propose the statement's items where nothing else was found; nothing is reconciled.

        # EXTENDS 'account_reconcile_oca', which need not be there: nobody else calls it
        """
        res = super()._do_auto_reconcile(reconcile_if_possible)
        for line, items in self._find_statement_items().items():
            line._propose_statement_items(items)
        return res

    # --- private

    def _get_credit_texts(self) -> list:
        """Return what this line says of its purpose, and last what the bank keeps beside it.

        Files of banks bring words of the bank's own; what the customer wrote is in the notes then.
        """
        self.ensure_one()
        notes = html2plaintext(self.narration, include_references=False) if self.narration else ""
        return [self.payment_ref, self.ref, Aside(notes)]

    def _find_statement_items(self) -> dict:
        """Return {line: open items (sudo), first due first} of lines that quote a statement.

        For incoming money that is not reconciled; without a customer all statements of the
        company are looked at.
        """
        found = {}
        lines = self.filtered(lambda line: not line.is_reconciled and line.amount > 0)
        for (company, partner), group in lines.grouped(
            lambda line: (line.company_id, line.partner_id)
        ).items():
            texts = {line: line._get_credit_texts() for line in group}
            found |= self.env["customer.statement"]._find_quoted_items(
                texts, company, partner or None
            )
        return {line: items for line, items in found.items() if items}

    def _propose_statement_items(self, items):
        """Put items beside the line until its amount is used up."""
        self.ensure_one()
        if self.reconcile_data_info.get("counterparts"):
            return
        for item in items.with_env(self.env):
            left = [row for row in self.reconcile_data_info["data"] if row["kind"] == "suspense"]
            if not left or self.company_id.currency_id.compare_amounts(left[0]["amount"], 0) >= 0:
                return
            self._add_account_move_line(item, keep_current=True)
