"""Scenarios of limits: confirm, post, ask and decide, hold, and change a limit."""

from odoo import Command

from odoo.addons.customer_credit_limit.tests.request_common import CreditRequestCommon

from .machine import Doors, Scenario


class LimitStage(Doors, CreditRequestCommon):
    """A customer with a limit of 1,000, and an approver on the level."""

    # Browser tests have a method of this name as well.
    profile = CreditRequestCommon.profile

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_people()
        cls.level.user_ids = [Command.set(cls.people["approver"].user.ids)]
        cls.profile_ = cls.Profile._get_or_create(cls.customer, cls.company)
        cls.profile_.write({"limit_mode": "custom", "limit_amount": 1000.0})
        other = cls.Profile._get_or_create(cls.other_customer, cls.company)
        other.write({"limit_mode": "custom", "limit_amount": 50.0})


class LimitScenario(Scenario):
    """Starts from a quotation of the salesperson."""

    amount = 400.0

    def prepare(self):
        case = self.case
        self.order = case.quotation(self.amount, user_id=case.who("salesperson").id)

    def roots(self):
        return {
            "order": self.order, "customer": self.case.customer, "profile": self.case.profile_,
            "policy": self.case.policy,
        }  # fmt: skip

    def confirm(self):
        return self.case.rpc("salesperson", "sale.order", "action_confirm", self.order.ids)


class ConfirmWithin(LimitScenario):
    """An order within the limit."""

    name = "confirm within the limit"

    def steps(self):
        return [self.confirm]

    def check(self):
        self.case.assertEqual(self.order.state, "sale")


class ConfirmOver(LimitScenario):
    """An order over the limit waits, the approver says yes, the order is confirmed."""

    name = "confirm over the limit"
    amount = 1500.0
    decided = 2

    def steps(self):
        return [self.ask, self.approve]

    def ask(self):
        answer = self.confirm()
        self.made["request"] = self.case.request_of(self.order)
        return answer

    def approve(self):
        return self.case.rpc(
            "approver", "customer.credit.request", "action_approve", self.made["request"].ids
        )

    def check(self):
        self.case.assertEqual(self.order.state, "sale")


class Refuse(ConfirmOver):
    """The approver refuses in the dialog."""

    name = "decide a request"

    def steps(self):
        return [self.ask, self.open, self.decide]

    def open(self):
        answer = self.case.rpc(
            "approver", "customer.credit.request.decide", "create", None,
            [{"request_ids": [[6, 0, self.made["request"].ids]], "decision": "refuse",
              "reason": "Too much"}],
        )  # fmt: skip
        if answer.kind == "ok":
            self.made["dialog"] = self.case.env["customer.credit.request.decide"].browse(
                answer.result
            )
        return answer

    def decide(self):
        return self.case.rpc(
            "approver", "customer.credit.request.decide", "action_refuse",
            self.made["dialog"].ids,
        )  # fmt: skip

    def check(self):
        self.case.assertEqual(self.made["request"].state, "refused")


class ApproveSeveral(ConfirmOver):
    """The approver chooses two requests in the list, sees their figures and approves both."""

    name = "approve several"
    decided = 5

    def prepare(self):
        super().prepare()
        self.second = self.case.quotation(1200.0, user_id=self.case.who("salesperson").id)

    def roots(self):
        return {**super().roots(), "second": self.second}

    def steps(self):
        return [self.ask, self.ask_again, self.open, self.ask, self.approve]

    def ask_again(self):
        case = self.case
        answer = case.rpc("salesperson", "sale.order", "action_confirm", self.second.ids)
        self.made["other request"] = case.request_of(self.second)
        return answer

    def chosen(self):
        return (self.made["request"] + self.made["other request"]).ids

    def open(self):
        answer = self.case.rpc(
            "approver", "customer.credit.request.decide", "create", None,
            [{"request_ids": [[6, 0, self.chosen()]], "decision": "approve"}],
            context={"active_ids": self.chosen(), "active_model": "customer.credit.request"},
        )  # fmt: skip
        if answer.kind == "ok":
            self.made["dialog"] = self.case.env["customer.credit.request.decide"].browse(
                answer.result
            )
        return answer

    def approve(self):
        dialog = self.made["dialog"]
        return self.case.rpc("approver", dialog._name, "action_approve", dialog.ids)

    def faults(self):
        if self.case.request_of(self.order).ceiling > self.amount:
            return ["more was approved than the approver saw"]
        return []

    def check(self):
        self.case.assertEqual((self.order + self.second).mapped("state"), ["sale", "sale"])


