"""Steps of the ladder: when, by which way and in which words."""

from odoo import _, api, fields, models

from .customer_reminder_policy import STEPPING

CHANNELS = [
    ("mail", "Email"),
    ("print", "Letter"),
    ("portal", "Portal notice"),
    ("call", "Call by the salesperson"),
]

DAYS = (-3, 0, 3, 7, 14, 30)


class CustomerReminderStep(models.Model):
    """One step of a policy: what is said so many days after the oldest item fell due."""

    _name = "customer.reminder.step"
    _description = "Reminder Step"
    _inherit = "customer.credit.numbers.mixin"
    _order = "policy_id, days, id"
    _check_company_auto = True

    _days_in_bounds = models.Constraint(
        "CHECK(days BETWEEN -30 AND 730)",
        "A step is 30 days before to 730 days after the due date.",
    )

    # --- fields

    policy_id = fields.Many2one(
        "customer.reminder.policy", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True)
    active = fields.Boolean(default=True)
    name = fields.Char(
        required=True, translate=True, help="The title of the letter and of the email."
    )
    days = fields.Integer(
        required=True,
        help="Days after the due date of the oldest item; below zero: before it is due.",
    )
    channel = fields.Selection(CHANNELS, required=True, default="mail")
    message = fields.Text(
        translate=True,
        help="What the letter says, in each language. {customer}, {company}, {closing}, "
        "{overdue}, {asked}, {date_to} and {oldest} are filled in; {asked} leaves out what is "
        "disputed, promised or on its way, and credits.",
    )
    template_id = fields.Many2one(
        "customer.statement.template",
        string="Layout",
        check_company=True,
        domain="[('group', '=', 'commercial')]",
        help="Letterhead and layout. Empty: the template of the company.",
    )
    mail_template_id = fields.Many2one(
        "mail.template",
        string="Email Template",
        domain="[('model', '=', 'customer.statement')]",
        help="Empty: the email of reminders, with the words of this step.",
    )
    attach_statement = fields.Boolean(default=True, string="Attach Letter")
    attach_invoices = fields.Boolean(string="Attach Open Invoices")
    propose_hold = fields.Boolean(
        help="Asks whoever decides there whether the customer may go on buying on account. "
        "Nothing is stopped before somebody decides."
    )
    put_on_hold = fields.Boolean(
        help="Puts the customer on hold as soon as the reminder is sent, and releases when what it "
        "asked for is paid, disputed or promised. Where nothing holds customers, and for private "
        "persons, somebody is asked."
    )
    tell_salesperson = fields.Boolean(help="Gives the salesperson of the customer a to-do.")

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Give the words of a new policy in every language of the database."""
        steps = super().create(vals_list)
        steps._translate_first_texts()
        steps._check_days_alone()
        return steps

    def write(self, vals):
        """Change steps; two of one policy are never on the same day.

        :raise ValidationError: then
        """
        res = super().write(vals)
        if {"days", "policy_id"} & vals.keys():
            self._check_days_alone()
        return res

    def unlink(self):
        """Take steps off their policy; those that somebody was reminded with are archived.

        Reminders and lists name their step for ever.

        # EXTENDS 'base'
        """
        self.check_access("unlink")
        domain = [("reminder_step_id", "in", self.ids)]
        used = self.env["customer.statement"].sudo().search(domain).reminder_step_id
        used |= self.env["customer.statement.run.line"].sudo().search(domain).reminder_step_id
        used = self & used.sudo(self.env.su)
        used.write({"active": False})
        used.policy_id.invalidate_recordset(["step_ids"])
        return super(CustomerReminderStep, self - used).unlink()

    def _check_days_alone(self):
        """Check the days of steps that are written alone; with their policy it checks them.

        :raise ValidationError: two steps of one policy are on the same day
        """
        if not self.env.cr.cache.get(STEPPING):
            self.policy_id._check_steps()

    # --- private

    @api.model
    def _get_first_days(self) -> tuple:
        """Return the days of the steps that a new policy begins with."""
        return DAYS

    @api.model
    def _get_first_texts(self, days: int) -> dict:
        """Return {name, message} of a step of a new policy, in the current language."""
        texts = {
            -3: (
                _("Coming payment"),
                _("A friendly note: {asked} will be due soon. If everything is in order, there "
                  "is nothing else to do than to pay in time. Thank you."),
            ),
            0: (
                _("Payment due"),
                _("Your account shows {closing}. The oldest item is due on {oldest}. Please pay "
                  "it in time, or tell us if something is wrong."),
            ),
            3: (
                _("Payment reminder"),
                _("Perhaps it slipped your attention: {asked} is overdue, the oldest item since "
                  "{oldest}. Please pay it in the next days. If you have paid already, please "
                  "take no notice of this letter."),
            ),
            7: (
                _("Second reminder"),
                _("{asked} is overdue, the oldest item since {oldest}. We have not heard from "
                  "you yet. Please pay now, or answer this message and tell us when you will pay "
                  "or what is wrong."),
            ),
            14: (
                _("Third reminder"),
                _("In spite of our reminders {asked} is overdue, the oldest item since "
                  "{oldest}. Please pay within seven days. We may claim interest and costs for "
                  "late payment as the law allows."),
            ),
            30: (
                _("Final notice"),
                _("This is our last reminder: {asked} is overdue, the oldest item since "
                  "{oldest}. Please pay within ten days of {date_to}. After that we have to take "
                  "further steps."),
            ),
        }  # fmt: skip
        name, message = texts[days]
        return {"name": name, "message": message}

    def _translate_first_texts(self):
        """Write the words of a new policy in the other languages, where they are still ours."""
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        for step in self.filtered(lambda record: record.days in DAYS):
            first = step._get_first_texts(step.days)
            if (step.name, step.message) != (first["name"], first["message"]):
                continue
            for code in codes:
                if code != self.env.lang:
                    other = step.with_context(lang=code)
                    other.write(other._get_first_texts(step.days))
