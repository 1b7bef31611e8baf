"""Credit profile: read for gates, and what is kept in memory about companies."""

from odoo import models
from odoo.tools import SQL

PROFILE_COLUMNS = [
    "partner_id", "company_id", "policy_id", "limit_mode", "limit_amount", "temporary_limit",
    "temporary_from", "temporary_until", "last_review_date", "next_review_date", "hold",
    "hold_reason", "hold_message", "hold_until", "hold_review_date", "auto_hold",
    "auto_hold_reason", "grace_until", "auto_hold_level", "auto_held_on", "hold_rule_id",
]  # fmt: skip


class CustomerCreditProfile(models.Model):
    """Each gate reads profiles, so it is done in one plain statement."""

    _inherit = "customer.credit.profile"

    def _fetch_of(self, customers, company):
        """Return the profiles of these commercial partners, with all that decides in the cache."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM customer_credit_profile"
                " WHERE company_id = %s AND partner_id %s ORDER BY id",
                SQL(", ").join(map(SQL.identifier, PROFILE_COLUMNS)),
                company.id,
                customers._credit_among(),
            )
        )
        ids, *columns = zip(*rows, strict=True) if rows else ((),)
        profiles = self.browse(ids)
        for name, values in zip(PROFILE_COLUMNS, columns, strict=bool(rows)):
            self._fields[name]._insert_cache(profiles, values)
        return profiles

    def _refresh_lookups(self):
        """Forget what is kept in memory about companies, where these profiles change it."""
        Policy = self.env["customer.credit.policy"]
        chosen = set(self.filtered("policy_id").company_id.ids)
        if (
            not set(self.company_id.ids) <= Policy._get_companies_in_use()
            or not chosen <= Policy._get_companies_with_choice()
        ):
            self.env.registry.clear_cache()
