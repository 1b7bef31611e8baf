"""What counts against the limit: currencies, down payments, companies, basis, horizon."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CreditLimitCommon


@tagged("post_install", "-at_install")
class TestExposureByPolicy(CreditLimitCommon):
    """Each line counts once, in company currency, as the policy wants it."""

    def exposure(self, partner=None, company=None):
        """Return what counts against the limit of the customer."""
        partner = partner or self.customer
        company = company or self.company
        return float(partner._get_credit_limit_exposure_by_partner(company)[partner].total)

    def foreign(self):
        """Return a currency of which two make one of the company's."""
        return self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])

    def test_a_foreign_invoice_is_converted_once(self):
        """200 of a currency at 2 to 1 is 100, as draft and as posted invoice."""
        currency = self.foreign()
        invoice = self.invoice(200.0, post=False, currency_id=currency.id)
        self.assertEqual(self.exposure(), 100.0)
        invoice.action_post()
        self.assertEqual(self.exposure(), 100.0)

    def test_a_foreign_order_is_converted_once(self):
        """An order of 200 at 2 to 1 takes 100 of the limit, at the gate and afterwards."""
        currency = self.foreign()
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
        self.set_limit(100.0)
        order = self.quotation(200.0, pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, currency)
        order.action_confirm()
        self.assertEqual((order.state, self.exposure()), ("sale", 100.0))
        more = self.quotation(0.02, pricelist_id=pricelist.id)
        more.action_confirm()
        self.assertEqual(more.state, "draft")

    def test_a_down_payment_counts_once(self):
        """1,000 with 40 % invoiced in advance is 1,000."""
        order = self.order((self.chair, 10, 100))
        self.down_payment(order, 40)
        self.assertEqual(self.exposure(), 1000.0)

    def test_an_undelivered_order_counts(self):
        """Also where only delivered quantities are invoiced."""
        self.order((self.work, 10, 100))
        self.assertEqual(self.exposure(), 1000.0)

    def test_the_order_s_company_decides(self):
        """Whichever company is active, the limit, books and orders of the document's count."""
        data = self.setup_other_company()
        other = data["company"]
        self.set_limit(1000.0)
        self.set_limit(10.0, company=other)
        order = self.quotation(500.0)
        both = self.env.user.company_ids | self.company | other
        self.env.user.company_ids = both
        seen = order.with_context(allowed_company_ids=[other.id, self.company.id])
        self.assertEqual(seen.env.company, other)
        self.assertEqual(self.codes(seen), [])
        seen.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertEqual((self.exposure(), self.exposure(company=other)), (500.0, 0.0))

    def test_orders_of_two_companies_do_not_mix(self):
        """300 here and 200 there are 300 here and 200 there."""
        other = self.setup_other_company()["company"]
        self.env.user.company_ids |= other
        self.order((self.chair, 3, 100))
        there = (
            self.env["sale.order"]
            .with_company(other)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": other.id,
                    "order_line": [self.order_line(self.chair, 2, 100)],
                }
            )
        )
        there.action_confirm()
        self.assertEqual((self.exposure(), self.exposure(company=other)), (300.0, 200.0))

    def test_a_contact_and_its_company_are_one(self):
        """An invoice of a contact counts for the company; the contact shows it too."""
        self.owe(300.0, partner=self.contact)
        self.assertEqual(self.exposure(), 300.0)
        self.assertEqual(self.contact.credit_exposure, 300.0)

    def test_unapplied_payments_lower_it(self):
        """Money on account makes room."""
        self.owe(300.0)
        self.pay_on_account(120.0)
        self.assertEqual(self.exposure(), 180.0)

    def test_counting_by_invoices(self):
        """Orders count when they are invoiced; each order is still held against the limit."""
        self.policy.basis = "invoices"
        self.set_limit(1000.0)
        self.order((self.chair, 9, 100))
        self.assertEqual(self.exposure(), 0.0)
        order = self.order((self.chair, 9, 100))
        self.assertEqual(order.state, "sale")
        self.owe(200.0)
        late = self.quotation(900.0)
        late.action_confirm()
        self.assertEqual(late.state, "draft")

    def test_drafts_and_store_credit_by_choice(self):
        """The policy says whether drafts count and whether store credit makes room."""
        self.invoice(300.0, post=False)
        self.give_credit(100.0)
        self.assertEqual(self.exposure(), 300.0)
        self.policy.include_store_credit = True
        self.assertEqual(self.exposure(), 200.0)
        self.policy.include_draft_invoices = False
        self.assertEqual(self.exposure(), -100.0)

    def test_an_order_counts_until_it_is_invoiced(self):
        """Its draft invoice counts in its place, where drafts by themselves do not."""
        self.policy.include_draft_invoices = False
        self.set_limit(1000.0)
        order = self.order((self.chair, 10, 100))
        draft = self.invoice_order(order, post=False)
        self.invoice(300.0, post=False)
        self.assertEqual(self.exposure(), 1000.0)
        late = self.quotation(900.0)
        late.action_confirm()
        self.assertEqual(late.state, "draft")
        draft.invoice_line_ids.price_unit = 500.0
        with self.assertRaises(UserError):
            draft.action_post()
        self.set_limit(5000.0)
        draft.action_post()
        self.assertEqual((draft.state, self.exposure()), ("posted", 5000.0))
        self.set_limit(6000.0)
        self.down_payment(self.order((self.chair, 10, 100)), 100, post=False)
        self.assertEqual(self.exposure(), 6000.0)

    def test_store_credit_set_aside_pays_its_order(self):
        """Where store credit makes room, keeping it for an order takes none from that order."""
        self.policy.include_store_credit = True
        self.set_limit(0)
        self.give_credit(100.0)
        kept, other = self.quotation(100.0), self.quotation(100.0)
        kept.action_set_credit_aside()
        other.action_confirm()
        self.assertEqual(other.state, "draft", "it is kept for the other one")
        kept.action_confirm()
        self.assertEqual((kept.state, self.exposure()), ("sale", 0.0))
        with self.assertRaises(UserError):
            kept.order_line.price_unit = 101.0
        self.invoice_order(kept)
        self.assertEqual(self.exposure(), 0.0)

    def test_store_credit_makes_room_once(self):
        """It is set aside for one order after the other, and freed in between."""
        self.policy.include_store_credit = True
        self.set_limit(100.0)
        self.give_credit(500.0)
        first, *others = (self.quotation(amount) for amount in (600.0, 100.0, 500.0))
        first.action_set_credit_aside()
        first.action_confirm()
        self.assertEqual((first.state, self.exposure()), ("sale", 100.0))
        first.action_free_credit_set_aside()
        for order in others:
            order.action_set_credit_aside()
            order.action_confirm()
            self.assertEqual(order.state, "draft")
            order.action_free_credit_set_aside()
        self.assertEqual(self.exposure(), 100.0)
        self.set_limit(200.0)
        small = others[0]
        small.action_set_credit_aside()
        small.action_confirm()
        self.assertEqual((small.state, self.exposure()), ("sale", 200.0))
        with self.assertRaises(UserError):
            small.order_line.price_unit = 101.0

    def test_an_allowed_overdraft_makes_no_room(self):
        """Only money that is there does; what is overdrawn is owed."""
        self.policy.include_store_credit = True
        self.credit_account().overdraft_limit = 50.0
        self.assertEqual(self.exposure(), 0.0)
        self.give_credit(30.0)
        self.assertEqual(self.exposure(), -30.0)
        self.give_credit(-70.0)
        self.assertEqual(self.exposure(), 40.0)

    def test_orders_beyond_the_horizon_are_left_out(self):
        """A bulk order for next year does not use up today's limit."""
        self.policy.horizon_days = 30
        self.set_limit(1000.0)
        later = fields.Datetime.now() + timedelta(days=60)
        far = self.quotation(5000.0, commitment_date=later)
        far.action_confirm()
        self.assertEqual((far.state, self.exposure()), ("sale", 0.0))
        near = self.quotation(900.0)
        near.action_confirm()
        self.assertEqual(near.state, "sale")
        with self.assertRaises(UserError):
            far.commitment_date = fields.Datetime.now()
        self.policy.horizon_days = 0
        self.env.invalidate_all()
        self.assertEqual(self.exposure(), 5900.0)

    def test_what_is_delivered_counts_at_any_horizon(self):
        """A day that somebody writes on an order does not undo its delivery."""
        self.policy.horizon_days = 30
        order = self.order((self.chair, 10, 100))
        order.commitment_date = fields.Datetime.now() + timedelta(days=60)
        self.assertEqual(self.exposure(), 0.0)
        order.order_line.qty_delivered = 4
        self.assertEqual(self.exposure(), 400.0)
        self.invoice_order(order, quantities=[4])
        self.assertEqual(self.exposure(), 400.0)
        order.order_line.qty_delivered = 12
        self.assertEqual(self.exposure(), 1000.0)

    def test_the_figures_of_many_are_few_queries(self):
        """Exposure of one customer and of thirty takes no more queries."""
        partners = self.env["res.partner"].create([{"name": f"C{n}"} for n in range(30)])
        for partner in partners:
            self.order(partner=partner)
        counts = []
        partners._get_credit_figures(self.company)
        for some in (partners[:1], partners):
            self.env.flush_all()
            self.env.invalidate_all()
            some.mapped("commercial_partner_id")
            before = self.env.cr.sql_log_count
            some._get_credit_figures(self.company)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
        self.assertLessEqual(counts[1], 7)

    def test_a_policy_of_its_own(self):
        """A customer with another policy is judged by that one, beside others by the default."""
        strict = self.Policy.create(
            {"name": "Strict", "basis": "invoices", "default_limit_mode": "none"}
        )
        self.profile().policy_id = strict
        self.order((self.chair, 1, 100), partner=self.other_customer)
        self.assertEqual(self.limit_of(), 0.0)
        self.assertIsNone(self.limit_of(self.other_customer))
        self.assertEqual(self.exposure(self.other_customer), 100.0)

    def test_merged_contacts_keep_the_lower_limit_and_the_hold(self):
        """Whatever the two had, the stricter stays."""
        for kept, gone in ((self.customer, self.other_customer),):
            self.set_limit(900.0, kept)
            self.set_limit(400.0, gone)
            self.put_on_hold(gone)
            wizard = self.env["base.partner.merge.automatic.wizard"].create({})
            wizard._merge((kept + gone).ids, kept)
            self.assertEqual(self.limit_of(kept), 400.0)
            self.assertTrue(kept.credit_on_hold)

    def test_a_moved_limit_never_raises_that_of_the_contact_that_stays(self):
        """Without a limit of its own it had the default: a higher one does not come along."""
        self.policy.write({"default_limit_mode": "custom", "default_limit": 500.0})
        self.set_limit(9000.0, self.other_customer)
        tomorrow = fields.Date.today() + timedelta(days=1)
        profile = self.profile(self.other_customer)
        profile.write({"temporary_limit": 20000.0, "temporary_until": tomorrow})
        self.profile(self.other_customer)._move_to_partner(self.customer)
        self.assertEqual(self.limit_of(), 500.0)
        line = self.env["customer.credit.audit"].search(
            [("partner_id", "=", self.customer.id), ("event", "=", "limit_change")], limit=1
        )
        self.assertIn("the lower limit counts", line.note)

    def test_a_lower_limit_of_a_policy_stays_in_a_merge(self):
        """It is an amount of its own then: the policy of the contact that stays knows another."""
        small = self.policy.copy(
            {"name": "Small", "default_limit_mode": "custom", "default_limit": 400.0}
        )
        self.profile(self.other_customer).write({"policy_id": small.id})
        for limit in (400.0, 0.0):
            small.default_limit = limit
            self.put_on_hold()
            self.assertIsNone(self.limit_of())
            self.profile(self.other_customer)._move_to_partner(self.customer)
            self.assertEqual(self.limit_of(), limit)
            self.set_limit(None)
            self.profile(self.other_customer).write({"policy_id": small.id})

    def test_a_contact_brings_no_leniency_to_its_company(self):
        """A policy that stops nothing, or that no rule may hold, was chosen for the person."""
        lenient = self.policy.copy({"name": "Lenient", "mode": "off", "on_account": True})
        self.policy.write({"default_limit_mode": "custom", "default_limit": 500.0})
        for vals, limit in (
            ({"limit_mode": "custom", "limit_amount": 100.0}, 100.0),
            ({"limit_mode": "unlimited"}, 500.0),
        ):
            person, company = self.env["res.partner"].create([{"name": "P"}, {"name": "C"}])
            company.is_company = True
            self.profile(person)._apply({"policy_id": lenient.id, "hold": "off", **vals})
            person.with_user(self.salesperson).parent_id = company
            profile = self.profile(company)
            self.assertEqual(
                (profile.policy_id, profile.hold, self.limit_of(company)),
                (self.env["customer.credit.policy"], "auto", limit),
            )
            order = self.quotation(600.0, partner=company)
            order.action_confirm()
            self.assertEqual(order.state, "draft")

    def test_a_moved_lower_limit_comes_along(self):
        """Stricter than the default: it stays with the contact that stays."""
        self.policy.write({"default_limit_mode": "custom", "default_limit": 500.0})
        self.set_limit(100.0, self.other_customer)
        self.profile(self.other_customer)._move_to_partner(self.customer)
        self.assertEqual(self.limit_of(), 100.0)

    def test_a_contact_that_joins_a_company(self):
        """Its own limit is gone into the company's: the lower of both."""
        self.set_limit(900.0)
        self.set_limit(400.0, self.other_customer)
        self.other_customer.parent_id = self.customer
        self.assertEqual(self.limit_of(self.other_customer), 400.0)
        self.assertEqual(self.limit_of(), 400.0)
        self.assertEqual(self.Profile.search_count([("partner_id", "=", self.customer.id)]), 1)

    def test_lines_from_confirmed_orders_are_invoiced(self):
        """Whatever the limit says by then, a confirmed order is invoiced and posted."""
        order = self.order((self.chair, 9, 100))
        self.set_limit(0)
        self.put_on_hold()
        invoice = self.invoice_order(order)
        self.assertEqual(invoice.state, "posted")

    def test_by_invoices_only_delivered_goods_pass(self):
        """With the policy counting invoices, undelivered lines are checked, delivered never."""
        self.policy.basis = "invoices"
        order = self.order((self.chair, 9, 100))
        done = self.order((self.work, 9, 100))
        done.order_line.qty_delivered = 9
        self.set_limit(100.0)
        with self.assertRaises(UserError):
            self.invoice_order(order)
        self.assertEqual(self.invoice_order(done).state, "posted")

    def test_invoices_without_orders_are_gated(self):
        """By the button and by the method that the cron calls; credit notes never."""
        self.set_limit(100.0)
        invoice = self.invoice(500.0, post=False)
        for door in (invoice.action_post, invoice._post):
            with self.assertRaises(UserError):
                door()
        invoice.invoice_line_ids.price_unit = 100.0
        invoice.action_post()
        self.set_limit(0)
        self.put_on_hold()
        self.assertEqual(self.invoice(500.0, move_type="out_refund").state, "posted")
        bill = self.invoice(500.0, move_type="in_invoice")
        self.assertEqual(bill.state, "posted")

    def test_invoices_can_be_left_out(self):
        """Where the policy does not check invoices, they post."""
        self.policy.check_invoices = False
        self.set_limit(100.0)
        self.assertEqual(self.invoice(500.0).state, "posted")

    def test_lines_without_orders_beside_lines_with_one(self):
        """Only what no order stands behind is checked."""
        order = self.order((self.chair, 9, 100))
        invoice = self.invoice_order(order, post=False)
        self.set_limit(950.0)
        extra = {"name": "Extra", "price_unit": 100.0, "tax_ids": [Command.clear()]}
        invoice.invoice_line_ids = [Command.create(extra)]
        with self.assertRaises(UserError):
            invoice.action_post()

    def test_a_term_of_another_addon_is_not_counted_twice(self):
        """What a document put into a term of its own is taken off before it is judged."""
        self.set_limit(100.0)
        order = self.quotation(40.0)
        partner = self.registry["res.partner"]
        terms = partner._get_credit_exposure_terms

        def with_another(partners, company, question=None):
            return {**terms(partners, company, question), "elsewhere": {self.customer: 40.0}}

        self.patch(partner, "_get_credit_exposure_terms", with_another)
        self.assertEqual(self.exposure(), 40.0)
        self.patch(self.registry["sale.order"], "_get_credit_counted_terms",
                   lambda orders, decision=None: {"elsewhere": 40.0})  # fmt: skip
        self.assertEqual(float(order._get_credit_exposure().total), 0.0)
