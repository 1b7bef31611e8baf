"""Payment plans that are kept, broken and offered, and payments that customers announced."""

from datetime import timedelta

from odoo import api, models

from ..core import plans
from ..models.remittance.customer_remittance import Announced
from .customer_reminder_demo import MODULE, ReminderTeller, Teller

# Invoices that are late by so many days: name, label, product, quantity, days.
OWED = (
    ("joinery", "late", "timber", 3, 40),
    ("gym", "late", "cables", 60, 45),
    ("bookbinder", "late", "gift", 60, 28),
    ("florist", "late", "coffee", 24, 10),
    ("florist", "short", "gift", 20, 8),
    ("tearoom", "late", "coffee", 30, 14),
)


class CustomerCreditDemo(models.AbstractModel):
    """Tells the chapter of payment plans and announced payments."""

    _inherit = "customer.credit.demo"

    @api.model
    def _get_stories(self) -> list:
        """Go on when demo data was installed before there was a chart.

        # EXTENDS 'customer_credit_balance'
        """
        return [*super()._get_stories(), ("customer_statement", "_create_plan_story")]

    @api.model
    def _create_plan_story(self, company=None):
        """Make plans and announcements and what became of them; out of reach of RPC.

        :param company: res.company that tells it; default the main company
        :return: whether it was told: not without the customers' story, and not twice
        """
        company = company or self.env.ref("base.main_company")
        customer = self.env.ref(f"{MODULE}.demo_partner_joinery", False)
        told = self.env["customer.payment.plan"].search_count(
            [("company_id", "=", company.id)], limit=1
        )
        if not customer or told or not Teller(self.env, company).is_told():
            return False
        PlanTeller(self.env, company).tell()
        return True


class PlanTeller(ReminderTeller):
    """Plays the chapter in one company; emails count as delivered, as nobody shall get them."""

    def tell(self):
        """Invoice, then agree, break, offer and announce; and list who is reminded now."""
        for name, label, product, quantity, days in OWED:
            self.invoice(self.today - timedelta(days=days + 30), name, label, product, quantity)
        self.plans = self.work["customer.payment.plan"]
        self.keep("joinery", 3, 20)
        self.break_off("gym", 4, 10)
        self.offer("bookbinder", 3, self.today + timedelta(days=7))
        self.announce("florist", 5, ("late", 1, "", ""), (
            "short", 0.8, "faulty", "Four of the twenty came with a crack.",
        ))  # fmt: skip
        self.arrive("tearoom")
        self.look_again()
        self.root.flush_all()
        mails = self.work["mail.mail"].search(
            [("model", "=", self.plans._name), ("res_id", "in", self.plans.ids)]
        )
        mails.write({"state": "sent"})

    def look_again(self):
        """List who would get a reminder now and who not and why; nobody sends it."""
        policies = self.work["customer.reminder.policy"]
        domain = [("company_id", "=", self.company.id), ("customer_only", "=", False)]
        for policy in policies.search(domain, limit=1):
            policy._make_run(self.today)

    # --------------------------------------------------------------- plans

    def offer(self, customer, count, first):
        """Return an offer to pay everything in monthly parts, sent to the customer."""
        items = self.documents[customer, "late"].line_ids.filtered(
            lambda item: item.account_type == "asset_receivable"
        )
        currency = items.currency_id
        total = currency.round(sum(items.mapped("amount_residual_currency")))
        amounts = plans.split(total, count, currency.decimal_places)
        plan = self.work["customer.payment.plan"]._make(
            self.partner(customer),
            self.company.with_env(self.work),
            items.with_env(self.work),
            zip(plans.get_days(first, count, "month"), amounts, strict=True),
            user_id=self.accountant.id,
            offered_by_id=self.accountant.id,
        )
        plan._send("offered")
        self.plans |= plan
        return plan

    def agree(self, customer, count, days):
        """Return a plan that the customer agreed to some days ago, when its first part was due."""
        plan = self.offer(customer, count, self.today)
        plan._agree(self.partner(customer))
        back = timedelta(days=days)
        for part in plan.part_ids:
            part._write_engine({"date": part.date - back})
        plan._write_engine({"agreed_on": plan.agreed_on - back, "agreed_at": plan.agreed_at - back})
        return plan

    def keep(self, customer, count, days):
        """The customer pays the first part on its day."""
        plan = self.agree(customer, count, days)
        first = plan._get_ordered()[0]
        self.pay(first.date, customer, "late", first.amount)

    def break_off(self, customer, count, days):
        """The first part is not paid: the plan ends, and colleagues have a to-do."""
        self.agree(customer, count, days)._check_today()

    # --------------------------------------------------------------- announced payments

    def announce(self, customer, days, *wanted):
        """Return what the customer says of a coming payment: (invoice, share, reason, note)."""
        told = []
        for label, share, reason, note in wanted:
            move = self.documents[customer, label].with_env(self.work)
            amount = move.currency_id.round(move.amount_residual * share)
            told.append(Announced(move, amount, reason, note))
        return self.work["customer.remittance"]._announce(
            self.partner(customer), self.company.with_env(self.work),
            self.today + timedelta(days=days), told,
        )  # fmt: skip

    def arrive(self, customer):
        """The payment that quotes the announcement is there, and waits to be applied."""
        remittance = self.announce(customer, 2, ("late", 1, "", ""))
        self.pay_on_account(self.today, customer, remittance.amount, remittance.reference)
