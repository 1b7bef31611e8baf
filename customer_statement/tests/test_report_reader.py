"""What the reader says of the books, case by case."""

from odoo import Command
from odoo.tests import tagged

from .common import StatementCommon


@tagged("post_install", "-at_install")
class TestReader(StatementCommon):
    """Openings, residuals of the day, currencies, contacts, branches, drafts."""

    def section(self, **options):
        """Return the one section of the customer's statement."""
        data = self.read(**options)
        self.assert_adds_up(data)
        self.assertEqual(len(data.sections), 1)
        return data.sections[0]

    def test_the_opening_balance_is_what_was_booked_before(self):
        """An invoice of December opens January."""
        self.invoice(70.0, invoice_date="2025-12-15")
        self.invoice(100.0)
        part = self.section()
        self.assertEqual((part.opening, part.invoiced, part.closing), (70.0, 100.0, 170.0))

    def test_later_payments_do_not_change_what_was_open(self):
        """The statement of January is the same before and after the payment of February."""
        invoice = self.invoice(100.0)
        self.pay(invoice, 30.0, "2026-01-25")
        before = self.read(kind="open_items").to_json()
        self.pay(invoice, 70.0, "2026-02-10")
        self.invoice(500.0, invoice_date="2026-02-11")
        self.assertEqual(self.read(kind="open_items").to_json(), before)
        self.assertEqual([line.residual for line in self.section().open_items], [70.0])

    def test_several_part_payments_count_once_each(self):
        """Three part payments of 10 leave 70 of 100."""
        invoice = self.invoice(100.0)
        for day in ("2026-01-16", "2026-01-17", "2026-01-18"):
            self.pay(invoice, 10.0, day)
        part = self.section(kind="open_items")
        self.assertEqual([(line.amount, line.residual) for line in part.lines], [(100.0, 70.0)])

    def test_drafts_do_not_count_even_when_matched(self):
        """A draft credit note matched with the invoice leaves it open, and is not listed."""
        invoice = self.invoice(100.0)
        credit = self.invoice(40.0, move_type="out_refund", post=False)
        lines = self.receivable_line(invoice) + self.receivable_line(credit)
        lines.reconcile()
        part = self.section()
        self.assertEqual([line.residual for line in part.open_items], [100.0])
        self.assertEqual(part.closing, 100.0)

    def test_foreign_currency_has_its_own_section(self):
        """An invoice in euros stands apart, in euros."""
        self.invoice(100.0)
        self.invoice(50.0, currency_id=self.foreign.id)
        data = self.read()
        self.assert_adds_up(data)
        self.assertEqual(
            [(part.currency, part.closing) for part in data.sections],
            [(self.company.currency_id.name, 100.0), ("EUR", 50.0)],
        )
        self.assertEqual(data.closing, 125.0, "in company currency, at the rate of the booking")

    def test_a_payment_in_another_currency_moves_between_sections(self):
        """A euro invoice paid in the company's currency: both sections close at zero."""
        invoice = self.invoice(50.0, currency_id=self.foreign.id)
        self.pay(invoice, 25.0, "2026-01-20", self.company.currency_id)
        data = self.read()
        self.assert_adds_up(data)
        self.assertEqual([part.closing for part in data.sections], [0.0, 0.0])
        types = {line.type for part in data.sections for line in part.lines}
        self.assertIn("transfer", types)

    def test_paid_by_another_customer(self):
        """A parent pays its subsidiary's invoice: matched across, and both statements add up."""
        invoice = self.invoice(100.0)
        payment = self.pay_on_account(130.0, self.other_customer)
        (self.receivable_line(invoice) + self.receivable_line(payment.move_id)).reconcile()
        for kind in ("activity", "open_items"):
            for partners in (self.customer, self.other_customer | self.customer):
                found = self.Reader._read(self.company, partners, kind, "2026-01-01", "2026-01-31")
                for partner, closing in ((self.customer, 0.0), (self.other_customer, -30.0)):
                    data = found.get(partner) or self.read(partner, kind)
                    self.assert_adds_up(data)
                    self.assertEqual((data.closing, data.open_total), (closing, closing))
        lines = self.read().sections[0].lines
        self.assertEqual([(it.type, it.amount) for it in lines],
                         [("invoice", 100.0), ("transfer", -100.0)])  # fmt: skip
        self.assertEqual(self.read(date_from="2026-01-21").opening, 0.0)

    def test_paid_across_customers_in_another_currency(self):
        """Another customer pays an invoice in euros with the company's currency."""
        invoice = self.invoice(50.0, currency_id=self.foreign.id)
        payment = self.pay_on_account(10.0, self.other_customer)
        (self.receivable_line(invoice) + self.receivable_line(payment.move_id)).reconcile()
        for partner in self.customer | self.other_customer:
            self.assert_adds_up(self.read(partner))
        self.assertEqual(self.read().sections[0].closing, 30.0)

    def test_faults_are_told_in_the_decimals_of_their_currency(self):
        """Yen have none, dinars three: two decimals would tell the same twice."""
        yen = self.setup_other_currency("JPY", rounding=1.0, rates=[("2016-01-01", 100.0)])
        self.falsify_residual(self.invoice(1000.0, currency_id=yen.id))
        told = self.Statement._describe_faults(self.read(kind="open_items"))
        self.assertIn("the open items give 90, the ledger says 1,000.", told)
        self.assertIn("the open items give 90.00, the ledger says 10.00.", told)

    def test_a_branch_is_paid_by_the_company_above(self):
        """The branch's statement says what was matched across; the company's has both."""
        branch = self.branch()
        invoice = self.invoice(60.0, company_id=branch.id)
        payment = self.pay_on_account(30.0)
        (self.receivable_line(invoice) + self.receivable_line(payment.move_id)).reconcile()
        reader = self.env["customer.statement.reader"]
        for company in (branch, self.company):
            data = reader._read(
                company, self.customer, "activity", "2026-01-01", "2026-01-31"
            )[self.customer]  # fmt: skip
            self.assert_adds_up(data)
            self.assertEqual(data.closing, 30.0)

    def test_what_a_branch_matches_above_in_two_currencies_is_seen_in_each(self):
        """10.00 came from the company above, 20 in euros went there: nothing in total."""
        branch = self.branch()
        payment = self.pay_on_account(10.0)
        invoice = self.invoice(20.0, currency_id=self.foreign.id, company_id=self.company.id)
        account = self.receivable_line(invoice).account_id.id
        home = self.company.currency_id
        exchange = self.env["account.move"].create(
            {
                "company_id": branch.id,
                "date": "2026-01-20",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account,
                            "partner_id": self.customer.id,
                            "currency_id": currency.id,
                            "amount_currency": amount,
                            "balance": balance,
                        }
                    )
                    for currency, amount, balance in (
                        (home, 10.0, 10.0), (self.foreign, -20.0, -10.0)
                    )
                ],
            }
        )  # fmt: skip
        exchange.action_post()
        owed, paid = exchange.line_ids.sorted("balance", reverse=True)
        (owed + self.receivable_line(payment.move_id)).reconcile()
        (paid + self.receivable_line(invoice)).reconcile()
        self.assertFalse((owed + paid).filtered(lambda line: not line.reconciled))
        for company in (branch, self.company):
            for kind in ("activity", "open_items"):
                data = self.Reader._read(
                    company, self.customer, kind, "2026-01-01", "2026-01-31"
                )[self.customer]  # fmt: skip
                self.assert_adds_up(data)
                self.assertEqual(data.closing, 0.0)

    def test_exchange_differences_leave_nothing_behind(self):
        """Invoiced at one rate and paid at another: all is settled, in every currency."""
        invoice = self.invoice(60.0, currency_id=self.foreign.id)
        self.pay(invoice, 60.0, "2026-03-05", self.foreign)
        data = self.read(date_to="2026-03-31")
        self.assert_adds_up(data)
        self.assertEqual((data.closing, data.open_total), (0.0, 0.0))

    def test_contacts_share_the_statement_of_their_company(self):
        """What is booked on a contact is on the company's statement."""
        self.invoice(100.0, self.contact)
        self.assertEqual(self.section().closing, 100.0)
        self.assertEqual(
            self.Reader._read(
                self.company, self.contact, "activity", "2026-01-01", "2026-01-31"
            )[self.customer].closing,
            100.0,
        )  # fmt: skip

    def test_each_contact_may_have_an_own_statement(self):
        """Documents of the contact on its own, the payment of the company moved to it."""
        invoice = self.invoice(100.0, self.contact)
        payment = self.pay_on_account(100.0)
        (self.receivable_line(invoice) + self.receivable_line(payment.move_id)).reconcile()
        self.invoice(30.0)
        found = self.Reader._read(
            self.company, self.customer | self.contact, "activity", "2026-01-01", "2026-01-31",
            group="contact",
        )  # fmt: skip
        for data in found.values():
            self.assert_adds_up(data)
        self.assertEqual(found[self.contact].closing, 0.0)
        self.assertEqual(found[self.customer].closing, 30.0)

    def test_credits_and_store_credit_stand_on_the_page(self):
        """A payment on account is an open credit; store credit is told as well."""
        self.invoice(100.0)
        self.pay_on_account(30.0)
        self.give_credit(45.0)
        data = self.read(date_to="2026-12-31")
        self.assertEqual(data.sections[0].credit_total, -30.0)
        self.assertEqual(data.outstanding_credit, 30.0)
        self.assertEqual(data.store_credit, 45.0)

    def test_open_items_that_differ_from_the_ledger_do_not_add_up(self):
        """A residual that no matching explains: the gate names the open items."""
        self.falsify_residual(self.invoice(100.0))
        faults = self.read().faults()
        self.assertIn("open", [fault.what for fault in faults])

    def test_aging_by_due_or_document_date(self):
        """Due in a month, written today: not due by one, 16 days old by the other."""
        self.invoice(100.0, invoice_date_due="2026-02-15")
        self.assertEqual(self.section().aging, [100.0, 0.0, 0.0, 0.0, 0.0])
        by_document = self.section(basis="document")
        self.assertEqual(by_document.aging, [0.0, 100.0, 0.0, 0.0, 0.0])
        self.assertEqual(by_document.overdue, 0.0, "old is not overdue")

    def test_an_item_without_due_date_is_due_on_its_date(self):
        """Entries and tills leave the due date empty."""
        move = self.book(
            [(self.receivable, 80.0, self.customer),
             (self.bank_journal.default_account_id, -80.0, None)],
            date="2026-01-10",
        )  # fmt: skip
        self.env.cr.execute(
            "UPDATE account_move_line SET date_maturity = NULL WHERE move_id = %s", [move.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self.section().open_items[0].due.isoformat(), "2026-01-10")

    def test_branches_are_part_of_their_company(self):
        """An invoice of the branch is on the company's statement, not the other way round."""
        self.company.write({"child_ids": [Command.create({"name": "Branch"})]})
        branch = self.company.child_ids[:1]
        self.cr.precommit.run()
        self.env.user.company_ids += branch
        invoice = (
            self.env["account.move"]
            .with_context(allowed_company_ids=[branch.id, self.company.id])
            .with_company(branch)
            .create(
                {"move_type": "out_invoice", "partner_id": self.customer.id,
                 "invoice_date": "2026-01-15", "company_id": branch.id,
                 "invoice_line_ids": [Command.create(
                     {"name": "Service", "price_unit": 20.0, "tax_ids": [Command.clear()]})]}
            )
        )  # fmt: skip
        invoice.action_post()
        self.invoice(100.0)
        self.assertEqual(self.section().closing, 120.0)
        own = self.Reader._read(branch, self.customer, "activity", "2026-01-01", "2026-01-31")
        self.assertEqual(own[self.customer].closing, 20.0)

    def test_balance_forward_puts_payments_before_new_charges(self):
        """What is left of before stands between them."""
        self.invoice(70.0, invoice_date="2025-12-15")
        self.invoice(100.0, invoice_date="2026-01-05")
        self.pay_on_account(50.0)
        part = self.section(kind="balance_forward")
        self.assertEqual([line.type for line in part.lines], ["payment", "invoice"])
        self.assertEqual([line.balance for line in part.lines], [20.0, 120.0])

    def test_three_queries_whatever_the_number(self):
        """One customer or twenty, from an empty cache: the books are read three times."""
        partners = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(20)])
        for partner in partners:
            self.invoice(10.0, partner)
        self.invoice(10.0, partners[0], currency_id=self.foreign.id)
        self.env.flush_all()
        for count in (1, 20):
            self.env.invalidate_all()
            with self.assertQueryCount(3):
                self.Reader._read(
                    self.company, partners[:count], "activity", "2026-01-01", "2026-01-31"
                )

    def test_it_survives_json_unchanged(self):
        """What is frozen is what was read."""
        self.pay(self.invoice(100.0), 40.0)
        data = self.read()
        self.assertEqual(type(data).from_json(data.to_json()), data)
