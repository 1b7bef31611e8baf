"""Reminders are statements of open items with the words of a step; replies to them are work."""

from datetime import date

from odoo import _, api, fields, models
from odoo.exceptions import UserError

MAIL_TEMPLATE = "customer_statement.mail_template_customer_reminder"

REPLY_ACTIVITY = "customer_statement.mail_activity_reply"

REPLIES = [
    ("unread", "Answered, read me"),
    ("paid", "Says it is paid"),
    ("promised", "Promised"),
    ("disputed", "Disputed"),
    ("nothing", "Nothing to do"),
]


class CustomerStatement(models.Model):
    """Adds the step to statements, because a reminder is one: frozen, sent and answered alike.

    A reply by mail or in the portal holds the next step until somebody decides.
    """

    _inherit = "customer.statement"

    # Whoever makes a second one of the same day is refused by the database.
    _one_reminder = models.UniqueIndex(
        "(partner_id, company_id, date_to) WHERE reminder_step_id IS NOT NULL AND state <> 'draft'",
        "This customer got a reminder of that day already.",
    )
    _unread = models.Index("(partner_id) WHERE reply_state = 'unread'")

    # --- fields

    reminder_step_id = fields.Many2one(
        "customer.reminder.step", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null",
    )  # fmt: skip
    reminder_days = fields.Integer(
        readonly=True, copy=False, help="Days of the step when the reminder was sent."
    )
    reminder_oldest = fields.Date(
        "Oldest Due", readonly=True, copy=False, help="The first due date of what is asked for."
    )
    reply_state = fields.Selection(
        REPLIES, string="Reply", readonly=True, copy=False, tracking=True,
        help="What the customer answered by mail. Reminders wait until somebody decides.",
    )  # fmt: skip
    reply_at = fields.Datetime("Replied on", readonly=True, copy=False)

    # --- actions

    def action_reply_paid(self):
        """Note that the customer says it is paid; reminders go on. Statement users."""
        return self._settle_reply("paid")

    def action_reply_nothing(self):
        """Note that the reply changes nothing; reminders go on. Statement users."""
        return self._settle_reply("nothing")

    # --- hooks

    @api.model
    def _get_reminder_claims(
        self, customers: models.BaseModel, company: models.BaseModel, as_of: date
    ) -> dict:
        """Hook: return what is claimed beside what is open, to be shown on reminders.

        :param customers: commercial res.partner
        :param company: res.company that claims it
        :param as_of: date
        :return: {res.partner: [(label, amount above zero in company currency)]}; nothing here
        """
        return {}

    def _message_post_after_hook(self, message, msg_vals):
        """Mark a reply of the customer as work.

        # EXTENDS 'mail'
        """
        res = super()._message_post_after_hook(message, msg_vals)
        if self._is_reply(message):
            self._mark_reply()
        return res

    def _post_answer(self, author, text, note):
        """Leave answers of the portal out: disputes and promises are work of their own.

        # EXTENDS 'customer_statement'
        """
        before = [(statement, statement.reply_state, statement.reply_at) for statement in self]
        super()._post_answer(author, text, note)
        for statement, state, at in before:
            if statement.reply_state != state:
                statement.sudo()._write_engine({"reply_state": state, "reply_at": at})
                statement.sudo()._drop_reply_activity()

    # --- private

    def _is_reply(self, message):
        """Return whether a message is one of the customer, by mail or written in the portal."""
        if len(self) != 1 or self.state == "draft" or message.message_type not in (
            "email", "comment",
        ):  # fmt: skip
            return False
        author = message.author_id
        if author.user_ids and not all(user.share for user in author.user_ids):
            return False
        return bool(
            message.message_type == "email"
            or author.commercial_partner_id == self.commercial_partner_id
        )

    def _mark_reply(self):
        """Hold the next reminder, and put the reply on the list of the responsible person."""
        statement = self.sudo()
        statement._write_engine({"reply_state": "unread", "reply_at": fields.Datetime.now()})
        user = statement.user_id or statement.partner_id.commercial_partner_id.user_id
        if user and not user.share and user.active:
            statement._drop_reply_activity()
            statement.with_user(user).sudo().activity_schedule(
                REPLY_ACTIVITY,
                summary=_(
                    "%(customer)s answered, read it", customer=statement.partner_id.complete_name
                ),
                user_id=user.id,
            )

    def _drop_reply_activity(self):
        """Take the to-dos about replies away."""
        self.activity_unlink([REPLY_ACTIVITY])

    def _settle_reply(self, state):
        """Write what somebody made of a reply; the next reminder may go.

        :raise UserError: for statements without an unread reply
        """
        self.check_access("write")
        if any(statement.reply_state != "unread" for statement in self):
            raise UserError(_("There is no reply that waits to be read."))
        self._write_engine({"reply_state": state})
        self.sudo()._drop_reply_activity()
        return True

    def _get_reminder_text(self):
        """Return the words of the step in the statement's language, filled in; empty without."""
        self.ensure_one()
        data = self._get_data()
        if not self.reminder_step_id or not data:
            return []
        lang = self.lang or self.partner_id.lang or self.env.lang or "en_US"
        statement = self.with_context(lang=lang)
        return statement._get_paragraphs(
            statement.reminder_step_id.sudo().message, data, statement._get_formats()
        )

    def _get_written_texts(self):
        """Look at the letters of the step's words, too.

        # EXTENDS 'customer_statement'
        """
        step = self.reminder_step_id.sudo()
        return [*super()._get_written_texts(), *filter(None, (step.name, step.message))]

    def _get_mail_template(self):
        """Send the email of the step.

        # EXTENDS 'customer_statement'
        """
        if not self.reminder_step_id:
            return super()._get_mail_template()
        return self.reminder_step_id.sudo().mail_template_id or self.env.ref(MAIL_TEMPLATE).sudo()

    def _get_mail_attachments(self):
        """Leave the letter out where the step says so.

        # EXTENDS 'customer_statement'
        """
        attachments = super()._get_mail_attachments()
        step = self.reminder_step_id.sudo()
        if step and not step.attach_statement:
            attachments -= self.sudo().attachment_id
        return attachments
