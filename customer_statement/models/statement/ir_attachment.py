"""Attachments: the PDF of a sent statement is kept as it was."""

from odoo import _, api, models
from odoo.exceptions import UserError

CONTENT = {"raw", "datas", "db_datas", "store_fname", "checksum", "res_model", "res_id", "url",
           "type", "mimetype"}  # fmt: skip


class IrAttachment(models.Model):
    """Adds a guard to attachments, because files that statements were sent with are evidence."""

    _inherit = "ir.attachment"

    # --- guards

    def write(self, vals):
        """Refuse another content for what was sent, and anything else that people write on it.

        Published, renamed or with a token of its own the PDF would be read without a login.

        # EXTENDS 'base'
        :raise UserError: for the PDF of a sent statement
        """
        if not self.env.su or CONTENT & vals.keys():
            self._check_no_sent_statement()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_no_sent_statement(self):
        """Keep the PDF of every sent statement.

        :raise UserError: for the PDF of a sent statement
        """
        self._check_no_sent_statement()

    def _check_no_sent_statement(self):
        """Refuse when one of these is the PDF of a sent statement.

        :raise UserError: then
        """
        # The many attachments of other documents cost no query.
        ours = [
            attachment.id
            for attachment in self.sudo()
            if attachment.res_model == "customer.statement"
        ]
        if not ours:
            return
        if (
            self.env["customer.statement"]
            .sudo()
            .search_count(
                [
                    ("state", "!=", "draft"),
                    "|",
                    ("attachment_id", "in", ours),
                    ("logo_id", "in", ours),
                ],
                limit=1,
            )
        ):
            raise UserError(_("This is the statement that the customer got: it is kept."))
