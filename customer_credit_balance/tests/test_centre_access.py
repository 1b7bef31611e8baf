"""The customer's Credit Centre: figures, chart and lists, each for who may see them."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_application import ApplyCommon


@tagged("post_install", "-at_install")
class TestCentre(ApplyCommon):
    """What the page shows and who may open what."""

    def as_user(self, user, partner=None):
        """Return the customer as this user reads it, from an empty cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        return (partner or self.customer).with_user(user)

    def test_salesperson_sees_the_centre(self):
        """Figures, credits, applications and history are there without accounting rights."""
        self.give_credit(50)
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        self.apply([(payment, invoice, 30)])
        partner = self.as_user(self.salesperson)
        self.assertEqual(partner.credit_balance, 120)
        self.assertEqual(set(partner.customer_credit_ids.mapped("remaining_amount")), {50, 70})
        self.assertEqual(partner.customer_credit_application_ids.invoice_name, invoice.name)
        self.assertEqual(partner.customer_credit_entry_ids.mapped("balance_after"), [50])

    def test_spent_store_credit_is_listed_once(self):
        """A payment by store credit is no credit of its own; an unapplied one still is."""
        self.give_credit(100)
        invoice = self.invoice(30)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"journal_id": self.journal.id})._create_payments()
        self.env.cr.precommit.run()  # matching of the liability account waits for the commit
        credits = self.as_user(self.credit_manager).customer_credit_ids
        self.assertEqual(credits.mapped("origin"), ["adjustment"])
        self.receivable_line(invoice).remove_move_reconcile()
        credits = self.as_user(self.credit_manager).customer_credit_ids
        self.assertEqual(set(credits.mapped("origin")), {"adjustment", "spent"})

    def test_page_is_read_like_the_client_does(self):
        """The web client's own read works for a salesperson."""
        self.give_credit(50)
        self.pay_on_account(100)
        view = self.env.ref("customer_credit_balance.res_partner_view_credit_centre")
        arch = self.env["res.partner"].with_user(self.salesperson).get_view(view.id, "form")
        self.assertNotIn("action_credit_topup", arch["arch"])
        self.assertIn("customer_credit_chart", arch["arch"])
        values = self.as_user(self.salesperson).web_read(
            {
                "credit_balance": {},
                "customer_credit_chart": {},
                "customer_credit_ids": {"fields": {"name": {}, "partner_id": {"fields": {}}}},
                "customer_credit_entry_ids": {"fields": {"event": {}, "origin_name": {}}},
            }
        )[0]
        self.assertEqual(len(values["customer_credit_ids"]), 2)

    def test_outsiders_see_nothing(self):
        """Employees without the right and portal users cannot read a figure or open the page."""
        for user in (self.employee, self.portal_user):
            with self.assertRaises(AccessError):
                self.as_user(user).action_open_credit_centre()
            with self.assertRaises(AccessError):
                self.as_user(user, user.partner_id).customer_credit_chart  # noqa: B018

    def test_contact_leads_to_the_customer(self):
        """A contact's button opens the Centre of its company."""
        action = self.contact.action_open_credit_centre()
        self.assertEqual(action["res_id"], self.customer.id)

    def test_only_managers_open_wizards(self):
        """Each door to a change is closed for others, also by RPC."""
        names = ["topup", "apply", "refund", "transfer", "adjust"]
        for name in names:
            method = f"action_credit_{name}"
            with self.assertRaises(AccessError):
                getattr(self.as_user(self.salesperson), method)()
            action = getattr(self.as_user(self.credit_manager), method)()
            self.assertEqual(action["res_model"], f"customer.credit.{name}")
            self.assertEqual(action["context"]["active_ids"], self.customer.ids)

    def test_chart_ends_at_the_balance_of_today(self):
        """Thirteen points; the last is the credit balance, the first lies before any credit."""
        self.give_credit(50)
        self.pay_on_account(100, date="2026-01-20")
        chart = self.customer.customer_credit_chart
        amounts = [point["amount"] for point in chart["points"]]
        self.assertEqual((len(amounts), amounts[0], amounts[-1]), (13, 0, 150))
        self.assertEqual(amounts[-1], self.customer.credit_balance)

    def test_account_list_shows_outstanding_credits(self):
        """The list of store credit shows it beside outstanding credits and the last movement."""
        entry = self.give_credit(50)
        self.pay_on_account(100)
        account = self.credit_account().with_user(self.salesperson)
        self.assertEqual((account.outstanding_amount, account.total_amount), (100, 150))
        self.assertEqual(account.last_movement, entry.date)

    def test_account_list_reads_in_constant_queries(self):
        """More customers do not need more queries."""
        for partner in (self.customer, self.other_customer):
            self.give_credit(50, partner)
        accounts = self.credit_account() | self.credit_account(self.other_customer)
        accounts.mapped("company_id.currency_id")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(7):
            accounts.sudo().mapped(lambda a: (a.outstanding_amount, a.last_movement))

    def test_no_credit_no_chart_line(self):
        """A customer without credit has a flat chart and empty lists."""
        chart = self.other_customer.customer_credit_chart
        self.assertEqual({point["amount"] for point in chart["points"]}, {0})
        self.assertFalse(self.other_customer.customer_credit_ids)
