"""What keeps statements as they were sent: guards of the ORM and of the database."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..pdf.keeping import pack

# What only the engine writes, draft or not: amounts are read from the books, never typed.
ENGINE_FIELDS = {
    "name", "state", "values", "opening_balance", "closing_balance", "overdue_balance", "problem",
    "generated_at", "sent_at", "viewed_at", "attachment_id", "revision", "revision_of_id", "lang",
    "document", "logo_id",
}  # fmt: skip
# What nobody changes once the statement is sent.
FROZEN_FIELDS = {
    "name", "partner_id", "company_id", "kind", "date_from", "date_to", "template_id", "lang",
    "note", "values", "opening_balance", "closing_balance", "overdue_balance", "problem",
    "generated_at", "sent_at", "attachment_id", "revision", "revision_of_id", "document", "logo_id",
}  # fmt: skip
# What a person chooses: of a draft, and of a statement that was sent.
CHOSEN_FIELDS = {
    "partner_id", "company_id", "kind", "date_from", "date_to", "template_id", "note", "user_id",
    "attach_invoices",
}  # fmt: skip
KEPT_OPEN = {"user_id"}
NEXT_STATES = {
    "draft": {"sent"},
    "sent": {"viewed", "disputed", "replaced"},
    "viewed": {"disputed", "replaced"},
    "disputed": {"sent", "viewed", "replaced"},
    "replaced": set(),
}

# Columns are compared as JSON, so that columns of other addons stay free to change.
GUARD = """
CREATE OR REPLACE FUNCTION customer_statement_keep_sent() RETURNS trigger AS $$
DECLARE
    frozen text[] := %s;
    name text;
BEGIN
    IF OLD.state = 'draft' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state <> 'draft' THEN
        FOREACH name IN ARRAY frozen LOOP
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


class CustomerStatement(models.Model):
    """Sent statements do not change; drafts change through the engine."""

    _inherit = "customer.statement"

    def init(self):
        """Install the trigger that keeps sent statements, whoever connects."""
        # A merge of contacts moves statements to the contact that stays; the ORM still refuses.
        self.env.cr.execute(GUARD, [sorted(FROZEN_FIELDS - {"partner_id"})])

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
            "dispute_ids", "access_url",
        }  # fmt: skip

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

        :raise UserError: for amounts, numbers and states, and for all that is frozen
        """
        self.check_access("write")
        self._check_not_engine(vals)
        if FROZEN_FIELDS & vals.keys() and any(record.state != "draft" for record in self):
            raise UserError(_("A statement that was sent stays as it is: make a revision."))
        res = super().write(vals)
        if vals.keys() & {"partner_id", "company_id", "template_id"}:
            self._check_own_customers()
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

    # --------------------------------------------------------------- freezing

    def _freeze(self):
        """Keep PDF and words of each statement, mark it as sent; its predecessor is replaced."""
        now = fields.Datetime.now()
        documents = [statement._get_document() for statement in self]
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
