"""Evidence: what was sent, seen, confirmed and disputed is written by the engine alone."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common_sending import SendingCommon

# What a person may write on a record that is evidence already, per model.
STILL_OPEN = {
    "customer.statement": {"user_id"},
    "customer.statement.dispute": {"user_id", "answer", "deadline"},
    "customer.statement.run": set(),
    "customer.statement.run.line": set(),
}
# Odoo's own records, guarded by rules of their own.
PLUMBING = {"activity_ids", "message_follower_ids"}


@tagged("post_install", "-at_install")
class TestEvidence(SendingCommon, HttpCase):
    """Every stored field of every record is tried, by the user with the most rights."""

    @classmethod
    def setUpClass(cls):
        """Make a user with every right that there is."""
        super().setUpClass()
        cls.everything = cls._new_user(
            "statement_everything",
            "account.group_account_manager,customer_statement.group_customer_statement_manager,"
            "base.group_system,sales_team.group_sale_manager",
        )
        cls.everything.password = "statement_everything"

    def setUp(self):
        """Send a run with a statement that is disputed."""
        super().setUp()
        self.due = self.invoice(500)
        self.run_ = self.send_run(self.customer)
        self.sent_ = self.run_.statement_ids
        self.dispute = self.sent_._dispute(self.contact, "", "amount", "Never ordered")

    def call(self, model, method, *args, login="statement_everything", **kwargs):
        """Call as the web client does; return (name of the error or None, result)."""
        self.authenticate(login, login)
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={"params": {"model": model, "method": method, "args": args, "kwargs": kwargs}},
        ).json()
        self.env.invalidate_all()
        error = answer["error"]["data"]["name"].rsplit(".", 1)[-1] if "error" in answer else None
        return error, answer.get("result")

    def evidence(self):
        """Return the records that tell what happened."""
        return (self.sent_, self.dispute, self.run_, self.run_.line_ids)

    def forge(self, field):
        """Return another value that fits a field."""
        if field.type in ("one2many", "many2many"):
            return [Command.clear()]
        if field.type == "selection":
            return field.get_values(self.env)[-1]
        return {
            "many2one": False, "boolean": True, "integer": 7, "float": 7.0, "monetary": 7.0,
            "date": "2020-02-02", "datetime": "2020-02-02 02:02:02", "json": {"forged": True},
        }.get(field.type, "forged")  # fmt: skip

    def test_no_field_of_evidence_is_written_by_hand(self):
        """Found by looking: whatever is stored and not open is refused, whatever the group."""
        tried = 0
        for records in self.evidence():
            for name, field in records._fields.items():
                if not (field.store or field.inverse) or name in PLUMBING | {"id"}:
                    continue
                mine = records[:1].with_user(self.everything)
                if name in STILL_OPEN[records._name]:
                    continue
                tried += 1
                with self.subTest(model=records._name, field=name), self.assertRaises(UserError):
                    mine.write({name: self.forge(field)})
        self.assertGreater(tried, 90)

    def test_no_client_writes_it_either(self):
        """The fields of the review, over HTTP, with a context that claims to be the engine."""
        before = self.sent_.read(["confirmation", "mail_state", "delivery", "access_token"])
        for vals in (
            {"confirmation": "agreed"},
            {"mail_state": "sent"},
            {"delivery": "print"},
            {"access_token": "mine"},
            {"is_viewed": 1},
            {"confirmation_partner_id": self.contact.id},
        ):
            error, _result = self.call(
                "customer.statement", "write", self.sent_.ids, vals,
                context={"install_mode": True, "su": True, "tracking_disable": True},
            )  # fmt: skip
            self.assertEqual(error, "AccessError", vals)
        for vals in ({"note": "We pay all"}, {"amount": 1.0}, {"author_id": 1}, {"state": "kept"}):
            error, _result = self.call(
                "customer.statement.dispute", "write", self.dispute.ids, vals
            )
            self.assertEqual(error, "AccessError", vals)
        self.assertEqual(
            self.sent_.read(["confirmation", "mail_state", "delivery", "access_token"]), before
        )

    def test_defaults_bring_no_evidence_in(self):
        """Neither the context of a call nor a default that a user keeps writes a new record."""
        self.env["ir.default"].set("customer.statement", "confirmation", "agreed")
        error, made = self.call(
            "customer.statement", "create",
            [{"partner_id": self.customer.id, "date_from": "2026-01-01"}],
            context={"default_state": "sent", "default_sent_at": "2020-01-01 10:00:00",
                     "default_mail_state": "sent", "default_access_token": "mine",
                     "default_name": "STM/1", "default_run_id": self.run_.id},
        )  # fmt: skip
        self.assertFalse(error)
        made = self.Statement.browse(made)
        self.assertEqual((made.state, made.name), ("draft", "/"))
        self.assertFalse(
            made.confirmation or made.sent_at or made.mail_state or made.access_token or made.run_id
        )

    def test_choices_stay_open_where_they_are_choices(self):
        """A draft, the person in charge, the answer, a run that waits, a schedule."""
        draft = self.statement().with_user(self.statement_manager)
        draft.write({"note": "Hello", "date_to": "2026-02-28", "attach_invoices": True})
        self.sent_.with_user(self.statement_manager).user_id = self.accountant
        self.dispute.with_user(self.statement_manager).write(
            {"answer": "You are right", "user_id": self.accountant.id}
        )
        run = self.Run.with_user(self.statement_manager).create({"date_to": "2026-01-31"})
        run.write({"only_overdue": True, "name": "Mine", "skip_zero": False})
        schedule = self.Schedule.with_user(self.statement_manager).create({"name": "Monthly"})
        schedule.write({"hour": 8.0, "domain": "[]", "active": False})
        with self.assertRaises(AccessError):
            schedule.next_run = "2020-01-01 10:00:00"

    def test_an_answer_that_was_read_stays(self):
        """After the settlement the customer knows it."""
        self.dispute.answer = "No"
        self.dispute.with_user(self.accountant).action_refuse()
        with self.assertRaises(AccessError):
            self.dispute.with_user(self.accountant).answer = "Yes"
        with self.assertRaises(AccessError):
            self.dispute.with_user(self.accountant).state = "open"

    def test_the_pdf_is_not_published(self):
        """Neither public nor renamed, nor with a token of its own, nor moved to another record."""
        pdf = self.sent_.attachment_id
        for vals in (
            {"public": True},
            {"name": "paid.pdf"},
            {"access_token": "mine"},
            {"res_model": "res.partner"},
            {"res_id": 1},
            {"datas": "eA=="},
            {"description": "Paid"},
            {"company_id": False},
        ):
            error, _result = self.call("ir.attachment", "write", pdf.ids, vals)
            self.assertIn(error, ("UserError", "AccessError"), vals)
        for method in ("generate_access_token", "unlink"):
            error, _result = self.call("ir.attachment", method, pdf.ids)
            self.assertIn(error, ("UserError", "AccessError"), method)
        self.assertFalse(pdf.public or pdf.access_token)

    def test_the_conversation_is_not_rewritten(self):
        """Nobody changes, moves or removes what the customer said, or speaks in its name."""
        message = self.sent_.message_ids.filtered(lambda item: "Never ordered" in item.body)
        self.assertEqual(message.author_id, self.contact)
        for vals in (
            {"body": "I agree"},
            {"author_id": 1},
            {"date": "2020-01-01 10:00:00"},
            {"res_id": 1},
        ):
            error, _result = self.call("mail.message", "write", message.ids, vals)
            self.assertEqual(error, "AccessError", vals)
        self.assertTrue(self.call("mail.message", "unlink", message.ids)[0])
        forged = {"body": "We agree", "author_id": self.contact.id}
        error, _result = self.call("customer.statement", "message_post", self.sent_.ids, **forged)
        self.assertEqual(error, "AccessError")
        error, _result = self.call(
            "mail.message", "create",
            [{**forged, "model": "customer.statement", "res_id": self.sent_.id}],
        )  # fmt: skip
        self.assertEqual(error, "AccessError")
        self.assertFalse(self.call(
            "customer.statement", "message_post", self.sent_.ids, body="We look at it"
        )[0])  # fmt: skip
        self.assertIn("Never ordered", message.body)
