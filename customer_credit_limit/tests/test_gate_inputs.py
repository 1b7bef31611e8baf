"""What a decision looks at besides money: tags of the customer, and what the approver saw."""

from odoo import Command
from odoo.tests import tagged

from .rpc_common import CreditRpcCommon


@tagged("post_install", "-at_install")
class TestDecisionInputs(CreditRpcCommon):
    """The attacker sells, edits contacts, and has a friend among the approvers."""

    def setUp(self):
        """A level and a hold rule of their own for customers with a tag."""
        super().setUp()
        self.tag = self.env["res.partner.category"].create({"name": "Risky"})
        self.free_tag = self.env["res.partner.category"].create({"name": "Likes blue"})
        self.board = self.new_level(
            "Board", self.director, sequence=20, tag_ids=[Command.set(self.tag.ids)]
        )
        self.customer.category_id = self.tag
        self.log_in(self.salesperson)

    def doors(self):
        """Return the ways in which somebody takes the tag away, or gives it."""
        cut, link = Command.unlink(self.tag.id), Command.link(self.customer.id)
        other = self.other_customer
        return [
            (self.customer, "write", {"category_id": [cut]}),
            (self.customer, "write", {"category_id": [Command.clear()]}),
            (self.customer, "write", {"category_id": [Command.set(self.free_tag.ids)]}),
            (self.customer, "web_save", {"category_id": [cut]}),
            (other, "write", {"category_id": [Command.link(self.tag.id)]}),
            (self.tag, "write", {"partner_ids": [Command.unlink(self.customer.id)]}),
            (self.tag, "write", {"partner_ids": [Command.clear(), link]}),
            (self.tag, "write", {"active": False}),
        ]

    def test_nobody_chooses_the_approvers_by_a_tag(self):
        """The level of a tag decides, whatever the sales team writes on the customer."""
        for record, method, vals in self.doors():
            extra = {"specification": {}} if method == "web_save" else {}
            answer = self.call(record, method, vals, **extra)
            self.assert_refused(answer, "Ask one")
        self.assertTrue(self.call(self.tag, "unlink")[0])
        self.assertEqual(self.customer.category_id, self.tag)
        request = self.request_of(self.waiting_order())
        self.assertEqual(request._get_levels(), self.level + self.board)

    def test_a_hold_rule_is_not_left_by_a_tag(self):
        """The tag of a rule stays, even if no level names it."""
        self.board.active = False
        self.board.tag_ids = False
        self.env["customer.credit.hold.rule"].create(
            {"name": "Risky ones", "company_id": self.company.id, "tag_ids": self.tag.ids}
        )
        self.assert_refused(
            self.call(self.customer, "write", {"category_id": [Command.clear()]}), "Ask one"
        )

    def test_other_tags_are_free_and_managers_choose(self):
        """The sales team goes on with its own tags; a form sends the tag along unchanged."""
        both = [Command.set((self.tag + self.free_tag).ids)]
        self.assertFalse(self.call(self.customer, "write", {"category_id": both})[0])
        self.assertFalse(self.call(self.free_tag, "unlink")[0])
        self.log_in(self.limit_manager)
        self.assertFalse(self.call(self.customer, "write", {"category_id": [Command.clear()]})[0])

    def test_an_archived_tag_still_chooses_the_approvers(self):
        """The level is neither for everybody, nor for nobody; nobody gives or takes the tag."""
        self.log_in(self.limit_manager)
        self.assertFalse(self.call(self.tag, "write", {"active": False})[0])
        self.env.invalidate_all()
        request = self.request_of(self.waiting_order())
        self.assertEqual(request._get_levels(), self.level + self.board)
        levels = self.Level._get_for(self.company, self.other_customer, 500.0)
        self.assertEqual(levels, self.level)
        self.log_in(self.salesperson)
        cut = [Command.unlink(self.tag.id)]
        self.assert_refused(self.call(self.customer, "write", {"category_id": cut}), "Ask one")
        self.assert_refused(self.call(self.tag, "write", {"active": True}), "Ask one")

    def test_a_tag_that_somebody_is_chosen_by_is_not_deleted(self):
        """Not by a manager either, and not with the tag above it: nobody would be chosen by it."""
        above = self.env["res.partner.category"].create({"name": "Payment"})
        self.tag.parent_id = above
        self.log_in(self.limit_manager)
        for tag in (self.tag, above):
            self.assert_refused(self.call(tag, "unlink"), "take it out of their levels")
        self.board.active = False
        self.assert_refused(self.call(self.tag, "unlink"), "take it out of their levels")
        self.board.tag_ids = False
        self.assertFalse(self.call(self.tag, "unlink")[0])

    def test_an_approval_covers_what_the_approver_saw(self):
        """The order grew and was asked for again while the approver looked at it."""
        self.board.active = False
        order = self.waiting_order(1500.0)
        request = self.request_of(order)
        dialog = (
            self.env["customer.credit.request.decide"]
            .with_user(self.approver)
            .with_context(active_ids=request.ids)
            .create({"reason": "ok"})
        )
        order.order_line.price_unit = 90_000.0
        self.call(order, "action_confirm")
        self.assertEqual(self.request_of(order).order_amount, 90_000.0)
        self.log_in(self.approver)
        seen = {"customer_credit_seen": 1500.0}
        answer = self.call(request, "action_approve", context=seen)
        self.assert_refused(answer, "changed while you looked at it")
        self.assert_refused(self.call(dialog, "action_approve"), "changed while you looked at it")
        dialog.ceiling = 90_000.0
        self.assert_refused(
            self.call(dialog, "action_approve_up_to"), "changed while you looked at it"
        )
        self.assertEqual((request.state, order.state), ("pending", "draft"))
        for forged in ("x", [1], None, float("inf")):
            if self.request_of(order).state == "pending":
                self.call(request, "action_approve", context={"customer_credit_seen": forged})
        self.assertEqual(self.request_of(order).ceiling, 90_000.0)

    def test_approving_several_covers_what_each_showed(self):
        """One of two grew while the other shrank: together they are worth what the list showed."""
        self.board.active = False
        orders = self.waiting_order(1500.0) + self.waiting_order(1600.0)
        requests = self.request_of(orders[0]) + self.request_of(orders[1])
        action = self.env.ref("customer_credit_limit.action_credit_request_approve")
        arch = self.env["customer.credit.request"].get_view(view_type="list")["arch"]
        self.assertIn(f'name="{action.id}"', arch)
        self.log_in(self.approver)
        opened = {"active_ids": requests.ids, "default_decision": "approve"}
        model = self.env["customer.credit.request.decide"]
        dialog = model.with_user(self.approver).with_context(**opened).create({})
        self.assertEqual(dialog.request_ids, requests)
        orders[0].order_line.price_unit = 2000.0
        orders[1].order_line.price_unit = 1100.0
        orders.with_user(self.salesperson).action_confirm()
        self.assert_refused(self.call(dialog, "action_approve"), "changed while you looked at it")
        self.assertEqual(set(requests.mapped("state")), {"pending"})
        dialog = model.with_user(self.approver).with_context(**opened).create({})
        self.assertFalse(self.call(dialog, "action_approve")[0])
        self.assertEqual(set(requests.mapped("state")), {"approved"})

    def test_an_approval_covers_what_was_asked_for(self):
        """The order grew afterwards without asking, before, between and after the decisions."""
        order = self.waiting_order(1500.0)
        request = self.request_of(order)
        order.order_line.price_unit = 50_000.0
        self.log_in(self.approver)
        self.assertFalse(self.call(request, "action_approve")[0])
        self.env["customer.credit.request"]._cron_reevaluate()
        self.log_in(self.director)
        self.assertFalse(self.call(request, "action_approve")[0])
        self.assertEqual((request.state, order.state), ("approved", "draft"))
        self.assertEqual(request.ceiling, 1500.0)
        self.assertTrue(self.call(request, "action_approve")[0], "approved twice")
        self.log_in(self.salesperson)
        self.call(order, "action_confirm")
        self.assertEqual(order.state, "draft")

    def test_a_decision_on_what_is_gone_is_refused(self):
        """Cancelled meanwhile: nobody approves it, and nothing is released."""
        order = self.waiting_order(1500.0)
        request = self.request_of(order)
        self.call(order, "action_cancel")
        self.env["customer.credit.request"]._cron_reevaluate()
        self.log_in(self.approver)
        self.assert_refused(self.call(request, "action_approve"), "decided already")
        self.assertEqual(order.state, "cancel")

    def test_debts_go_to_no_customer_without_room(self):
        """An order that one with room let pass, and an invoice, moved by their contact's parent."""
        Partner = self.env["res.partner"]
        self.set_limit(None)
        rich = Partner.create({"name": "Rich", "is_company": True})
        kid = Partner.create({"name": "Kid", "parent_id": rich.id})
        alone = Partner.create({"name": "Alone"})
        self.order((self.chair, 1, 5000), partner=kid)
        self.invoice(5000.0, alone)
        self.invoice(5000.0, kid)  # stays with whoever owes it
        refusal = "Ask a Customer Credit Limit manager"
        for contact in (kid, alone):
            self.set_limit(100.0, self.customer)
            link = {"child_ids": [Command.link(contact.id)]}
            for record, vals in ((contact, {"parent_id": self.customer.id}), (self.customer, link)):
                self.assert_refused(self.call(record, "write", vals), refusal)
            self.assertNotEqual(contact.commercial_partner_id, self.customer)
            self.assertFalse(self.call(contact, "write", {"phone": "1"})[0])
            self.set_limit(10_000.0, self.customer)
            self.assertFalse(self.call(contact, "write", {"parent_id": self.customer.id})[0])

    def test_a_merge_brings_no_debts_to_a_customer_without_room(self):
        """A contact of one's own is allowed by the default limit; its order moves by a merge."""
        Wizard = self.env["base.partner.merge.automatic.wizard"]
        # Where there is a website, Odoo's merge reads its visitors as the user.
        if group := self.env.ref("website.group_website_designer", raise_if_not_found=False):
            self.salesperson.sudo().group_ids += group
        friend, twin = self.env["res.partner"].create(
            [{"name": "Friend", "email": "azure@example.com"},
             {"name": "Azure once more", "email": "azure@example.com"}]
        )  # fmt: skip
        self.customer.email = "azure@example.com"
        desk = self.env["res.partner"].create({"name": "Desk", "parent_id": twin.id})
        self.set_limit(100.0, self.customer)
        for debtor in (friend, desk):
            self.set_limit(50_000.0, debtor)
            order = self.order((self.chair, 1, 5000), partner=debtor)
            gone = debtor.commercial_partner_id
            self.assertEqual(order.state, "sale")
            values = {
                "partner_ids": [Command.set((gone | self.customer).ids)],
                "dst_partner_id": self.customer.id,
                "state": "selection",
            }
            _error, wizard = self.call(Wizard, "create", values)
            answer = self.call(Wizard.browse(wizard), "action_merge")
            self.assert_refused(answer, "Ask a Customer Credit Limit manager")
            self.assertEqual(order.partner_invoice_id.commercial_partner_id, gone)
            self.set_limit(20_000.0, self.customer)
            _error, wizard = self.call(Wizard, "create", values)
            self.assertFalse(self.call(Wizard.browse(wizard), "action_merge")[0])
            self.assertEqual(order.partner_invoice_id.commercial_partner_id, self.customer)
            self.set_limit(100.0, self.customer)

    def test_who_manages_limits_moves_debts(self):
        """The manager could raise the limit as well."""
        self.log_in(self.limit_manager)
        kid = self.env["res.partner"].create({"name": "Kid"})
        self.order((self.chair, 1, 5000), partner=kid)
        self.set_limit(100.0, self.customer)
        self.assertFalse(self.call(kid, "write", {"parent_id": self.customer.id})[0])
