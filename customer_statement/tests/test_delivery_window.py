"""The send window: what is shown is what is sent, once, and every delivery is on record."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common_sending import SendingCommon


class ComposeCommon(SendingCommon):
    """Windows as the web client opens them."""

    @classmethod
    def setUpClass(cls):
        """Give one customer contacts for its statements; let two owe something."""
        super().setUpClass()
        cls.books, cls.boss = cls.env["res.partner"].create(
            [
                {"name": "Books", "parent_id": cls.customer.id, "email": "books@example.com",
                 "statement_role": "to"},
                {"name": "Boss, Big", "parent_id": cls.customer.id, "email": "boss@example.com",
                 "statement_role": "cc"},
            ]
        )  # fmt: skip
        case = cls()
        cls.due = case.invoice(500)
        case.invoice(300, cls.other_customer)

    def compose(self, statements, **context):
        """Return the form of the window that the button on these statements opens."""
        action = statements.action_compose()
        Window = statements.env[action["res_model"]]
        return Form(Window.with_context(**action["context"], **context))

    def send(self, statements, **vals):
        """Send by the window with some choices changed; return the deliveries."""
        window = self.compose(statements)
        for name, value in vals.items():
            setattr(window, name, value)
        window.save().action_send()
        return statements.delivery_ids

    def arrive(self, delivery, failure=None):
        """Let the mail server take the email of a delivery, or refuse it."""
        mail = delivery.sudo().mail_id
        mail._postprocess_sent_message([], [], failure, failure and "mail_smtp")


@tagged("post_install", "-at_install")
class TestCompose(ComposeCommon):
    """One statement, by hand."""

    def test_window_shows_what_is_usual(self):
        """Contacts, copies, subject and text of the template in the customer's language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        window = self.compose(self.statement())
        self.assertEqual(window.recipient_ids[:], self.books)
        self.assertIn("boss@example.com", window.recipient_cc)
        self.assertEqual((window.delivery, window.attach_pdf), ("mail", True))
        self.assertIn("31/01/2026", window.subject)
        self.assertIn("500,00", window.body)
        self.assertRegex(window.body, r"/my/statements/\d+/pay\?access_token=")
        self.assertIn("500", window.preview)
        self.assertFalse(window.problem)

    def test_what_is_shown_is_what_is_sent(self):
        """Once, to these people, with these words and files; the delivery says so."""
        statement = self.statement()
        window = self.compose(statement)
        window.recipient_extra = "Tax Office <tax@example.com>; second@example.com"
        window.subject = "Your\naccount"
        window.body = "<p>See you on Monday.</p>"
        window.attach_xlsx = True
        window.save().action_send()
        mail = statement.sudo().mail_id
        self.assertEqual((statement.state, statement.delivery), ("sent", "mail"))
        self.assertEqual(mail.subject, "Your account")
        self.assertIn("See you on Monday.", mail.body_html)
        self.assertEqual(mail.recipient_ids, self.books)
        self.assertEqual(
            [line["email_to_normalized"] for line in mail._prepare_outgoing_list()],
            [["tax@example.com", "second@example.com", "boss@example.com"], ["books@example.com"]],
        )
        self.assertEqual(
            sorted(mail.attachment_ids.mapped(lambda it: it.name.rpartition(".")[2])),
            ["pdf", "xlsx"],
        )
        delivery = statement.delivery_ids
        self.assertEqual((delivery.way, delivery.state), ("mail", "queued"))
        self.assertEqual(delivery.user_id, self.env.user)
        for address in ("books@example.com", "tax@example.com", "second@example.com"):
            self.assertIn(address, delivery.recipients)
        self.assertIn("boss@example.com", delivery.recipient_cc)

    def test_nothing_is_sent_twice(self):
        """Neither by a second click, nor because a colleague was first."""
        statement = self.statement()
        first, second = self.compose(statement).save(), self.compose(statement)
        first.action_send()
        with self.assertRaisesRegex(UserError, "has sent already"):
            first.action_send()
        with self.assertRaisesRegex(UserError, "was sent meanwhile"):
            second.save().action_send()
        again = self.compose(statement).save()
        again.action_send()
        with self.assertRaisesRegex(UserError, "has sent already"):
            again.action_send()
        self.assertEqual(len(statement.delivery_ids), 2)

    def test_what_stands_in_the_way_is_said_before(self):
        """No address, half an address, a contact without one: nothing is sent."""
        statement = self.statement()
        window = self.compose(statement)
        window.recipient_ids.clear()
        self.assertIn("no email address to send to", window.problem)
        window.recipient_extra = "somebody at home"
        self.assertIn("somebody at home is no email address", window.problem)
        window.recipient_extra = "fine@example.com, broken@"
        self.assertIn("broken@ is no email address", window.problem)
        window.recipient_extra = False
        silent = self.env["res.partner"].create({"name": "Silent", "parent_id": self.customer.id})
        window.recipient_ids.add(silent)
        self.assertIn("Silent has no email address", window.problem)
        saved = window.save()
        with self.assertRaises(UserError):
            saved.action_send()
        self.assertEqual((statement.state, statement.mail_state), ("draft", False))
        window.delivery = "portal"
        self.assertFalse(window.problem)
        self.assertIn("can open the portal", window.notice)
        self.portal_user_of(self.boss)
        window.delivery = "mail"
        window.delivery = "portal"
        self.assertFalse(window.notice)

    def test_what_does_not_add_up_is_not_sent(self):
        """The window says why."""
        self.falsify_residual(self.due)
        statement = self.statement(kind="open_items")
        window = self.compose(statement)
        self.assertIn("does not add up", window.problem)
        with self.assertRaises(UserError):
            window.save().action_send()

    def test_paper_is_printed_and_noted(self):
        """Who gave it, when; no email."""
        statement = self.statement()
        window = self.compose(statement)
        window.delivery = "print"
        action = window.save().action_send()
        self.assertEqual(action["type"], "ir.actions.report")
        delivery = statement.delivery_ids
        self.assertEqual((delivery.way, delivery.state), ("print", "printed"))
        self.assertEqual((delivery.user_id, delivery.date.date()),
                         (self.env.user, statement.sent_at.date()))  # fmt: skip
        self.assertFalse(statement.sudo().mail_id)

    def test_portal_is_opened_by_the_customer(self):
        """Opened is what the portal saw after the delivery; not what never arrived."""
        statement = self.statement()
        first = self.send(statement)
        self.arrive(first, "mailbox unavailable")
        second = self.send(statement, delivery="portal") - first
        self.assertEqual((first.state, second.state), ("failed", "shown"))
        statement._mark_viewed()
        self.assertTrue(second.opened_at)
        self.assertFalse(first.opened_at)
        third = self.send(statement) - first - second
        self.assertFalse(third.opened_at)
        statement._mark_viewed()
        self.assertTrue(third.opened_at)


