"""What customers quote when they pay, and what is proposed for it."""

from unittest.mock import patch

from stdnum import iso11649

from odoo.tests import tagged

from .common import StatementCommon


@tagged("post_install", "-at_install")
class TestReferences(StatementCommon):
    """References in the manner of the country; countries with modules: tests/countries."""

    @classmethod
    def setUpClass(cls):
        """Sales are told apart by the European reference."""
        super().setUpClass()
        cls.sales = cls.company_data["default_journal_sale"]
        cls.sales.invoice_reference_model = "euro"

    def sent(self, **vals):
        """Return a sent statement."""
        statement = self.statement(**vals)
        statement.action_send()
        return statement

    def said(self, text, amount):
        """Return a payment on account that says what it is for."""
        payment = self.pay_on_account(amount)
        payment.memo = text
        return payment

    def proposal(self):
        """Return {payment: {invoice: amount}} of the apply dialog."""
        wizard = self.env["customer.credit.apply"].create({"partner_id": self.customer.id})
        matches = {}
        for credit, invoice, amount in wizard._match_oldest_first():
            payment = self.env["account.move.line"].browse(credit).payment_id
            document = self.env["account.move"].browse(invoice)
            matches.setdefault(payment, {})[document] = amount
        return matches

    def test_a_statement_has_the_reference_of_its_journal(self):
        """It is valid, printed, kept, and that of no invoice."""
        self.invoice(100.0)
        self.bank()
        statement, other = self.statement(), self.statement(self.other_customer)
        self.assertTrue(iso11649.is_valid(statement.payment_reference))
        self.assertNotEqual(statement.payment_reference, other.payment_reference)
        lines = dict(statement._get_document().payment.lines)
        self.assertEqual(lines["Reference"], statement.payment_reference)

    def bank(self):
        """Return a bank account of the company."""
        return self.env["res.partner.bank"].create(
            {"acc_number": "BE71096123456769", "partner_id": self.company.partner_id.id}
        )

    def test_a_code_of_half_an_hour_is_not_printed(self):
        """QRIS asks a service on the internet each time: the statement has the link instead."""
        self.invoice(100.0)
        bank, asked = self.bank(), []
        statement = self.statement()

        def made(bank, **vals):
            asked.append(vals["qr_method"])
            return {"barcode_type": "QR", "value": "paid within the hour"}

        for methods, kind in (("id_qr", ""), ("id_qr,other", "other"), ("other", "other")):
            found = [(method, method, 10) for method in methods.split(",")]
            with (
                self.subTest(methods=methods),
                patch.object(type(bank), "_get_available_qr_methods", lambda _self, it=found: it),
                patch.object(type(bank), "_get_error_messages_for_qr", lambda *args: None),
                patch.object(type(bank), "_check_for_qr_code_errors", lambda *args: None),
                patch.object(type(bank), "_get_qr_code_generation_params", made),
            ):
                self.assertEqual(statement._get_document().payment.kind, kind)
        self.assertEqual(asked, ["other", "other"])

    def test_free_text_stays_the_number(self):
        """Where Odoo knows no structure."""
        self.sales.invoice_reference_model = "odoo"
        statement = self.statement()
        self.assertFalse(statement.payment_reference)
        self.assertEqual(statement._get_payment_reference(), statement.name)

    def test_no_reference_is_that_of_an_invoice(self):
        """The number serves where the reference is taken."""
        invoice = self.invoice(100.0)
        statement = self.statement()
        invoice.payment_reference = statement.payment_reference
        statement.action_generate()
        self.assertFalse(statement.payment_reference)

    def test_a_sent_reference_stays(self):
        """Another standard changes no statement that was sent."""
        self.invoice(100.0)
        statement = self.sent()
        before = statement.payment_reference
        self.sales.invoice_reference_model = "number"
        revision = statement._revise()
        self.assertEqual(statement.payment_reference, before)
        self.assertTrue(revision.payment_reference.isdecimal())

    def test_a_payment_that_quotes_is_proposed_for_the_statement(self):
        """By number or reference: what came after it stays open, and what is too much."""
        told = self.invoice(100.0)
        statement = self.sent()
        later = self.invoice(70.0, invoice_date="2026-02-10")
        payment = self.pay_on_account(120.0)
        self.assertEqual(self.proposal(), {payment: {told: 100.0, later: 20.0}})
        for text in (statement.name, f"Thanks {statement.payment_reference.lower()} bye"):
            payment.memo = text
            self.assertEqual(self.proposal(), {payment: {told: 100.0}}, text)

    def test_several_payments_each_quote_their_own(self):
        """And whatever quotes nothing pays the rest, oldest first."""
        january = self.invoice(100.0)
        first = self.sent()
        february = self.invoice(80.0, invoice_date="2026-02-10")
        second = self.sent(date_from="2026-02-01", date_to="2026-02-28")
        rest = self.invoice(30.0, invoice_date="2026-03-10")
        free = self.pay_on_account(30.0)
        of_second = self.said(second.name, 120.0)
        of_first = self.said(first.payment_reference, 60.0)
        self.assertEqual(
            self.proposal(),
            {free: {rest: 30.0}, of_second: {january: 100.0, february: 20.0}},
        )
        of_second.memo = "February"
        self.assertEqual(
            self.proposal(),
            {of_first: {january: 60.0}, free: {january: 30.0},
             of_second: {january: 10.0, february: 80.0, rest: 30.0}},
        )  # fmt: skip

    def test_confirming_applies_what_was_proposed(self):
        """Older money that says nothing pays what is left over."""
        told = self.invoice(100.0)
        statement = self.sent()
        later = self.invoice(50.0, invoice_date="2026-02-10")
        free = self.pay_on_account(70.0)
        payment = self.said(statement.name, 60.0)
        self.env["customer.credit.apply"].create({"partner_id": self.customer.id}).action_confirm()
        self.assertEqual((told.amount_residual, later.amount_residual), (0.0, 20.0))
        paid = self.env["account.partial.reconcile"].search(
            [("credit_move_id.move_id", "in", (payment | free).move_id.ids)]
        )
        self.assertEqual(
            {
                (row.credit_move_id.payment_id, row.debit_move_id.move_id, row.amount)
                for row in paid
            },
            {(payment, told, 60.0), (free, told, 40.0), (free, later, 30.0)},
        )

    def test_drafts_and_other_customers_are_not_quoted(self):
        """A number that was told nobody, or somebody else, says nothing."""
        told = self.invoice(100.0)
        draft = self.statement()
        foreign = self.statement(self.other_customer)
        foreign.action_send()
        later = self.invoice(50.0, invoice_date="2026-02-10")
        payment = self.pay_on_account(120.0)
        for name in (draft.name, foreign.name):
            payment.memo = name
            self.assertEqual(self.proposal(), {payment: {told: 100.0, later: 20.0}})

    def test_the_revision_is_meant_when_it_is_quoted(self):
        """Its number begins with that of the statement it replaces."""
        self.invoice(100.0)
        statement = self.sent()
        revision = statement._revise()
        revision.action_send()
        found = self.Statement._find_quoted(
            {1: [f"ST {revision.name}"], 2: [statement.name], 3: ["nothing"]}, self.company
        )
        self.assertEqual(found, {1: revision, 2: statement})

    def test_two_statements_that_are_quoted_are_both_paid(self):
        """What stands on both is paid once, first due first."""
        first_due = self.invoice(100.0)
        first = self.sent()
        second_due = self.invoice(80.0, invoice_date="2026-02-10")
        second = self.sent(date_from="2026-02-01", date_to="2026-02-28")
        self.invoice(30.0, invoice_date="2026-03-10")
        payment = self.said(f"{second.name.replace('/', ' ')},{first.name.lower()}", 300.0)
        self.assertEqual(self.proposal(), {payment: {first_due: 100.0, second_due: 80.0}})

    def test_a_short_number_needs_its_customer(self):
        """Streets and years have four digits too; and nobody else's statement is meant."""
        self.invoice(100.0)
        statement = self.sent()
        statement._write_engine({"payment_reference": "1236"})
        find = self.Statement._find_quoted
        self.assertEqual(find({1: ["1236 Main Street"]}, self.company), {})
        self.assertEqual(find({1: ["No 1236"]}, self.company, self.other_customer), {})
        self.assertEqual(find({1: ["No 12361"]}, self.company, self.customer), {})
        self.assertEqual(find({1: ["No 1236"]}, self.company, self.customer), {1: statement})

    def test_a_number_that_may_be_of_several_customers_says_nothing(self):
        """Without the payer's name; of one customer the last statement is meant."""
        self.invoice(100.0)
        statement = self.sent()
        self.invoice(50.0, self.other_customer)
        other = self.statement(self.other_customer)
        other.action_send()
        other._write_engine({"payment_reference": statement.payment_reference})
        texts = {1: [statement.payment_reference], 2: [f"{statement.name} {other.name}"]}
        self.assertEqual(self.Statement._find_quoted(texts, self.company), {})
        found = self.Statement._find_quoted(texts, self.company, self.customer)
        self.assertEqual(found, {1: statement, 2: statement})
        later = self.sent(date_from="2026-02-01", date_to="2026-02-28")
        later._write_engine({"payment_reference": statement.payment_reference})
        found = self.Statement._find_quoted(texts, self.company, self.customer)
        self.assertEqual(found, {1: later, 2: statement})

    def test_a_statement_of_another_company_is_not_quoted(self):
        self.invoice(100.0)
        statement = self.sent()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertEqual(self.Statement._find_quoted({1: [statement.name]}, other), {})

    def bank_line(self, text, amount, **vals):
        """Return a line of the bank."""
        return self.env["account.bank.statement.line"].create(
            {"journal_id": self.bank_journal.id, "payment_ref": text, "amount": amount,
             "date": "2026-02-20", **vals}
        )  # fmt: skip

    def test_a_line_of_the_bank_is_for_what_it_quotes(self):
        """Also without a customer; outgoing money and other texts are for nothing."""
        told = self.invoice(100.0)
        statement = self.sent()
        self.invoice(70.0, invoice_date="2026-02-10")
        line = self.bank_line(f"/EREF/77 {statement.payment_reference}", 120.0)
        named = self.bank_line(statement.name, 50.0, partner_id=self.customer.id)
        others = self.bank_line("rent", 30.0) | self.bank_line(statement.name, -30.0)
        others |= self.bank_line(statement.name, 30.0, partner_id=self.other_customer.id)
        item = self.receivable_line(told)
        self.assertEqual((line | named | others)._find_statement_items(), {line: item, named: item})

    def test_what_the_bank_keeps_beside_a_line_is_read_as_well(self):
        """Files of banks bring words of the bank, and the customer's own in the line's notes."""
        told = self.invoice(100.0)
        statement = self.sent()
        notes = f"<p>Date: 2026-02-20</p><p>Unstructured Reference: {statement.name}</p>"
        line = self.bank_line("CREDIT TRANSFER 0815", 100.0, narration=notes)
        plain = self.bank_line("CREDIT TRANSFER", 10.0, narration="To " + statement.name + "\nEND")
        rest = self.bank_line("CREDIT TRANSFER", 10.0, narration="<p><br></p>")
        item = self.receivable_line(told)
        found = (line | plain | rest)._find_statement_items()
        self.assertEqual(found, {line: item, plain: item})

    def test_a_short_reference_is_no_date_beside_a_line(self):
        """Nor a code: of a known customer it is quoted in the purpose alone."""
        self.invoice(100.0)
        statement = self.sent()
        statement._write_engine({"payment_reference": "2026"})
        line = self.bank_line("CREDIT TRANSFER", 100.0, narration="Date: 2026-02-20, code 2026",
                              partner_id=self.customer.id)  # fmt: skip
        self.assertEqual(line._find_statement_items(), {})
        line = self.bank_line("No 2026", 100.0, partner_id=self.customer.id)
        self.assertTrue(line._find_statement_items())

    def test_a_reconciler_proposes_it(self):
        """That of the community, where it is installed."""
        Line = self.env["account.bank.statement.line"]
        if not hasattr(Line, "_add_account_move_line"):
            self.skipTest("account_reconcile_oca is not installed")
        told = self.invoice(100.0)
        statement = self.sent()
        self.invoice(70.0, invoice_date="2026-02-10")
        line = self.bank_line(f"Thanks, {statement.name}", 120.0, partner_id=self.customer.id)
        item = self.receivable_line(told)
        self.assertEqual(line.reconcile_data_info["counterparts"], item.ids)
        self.assertFalse(line.is_reconciled)
        line.reconcile_bank_line()
        self.assertEqual(told.amount_residual, 0.0)
