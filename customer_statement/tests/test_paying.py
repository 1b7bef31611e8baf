"""Pay now: from the page of a statement to the books, through the provider Demo."""

from odoo.tests import tagged

from .common_pay import PayCommon


@tagged("post_install", "-at_install")
class TestPortalPayment(PayCommon):
    """A customer with two invoices on a statement, and a provider that takes test payments."""

    def setUp(self):
        super().setUp()
        self.invoices = self.invoice(500) + self.invoice(70)
        self.mine = self.sent(kind="open_items")

    def call(self, path, **params):
        """Return the result of a JSON route."""
        answer = self.rpc(path, **params)
        self.assertNotIn("error", answer)
        return answer.get("result")

    def pay_statement(self, amount):
        """Pay as the form of the page does, and let the provider answer."""
        values = self.call(
            f"/my/statements/{self.mine.id}/transaction/{self.company.currency_id.id}",
            amount=amount,
            provider_id=self.provider.id,
            payment_method_id=self.method.id,
            token_id=None,
            flow="direct",
            tokenization_requested=False,
            landing_route=self.mine.get_portal_url(),
        )
        self.call(
            "/payment/demo/simulate_payment",
            reference=values["reference"],
            simulated_state="done",
            payment_details="1234",
        )
        # The page that waits for the answer lets it be booked.
        self.call("/payment/status/poll")
        self.env.invalidate_all()
        return self.env["payment.transaction"].search([("reference", "=", values["reference"])])

    def test_a_payment_from_the_statement_is_booked_and_settles_its_invoices(self):
        """Everything on the page is paid at once: in the books, and on the page."""
        page = self.url_open(f"/my/statements/{self.mine.id}/pay").text
        self.assertIn("Demo", page)
        transaction = self.pay_statement(570.0)
        self.assertEqual(transaction.state, "done")
        self.assertEqual(transaction.amount, 570.0)
        self.assertEqual(transaction.payment_id.move_id.state, "posted")
        self.assertEqual(transaction.payment_id.journal_id, self.bank_journal)
        self.assertEqual(self.invoices.mapped("amount_residual"), [0.0, 0.0])
        self.assertFalse(set(self.invoices.mapped("payment_state")) - {"paid", "in_payment"})

    def test_a_journal_that_leaves_entries_to_the_bank_settles_them_at_once_too(self):
        """With an accounting app it has no entry: the items would be asked for again."""
        self.patch(
            self.registry["account.move"],
            "_get_invoice_in_payment_state",
            lambda move: "in_payment",
        )
        self.bank_journal.inbound_payment_method_line_ids.payment_account_id = False
        payment = self.pay_statement(570.0).payment_id
        self.assertEqual(payment.move_id.state, "posted")
        self.assertEqual(self.invoices.mapped("amount_residual"), [0.0, 0.0])

    def test_the_page_shows_the_payment_at_once_and_the_statement_stays(self):
        """Nothing is left to pay; the live statement says so; the one that was sent is as it was.

        What was sent tells what was open on its day.
        """
        sent = self.mine._render_html()
        self.pay_statement(570.0)
        answer = self.url_open(f"/my/statements/{self.mine.id}/pay", allow_redirects=False)
        self.assertIn(f"/my/statements/{self.mine.id}", answer.headers["Location"])
        live = self.url_open("/my/statements/today?kind=open_items").text
        self.assertNotIn(self.invoices[0].name, live)
        self.assertEqual(self.mine._render_html(), sent)
        self.assertIn(self.invoices[0].name, sent)
