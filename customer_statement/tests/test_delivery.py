"""Statements reach the right people, in their language, with what belongs to the email."""

from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.base.models.ir_qweb import IrQweb

from .common_sending import SendingCommon


@tagged("post_install", "-at_install")
class TestDelivery(SendingCommon):
    """Recipients, the email, and what a single customer's dialog does."""

    @classmethod
    def setUpClass(cls):
        """Let the customer owe something."""
        super().setUpClass()
        cls.contacts = cls.env["res.partner"].create(
            [
                {"name": "Books", "parent_id": cls.customer.id, "email": "books@example.com"},
                {"name": "Boss", "parent_id": cls.customer.id, "email": "boss@example.com"},
                {"name": "Bills", "parent_id": cls.customer.id, "type": "invoice",
                 "email": "bills@example.com"},
            ]
        )  # fmt: skip
        cls.books, cls.boss, cls.bills = cls.contacts
        cls.due = cls().invoice(500)

    def recipients(self):
        """Return (to, cc) of the customer."""
        found = self.customer._get_statement_recipients()[self.customer]
        return found.to, found.cc

    def mail(self, **options):
        """Return the email of a statement that was sent by email."""
        statement = self.statement(**options)
        statement.with_context(statement_delivery="mail").action_send()
        return statement.sudo().mail_id

    def test_contacts_with_the_role_receive_statements(self):
        """To the contacts with the role, a copy to those who get one."""
        self.books.statement_role = "to"
        self.boss.statement_role = "cc"
        self.assertEqual(self.recipients(), (self.books, self.boss))
        mail = self.mail()
        self.assertEqual(mail.recipient_ids, self.books)
        self.assertIn("boss@example.com", mail.email_cc)

    def test_without_the_role_the_invoice_address_receives_them(self):
        """Then the customer itself."""
        self.assertEqual(self.recipients()[0], self.bills)
        self.bills.email = False
        self.assertEqual(self.recipients()[0], self.customer)

    def test_recipients_of_many_cost_one_query(self):
        """Whether three or thirty customers."""
        partners = self.customers(30)
        self.env.flush_all()
        self.env.invalidate_all()
        partners.mapped("commercial_partner_id")
        with self.assertQueryCount(1):
            partners._get_statement_recipients()

    def test_emails_of_a_batch_compile_their_template_once_for_each_language(self):
        """Thirty emails in two languages: few compilations, and each email names its statement."""
        self.env["res.lang"]._activate_lang("fr_FR")
        partners = self.customers(30)
        partners[:10].lang = "fr_FR"
        statements = self.Statement._generate(
            partners, self.company, "activity", "2026-01-01", "2026-01-31"
        )
        compiled = []
        generate = IrQweb._generate_code

        def count(qweb, template):
            if isinstance(template, etree._Element):
                compiled.append(template)
            return generate(qweb, template)

        # What a client sends under the same name changes nothing.
        forged = statements.with_context(
            statement_delivery="mail", customer_statement_compiled={"found": {}}
        )
        with patch.object(IrQweb, "_generate_code", count):
            forged.action_send()
        # Odoo looks at a source once more when it was compiled the first time.
        self.assertLessEqual(len(compiled), 2 * 2)
        for statement in statements:
            self.assertIn(f"/my/statements/{statement.id}?", statement.sudo().mail_id.body_html)

    def test_email_speaks_the_language_of_the_customer(self):
        """French dates and amounts for a French customer."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        mail = self.mail(date_to="2026-01-31")
        self.assertIn("31/01/2026", mail.subject)
        self.assertIn("500,00", mail.body_html)

    def test_email_has_message_figures_and_links(self):
        """Personal message, balance, the page and the way to pay."""
        mail = self.mail(note="<p>Thank you for the year.</p>")
        self.assertIn("Thank you for the year.", mail.body_html)
        self.assertIn("500.00", mail.body_html)
        self.assertRegex(mail.body_html, r"/my/statements/\d+\?access_token=")
        self.assertRegex(mail.body_html, r"/my/statements/\d+/pay\?access_token=")

    def test_nothing_to_pay_has_no_pay_link(self):
        """A settled customer is not asked for money."""
        self.pay(self.due, 500)
        self.assertNotIn("/pay?", self.mail().body_html)

    def test_open_invoices_are_attached_when_wanted(self):
        """Those with a PDF and still open; paid ones are not."""
        paid = self.invoice(70)
        for move in (self.due, paid):
            self.env["ir.attachment"].create(
                {"name": f"{move.id}.pdf", "raw": b"%PDF-1", "res_model": "account.move",
                 "res_id": move.id, "res_field": "invoice_pdf_report_file"}
            )  # fmt: skip
            move.invalidate_recordset(["invoice_pdf_report_id"])
        self.pay(paid, 70)
        mail = self.mail(attach_invoices=True)
        self.assertEqual(len(mail.attachment_ids), 2)
        self.assertIn(self.due.invoice_pdf_report_id, mail.attachment_ids)

    def test_an_address_without_a_name_is_greeted_as_its_customer(self):
        """By email and on paper: no name of an example."""
        bills = self.contacts[2]
        bills.name, self.customer.name = False, "Gemini Furniture"
        statement = self.statement(bills, template=self.template.copy({"group": "contact"}))
        body = statement._get_mail_values()[statement.id]["body_html"]
        self.assertIn(f"Hello {self.customer.name},", body)
        words = statement._get_placeholders(statement._get_data(), statement._get_formats())
        self.assertEqual(words["customer"], self.customer.name)

    def test_open_invoices_of_branches_are_attached(self):
        """They are on the statement of the company above."""
        branch = self.branch()
        bill = self.invoice(60, company_id=branch.id)
        statement = self.statement(kind="open_items").with_env(self.env)
        self.assertEqual(statement._get_open_invoices(), self.due | bill)

    def test_without_address_nothing_is_sent(self):
        """The statement stays a draft and says what to do."""
        self.contacts.email = False
        self.customer.email = False
        statement = self.statement()
        with self.assertRaisesRegex(UserError, "no email address"), self.cr.savepoint():
            statement.with_context(statement_delivery="mail").action_send()
        self.env.invalidate_all()
        self.assertEqual(statement.state, "draft")

    def test_test_goes_to_the_user_alone(self):
        """No recipient of the customer, no change of the statement."""
        self.env.user.email = "me@example.com"
        statement = self.statement()
        with self.mock_mail_gateway_of(statement):
            before = self.Mail.search([]).ids
            statement.action_send_test()
        sent = self.Mail.search([("id", "not in", before)])
        self.assertFalse(sent.recipient_ids - self.env.user.partner_id)
        self.assertEqual((statement.state, statement.mail_state), ("draft", False))
        files = sent.attachment_ids
        self.assertEqual(files.mapped("mimetype"), ["application/pdf"])
        sent.unlink()
        self.assertFalse(files.exists())

    def test_a_test_that_no_server_took_was_not_sent(self):
        """A test is made to find that out: the user reads why."""
        self.env.user.email = "me@example.com"
        statement = self.statement()
        Server = self.registry["ir.mail_server"]
        with (
            patch.object(Server, "_connect__", side_effect=OSError("Connection refused")),
            self.assertRaisesRegex(UserError, "Connection refused"),
            self.cr.savepoint(),
        ):
            statement.action_send_test()

    def test_a_test_has_the_files_of_the_email(self):
        """The statement beside the open invoices, as the customer gets it."""
        self.env.user.email = "me@example.com"
        self.env["ir.attachment"].create(
            {"name": "invoice.pdf", "raw": b"%PDF-1", "res_model": "account.move",
             "res_id": self.due.id, "res_field": "invoice_pdf_report_file"}
        )  # fmt: skip
        self.due.invalidate_recordset(["invoice_pdf_report_id"])
        statement = self.statement(attach_invoices=True)
        with self.mock_mail_gateway_of(statement):
            before = self.Mail.search([]).ids
            statement.action_send_test()
        sent = self.Mail.search([("id", "not in", before)])
        self.assertEqual(
            set(sent.attachment_ids.mapped("name")), {"invoice.pdf", statement._get_file_name()}
        )

    def mock_mail_gateway_of(self, _statement):
        """Keep emails in the queue: nothing may leave a test."""
        from unittest.mock import patch

        return patch.object(self.registry["mail.mail"], "send", lambda *args, **kwargs: True)

    def test_dialog_makes_and_sends_to_one_customer(self):
        """Kind, period, preview and send for the customer on the screen."""
        wizard = Form(
            self.env["customer.statement.send"].with_context(
                active_model="res.partner", active_ids=self.contact.ids
            )
        )
        self.assertEqual(wizard.partner_ids[:], self.customer)
        wizard.kind = "open_items"
        self.assertIn("500.00", wizard.preview)
        action = wizard.save().action_send()
        statement = self.Statement.browse(action["res_id"])
        self.assertEqual((statement.state, statement.delivery), ("sent", "mail"))
        self.assertEqual(statement.partner_id, self.customer)

    def test_dialog_makes_one_for_each_contact(self):
        """As a run does, where the template says so."""
        self.env.user.email = "me@example.com"
        self.invoice(70, self.contact)
        template = self.template.copy({"group": "contact"})
        wizard = self.env["customer.statement.send"].create(
            {"partner_ids": [(6, 0, self.customer.ids)], "kind": "open_items",
             "template_id": template.id}
        )  # fmt: skip
        made = self.Statement.search(wizard.action_make()["domain"])
        balances = {statement.partner_id: statement.closing_balance for statement in made}
        self.assertEqual(balances[self.contact], 70)
        self.assertEqual(set(balances), {self.customer, self.contact})
        before = self.Statement.search_count([])
        with self.mock_mail_gateway_of(None):
            wizard.action_test()
        self.assertEqual(self.Statement.search_count([]), before)

    def test_dialog_takes_a_long_preview(self):
        """The web client sends it back with each change."""
        for number in range(12):
            self.invoice(10 + number)
        wizard = Form(
            self.env["customer.statement.send"].with_context(
                active_model="res.partner", active_ids=self.customer.ids
            )
        )
        self.assertGreater(len(wizard.preview), 10_000)
        wizard.attach_invoices = True
        wizard.kind = "activity"
        wizard.save().action_compose()

    def test_dialog_turns_many_customers_into_a_run(self):
        """Counted first, started by a manager."""
        partners = self.customers(3)
        wizard = self.env["customer.statement.send"].create(
            {"partner_ids": [(6, 0, partners.ids)], "skip_credit": True}
        )
        run = self.Run.browse(wizard.action_run()["res_id"])
        self.assertEqual((run.state, run.todo_count, run.skip_credit), ("draft", 3, True))
        with self.assertRaises(AccessError):
            wizard.with_user(self.statement_user).sudo(False).action_run()

    def test_salespeople_reach_their_own_customers_only(self):
        """Neither the preview nor the statement of a colleague's customer."""
        own, other = self.customers(2)
        own.user_id = self.statement_user
        Wizard = self.env["customer.statement.send"].with_user(self.statement_user)
        wizard = Wizard.create({"partner_ids": [(6, 0, own.ids)], "kind": "open_items"})
        self.assertIn("100.00", wizard.preview)
        wizard.action_make()
        stranger = Wizard.create({"partner_ids": [(6, 0, other.ids)], "kind": "open_items"})
        for read in (lambda: stranger.preview, stranger.action_make, stranger.action_send):
            with self.assertRaises(AccessError):
                read()

    def test_dialog_refuses_other_companies(self):
        """A company of somebody else is no company to make statements in."""
        other = self.setup_other_company(name="Other dialog")["company"]
        wizard = self.env["customer.statement.send"].create(
            {"partner_ids": [(6, 0, self.customer.ids)], "company_id": other.id}
        )
        with self.assertRaises(AccessError):
            wizard.with_user(self.accountant).action_make()

    def test_figures_on_the_customer(self):
        """How many statements, until when, and how many disputes are open."""
        self.sent(self.customer, date_to="2026-01-31")
        partner = self.customer.with_user(self.accountant)
        self.assertEqual(partner.statement_count, 1)
        self.assertEqual(str(partner.statement_last_date), "2026-01-31")

    def test_statements_of_contacts_are_found_on_the_customer(self):
        """Where each contact has its own: counted, listed, and their disputes."""
        self.invoice(70, self.contact)
        template = self.template.copy({"group": "contact"})
        statement = self.sent(self.contact, date_to="2026-02-10", template=template)
        statement._answer_balance(self.contact, False, "Not ours")
        for partner in (self.customer | self.contact).with_user(self.accountant):
            self.assertEqual((partner.statement_count, partner.statement_dispute_count), (1, 1))
            self.assertEqual(str(partner.statement_last_date), "2026-02-10")
            found = self.Statement.search(partner.action_open_statements()["domain"])
            self.assertEqual(found, statement)
