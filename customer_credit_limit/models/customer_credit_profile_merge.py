"""Credit profile: contact merge and change of parent keep the stricter of two profiles."""

from odoo import _, models

STRICTNESS = {"off": 0, "auto": 1, "on": 2}


class CustomerCreditProfile(models.Model):
    """The lower limit wins, a hold stays; nothing is allowed by accident."""

    _inherit = "customer.credit.profile"

    def _move_to_partner(self, partner):
        """Give these profiles to a commercial partner, merging with the ones it has.

        :param partner: commercial res.partner that stays
        """
        for profile in self.sudo():
            domain = [("partner_id", "=", partner.id), ("company_id", "=", profile.company_id.id)]
            target = self.sudo().search(domain, limit=1)
            if not target:
                profile._change_customer(partner)
                profile._cap_to_default()
            elif target != profile:
                target._absorb(profile)
        self.env["res.partner"]._invalidate_credit_limit_cache()

    def _cap_to_default(self):
        """Let the company default count that the contact had until now, where it is lower."""
        self.ensure_one()
        limit = self._get_policy()._get_default(self.company_id)._get_default_limit()
        vals = {}
        if limit is not None and self._get_own_limit() > limit:
            vals.update(limit_mode="default", limit_amount=0.0, policy_id=False)
        if limit is not None and self.temporary_until and self.temporary_limit > limit:
            vals.update(temporary_limit=0.0, temporary_from=False, temporary_until=False)
        if vals:
            self._apply(vals, note=_("Merged contacts: the lower limit counts."))

    def _absorb(self, other):
        """Take over what is stricter in another profile, which disappears."""
        self.ensure_one()
        vals = {}
        if other._get_own_limit() < self._get_own_limit():
            vals.update(limit_mode=other.limit_mode, limit_amount=other.limit_amount)
        if other.temporary_limit < self.temporary_limit or not other.temporary_until:
            vals.update({name: other[name] for name in
                         ("temporary_limit", "temporary_from", "temporary_until")})  # fmt: skip
        if STRICTNESS[other.hold] > STRICTNESS[self.hold]:
            names = ("hold", "hold_reason", "hold_message", "hold_until", "hold_review_date")
            vals.update({name: other[name] for name in names})
        if other.auto_hold and not self.auto_hold:
            vals.update(
                auto_hold=True,
                auto_hold_reason=other.auto_hold_reason,
                auto_hold_level=other.auto_hold_level,
                auto_held_on=other.auto_held_on,
                hold_rule_id=other.hold_rule_id.id,
                grace_until=other.grace_until,
            )
        if vals:
            note = _(
                "Merged with %s: the lower limit and any hold count.", other.partner_id.display_name
            )
            self._apply(vals, note=note)
        other._drop()

    def _get_own_limit(self):
        """Return the limit for good, infinite when unlimited, to compare two profiles."""
        self.ensure_one()
        limit = self._get_policy()._get_default_limit()
        if self.limit_mode != "default":
            limit = {"custom": self.limit_amount, "none": 0.0}.get(self.limit_mode)
        return float("inf") if limit is None else limit
