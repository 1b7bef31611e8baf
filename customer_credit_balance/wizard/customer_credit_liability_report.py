"""The day of the liability report: shown on the screen, or fetched as a spreadsheet."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..models.door import door
from ..models.liability.customer_credit_liability import AS_OF


class CustomerCreditLiabilityReport(models.TransientModel):
    """Asks for the day; the report reads the books of the chosen companies as of it."""

    _name = "customer.credit.liability.report"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Store-Credit Liability: Day"

    date = fields.Date("As Of", required=True, default=fields.Date.context_today)

    @api.constrains("date")
    def _check_date(self):
        """The books of a later day are not written yet.

        :raise UserError: a day in the future
        """
        for report in self:
            if report.date > fields.Date.context_today(report):
                raise UserError(_("The date is in the future. Choose today or an earlier day."))

    @door(single=True)
    def action_view(self):
        """Show the report of the day by customer and age (whoever may read it)."""
        self.check_access("read")
        self.env["customer.credit.liability"].check_access("read")
        action = (
            self.env["ir.actions.act_window"]
            .sudo()
            ._for_xml_id("customer_credit_balance.action_customer_credit_liability")
        )
        action["name"] = _("Store-Credit Liability on %s", fields.Date.to_string(self.date))
        action["context"] = {AS_OF: fields.Date.to_string(self.date)}
        return action

    @door(single=True)
    def action_download(self):
        """Fetch the report of the day as a spreadsheet (whoever may read it)."""
        self.check_access("read")
        self.env["customer.credit.liability"].check_access("read")
        companies = ",".join(map(str, self.env.companies.ids))
        day = fields.Date.to_string(self.date)
        return {
            "type": "ir.actions.act_url",
            "url": f"/customer_credit/liability?date={day}&companies={companies}",
            "target": "download",
        }
