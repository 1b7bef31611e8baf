"""Statements: one record per customer and period, frozen once it is sent."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column, table_exists

from ...const import KINDS
from ...core.statement_data import StatementData
from ...pdf.keeping import pack

STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("viewed", "Viewed"),
    ("disputed", "Disputed"),
    ("replaced", "Replaced"),
]

# What only the engine writes, draft or not: amounts are read from the books, never typed.
ENGINE_FIELDS = {
    "name", "state", "values", "opening_balance", "closing_balance", "overdue_balance", "problem",
    "generated_at", "sent_at", "viewed_at", "attachment_id", "revision", "revision_of_id", "lang",
    "document", "logo_id", "payment_reference", "reminder_step_id", "reminder_days",
    "reminder_oldest", "reminder_asked", "reminder_hold", "reminder_merged", "privacy_cleaned_on",
}  # fmt: skip

# What nobody changes once the statement is sent.
FROZEN_FIELDS = {
    "name", "partner_id", "company_id", "kind", "date_from", "date_to", "template_id", "lang",
    "note", "values", "opening_balance", "closing_balance", "overdue_balance", "problem",
    "generated_at", "sent_at", "attachment_id", "revision", "revision_of_id", "document", "logo_id",
    "payment_reference", "reminder_step_id", "reminder_days", "reminder_oldest",
    "reminder_asked", "reminder_hold", "privacy_cleaned_on",
}  # fmt: skip

# What goes when the time to keep the words of a private person is over.
PERSONAL_FIELDS = {"values", "document", "note", "attachment_id"}

# What a person chooses: of a draft, and of a statement that was sent.
CHOSEN_FIELDS = {
    "partner_id", "company_id", "kind", "date_from", "date_to", "template_id", "note", "user_id",
    "attach_invoices",
}  # fmt: skip

# What of it says which figures a statement tells.
SELECTING_FIELDS = {"partner_id", "company_id", "kind", "date_from", "date_to", "template_id"}

KEPT_OPEN = {"user_id"}

NEXT_STATES = {
    "draft": {"sent"},
    "sent": {"viewed", "disputed", "replaced"},
    "viewed": {"disputed", "replaced"},
    "disputed": {"sent", "viewed", "replaced"},
    "replaced": set(),
}

# Columns are compared as JSON, so that columns of other addons stay free to change. The one
# exception: the words of a private person are emptied once, years after the company's setting.
GUARD = """
CREATE OR REPLACE FUNCTION customer_statement_keep_sent() RETURNS trigger AS $$
DECLARE
    frozen text[] := %s;
    personal text[] := %s;
    cleaning boolean := FALSE;
    name text;
BEGIN
    IF OLD.state = 'draft' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.privacy_cleaned_on IS NULL
       AND NEW.privacy_cleaned_on IS NOT NULL THEN
        cleaning := EXISTS (
            SELECT FROM res_company company
              JOIN res_partner contact ON contact.id = OLD.partner_id
              JOIN res_partner person ON person.id = contact.commercial_partner_id
             WHERE company.id = OLD.company_id AND person.is_company IS NOT TRUE
               AND company.customer_statement_privacy_years > 0
               AND OLD.date_to < date_trunc('year', CURRENT_DATE)
                   - make_interval(years => company.customer_statement_privacy_years));
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state <> 'draft' THEN
        FOREACH name IN ARRAY frozen LOOP
            CONTINUE WHEN cleaning AND (name = 'privacy_cleaned_on' OR name = ANY(personal)
                                        AND NULLIF(to_jsonb(NEW) ->> name, '') IS NULL);
            IF to_jsonb(NEW) -> name IS DISTINCT FROM to_jsonb(OLD) -> name THEN
                RAISE EXCEPTION 'customer_statement: %% of a sent statement is frozen', name
                    USING ERRCODE = 'check_violation';
            END IF;
        END LOOP;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'customer_statement: a sent statement is kept: make a revision'
        USING ERRCODE = 'check_violation';
