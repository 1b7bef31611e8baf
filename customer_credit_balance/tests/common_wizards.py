"""Helpers of the money wizards' tests."""

from .common import CreditCommon


class WizardCommon(CreditCommon):
    """Open wizards and read what they booked."""

    def wizard(self, name, **vals):
        """Return an unconfirmed ``customer.credit.<name>`` for the customer."""
        vals.setdefault("partner_id", self.customer.id)
        if "lines" in vals:
            vals["credit_line_ids"] = [(6, 0, vals.pop("lines").ids)]
        return self.env[f"customer.credit.{name}"].create(vals)

    def entries(self, event=None, partner=None):
        """Return the ledger entries of the customer, oldest first."""
        domain = [("account_id.partner_id", "=", (partner or self.customer).id)]
        if event:
            domain.append(("event", "=", event))
        return self.Entry.search(domain, order="id")

    def credit_note(self, amount, partner=None, **vals):
        """Return the open receivable item of a posted credit note."""
        return self.receivable_line(self.invoice(amount, partner, "out_refund", **vals))

    def payment_credit(self, amount, partner=None, date="2026-01-20"):
        """Return the open receivable item of a payment on account."""
        return self.receivable_line(self.pay_on_account(amount, partner, date).move_id)

    def grant(self, amount, partner=None):
        """Give store credit and return its journal item."""
        return self.give_credit(amount, partner).move_line_id

    def outgoing(self, partner=None):
        """Return the outgoing payments of the customer."""
        return self.env["account.payment"].search(
            [
                ("partner_id", "=", (partner or self.customer).id),
                ("payment_type", "=", "outbound"),
            ]
        )

    def assert_outstanding(self, amount, partner=None):
        """The customer has this much of outstanding credits."""
        partner = partner or self.customer
        self.env.invalidate_all()
        self.assertEqual(partner.outstanding_credit_amount, amount)

    def assert_items(self, move, *items):
        """The posted entry has exactly these (account, partner, balance) items."""
        self.assertEqual(move.state, "posted")
        self.assertCountEqual(
            [(line.account_id, line.partner_id, line.balance) for line in move.line_ids],
            list(items),
        )

    def second_receivable(self):
        """Return another receivable account of the company."""
        return self.receivable.copy({"code": "121999", "name": "Receivable B"})
