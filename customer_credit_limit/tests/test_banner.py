"""What people see: the banner with figures, reasons and ways, the room in the bar, the forms."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import CreditLimitCommon


@tagged("post_install", "-at_install")
class TestBanner(CreditLimitCommon):
    """Told early, and told what would help."""

    def figures(self, banner):
        """Return {code: amount} of the banner's figures."""
        return {figure["code"]: figure["amount"] for figure in banner["figures"]}

    def test_the_banner_names_figures_and_reasons(self):
        """Exposure, limit, room now and after; why; what would release it."""
        self.owe(400.0)
        self.set_limit(1000.0)
        self.give_credit(50.0)
        order = self.quotation(900.0).with_user(self.salesperson)
        banner = order.credit_verdict
        self.assertEqual(banner["state"], "blocked")
        self.assertEqual(banner["title"], "Needs approval")
        self.assertEqual(
            self.figures(banner),
            {"exposure": 400.0, "limit": 1000.0, "headroom": 600.0, "after": -300.0},
        )
        self.assertEqual([reason["code"] for reason in banner["reasons"]], ["over_limit"])
        self.assertEqual(
            [(way["code"], way["amount"]) for way in banner["ways"]],
            [("deposit", 300.0), ("invoices", 400.0), ("store_credit", 300.0), ("limit", 1300.0)],
        )
        self.assertTrue(banner["can_request"])

    def test_nothing_to_say(self):
        """Within the limit, without one, and on confirmed orders there is no banner."""
        order = self.quotation(900.0)
        self.assertFalse(order.credit_verdict)
        self.set_limit(1000.0)
        order.invalidate_recordset()
        self.assertFalse(order.credit_verdict)
        order.action_confirm()
        self.set_limit(1.0)
        order.invalidate_recordset()
        self.assertFalse(order.credit_verdict)

    def test_the_banner_follows_what_is_typed(self):
        """Raising a quantity in the form shows it at once."""
        self.set_limit(1000.0)
        with Form(self.env["sale.order"].with_user(self.salesperson)) as form:
            form.partner_id = self.contact
            self.assertFalse(form.credit_verdict)
            with form.order_line.new() as line:
                line.product_id = self.chair
                line.product_uom_qty = 11
            self.assertEqual(form.credit_verdict["ways"][0]["amount"], 100.0)
            room = next(it for it in form.credit_position["lines"] if it["code"] == "room")
            self.assertEqual(room["amount"], 1000.0)
            self.assertEqual(
                [(part["label"], part["amount"]) for part in room["parts"]],
                [("of", 1000.0), ("after this order over by", 100.0)],
            )

    def test_the_form_of_a_held_customer_says_so_at_once(self):
        """A ribbon for whoever sees credit, and two tabs that are named by who owes."""
        arch = self.customer.with_user(self.limit_manager).get_view(view_type="form")["arch"]
        self.assertIn('title="On hold"', arch)
        self.assertIn('string="What We Owe"', arch)
        self.assertIn('string="What They May Owe"', arch)
        other = self.customer.with_user(self.employee).get_view(view_type="form")["arch"]
        self.assertNotIn('title="On hold"', other)

    def test_the_bar_says_hold_first(self):
        """A customer on hold is red, whatever the balance."""
        self.put_on_hold()
        position = self.customer._get_credit_position(self.company)[self.customer]
        self.assertEqual((position["state"], position["state_label"]), ("stopped", "On hold"))

    def choose(self, partner, **context):
        """Return the answer to a rep who chooses a customer on a new quotation."""
        Order = self.env["sale.order"].with_user(self.salesperson).with_context(**context)
        spec = {"partner_id": {}, "partner_invoice_id": {}, "credit_verdict": {}}
        return Order.onchange({"partner_id": partner.id}, ["partner_id"], spec)

    def test_a_hold_is_told_when_the_customer_is_chosen(self):
        """Not when everything is filled in and saved: what stops it, and what to do."""
        self.policy.hold_level = "no_order"
        self.put_on_hold()
        answer = self.choose(self.customer)
        self.assertIn("ask a credit manager to release", answer["warning"]["message"])
        verdict = answer["value"]["credit_verdict"]
        self.assertEqual((verdict["title"], verdict["ways"]), ("No new orders", []))
        self.assertIn("ask a credit manager to release", verdict["reasons"][0]["message"])
        self.assertNotIn("warning", self.choose(self.other_customer))

    def test_a_hold_that_lets_orders_wait_needs_no_message(self):
        """The banner says it; the order can be made."""
        self.policy.hold_level = "warn"
        self.put_on_hold()
        answer = self.choose(self.customer)
        self.assertNotIn("warning", answer)
        self.assertEqual(answer["value"]["credit_verdict"]["reasons"][0]["code"], "hold")

    def test_no_sentence_has_an_address(self):
        """The form shows addresses with the customer; a sentence names the customer alone."""
        self.policy.hold_level = "no_order"
        self.customer.write({"street": "77 Santa Barbara Rd", "vat": "US12345673"})
        self.put_on_hold()
        answer = self.choose(self.customer, show_address=1, show_vat=True, show_email=True)
        for text in (answer["warning"]["message"], str(answer["value"]["credit_verdict"])):
            self.assertIn(self.customer.name, text)
            self.assertNotIn("Santa Barbara", text)
            self.assertNotIn("US12345673", text)

    def test_no_room_line_without_a_limit(self):
        """Unlimited customers have no such line."""
        self.set_limit(10.0, self.other_customer)
        position = self.customer._get_credit_position(self.company)[self.customer]
        self.assertEqual(position["lines"], [])

    def test_ways_are_a_click_away(self):
        """Pay link over what is missing, and the invoices."""
        invoice = self.owe(400.0)
        self.set_limit(500.0)
        self.give_credit(50.0)
        order = self.quotation(300.0).with_user(self.sales_manager)
        link = order.action_credit_way("deposit")
        wizard = self.env["payment.link.wizard"].browse(link["res_id"])
        self.assertEqual((wizard.amount, wizard.res_id), (200.0, order.id))
        invoices = order.action_credit_way("invoices")
        self.assertEqual(invoices["domain"], [("id", "in", invoice.ids)])
        arch = self.env["ir.ui.view"].browse(invoices["views"][0][0]).arch
        self.assertIn(
            'name="amount_residual_signed" string="Left to Pay" sum=', " ".join(arch.split())
        )
        with self.assertRaises(UserError):
            order.action_credit_way("overdue")
        with self.assertRaises(AccessError):
            order.with_user(self.employee).action_credit_way("deposit")

    def test_no_deposit_larger_than_the_order(self):
        """A customer far over the limit cannot make room by paying a small order ahead."""
        self.owe(1500.0)
        self.set_limit(1000.0)
        order = self.quotation(100.0)
        codes = [way["code"] for way in order.credit_verdict["ways"]]
        self.assertNotIn("deposit", codes)
        self.assertIn("invoices", codes)
        with self.assertRaises(UserError):
            order.action_credit_way("deposit")

    def test_the_same_invoices_are_named_once(self):
        """Where paying what is overdue also makes the room, it is one way, not two."""
        overdue = self.owe(300.0, days_overdue=60)
        self.owe(50.0)
        self.policy.write({"overdue_mode": "approval", "overdue_days": 15})
        self.set_limit(350.0)
        order = self.quotation(300.0)
        codes = [way["code"] for way in order.credit_verdict["ways"]]
        self.assertIn("overdue", codes)
        self.assertNotIn("invoices", codes)
        self.set_limit(300.0)
        order.invalidate_recordset()
        codes = [way["code"] for way in order.credit_verdict["ways"]]
        self.assertLess({"overdue", "invoices"}, set(codes))
        domain = order.action_credit_way("overdue")["domain"]
        self.assertEqual(domain, [("id", "in", overdue.ids)])

    def test_overdue_invoices_are_a_way(self):
        """The banner says which invoices to have paid."""
        invoice = self.owe(80.0, 23)
        self.owe(80.0, 3)
        self.policy.write({"overdue_mode": "approval", "overdue_days": 15})
        order = self.quotation(10.0)
        banner = order.credit_verdict
        self.assertIn("23 days", banner["reasons"][0]["message"])
        self.assertEqual([(way["code"], way["amount"]) for way in banner["ways"]],
                         [("overdue", 80.0)])  # fmt: skip
        self.assertEqual(order.action_credit_way("overdue")["domain"], [("id", "in", invoice.ids)])

    def test_approval_is_asked_from_the_banner(self):
        """The order waits, and the banner says so."""
        self.set_limit(10.0)
        order = self.quotation(300.0)
        told = order.with_user(self.salesperson).action_request_credit_approval()
        self.assertIn(order.credit_request_id.decider_names, told["params"]["message"])
        self.assertEqual(order.credit_state, "waiting")
        order.invalidate_recordset()
        title = order.credit_verdict["title"]
        self.assertTrue(title.startswith("Waits for approval by "), title)
        self.assertIn(self.env["customer.credit.request"].search([], limit=1).decider_names, title)
        self.assertFalse(order.credit_verdict["can_request"])
        with self.assertRaises(AccessError):
            order.with_user(self.employee).action_request_credit_approval()

    def test_a_foreign_order_reads_the_limit_in_its_own_currency_too(self):
        """Two euros a dollar: 200 dollars over are 400 euros; own currency needs no second."""
        self.set_limit(100.0)
        self.assertFalse(self.quotation(300.0).credit_verdict["note"])
        euro = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": euro.id})
        order = self.quotation(600.0, pricelist_id=pricelist.id)
        self.assertIn("400.00", order.credit_verdict["note"])
        self.assertIn("EUR", order.credit_verdict["note"])

    def test_the_invoice_has_its_banner(self):
        """A draft without an order shows what posting will say."""
        self.set_limit(100.0)
        move = self.invoice(500.0, post=False)
        self.assertEqual(move.credit_verdict["reasons"][0]["code"], "over_limit")

    def test_managers_keep_everything_on_the_credit_tab(self):
        """Limit, temporary limit, review and hold, by the form of the contact."""
        with Form(self.customer.with_user(self.limit_manager)) as form:
            form.credit_limit_mode = "custom"
            form.credit_limit_amount = 700.0
            form.credit_temporary_limit = 900.0
            form.credit_temporary_until = "2099-12-31"
            form.credit_next_review_date = "2099-01-01"
            form.credit_hold = "on"
            form.credit_hold_reason = "Asked by finance"
        profile = self.profile()
        self.assertEqual(
            (profile.limit_amount, profile.temporary_limit, profile.hold, profile.hold_reason),
            (700.0, 900.0, "on", "Asked by finance"),
        )
        self.assertEqual(self.limit_of(), 900.0)
        self.assertTrue(self.customer.credit_on_hold)

    def test_a_temporary_limit_has_a_last_day(self):
        """Without one it would never count: the form asks for it."""
        form = Form(self.customer.with_user(self.limit_manager))
        form.credit_temporary_limit = 900.0
        with self.assertRaisesRegex(AssertionError, "credit_temporary_until"):
            form.save()
        form.credit_temporary_until = "2099-12-31"
        form.save()
        self.assertEqual(self.limit_of(), 900.0)

    def test_salespeople_see_and_cannot_change(self):
        """The tab is there for them, its choices are read-only."""
        self.set_limit(100.0)
        form = Form(self.customer.with_user(self.salesperson))
        self.assertEqual(form.credit_limit_effective, 100.0)
        with self.assertRaises(AssertionError):
            form.credit_limit_mode = "unlimited"
        self.assertNotIn("credit_temporary_limit", form._view["fields"])

    def test_one_limit_is_shown_not_two(self):
        """Odoo's own limit is hidden from the contact and from settings."""
        arch = self.env["res.partner"].get_view(self.env.ref("base.view_partner_form").id, "form")[
            "arch"
        ]
        self.assertIn('name="credit_limits"', arch)
        group = arch[arch.index('name="credit_limits"') - 200 :][:400]
        self.assertIn('invisible="1"', group)

    def test_settings_change_the_default_policy(self):
        """Saving the settings writes the policy of the company."""
        settings = self.env["res.config.settings"].create({})
        settings.write(
            {
                "customer_credit_policy_default_limit_mode": "custom",
                "customer_credit_policy_default_limit": 250.0,
            }
        )
        self.assertEqual(self.limit_of(), 250.0)
