"""Common ground of the tests of statements: customers with invoices, payments and currencies."""

from unittest.mock import patch

from odoo import Command

from odoo.addons.customer_credit_balance.tests.common import CreditCommon

from ..report import statement_scope


class StatementCommon(CreditCommon):
    """Helpers that read like business sentences."""

    @classmethod
    def setUpClass(cls):
        """Make the users of statements and a foreign currency with a rate that changes."""
        super().setUpClass()
        cls.Statement = cls.env["customer.statement"]
        cls.Reader = cls.env["customer.statement.reader"]
        cls.template = cls.env.ref("customer_statement.template_standard")
        cls.customer.email = "azure@example.com"
        cls.other_customer.email = "deco@example.com"
        cls.env.user.group_ids += cls.env.ref("customer_statement.group_customer_statement_manager")
        cls.statement_user = cls._new_user(
            "statement_sales",
            "sales_team.group_sale_salesman,customer_statement.group_customer_statement_user",
        )
        cls.statement_manager = cls._new_user(
            "statement_manager", "customer_statement.group_customer_statement_manager"
        )
        cls.foreign = cls.setup_other_currency(
            "EUR", rates=[("2016-01-01", 2.0), ("2026-01-01", 2.0), ("2026-03-01", 3.0)]
        )

    def statement(
        self, partner=None, kind="activity", date_from="2026-01-01", date_to="2026-01-31", **vals
    ):
        """Return a generated draft."""
        return self.Statement._generate(
            partner or self.customer, self.company, kind, date_from, date_to, **vals
        )

    def read(self, partner=None, kind="activity", date_from="2026-01-01", date_to="2026-01-31",
             **options):  # fmt: skip
        """Return the StatementData of one customer, the same by both ways of reading."""
        partner = partner or self.customer
        arguments = (self.company, partner, kind, date_from, date_to)
        data = self.Reader._read(*arguments, **options)[partner]
        # As in a large ledger, where matchings are looked up item by item.
        with patch.object(statement_scope, "FEW_MATCHINGS", 0):
            self.assertEqual(self.Reader._read(*arguments, **options)[partner], data)
        return data

    def pay(self, invoice, amount, date="2026-01-20", currency=None):
        """Pay an invoice through its register-payment wizard."""
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create(
            {"amount": amount, "payment_date": date, "journal_id": self.bank_journal.id,
             **({"currency_id": currency.id} if currency else {})}
        )  # fmt: skip
        return wizard._create_payments()

    def pay_without_entry(self, invoice, amount, date="2026-01-20"):
        """Pay an invoice in a journal without outstanding account: the bank makes the entry.

        So do the accounting apps that are not of the community.
        """
        self.bank_journal.inbound_payment_method_line_ids.payment_account_id = False
        with patch.object(
            type(invoice), "_get_invoice_in_payment_state", lambda self: "in_payment"
        ):
            payment = self.pay(invoice, amount, date)
        self.assertEqual((payment.state, payment.move_id.id), ("in_process", False))
        return payment

    def portal_user_of(self, partner, login="statement_portal"):
        """Return a portal user of a customer."""
        return self.env["res.users"].with_context(no_reset_password=True).create(
            {"name": login, "login": login, "partner_id": partner.id,
             "group_ids": [Command.set(self.env.ref("base.group_portal").ids)]}
        )  # fmt: skip

    def branch(self):
        """Return a branch of the company, in which the test works from now on."""
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.env.cr.precommit.run()
        self.env.user.company_ids |= branch
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": [branch.id, self.company.id]}
        )
        return branch

    def falsify_residual(self, move):
        """Leave 90 open on a document, which no matching explains."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET amount_residual = 90, amount_residual_currency = 90"
            " WHERE id = %s",
            [self.receivable_line(move).id],
        )
        self.env.invalidate_all()

    def assert_adds_up(self, data):
        """Opening + movements = closing = open items = ledger, and aging sums to the total."""
        self.assertEqual(data.faults(), [])
        for part in data.sections:
            self.assertAlmostEqual(part.opening + part.movement, part.closing, places=2)
            self.assertAlmostEqual(sum(part.aging) + part.credit_total, part.open_total, places=2)
