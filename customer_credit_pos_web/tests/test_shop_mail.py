"""What customers read about two payments, and that a mail that fails stops no payment."""

from unittest.mock import patch

from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from .common_checkout import CheckoutCommon

BROKEN, CLOSED = "Failed to render", "This period is closed."
CONFIRMATION = "sale.mail_template_sale_confirmation"


@tagged("post_install", "-at_install")
class TestShopMail(CheckoutCommon):
    """An order of 120: 45 by store credit, 75 by card."""

    def setUp(self):
        """Give the shopper 45."""
        super().setUp()
        self.give_credit(45.0)
        self.sale = self.order()

    def complete(self):
        """Pay in two parts and post-process."""
        main, part = self.split(self.sale, 45.0)
        main._set_done()
        main._post_process()
        self.env.invalidate_all()
        return main, part

    def body(self, order=None):
        """Return the body of the mail that confirms the order."""
        order = order or self.sale
        template = self.env.ref(CONFIRMATION)
        return template._generate_template(order.ids, {"body_html"})[order.id]["body_html"]

    def without_printer(self):
        """Let every PDF fail, as on a machine without wkhtmltopdf."""
        report = self.registry["ir.actions.report"]
        return patch.object(
            report, "_render_qweb_pdf", side_effect=UserError("Unable to find Wkhtmltopdf")
        )

    def fail_to_render(self):
        """Fail as a template does that somebody edited badly."""
        raise UserError(BROKEN)

    # --------------------------------------------------------------- what is said

    def test_the_mail_names_both_payments(self):
        """In the mail that was sent, and in the customer's language."""
        self.complete()
        sent = self.sale.message_ids.filtered(lambda it: "Paid by" in (it.body or ""))
        self.assertEqual(len(sent), 1)
        text = sent.body.replace("\N{NO-BREAK SPACE}", " ")
        for word in ("Store Credit", "45.00", "75.00"):
            self.assertIn(word, text)

    def test_the_mail_of_a_pending_payment_says_what_store_credit_does(self):
        """Odoo's sentence counts what arrived; the customer reads that the rest is set aside."""
        main, _part = self.split(self.sale, 45.0)
        self.assertNotIn("set aside", self.body())
        main._set_pending()
        self.assertIn("set aside for this order", self.body())
        main._set_done()
        main._post_process()
        self.env.invalidate_all()
        self.assertNotIn("set aside", self.body())

    def test_other_mails_stay_as_they_are(self):
        """Without store credit, and in quotations, nothing is added."""
        other = self.order()
        self.assertNotIn("Payments", self.body(other))
        self.complete()
        quotation = self.env.ref("sale.email_template_edi_sale")
        values = quotation._generate_template(self.sale.ids, {"body_html", "subject"})
        self.assertNotIn("Paid by", values[self.sale.id]["body_html"])

    def test_the_invoice_names_both_payments(self):
        """On paper and in the portal: how each part was paid; other invoices keep their words."""
        self.env["ir.config_parameter"].sudo().set_param("sale.automatic_invoice", "True")
        main, _part = self.complete()
        invoice = self.sale.invoice_ids
        names = set(invoice._get_store_credit_payment_names().values())
        self.assertEqual(names, {"Store Credit", main.payment_method_id.name})
        html = self.env["ir.qweb"]._render(
            "account.report_invoice_document",
            {
                "o": invoice,
                "lang": "en_US",
                "print_with_payments": True,
                "res_company": self.company,
                "company": self.company,
                "is_html_empty": lambda _value: True,
            },
        )
        self.assertIn("(Store Credit)", " ".join(str(html).split()))
        plain = self.invoice(50.0)
        self.assertEqual(plain._get_store_credit_payment_names(), {})

    # --------------------------------------------------------------- no printer

    def test_a_mail_without_pdf_is_sent_all_the_same(self):
        """Confirmed and booked at once; the mail goes without its PDF."""
        with self.without_printer():
            main, part = self.complete()
        self.assertEqual(self.sale.state, "sale")
        self.assertTrue(main.is_post_processed and part.is_post_processed)
        sent = self.sale.message_ids.filtered(lambda it: "Paid by" in (it.body or ""))
        self.assertEqual((len(sent), len(sent.attachment_ids)), (1, 0))
        self.assert_ties_out()

    def test_a_mail_that_cannot_be_made_at_all_is_written_down(self):
        """A broken template: the order says that no mail was sent."""
        self.patch(
            self.registry["sale.order"],
            "message_post_with_source",
            lambda *args, **kwargs: self.fail_to_render(),
        )
        main, _part = self.complete()
        self.assertEqual((self.sale.state, main.is_post_processed), ("sale", True))
        self.assertTrue("No mail was sent" in str(self.sale.message_ids.mapped("body")))

    def test_paying_in_the_portal_needs_no_printer(self):
        """Store credit alone, on a quotation and beside a pending card."""
        self.give_credit(100.0)
        with self.without_printer():
            self.assertEqual(self.pay(self.sale, 120.0).is_post_processed, True)
            quotation = self.order(20.0, website_id=False, state="sent")
            quotation = quotation.with_user(self.shopper).sudo()
            tx = quotation._pay_with_store_credit(20.0, 20.0)
        self.assertEqual((self.sale.state, quotation.state, tx.state), ("sale", "sale", "done"))
        self.assert_ties_out()

    def test_a_pending_payment_needs_no_printer(self):
        """The mail about the pending payment, too, goes without its PDF."""
        main, part = self.split(self.sale, 45.0)
        main._set_pending()
        with self.without_printer():
            main._post_process()
        self.assertEqual((self.sale.state, part.state), ("sent", "pending"))

    def test_buying_on_account_needs_no_printer(self):
        """The order is confirmed although its mail cannot carry the PDF."""
        self.website.credit_on_account = True
        self.customer.customer_credit_on_account = True
        with self.without_printer():
            self.assertTrue(self.sale.with_user(self.shopper).sudo()._confirm_on_account())
        self.assertEqual(self.sale.state, "sale")

    def test_topping_up_needs_no_printer(self):
        """The credit is there; its mail has no PDF anyway."""
        order = self.env["sale.order"]._get_or_create_topup(self.shopper, self.website, 50.0)
        tx = self.card_payment(order, 50.0)
        tx._set_done()
        with self.without_printer():
            tx._post_process()
        self.assertTrue(tx.is_post_processed)
        self.assert_store_credit(95.0)

    def test_books_that_refuse_the_part_do_not_stop_the_card(self):
        """The card is booked and the order confirmed; the part is booked when the books allow."""
        refusals = [UserError(CLOSED), RedirectWarning(CLOSED, 1, "Settings")]
        for number, refusal in enumerate(refusals, 1):
            with self.subTest(type(refusal).__name__):
                self.refuse_the_part(refusal)
                self.assertEqual(self.entries(), [("web_payment", -45.0)] * number)
            self.give_credit(45.0)
            self.sale = self.order()

    def refuse_the_part(self, refusal):
        """Pay in two parts while the books refuse the one by store credit, and again later."""
        create = self.registry["payment.transaction"]._create_payment

        def refuse(tx, **values):
            if tx.provider_code == "store_credit":
                raise refusal
            return create(tx, **values)

        with patch.object(self.registry["payment.transaction"], "_create_payment", refuse):
            main, part = self.complete()
        self.assertEqual((self.sale.state, bool(main.payment_id)), ("sale", True))
        self.assertEqual((part.state, part.is_post_processed), ("done", False))
        part._post_process()
        self.assertTrue(part.payment_id and part.is_post_processed)
        self.assert_ties_out()
