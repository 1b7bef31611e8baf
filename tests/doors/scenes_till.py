"""Scenarios of the till: pay, top up, refund, settle, verify, sell offline; then close."""

import json

from odoo.addons.customer_credit_pos_web.tests.common_pin import hash_quickly
from odoo.addons.customer_credit_pos_web.tests.common_settlement import SettlementCommon

from .machine import Doors, Scenario
from .people import Answer


class TillStage(Doors, SettlementCommon):
    """An open till with store credit, and a customer with 500 of it and a limit of 150."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        hash_quickly(cls)
        cls.config.write(
            {
                "store_credit_offline": True,
                "store_credit_offline_order_max": 150.0,
                "store_credit_offline_till_max": 250.0,
            }
        )
        Profile = cls.env["customer.credit.profile"]
        cls.company._ensure_credit_policy()
        for partner in cls.customer + cls.other_customer:
            Profile._get_or_create(partner, cls.company).write(
                {"limit_mode": "custom", "limit_amount": 150.0}
            )
        cls.make_people()

    def setUp(self):
        super().setUp()
        self.give_credit(500.0)


class TillScenario(Scenario):
    """Syncs orders as the till user's browser does."""

    def roots(self):
        case = self.case
        return {
            "session": case.pos_session, "till": case.config, "credit method": case.credit_pm,
            "cash method": case.cash_pm1, "later method": case.pay_later_pm,
            "customer": case.customer, "product": case.product,
        }  # fmt: skip

    def sync(self, data, name="order"):
        """Send an order; keep it under a name."""
        plain = json.loads(json.dumps(data, default=str))
        answer = self.case.rpc("till user", "pos.order", "sync_from_ui", None, [plain])
        order = self.case.env["pos.order"].sudo().search([("uuid", "=", data["uuid"])])
        if order:
            self.made[name] = order
        return answer

    def sync_draft(self):
        """Send the order before it is paid, as tills do when a line is added."""
        draft = {**self.data, "state": "draft", "payment_ids": [], "amount_paid": 0.0}
        return self.sync(draft)

    def sync_paid(self):
        data = dict(self.data)
        if order := self.made.get("order"):
            data = {**data, "id": order.id, "lines": []}
        return self.sync(data)

    def close(self):
        """Close the session with the cash that is expected."""
        case = self.case
        case.env.cr.execute(
            """SELECT COALESCE(sum(p.amount), 0) FROM pos_payment p
                WHERE p.session_id = %s AND p.payment_method_id = %s""",
            [case.pos_session.id, case.cash_pm1.id],
        )
        cash = float(case.env.cr.fetchone()[0])
        answer = case.rpc("till user", "pos.session", "post_closing_cash_details",
                          case.pos_session.ids, cash)  # fmt: skip
        if answer.kind != "ok":
            return answer
        answer = case.rpc("till user", "pos.session", "close_session_from_ui",
                          case.pos_session.ids)  # fmt: skip
        if answer.kind == "ok" and not answer.result.get("successful"):
            return Answer("refused", str(answer.result), None)
        return answer

    def check(self):
        self.case.assertIn(self.made["order"].state, ("paid", "done"))


class PayByCredit(TillScenario):
    """A chair for store credit."""

    name = "till pay by store credit"
    decided = 2

    def prepare(self):
        case = self.case
        self.data = case.order_data([(case.credit_pm, 100.0)], customer=case.customer)

    def steps(self):
        return [self.sync_draft, self.sync_paid]


class PayLater(PayByCredit):
    """A chair on Customer Account."""

    name = "till pay on account"

    def prepare(self):
        case = self.case
        self.data = case.order_data([(case.pay_later_pm, 100.0)], customer=case.customer)


class TopUp(TillScenario):
    """Cash becomes store credit."""

    name = "till top-up"
    decided = 1

    def prepare(self):
        case = self.case
        self.data = case.order_data(
            [(case.cash_pm1, 50.0), (case.credit_pm, -50.0)], customer=case.customer, lines=[]
        )

    def steps(self):
        return [self.sync_paid]


class Close(TopUp):
    """A till that took cash for store credit is closed at night."""

    name = "till close"
    decided = 0

    def steps(self):
        return [self.sync_paid, self.close]


class RefundToCredit(TillScenario):
    """A chair paid in cash comes back, for store credit."""

    name = "till refund to store credit"
    decided = 0

    def prepare(self):
        case = self.case
        self.sold = case.order_data([(case.cash_pm1, 100.0)], customer=case.customer)

    def steps(self):
        return [self.sell, self.give_back]

    def sell(self):
        return self.sync(self.sold, "sold")

    def give_back(self):
        case = self.case
        if "refund" not in self.made:
            self.data = case.refund_data(self.made["sold"], [(case.credit_pm, -100.0)])
        return self.sync(self.data)


