"""Customers: their own reminder policy, and a pause with a reason and an end."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    """Adds what is agreed on reminders to customers, because some get others, or none for now."""

    _inherit = "res.partner"

    # --- fields

    customer_statement_reminder_policy_id = fields.Many2one(
        "customer.reminder.policy",
        string="Reminder Policy",
        company_dependent=True,
        domain="[('company_id', '=', current_company_id)]",
        groups="customer_statement.group_customer_statement_user",
        help="Empty: the policy of the tags, or that of the company.",
    )
    customer_statement_reminder_pause_until = fields.Date(
        string="No Reminders Until",
        company_dependent=True,
        groups="customer_statement.group_customer_statement_user",
        help="The last day without reminders to this customer.",
    )
    customer_statement_reminder_pause_reason = fields.Char(
        string="Why No Reminders",
        company_dependent=True,
        groups="customer_statement.group_customer_statement_user",
    )

    # --- guards

    @api.constrains(
        "customer_statement_reminder_pause_until", "customer_statement_reminder_pause_reason"
    )
    def _check_reminder_pause(self):
        """Refuse a pause without a reason.

        :raise ValidationError: then
        """
        for partner in self.sudo():
            if (
                partner.customer_statement_reminder_pause_until
                and not (partner.customer_statement_reminder_pause_reason or "").strip()
            ):
                raise ValidationError(
                    _("Say why %(customer)s gets no reminders.", customer=partner.complete_name)
                )