@tagged("post_install", "-at_install")
class TestSentAgain(ComposeCommon):
    """The same statement goes to another address; what was sent stays on record."""

    def test_bounced_goes_to_another_address(self):
        """A record of both, and the second is another email with the same statement."""
        statement = self.statement()
        first = self.send(statement)
        self.arrive(first)
        self.assertEqual((first.state, statement.mail_state), ("sent", "sent"))
        pdf, sent_at = statement.attachment_id, statement.sent_at
        statement._message_receive_bounce("books@example.com", self.books)
        self.assertEqual((first.state, statement.mail_state), ("bounced", "bounced"))
        action = first.action_send_elsewhere()
        window = Form(self.env[action["res_model"]].with_context(**action["context"]))
        self.assertFalse(window.recipient_ids[:])
        self.assertIn("type an address", window.problem)
        window.recipient_extra = "new@example.com"
        window.save().action_send()
        second = statement.delivery_ids - first
        self.assertEqual((second.again_of_id, first.again_ids), (first, second))
        self.assertEqual((first.state, second.state), ("bounced", "queued"))
        self.assertEqual(second.recipients, "new@example.com")
        self.assertNotEqual(first.sudo().mail_id.message_id, second.sudo().mail_id.message_id)
        self.assertEqual((statement.attachment_id, statement.sent_at), (pdf, sent_at))
        self.assertEqual(statement.mail_state, "waiting")

    def test_the_form_s_button_does_not_offer_the_address_that_bounced(self):
        """It says which email came back, why, and asks for another address."""
        statement = self.statement()
        first = self.send(statement)
        self.arrive(first)
        statement._message_receive_bounce("books@example.com", self.books)
        action = statement.action_send_again()
        window = Form(self.env[action["res_model"]].with_context(**action["context"]))
        self.assertEqual(window.again_of_id, first)
        self.assertFalse(window.recipient_ids[:])
        self.assertIn("books@example.com", window.notice)
        self.assertIn(first.problem or "came back", window.notice)
        window.recipient_extra = "new@example.com"
        window.save().action_send()
        self.arrive(statement.delivery_ids - first)
        action = statement.action_send_again()
        window = Form(self.env[action["res_model"]].with_context(**action["context"]))
        self.assertFalse(window.again_of_id)
        self.assertIn(statement.name, action["name"])
        self.assertIn(self.customer.name, action["name"])

    def test_a_late_bounce_marks_the_delivery_that_came_back(self):
        """Not the one that was sent after it."""
        statement = self.statement()
        first = self.send(statement)
        self.arrive(first)
        window = self.compose(statement)
        window.recipient_ids.clear()
        window.recipient_cc = False
        window.recipient_extra = "new@example.com"
        window.save().action_send()
        second = statement.delivery_ids - first
        self.arrive(second)
        statement._message_receive_bounce("books@example.com", self.books)
        self.assertEqual((first.state, second.state), ("bounced", "sent"))
        self.assertEqual(statement.mail_state, "sent")

    def test_a_late_result_of_the_first_email_is_its_own(self):
        """The queue tells about an email that is no longer the last."""
        statement = self.statement()
        first = self.send(statement)
        second = self.send(statement) - first
        self.arrive(second)
        self.arrive(first, "mailbox unavailable")
        self.assertEqual((first.state, second.state), ("failed", "sent"))
        self.assertEqual(statement.mail_state, "sent")

    def test_a_failed_customer_of_a_run_is_settled(self):
        """Sent again by hand, it waits for no retry of the run."""
        (partner,) = self.customers(1)
        run = self.send_run(partner)
        self.assertEqual(run.statement_ids.delivery_ids.state, "queued")
        self.arrive(run.statement_ids.delivery_ids, "mailbox unavailable")
        self.assertEqual(self.line_of(run, partner), ("failed", "mail"))
        self.send(run.statement_ids, recipient_extra="new@example.com")
        self.assertEqual(self.line_of(run, partner), ("done", False))
        self.assertFalse(run.statement_ids.mail_retry_at)

    def test_what_was_given_on_paper_has_not_failed(self):
        """The email did not arrive, the letter did: it waits for nobody, and is not tried again."""
        statement = self.statement()
        delivery = self.send(statement)
        self.arrive(delivery, "connection lost")
        delivery.sudo().mail_id.state = "exception"
        Start = self.env["customer.credit.start"].with_user(self.statement_manager)

        def failed():
            tiles = {tile["code"]: tile for tile in Start.get_page()["tiles"]}
            return self.Statement.search(tiles["failed_statements"]["action"]["domain"])

        self.assertEqual(failed(), statement)
        self.send(statement, delivery="print")
        self.assertFalse(failed())
        statement.sudo().mail_retry_at = "2026-01-01 10:00:00"
        self.Statement._cron_retry_mails()
        self.assertEqual(delivery.sudo().mail_id.state, "exception")

    def test_a_retry_is_the_same_delivery(self):
        """The email is tried again by itself: queued, then sent."""
        statement = self.statement()
        delivery = self.send(statement)
        self.arrive(delivery, "connection lost")
        delivery.sudo().mail_id.state = "exception"
        statement.sudo().mail_retry_at = "2026-01-01 10:00:00"
        self.Statement._cron_retry_mails()
        self.assertEqual((delivery.state, delivery.problem), ("queued", False))
        self.arrive(delivery)
        self.assertEqual(statement.delivery_ids, delivery)
        self.assertEqual(delivery.state, "sent")


