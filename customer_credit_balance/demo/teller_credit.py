"""The teller's steps with store credit and outstanding credits."""

from odoo import Command


class CreditTeller:
    """Top-ups, adjustments, transfers, refunds and applications of the story."""

    def overdraft(self, date, customer, amount):
        """The credit manager allows an overdraft."""
        self.partner(customer).store_credit_overdraft_limit = amount

    def reserve(self, date, customer, label, amount):
        """A confirmed order sets store credit aside."""
        order = self.documents[customer, label].sudo()
        account = self.root["customer.credit.account"]._get_or_create(
            self.partner(customer), self.company
        )
        account._reserve(amount, f"demo:sale.order:{order.id}", order)

    def topup(self, date, customer, amount, memo):
        """The customer prepays through the bank."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.partner(customer).commercial_partner_id.id,
                "amount": amount,
                "date": date,
                "memo": memo,
                "journal_id": self.bank().id,
                "destination_account_id": self.company.store_credit_account_id.id,
            }
        )
        payment.action_post()
        self.documents[customer, "topup"] = payment.move_id

    def charge_back(self, date, customer):
        """The bank takes a top-up back: the books reverse it, the account freezes."""
        move = self.documents[customer, "topup"]
        move._reverse_moves([{"date": date, "ref": "Charged back by the bank"}], cancel=True)

    def adjust(self, date, customer, amount, reason):
        """The credit manager gives goodwill."""
        self._entry(
            date,
            customer,
            self.company.store_credit_adjustment_account_id,
            self.company.store_credit_account_id,
            amount,
            reason,
        )

    def transfer(self, date, customer, amount):
        """A payment or credit note becomes store credit."""
        partner = self.partner(customer)
        receivable = partner.property_account_receivable_id
        move = self._entry(
            date, customer, receivable, self.company.store_credit_account_id, amount, "transfer"
        )
        self._match(move, receivable, partner)

    def refund(self, date, customer, label, amount):
        """Credit is paid out through the bank."""
        partner = self.partner(customer)
        account = (
            partner.property_account_receivable_id
            if label
            else self.company.store_credit_account_id
        )
        move = self._entry(
            date, customer, account, self.bank().default_account_id, amount, "refund"
        )
        if label:
            self._match(move, account, partner)

    def apply(self, date, customer, label, invoice, amount):
        """Part of a credit note pays part of an invoice."""
        note = self.documents[customer, label]
        inv = self.documents[customer, invoice]
        account = self.partner(customer).property_account_receivable_id
        move = self._entry(date, customer, account, account, amount, "apply")
        d = move.line_ids.filtered(lambda item: item.balance > 0)
        (d + note.line_ids.filtered(lambda item: item.account_id == account)).reconcile()
        (
            move.line_ids - d + inv.line_ids.filtered(lambda item: item.account_id == account)
        ).reconcile()

    def _match(self, move, account, partner):
        line = move.line_ids.filtered(lambda item: item.account_id == account)
        open_items = self.env["account.move.line"].search(
            [
                ("partner_id", "=", partner.id),
                ("account_id", "=", account.id),
                ("parent_state", "=", "posted"),
                ("amount_residual", "<", 0),
            ]
        )
        (line + open_items).reconcile()

    def _entry(self, date, customer, debit, credit, amount, label):
        partner = self.partner(customer).commercial_partner_id
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": date,
                "journal_id": self.company.store_credit_journal_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "balance": sign * amount,
                            "partner_id": partner.id,
                            "name": label,
                        }
                    )
                    for account, sign in ((debit, 1), (credit, -1))
                ],
            }
        )
        move.action_post()
        return move
