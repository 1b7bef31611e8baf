"""Statements: one record per customer and period, frozen once it is sent."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.statement_data import StatementData

STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("viewed", "Viewed"),
    ("disputed", "Disputed"),
    ("replaced", "Replaced"),
]
KINDS = [
    ("activity", "Activity"),
    ("open_items", "Open Items"),
    ("balance_forward", "Balance Forward"),
]


class CustomerStatement(models.Model):
    """What the books said about a customer, numbered and kept."""

    _name = "customer.statement"
    _description = "Customer Statement"
    _inherit = [
        "customer.credit.evidence.mixin", "portal.mixin", "mail.thread", "mail.activity.mixin",
    ]  # fmt: skip
    _order = "date_to desc, id desc"
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False, default="/", index="trigram")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict", tracking=True
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Company of the Contact"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict",
        default=lambda self: self.env.company,
    )  # fmt: skip
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(KINDS, required=True, default="activity", tracking=True)
    date_from = fields.Date("From", help="First day; open items need none.")
    date_to = fields.Date("To", required=True, default=fields.Date.context_today, tracking=True)
    template_id = fields.Many2one(
        "customer.statement.template", check_company=True, ondelete="restrict",
        default=lambda self: self.env["customer.statement.template"]._get_default(),
    )  # fmt: skip
    lang = fields.Char("Language", readonly=True, copy=False)
    note = fields.Html("Personal Message", help="Stands above the figures of this statement.")
    state = fields.Selection(
        STATES, required=True, readonly=True, default="draft", copy=False, index=True,
        tracking=True,
    )  # fmt: skip
    opening_balance = fields.Monetary(readonly=True, copy=False)
    closing_balance = fields.Monetary(readonly=True, copy=False, tracking=True)
    overdue_balance = fields.Monetary(
        "Overdue", readonly=True, copy=False, help="Overdue on the last day, in company currency."
    )
    # Large: read where they are asked for, never along with a list.
    values = fields.Json(readonly=True, copy=False, prefetch=False)
    document = fields.Json(
        readonly=True, copy=False, prefetch=False, help="Every word of it, as it was sent."
    )
    logo_id = fields.Many2one("ir.attachment", readonly=True, copy=False, ondelete="restrict")
    problem = fields.Text(
        readonly=True, copy=False, help="Why it does not add up. Empty: it does, and may be sent."
    )
    generated_at = fields.Datetime("Generated on", readonly=True, copy=False)
    sent_at = fields.Datetime("Sent on", readonly=True, copy=False)
    viewed_at = fields.Datetime("Viewed on", readonly=True, copy=False)
    attachment_id = fields.Many2one(
        "ir.attachment", "PDF", readonly=True, copy=False, ondelete="restrict"
    )
    revision = fields.Integer(readonly=True, copy=False)
    revision_of_id = fields.Many2one(
        "customer.statement", "Replaces", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict",
    )  # fmt: skip
    revision_ids = fields.One2many("customer.statement", "revision_of_id", "Replaced by")

    _number = models.UniqueIndex(
        "(company_id, name) WHERE name <> '/'", "Each statement has its own number."
    )
    _one_revision = models.UniqueIndex(
        "(revision_of_id) WHERE revision_of_id IS NOT NULL",
        "This statement has a revision already: change that one.",
    )
    _history = models.Index("(partner_id, company_id, date_to DESC)")

    # --------------------------------------------------------------- computes

    def _compute_access_url(self):
        """Give the page of the portal.

        # EXTENDS 'portal'
        """
        for statement in self:
            statement.access_url = f"/my/statements/{statement.id}"

    def _compute_display_name(self):
        """Name a draft that has no number yet by its customer."""
        for statement in self:
            number = statement.name if statement.name != "/" else _("Draft Statement")
            statement.display_name = number

    @api.constrains("date_from", "date_to", "kind")
    def _check_dates(self):
        """Refuse a period that ends before it begins, or has no beginning.

        :raise ValidationError: in both cases
        """
        for statement in self:
            if statement.kind != "open_items" and not statement.date_from:
                raise ValidationError(
                    _("Choose the first day of the period, or a statement of open items.")
                )
            if statement.date_from and statement.date_from > statement.date_to:
                raise ValidationError(_("The period ends before it begins."))

    @api.constrains("partner_id", "company_id")
    def _check_partner_company(self):
        """Refuse a customer of another company.

        :raise ValidationError: when the customer belongs to a company apart
        """
        for statement in self:
            owner = statement.partner_id.company_id
            if owner and owner not in statement.company_id.parent_ids | statement.company_id:
                raise ValidationError(
                    _("%(customer)s belongs to %(company)s.",
                      customer=statement.partner_id.display_name, company=owner.display_name)
                )  # fmt: skip

    # --------------------------------------------------------------- values

    def _get_data(self):
        """Return the StatementData as it was generated; None before that."""
        self.ensure_one()
        values = self.values
        return StatementData.from_json(values) if values else None

    def _check_adds_up(self):
        """Return why the statement does not add up, in the user's language; empty when it does."""
        self.ensure_one()
        data = self._get_data()
        if not data:
            return _("It is not generated yet.")
        return self._describe_faults(data)

    @api.model
    def _describe_faults(self, data):
        """Return the faults of a StatementData in words, one per line; empty without any."""
        faults = []
        for what, currency, expected, found in data.faults():
            amounts = {
                "currency": currency or self.env["res.currency"].browse(data.currency_id).name,
                "expected": f"{expected:,.2f}",
                "found": f"{found:,.2f}",
            }
            if what == "lines":
                text = _(
                    "%(currency)s: opening balance and movements give %(found)s, "
                    "the ledger says %(expected)s.",
                    **amounts,
                )
            else:
                text = _(
                    "%(currency)s: the open items give %(found)s, the ledger says %(expected)s. "
                    "Look for items matched with those of another customer or company.",
                    **amounts,
                )
            faults.append(text)
        return "\n".join(faults)

    def _mark_changes(self, data, previous):
        """Mark the lines of a revision that differ from those of the statement it replaces."""
        old = {line.key: line for part in previous.sections for line in part.lines}
        new = {line.key for part in data.sections for line in part.lines}
        data.removed = [line.number for key, line in old.items() if key not in new]
        for section in data.sections:
            for line in section.lines:
                before = old.get(line.key)
                line.changed = not before or (before.amount, before.residual, before.due) != (
                    line.amount, line.residual, line.due,
                )  # fmt: skip

    # --------------------------------------------------------------- actions

    def action_generate(self):
        """Read the books again into these drafts (statement users).

        :raise UserError: when one of them is no draft any more
        """
        self.check_access("write")
        if any(statement.state != "draft" for statement in self):
            raise UserError(_("A statement that was sent stays as it is: make a revision."))
        self._check_own_customers()
        self._read_values()
        return True

    def action_send(self):
        """Freeze these drafts with their PDF and send them (statement users).

        :raise UserError: when one of them was sent before or does not add up
        """
        self.check_access("write")
        self._check_own_customers()
        self._read_missing_values()
        for statement in self:
            if statement.state != "draft":
                raise UserError(_("%s was sent before: make a revision.", statement.display_name))
            if problem := statement._check_adds_up():
                raise UserError(
                    _("%(statement)s is not sent, as it does not add up.\n%(reason)s",
                      statement=statement.display_name, reason=problem)
                )  # fmt: skip
        self._freeze()
        self._deliver(self.env.context.get("statement_delivery"))
        return True

    def _deliver(self, delivery):
        """Hook: hand sent statements over; here they wait for the portal or the printer.

        :param delivery: the way that was chosen, None for the customer's own
        """

    def _get_payment_url(self):
        """Hook: return the address where the customer pays online, empty without one."""
        return ""

    def action_revise(self):
        """Open a new draft that will replace this sent statement (statement users).

        Notes, layout and selection may change in it; amounts are read from the books.

        :raise UserError: when the statement is a draft or was replaced
        """
        self.ensure_one()
        self.check_access("write")
        return self._revise()._get_records_action()

    def action_print(self):
        """Download the PDF of these statements as one file (whoever may read them)."""
        self.check_access("read")
        return self.env.ref("customer_statement.action_report_customer_statement").report_action(
            self
        )

    # --------------------------------------------------------------- files

    def _get_file_name(self, extension="pdf"):
        """Return a name for a file of this statement."""
        self.ensure_one()
        name = self.name if self.name != "/" else _("Draft Statement")
        return (
            f"{name} {self.partner_id.display_name or ''}".strip()
            .replace("/", "-")
            .replace("\n", " ")[:120]
            + f".{extension}"
        )

    def _mark_viewed(self):
        """Note that the customer has seen the statement, the first time."""
        seen = self.filtered(lambda statement: statement.state == "sent")
        seen._set_state("viewed", viewed_at=fields.Datetime.now())
