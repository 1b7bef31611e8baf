"""The teller's steps with credit: each fills in a dialog and confirms it, as people do."""

from odoo import Command

from ..core.keys import request_key


class CreditTeller:
    """Top-ups, adjustments, transfers, refunds and applications of the story."""

    def topup(self, date, customer, amount, memo):
        """The customer prepays through the bank."""
        self._confirm("topup", date, customer, amount=amount, memo=memo, journal_id=self.bank().id)

    def adjust(self, date, customer, amount, reason):
        """The credit manager gives goodwill."""
        self._confirm("adjust", date, customer, amount=amount, reason=reason)

    def transfer(self, date, customer, amount, label=None):
        """Outstanding credits, or one of them, become store credit."""
        self._confirm(
            "transfer", date, customer, direction="in", amount=amount,
            **self._chosen_credit(customer, label),
        )  # fmt: skip

    def refund(self, date, customer, amount, label=None):
        """Store credit, or an outstanding credit, is paid out through the bank."""
        self._confirm(
            "refund", date, customer, kind="outstanding" if label else "store_credit",
            amount=amount, journal_id=self.bank().id, **self._chosen_credit(customer, label),
        )  # fmt: skip

    def pay_by_credit(self, date, customer, label):
        """An invoice is paid with store credit."""
        invoice = self.documents[customer, label]
        self._apply(date, customer, invoice, invoice.amount_residual)

    def apply(self, date, customer, label, invoice, amount):
        """Part of a credit note pays part of an invoice."""
        credit = self._receivable_item(self.documents[customer, label])
        self._apply(date, customer, self.documents[customer, invoice], amount, credit)

    def unapply(self, date, customer, invoice):
        """The last application on the invoice is taken back."""
        invoice = self.documents[customer, invoice]
        applications = self.env["customer.credit.application"].search(
            [("invoice_id", "=", invoice.id)]
        )
        applications.sorted("id")[-1:].action_unapply()

    def charge_back(self, date, customer):
        """The bank takes a top-up back: the books reverse it, the account freezes."""
        entry = self.env["customer.credit.entry"].search(
            [("partner_id", "=", self.partner(customer).id), ("event", "=", "topup")], limit=1
        )
        entry.move_id._reverse_moves(
            [{"date": date, "ref": "Charged back by the bank"}], cancel=True
        )

    def overdraft(self, date, customer, amount):
        """The credit manager allows an overdraft."""
        self.partner(customer).store_credit_overdraft_limit = amount

    def reserve(self, date, customer, label, amount):
        """A confirmed order sets store credit aside."""
        order = self.documents[customer, label].sudo()
        account = self.root["customer.credit.account"]._get_or_create(
            self.partner(customer), self.company
        )
        account._reserve(amount, request_key("demo", order.id), order)

    # --------------------------------------------------------------- helpers

    def _confirm(self, dialog, date, customer, **values):
        """Fill in a dialog for the customer and confirm it."""
        values |= {"partner_id": self.partner(customer).id, "date": date}
        self.env[f"customer.credit.{dialog}"].create(values).action_confirm()

    def _apply(self, date, customer, invoice, amount, credit=None):
        """Apply a credit, or store credit, to an invoice."""
        line = {
            "credit_id": credit.id if credit else False,
            "invoice_id": invoice.id,
            "amount": amount,
        }
        self._confirm("apply", date, customer, by_hand=True, line_ids=[Command.create(line)])

    def _chosen_credit(self, customer, label):
        """Return the value that chooses a document's credit in a dialog; nothing chooses all."""
        if not label:
            return {}
        item = self._receivable_item(self.documents[customer, label])
        return {"credit_line_ids": [Command.set(item.ids)]}

    def _receivable_item(self, move):
        """Return the receivable item of an invoice or credit note."""
        return move.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
