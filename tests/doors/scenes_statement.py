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


class Announce(Scenario):
    """The customer announces a payment of a part, and somebody inside takes it back."""

    name = "announce a payment"

    def prepare(self):
        case = self.case
        case.company.customer_statement_apply_remittances = True
        self.statement = case.sent(kind="open_items", user_id=case.who("statement user").id)

    def found(self):
        return self.case.env["customer.remittance"].sudo().search(
            [("company_id", "=", self.case.company.id)]
        )  # fmt: skip

    def roots(self):
        found = self.found()
        return {
            "customer": self.case.customer, "invoice": self.case.due,
            **({"announcement": found, "document": found.line_ids} if found else {}),
        }  # fmt: skip

    def steps(self):
        return [self.announce, self.withdraw]

    def announce(self):
        key = self.case.due.id
        return self.case.form(
            "customer", "/my/remittances/new",
            **{f"take_{key}": "1", f"amount_{key}": "450.00", f"reason_{key}": "faulty"},
        )  # fmt: skip

    def withdraw(self):
        return self.case.rpc(
            "statement user", "customer.remittance", "action_withdraw", self.found().ids
        )

    def check(self):
        found = self.found()
        self.case.assertEqual((found.state, found.line_ids.amount), ("withdrawn", 450.0))


class Interest(Scenario):
    """An accountant looks at what a late invoice cost, and claims it."""

    name = "claim interest"

    def prepare(self):
        case = self.case
        case.company.write(
            {
                "customer_statement_interest": True,
                "customer_statement_interest_terms": "agreed",
                "customer_statement_interest_rate": 7.3,
                "customer_statement_interest_account_id": case.company_data[
                    "default_account_revenue"
                ].id,
            }
        )
        case.late = case.invoice(
            900.0, invoice_date="2026-01-31", invoice_date_due="2026-01-31",
            invoice_payment_term_id=False,
        )  # fmt: skip

    def roots(self):
        case = self.case
        claims = case.env["customer.statement.interest.claim"].sudo().search(
            [("partner_id", "=", case.customer.id)]
        )  # fmt: skip
        return {"late invoice": case.late, **({"claim": claims} if claims else {})}

    def steps(self):
        return [self.open, self.claim]

    def open(self):
        answer = self.case.rpc(
            "accountant", "res.partner", "action_open_interest", self.case.customer.ids
        )
        if answer.kind == "ok":
            dialogs = self.case.env["customer.statement.interest.settle"].sudo()
            self.made["dialog"] = dialogs.browse(answer.result["res_id"])
        return answer

    def claim(self):
        return self.case.rpc(
            "accountant", "customer.statement.interest.settle", "action_claim",
            self.made["dialog"].ids if "dialog" in self.made else [],
        )  # fmt: skip

    def check(self):
        claims = self.roots().get("claim")
        self.case.assertEqual(len(claims), 1)
        self.case.assertEqual(claims.state, "booked")


class Remind(Scenario):
    """A manager prepares the reminders of a day and starts them; the workers send them."""

    name = "remind a customer"

    def prepare(self):
        case = self.case
        case.customer.email = "azure@example.com"
        self.policy = case.env["customer.reminder.policy"].create(
            {"name": "Reminders", "company_id": case.company.id, "customer_only": True,
             "user_id": case.who("statement manager").id}
        )  # fmt: skip
        case.customer.customer_statement_reminder_policy_id = self.policy

    def roots(self):
        run = self.policy.run_ids[:1]
        statement = run.statement_ids[:1]
        return {
            "customer": self.case.customer, "invoice": self.case.due,
            **({"run": run, "line": run.line_ids[:1]} if run else {}),
            **({"reminder": statement} if statement else {}),
        }  # fmt: skip

    def steps(self):
        return [self.make, self.start]

    def make(self):
        return self.case.rpc(
            "statement manager", "customer.reminder.policy", "action_prepare_run", self.policy.ids
        )

    def start(self):
        return self.case.rpc(
            "statement manager", "customer.statement.run", "action_start",
            self.policy.run_ids.ids,
        )  # fmt: skip

    def check(self):
        run = self.policy.run_ids[:1]
        self.case.assertEqual(run.line_ids.partner_id, self.case.customer)
        self.case.assertEqual(run.state, "running")


ALL = (Send, Answer, Dispute, Announce, Interest, Remind)
