"""The story with the jobs of groups of neighbours behind it."""

import importlib
import inspect
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from odoo import Command, fields

from tests.countries import story

PRICE = story.PRICE


class _Back(Exception):
    """Ends a job that went well, so that nothing of it is left."""


class Story(story.Story):
    """Also plays the jobs of its parts.

    :param parts: titles of groups
    """

    def __init__(self, env, chart, parts=()):
        super().__init__(env, chart)
        self.parts = parts

    def play(self):
        """Return {step or job: "" or what went wrong}."""
        for part in self.parts:
            _before(part)(self)
        super().play()
        for part in self.parts:
            for name, job in _jobs(part):
                self.found[f"{part}, {name}"] = self._play_job(job)
        return self.found

    def _play_job(self, job):
        try:
            with suppress(_Back), self.env.cr.savepoint():
                job(self)
                self.env.flush_all()
                raise _Back
        except Exception as error:  # noqa: BLE001, whatever a neighbour raises is told
            return self._tell(error)
        finally:
            self.env.invalidate_all(flush=False)
            self.env.registry.clear_all_caches()
        return ""

    # --------------------------------------------------------------- for jobs

    def order(self, price=PRICE, user=None, **vals):
        """Return a quotation to the customer."""
        return self.env["sale.order"].with_user(user or self.env.user).create(
            {"partner_id": self.customer.id,
             "order_line": [Command.create({"product_id": self.product.id, "price_unit": price,
                                            "tax_ids": [Command.clear()]})],
             **vals}
        )  # fmt: skip

    def invoice_for(self, price=PRICE, **vals):
        """Return a posted invoice without tax."""
        move = self.draft_invoice(price, **vals)
        move.action_post()
        return move

    def draft_invoice(self, price=PRICE, **vals):
        """Return a draft invoice without tax."""
        return self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.customer.id,
             "invoice_date": fields.Date.today(),
             "invoice_line_ids": [
                 Command.create({"product_id": self.product.id, "price_unit": price,
                                 "tax_ids": [Command.clear()]})
             ],
             **vals}
        )  # fmt: skip

    def exposure(self):
        """Return what of the customer's exposure counts against the limit (company currency)."""
        self.env.flush_all()
        exposures = self.customer._get_credit_limit_exposure_by_partner(self.company)
        return float(exposures[self.customer].total)

    def limit_to(self, amount):
        """Let the customer owe this much (company currency) on top of what is owed now."""
        profile = self.env["customer.credit.profile"]._get_or_create(self.customer, self.company)
        profile.write({"limit_mode": "custom", "limit_amount": self.exposure() + amount})
        return profile

    def request_of(self, order):
        """Return the credit requests of an order."""
        return self.env["customer.credit.request"].search([("order_id", "=", order.id)])

    def approve(self, order):
        """Approve what an order asks for, as somebody who may."""
        approver = self.person(
            "customer_credit_limit.group_credit_limit_manager",
            "sales_team.group_sale_salesman_all_leads",
        )
        self.request_of(order).with_user(approver).action_approve()
        self.env.invalidate_all()

    def person(self, *groups):
        """Return a user of the company with these groups."""
        return self.env["res.users"].with_context(no_reset_password=True).create(
            {"name": "Person", "login": str(uuid4()), "company_id": self.company.id,
             "company_ids": [Command.set(self.company.ids)],
             "group_ids": [Command.set([self.env.ref(group).id for group in groups])]}
        )  # fmt: skip

    def give_credit(self, amount=PRICE):
        """Give the customer store credit."""
        self._wizard("topup", amount=amount, journal_id=self.journal("bank").id)

    def pay(self, amount, invoice=None, **vals):
        """Return a posted payment by the customer, for an invoice or on account."""
        vals = {"amount": amount, "journal_id": self.journal("bank").id, **vals}
        if invoice:
            return self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create(vals)._create_payments()  # fmt: skip
        # Neighbours let payments wait for the bank without an entry: no credit until then.
        payment = self.env["account.payment"].with_context(force_payment_move=True).create(
            {"payment_type": "inbound", "partner_type": "customer",
             "partner_id": self.customer.id, **vals}
        )  # fmt: skip
        payment.action_post()
        return payment

    def use_credit(self, invoice, amount):
        """Apply store credit to an invoice by our dialog."""
        line = {"credit_id": False, "invoice_id": invoice.id, "amount": amount}
        self._wizard("apply", line_ids=[Command.create(line)])
        self.env.invalidate_all()

    def receivable(self, move):
        """Return a document's items of the customer's account."""
        return move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    def refuses(self, kind, call, *arguments):
        """Make sure that a call raises this error."""
        try:
            with self.env.cr.savepoint():
                call(*arguments)
        except kind:
            self.env.invalidate_all()
            return
        raise AssertionError(f"{call.__name__} was not refused")

    def ties_out(self):
        """Compare our balances with the books."""
        self.env.flush_all()
        self.tie_out()

    def balance(self):
        """Return the customer's store credit (company currency)."""
        return self._credit()

    def pricelist(self):
        """Return a pricelist that says nothing."""
        return self.env["product.pricelist"].create(
            {"name": "List", "currency_id": self.company.currency_id.id}
        )

    def journal(self, kind):
        """Return the company's first journal of a kind, store credit left out."""
        return self._journal(kind)

    def wizard(self, name, **vals):
        """Confirm one of our dialogs for the customer."""
        return self._wizard(name, **vals)

    def equal(self, one, other, what):
        """Compare amounts (company currency)."""
        self._equal(one, other, what)


def _module(part):
    """Return the file of a group, or None."""
    name = part.replace(" ", "_")
    if not Path(__file__).with_name(f"{name}.py").exists():
        return None
    return importlib.import_module(f"tests.beside.{name}")


def _before(part):
    """Return what a group sets up before the story, a function of the story."""
    return getattr(_module(part), "_before_the_story", lambda story: None)


def _jobs(part):
    """Return [(name, function)] of a group's file, in its order."""
    module = _module(part)
    if module is None:
        return []
    return [
        (name, job)
        for name, job in vars(module).items()
        if inspect.isfunction(job) and job.__module__ == module.__name__ and name[0] != "_"
    ]
