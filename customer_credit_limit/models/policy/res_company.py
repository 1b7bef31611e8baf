"""Company: each one has a default credit policy from the start."""

import logging

from odoo import _, api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class ResCompany(models.Model):
    """Adds the default policy to companies, because a customer without one of their own follows it.

    Only where Odoo's limits were in use: elsewhere they stop nobody, and still do not.
    """

    _inherit = "res.company"

    # --- fields

    customer_credit_policy_id = fields.Many2one(
        "customer.credit.policy",
        "Credit Policy",
        compute="_compute_customer_credit_policy_id",
        compute_sudo=True,
        # Settings, and whoever keeps limits: others need no name of a policy.
        groups="base.group_system,customer_credit_limit.group_credit_limit_manager",
    )

    # --- computes

    def _compute_customer_credit_policy_id(self):
        """Find the default policy."""
        Policy = self.env["customer.credit.policy"]
        for company in self:
            company.customer_credit_policy_id = Policy._get_default(company._origin)

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Give new companies a policy.

        # EXTENDS 'customer_credit_balance'
        """
        companies = super().create(vals_list)
        companies._ensure_credit_policy()
        return companies

    # --- private

    def _ensure_credit_policy(self):
        """Create the default policy where there is none: it stops nobody until limits are set."""
        Policy = self.env["customer.credit.policy"].sudo()
        for company in self - Policy.search([("is_default", "=", True)]).company_id:
            name = _("Credit policy of %s", company.name)
            Policy.create({"name": name, "company_id": company.id, "is_default": True})

    def _adopt_native_credit_limits(self):
        """Copy default and own limits of Odoo; what customers have here already stays.

        Odoo's 0 means unlimited. Each limit is on record as any other change.
        """
        for company in self.filtered("account_use_credit_limit"):
            default = company._adopt_native_default_limit()
            vals_list = [
                {"partner_id": pid, "company_id": company.id, **self._read_native_limit(limit)}
                for pid, limit in company._get_native_limits(default)
            ]
            self.env["customer.credit.profile"].sudo().create(vals_list)
            _logger.info("%s: %s customer limits taken over", company.name, len(vals_list))

    def _adopt_native_default_limit(self):
        """Give the default policy Odoo's default limit, and return that (0 is unlimited)."""
        self.ensure_one()
        Partner = self.env["res.partner"].sudo().with_company(self)
        default = Partner._fields["credit_limit"].get_company_dependent_fallback(Partner) or 0.0
        policy = self.env["customer.credit.policy"]._get_default(self)
        if default > 0 and policy.default_limit_mode == "unlimited":
            policy.write({"default_limit_mode": "custom", "default_limit": default})
        return default

    def _get_native_limits(self, default: models.BaseModel) -> list[tuple]:
        """Return [(partner id, amount)] of commercial partners with a limit of their own."""
        self.ensure_one()
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT partner.id, own.amount
                  FROM res_partner partner
                 CROSS JOIN LATERAL (
                       SELECT (partner.credit_limit ->> %(company)s)::float AS amount) own
                 WHERE partner.commercial_partner_id = partner.id
                   AND own.amount IS NOT NULL AND own.amount <> %(default)s
                   AND NOT EXISTS (SELECT 1 FROM customer_credit_profile profile
                                    WHERE profile.partner_id = partner.id
                                      AND profile.company_id = %(company_id)s)
                 ORDER BY partner.id
                """,
                company=str(self.id),
                company_id=self.id,
                default=default,
            )
        )

    def _read_native_limit(self, limit: int | None) -> dict:
        """Return the values of a profile that mean what Odoo's amount meant."""
        if limit > 0:
            return {"limit_mode": "custom", "limit_amount": limit}
        return {"limit_mode": "unlimited" if not limit else "none"}
