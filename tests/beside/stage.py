"""The story with the jobs of groups of neighbours behind it."""

import importlib
import inspect
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from odoo import Command, fields

from tests.countries import story

from . import screens

PRICE = story.PRICE

# Whose work is what. Each has the rights of the own job alone: what others' rules and groups
# keep from them shows so, and would not to the superuser.
ROLES = {
    "seller": ("sales_team.group_sale_salesman",),
    "head of sales": ("sales_team.group_sale_manager",),
    "biller": ("account.group_account_invoice",),
    "accountant": ("account.group_account_user",),
    "head of accounting": ("account.group_account_user", "account.group_account_manager"),
    "credit manager": ("customer_credit_balance.group_customer_credit_manager",),
    # The limit stands on the customer's form, which Odoo lets only these people change.
    "limit manager": (
        "customer_credit_limit.group_credit_limit_manager",
        "base.group_partner_manager",
    ),
    "approver": (
        "customer_credit_limit.group_credit_limit_manager",
        "sales_team.group_sale_salesman_all_leads",
    ),
    "cashier": ("base.group_user", "point_of_sale.group_pos_user"),
    "buyer": ("purchase.group_purchase_user",),
    "administrator": ("base.group_system",),
    "customer": ("base.group_portal",),
}


class _Back(Exception):
    """Ends a job that went well, so that nothing of it is left."""


