"""Common ground of the tests of the portal: its visitors, and what they send."""

import json

from odoo import http
from odoo.tests import HttpCase

from .common_sending import SendingCommon


class PortalCommon(SendingCommon, HttpCase):
    """Two customers with portal users, a visitor with a link, and a stranger without."""

    @classmethod
    def setUpClass(cls):
        """Make the users and one sent statement for each customer."""
        super().setUpClass()
        cls.visitor = cls._portal_user(cls.contact, "azure_portal")
        cls.neighbour = cls._portal_user(cls.other_customer, "deco_portal")
        case = cls()
        cls.due = case.invoice(500)
        cls.theirs = case.invoice(70, cls.other_customer)
        cls.mine = case.sent(kind="open_items")
        cls.foreign = case.sent(cls.other_customer, kind="open_items")
        cls.key = str(case.receivable_line(cls.due).id)

    @classmethod
    def _portal_user(cls, partner, login):
        user = cls._new_user(login, "base.group_portal")
        user.partner_id.parent_id = partner.commercial_partner_id
        return user

    # --------------------------------------------------------------- helpers

    def page(self, path, login="azure_portal"):
        """Return the answer to a GET without following redirects."""
        self.authenticate(login, login) if login else self.authenticate(None, None)
        return self.url_open(path, allow_redirects=False)

    def post(self, path, login="azure_portal", **data):
        """Return the answer to a form, with a valid token of the session."""
        self.authenticate(login, login) if login else self.authenticate(None, None)
        data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(path, data=data, allow_redirects=False)

    def pay_call(self, statement, currency, login="azure_portal", **params):
        """Return the answer of the payment route."""
        self.authenticate(login, login) if login else self.authenticate(None, None)
        answer = self.url_open(
            f"/my/statements/{statement.id}/transaction/{currency.id}",
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()

    def assert_sent_away(self, answer):
        """The visitor is redirected and sees nothing."""
        self.assertIn(answer.status_code, (302, 303))
        self.assertRegex(answer.headers["Location"], r"/(my|web/login)")