class PayOut(RefundToCredit):
    """A chair paid with store credit comes back; cash for it is refused."""

    name = "till pay out store credit"

    def prepare(self):
        case = self.case
        self.sold = case.order_data([(case.credit_pm, 100.0)], customer=case.customer)

    def give_back(self):
        case = self.case
        self.data = case.refund_data(self.made["sold"], [(case.cash_pm1, -100.0)])
        answer = self.sync(self.data)
        # To be refused is the honest end; the machine sees in the drawer when it was not.
        return answer._replace(kind="ok") if answer.kind == "refused" else answer

    def check(self):
        self.case.assertNotIn("order", self.made)


class Settle(TillScenario):
    """An invoice is paid in cash at the till."""

    name = "till settle"
    decided = 1

    def prepare(self):
        self.invoice = self.case.invoice(100.0)

    def roots(self):
        return {**super().roots(), "invoice": self.invoice}

    def steps(self):
        return [self.settle]

    def settle(self):
        case = self.case
        self.data = case.settlement_data([(self.invoice, 100.0)], [(case.cash_pm1, 100.0)])
        return self.sync(self.data)


class Verify(PayByCredit):
    """The customer types the PIN, the till takes 100 of store credit."""

    name = "till verify"
    decided = 1
    typed = "4711"

    def prepare(self):
        super().prepare()
        case = self.case
        self.person = case.customer
        # Settings of a till do not change while it is open; other scenarios need no PIN.
        case.env.cr.execute(
            """UPDATE pos_config SET store_credit_verification = TRUE,
                      store_credit_verification_amount = 50.0 WHERE id = %s""",
            case.config.ids,
        )
        case.config.invalidate_recordset()
        case.env["customer.credit.pin"].sudo()._set(case.customer, "4711")

    def roots(self):
        pin = self.case.env["customer.credit.pin"].sudo()._find(self.case.customer)
        return {**super().roots(), "pin": pin}

    def steps(self):
        return [self.verify, self.sync_paid]

    def verify(self):
        case = self.case
        payment = self.data["payment_ids"][0][2]
        answer = case.rpc(
            "till user", "pos.session", "verify_store_credit", case.pos_session.ids,
            self.person.id, payment["uuid"], payment["amount"], pin=self.typed,
        )  # fmt: skip
        if answer.kind == "ok" and not answer.result["verified"]:
            return Answer("refused", str(answer.result), None)
        self.made["verification"] = case.env["customer.credit.verification"].sudo().search(
            [("payment_uuid", "=", payment["uuid"])]
        )  # fmt: skip
        return answer


class NotVerified(Verify):
    """Without the PIN nothing leaves."""

    name = "till without a PIN"

    def steps(self):
        return [self.refused, self.refused]

    def refused(self):
        answer = self.sync_paid()
        # To be refused is the honest end; the machine sees in the ledger when it was not.
        return answer._replace(kind="ok") if answer.kind == "refused" else answer

    def check(self):
        self.case.assertNotIn("order", self.made)


class FormerPin(NotVerified):
    """Somebody who spends for the customer types the PIN that was set for another customer."""

    name = "till with a former PIN"
    typed = "8153"

    def prepare(self):
        super().prepare()
        case = self.case
        self.person = case.env["res.partner"].create(
            {"name": "Robin", "parent_id": case.customer.id, "type": "contact"}
        )
        case.env["customer.credit.spender"]._allow(self.person, "manager")
        pin = case.env["customer.credit.pin"].sudo()._set(self.person, self.typed)
        pin.customer_id = case.other_customer
        self.data = case.order_data([(case.credit_pm, 100.0)], customer=self.person)

    def roots(self):
        return {**super().roots(), "person": self.person}

    def steps(self):
        return [self.not_known, self.refused]

    def not_known(self):
        answer = self.verify()
        return answer._replace(kind="ok") if answer.kind == "refused" else answer


class Offline(TillScenario):
    """Sold while offline with 60 of store credit left: 40 are owed."""

    name = "till offline"
    decided = 1

    def prepare(self):
        case = self.case
        case.give_credit(60.0, case.other_customer)
        customer = case.other_customer
        self.data = case.order_data([(case.credit_pm, 100.0)], customer=customer)
        self.data["payment_ids"][0][2]["store_credit_offline"] = True

    def steps(self):
        return [self.sync_paid]


ALL = (
    PayByCredit,
    PayLater,
    TopUp,
    Close,
    RefundToCredit,
    PayOut,
    Settle,
    Verify,
    NotVerified,
    FormerPin,
    Offline,
)
