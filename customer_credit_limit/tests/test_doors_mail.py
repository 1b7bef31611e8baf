"""The mail gateway is a public method that works with all rights: no door to money."""

from email.message import EmailMessage

from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .rpc_common import CreditRpcCommon

GATEWAY = ("odoo.http", "odoo.sql_db", "odoo.addons.mail.models.mail_thread")


@tagged("post_install", "-at_install")
class TestDoorsMail(CreditRpcCommon):
    """Somebody hands emails to the gateway over HTTP, and says what it shall make of them."""

    def setUp(self):
        """A customer with room for 1,000, and a quotation over 1,500."""
        super().setUp()
        self.set_limit(1000.0)
        self.quote = self.quotation(1500.0, user_id=self.salesperson.id)
        self.admin = self.env.ref("base.user_admin")
        self.admin.write(
            {"company_ids": [Command.link(self.company.id)], "company_id": self.company.id}
        )

    def send_mail(self, model, number, values=None, **kwargs):
        """Return (error, id) of an email that somebody hands to the gateway."""
        mail = EmailMessage()
        mail["From"] = "nobody@example.com"
        mail["To"] = "nowhere@example.com"
        mail["Subject"] = "Hello"
        mail["Message-Id"] = f"<door-{number}@example.com>"
        mail.set_content("Hello")
        return self.call(
            self.env["mail.thread"], "message_process", model, mail.as_string(), values, **kwargs
        )

    def claims(self):
        """Return {model: values} that nobody may give to a new record."""
        approval = {
            "name": "Hello", "kind": "order", "state": "approved", "ceiling": 9999.0,
            "partner_id": self.customer.id, "company_id": self.company.id,
            "order_id": self.quote.id, "res_model": "sale.order", "res_id": self.quote.id,
            "requester_id": self.salesperson.id, "date": "2026-01-01 00:00:00",
            "expires_on": fields.Date.to_string(fields.Date.add(fields.Date.today(), days=9)),
        }  # fmt: skip
        return {
            "customer.credit.request": approval,
            "customer.credit.hold.rule": {"name": "Hello", "company_id": self.company.id},
            "res.partner": {"name": "Hello", "credit_limit_mode": "unlimited"},
        }

    @mute_logger(*GATEWAY)
    def test_an_email_brings_no_values(self):
        """Neither a salesperson nor an administrator makes an approval or a limit with it."""
        for user in (self.salesperson, self.admin):
            self.log_in(user)
            for model, values in self.claims().items():
                before = self.env[model].search([], order="id desc", limit=1)
                with self.subTest(user=user.login, model=model):
                    error, _id = self.send_mail(model, f"{user.id}-{model}", values)
                    self.assertTrue(error)
                    self.assertEqual(self.env[model].search([], order="id desc", limit=1), before)
        self.call(self.quote, "action_confirm")
        self.assertIn(self.quote.state, ("draft", "sent"))

    @mute_logger(*GATEWAY)
    def test_a_context_brings_no_values(self):
        """What the context gives to new records counts as little."""
        for user in (self.salesperson, self.admin):
            self.log_in(user)
            for model, values in self.claims().items():
                context = {f"default_{name}": value for name, value in values.items()}
                with self.subTest(user=user.login, model=model):
                    _error, made = self.send_mail(
                        model, f"context-{user.id}-{model}", context=context
                    )
                    if made and model == "res.partner":
                        self.assertNotEqual(
                            self.env[model].browse(made).credit_limit_mode, "unlimited"
                        )
        self.assertFalse(self.request_of(self.quote).filtered(lambda it: it.state == "approved"))