class Story(story.Story):
    """Also plays the jobs of its parts.

    :param parts: titles of groups
    """

    def __init__(self, env, chart, parts=()):
        super().__init__(env, chart)
        self.parts = parts
        self.everybody = {}  # what all of them have

    def play(self):
        """Return {step or job: "" or what went wrong}."""
        for part in self.parts:
            _before(part)(self)
        super().play()
        for part in self.parts:
            for name, job in _jobs(part):
                self.found[f"{part}, {name}"] = self._play_job(job)
        self.found["screens"] = self._play_job(screens.opened_by_everybody)
        return self.found

    @property
    def closed(self):
        """Return the models whose forms neighbours close by themselves for some people."""
        return {name for part in self.parts for name in getattr(_module(part), "_CLOSED", ())}

    def _play_job(self, job):
        customer = self.customer
        try:
            with suppress(_Back), self.env.cr.savepoint():
                job(self)
                self.env.flush_all()
                raise _Back
        except Exception as error:  # noqa: BLE001, whatever a neighbour raises is told
            return self._tell(error)
        finally:
            self.people, self.everybody = {}, {}  # gone with the job
            self.customer = customer
            self.env.invalidate_all(flush=False)
            self.env.registry.clear_all_caches()
        return ""

    # --------------------------------------------------------------- for jobs

    def by(self, role, *groups, **vals):
        """Return the environment of somebody whose work this is, for a job always the same person.

        :param role: one of ROLES
        :param groups: what a neighbour wants of them besides
        :param vals: of the user
        """
        if role == "customer":
            vals = {"partner_id": self.customer.id, "name": self.customer.name, **vals}
        else:
            vals = {"name": role.capitalize(), **self.everybody, **vals}
        key = (role, groups, repr(vals))
        if key not in self.people:
            self.people[key] = self.person(*ROLES[role], *groups, **vals)
        person = self.people[key]
        context = {**self.env.context, "allowed_company_ids": person.company_ids.ids}
        if person.company_id == self.company:
            context["allowed_company_ids"] = self.company.ids
        return self.env(user=person.id, su=False, context=context)

    def hand(self, records, role, *groups, **vals):
        """Return records as somebody has them whose work this is, read anew."""
        self.settle()
        return records.with_env(self.by(role, *groups, **vals))

    def settle(self):
        """Write and forget what is in memory, as between two people's requests."""
        self.env.flush_all()
        self.env.invalidate_all()

    def order(self, price=PRICE, env=None, **vals):
        """Return a quotation to the customer, by a seller who sees the own documents alone."""
        return (env or self.by("seller"))["sale.order"].create(
            {"partner_id": self.customer.id,
             "order_line": [Command.create({"product_id": self.product.id, "price_unit": price,
                                            "tax_ids": [Command.clear()]})],
             **vals}
        )  # fmt: skip

    def invoice_for(self, price=PRICE, env=None, **vals):
        """Return a posted invoice without tax, by a biller."""
        move = self.draft_invoice(price, env, **vals)
        move.action_post()
        return move

    def draft_invoice(self, price=PRICE, env=None, **vals):
        """Return a draft invoice without tax, by a biller."""
        return (env or self.by("biller"))["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.customer.id,
             "invoice_date": fields.Date.today(),
             "invoice_line_ids": [
                 Command.create({"product_id": self.product.id, "price_unit": price,
                                 "tax_ids": [Command.clear()]})
             ],
             **vals}
        )  # fmt: skip

    def invoice_of(self, order, post=True):
        """Return the invoice of an order: its seller makes it, a biller posts it."""
        self.settle()
        known = order.sudo().invoice_ids
        order.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids
        ).create({"advance_payment_method": "delivered"}).create_invoices()
        invoice = self.hand(order.sudo().invoice_ids - known, "biller")
        if post:
            invoice.action_post()
        return invoice

    def exposure(self):
        """Return what of the customer's exposure counts against the limit (company currency)."""
        self.env.flush_all()
        exposures = self.customer._get_credit_limit_exposure_by_partner(self.company)
        return float(exposures[self.customer].total)

    def limit_to(self, amount, customer=None):
        """Let a customer owe this much (company currency) on top of what is owed now."""
        room = self.exposure() + amount if customer is None else amount
        self.hand(customer or self.customer, "limit manager").write(
            {"credit_limit_mode": "custom", "credit_limit_amount": room}
        )
        self.settle()

    def request_of(self, order):
        """Return the credit requests of an order."""
        return self.env["customer.credit.request"].search([("order_id", "=", order.id)])

    def approve(self, order):
        """Approve what an order asks for, as somebody who may."""
        request = self.request_of(order)
        assert request, "no request"
        self.hand(request, "approver").action_approve()
        self.settle()

    def person(self, *groups, **vals):
        """Return a user of the company with these groups."""
        return self.env["res.users"].with_context(no_reset_password=True).create(
            {"name": "Person", "login": str(uuid4()), "company_id": self.company.id,
             "company_ids": [Command.set(self.company.ids)],
             "group_ids": [Command.set([self.env.ref(group).id for group in groups])], **vals}
        )  # fmt: skip

    def give_credit(self, amount=PRICE, date=None):
        """Give the customer store credit, today by default."""
        vals = {"date": date} if date else {}
        self.wizard("topup", amount=amount, journal_id=self.journal("bank").id, **vals)

    def pay(self, amount, invoice=None, **vals):
        """Return a payment by the customer, for an invoice or on account, taken by a biller."""
        env = self.by("biller")
        vals = {"amount": amount, "journal_id": self.journal("bank").id, **vals}
        if invoice:
            return env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create(vals)._create_payments()  # fmt: skip
        # Neighbours let payments wait for the bank without an entry: no credit until then.
        payment = env["account.payment"].with_context(force_payment_move=True).create(
            {"payment_type": "inbound", "partner_type": "customer",
             "partner_id": self.customer.id, **vals}
        )  # fmt: skip
        payment.action_post()
        return payment

    def use_credit(self, invoice, amount, credit=None, date=None):
        """Apply store credit, or another credit, to an invoice by our dialog, today by default."""
        vals = {"date": date} if date else {}
        line = {"credit_id": credit.id if credit else False, "invoice_id": invoice.id,
                "amount": amount}  # fmt: skip
        self.wizard("apply", line_ids=[Command.create(line)], **vals)
        self.settle()

    def take_back(self, invoice):
        """Take what was applied to an invoice off it again."""
        applications = self.by("credit manager")["customer.credit.application"].search(
            [("invoice_id", "=", invoice.id), ("state", "=", "applied")]
        )
        assert applications, "nothing was applied"
        applications.action_unapply()
        self.settle()

    def statement(self, kind="open_items", **vals):
        """Return a statement up to today that was sent on paper, by a biller."""
        today = fields.Date.today()
        statement = self.by("biller")["customer.statement"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "kind": kind,
             "date_from": today.replace(month=1, day=1), "date_to": today, **vals}
        )  # fmt: skip
        statement.action_generate()
        statement.with_context(statement_delivery="print").action_send()
        assert statement.state == "sent", statement.state
        return statement

    def receivable(self, move):
        """Return a document's items of the customer's account."""
        return move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    def refuses(self, kind, call, *arguments):
        """Make sure that a call raises this error."""
        people = dict(self.people)
        try:
            with self.env.cr.savepoint():
                call(*arguments)
        except kind:
            self.people = people  # whoever was made by it is gone
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
        """Confirm one of our dialogs for the customer, as a credit manager."""
        self.settle()
        wizard = self.by("credit manager")[f"customer.credit.{name}"].create(
            {"partner_id": self.customer.id, **vals}
        )
        wizard.action_confirm()
        self.settle()
        return wizard

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
