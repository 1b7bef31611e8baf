"""Tags that say who gets a statement: none of them is deleted while something is sent by it."""

from collections.abc import Iterator

from odoo import _, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ResPartnerCategory(models.Model):
    """Adds a guard to tags, because a filter without its last tag would find everybody."""

    _inherit = "res.partner.category"

    # --- guards

    @api.ondelete(at_uninstall=False)
    def _unlink_except_statement_tags(self):
        """Keep tags that schedules, open runs and reminder policies name, those below included.

        :raise UserError: with the tag and what names it
        """
        for name, tag in self._with_below()._get_statement_users():
            raise UserError(
                _(
                    "%(name)s depends on the tag %(tag)s: take it out there first.",
                    name=name,
                    tag=tag.name,
                )
            )

    # --- private

    def _get_partner_domain(self) -> Domain:
        """Return the domain of the customers with one of these tags or one below, archived too."""
        return Domain("category_id", "in", self._with_below().ids)

    def _with_below(self) -> models.BaseModel:
        """Return these tags and those below them (sudo), archived ones too."""
        return self.sudo().with_context(active_test=False).search([("id", "child_of", self.ids)])

    def _get_statement_users(self) -> Iterator[tuple]:
        """Yield (name, tag) of what still sends by one of these tags, in any company."""
        everything = self.env["customer.statement.run"].sudo().with_context(active_test=False)
        for model, extra in (
            ("customer.statement.schedule", []),
            ("customer.reminder.policy", []),
            ("customer.statement.run", [("state", "not in", ("done", "cancelled"))]),
        ):
            for record in everything.env[model].search([("tag_ids", "in", self.ids), *extra]):
                yield record.display_name, (record.tag_ids & self)[:1]
