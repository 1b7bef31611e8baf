"""A schedule, a sent run, and what customers answered: confirmed, disputed, revised."""

from datetime import timedelta

from odoo import _, api, fields, models

MODULE = "customer_statement"
BASE = "customer_credit_balance"

# Each step is (verb, customer, *arguments); the story has one method for each verb.
ANSWERS = (
    ("confirm", "school", "Agrees with our books. Thank you."),
    ("look", "health"),
    ("dispute", "builder", True, "amount", "One load of timber less was delivered."),
    ("promise", "builder", False, 10, "The rest is in our payment run of next week."),
    ("dispute", "bergmann", False, "paid", "We transferred this last Monday, please check."),
    ("settle", "bergmann", "The payment arrived today and is booked. Thank you."),
    ("revise", "gifts", "As agreed on the phone: the same figures with the address of your shop."),
)


class CustomerCreditDemo(models.AbstractModel):
    """Tells the chapter of the statements."""

    _inherit = "customer.credit.demo"

    @api.model
    def _get_stories(self) -> list:
        """Go on when demo data was installed before there was a chart.

        # EXTENDS 'customer_credit_balance'
        """
        return [*super()._get_stories(), ("customer_statement", "_create_statement_story")]

    @api.model
    def _create_statement_story(self, company=None):
        """Make the schedule, the run and the answers; out of reach of RPC.

        :param company: res.company that tells it; default the main company
        :return: whether it was told: not without the customers' story, and not twice
        """
        company = company or self.env.ref("base.main_company")
        customer = self.env.ref(f"{BASE}.demo_partner_builder", False)
        account = customer and self.env["customer.credit.account"]._find(
            self.env.ref(f"{BASE}.demo_partner_cafe"), company
        )
        told = self.env["customer.statement.schedule"].search_count(
            [("company_id", "=", company.id)], limit=1
        )
        if not account or not account.entry_ids or told:
            return False
        StatementTeller(self.env, company).tell()
        return True


class StatementTeller:
    """Plays the chapter in one company, as the accountant of the demo."""

    def __init__(self, env, company):
        """Work as the accountant, with the rights that the workers have."""
        self.accountant = env.ref(f"{BASE}.demo_user_credit")
        context = {"allowed_company_ids": company.ids, "tz": "UTC"}
        self.env = env(user=self.accountant, su=True, context=dict(env.context, **context))
        self.company = company
        self.run = None

    def tell(self):
        """Plan, send and answer."""
        schedule = self.plan()
        self.send(schedule)
        for verb, customer, *arguments in ANSWERS:
            getattr(self, verb)(customer, *arguments)
        self.env.flush_all()

    def partner(self, name):
        """Return a customer of the story."""
        return self.env.ref(f"{BASE}.demo_partner_{name}")

    def statement(self, name):
        """Return the statement of a customer in the run."""
        return self.run.statement_ids.filtered(
            lambda statement: statement.partner_id == self.partner(name)
        )

    def author(self, name):
        """Return who answers for a customer: the contact that receives statements."""
        partner = self.partner(name)
        return partner._get_statement_recipients()[partner].to[:1]

    def plan(self):
        """Statements of all customers on the first of each month, for the month before."""
        today = fields.Date.context_today(self.accountant)
        return self.env["customer.statement.schedule"].create(
            {
                "name": _("Statements of the month"),
                "company_id": self.company.id,
                "user_id": self.accountant.id,
                "kind": "activity",
                "date_start": today - timedelta(days=200),
                "tz": "UTC",
                "skip_unchanged": True,
                "message": _("<p>Thank you for working with us. Here is your account.</p>"),
            }
        )

    def send(self, schedule):
        """Do the run of this month; its emails count as delivered, as nobody shall get them."""
        month = fields.Date.context_today(self.accountant).replace(day=1)
        self.run = schedule._make_run(fields.Datetime.to_datetime(month))
        self.run._start()
        while self.run._work_batch():
            self.env.flush_all()
        self.env.invalidate_all()
        schedule.last_run = self.run.started_at
        for statement in self.run.statement_ids.filtered("mail_id"):
            statement.mail_id.state = "sent"
            statement._record_mail_result("sent")

    # --------------------------------------------------------------- answers

    def look(self, customer):
        """The customer opens the page."""
        self.statement(customer)._mark_viewed()

    def confirm(self, customer, note):
        """The customer agrees with the balance."""
        self.look(customer)
        self.statement(customer)._answer_balance(self.author(customer), True, note)

    def dispute(self, customer, is_line, reason, note):
        """The customer disputes an invoice of the statement, or the whole balance."""
        self.look(customer)
        self.statement(customer)._dispute(
            self.author(customer), self._key(customer) if is_line else "", reason, note
        )

    def promise(self, customer, is_line, days, note):
        """The customer promises to pay an invoice, or everything, in some days."""
        day = fields.Date.context_today(self.accountant) + timedelta(days=days)
        self.statement(customer)._promise(
            self.author(customer), self._key(customer) if is_line else "", day, note
        )

    def settle(self, customer, answer):
        """The accountant agrees with the customer."""
        disputes = self.statement(customer).dispute_ids.filtered(
            lambda dispute: dispute.state == "open"
        )
        disputes.answer = answer
        disputes.action_accept()

    def revise(self, customer, note):
        """The accountant sends a revision, which replaces the statement."""
        revision = self.statement(customer)._revise()
        revision.write({"note": f"<p>{note}</p>", "user_id": self.accountant.id})
        revision.with_context(statement_delivery="portal").action_send()

    def _key(self, customer):
        """Return the key of an open invoice, one of the period if there is any."""
        sections = self.statement(customer)._get_data().sections
        lines = [line for part in sections for line in (*part.lines, *part.open_items)]
        return next(line.key for line in lines if line.type == "invoice" and line.residual > 0)
