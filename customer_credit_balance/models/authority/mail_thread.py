"""The mail gateway: emails and aliases say what it makes with all rights, not whoever calls it."""

from odoo import _, api, models
from odoo.exceptions import AccessError
from odoo.tools.misc import clean_context


class MailThread(models.AbstractModel):
    """Adds a guard to the mail gateway, because anybody may call it and it creates records with
    all rights, of the values that the call brings: an approved request, a customer without a limit.
    """

    _inherit = "mail.thread"

    # --- guards

    @api.model
    def message_process(
        self, model, message, custom_values=None, save_original=False, strip_attachments=False,
        thread_id=None,
    ):  # fmt: skip
        """Take an email, and no values of records beside it.

        Scheduled actions run as the superuser and pass; a mail server's script names no model.
        Administrators may name one, as the button that fetches emails does for them.

        :raise AccessError: the caller names values, or what the email is about

        # EXTENDS 'mail'
        """
        if not self.env.su:
            if custom_values or ((model or thread_id) and not self.env.is_system()):
                raise AccessError(
                    _("An email goes where its addresses say: nothing else is said beside it.")
                )
            self = self.with_context(clean_context(self.env.context))
        return super().message_process(
            model, message, custom_values=custom_values, save_original=save_original,
            strip_attachments=strip_attachments, thread_id=thread_id,
        )  # fmt: skip
