"""A month of reminders: sent in steps, answered, disputed, promised, called; interest claimed."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.fields import Command

from odoo.addons.customer_credit_balance.demo.teller import Teller

MODULE = "customer_statement"
BASE = "customer_credit_balance"

# Customers with an invoice that is late by so many days: name, product, quantity, days.
LATE = (
    ("cycles", "cables", 12, 19),
    ("bakery", "coffee", 20, 12),
    ("printing", "gift", 40, 26),
    ("hotel", "coffee", 45, 33),
    ("clinic", "lab", 6, 9),
    ("garden", "timber", 1, 15),
    ("museum", "gift", 12, 17),
    ("brewery", "coffee", 12, 18),
)

# Days before today on which reminders went out already.
EARLIER = (14, 9)

# Those whom somebody calls instead of writing.
CALLED = ("hotel", "clinic")

# Each step is (verb, customer, *arguments); the story has one method for each verb.
ANSWERS = (
    ("reply", "cycles", "Which order is this about? We have two with you."),
    ("promise", "bakery", 7, "Our accountant pays next week."),
    ("dispute", "printing", "faulty", "A third of the boxes arrived damaged.", -2),
    ("dispute", "garden", "amount", "We agreed on another price on the phone.", 5),
)


class CustomerCreditDemo(models.AbstractModel):
    """Tells the chapter of the reminders."""

    _inherit = "customer.credit.demo"

    @api.model
    def _get_stories(self) -> list:
        """Go on when demo data was installed before there was a chart.

        # EXTENDS 'customer_credit_balance'
        """
        return [*super()._get_stories(), ("customer_statement", "_create_reminder_story")]

    @api.model
    def _create_reminder_story(self, company=None):
        """Make policies, today's reminders and what became of them; out of reach of RPC.

        :param company: res.company that tells it; default the main company
        :return: whether it was told: not without the customers' story, and not twice
        """
        company = company or self.env.ref("base.main_company")
        customer = self.env.ref(f"{MODULE}.demo_partner_cycles", False)
        told = self.env["customer.reminder.policy"].search_count(
            [("company_id", "=", company.id)], limit=1
        )
        if not customer or told or not Teller(self.env, company).is_told():
            return False
        ReminderTeller(self.env, company).tell()
        return True


class ReminderTeller(Teller):
    """Plays the chapter in one company; emails count as delivered, as nobody shall get them."""

    def __init__(self, env, company):
        """Work as the accountant of the demo, with the rights that the workers have."""
        super().__init__(env, company)
        context = {"allowed_company_ids": company.ids, "tz": "UTC"}
        self.work = env(user=self.accountant, su=True, context=dict(env.context, **context))
        self.runs = self.work["customer.statement.run"]
        # As the workers count: where the demo is installed it may be tomorrow already.
        self.today = fields.Date.context_today(self.runs)

    def tell(self):
        """Invoice, remind for some weeks, answer, claim and waive interest."""
        for name, product, quantity, days in LATE:
            day = self.today - timedelta(days=days + 30)
            self.invoice(day, name, "late", product, quantity)
        by_mail, by_phone = self.plan(), self.plan_calls()
        for days in EARLIER:
            self.send_before(by_mail, days)
        self.pause("museum", 21, "We are talking about the packaging of this delivery.")
        self.pay_on_account(
            self.today - timedelta(days=1), "brewery",
            self.documents["brewery", "late"].amount_total, "Advance for the next season",
        )  # fmt: skip
        for policy in (by_mail, by_phone):
            self.send(policy)
        for verb, customer, *arguments in ANSWERS:
            getattr(self, verb)(customer, *arguments)
        self.claim("hotel")
        self.waive("clinic", "Our bank details were wrong on the invoice.")
        self.root.flush_all()

    def partner(self, name):
        """Return a customer of this chapter."""
        return self.work.ref(f"{MODULE}.demo_partner_{name}")

    def reminder(self, name):
        """Return the last reminder of a customer."""
        mine = self.runs.statement_ids.filtered(lambda it: it.partner_id == self.partner(name))
        return mine.sorted("date_to")[-1:]

    def plan(self):
        """One policy for all customers; only its customers of this chapter are late enough."""
        return self._make_policy({"name": _("Reminders by email"), "minimum_amount": 10.0})

    def plan_calls(self):
        """One for those whom the salesperson calls."""
        step = {
            "name": _("A call by your contact"),
            "days": 3,
            "channel": "call",
            "message": _("{asked} is overdue since {oldest}. Your contact will call you."),
        }
        policy = self._make_policy(
            {
                "name": _("Reminders by phone"),
                "customer_only": True,
                "step_ids": [Command.create(step)],
            }
        )
        for name in CALLED:
            customer = self.partner(name).with_company(self.company)
            customer.customer_statement_reminder_policy_id = policy
        return policy

    def _make_policy(self, vals):
        """Return a policy of the company that the accountant is responsible for."""
        return self.work["customer.reminder.policy"].create(
            {"company_id": self.company.id, "user_id": self.accountant.id, **vals}
        )

    def prepare(self, policy, day):
        """Return the run of a day, for the customers of this chapter."""
        run = policy._make_run(day)
        mine = [self.partner(name) for name, *_rest in LATE]
        run.line_ids.filtered(
            lambda line: line.state == "todo" and line.partner_id not in mine
        ).action_leave_out()
        return run

    def send_before(self, policy, days):
        """Send the reminders of some days ago, as they were decided then."""
        run = self.prepare(policy, self.today - timedelta(days=days))
        # A list that nobody started is of its own day: no worker moves it to today.
        run._work_lines(run.line_ids.filtered(lambda line: line.state == "todo"))
        at = fields.Datetime.to_datetime(run.date_to) + timedelta(hours=9)
        run._write_engine({"state": "done", "started_at": at, "finished_at": at})
        self.deliver(run)

    def send(self, policy):
        """Send the reminders of today."""
        run = self.prepare(policy, self.today)
        run._start()
        while run._work_batch():
            self.work.flush_all()
        self.deliver(run)

    def deliver(self, run):
        """Count the emails of a run as delivered."""
        self.work.flush_all()
        self.work.invalidate_all()
        self.runs |= run
        for statement in run.statement_ids.filtered("mail_id"):
            statement.mail_id.state = "sent"
            statement._record_mail_result("sent")

    # --------------------------------------------------------------- answers

    def reply(self, customer, text):
        """The customer answers by email; nobody has read it."""
        self.reminder(customer).message_post(
            body=text, message_type="email", author_id=self.partner(customer).id
        )

    def promise(self, customer, days, note):
        """The customer promises to pay in some days."""
        reminder = self.reminder(customer)
        reminder._mark_viewed()
        reminder._promise(self.partner(customer), "", self.today + timedelta(days=days), note)

    def dispute(self, customer, reason, note, days):
        """The customer disputes the invoice, to be settled in some days; late ones escalate."""
        reminder = self.reminder(customer)
        reminder._mark_viewed()
        line = reminder._get_data().sections[0].open_items[0]
        dispute = reminder._dispute(self.partner(customer), line.key, reason, note)
        dispute.deadline = self.today + timedelta(days=days)
        if days < 0:
            dispute._escalate(self.today)

    def pause(self, customer, days, reason):
        """Somebody pauses the reminders of a customer."""
        self.partner(customer).with_company(self.company).write(
            {
                "customer_statement_reminder_pause_until": self.today + timedelta(days=days),
                "customer_statement_reminder_pause_reason": reason,
            }
        )

    def claim(self, customer):
        """The company agrees on interest, and claims that of one customer; nothing is booked."""
        self.company.sudo().write(
            {
                "customer_statement_interest": True,
                "customer_statement_interest_terms": "agreed",
                "customer_statement_interest_rate": 9.0,
                "customer_statement_interest_fixed_sum": False,
                "customer_statement_interest_booking": "paid",
            }
        )
        self.settle(customer)

    def waive(self, customer, reason):
        """The company waives the interest of one customer."""
        self.settle(customer, reason)

    def settle(self, customer, reason=None):
        """Claim or waive what the late invoice of a customer cost so far."""
        items = self.documents[customer, "late"].line_ids.filtered(
            lambda item: item.account_type == "asset_receivable"
        )
        self.work["customer.statement.interest.claim"]._settle(
            self.company.with_env(self.work), self.partner(customer), self.today,
            set(items.ids), reason,
        )  # fmt: skip
