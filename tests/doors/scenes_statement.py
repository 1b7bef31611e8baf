"""Scenarios of statements: send, confirm, dispute, settle a dispute."""

from odoo.addons.customer_statement.tests.common_sending import SendingCommon

from .machine import Doors, Scenario


class StatementStage(Doors, SendingCommon):
    """A customer of the statement user who owes 500."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_people()
        cls.customer.user_id = cls.people["statement user"].user

    def setUp(self):
        super().setUp()
        self.due = self.invoice(500.0)
        self.invoice(70.0, self.other_customer)


class StatementScenario(Scenario):
    """Starts from a draft."""

    def prepare(self):
        case = self.case
        self.statement = case.statement(kind="open_items", user_id=case.who("statement user").id)

    def roots(self):
        case = self.case
        attachment = self.statement.attachment_id
        disputes = case.env["customer.statement.dispute"].sudo().search(
            [("statement_id", "=", self.statement.id)]
        )  # fmt: skip
        return {
            "statement": self.statement, "customer": case.customer, "invoice": case.due,
            **({"pdf": attachment} if attachment else {}),
            **({"dispute": disputes} if disputes else {}),
        }  # fmt: skip

    def send(self):
        return self.case.rpc(
            "statement user", "customer.statement", "action_send", self.statement.ids,
            context={"statement_delivery": "portal"},
        )  # fmt: skip

    def post(self, action, **data):
        return self.case.form("customer", f"/my/statements/{self.statement.id}/{action}", **data)


class Send(StatementScenario):
    """A statement is sent to the portal, and looked at."""

    name = "send a statement"

    def steps(self):
        return [self.send]

    def check(self):
        self.case.assertEqual(self.statement.state, "sent")


class Answer(Send):
    """The customer agrees."""

    name = "answer a statement"
    decided = 1

    def steps(self):
        return [self.send, lambda: self.post("confirm", answer="agree", note="Fine")]

    def check(self):
        self.case.assertEqual(self.statement.confirmation, "agreed")


class Dispute(Send):
    """The customer disputes a line, and the company accepts."""

    name = "dispute a statement"
    decided = 1

    def steps(self):
        key = str(self.case.receivable_line(self.case.due).id)
        return [
            self.send,
            lambda: self.post("dispute", line=key, reason="amount", note="Too much"),
            self.accept,
        ]

    def accept(self):
        disputes = self.roots().get("dispute")
        return self.case.rpc(
            "statement manager", "customer.statement.dispute", "action_accept",
            disputes.ids if disputes else [],
        )  # fmt: skip

    def check(self):
        self.case.assertEqual(self.statement.dispute_ids.state, "accepted")


ALL = (Send, Answer, Dispute)