END;
$$ LANGUAGE plpgsql;
DROP TRIGGER IF EXISTS customer_statement_keep_sent ON customer_statement;
CREATE TRIGGER customer_statement_keep_sent BEFORE UPDATE OR DELETE ON customer_statement
FOR EACH ROW EXECUTE FUNCTION customer_statement_keep_sent()
"""

# Who reaches every customer, as the record rules of statements say.
ALL_CUSTOMERS = (
    "customer_statement.group_customer_statement_manager,account.group_account_invoice,"
    "account.group_account_readonly,sales_team.group_sale_salesman_all_leads"
)


class CustomerStatement(models.Model):
    """What the books said about a customer, numbered and kept.

    Sent statements do not change; drafts change through the engine.
    Generation and revisions.
    The HTML twin on the form.
    Values are read, drawn and forgotten.
    Letters that no font has, and the package that has them.
    The base says who sees the store credit; a sent statement is shown as a whole or not.
    """

    _name = "customer.statement"
    _description = "Customer Statement"
    _inherit = [
        "customer.credit.evidence.mixin", "customer.statement.viewer.mixin", "portal.mixin",
        "mail.thread", "mail.activity.mixin",
    ]  # fmt: skip
    _order = "date_to desc, id desc"
    _check_company_auto = True

    _number = models.UniqueIndex(
        "(company_id, name) WHERE name <> '/'", "Each statement has its own number."
    )
    _one_revision = models.UniqueIndex(
        "(revision_of_id) WHERE revision_of_id IS NOT NULL",
        "This statement has a revision already: change that one.",
    )
    _history = models.Index("(partner_id, company_id, date_to DESC)")

    # --- fields

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
    preview = fields.Html(compute="_compute_preview", sanitize=False, string="Statement")
    tells_store_credit = fields.Boolean(
        compute="_compute_tells_store_credit",
        store=True,
        help="Whether people of the customer who may not see the store credit may not see it.",
    )

    # --- computes

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

    @api.depends("values", "note", "template_id", "state")
    @api.depends_context("lang")
    def _compute_preview(self):
        """Show the document as the customer will see it."""
        for statement in self:
            statement.preview = statement._render_html() or False

    @api.depends("values", "document")
    def _compute_tells_store_credit(self):
        """Say whether the store credit stands on the document, as its template wants it now."""
        for statement in self:
            amount = (statement._look_at_values() or {}).get("store_credit")
            statement.tells_store_credit = bool(
                amount and statement.template_id.sudo().show_store_credit
            )

    @api.depends("tells_store_credit")
    def _compute_is_open_to_viewer(self):
        """Keep statements that tell the store credit from people who may not see it.

        # EXTENDS 'customer_statement'
        """
        super()._compute_is_open_to_viewer()
        companies = self._get_companies_open_to_viewer()
        for statement in self:
            if statement.tells_store_credit and statement.company_id not in companies:
                statement.is_open_to_viewer = False

    # --- guards

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
                      customer=statement.partner_id.complete_name, company=owner.display_name)
                )  # fmt: skip

    def _check_adds_up(self):
        """Return why the statement does not add up, in the user's language; empty when it does."""
        self.ensure_one()
        data = self._get_data()
        if not data:
            return _("It is not generated yet.")
        return self._describe_faults(data)

    def init(self):
        """Install the trigger that keeps sent statements, whoever connects."""
        # A merge of contacts moves statements to the contact that stays; the ORM still refuses.
        frozen = sorted(FROZEN_FIELDS - {"partner_id"})
        self.env.cr.execute(GUARD, [frozen, sorted(PERSONAL_FIELDS)])

    @api.model_create_multi
    def create(self, vals_list):
        """Make drafts; what the engine writes is left out of what the caller may give.

        :raise UserError: when a caller gives an amount, a number or a state
        :raise AccessError: for a customer whose statements are not the caller's
        """
        for vals in vals_list:
            self._check_not_engine(vals)
        statements = super().create(vals_list)
        statements._check_own_customers()
        return statements

    def write(self, vals):
        """Change drafts; of a sent statement only what is said about it.

        Figures follow what is selected: those of another customer or period are read at once.

        :raise UserError: for amounts, numbers and states, and for all that is frozen
        """
        self.check_access("write")
        self._check_not_engine(vals)
        if FROZEN_FIELDS & vals.keys() and any(record.state != "draft" for record in self):
            raise UserError(_("A statement that was sent stays as it is: make a revision."))
        res = super().write(vals)
        if vals.keys() & {"partner_id", "company_id", "template_id"}:
            self._check_own_customers()
        if SELECTING_FIELDS & vals.keys():
            self.filtered("generated_at")._read_values()
        return res

    @api.model
    def _check_not_engine(self, vals):
        """Refuse what only the engine writes.

        :raise UserError: when ``vals`` has such a field
        """
        if refused := ENGINE_FIELDS & vals.keys():
            names = ", ".join(sorted(self._fields[name].string for name in refused))
            raise UserError(
                _("The books decide, not a form: %(fields)s cannot be written.", fields=names)
            )

    def copy_data(self, default=None):
        """Copy what was chosen, not what was read."""
        default = {key: value for key, value in (default or {}).items() if key not in ENGINE_FIELDS}
        return super().copy_data(default)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        """Keep every statement that was sent.

        :raise UserError: when one is no draft
        """
        if any(statement.state != "draft" for statement in self):
            raise UserError(_("A statement that was sent is kept: make a revision."))

    @api.model
    def _get_not_mine(self, partners: models.BaseModel) -> models.BaseModel:
        """Return those contacts whose customers the user makes no statements of."""
        if self.env.user.has_groups(ALL_CUSTOMERS):
            return partners.browse()
        return partners.filtered(
            lambda it: it.sudo().commercial_partner_id.user_id != self.env.user
        )

    @api.model
    def _check_may_make(self, partners, company, template=None):
        """Refuse statements of customers that are not the user's.

        A statement tells the books of the whole customer, with all contacts: it takes the
        salesperson of the customer, not of one contact. Users who reach every customer need read
        access to the contacts only. Superuser mode passes.

        :param partners: res.partner, any number
        :param company: res.company whose books are told
        :param template: customer.statement.template whose texts are shown
        :raise AccessError: for one of the contacts, the company or the template
        """
        if self.env.su:
            return
        if not self.env.user.has_group("customer_statement.group_customer_statement_user"):
            raise AccessError(_("You may not make statements."))
        if company not in self.env.user.company_ids:
            raise AccessError(_("You have no access to this company."))
        partners.check_access("read")
        if template:
            template.check_access("read")
        if self._get_not_mine(partners):
            raise AccessError(_("You make statements of your own customers only."))

    def _check_own_customers(self):
        """Refuse statements of customers that are not the user's, see :meth:`_check_may_make`."""
        for company, statements in self.grouped("company_id").items():
            self._check_may_make(statements.partner_id, company, statements.template_id)

    def _auto_init(self):
        """Fill the column of statements that exist already in one query.

        # EXTENDS 'base'
        """
        cr = self.env.cr
        if table_exists(cr, self._table) and not column_exists(
            cr, self._table, "tells_store_credit"
        ):
            create_column(cr, self._table, "tells_store_credit", "boolean")
            cr.execute(
                SQL(
                    """
                    UPDATE customer_statement
                       SET tells_store_credit =
                           COALESCE(("values" ->> 'store_credit')::numeric, 0) <> 0
                    """
                )
            )
        return super()._auto_init()

    # --- actions

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
        self._send(self.env.context.get("statement_delivery"))
        return True

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

    # --- hooks

    @api.model
    def _get_open_to_viewer_domain(self) -> Domain:
        """Find those that tell no store credit, or to people who may see it.

        # EXTENDS 'customer_statement'
        """
        companies = self._get_companies_open_to_viewer()
        told = Domain("tells_store_credit", "=", False) | Domain("company_id", "in", companies.ids)
        return told & super()._get_open_to_viewer_domain()

    def _deliver(self, delivery: str | None, letters: dict | None = None) -> dict | bool | None:
        """Hook: hand sent statements over; here they wait for the portal or the printer.

        :param delivery: the way that was chosen, None for the customer's own
        :param letters: {statement: Letter} of emails that somebody addressed by hand
        """

    def _get_payment_url(self) -> str:
        """Hook: return the address where the customer pays online, empty without one."""
        return ""

    def _editable_fields(self):
        """Give drafts to the user, of a sent statement only who is responsible for it.

        # EXTENDS 'customer_credit_balance'
        """
        return CHOSEN_FIELDS if not self or self.state == "draft" else KEPT_OPEN

    @api.model
    def _outsider_fields(self):
        """Show portal users what the statement says, not how it was made and delivered.

        # EXTENDS 'customer_credit_balance'
        """
        return {
            "name", "partner_id", "company_id", "currency_id", "kind", "date_from", "date_to",
            "state", "opening_balance", "closing_balance", "overdue_balance", "sent_at",
            "revision", "revision_of_id", "revision_ids", "confirmation", "confirmation_date",
            "dispute_ids", "access_url", "payment_reference",
        }  # fmt: skip

    # --- private

    def _send(self, delivery=None, letters=None):
        """Freeze these drafts with their PDF and hand them over.

        :param delivery: the way that was chosen, None for the customer's own
        :param letters: {statement: Letter} of emails that somebody addressed by hand
        :raise AccessError: the user may not send one of them
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
        self._deliver(delivery, letters)

    @api.model
    def _describe_faults(self, data):
        """Return the faults of a StatementData in words, one per line; empty without any."""
        faults = []
        digits = {part.currency: part.digits for part in data.sections}
        for fault in data.faults():
            own = self.env["res.currency"].browse(data.currency_id).name
            places = digits.get(fault.currency, data.digits)
            amounts = {
                "currency": fault.currency or own,
                "expected": f"{fault.expected:,.{places}f}",
                "found": f"{fault.found:,.{places}f}",
            }
            if fault.what == "paid":
                text = _(
                    "%(currency)s: what %(payment)s paid and what is left of it give %(found)s, "
                    "the payment is %(expected)s.",
                    payment=fault.number,
                    **amounts,
                )
            elif fault.what == "lines":
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

    def _get_file_name(self, extension: str = "pdf") -> str:
        """Return a name for a file of this statement."""
        self.ensure_one()
        name = self.name if self.name != "/" else _("Draft Statement")
        return (
            f"{name} {self.partner_id.complete_name or ''}".strip()
            .replace("/", "-")
            .replace("\n", " ")[:120]
            + f".{extension}"
        )

    def _mark_viewed(self):
        """Note that the customer has seen the statement, the first time."""
        seen = self.filtered(lambda statement: statement.state == "sent")
        seen._set_state("viewed", viewed_at=fields.Datetime.now())

    def _set_state(self, state, **vals):
        """Move statements to another state; the caller checks rights.

        :raise UserError: for a step that does not exist
        """
        for statement in self:
            if state not in NEXT_STATES[statement.state]:
                raise UserError(
                    _("%(statement)s cannot change from %(old)s to %(new)s.",
                      statement=statement.display_name, old=statement.state, new=state)
                )  # fmt: skip
        self._write_engine({"state": state, **vals})

    def _freeze(self):
        """Keep PDF and words of each statement, mark it as sent; its predecessor is replaced."""
        now = fields.Datetime.now()
        around = self._read_around()
        documents = [statement._get_document(around=around) for statement in self]
        attachments = self.env["ir.attachment"].sudo().create(
            [
                {
                    "name": statement._get_file_name(),
                    "raw": statement._render_pdf(document),
                    "mimetype": "application/pdf",
                    "res_model": statement._name,
                    "res_id": statement.id,
                    "type": "binary",
                }
                for statement, document in zip(self, documents, strict=True)
            ]
        )  # fmt: skip
        logos = {
            logo: self._keep_logo(logo)
            for logo in {document.style.logo for document in documents}
            if logo
        }
        for statement, attachment, document in zip(self, attachments, documents, strict=True):
            statement._write_engine(
                {
                    "attachment_id": attachment.id,
                    "document": pack(document),
                    "logo_id": logos.get(document.style.logo, attachment.browse()).id,
                }
            )
        self._set_state("sent", sent_at=now)
        for statement in self.revision_of_id.sudo():
            if statement.state != "replaced":
                statement._set_state("replaced")

    @api.model
    def _keep_logo(self, logo):
        """Return the attachment that keeps this picture, one for all statements that show it."""
        Attachment = self.env["ir.attachment"].sudo()
        kept = Attachment.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", False),
                ("checksum", "=", Attachment._compute_checksum(logo)),
            ],
            limit=1,
        )
        return kept or Attachment.create(
            {"name": "statement logo", "raw": logo, "res_model": self._name}
        )

    @api.model
    def _generate(
        self, partners, company, kind, date_from, date_to, template=None, engine=None, **options
    ):  # fmt: skip
        """Make a draft for each customer, read in batches; private.

        :param partners: res.partner; those of one commercial partner share a statement unless
            the template makes one per contact
        :param kind: activity, open_items or balance_forward
        :param engine: field values that no person may give, such as ``run_id``
        :param options: further field values of the statements, such as ``note``
        :return: the drafts, in the order of the customers
        :raise AccessError: for a customer that is not the user's
        """
        self._check_may_make(partners, company, template)
        template = template or self.env["customer.statement.template"]._get_default(company)
        if template.group != "contact":
            partners = partners.commercial_partner_id
        # Whose they are is told of the run, not of each of a thousand statements; and it is said of
        # all of them at once, as Odoo follows created records one by one.
        quiet = self.with_context(mail_auto_subscribe_no_notify=True, mail_notrack=True)
        owner = options.pop("user_id", None)
        statements = quiet.create(
            [
                {
                    **self._prepare_values(partner, company, kind, date_from, date_to, template),
                    **options,
                }
                for partner in partners
            ]
        )
        if owner is not None:
            statements.write({"user_id": owner})
        statements = statements.with_env(self.env)
        if engine:
            statements._write_engine(engine)
        statements._read_values()
        return statements

    @api.model
    def _prepare_values(self, partner, company, kind, date_from, date_to, template) -> dict:
        """Return the field values of a statement that is about to be read."""
        return {
            "partner_id": partner.id,
            "company_id": company.id,
            "kind": kind,
            # What is open is open since ever.
            "date_from": date_from if kind != "open_items" else False,
            "date_to": date_to,
            "template_id": template.id,
        }

    def _read_missing_values(self) -> None:
        """Read the books into those that were never generated.

        The day of it says so: the values themselves would be copied, line by line, to be asked.
        """
        self.filtered(lambda statement: not statement.generated_at)._read_values()

    def _read_values(self) -> None:
        """Read the books into drafts: numbers, values and problems, in batches that read alike."""
        now = fields.Datetime.now()
        self._assign_numbers()
        references = self._build_references()
        for group in self.grouped(lambda statement: statement._get_reading()).values():
            reading = group[0]._get_reader_arguments()
            found = self.env["customer.statement.reader"]._read(
                partners=group.partner_id, **reading
            )
            for statement in group:
                data = self._pick_data(found, statement.partner_id)
                kept = {"generated_at": now, "payment_reference": references[statement]}
                statement._store(data, kept)

    @api.model
    def _pick_data(self, found, partner):
        """Return what the reader found for a contact, or else for its customer."""
        return found.get(partner) or found[partner.commercial_partner_id]

    def _get_reading(self) -> tuple:
        """Return what must be alike for statements to be read together."""
        template = self.template_id
        return (self.company_id, self.kind, self.date_from, self.date_to, template)

    def _get_reader_arguments(self) -> dict:
        """Return the arguments of the reader for statements like this one."""
        template = self.template_id
        return {
            "company": self.company_id,
            "kind": self.kind,
            "date_from": self.date_from,
            "date_to": self.date_to,
            **template._get_reader_arguments(),
        }

    def _render_unsaved(self):
        """Return the HTML of a statement that is not saved, from the books as they are now."""
        self.ensure_one()
        arguments = self._get_reader_arguments() | {"group": "commercial"}
        found = self.env["customer.statement.reader"]._read(
            partners=self.partner_id._origin, **arguments
        )
        data = next(iter(found.values()))
        return self._render_html(data)

    def _store(self, data, kept):
        """Keep what was read, and whether it adds up, by one write.

        :param dict kept: values of more fields
        """
        if self.revision_of_id.values:
            self._mark_changes(data, StatementData.from_json(self.revision_of_id.values))
        self._write_engine(
            {
                **self._prepare_data_values(data),
                **kept,
                "lang": self.partner_id.lang or self.env.lang,
            }
        )

    def _prepare_data_values(self, data):
        """Return the field values that hold what the reader found."""
        return {
            "values": data.to_json(),
            "opening_balance": data.opening,
            "closing_balance": data.closing,
            "overdue_balance": data.overdue_total,
            "problem": self._describe_faults(data) or False,
        }

    def _assign_numbers(self):
        """Number those that have no number: of the company's sequence, all at once."""
        for company, statements in (
            self.filtered(lambda statement: statement.name == "/" and not statement.revision_of_id)
            .grouped("company_id")
            .items()
        ):
            numbers = (
                self.env["ir.sequence"]
                .sudo()
                .with_company(company)
                ._next_statement_numbers(len(statements))
            )
            for statement, number in zip(statements, numbers, strict=True):
                statement._write_engine({"name": number})

    def _revise(self):
        """Return a new draft that will replace this statement when it is sent.

        :raise UserError: when this one is a draft, or has a revision
        """
        self.ensure_one()
        if self.state == "draft":
            raise UserError(_("A draft is changed, not revised."))
        if self.revision_ids:
            raise UserError(
                _("%(revision)s replaces this statement already.",
                  revision=self.revision_ids[:1].display_name)
            )  # fmt: skip
        revision = self.create(self._prepare_revision())
        root = self
        while root.revision_of_id:
            root = root.revision_of_id
        revision._write_engine(
            {
                "name": f"{root.name}-R{self.revision + 1}",
                "revision": self.revision + 1,
                "revision_of_id": self.id,
            }
        )
        revision._read_values()
        return revision

    def _prepare_revision(self):
        """Return the values of a revision: the same choices."""
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "kind": self.kind,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "template_id": self.template_id.id,
            "note": self.note,
        }

    @api.model
    def _make_live(
        self, partner, company, kind, date_from, date_to, template=None, store_credit=True,
        whole=False,
    ):  # fmt: skip
        """Return a new record with the values of this moment; the caller checks rights.

        :param store_credit: whether it tells the store credit
        :param whole: tell everything of the customer, also where each contact has its own
        """
        template = template or self.env["customer.statement.template"]._get_default(company)
        statement = self.new(
            {
                **self._prepare_values(partner, company, kind, date_from, date_to, template),
                "lang": partner.lang or self.env.lang,
            }
        )
        arguments = statement._get_reader_arguments()
        if whole:
            arguments["group"] = "commercial"
        found = self.env["customer.statement.reader"]._read(partners=partner, **arguments)
        data = self._pick_data(found, partner)
        if not store_credit:
            data.store_credit = 0.0
        statement.update(statement._prepare_data_values(data))
        return statement

    def _get_preview(self) -> tuple:
        """Return (HTML, problem) of an unsaved statement, as it would be sent now."""
        self.ensure_one()
        # The preview shows figures before there is a record that a rule could guard.
        self._check_may_make(
            self.partner_id._origin, self.company_id._origin, self.template_id._origin
        )
        live = self.sudo()._make_live(
            self.partner_id._origin,
            self.company_id._origin,
            self.kind,
            self.date_from,
            self.date_to,
            self.template_id._origin,
        )
        return live._render_html(), live.problem

    @api.model
    def _get_companies_narrow_to_viewer(self) -> models.BaseModel:
        """Return the companies (sudo) that show this contact only what is addressed to it."""
        user, companies = self.env.user.sudo(), self.env["res.company"].sudo()
        if user._is_internal() or user.partner_id.statement_role:
            return companies
        return companies.search([("customer_statement_portal_scope", "=", "own")])

    def _get_companies_open_to_viewer(self) -> models.BaseModel:
        """Return the companies (sudo) whose store credit statements may tell the current user.

        Those who may see it, see the hook of the base; and contacts that get the statements, as
        somebody inside has decided: it was sent to them.
        """
        user = self.env.user.sudo()
        companies = user.company_ids
        if user._is_internal() or user.partner_id.statement_role:
            return companies
        customer = user.partner_id.commercial_partner_id
        if not customer:
            return companies.browse()
        return companies.filtered(
            lambda company: customer._get_store_credit_visibility(user, company) != "none"
        )
