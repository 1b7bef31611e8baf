"""Top-ups: forged payment links, cards of somebody else, and credit notes that come late."""

from urllib.parse import urlencode

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.payment import utils as payment_utils

from .common_shop import ShopHttpCommon


@tagged("post_install", "-at_install")
class TestTopupAttacks(ShopHttpCommon):
    """A top-up of 500, and people who would rather pay 1."""

    def setUp(self):
        """Make the top-up and log the shopper in."""
        super().setUp()
        self.website.store_credit_topup_max = 0.0
        self.order = self.topup(500.0)
        self.authenticate("shopper", "shopper")

    def form(self, **params):
        """Return what a payment form sends."""
        return {
            "provider_id": self.provider.id,
            "payment_method_id": self.method.id,
            "token_id": None,
            "flow": "direct",
            "tokenization_requested": False,
            "landing_route": "/my",
            **params,
        }

    def spendable(self):
        """Return what the shopper may spend, nothing without an account."""
        self.env.invalidate_all()
        account = self.env["customer.credit.account"]._find(self.customer, self.company)
        return account.available if account else 0.0

    def finish_everything(self):
        """Let the provider say yes to whatever was started."""
        self.env.invalidate_all()
        for tx in self.env["payment.transaction"].sudo().search([("state", "=", "draft")]):
            self.move_on(tx, "done")

    @mute_logger("odoo.http", "odoo.addons.payment.models.payment_transaction")
    def test_a_link_for_another_amount_gives_no_more_than_it_brings(self):
        """A real link over 1, bent to the top-up, by page and by route: never 500 to spend."""
        partner, currency = self.order.partner_invoice_id, self.order.currency_id
        real = payment_utils.generate_access_token(
            partner.id, 1.0, currency.id, env=self.env
        )  # fmt: skip
        for values in (
            {"amount": 1.0, "sale_order_id": self.order.id},
            {"amount": 1.0, "sale_order_id": self.order.id, "partner_id": 1},
            {"amount": 1.0, "currency_id": currency.id, "sale_order_id": self.order.id},
            {"amount": 500.0, "sale_order_id": self.order.id},
            {"amount": -500.0, "sale_order_id": self.order.id},
        ):
            page = self.url_open(f"/payment/pay?{urlencode({**values, 'access_token': real})}")
            self.assertNotIn(page.status_code, range(500, 600), values)
        for amount, token in ((1.0, real), (500.0, real), (500.0, "wrong"), (-1.0, real)):
            self.rpc(
                "/payment/transaction",
                **self.form(
                    amount=amount,
                    currency_id=currency.id,
                    partner_id=partner.id,
                    access_token=token,
                    sale_order_id=self.order.id,
                    reference_prefix=self.order.name,
                ),
            )
            if amount < 500.0:  # the whole amount is what the route is for
                self.rpc(
                    f"/my/orders/{self.order.id}/transaction",
                    **self.form(amount=amount, access_token=self.order._portal_ensure_token()),
                )
        self.finish_everything()
        self.assertLessEqual(self.spendable(), 1.0)
        self.assertNotEqual(self.order.state, "sale")

    @mute_logger("odoo.http", "odoo.addons.payment.models.payment_transaction")
    def test_a_link_in_another_currency_is_no_payment(self):
        """500 of something cheap is not 500."""
        cheap = self.setup_other_currency("HRK", rates=[("2026-01-01", 300.0)])
        token = payment_utils.generate_access_token(
            self.order.partner_invoice_id.id, 500.0, cheap.id, env=self.env
        )
        self.rpc(
            "/payment/transaction",
            **self.form(
                amount=500.0,
                currency_id=cheap.id,
                partner_id=self.order.partner_invoice_id.id,
                access_token=token,
                sale_order_id=self.order.id,
                reference_prefix=self.order.name,
            ),
        )
        self.finish_everything()
        self.assertLess(self.spendable(), 500.0)
        self.assertNotEqual(self.order.state, "sale")

    @mute_logger("odoo.http", "odoo.addons.payment.models.payment_transaction")
    def test_saved_cards_are_their_owners(self):
        """Somebody else's card is refused; the own one pays exactly the order."""
        self.provider.allow_tokenization = True
        tokens = {
            user: self.env["payment.token"].sudo().create(
                {
                    "provider_id": self.provider.id,
                    "payment_method_id": self.method.id,
                    "payment_details": "1234",
                    "partner_id": user.partner_id.id,
                    "provider_ref": user.login,
                }
            )
            for user in (self.shopper, self.stranger)
        }  # fmt: skip
        url = f"/my/credit/topup/{self.order.id}/transaction"
        for token in (tokens[self.stranger].id, 2**31, -1, "²", [1], None):
            result, error = self.rpc(
                url, **self.form(amount=500.0, flow="token", token_id=token)
            )  # fmt: skip
            self.assertFalse(result, token)
            self.assertTrue(error, token)
        self.assertFalse(self.order.transaction_ids)
        result, error = self.rpc(
            url, **self.form(amount=1.0, flow="token", token_id=tokens[self.shopper].id)
        )
        self.assertFalse(result)
        self.assertIn("amount has changed", error)

    def test_a_credit_note_after_the_credit_was_spent(self):
        """The customer owes what they spent; nobody spends it a second time."""
        order = self.topup(50.0)
        self.pay(order)
        bill = self.invoice(40.0)
        self.env["customer.credit.apply"].create({"partner_id": self.customer.id}).action_confirm()
        self.env.invalidate_all()
        self.assertEqual((bill.amount_residual, self.spendable()), (0.0, 10.0))
        order._get_topup_invoices()._reverse_moves([{"ref": "regretted"}], cancel=True)
        self.env.invalidate_all()
        account = self.credit_account()
        self.assertEqual((account.balance, account.state), (-40.0, "frozen"))
        self.assertLessEqual(self.spendable(), 0.0)
        outstanding = self.customer.outstanding_credit_amount
        self.assertLessEqual(outstanding, 50.0, "the money of the top-up is owed back once")
        self.assert_ties_out()

    def test_a_topup_that_nobody_paid_is_credited(self):
        """Invoiced and then regretted: its credit note closes it; nothing was ever spendable."""
        invoice = self.invoice(50.0, post=False)
        invoice.invoice_line_ids.write(
            {"product_id": self.product.id, "account_id": self.liability.id, "tax_ids": False}
        )
        invoice.action_post()
        invoice._reverse_moves([{"ref": "regretted"}], cancel=True)
        self.env.invalidate_all()
        self.assertEqual((invoice.amount_residual, self.spendable()), (0.0, 0.0))
        self.assert_store_credit(0.0)
        self.assert_ties_out()

    def test_express_checkout_takes_no_store_credit(self):
        """The button that asks for the whole total is not for top-ups nor for store credit."""
        own = self.env["payment.provider"].sudo().search(
            [("code", "=", "store_credit"), ("company_id", "=", self.company.id)]
        )  # fmt: skip
        found = self.env["payment.provider"].sudo()._get_compatible_providers(
            self.company.id, self.customer.id, 500.0, self.order.currency_id.id,
            is_express_checkout=True, sale_order_id=self.order.id,
        )  # fmt: skip
        self.assertNotIn(own, found)

    def test_values_of_a_transaction_cannot_be_slipped_in(self):
        """Neither by Odoo's open route nor by those of top-ups and orders."""
        for url in (
            f"/my/credit/topup/{self.order.id}/transaction",
            f"/my/orders/{self.order.id}/transaction",
        ):
            for forged in (
                {"custom_create_values": {"state": "done"}},
                {"state": "done"},
                {"sale_order_ids": [Command.set(self.order.ids)]},
                {"operation": "refund"},
                {"store_credit_part_id": 1},
            ):
                result, error = self.rpc(
                    url,
                    **self.form(
                        amount=500.0, access_token=self.order._portal_ensure_token(), **forged
                    ),
                )
                self.assertFalse(result, (url, forged))
                self.assertTrue(error, (url, forged))
        self.assertFalse(self.order.transaction_ids)
