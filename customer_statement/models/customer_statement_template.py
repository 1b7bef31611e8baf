"""Templates: how a statement looks and what it says, without a word of code."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ..pdf.shades import is_color
from .customer_statement import KINDS

LAYOUTS = [("standard", "Standard"), ("compact", "Compact"), ("detailed", "In Depth")]


class CustomerStatementTemplate(models.Model):
    """Layout, texts and selection of statements; colours and logo default to the company's."""

    _name = "customer.statement.template"
    _inherit = "customer.credit.numbers.mixin"
    _description = "Statement Template"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    layout = fields.Selection(LAYOUTS, required=True, default="standard")
    kind = fields.Selection(KINDS, required=True, default="activity", string="Usual Kind")
    group = fields.Selection(
        [("commercial", "One for the customer with all contacts"), ("contact", "One per contact")],
        "Statements", required=True, default="commercial",
    )  # fmt: skip
    paper = fields.Selection(
        [("company", "As the company's documents"), ("A4", "A4"), ("Letter", "Letter")],
        required=True, default="company",
    )  # fmt: skip
    accent_color = fields.Char("Colour", help="Empty: the company's primary colour.")
    logo = fields.Binary(help="Empty: the company's logo.", attachment=True)
    show_logo = fields.Boolean(default=True)
    font = fields.Selection(
        lambda self: self.env["res.company"]._fields["font"].selection,
        help="Empty: the font of the company's documents.",
    )
    font_file_ids = fields.Many2many(
        "ir.attachment", string="Further Fonts",
        help="Files of fonts (TTF, OTF, TTC) with letters that the chosen font lacks. Without any, "
        "the fonts of the server help out.",
    )  # fmt: skip
    title = fields.Char(translate=True, help='Empty: "Statement of Account".')
    header = fields.Text(translate=True)
    message = fields.Text("Personal Message", translate=True)
    terms = fields.Text("Terms", translate=True)
    footer = fields.Text(translate=True, help="Empty: the footer of the company's documents.")
    aging_limits = fields.Char(
        "Aging Buckets", required=True, default="0, 30, 60, 90",
        help="The last day of each bucket but the oldest: 0, 30, 60, 90 is not due, 1-30, 31-60, "
        "61-90 and older.",
    )  # fmt: skip
    aging_basis = fields.Selection(
        [("due", "Due date"), ("document", "Document date")], required=True, default="due"
    )
    show_aging = fields.Boolean("Aging", default=True)
    show_credits = fields.Boolean("Open Credits", default=True)
    show_store_credit = fields.Boolean("Store Credit", default=True)
    show_open_items = fields.Boolean(
        "Open Items", help="List the open items below the movements, too."
    )
    show_limit = fields.Boolean(
        "Limit", help="Shown where another addon keeps a limit for the customer."
    )
    show_payment = fields.Boolean("How to Pay", default=True)
    show_qr = fields.Boolean("QR Code", default=True)
    interest_rate = fields.Float(
        "Overdue Interest", help="Percent a year, shown as information. 0: no line. Not booked."
    )

    @api.model
    def _get_default(self, company=None):
        """Return the first template of a company; empty only when there is none at all."""
        company = company or self.env.company
        return self.sudo().search(
            [("company_id", "in", [company.id, False])], limit=1
        ).with_env(self.env)  # fmt: skip

    @api.constrains("aging_limits")
    def _check_aging_limits(self):
        """Refuse buckets that are no rising days.

        :raise ValidationError: says what is expected
        """
        for template in self:
            template._get_aging_limits()

    @api.constrains("accent_color")
    def _check_accent_color(self):
        """Refuse what is no colour.

        :raise ValidationError: says what is expected
        """
        for template in self:
            if template.accent_color and not is_color(template.accent_color):
                raise ValidationError(_("Write a colour like #1F4E5F."))

    def _get_aging_limits(self):
        """Return the last day of each bucket but the oldest, [0, 30, 60, 90] without a template.

        :raise ValidationError: when the text holds something else than rising days
        """
        text = self.aging_limits or "0, 30, 60, 90"
        parts = [part.strip() for part in text.split(",")]
        if not all(part.isdigit() for part in parts):
            raise ValidationError(_("Write days between commas, such as 0, 30, 60, 90."))
        limits = [int(part) for part in parts]
        if limits != sorted(set(limits)) or len(limits) > 7:
            raise ValidationError(_("The days must rise, and be seven at most."))
        return limits

    def _get_reader_arguments(self):
        """Return what the reader needs to know of this template."""
        return {
            "aging": tuple(self._get_aging_limits()),
            "basis": self.aging_basis or "due",
            "group": self.group or "commercial",
        }
