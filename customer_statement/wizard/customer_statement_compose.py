"""The window that sends statements: to whom, with which words and files, and which way."""

import csv

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.mail import email_normalize, email_normalize_all, formataddr

from odoo.addons.customer_credit_balance.core.money import is_id
from odoo.addons.customer_credit_balance.models.notice import CLOSE, get_notice

from ..models.delivery.customer_statement import Letter
from ..models.delivery.customer_statement_delivery_mixin import DELIVERIES

# As many as a page of a list; more are the work of a run.
AT_ONCE = 80

# An email with its layout, as the template makes it.
MAX_BODY = 200_000


class CustomerStatementCompose(models.TransientModel):
    """One statement is addressed and worded by hand; of several each takes what is usual for it.

    What is shown is what is sent. Nothing is sent while one of them cannot be.
    """

    _name = "customer.statement.compose"
    _description = "Send Window of Statements"
    _inherit = "customer.credit.dialog.mixin"
    _dialog_rows = AT_ONCE

    line_ids = fields.One2many("customer.statement.compose.line", "compose_id", string="Statements")
    statement_id = fields.Many2one(
        "customer.statement", compute="_compute_statement", help="The only one, if there is one."
    )
    again_of_id = fields.Many2one("customer.statement.delivery", string="Instead of")
    is_again = fields.Boolean(compute="_compute_statement")
    delivery = fields.Selection(
        DELIVERIES, required=True, compute="_compute_delivery", store=True, readonly=False,
        precompute=True,
    )  # fmt: skip
    is_mail = fields.Boolean(compute="_compute_is_mail")
    recipient_ids = fields.Many2many(
        "res.partner", string="Recipients", compute="_compute_recipients", store=True,
        readonly=False, precompute=True,
    )  # fmt: skip
    recipient_extra = fields.Char(
        string="Other Addresses", help="Email addresses of people who are no contacts, by commas."
    )
    recipient_cc = fields.Char(
        string="Copy to", compute="_compute_recipients", store=True, readonly=False,
        precompute=True,
    )  # fmt: skip
    subject = fields.Char(compute="_compute_words", store=True, readonly=False, precompute=True)
    body = fields.Html(
        compute="_compute_words", store=True, readonly=False, precompute=True,
        sanitize="email_outgoing",
    )  # fmt: skip
    attach_pdf = fields.Boolean(
        string="Statement (PDF)", compute="_compute_enclosed", store=True, readonly=False,
        precompute=True,
    )  # fmt: skip
    attach_xlsx = fields.Boolean(string="Spreadsheet")
    attach_invoices = fields.Boolean(
        string="Open Invoices", compute="_compute_enclosed", store=True, readonly=False,
        precompute=True,
    )  # fmt: skip
    is_sent = fields.Boolean(readonly=True, help="What was sent by this window is not sent twice.")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    problem = fields.Text(compute="_compute_problem")
    notice = fields.Text(compute="_compute_problem")
    summary = fields.Char(compute="_compute_problem")

    @api.model
    def default_get(self, fields):
        """Take the statements that are open or chosen in the list."""
        values = super().default_get(fields)
        context = self.env.context
        if "line_ids" in fields and context.get("active_model") == "customer.statement":
            chosen = context.get("active_ids")
            ids = [one for one in chosen if is_id(one)] if isinstance(chosen, list) else []
            if len(ids) > AT_ONCE:
                raise UserError(
                    _("More than %(count)s statements are the work of a run.", count=AT_ONCE)
                )
            statements = self.env["customer.statement"].browse(dict.fromkeys(ids)).exists()
            values["line_ids"] = [
                Command.create({"statement_id": one.id, "is_draft": one.state == "draft"})
                for one in statements.sudo()
            ]
            self._check_dialog_values([values])
            for statement in statements:
                # Its link stands in the email.
                statement._portal_ensure_token()
        return values

    @api.model
    def _fits_dialog_field(self, field, value):
        """Let an email be as long as its layout makes it, and the preview as the statement is.

        # EXTENDS 'customer_credit_balance'
        """
        if field.name == "preview":
            return isinstance(value, str)
        if field.name == "body":
            return isinstance(value, str) and len(value) <= MAX_BODY and "\0" not in value
        return super()._fits_dialog_field(field, value)

    @api.depends("line_ids.statement_id")
    def _compute_statement(self):
        """Tell the only statement, and whether all were sent before."""
        for window in self:
            statements = window._get_statements()
            window.statement_id = statements if len(statements) == 1 else False
            window.is_again = bool(statements) and "draft" not in statements.mapped("state")

    @api.depends("line_ids.statement_id")
    def _compute_delivery(self):
        """Propose the way that the customer prefers."""
        for window in self:
            statement = window._get_statements()
            single = len(statement) == 1
            window.delivery = statement._get_delivery() if single else "preferred"

    @api.depends("delivery", "line_ids.statement_id")
    def _compute_is_mail(self):
        """Say whether at least one of them goes by email."""
        for window in self:
            ways = {one._get_delivery(window.delivery) for one in window._get_statements()}
            window.is_mail = "mail" in ways

    @api.depends("line_ids.statement_id", "again_of_id")
    def _compute_recipients(self):
        """Propose the contacts who get the statements; nobody instead of one who got nothing."""
        for window in self:
            statement = window._get_statements()
            usual = len(statement) == 1 and not window.again_of_id
            window.recipient_ids = statement.recipient_ids if usual else False
            window.recipient_cc = statement.recipient_cc if usual else False

    @api.depends("line_ids.statement_id")
    def _compute_words(self):
        """Fill in the template for one statement, in the language of its customer."""
        for window in self:
            statement = window._get_statements()
            words = statement._get_mail_words() if len(statement) == 1 else {}
            filled = words.get(statement.id if words else False, {})
            window.subject = filled.get("subject", False)
            window.body = filled.get("body_html", False)

    @api.depends("line_ids.statement_id")
    def _compute_enclosed(self):
        """Enclose what is usual for the first of them."""
        for window in self:
            first = window._get_statements()[:1]
            usual = first._get_usual_enclosures() if first else {"pdf"}
            window.attach_pdf = "pdf" in usual
            window.attach_invoices = "invoices" in usual

    @api.depends("line_ids.statement_id")
    def _compute_preview(self):
        """Show the statement beside its email."""
        for window in self:
            statement = window._get_statements()
            window.preview = statement.preview if len(statement) == 1 else False

    @api.depends("line_ids.statement_id", "delivery", "recipient_ids", "recipient_extra",
                 "recipient_cc", "again_of_id")  # fmt: skip
    def _compute_problem(self):
        """Say what stands in the way, with what to do, before anything is sent."""
        for window in self:
            problems = window._find_problems()
            count = len(window._get_statements())
            window.problem = "\n".join(dict.fromkeys(problems.values())) or False
            notices = [window._find_came_back(), window._find_notice()]
            window.notice = "\n".join(filter(None, notices)) or False
            window.summary = _(
                "%(good)s of %(count)s can be sent", good=count - len(problems), count=count
            )

    # --------------------------------------------------------------- actions

    def action_send(self):
        """Send as the window says; what goes on paper is printed and noted as given.

        :raise AccessError: for the statement of somebody else's customer
        :raise UserError: for anything that stands in the way; nothing is sent then
        """
        self.ensure_one()
        statements = self._get_statements()
        if not statements:
            raise UserError(_("Choose the statements to send first."))
        statements.check_access("write")
        if self.is_sent:
            raise UserError(_("This window has sent already: open it again to send once more."))
        if problems := self._find_problems():
            raise UserError("\n".join(dict.fromkeys(problems.values())))
        self.is_sent = True
        letters = self._get_letters(statements)
        way = self.delivery if self.delivery != "preferred" else None
        drafts = statements.filtered(lambda statement: statement.state == "draft")
        if drafts:
            drafts._send(way, self._pick(letters, drafts))
        if again := statements - drafts:
            again._send_again(way, self._pick(letters, again))
        printed = statements.filtered(lambda statement: statement._get_delivery(way) == "print")
        if printed:
            report = self.env.ref("customer_statement.action_report_customer_statement")
            action = report.report_action(printed, config=False)
            return {**action, "close_on_report_download": True}
        return self._tell_sent(statements)

    def action_leave_out(self):
        """Take those out that cannot be sent, and show the rest again."""
        self.ensure_one()
        problems = self._find_problems()
        # What is usual for the others is proposed anew; what somebody has chosen stays.
        kept = {name: self[name] for name in ("attach_pdf", "attach_invoices")}
        if self.delivery != "preferred":
            kept["delivery"] = self.delivery
        self.line_ids.filtered(lambda line: line.statement_id in problems).unlink()
        self.write(kept)
        return self._get_dialog_action(_("Send"))

    # --------------------------------------------------------------- private

    def _get_statements(self) -> models.BaseModel:
        """Return the statements of this window."""
        return self.line_ids.statement_id._origin

    def _get_enclosed(self) -> set[str]:
        """Return what goes with the emails."""
        chosen = {
            "pdf": self.attach_pdf, "xlsx": self.attach_xlsx, "invoices": self.attach_invoices,
        }  # fmt: skip
        return {name for name, wanted in chosen.items() if wanted}

    def _get_letters(self, statements: models.BaseModel) -> dict:
        """Return {statement: Letter}: one as it is addressed here, several as is usual for each."""
        enclosed = self._get_enclosed()
        if self.statement_id:
            extra, copies = (
                ", ".join(address for _typed, address in _split(text))
                for text in (self.recipient_extra, self.recipient_cc)
            )
            again_of = self.again_of_id
            if again_of.statement_id != statements:
                again_of = again_of.browse()
            subject = " ".join((self.subject or "").split())
            letter = Letter(
                self.recipient_ids, extra, copies, subject, self.body, enclosed, again_of
            )
            return {statements: letter}
        return {
            statement: statement._get_usual_letter()._replace(enclosed=enclosed)
            for statement in statements
        }

    @api.model
    def _pick(self, letters, statements):
        """Return the letters of some statements."""
        return {statement: letters[statement] for statement in statements}

    def _find_problems(self) -> dict:
        """Return {statement: why it cannot be sent and what to do}."""
        self.ensure_one()
        found = {}
        for statement in self._get_statements():
            if problem := self._find_problem(statement):
                found[statement] = problem
        return found

    def _find_problem(self, statement: models.BaseModel) -> str:
        """Return why one statement cannot be sent and what to do; empty when it can."""
        customer = statement.partner_id.complete_name
        if statement.state == "replaced":
            return _(
                "%(statement)s is replaced by a newer one: send that one instead.",
                statement=statement.display_name,
            )
        line = self.line_ids.filtered(lambda one: one.statement_id._origin == statement)
        if statement.state != "draft" and any(line.mapped("is_draft")):
            return _(
                "%(statement)s was sent meanwhile: look at its deliveries first.",
                statement=statement.display_name,
            )
        if statement.state == "draft" and (problem := statement._check_adds_up()):
            return _(
                "%(statement)s does not add up and is not sent: %(reason)s",
                statement=statement.display_name,
                reason=problem,
            )
        if statement._get_delivery(self.delivery) != "mail":
            return ""
        single = len(self._get_statements()) == 1
        to = self.recipient_ids._origin if single else statement.recipient_ids
        if single and (problem := self._find_bad_address(to)):
            return problem
        if not (to or (single and _split(self.recipient_extra))):
            if self._find_came_back():
                return _("Choose a contact, type an address, or choose portal or paper.")
            if not single:
                return _(
                    "%(customer)s has no email address to send to: add one, leave it out, or "
                    "choose portal or paper.",
                    customer=customer,
                )
            return _(
                "%(customer)s has no email address to send to: choose a contact, type an "
                "address, or choose portal or paper.",
                customer=customer,
            )
        return ""

    def _find_bad_address(self, contacts: models.BaseModel) -> str:
        """Return which of the addresses is none and what to do; empty when all are."""
        for contact in contacts:
            if not email_normalize_all(contact.email or ""):
                return _(
                    "%(contact)s has no email address that works: correct the contact, or take "
                    "it out.",
                    contact=contact.complete_name,
                )
        for text in (self.recipient_extra, self.recipient_cc):
            for whole, address in _split(text):
                if not address:
                    return _("%(text)s is no email address: correct it.", text=whole)
        return ""

    def _find_notice(self) -> str:
        """Return whose portal nobody can open, of those whose statement waits there alone."""
        waiting = self._get_statements().filtered(
            lambda statement: statement._get_delivery(self.delivery) == "portal"
        )
        customers = waiting.partner_id.commercial_partner_id
        users = self.env["res.users"].sudo().search(
            [("partner_id.commercial_partner_id", "in", customers.ids), ("share", "=", True)]
        )  # fmt: skip
        alone = customers - users.partner_id.commercial_partner_id
        if not alone:
            return ""
        return _(
            "Nobody of %(customers)s can open the portal: grant a contact access, or choose email.",
            customers=", ".join(alone.mapped("complete_name")),
        )

    def _find_came_back(self) -> str:
        """Return which email came back, and why: it is sent elsewhere now."""
        delivery = self.again_of_id
        if delivery.state != "bounced" or delivery.statement_id != self._get_statements():
            return ""
        sentence = _("The email to %s came back: choose another address, or paper.",
                     delivery.recipients)  # fmt: skip
        return f"{sentence} ({delivery.problem})" if delivery.problem else sentence

    def _tell_sent(self, statements):
        """Return what closes the window and says what happened."""
        message = (
            _("The statement is on its way.")
            if len(statements) == 1
            else _("%(count)s statements are on their way.", count=len(statements))
        )
        return get_notice(message, then=CLOSE)


def _split(text: str | bool) -> list[tuple]:
    """Return [(what was typed, name and address or False)] of addresses between commas."""
    plain = (text or "").replace(";", ",").replace("\r", ",").replace("\n", ",")
    found = []
    for piece in next(csv.reader([plain], skipinitialspace=True), []):
        if typed := piece.strip():
            name, normal = typed.rpartition("<")[0].strip(), email_normalize(typed)
            found.append((typed, normal and (formataddr((name, normal)) if name else normal)))
    return found
