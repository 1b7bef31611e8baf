"""Partners: a mark in lists and in the drop-down of customers."""

from odoo import api, fields, models

from odoo.addons.customer_credit_balance.models.computed import keep_computed

from ...const import USER_GROUP

MARKS = [("hold", "On hold"), ("over", "Over the limit")]


class ResPartner(models.Model):
    """Adds a mark to customers, because whoever sells wants to know before the order is filled in.

    Live, in batches, for the current company, and without any amount.
    """

    _inherit = "res.partner"

    # --- fields

    customer_credit_mark = fields.Selection(
        MARKS, "Credit", compute="_compute_customer_credit_mark", groups=USER_GROUP
    )

    # --- computes

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_customer_credit_mark(self):
        """Mark who is held today, else who owes more than the limit."""
        company = self.env.company
        if company.id not in self.env["customer.credit.policy"]._get_companies_in_use():
            self.customer_credit_mark = False
            return
        customers = self.sudo().commercial_partner_id._origin
        profiles = customers._get_credit_profile_by_partner(company)
        held = {it for it, profile in profiles.items() if profile._is_on_hold()}
        over = customers.filtered(lambda it: it not in held)._get_credit_over(company, profiles)
        owners = [partner.commercial_partner_id._origin for partner in self.sudo()]
        marks = ["hold" if owner in held else "over" if owner in over else None for owner in owners]
        keep_computed(self, {"customer_credit_mark": marks})

    # --- hooks

    @api.model
    @api.readonly
    def web_name_search(self, name, specification, domain=None, operator="ilike", limit=100):
        """Mark the customers of a drop-down, for those who may see credit.

        # EXTENDS 'web'
        """
        found = super().web_name_search(name, specification, domain, operator, limit)
        if self.env.context.get(
            "res_partner_search_mode"
        ) != "customer" or not self.env.user.has_group(USER_GROUP):
            return found
        labels = dict(self._fields["customer_credit_mark"]._description_selection(self.env))
        marks = {it.id: it.customer_credit_mark for it in self.browse(row["id"] for row in found)}
        for row in found:
            if marks[row["id"]] and "__formatted_display_name" in row:
                row["__formatted_display_name"] += f" `{labels[marks[row['id']]]}`"
        return found

    @api.model
    def _invalidate_credit_limit_cache(self):
        """Forget marks with the figures that they follow.

        # EXTENDS 'customer_credit_limit'
        """
        super()._invalidate_credit_limit_cache()
        self.invalidate_model(["customer_credit_mark"], flush=False)

    # --- private

    def _get_credit_over(self, company: models.BaseModel, profiles: dict) -> models.BaseModel:
        """Return those of these customers who owe more than they may, today.

        :param company: res.company of the environment
        :param dict profiles: {customer: customer.credit.profile (sudo)}
        """
        default = self.env["customer.credit.policy"]._get_default(company)
        limited = self.filtered(
            lambda it: self._get_effective_credit_limit(profiles.get(it), default) is not None
        )
        over = company.currency_id.compare_amounts
        return limited.filtered(lambda it: over(it.customer_credit_over_by, 0.0) > 0)
