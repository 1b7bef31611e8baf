"""Common ground of the tests: a fresh company with a chart, two customers, users of each right."""

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


class CreditCommon(AccountTestInvoicingCommon):
    """A company with store credit set up, and helpers that read like business sentences."""

    @classmethod
    def setUpClass(cls):
        """Make users by right; the test user itself keeps the books and manages credit."""
        super().setUpClass()
        cls.company = cls.env.company
        cls.Account = cls.env["customer.credit.account"]
        cls.Entry = cls.env["customer.credit.entry"]
        cls.Reservation = cls.env["customer.credit.reservation"]
        cls.liability = cls.company.store_credit_account_id
        cls.journal = cls.company.store_credit_journal_id
        cls.bank_journal = cls.company_data["default_journal_bank"]
        cls.receivable = cls.company_data["default_account_receivable"]
        cls.customer = cls.env["res.partner"].create({"name": "Azure Interior", "is_company": True})
        cls.contact = cls.env["res.partner"].create(
            {"name": "Brandon Freeman", "parent_id": cls.customer.id}
        )
        cls.other_customer = cls.env["res.partner"].create({"name": "Deco Addict"})
        cls.env.user.write(
            {
                "group_ids": [
                    Command.link(
                        cls.env.ref("customer_credit_balance.group_customer_credit_manager").id
                    )
                ]
            }
        )
        cls.salesperson = cls._new_user("credit_sales", "sales_team.group_sale_salesman_all_leads")
        cls.credit_user = cls._new_user(
            "credit_user", "customer_credit_balance.group_customer_credit_user"
        )
        cls.credit_manager = cls._new_user(
            "credit_manager",
            "customer_credit_balance.group_customer_credit_manager,account.group_account_invoice",
        )
        cls.employee = cls._new_user("credit_employee", "base.group_user")
        cls.portal_user = cls._new_user("credit_portal", "base.group_portal")

    @classmethod
    def _get_administrator(cls):
        """Return the administrator, at work in the companies of the test as well."""
        admin = cls.env.ref("base.user_admin")
        admin.sudo().company_ids |= cls.env["res.company"].sudo().search([])
        return admin

    @classmethod
    def _new_user(cls, login, groups):
        """Return a user of the test company with exactly these groups."""
        return new_test_user(
            cls.env,
            login=login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    # --------------------------------------------------------------- arrange

    def credit_account(self, partner=None, company=None):
        """Return the credit account (sudo) of the customer."""
        return self.Account._get_or_create(partner or self.customer, company or self.company)

    def give_credit(self, amount, partner=None, key=None):
        """Book store credit as an accountant would: Dr bank / Cr liability; return the entry."""
        move = self.book(
            [
                (self.bank_journal.default_account_id, amount, partner or self.customer),
                (self.liability, -amount, partner or self.customer),
            ]
        )
        line = move.line_ids.filtered(lambda item: item.account_id == self.liability)
        return self.Entry.search([("move_line_id", "=", line.id)])

    def book(self, items, post=True, **vals):
        """Make a journal entry of (account, balance, partner) items in the credit journal."""
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.journal.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "balance": balance,
                            "partner_id": partner.id if partner else False,
                            "name": "test item",
                        }
                    )
                    for account, balance, partner in items
                ],
                **vals,
            }
        )
        if post:
            move.action_post()
        return move

    def invoice(self, amount, partner=None, move_type="out_invoice", post=True, **vals):
        """Return an invoice or credit note without taxes."""
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (partner or self.customer).id,
                "invoice_date": vals.pop("invoice_date", "2026-01-15"),
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Service", "price_unit": amount, "tax_ids": [Command.clear()]}
                    )
                ],
                **vals,
            }
        )
        if post:
            move.action_post()
        return move

    def pay_on_account(self, amount, partner=None, date="2026-01-20"):
        """Return a posted customer payment that is applied to nothing."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": (partner or self.customer).id,
                "amount": amount,
                "date": date,
                "journal_id": self.bank_journal.id,
            }
        )
        payment.action_post()
        return payment

    def receivable_line(self, move):
        """Return the receivable item(s) of an entry."""
        return move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    def open_items(self, *partners):
        """Return what is open of these customers: (number, account, currency, open, in the books).

        Receivable and store credit, every currency: an undo must leave the same.
        """
        self.env.cr.precommit.run()  # matching of the liability account waits for the commit
        self.env.invalidate_all()
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "in", [it.id for it in partners or (self.customer,)]),
                ("parent_state", "=", "posted"),
                "|",
                ("account_type", "=", "asset_receivable"),
                ("account_id", "=", self.liability.id),
                "|",
                ("amount_residual", "!=", 0.0),
                ("amount_residual_currency", "!=", 0.0),
            ],
            order="id",
        )
        return [
            (
                line.move_name,
                line.account_id.code,
                line.currency_id.name,
                line.amount_residual_currency,
                line.amount_residual,
            )
            for line in lines
        ]

    def exchange_balance(self):
        """Return the gains and losses from exchange rates that are in the books, per account."""
        journal = self.company.currency_exchange_journal_id
        lines = self.env["account.move.line"].search(
            [("journal_id", "=", journal.id), ("parent_state", "=", "posted")]
        )
        return {
            account.code: total
            for account, some in lines.grouped("account_id").items()
            if (total := self.company.currency_id.round(sum(some.mapped("balance"))))
        }

    # --------------------------------------------------------------- assert

    def check_by_night(self):
        """Run the scheduled check of the ledger, as Odoo does."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("customer_credit_balance.ir_cron_tie_out").method_direct_trigger()
        self.env.invalidate_all()

    def assert_ties_out(self, company=None):
        """Accounts, entries and books agree."""
        faults = self.Account._tie_out(company or self.company)
        self.assertEqual([fault["message"] for fault in faults], [])

    def assert_store_credit(self, amount, partner=None):
        """The ledger, the partner field and the books say the same amount."""
        partner = partner or self.customer
        self.env.invalidate_all()
        self.assertEqual(self.credit_account(partner).balance, amount, "credit account")
        self.assertEqual(partner.store_credit_balance, amount, "partner field")
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "=", self.liability.id),
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("parent_state", "=", "posted"),
            ]
        )
        self.assertEqual(self.company.currency_id.round(-sum(lines.mapped("balance"))), amount)
