"""Customers: their own reminder policy, and a pause with a reason and an end."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

POLICY = "customer_statement_reminder_policy_id"

PAUSE_FIELDS = {
    "customer_statement_reminder_pause_until", "customer_statement_reminder_pause_reason",
}  # fmt: skip


class ResPartner(models.Model):
    """Adds what is agreed on reminders to customers, because some get others, or none for now."""

    _inherit = "res.partner"

    # --- fields

    customer_statement_reminder_policy_id = fields.Many2one(
        "customer.reminder.policy",
        string="Reminder Policy",
        company_dependent=True,
        copy=False,
        domain="[('company_id', '=', current_company_id)]",
        groups="customer_statement.group_customer_statement_user",
        help="Empty: the policy of the tags, or that of the company.",
    )
    customer_statement_reminder_pause_until = fields.Date(
        string="No Reminders Until",
        company_dependent=True,
        copy=False,
        groups="customer_statement.group_customer_statement_user",
        help="The last day without reminders to this customer.",
    )
    customer_statement_reminder_pause_reason = fields.Char(
        string="Why No Reminders",
        company_dependent=True,
        copy=False,
        groups="customer_statement.group_customer_statement_user",
    )

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Leave the choice of a reminder policy to managers.

        :raise AccessError: for others

        # EXTENDS 'base'
        """
        if any(vals.get(POLICY) for vals in vals_list):
            self.env["customer.statement.run"]._check_statement_manager()
        return super().create(vals_list)

    def write(self, vals):
        """Let managers choose the policy, and whoever makes the customer's statements a pause.

        :raise AccessError: for others, and for customers of colleagues

        # EXTENDS 'base'
        """
        if not self.env.su:
            if POLICY in vals:
                self.env["customer.statement.run"]._check_statement_manager()
            if PAUSE_FIELDS & vals.keys():
                self.env["customer.statement"]._check_may_make(self, self.env.company)
        return super().write(vals)

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

    # --- hooks

    @api.model
    def _get_credit_hold_reasons(
        self, company: models.BaseModel, customer_ids: list[int] | None = None
    ) -> dict[int, str]:
        """Name the customers whom a reminder puts on hold, while what it asked for is due.

        What is paid, disputed, promised or on its way is not due; a reminder of another invoice
        is no reason, nor is one that nobody got.

        # EXTENDS 'customer_credit_balance'
        """
        found = super()._get_credit_hold_reasons(company, customer_ids)
        domain = [("company_id", "=", company.id), ("reminder_hold", "=", True),
                  ("state", "!=", "draft"), "!", "&",
                  *self.env["customer.statement"]._get_undelivered_domain()]  # fmt: skip
        if customer_ids is not None:
            domain.append(("partner_id", "in", customer_ids))
        reminders = self.env["customer.statement"].sudo().search_fetch(
            domain, ["partner_id", "date_to", "reminder_days", "reminder_oldest", "name"],
            order="date_to desc, id desc",
        )  # fmt: skip
        if not reminders:
            return found
        today = fields.Date.context_today(self)
        standings = self.env["customer.reminder.reader"].sudo()._read_standings(
            company, reminders.partner_id, today
        )  # fmt: skip
        for reminder in reminders:
            customer = reminder.partner_id.commercial_partner_id
            standing = standings.get(customer.id)
            if not standing or not standing.is_asked or customer.id in found:
                continue
            if standing.oldest + timedelta(reminder.reminder_days) <= reminder.date_to:
                found[customer.id] = reminder._get_hold_reason(standing)
        return found
