"""Scenarios of the base: top up, adjust, refund, transfer, apply and unapply by the manager."""

from odoo.addons.customer_credit_balance.tests.common import CreditCommon

from .machine import Doors, Scenario


class CreditStage(Doors, CreditCommon):
    """A customer with 100 of store credit, 80 paid on account and an invoice of 60."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_people()

    def topup_invoice(self, amount):
        """Return a posted invoice that tops up; its credit waits for the money."""
        invoice = self.invoice(amount, post=False)
        invoice.invoice_line_ids.write({"account_id": self.liability.id, "tax_ids": [(5,)]})
        invoice.action_post()
        return invoice

    def setUp(self):
        super().setUp()
        self.entry = self.give_credit(100.0)
        self.give_credit(50.0, self.other_customer)
        self.payment = self.pay_on_account(80.0)
        self.open_invoice = self.invoice(60.0)


class WizardScenario(Scenario):
    """The manager fills a dialog in and confirms it."""

    wizard = ""
    vals = {}

    def roots(self):
        case = self.case
        return {
            "customer": case.customer, "account": case.credit_account(), "entry": case.entry,
            "booked": case.entry.move_line_id, "payment": case.payment,
            "invoice": case.open_invoice,
        }  # fmt: skip

    def values(self):
        return {"partner_id": self.case.customer.id, "company_id": self.case.company.id,
                **self.vals}  # fmt: skip

    def steps(self):
        return [self.open, self.confirm]

    def open(self):
        model = f"customer.credit.{self.wizard}"
        answer = self.case.rpc("credit manager", model, "create", None, [self.values()])
        if answer.kind == "ok":
            self.made["dialog"] = self.case.env[model].sudo().browse(answer.result)
        return answer

    def confirm(self):
        dialog = self.made["dialog"]
        return self.case.rpc("credit manager", dialog._name, "action_confirm", dialog.ids)


class TopUp(WizardScenario):
    """20 by bank."""

    name, wizard = "top up by hand", "topup"

    def values(self):
        return {**super().values(), "amount": 20.0, "journal_id": self.case.bank_journal.id}


class TopUpPerson(TopUp):
    """The same for a person: whose money it is follows from one field of the contact."""

    name = "top up a person by hand"

    def prepare(self):
        self.case.customer.is_company = False


class Adjust(WizardScenario):
    """5 as a gesture."""

    name, wizard = "adjust", "adjust"
    vals = {"amount": 5.0, "reason": "A gesture"}


class Refund(WizardScenario):
    """30 of store credit go back by bank."""

    name, wizard = "refund wizard", "refund"

    def values(self):
        return {**super().values(), "kind": "store_credit", "amount": 30.0,
                "journal_id": self.case.bank_journal.id}  # fmt: skip


class Transfer(WizardScenario):
    """Outstanding credits become store credit."""

    name, wizard = "transfer", "transfer"
    vals = {"direction": "in", "amount": 20.0}


class Apply(WizardScenario):
    """The payment pays the invoice; then the manager takes it back."""

    name, wizard = "apply and unapply", "apply"

    def steps(self):
        return [self.open, self.confirm, self.unapply]

    def unapply(self):
        case = self.case
        applications = case.env["customer.credit.application"].sudo().search(
            [("partner_id", "=", case.customer.id), ("state", "=", "applied")]
        )  # fmt: skip
        return case.rpc("credit manager", "customer.credit.application", "action_unapply",
                        applications.ids)  # fmt: skip


class PostEntry(WizardScenario):
    """Somebody who invoices posts an entry that has nothing to do with store credit."""

    name = "post an entry"

    def prepare(self):
        case = self.case
        self.move = case.book(
            [
                (case.bank_journal.default_account_id, 30.0, case.customer),
                (case.receivable, -30.0, case.customer),
            ],
            post=False,
            journal_id=case.company_data["default_journal_misc"].id,
        )

    def roots(self):
        return {"move": self.move, **super().roots()}

    def steps(self):
        return [lambda: self.case.rpc("invoicing", "account.move", "action_post", self.move.ids)]


class PayTopUp(WizardScenario):
    """Somebody who invoices registers 20 that arrived for a top-up of 50."""

    name = "pay a top-up invoice"

    def prepare(self):
        case = self.case
        self.topup = case.topup_invoice(50.0)

    def roots(self):
        return {"topup": self.topup, **super().roots()}

    def open(self):
        case = self.case
        answer = case.rpc(
            "invoicing", "account.payment.register", "create", None,
            [{"journal_id": case.bank_journal.id, "amount": 20.0,
              "payment_difference_handling": "open",
              "writeoff_account_id": case.company_data["default_account_expense"].id}],
            context={"active_model": "account.move", "active_ids": self.topup.ids},
        )  # fmt: skip
        if answer.kind == "ok":
            self.made["dialog"] = case.env["account.payment.register"].sudo().browse(answer.result)
        return answer

    def confirm(self):
        dialog = self.made["dialog"]
        return self.case.rpc("invoicing", dialog._name, "action_create_payments", dialog.ids)

    def check(self):
        self.case.assertEqual(self.topup.amount_residual, 30.0)


ALL = (PostEntry, PayTopUp, TopUp, Adjust, Refund, Transfer, Apply)
