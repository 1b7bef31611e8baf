"""Messages: the conversation about a statement stays as it was written."""

from odoo import _, api, models
from odoo.exceptions import AccessError

CONVERSATIONS = ("customer.statement", "customer.statement.dispute")

# Who said what, where and when; the author may still edit the own words, as Odoo marks it.
WORDS = {"body", "subject", "attachment_ids"}

ORIGIN = {"author_id", "email_from", "date", "model", "res_id", "message_type", "parent_id",
          "tracking_value_ids", "create_date", "create_uid"}  # fmt: skip


class MailMessage(models.Model):
    """Adds a guard to messages on statements, because Odoo lets whoever may write a document write
    its messages, as anybody.
    """

    _inherit = "mail.message"

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse a message about a statement in the name of somebody else.

        # EXTENDS 'mail'
        :raise AccessError: then
        """
        if not self.env.su:
            person = self.env.user.partner_id.id
            for vals in vals_list:
                if vals.get("model") in CONVERSATIONS and vals.get("author_id") not in (
                    None, False, person,
                ):  # fmt: skip
                    raise AccessError(_("You write about a statement in your own name only."))
        return super().create(vals_list)

    def write(self, vals):
        """Refuse another text, author or place for what was said about a statement.

        # EXTENDS 'mail'
        :raise AccessError: for messages of others, and for who said it where and when
        """
        if not self.env.su and (WORDS | ORIGIN) & vals.keys():
            self._check_conversation(bool(ORIGIN & vals.keys()))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_no_conversation(self):
        """Keep what others said about a statement.

        :raise AccessError: then
        """
        if not self.env.su:
            self._check_conversation(False)

    def _check_conversation(self, origin):
        """Refuse messages about statements, the user's own only where the origin is meant.

        :raise AccessError: for one of them
        """
        person = self.env.user.partner_id
        for message in self.sudo():
            if message.model in CONVERSATIONS and (origin or message.author_id != person):
                raise AccessError(
                    _("What was said about a statement stays as it was: write another message.")
                )
