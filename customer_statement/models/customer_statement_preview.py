"""Previews: the statement as it is, and a template shown with a real customer."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL


class CustomerStatement(models.Model):
    """The HTML twin on the form."""

    _inherit = "customer.statement"

    preview = fields.Html(compute="_compute_preview", sanitize=False, string="Statement")

    @api.depends("values", "note", "template_id", "state")
    @api.depends_context("lang")
    def _compute_preview(self):
        """Show the document as the customer will see it."""
        for statement in self:
            statement.preview = statement._render_html() or False


class CustomerStatementTemplate(models.Model):
    """A live preview beside the form: it follows each change before it is saved."""

    _inherit = "customer.statement.template"

    preview_partner_id = fields.Many2one(
        "res.partner", "Preview With", compute="_compute_preview_partner_id", readonly=False,
        store=False,
    )  # fmt: skip
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends_context("company")
    def _compute_preview_partner_id(self):
        """Begin with the customer who was invoiced last."""
        self.env.cr.execute(
            SQL(
                """
                SELECT commercial_partner_id FROM account_move
                 WHERE move_type = 'out_invoice' AND state = 'posted' AND company_id = %s
                 ORDER BY id DESC LIMIT 1
                """,
                self.env.company.id,
            )
        )
        row = self.env.cr.fetchone()
        self.preview_partner_id = row and row[0]

    @api.depends(
        "layout", "kind", "group", "paper", "accent_color", "logo", "show_logo", "font", "title",
        "header", "message", "terms", "footer", "aging_limits", "aging_basis", "show_aging",
        "show_credits", "show_store_credit", "show_open_items", "show_limit", "show_payment",
        "show_qr", "interest_rate", "preview_partner_id", "column_ids.code", "column_ids.sequence",
    )  # fmt: skip
    def _compute_preview(self):
        """Render a statement of the chosen customer that is never saved."""
        for template in self:
            template.preview = template._render_preview() or False

    def _render_preview(self):
        """Return the HTML of the last three months of the chosen customer; empty without one."""
        partner = self.preview_partner_id
        Statement = self.env["customer.statement"]
        if not partner or not Statement.has_access("create"):
            return ""
        company = self.company_id or self.env.company
        # The preview reads the books past the rules of journal items.
        Statement._check_may_make(partner._origin, company._origin)
        today = fields.Date.context_today(self)
        statement = self.env["customer.statement"].new(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "kind": self.kind or "activity",
                "date_from": today + relativedelta(months=-3, day=1),
                "date_to": today,
            }
        )
        statement.template_id = self
        return statement._render_unsaved()
