"""Partners: a mark in lists and in the drop-down of customers."""

from odoo import api, fields, models

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
        self.customer_credit_mark = False
        company = self.env.company
        if company.id not in self.env["customer.credit.policy"]._get_companies_in_use():
            return
        customers = self.sudo().commercial_partner_id._origin
        profiles = customers._get_credit_profile_by_partner(company)
        held = {it for it, profile in profiles.items() if profile._is_on_hold()}
        over = (customers - customers.browse(it.id for it in held))._get_credit_over(company)
        for partner in self:
            customer = partner.sudo().commercial_partner_id._origin
            if customer in held:
                partner.customer_credit_mark = "hold"
            elif customer in over:
                partner.customer_credit_mark = "over"

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

    def _get_credit_over(self, company: models.BaseModel) -> models.BaseModel:
        """Return those of these customers who owe more than they may, today."""
        limits = self._get_credit_limit_by_partner(company)
        limited = self.browse(it.id for it, limit in limits.items() if limit is not None)
        if not limited:
            return limited
        terms = limited._get_credit_limit_exposure_terms(company).values()
        compare = company.currency_id.compare_amounts
        return limited.filtered(
            lambda it: compare(sum(amounts.get(it, 0.0) for amounts in terms), limits[it]) > 0
        )
