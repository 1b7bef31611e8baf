"""Payments of a statement: forged documents, values and cards, and links that were forwarded."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_pay import PayCommon


@tagged("post_install", "-at_install")
class TestPortalPayAttacks(PayCommon):
    """Whoever has a login or a link pays what is due, with what is their own."""

    def test_documents_of_others_cannot_be_named(self):
        """Ids of another customer, of no statement, of nonsense: no transaction."""
        mine_invoice, theirs = self.invoice(100), self.invoice(70, self.other_customer)
        mine = self.sent(kind="open_items")
        later = self.invoice(11)
        currency = self.company.currency_id
        count = self.env["payment.transaction"].sudo().search_count([])
        base = f"/my/statements/{mine.id}/transaction/{currency.id}"
        own = self.due_item(mine_invoice)
        for items, amount in (
            (str(self.due_item(theirs).id), 70.0),
            (f"{own.id}-{self.due_item(theirs).id}", 170.0),
            (f"{own.id}-{self.due_item(theirs).id}", 100.0),
            (str(self.due_item(later).id), 11.0),
            ("²", 100.0),
            ("-", 100.0),
            ("1e3", 100.0),
            ("-".join(["1"] * 1000), 100.0),
            ("9999999999", 100.0),
            (str(own.id), 1.0),
            (str(own.id), 100.01),
        ):
            with self.subTest(items=items[:30], amount=amount):
                answer = self.order_payment(f"{base}/{items}", amount)
                self.assertIn("ValidationError", answer["error"]["data"]["name"])
        for query in ("item=²", "item=-1", "item=" + "9" * 30, "item=&item=x", "item=%00"):
            path = f"/my/statements/{mine.id}/pay?choose=1&{query}"
            self.assertLess(self.url_open(path).status_code, 500, query)
        self.assertEqual(self.env["payment.transaction"].sudo().search_count([]), count)

    def test_values_of_a_transaction_cannot_be_slipped_in(self):
        """Partner, currency, documents, state and prefix are the server's."""
        self.invoice(100)
        mine = self.sent(kind="open_items")
        route, amount = self.due_on(self.page(mine))
        cheap = self.env.ref("base.CHF")
        for forged in (
            {"partner_id": 1},
            {"custom_create_values": {"state": "done"}},
            {"statement_item_ids": []},
            {"state": "done"},
            {"is_validation": True},
            {"invoice_ids": []},
        ):
            answer = self.rpc(
                route,
                amount=amount,
                provider_id=self.provider.id,
                payment_method_id=self.method.id,
                token_id=None,
                flow="direct",
                tokenization_requested=False,
                landing_route="/my",
                **forged,
            )
            if "error" not in answer:
                transaction = self.confirm(answer["result"]["reference"], "cancel")
                self.assertEqual(transaction.amount, 100, forged)
                self.assertEqual(transaction.operation, "online_direct", forged)
        other = route.replace(f"/{self.company.currency_id.id}", f"/{cheap.id}")
        self.assertIn("error", self.order_payment(other, amount))

    def test_nobody_types_what_a_payment_is_for(self):
        """Whoever may invoice cannot turn a payment on somebody else's documents."""
        self.invoice(100)
        theirs = self.invoice(70, self.other_customer)
        mine = self.sent(kind="open_items")
        route, amount = self.due_on(self.page(mine))
        reference = self.order_payment(route, amount)["result"]["reference"]
        transaction = self.env["payment.transaction"].search([("reference", "=", reference)])
        with self.assertRaises(UserError):
            transaction.with_user(self.accountant).write(
                {"statement_item_ids": [Command.set(self.due_item(theirs).ids)]}
            )

    def test_a_link_shows_no_other_documents(self):
        """Without login the credits are those of the statement."""
        self.invoice(100)
        self.pay_on_account(30)
        mine = self.sent(kind="open_items")
        later = self.pay_on_account(15)
        known = self.plain(self.page(mine))
        self.assertIn(later.move_id.name, known)
        self.assertEqual(self.due_on(self.page(mine))[1], 55)
        self.authenticate(None, None)
        path = f"/my/statements/{mine.id}/pay?access_token={mine.sudo().access_token}"
        text = self.url_open(path).text
        self.assertNotIn(later.move_id.name, self.plain(text))
        self.assertEqual(self.due_on(text)[1], 70)

    def test_saved_cards_are_for_people_who_are_logged_in(self):
        """A forwarded link neither shows the customer's card nor charges it; nor do strangers."""
        self.invoice(100)
        mine = self.sent(kind="open_items")
        token = self.env["payment.token"].sudo().create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "payment_details": "4242",
                "partner_id": self.customer.id,
                "provider_ref": "azure",
                "demo_simulated_state": "done",
            }
        )  # fmt: skip
        base = f"/my/statements/{mine.id}/transaction/{self.company.currency_id.id}"
        link = mine.sudo().access_token
        for login, key in ((None, link), ("deco_payer", link)):
            if login:
                user = self._new_user(login, "base.group_portal")
                user.partner_id.parent_id = self.other_customer
            self.authenticate(login, login)
            page = self.url_open(f"/my/statements/{mine.id}/pay?access_token={link}").text
            self.assertNotIn("4242", page)
            answer = self.rpc(
                base,
                amount=100,
                provider_id=self.provider.id,
                payment_method_id=self.method.id,
                token_id=token.id,
                flow="token",
                tokenization_requested=False,
                landing_route="/my",
                access_token=key,
            )
            self.assertIn("error", answer)
        self.assertFalse(
            self.env["payment.transaction"].sudo().search([("token_id", "=", token.id)])
        )
