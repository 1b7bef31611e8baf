"""Before saving: whom a rule would hold today, which orders a policy would have let wait."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .snapshot_common import CreditSnapshotCommon


@tagged("post_install", "-at_install")
class TestPreviews(CreditSnapshotCommon):
    """Forms that nobody has saved."""

    def setUp(self):
        super().setUp()
        self.rules = self.env["customer.credit.hold.rule"].with_user(self.limit_manager)

    def new_rule(self):
        """Return the form of a rule about invoices that are ten days late."""
        form = Form(self.rules.with_company(self.company))
        form.name = "Late"
        form.overdue_days = 10
        return form

    def test_a_rule_names_whom_it_would_hold(self):
        """Of unsaved values, with the reason; nobody is held by looking."""
        self.owe(150.0, days_overdue=20)
        form = self.new_rule()
        self.assertFalse(form.preview)
        form.show_preview = True
        self.assertIn("1 customers would be held, 1 of them", form.preview)
        self.assertIn(f"{self.customer.name}: ", form.preview)
        self.assertIn("150.00 overdue", form.preview)
        form.overdue_days = 30
        self.assertEqual(form.preview, "Nobody would be held.")
        self.assertFalse(self.customer.credit_on_hold)

    def ask(self, model, user):
        """Return what the web client gets when it asks for a preview of this company's people."""
        values = {"company_id": self.company.id, "show_preview": True}
        if model == "customer.credit.hold.rule":
            values.update(on_overdue=True, overdue_days=10)
        spec = {"show_preview": {}, "preview": {}}
        found = self.env[model].with_user(user).onchange(values, ["show_preview"], spec)
        return found["value"].get("preview")

    def test_previews_are_for_managers_of_the_company(self):
        """They name customers and orders of everybody: no call shows them to others."""
        self.owe(150.0, days_overdue=20)
        seller = self._new_user("preview_rep", "sales_team.group_sale_salesman")
        elsewhere = self._new_user(
            "preview_other", "customer_credit_limit.group_credit_limit_manager"
        )
        branch = self.env["res.company"].create({"name": "Elsewhere"})
        elsewhere.write({"company_ids": [Command.set(branch.ids)], "company_id": branch.id})
        for model in ("customer.credit.hold.rule", "customer.credit.policy"):
            with self.subTest(model):
                self.assertTrue(self.ask(model, self.limit_manager))
            for user in (seller, elsewhere):
                with self.subTest(model, user=user.login):
                    try:
                        shown = self.ask(model, user)
                    except AccessError:
                        continue
                    self.assertFalse(shown)

    def test_people_come_before_a_rule(self):
        """Off is left out, and whoever is held already is not new."""
        self.owe(150.0, days_overdue=20)
        self.put_on_hold()
        form = self.new_rule()
        form.show_preview = True
        self.assertIn("1 customers would be held, 0 of them", form.preview)
        self.profile().hold = "off"
        form.overdue_days = 11
        self.assertEqual(form.preview, "Nobody would be held.")

    def test_a_preset_fills_in_the_fields_and_says_what_happens(self):
        """Three ways of being strict, and their sentence."""
        policy = self.policy.with_user(self.limit_manager)
        for preset, mode, hold, words in (
            ("warn", "warn", "warn", "goes on with a warning"),
            ("ask", "approval", "no_confirm", "no confirmed orders"),
            ("block", "approval", "no_order", "no new orders"),
        ):
            with Form(policy) as form:
                form.preset = preset
                self.assertEqual((form.mode, form.overdue_mode, form.hold_level),
                                 (mode, mode, hold))  # fmt: skip
                self.assertIn(words, form.effect)
            self.assertEqual((policy.mode, policy.preset), (mode, preset))
            with Form(policy) as form:
                form.hold_level = "no_order" if hold != "no_order" else "warn"

    def test_a_policy_tells_which_orders_would_have_waited(self):
        """By the figures of the evening before; a later limit says less."""
        self.policy.write({"default_limit_mode": "unlimited", "overdue_mode": "off"})
        order = self.order((self.chair, 1, 700.0))
        self.env["customer.credit.snapshot"].sudo()._take(self.company)
        yesterday = fields.Date.today() - timedelta(days=1)
        snapshot = self.snapshot_for_preview(yesterday, 400.0)
        self.assertTrue(snapshot)
        form = Form(self.policy.with_user(self.limit_manager))
        form.default_limit_mode = "custom"
        form.default_limit = 1000.0
        form.show_preview = True
        self.assertIn("1 of 1 orders", form.preview)
        self.assertIn(f"{order.name}: ", form.preview)
        form.default_limit = 1100.0
        self.assertIn("0 of 1 orders", form.preview)
        form.default_limit = 1099.0
        form.mode = "warn"
        self.assertIn("0 of 1 orders", form.preview)
        self.assertIn("1 would have shown a warning", form.preview)
        self.assertEqual(self.policy.default_limit_mode, "unlimited")

    def test_a_limit_tells_which_orders_would_have_waited(self):
        """By the amount that the form shows, before it is saved."""
        order = self.order((self.chair, 1, 700.0))
        self.env["customer.credit.snapshot"].sudo()._take(self.company)
        self.snapshot_for_preview(fields.Date.today() - timedelta(days=1), 400.0)
        partner = self.customer.with_user(self.limit_manager).with_company(self.company)
        partner = partner.new(origin=partner)
        partner.update({"credit_limit_mode": "custom", "credit_limit_amount": 1099.0})
        self.assertFalse(partner.customer_credit_preview)
        partner.customer_credit_show_preview = True
        self.assertIn("1 of 1 orders", partner.customer_credit_preview)
        self.assertIn(order.name, partner.customer_credit_preview)
        partner.credit_limit_amount = 1100.0
        self.assertIn("0 of 1 orders", partner.customer_credit_preview)
        partner.credit_limit_mode = "none"
        self.assertIn("1 of 1 orders", partner.customer_credit_preview)

    def test_looking_is_no_change_on_record(self):
        """What is only shown makes no line of the audit."""
        audit = self.env["customer.credit.audit"].sudo()
        before = audit.search_count([("event", "=", "policy")])
        self.policy.with_user(self.limit_manager).write({"show_preview": True})
        self.assertEqual(audit.search_count([("event", "=", "policy")]), before)

    def snapshot_for_preview(self, day, exposure):
        """Put the figures of the customer on that day."""
        latest = self.Snapshot.search([("partner_id", "=", self.customer.id)], limit=1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_credit_snapshot SET date = %s, exposure = %s WHERE id = %s",
            (day, exposure, latest.id),
        )
        return latest
