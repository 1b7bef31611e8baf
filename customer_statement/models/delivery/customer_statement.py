"""How a statement reaches its customer: recipients, email, portal, paper, and what came back."""

from collections import namedtuple
from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.mail import email_normalize

from odoo.addons.customer_credit_balance.models.notice import get_notice

from ..core_records.ir_qweb import CONTEXT_KEY, CompiledTemplates

INVOICE_REPORT = "account.account_invoices"

# Statements that one file of PDFs holds; a run has a file of its own.
MOST_IN_FILE = 200

TEMPLATE = "customer_statement.mail_template_customer_statement"

# Tries of one email by itself, and the hours between them, twice as many each time.
ATTEMPTS = 4

HOURS = 1

Letter = namedtuple("Letter", "to emails cc subject body enclosed again_of")
Letter.__doc__ = """What one email is: contacts (res.partner), further addresses (text), copies
(text), subject and body (empty: those of the template), what is enclosed (pdf, xlsx, invoices),
and the customer.statement.delivery that it follows, if any."""


class CustomerStatement(models.Model):
    """Adds sending to statements, because the email is queued in the transaction that marks them as
    sent.

    One email for each statement: what is tried again is the same email, never a second one. It is
    queued exactly once; a mail server that takes it and is cut off before it says so gets it
    again, with the same Message-ID, by which mailboxes know the twin.
    """

    _inherit = "customer.statement"

    _retry = models.Index("(mail_retry_at) WHERE mail_retry_at IS NOT NULL")

    # --- fields

    run_id = fields.Many2one(
        "customer.statement.run", readonly=True, ondelete="restrict", index="btree_not_null",
        copy=False,
    )  # fmt: skip
    schedule_id = fields.Many2one(
        "customer.statement.schedule", readonly=True, ondelete="set null", index="btree_not_null",
        copy=False,
    )  # fmt: skip
    user_id = fields.Many2one(
        "res.users", string="Responsible", default=lambda self: self.env.user, tracking=True
    )
    delivery = fields.Selection(
        [("mail", "Email"), ("portal", "Portal"), ("print", "Paper")],
        readonly=True,
        copy=False,
        tracking=True,
    )
    attach_invoices = fields.Boolean(string="Attach Open Invoices")
    recipient_ids = fields.Many2many(
        "res.partner", compute="_compute_recipients", string="Recipients"
    )
    recipient_cc = fields.Char(compute="_compute_recipients", string="Copy to")
    mail_id = fields.Many2one(
        "mail.mail", string="Email", readonly=True, copy=False, ondelete="set null",
        index="btree_not_null", groups="base.group_system",
    )  # fmt: skip
    mail_message_id = fields.Char(
        "Message-ID", readonly=True, copy=False, help="Of the email, kept when it is tried again."
    )
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
    delivery_ids = fields.One2many(
        "customer.statement.delivery", "statement_id", string="Deliveries", readonly=True
    )

    # --- computes

    @api.depends("partner_id")
    def _compute_recipients(self):
        """Read the recipients of any number of statements in one query."""
        recipients = self.partner_id._get_statement_recipients()
        for statement in self:
            found = recipients.get(statement.partner_id)
            statement.recipient_ids = found and found.to
            statement.recipient_cc = found and ", ".join(found.cc.mapped("email_formatted"))

    # --- actions

    def action_send_test(self):
        """Send this statement to the user alone; nothing is recorded on it.

        :raise UserError: when the user has no email address, or the mail server takes no email
        """
        self.ensure_one()
        self.check_access("write")
        user = self.env.user
        if not email_normalize(user.email):
            raise UserError(_("Set your own email address first."))
        values = self.sudo()._get_mail_values()[self.id]
        values.update(
            subject=_("Test: %(subject)s", subject=values["subject"]),
            recipient_ids=[Command.set(user.partner_id.ids)],
            email_cc=False,
            model=False,
            res_id=False,
            auto_delete=True,
        )
        if not self.attachment_id and "pdf" in self._get_usual_enclosures():
            # It belongs to the email and goes with it: nothing of a draft stays behind.
            pdf = {"name": self._get_file_name(), "raw": self._render_pdf(),
                   "res_model": "mail.message"}  # fmt: skip
            values["attachment_ids"].append(Command.create(pdf))
        mail = self.env["mail.mail"].sudo().create(values)
        mail.send()
        if mail.exists().state == "exception":
            advice = _("Check the address and the mail server; then try again.")
            raise UserError("\n".join(filter(None, [mail.failure_reason, advice])))
        return get_notice(_("A test was sent to %(email)s.", email=user.email))

    def action_compose(self):
        """Return the window that sends these statements: to whom, with which words, which way.

        Statement users, own customers. Drafts are read from the books before they are shown.
        """
        self.check_access("write")
        self._check_own_customers()
        self._read_missing_values()
        name = _("Send")
        if len(self) == 1:
            customer = self.partner_id.name
            name = _("Send %(statement)s: %(customer)s", statement=self.name, customer=customer)
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "customer.statement.compose",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"active_model": self._name, "active_ids": self.ids},
        }

    def action_send_again(self):
        """Return the window that sends the same statements once more, as they were.

        Statement users, own customers. Where the last email came back, another address is asked.

        :raise UserError: one was not sent yet, or is replaced by a newer one
        """
        self.check_access("write")
        self._check_sent()
        action = self.action_compose()
        if len(self) == 1 and self.mail_state == "bounced":
            back = self.delivery_ids.filtered(lambda delivery: delivery.state == "bounced")
            newest = back.sorted("id")[-1:].id
            action["context"] = {**action["context"], "default_again_of_id": newest}
        return action

    def action_download_zip(self):
        """Return the address of one file with the PDFs of these statements.

        :raise UserError: for more than a file holds
        """
        self.check_access("read")
        if len(self) > MOST_IN_FILE:
            raise UserError(
                _(
                    "One file holds %(count)s statements at most: choose fewer, or download those "
                    "of a run on the run.",
                    count=MOST_IN_FILE,
                )
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/customer_statement/zip/{','.join(map(str, self.ids))}",
            "target": "download",
        }

    def action_open_portal(self):
        """Return the address of the page that the customer sees."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self.get_portal_url(), "target": "new"}

    # --- hooks

    def _freeze(self):
        """Give each statement the token of its links before it is drawn.

        # EXTENDS 'customer_statement'
        """
        for statement in self:
            statement._portal_ensure_token()
        return super()._freeze()

    def _deliver(self, delivery, letters=None):
        """Queue one email for each statement that goes by email, and note each delivery.

        # EXTENDS 'customer_statement': the statement itself only knows portal and paper.

        :param letters: {statement: Letter} of emails that somebody addressed by hand
        :raise UserError: for a customer without an email address
        """
        letters = letters or {}
        super()._deliver(delivery, letters)
        by_way = self.grouped(lambda statement: statement._get_delivery(delivery))
        for way, statements in by_way.items():
            statements._write_engine({"delivery": way})
        mailed = by_way.get("mail", self.browse())
        nobody = mailed.filtered(
            lambda statement: statement not in letters and not statement.recipient_ids
        )
        if nobody:
            raise UserError(
                _(
                    "%(customer)s has no email address: add one, or choose portal or paper.",
                    customer=nobody[0].partner_id.complete_name,
                )
            )
        if mailed:
            mailed._queue_mails(letters)
        for way in ("portal", "print"):
            if way in by_way:
                by_way[way]._note_deliveries(way, letters)

    def _mark_viewed(self):
        """Note on what was handed over since the last look that it was opened.

        # EXTENDS 'customer_statement'
        """
        super()._mark_viewed()
        self.env["customer.statement.delivery"].sudo()._record_look(self)

    def _message_receive_bounce(self, email, partner):
        """Mark the delivery that came back, and the statement if nothing was sent after it.

        # EXTENDS 'mail'
        """
        res = super()._message_receive_bounce(email, partner)
        problem = _("The email to %(email)s came back.", email=email)
        for statement in self.sudo():
            bounced = statement.delivery_ids._find_addressed(email)
            if bounced and bounced.mail_id != statement.mail_id:
                bounced._record_result("bounced", problem)
            else:
                statement._record_mail_result("bounced", problem)
        return res

    def _leave_out_past(self) -> models.BaseModel:
        """Hook: return those of these (sudo) whose email is still to be sent; others end here."""
        return self

    # --- private

    def _get_recipients(self) -> dict:
        """Return {statement: Recipients(to, cc)} as partners with an email address."""
        recipients = self.partner_id._get_statement_recipients()
        return {statement: recipients[statement.partner_id] for statement in self}

    def _get_view_url(self) -> str:
        """Return the full address of the statement on the portal, with its access token."""
        self.ensure_one()
        return self.get_base_url() + self.get_portal_url()

    def _get_payment_url(self) -> str:
        """Return the full address at which the customer pays.

        Empty for previews, and when nothing is to pay.

        # OVERRIDES 'customer_statement'
        """
        self.ensure_one()
        token = self.sudo().access_token
        if not token or not self._get_owed(self._get_data()):
            return ""
        return f"{self.get_base_url()}/my/statements/{self.id}/pay?access_token={token}"

    def _get_delivery(self, delivery: str | None = None) -> str:
        """Return mail, portal or print: what was chosen, or what the customer prefers."""
        self.ensure_one()
        if delivery in ("mail", "portal", "print"):
            return delivery
        customer = self.partner_id.commercial_partner_id.with_company(self.company_id)
        preferred = customer.statement_delivery or "mail"
        return "portal" if preferred == "none" else preferred

    def _send_again(self, delivery, letters=None):
        """Hand statements that were sent to their customers once more, as they were.

        :param delivery: mail, portal or print
        :param letters: {statement: Letter} of emails that somebody addressed by hand
        :raise AccessError: the user may not change one of them
        :raise UserError: one was not sent yet, or is replaced by a newer one
        """
        self.check_access("write")
        self._check_own_customers()
        self._check_sent()
        self._deliver(delivery, letters)
        failed = self._get_run_lines().filtered(
            lambda line: line.state == "failed" and line.reason in ("mail", "bounce")
        )
        failed.write({"state": "done", "reason": False, "detail": False})

    def _check_sent(self):
        """Refuse what was not sent yet, or is replaced.

        :raise UserError: then
        """
        if any(statement.state in ("draft", "replaced") for statement in self):
            raise UserError(_("Only a statement that was sent can be sent again."))

    def _note_deliveries(self, way, letters):
        """Keep to whom each statement was handed, by whom, when and how."""
        self.env["customer.statement.delivery"].sudo().create(
            [statement._prepare_delivery(way, letters.get(statement)) for statement in self]
        )

    def _prepare_delivery(self, way, letter, mail=None):
        """Return the values of a delivery of this statement.

        :param letter: Letter, or None for what is usual
        :param mail: the mail.mail that was queued, if any
        """
        to = [partner.email_formatted for partner in letter.to] if letter and mail else []
        named = [self.partner_id.complete_name] if not mail else []
        emails = [letter.emails] if letter and mail and letter.emails else []
        return {
            "statement_id": self.id,
            "way": way,
            "state": {"mail": "queued", "portal": "shown", "print": "printed"}[way],
            "recipients": ", ".join([*to, *emails, *named]),
            "recipient_cc": letter.cc if letter and mail else False,
            "subject": mail.subject if mail else False,
            "mail_id": mail.id if mail else False,
            "user_id": self.env.uid,
            "again_of_id": letter.again_of.id if letter and letter.again_of else False,
        }

    def _queue_mails(self, letters):
        """Create the emails, in each customer's language, and wake the mail queue."""
        chosen = {
            statement: letters.get(statement) or statement._get_usual_letter() for statement in self
        }
        values = self._get_mail_values(chosen)
        for statement in self.sudo():
            # Whether it arrived is not known: a twin of it must be known as one. What is sent
            # again on purpose is another email.
            if (
                statement not in letters
                and statement.mail_message_id
                and statement.mail_state in ("waiting", "failed")
            ):
                values[statement.id]["message_id"] = statement.mail_message_id
        mails = self.env["mail.mail"].sudo().create([values[statement.id] for statement in self])
        for statement, mail in zip(self.sudo(), mails, strict=True):
            statement.write(
                {
                    "mail_id": mail.id,
                    "mail_message_id": mail.message_id,
                    "mail_state": "waiting",
                    "mail_problem": False,
                    "mail_attempt": 1,
                    "mail_retry_at": False,
                }
            )
        self.env["customer.statement.delivery"].sudo().create(
            [
                statement._prepare_delivery("mail", chosen[statement], mail)
                for statement, mail in zip(self, mails, strict=True)
            ]
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _get_usual_letter(self) -> Letter:
        """Return the email that goes out where nobody chose another."""
        self.ensure_one()
        enclosed = self._get_usual_enclosures()
        return Letter(self.recipient_ids, "", self.recipient_cc, "", "", enclosed, None)

    def _get_mail_words(self) -> dict:
        """Return {statement id: {subject, body_html}} as the template says, each in its language.

        In superuser mode: the caller checks who may read these statements.
        """
        words = {}
        for template, some in self.sudo().grouped(lambda one: one._get_mail_template()).items():
            template = template.with_context(**{CONTEXT_KEY: CompiledTemplates()})
            words.update(template._generate_template(some.ids, ("subject", "body_html")))
        return words

    def _get_mail_values(self, letters: dict | None = None) -> dict:
        """Return {statement id: values of its email}, rendered in few queries.

        :param letters: {statement: Letter}; what is usual without
        """
        names = ("subject", "body_html", "email_from", "reply_to", "mail_server_id",
                 "scheduled_date", "model", "res_id", "auto_delete")  # fmt: skip
        rendered = {}
        for template, some in self.grouped(lambda record: record._get_mail_template()).items():
            template = template.with_context(**{CONTEXT_KEY: CompiledTemplates()})
            rendered.update(template._generate_template(some.ids, names))
        for statement in self:
            values = rendered[statement.id]
            for name in ("attachments", "partner_ids", "email_to"):
                values.pop(name, None)
            if not values.get("email_from"):
                values.pop("email_from", None)
            letter = letters[statement] if letters else statement._get_usual_letter()
            attachments = statement._get_mail_attachments(letter.enclosed)
            values.update(
                subject=letter.subject or values["subject"],
                body_html=letter.body or values["body_html"],
                email_to=letter.emails or False,
                email_cc=letter.cc,
                recipient_ids=[Command.set(letter.to.ids)],
                attachment_ids=[Command.set(attachments.ids)],
                message_type="email_outgoing",
                author_id=statement.user_id.partner_id.id or self.env.user.partner_id.id,
            )
            values["body"] = values["body_html"]
        return rendered

    def _get_mail_template(self) -> models.BaseModel:
        """Return the mail.template (sudo) of the email of this statement."""
        self.ensure_one()
        return self.env.ref(TEMPLATE).sudo()

    def _get_usual_enclosures(self) -> set[str]:
        """Return what goes with the email where nobody chose: pdf, and invoices if wanted."""
        self.ensure_one()
        return {"pdf", "invoices"} if self.attach_invoices else {"pdf"}

    def _get_mail_attachments(self, enclosed: set[str]) -> models.BaseModel:
        """Return the ir.attachment (sudo) of the email.

        :param enclosed: pdf, xlsx (a spreadsheet) and invoices (those that are open), any of them
        """
        self.ensure_one()
        attachments = self.env["ir.attachment"].sudo()
        if "pdf" in enclosed:
            attachments += self.sudo().attachment_id
        if "xlsx" in enclosed:
            content, mimetype = self.sudo()._get_file("xlsx")
            attachments += attachments.create(
                {
                    "name": self._get_file_name("xlsx"),
                    "raw": content,
                    "mimetype": mimetype,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        if "invoices" in enclosed:
            attachments += self._get_invoice_attachments()
        return attachments

    def _get_open_invoices(self) -> models.BaseModel:
        """Return the invoices of this statement that are still open, oldest first.

        Those of branches, too: they are on it.
        """
        self.ensure_one()
        companies = self.env["customer.statement.run"]._get_companies(self.company_id)
        lines = self.env["account.move.line"].sudo().browse(self._get_line_keys()).exists()
        moves = lines.move_id.filtered(
            lambda move: (
                move.move_type in ("out_invoice", "out_receipt")
                and move.state == "posted"
                and move.company_id in companies
                and move.commercial_partner_id == self.commercial_partner_id
                and move.amount_residual > 0
            )
        )
        return moves.sorted(lambda move: (move.invoice_date_due or move.date, move.id))

    def _get_invoice_attachments(self) -> models.BaseModel:
        """Return the PDFs of the open invoices; missing ones are made where that is possible."""
        moves = self._get_open_invoices()
        Report = self.env["ir.actions.report"].sudo()
        attachments = moves.invoice_pdf_report_id
        missing = moves.filtered(lambda move: not move.invoice_pdf_report_id)
        if missing and Report.get_wkhtmltopdf_state() in ("ok", "upgrade"):
            for move in missing:
                content, _type = Report._render_qweb_pdf(INVOICE_REPORT, move.ids)
                attachments += (
                    self.env["ir.attachment"]
                    .sudo()
                    .create(
                        {
                            "name": f"{move.name.replace('/', '_')}.pdf",
                            "raw": content,
                            "res_model": "customer.statement",
                            "res_id": self.id,
                        }
                    )
                )
        return attachments

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
        statements.delivery_ids.filtered(
            lambda delivery: delivery.mail_id and delivery.mail_id == delivery.statement_id.mail_id
        )._record_result(state, problem)
        if state == "failed" and temporary:
            now = fields.Datetime.now()
            for statement in statements.filtered(lambda record: record.mail_attempt < ATTEMPTS):
                hours = HOURS * 2 ** max(statement.mail_attempt - 1, 0)
                statement.mail_retry_at = now + timedelta(hours=hours)
        if state in ("failed", "bounced"):
            reason = "mail" if state == "failed" else "bounce"
            self._get_run_lines().write({"state": "failed", "reason": reason, "detail": problem})

    def _get_run_lines(self) -> models.BaseModel:
        """Return the customers of runs that got these statements, in superuser mode."""
        Line = self.env["customer.statement.run.line"].sudo()
        return Line.search([("statement_id", "in", self.ids)])

    @api.model
    def _cron_retry_mails(self):
        """Queue the emails again that a mail server did not take, when their time has come.

        What a newer statement has replaced is sent no more, nor what was given another way since.
        """
        due = self.sudo().search(
            [
                ("mail_retry_at", "<=", fields.Datetime.now()),
                ("mail_state", "=", "failed"),
                ("delivery", "=", "mail"),
                ("state", "!=", "replaced"),
            ]
        )
        due = due._leave_out_past()
        failed = due.filtered(lambda statement: statement.mail_id.state == "exception")
        failed.mail_id.mark_outgoing()
        for statement in failed:
            statement.mail_attempt += 1
        failed.write({"mail_state": "waiting", "mail_problem": False})
        failed.delivery_ids.filtered(
            lambda delivery: delivery.mail_id in failed.mail_id
        )._record_result("queued")
        due.mail_retry_at = False
        failed._get_run_lines().write({"state": "done", "reason": False, "detail": False})
        if failed:
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
