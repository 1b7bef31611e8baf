"""A customer's own Credit Centre: figures, chart, credits, applications and history."""

from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import _, api, fields, models
from odoo.tools import SQL, format_date

from ...const import USER_GROUP
from ..door import door

CHART_MONTHS = 12


class ResPartner(models.Model):
    """Adds the Credit Centre to contacts, because its dialogs are opened from the customer."""

    _inherit = "res.partner"

    # --- fields

    customer_credit_ids = fields.Many2many(
        "customer.credit", compute="_compute_customer_credit_ids", string="Credits",
        groups=USER_GROUP,
    )  # fmt: skip
    customer_credit_open_ids = fields.Many2many(
        "customer.credit", compute="_compute_customer_credit_ids", string="Open Credits",
        groups=USER_GROUP,
    )  # fmt: skip
    customer_credit_used_ids = fields.Many2many(
        "customer.credit", compute="_compute_customer_credit_ids", string="Used-up Credits",
        groups=USER_GROUP,
    )  # fmt: skip
    customer_credit_used_count = fields.Integer(
        "Credits Used Up", compute="_compute_customer_credit_ids", groups=USER_GROUP
    )
    customer_credit_application_ids = fields.Many2many(
        "customer.credit.application", compute="_compute_customer_credit_ids",
        string="Applications", groups=USER_GROUP,
    )  # fmt: skip
    customer_credit_entry_ids = fields.Many2many(
        "customer.credit.entry", compute="_compute_customer_credit_ids",
        string="Store-credit History", groups=USER_GROUP,
    )  # fmt: skip
    customer_credit_chart = fields.Json(
        "Credit Balance Over Time", compute="_compute_customer_credit_chart", groups=USER_GROUP
    )

    # --- computes

    @api.depends_context("company", "uid")
    @api.depends("commercial_partner_id")
    def _compute_customer_credit_ids(self):
        """List what belongs to the customer in the current company, as the user may see it."""
        company = self.env.company
        for partner in self:
            customer = partner.commercial_partner_id._origin
            domain = [("partner_id", "=", customer.id), ("company_id", "=", company.id)]
            # What store credit paid stands with the credit it came from: no second row for it.
            partner.customer_credit_ids = self.env["customer.credit"].search(
                [*domain, "|", ("origin", "!=", "spent"), ("used_up", "=", False)]
            )
            used = partner.customer_credit_ids.filtered("used_up")
            partner.customer_credit_used_ids = used
            partner.customer_credit_open_ids = partner.customer_credit_ids - used
            partner.customer_credit_used_count = len(used)
            partner.customer_credit_application_ids = self.env[
                "customer.credit.application"
            ].search(domain)
            accounts = self.env["customer.credit.account"].search(domain)
            partner.customer_credit_entry_ids = self.env["customer.credit.entry"].search(
                [("account_id", "in", accounts.ids)]
            )

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_customer_credit_chart(self):
        """Give the credit balance at the end of each of the last months, the last one today."""
        for partner in self:
            partner.customer_credit_chart = partner.commercial_partner_id._get_credit_chart(
                self.env.company
            )

    # --- actions

    @api.readonly
    @door(single=True)
    def action_open_credit_centre(self):
        """Open the Credit Centre of this contact's customer (customer credit users)."""
        self.ensure_one()
        self.env["customer.credit.account"].check_access("read")
        customer = self.commercial_partner_id
        return {
            "type": "ir.actions.act_window",
            "name": _("Credit Centre"),
            "res_model": "res.partner",
            "res_id": customer.id,
            "view_mode": "form",
            "views": [
                (self.env.ref("customer_credit_balance.res_partner_view_credit_centre").id, "form")
            ],
            "context": {"show_credit_guide": True},
        }

    @door
    def action_credit_topup(self):
        """Open the wizard that tops up store credit (managers)."""
        return self._open_credit_wizard("customer_credit_balance.action_customer_credit_topup")

    @door
    def action_credit_apply(self):
        """Open the wizard that applies credit to invoices (managers)."""
        return self._open_credit_wizard("customer_credit_balance.action_customer_credit_apply")

    @door
    def action_credit_refund(self):
        """Open the wizard that pays credit out (managers)."""
        return self._open_credit_wizard("customer_credit_balance.action_customer_credit_refund")

    @door
    def action_credit_transfer(self):
        """Open the wizard that moves credit into store credit, or back (managers)."""
        return self._open_credit_wizard("customer_credit_balance.action_customer_credit_transfer")

    @door
    def action_credit_adjust(self):
        """Open the wizard that adjusts store credit (managers)."""
        return self._open_credit_wizard("customer_credit_balance.action_customer_credit_adjust")

    # --- private

    def _get_credit_chart(self, company: models.BaseModel) -> dict | bool:
        """Return {currency, points: [{date, label, amount}]} for the widget, company currency.

        :return: False for a record that is not saved; two queries otherwise
        """
        if not self._origin:
            return False
        customer = self._origin
        today = fields.Date.context_today(self)
        ends = [
            today + relativedelta(months=-back, day=31) for back in range(CHART_MONTHS, 0, -1)
        ] + [today]
        outstanding = customer.sudo()._get_outstanding_at(company, ends)
        store = customer.sudo()._get_store_credit_at(company, ends)
        return {
            "currency": company.currency_id.id,
            "points": [
                {
                    "date": fields.Date.to_string(day),
                    "label": format_date(self.env, day),
                    "amount": company.currency_id.round(outstanding[day] + store[day]),
                }
                for day in ends
            ],
        }

    def _get_outstanding_at(self, company: models.BaseModel, days: list[date]) -> dict:
        """Return {day: outstanding credits at its end} of this customer, one query."""
        amounts = dict.fromkeys(days, 0.0)
        if not self._get_receivable_account_ids(company):
            return amounts
        parts = [
            SQL("SELECT %s::date AS day, part.* FROM (%s) part", day,
                self._outstanding_query_at(company, day))
            for day in days
        ]  # fmt: skip
        self.env.flush_all()
        self.env.cr.execute(SQL(" UNION ALL ").join(parts))
        amounts.update({day: float(amount) for day, _partner, amount in self.env.cr.fetchall()})
        return amounts

    def _get_store_credit_at(self, company: models.BaseModel, days: list[date]) -> dict:
        """Return {day: store credit at its end} of this customer, one query."""
        parts = [
            SQL("SELECT %s::date AS day, part.* FROM (%s) part", day,
                self._query_store_credit(company, self._get_credit_customer_ids(), day))
            for day in days
        ]  # fmt: skip
        amounts = dict.fromkeys(days, 0.0)
        self.env.flush_all()
        self.env.cr.execute(SQL(" UNION ALL ").join(parts))
        amounts.update({day: float(amount) for day, _partner, amount in self.env.cr.fetchall()})
        return amounts

    def _open_credit_wizard(self, xmlid):
        """Return the action of a wizard on this customer.

        :raise AccessError: when the caller is no credit manager
        """
        self.ensure_one()
        Account = self.env["customer.credit.account"]
        return Account._prepare_wizard_action(xmlid, self.commercial_partner_id)
