"""Common ground of snapshots: a customer whose figures are calculated by hand."""

from datetime import timedelta

from odoo import fields

from .common import CreditLimitCommon


class CreditSnapshotCommon(CreditLimitCommon):
    """Three invoices were paid late, early and on the day; two are open, one of them overdue."""

    @classmethod
    def setUpClass(cls):
        """Give helpers short names."""
        super().setUpClass()
        cls.Snapshot = cls.env["customer.credit.snapshot"]
        cls.today = fields.Date.context_today(cls.env.user)

    def day(self, ago):
        """Return the day so many days ago."""
        return self.today - timedelta(days=ago)

    def sold(self, amount, ago, due, paid=None, partner=None, move_type="out_invoice"):
        """Post an invoice of so many days ago, due and perhaps paid so many days ago."""
        move = self.invoice(
            amount,
            partner,
            move_type=move_type,
            invoice_date=self.day(ago),
            date=self.day(ago),
            invoice_date_due=self.day(due),
            invoice_payment_term_id=False,
        )
        if paid is not None:
            self.pay(move, paid)
        return move

    def pay(self, move, ago, amount=None):
        """Pay an invoice, or an amount of it, so many days ago."""
        values = {"journal_id": self.bank_journal.id, "payment_date": self.day(ago)}
        if amount is not None:
            values |= {"amount": amount, "payment_difference_handling": "open"}
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        return wizard.create(values)._create_payments()

    def tell_history(self, partner=None):
        """Sales of 6,000 in 200 days: 2,000 open, of which 1,500 for 20 days overdue."""
        self.sold(1000.0, 200, 170, paid=160, partner=partner)  # 10 days late
        self.sold(3000.0, 100, 70, paid=75, partner=partner)  # 5 days early
        self.sold(500.0, 60, 30, paid=30, partner=partner)  # on the day
        self.sold(1500.0, 50, 20, partner=partner)
        self.sold(500.0, 10, -20, partner=partner)
        self.sold(500.0, 5, 5, partner=partner, move_type="out_refund")  # not applied

    def take(self, day=None):
        """Take the figures of the company."""
        return self.Snapshot._take(self.company, day)

    def take_missing(self):
        """Take today and the month ends before it."""
        days = self.Snapshot._get_missing_days(self.company)
        for day in days:
            self.take(day)
        return days

    def snapshot_of(self, partner=None, day=None):
        """Return the customer's snapshot of a day."""
        return self.Snapshot.search(
            [
                ("partner_id", "=", (partner or self.customer).id),
                ("company_id", "=", self.company.id),
                ("date", "=", day or self.today),
            ]
        )
