"""Credit profile: somebody is asked to look at a hold again on the day that was set."""

from odoo import _, api, fields, models

from ..core.notes import as_note
from .customer_credit_policy import MANAGER_GROUP


class CustomerCreditProfile(models.Model):
    """Once for each date, by the person who chose the hold."""

    _inherit = "customer.credit.profile"

    hold_review_told = fields.Date(
        readonly=True, copy=False, help="The review date that somebody was told of."
    )

    @api.model
    def _cron_review_holds(self):
        """Give one activity for each hold by hand whose review is due; run again, none twice."""
        today = fields.Date.context_today(self)
        due = self.sudo().search(
            [("hold", "!=", "auto"), ("hold_review_date", "!=", False),
             ("hold_review_date", "<=", today)]
        )  # fmt: skip
        for profile in due:
            if profile.hold_review_told != profile.hold_review_date:
                profile._ask_to_review()

    def _ask_to_review(self):
        """Give the activity on the customer, and remember for which date."""
        self.ensure_one()
        user = self._get_reviewer()
        if not user or self._get_hold_choice() == "auto":
            return
        translated = self.with_context(lang=user.lang)
        translated.partner_id.with_company(self.company_id).activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            date_deadline=self.hold_review_date,
            summary=translated._get_review_summary(),
            note=as_note(translated._get_hold_reason()),
        )
        self._write_quietly({"hold_review_told": self.hold_review_date})

    def _get_review_summary(self):
        """Return what is to be looked at, in the language of the context."""
        self.ensure_one()
        names = {"customer": self.partner_id.name, "company": self.company_id.name}
        if self.hold == "off":
            return _("Review: no rule may hold %(customer)s (%(company)s)", **names)
        return _("Review the credit hold of %(customer)s (%(company)s)", **names)

    def _get_reviewer(self):
        """Return who last chose the hold, or another manager of limits of the company."""
        self.ensure_one()
        managers = self.env.ref(MANAGER_GROUP).sudo().all_user_ids.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )  # fmt: skip
        lines = self.env["customer.credit.audit"].sudo().search(
            [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id),
             ("event", "in", ("hold", "release")), ("user_id", "in", managers.ids)],
            limit=1,
        )  # fmt: skip
        return lines.user_id or managers.sorted("id")[:1]
