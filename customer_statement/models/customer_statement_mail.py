"""What became of the emails of statements: accepted, failed, tried again, came back."""

from datetime import timedelta

from odoo import _, api, fields, models

# Tries of one email by itself, and the hours between them, twice as many each time.
ATTEMPTS = 4
HOURS = 1


class CustomerStatement(models.Model):
    """One email for each statement: what is tried again is the same email, never a second one."""

    _inherit = "customer.statement"

    mail_id = fields.Many2one(
        "mail.mail", string="Email", readonly=True, copy=False, ondelete="set null",
        index="btree_not_null", groups="base.group_system",
    )  # fmt: skip
    mail_state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("sent", "Delivered"),
            ("failed", "Not delivered"),
            ("bounced", "Came back"),
        ],
        string="Email Status",
        readonly=True,
        copy=False,
    )
    mail_problem = fields.Char(readonly=True, copy=False)
    mail_attempt = fields.Integer(string="Email Attempts", readonly=True, copy=False)
    mail_retry_at = fields.Datetime(
        string="Email Tried Again on", readonly=True, copy=False, help="By itself, then."
    )

    _retry = models.Index("(mail_retry_at) WHERE mail_retry_at IS NOT NULL")

    def _record_mail_result(self, state, problem=False, temporary=False):
        """Write how the email ended, on the statement and on the customers of its run.

        :param state: sent, failed or bounced
        :param problem: why, in words
        :param temporary: whether a later try may do better
        """
        statements = self.sudo()
        statements._write_engine(
            {"mail_state": state, "mail_problem": problem, "mail_retry_at": False}
        )
        if state == "failed" and temporary:
            now = fields.Datetime.now()
            for statement in statements.filtered(lambda record: record.mail_attempt < ATTEMPTS):
                hours = HOURS * 2 ** max(statement.mail_attempt - 1, 0)
                statement.mail_retry_at = now + timedelta(hours=hours)
        if state in ("failed", "bounced"):
            reason = "mail" if state == "failed" else "bounce"
            self._get_run_lines().write({"state": "failed", "reason": reason, "detail": problem})

    def _get_run_lines(self):
        """Return the customers of runs that got these statements, in superuser mode."""
        Line = self.env["customer.statement.run.line"].sudo()
        return Line.search([("statement_id", "in", self.ids)])

    @api.model
    def _cron_retry_mails(self):
        """Queue the emails again that a mail server did not take, when their time has come."""
        due = self.sudo().search(
            [("mail_retry_at", "<=", fields.Datetime.now()), ("mail_state", "=", "failed")]
        )
        failed = due.filtered(lambda statement: statement.mail_id.state == "exception")
        failed.mail_id.mark_outgoing()
        for statement in failed:
            statement.mail_attempt += 1
        failed.write({"mail_state": "waiting", "mail_problem": False})
        due.mail_retry_at = False
        failed._get_run_lines().write({"state": "done", "reason": False, "detail": False})
        if failed:
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _message_receive_bounce(self, email, partner):
        """Mark the statement whose email came back.

        # EXTENDS 'mail'
        """
        res = super()._message_receive_bounce(email, partner)
        self._record_mail_result("bounced", _("The email to %(email)s came back.", email=email))
        return res