class TwoLevels(ConfirmOver):
    """A tag of the customer asks for a second level, which decides as well."""

    name = "two levels by a tag"
    decided = 3

    def prepare(self):
        super().prepare()
        case = self.case
        tag = case.env["res.partner.category"].create({"name": "Risky"})
        case.customer.category_id = tag
        case.new_level("Board", case.who("limit manager"), sequence=20, tag_ids=[(6, 0, tag.ids)])

    def steps(self):
        return [self.ask, self.approve, self.approve_again]

    def approve_again(self):
        return self.case.rpc(
            "limit manager", "customer.credit.request", "action_approve", self.made["request"].ids
        )


class PostInvoice(LimitScenario):
    """An invoice within the limit is posted."""

    name = "post an invoice"

    def prepare(self):
        self.invoice = self.case.invoice(400.0, post=False)

    def roots(self):
        return {**super_roots(self), "invoice": self.invoice}

    def steps(self):
        return [self.post]

    def post(self):
        return self.case.rpc("invoicing", "account.move", "action_post", self.invoice.ids)

    def check(self):
        self.case.assertEqual(self.invoice.state, "posted")


def super_roots(scenario):
    case = scenario.case
    return {"customer": case.customer, "profile": case.profile_, "policy": case.policy}


class Stopped(LimitScenario):
    """An order over the limit that nobody approves stays where it is."""

    name = "stopped at the limit"
    amount = 1500.0
    decided = 2

    def steps(self):
        return [self.confirm, self.confirm]

    def check(self):
        self.case.assertEqual(self.order.state, "draft")


class StoppedInvoice(PostInvoice):
    """An invoice over the limit that nobody approves stays a draft."""

    name = "stopped invoice"

    def prepare(self):
        self.invoice = self.case.invoice(1500.0, post=False)

    def post(self):
        answer = super().post()
        # Waiting for an approval is the honest end.
        return answer if answer.kind == "raw" else answer._replace(kind="ok")

    def check(self):
        self.case.assertEqual(self.invoice.state, "draft")


class ReleaseHold(LimitScenario):
    """The manager releases a customer in the dialog."""

    name = "release a hold"

    def prepare(self):
        super().prepare()
        self.case.put_on_hold()

    def steps(self):
        return [self.open, self.apply, self.confirm]

    def open(self):
        answer = self.case.rpc(
            "limit manager", "customer.credit.hold.wizard", "create", None,
            [{"operation": "release", "company_id": self.case.company.id,
              "partner_ids": [[6, 0, self.case.customer.ids]], "reason": "Has paid"}],
        )  # fmt: skip
        if answer.kind == "ok":
            self.made["dialog"] = self.case.env["customer.credit.hold.wizard"].browse(answer.result)
        return answer

    def apply(self):
        return self.case.rpc(
            "limit manager", "customer.credit.hold.wizard", "action_apply", self.made["dialog"].ids
        )

    def check(self):
        self.case.assertFalse(self.case.profile_._is_on_hold())


class ChangeLimit(LimitScenario):
    """The manager raises the limit; the order passes then."""

    name = "change a limit"
    amount = 1500.0

    def steps(self):
        return [self.change, self.confirm]

    def change(self):
        return self.case.rpc(
            "limit manager", "customer.credit.profile", "write", self.case.profile_.ids,
            {"limit_amount": 2000.0},
        )  # fmt: skip

    def check(self):
        self.case.assertEqual(self.order.state, "sale")


ALL = (ConfirmWithin, ConfirmOver, Stopped, Refuse, ApproveSeveral, TwoLevels,
       PostInvoice, StoppedInvoice, ReleaseHold, ChangeLimit)  # fmt: skip
