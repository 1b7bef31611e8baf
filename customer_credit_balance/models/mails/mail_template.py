"""Mails that are made beside what matters more: a template that somebody broke stops nothing."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class MailTemplate(models.Model):
    """Adds a mail that stops nothing to templates, because bookings and decisions go on without."""

    _inherit = "mail.template"

    # --- private

    def _send_apart(self, record: models.BaseModel, person: models.BaseModel, **context) -> str:
        """Queue a mail to one person, in their language, whatever the user may read.

        :param person: res.partner
        :param context: further keys that the template reads
        :return: why there is no mail, or nothing
        """
        self.ensure_one()
        template = self.sudo().with_context(lang=person.lang, **context)
        try:
            with self.env.cr.savepoint():
                template.send_mail(
                    record.id, email_values={"recipient_ids": [Command.set(person.ids)]}
                )
        except UserError as error:
            return str(error)
        return ""
