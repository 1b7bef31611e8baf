"""Company: Odoo's own limits become ours when the addon is installed."""

import logging

from odoo import models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class ResCompany(models.Model):
    """Only where Odoo's limits were in use: elsewhere they stop nobody, and still do not."""

    _inherit = "res.company"

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

    def _get_native_limits(self, default):
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

    def _read_native_limit(self, limit):
        """Return the values of a profile that mean what Odoo's amount meant."""
        if limit > 0:
            return {"limit_mode": "custom", "limit_amount": limit}
        return {"limit_mode": "unlimited" if not limit else "none"}
