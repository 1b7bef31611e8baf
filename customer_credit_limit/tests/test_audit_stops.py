"""Audit of stops that raise: on record although the error rolled everything else back."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .rpc_common import CreditRpcCommon


@tagged("post_install", "-at_install")
class TestStopsOnRecord(CreditRpcCommon):
    """Each door that raises leaves one line, over real requests."""

    def setUp(self):
        """Be a salesperson over RPC, with a confirmed order at the limit."""
        super().setUp()
        self.set_limit(1000.0)
        self.confirmed = self.order((self.chair, 9, 100))
        self.log_in(self.salesperson)

    def stops(self, **criteria):
        """Return what is on record as stopped, newest first."""
        domain = [("event", "=", "blocked"), *((k, "=", v) for k, v in criteria.items())]
        return self.env["customer.credit.audit"].search(domain)

    def test_a_state_written_by_rpc(self):
        """Who tried, at which document, with the figures of that moment."""
        quote = self.quotation(500.0)
        self.assert_refused(self.call(quote, "write", {"state": "sale"}))
        self.assertEqual(quote.state, "draft")
        line = self.stops(res_id=quote.id)
        self.assertEqual(line.user_id, self.salesperson)
        self.assertEqual(
            (line.exposure, line.credit_limit, line.amount, line.excess),
            (900.0, 1000.0, 500.0, 400.0),
        )
        self.assertEqual((line.document_name, line.partner_id), (quote.name, self.customer))

    def test_a_confirmed_order_that_grows(self):
        """A quantity written by RPC is on record as well."""
        line = self.confirmed.order_line
        self.assert_refused(self.call(line, "write", {"product_uom_qty": 90}))
        self.assertEqual(line.product_uom_qty, 9)
        self.assertEqual(self.stops(res_id=self.confirmed.id).excess, 8000.0)

    def test_an_invoice_that_is_not_posted(self):
        """So is posting."""
        invoice = self.invoice(500.0, post=False)
        self.log_in(self.env.ref("base.user_admin"))
        self.env.ref("base.user_admin").write(
            {"company_ids": [Command.link(self.company.id)], "company_id": self.company.id}
        )
        answer = self.call(invoice, "action_post")
        self.assert_refused(answer)
        self.assertEqual(self.stops(res_id=invoice.id).excess, 400.0)

    def test_trying_again_is_one_event(self):
        """Three clicks within a minute are one line; another reason is another."""
        quote = self.quotation(500.0)
        for _turn in range(3):
            self.call(quote, "write", {"state": "sale"})
        self.assertEqual(len(self.stops(res_id=quote.id)), 1)
        self.set_limit(900.0)
        self.call(quote, "write", {"state": "sale"})
        self.assertEqual(len(self.stops(res_id=quote.id)), 2)

    def test_an_order_that_never_existed(self):
        """Created confirmed and rolled back: the attempt stays, without a link to nothing."""
        vals = {
            "partner_id": self.customer.id,
            "state": "sale",
            "order_line": [self.order_line(self.chair, 1, 500)],
        }
        self.assert_refused(self.call(self.env["sale.order"], "create", [vals]))
        line = self.stops()[0]
        self.assertTrue(line.document_name)
        self.assertFalse(line.res_id)

    def test_a_new_order_of_a_customer_on_hold(self):
        """The hold that refused it is on record."""
        self.put_on_hold()
        vals = {"partner_id": self.customer.id}
        self.assert_refused(self.call(self.env["sale.order"], "create", [vals]), "on hold")
        self.assertIn("Unpaid since spring", self.stops()[0].note)

    def test_nothing_is_written_before_the_end(self):
        """While the transaction lives it holds locks: the line waits until it is over."""
        quote = self.quotation(500.0)
        with self.enter_registry_test_mode():
            with self.assertRaises(UserError):
                quote.write({"state": "sale"})
            self.assertFalse(self.stops(res_id=quote.id))
            self.env.cr.postcommit.run()
            self.assertEqual(len(self.stops(res_id=quote.id)), 1)
            self.env.cr.postrollback.clear()

    def test_a_company_that_never_existed(self):
        """Set up, stopped and rolled back in one go: nobody is left to tell, nothing breaks."""
        with self.enter_registry_test_mode():
            with self.assertRaises(UserError), self.env.cr.savepoint():
                company = self.env["res.company"].create({"name": "Branch to be"})
                self.set_limit(100.0, company=company)
                self.env["sale.order"].with_company(company).create(
                    {
                        "partner_id": self.customer.id,
                        "company_id": company.id,
                        "order_line": [self.order_line(self.chair, 1, 500)],
                    }
                ).write({"state": "sale"})
            self.env.cr.postrollback.run()
            self.env.cr.postcommit.clear()
        self.assertFalse(self.stops())

    def test_what_passes_leaves_no_line(self):
        """Only what stopped something is a stop."""
        quote = self.quotation(50.0)
        self.assertEqual(self.call(quote, "write", {"state": "sale"}), (None, True))
        self.assertFalse(self.stops())
