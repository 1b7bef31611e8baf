"""Credit profile: what a change allows more than before, and whether that needs a request."""

from dataclasses import dataclass
from datetime import date, timedelta

from odoo import _, fields, models
from odoo.exceptions import UserError

ALLOWANCE_FIELDS = {
    "limit_mode", "limit_amount", "policy_id", "temporary_limit", "temporary_from",
    "temporary_until",
}  # fmt: skip
UNLIMITED = float("inf")


@dataclass(frozen=True)
class Allowance:
    """What a customer may owe, day by day; amounts in company currency, infinite if unlimited."""

    for_good: float
    thresholds: tuple = ()
    temporary: float = 0.0
    start: date | None = None
    until: date | None = None

    def at(self, day):
        """Return the limit of a day: a temporary one counts within its dates."""
        runs = self.until and day <= self.until and (not self.start or self.start <= day)
        return self.temporary if runs else self.for_good

    def get_changes(self):
        """Return the days on which the limit becomes another one."""
        day = timedelta(days=1)
        return [it for it in (self.start, self.until and self.until + day) if it]


class CustomerCreditProfile(models.Model):
    """Above the policy's threshold only an approved request raises a limit, by whatever field."""

    _inherit = "customer.credit.profile"

    def _get_allowance(self, vals=None):
        """Return the ``Allowance`` of this profile, as these values would make it."""
        self.ensure_one()
        vals = vals or {}
        policy = self.policy_id
        if "policy_id" in vals:
            policy = policy.browse(vals["policy_id"] or ())
        policy = policy.sudo() or policy._get_default(self.company_id)
        mode = vals.get("limit_mode", self.limit_mode)
        amount = vals.get("limit_amount", self.limit_amount) or 0.0
        limit = {"custom": amount, "none": 0.0}.get(mode)
        if mode == "default":
            limit = policy._get_default_limit()
        return Allowance(
            UNLIMITED if limit is None else limit,
            (policy.limit_change_threshold,),
            vals.get("temporary_limit", self.temporary_limit) or 0.0,
            fields.Date.to_date(vals.get("temporary_from", self.temporary_from)) or None,
            fields.Date.to_date(vals.get("temporary_until", self.temporary_until)) or None,
        )

    def _get_default_allowance(self):
        """Return the ``Allowance`` of a customer who has no profile yet."""
        return self._get_allowance(
            {"policy_id": False, "limit_mode": "default", "temporary_until": False}
        )

    def _check_limit_raise(self, before, vals):
        """Stop a limit above the policy's threshold: it needs an approved request.

        :param before: ``Allowance`` until now
        :raise UserError: with what to do instead
        """
        self.ensure_one()
        if not ALLOWANCE_FIELDS & vals.keys():
            return
        after = self._get_allowance(vals)
        thresholds = [it for it in (*before.thresholds, *after.thresholds) if it]
        if not thresholds or not self._is_raised(before, after, min(thresholds)):
            return
        message = _(
            "A limit above %(threshold)s needs approval: choose Ask for a Higher Limit on the "
            "customer's Credit tab.",
            threshold=self.company_id.currency_id.format(min(thresholds)),
        )
        Audit = self.env["customer.credit.audit"]
        line = Audit._get_log_values(
            "blocked", self.partner_id, self.company_id, note=message,
            new=self._describe(vals, sorted(ALLOWANCE_FIELDS & vals.keys())),
        )  # fmt: skip
        Audit._log_when_over([line])
        raise UserError(message)

    def _is_raised(self, before, after, threshold=0.0):
        """Say whether more is allowed than before, and more than the threshold, on any day."""
        today = fields.Date.context_today(self)
        days = {today, *before.get_changes(), *after.get_changes()}
        return any(
            self._is_more(after.at(day), threshold)
            and self._is_more(after.at(day), max(before.at(day), before.for_good))
            for day in days
            if day >= today
        )

    def _is_more(self, amount, other):
        """Compare two limits; unlimited is more than any amount."""
        if UNLIMITED in (amount, other):
            return amount > other
        return self.company_id.currency_id.compare_amounts(amount, other) > 0
