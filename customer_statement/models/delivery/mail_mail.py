"""Emails of statements report how they ended."""

from odoo import models

# What may be better an hour later; a wrong address is not.
TEMPORARY = ("mail_smtp", "unknown")


class MailMail(models.Model):
    """Adds the end of an email to its statement, because only the queue knows whether it left."""

    _inherit = "mail.mail"

    # --- hooks

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Tell the statements whether their email was accepted by the mail server.

        # EXTENDS 'mail'
        """
        ours = self.filtered(lambda mail: mail.model == "customer.statement" and mail.res_id)
        if ours:
            statements = self.env["customer.statement"].browse(ours.mapped("res_id")).exists()
            statements = statements.sudo().filtered(lambda statement: statement.mail_id in ours)
            state, problem = "sent", False
            if failure_type:
                labels = dict(self._fields["failure_type"]._description_selection(self.env))
                state, problem = "failed", failure_reason or labels.get(failure_type, failure_type)
            statements._record_mail_result(state, problem, failure_type in TEMPORARY)
            # An email before the last one tells its own delivery alone.
            earlier = ours - statements.mail_id
            self.env["customer.statement.delivery"].sudo()._find_mailed(earlier)._record_result(
                state, problem
            )
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
