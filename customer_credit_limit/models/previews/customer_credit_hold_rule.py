"""Hold rules: who would be held today."""

from odoo import _, api, fields, models

from ...const import MANAGER_GROUP
from ..profile.customer_credit_profile import PROFILE_COLUMNS

# Customers whom a preview names; it counts the others.
NAMED = 10


class CustomerCreditHoldRule(models.Model):
    """Adds a preview to hold rules, because a rule that is saved holds customers the next night.

    It is asked for by a switch that is not stored, reads the values of the form and writes
    nothing.
    """

    _inherit = "customer.credit.hold.rule"

    # --- fields

    show_preview = fields.Boolean("Who would be held today?", store=False, groups=MANAGER_GROUP)
    preview = fields.Text("Today", compute="_compute_preview", groups=MANAGER_GROUP)

    # --- computes

    @api.depends(
        "show_preview", "company_id", "tag_ids", "on_overdue", "overdue_days", "overdue_amount",
        "on_utilisation", "utilisation", "on_temporary_ended", "on_review_due",
        "on_broken_promise", "grace_days",
    )  # fmt: skip
    def _compute_preview(self):
        """Answer where it was asked for."""
        for rule in self:
            asked = rule.show_preview and self.env["customer.credit.policy"]._may_preview(
                rule.company_id
            )
            rule.preview = asked and rule._describe_preview()

    # --- private

    def _describe_preview(self):
        """Return who would be caught today, in words; company of the rule."""
        company = self.company_id._origin
        Partner = self.env["res.partner"].sudo()
        if Partner._has_many_credit_candidates(company):
            return _("There are too many customers to count them while you type.")
        caught, held = self._find_caught(company)
        if not caught:
            return _("Nobody would be held.")
        new = [pid for pid in caught if pid not in held]
        named = new[:NAMED] or list(caught)[:NAMED]
        partners = {it.id: it.name for it in Partner.browse(named)}
        lines = [
            _(
                "%(count)s customers would be held, %(new)s of them are not held now.",
                count=len(caught),
                new=len(new),
            )
        ]
        if self.grace_days:
            lines.append(_("Each of them only after %s days.", self.grace_days))
        lines += [f"{partners[pid]}: {caught[pid]}" for pid in named]
        return "\n".join(lines)

    def _find_caught(self, company: models.BaseModel) -> tuple:
        """Return ({partner id: reason} of whom this rule catches, ids of those held already).

        People who chose On or Off come before any rule: Off is left out.
        """
        rule = self.sudo().with_company(company)
        promises = rule._get_promises(company)
        caught, held = {}, set()
        for part in rule._get_slices(company, rule.browse()):
            profiles = self.env["customer.credit.profile"].sudo().search_fetch(
                [("company_id", "=", company.id), *part.domain], PROFILE_COLUMNS
            )  # fmt: skip
            known = {it.partner_id.id: it for it in profiles}
            found = rule._find_customers(company, known, part, part.pick(promises))
            for pid, (_rule, reason) in found.items():
                profile = known.get(pid)
                if profile and profile._get_hold_choice() == "off":
                    continue
                caught[pid] = reason
                if profile and profile._is_on_hold():
                    held.add(pid)
        return caught, held
