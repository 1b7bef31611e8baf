"""Credit request: activities and mails, to whom it is the turn of and to whoever asked."""

from odoo import Command, _, models

from ..core.notes import as_note

ACTIVITY = "customer_credit_limit.mail_activity_credit_approval"
TEMPLATE = "customer_credit_limit.mail_template_credit_request"


class CustomerCreditRequest(models.Model):
    """Everybody who may decide gets an activity and a mail; a decision clears them all."""

    _inherit = "customer.credit.request"

    def _tell_deciders(self):
        """Give every approver of the current level an activity and a mail."""
        self.ensure_one()
        request = self.sudo()
        request._clear_activities()
        people = request._get_recipients()
        # One mail with the figures, not Odoo's generic one on top.
        quiet = request.with_context(mail_activity_quick_update=True)
        for user in people:
            quiet.activity_schedule(
                ACTIVITY,
                user_id=user.id,
                summary=request.display_name,
                note=as_note(request.reasons),
            )
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        mailed = people.partner_id.filtered("email")
        if template and mailed:
            template.sudo().send_mail(
                request.id, email_values={"recipient_ids": [Command.set(mailed.ids)]}
            )

    def _tell_requester(self, title, text):
        """Tell whoever asked, on the order where there is one."""
        self.ensure_one()
        document = self._get_document()
        body = f"{title}: {text}" if text else title
        self._message_log(body=body)
        if not document or "activity_ids" not in document._fields:
            return
        user = self.order_id.user_id or self.requester_id
        document.with_context(mail_activity_quick_update=False).activity_schedule(
            "mail.mail_activity_data_todo", user_id=user.id, summary=title, note=as_note(text)
        )
        document._message_log(body=body)

    def _clear_activities(self):
        """Take the request from the lists of everybody."""
        self.sudo().activity_unlink([ACTIVITY])

    def _get_reason_lines(self):
        """Return the reasons one by one, for the mail."""
        self.ensure_one()
        return (self.reasons or _("No reason is on record.")).splitlines()