@tagged("post_install", "-at_install")
class TestComposeSeveral(ComposeCommon):
    """Several statements in one window."""

    def test_each_takes_what_is_usual_for_it(self):
        """One line for each; they are sent together, each to its own people, in its language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.other_customer.lang = "fr_FR"
        self.other_customer.statement_delivery = "print"
        statements = self.statement(self.customer | self.other_customer)
        window = self.compose(statements)
        self.assertEqual(window.summary, "2 of 2 can be sent")
        window.attach_pdf = False
        record = window.save()
        ways = {line.partner_id: (line.way, line.problem) for line in record.line_ids}
        self.assertEqual(
            ways, {self.customer: ("mail", False), self.other_customer: ("print", False)}
        )
        self.assertEqual(len(set(record.line_ids.mapped("subject"))), 2)
        self.assertEqual(record.action_send()["type"], "ir.actions.report")
        self.assertEqual(statements.mapped("state"), ["sent", "sent"])
        self.assertEqual(set(statements.delivery_ids.mapped("way")), {"mail", "print"})
        self.assertFalse(statements.sudo().mail_id.attachment_ids)

    def test_one_without_an_address_holds_all_until_it_is_left_out(self):
        """Nothing is half sent."""
        self.other_customer.email = False
        statements = self.statement(self.customer | self.other_customer)
        window = self.compose(statements)
        self.assertIn(self.other_customer.name, window.problem)
        record = window.save()
        with self.assertRaises(UserError), self.cr.savepoint():
            record.action_send()
        self.env.invalidate_all()
        self.assertEqual(statements.mapped("state"), ["draft", "draft"])
        record.action_leave_out()
        record.action_send()
        self.assertEqual({one.partner_id: one.state for one in statements},
                         {self.customer: "sent", self.other_customer: "draft"})  # fmt: skip

    def test_what_was_chosen_stays_when_somebody_is_left_out(self):
        """Neither the way nor the files go back to what is usual."""
        third = self.customers(1)
        third.statement_delivery = "portal"
        self.other_customer.email = False
        window = self.compose(self.statement(third | self.customer | self.other_customer))
        window.delivery = "mail"
        window.attach_pdf = False
        window.attach_invoices = True
        record = window.save()
        for left in (third | self.customer, self.customer):
            record.action_leave_out()
            self.assertEqual(record.line_ids.partner_id, left)
            self.assertEqual(
                (record.delivery, record.attach_pdf, record.attach_invoices), ("mail", False, True)
            )
            third.email = False
        self.assertEqual(record.statement_id.partner_id, self.customer)
        self.assertEqual(record.recipient_ids, self.books)


@tagged("post_install", "-at_install")
class TestComposeRights(ComposeCommon):
    """Own customers only, nothing by hand on what was delivered, and no more than fits."""

    def test_salespeople_send_statements_of_their_own_customers(self):
        """Neither the window of a colleague's customer nor its deliveries."""
        self.customer.user_id = self.statement_user
        own, other = self.statement(self.customer | self.other_customer)
        other._send("portal")
        Compose = self.env["customer.statement.compose"].with_user(self.statement_user)
        window = self.compose(own.with_user(self.statement_user))
        window.save().action_send()
        self.assertEqual(own.delivery_ids.user_id, self.statement_user)
        forged = {"line_ids": [Command.create({"statement_id": other.id})]}
        for attempt in (
            lambda: Compose.create(forged),
            lambda: Compose.onchange(forged, ["line_ids"], {"subject": {}, "preview": {}}),
            lambda: Compose.with_context(
                active_model="customer.statement", active_ids=other.ids
            ).default_get(["line_ids"]),
            lambda: other.with_user(self.statement_user).action_compose(),
            lambda: other.delivery_ids.with_user(self.statement_user).read(["recipients"]),
            lambda: other.delivery_ids.with_user(self.statement_user).action_send_elsewhere(),
            lambda: Compose.create({"again_of_id": other.delivery_ids.id}),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_deliveries_are_not_written_by_hand(self):
        """By nobody: they say what happened."""
        delivery = self.send(self.statement())
        for user in (self.statement_user, self.statement_manager, self.accountant):
            mine = delivery.with_user(user)
            for attempt in (
                lambda mine=mine: mine.write({"state": "sent"}),
                lambda mine=mine: mine.write({"opened_at": "2026-01-01 10:00:00"}),
                lambda mine=mine: mine.create(
                    {"statement_id": delivery.statement_id.id, "way": "print", "state": "printed"}
                ),
                lambda mine=mine: mine.unlink(),
            ):
                with self.assertRaises(AccessError):
                    attempt()

    def test_a_delivery_of_another_statement_is_not_named(self):
        """Again means the same statement."""
        first, second = self.statement(self.customer | self.other_customer)
        strange = self.send(first)
        window = self.compose(second, default_again_of_id=strange.id)
        window.recipient_extra = "new@example.com"
        window.save().action_send()
        self.assertFalse(second.delivery_ids.again_of_id)

    def test_a_window_holds_what_was_typed(self):
        """An email with its layout, and not any text."""
        Compose = self.env["customer.statement.compose"].with_user(self.statement_manager)
        Compose.create({"body": "<p>" + "x" * 50_000 + "</p>"})
        for vals in ({"body": "x" * 300_000}, {"subject": "x" * 20_000}, {"delivery": "pigeon"}):
            with self.assertRaises(ValidationError):
                Compose.create(vals)

    def test_scripts_do_not_pass_the_text(self):
        """What people write is an email, not a program."""
        statement = self.statement()
        self.send(statement, body="<p>Hi<script>alert(1)</script></p>")
        self.assertNotIn("<script", statement.sudo().mail_id.body_html)
