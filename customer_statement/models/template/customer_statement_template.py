"""Templates: how a statement looks and what it says, without a word of code."""

from base64 import b64decode
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

from dateutil.relativedelta import relativedelta

from odoo import _, api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...const import KINDS
from ...pdf.document import Style
from ...pdf.fonts import load
from ...pdf.shades import is_color

LAYOUTS = [("standard", "Standard"), ("compact", "Compact"), ("detailed", "In Depth")]

DEFAULT_ACCENT = "#1f4e5f"

# Whatever the company's font lacks is drawn by one that has it: Latin, Cyrillic and Greek letters.
FALLBACKS = [
    ("web/static/fonts/google/Open_Sans/Open_Sans-Regular.ttf",
     "web/static/fonts/google/Open_Sans/Open_Sans-SemiBold.ttf"),
    ("web/static/fonts/sign/NotoSans-Reg.ttf", "web/static/fonts/sign/NotoSans-Reg.ttf"),
    ("web/static/fonts/google/Tajawal/Tajawal-Regular.ttf",
     "web/static/fonts/google/Tajawal/Tajawal-Bold.ttf"),
]  # fmt: skip

SIZES = {"standard": (9.0, 17.0), "compact": (8.5, 13.5), "detailed": (8.5, 15.0)}


@lru_cache(maxsize=64)
def font_path(name):
    """Return the path of a file of Odoo's, None when this installation does not have it."""
    try:
        return tools.file_path(name)
    except (FileNotFoundError, ValueError):
        return None


@lru_cache(maxsize=1)
def _private_folder():
    """Return a folder of this process for fonts that are kept in the database."""
    return Path(mkdtemp(prefix="customer_statement_"))


# What only one of the two tables can show: movements, or open items.
MOVEMENT_ONLY = {"debit", "credit", "amount"}

OPEN_ONLY = {"days", "original", "open"}


class CustomerStatementTemplate(models.Model):
    """Layout, texts and selection of statements; colours and logo default to the company's.

    From fields to a pdf.document.Style.
    The choice of columns.
    A live preview beside the form: it follows each change before it is saved.
    """

    _name = "customer.statement.template"
    _inherit = "customer.credit.numbers.mixin"
    _description = "Statement Template"
    _order = "sequence, id"
    _check_company_auto = True

    # --- fields

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
    show_paid = fields.Boolean(
        "What Payments Paid", help="On paper, list below each payment the documents that it paid "
        "and what is left of it. Pages of the portal fold this out in any case.",
    )  # fmt: skip
    show_limit = fields.Boolean(
        "Limit", help="Shown where another addon keeps a limit for the customer."
    )
    show_payment = fields.Boolean("How to Pay", default=True)
    show_qr = fields.Boolean("QR Code", default=True)
    interest_rate = fields.Float(
        "Overdue Interest", help="Percent a year, shown as information. 0: no line. Not booked."
    )
    show_interest = fields.Boolean(
        "Interest and Costs", help="What late items cost by law or agreement, where the company "
        "asks for it: a claim beside the balance.",
    )  # fmt: skip
    column_ids = fields.One2many(
        "customer.statement.template.column", "template_id", "Columns", copy=True,
        help="Empty: the columns of the layout. Columns of amounts that fit open items only, or "
        "movements only, show up there.",
    )  # fmt: skip
    preview_partner_id = fields.Many2one(
        "res.partner", "Preview With", compute="_compute_preview_partner_id", readonly=False,
        store=False,
    )  # fmt: skip
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    # --- computes

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
        "show_credits", "show_store_credit", "show_open_items", "show_paid", "show_limit",
        "show_payment", "show_qr", "interest_rate", "show_interest", "preview_partner_id",
        "column_ids.code", "column_ids.sequence",
    )  # fmt: skip
    def _compute_preview(self):
        """Render a statement of the chosen customer that is never saved."""
        for template in self:
            template.preview = template._render_preview() or False

    # --- guards

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

    @api.model_create_multi
    def create(self, vals_list):
        """Take the files of fonts over, so that whoever reads the template reads them."""
        templates = super().create(vals_list)
        templates._own_font_files()
        return templates

    def write(self, vals):
        """Take new files of fonts over."""
        res = super().write(vals)
        if "font_file_ids" in vals:
            self._own_font_files()
        return res

    @api.constrains("font_file_ids")
    def _check_font_files(self):
        """Refuse files that are no fonts.

        :raise ValidationError: for a file that cannot be read
        """
        for template in self:
            names = template.font_file_ids.mapped("name")
            for name, path in zip(names, template._get_font_files(), strict=True):
                if not load(path):
                    raise ValidationError(_("%s is no font that can be used.", name))

    @api.constrains("column_ids")
    def _check_columns(self):
        """Refuse a choice that no longer says what is owed, or for what.

        :raise ValidationError: names what is missing
        """
        for template in self.filtered("column_ids"):
            codes = set(template.column_ids.mapped("code"))
            if "balance" not in codes or not codes & {"number", "description"}:
                raise ValidationError(
                    _("A statement needs the balance, and the number or the description.")
                )

    # --- private

    @api.model
    def _get_default(
        self, company: models.BaseModel | None = None, group: str | None = None
    ) -> models.BaseModel:
        """Return the first template of a company; empty only when there is none at all.

        :param group: "commercial" or "contact", to look at those alone
        """
        company = company or self.env.company
        domain = [("company_id", "in", [company.id, False])]
        if group:
            domain.append(("group", "=", group))
        return self.sudo().search(domain, limit=1).with_env(self.env)

    def _get_aging_limits(self) -> list[int]:
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

    def _get_reader_arguments(self) -> dict:
        """Return what the reader needs to know of this template."""
        return {
            "aging": tuple(self._get_aging_limits()),
            "basis": self.aging_basis or "due",
            "group": self.group or "commercial",
        }

    def _get_style(self, company: models.BaseModel) -> Style:
        """Return the Style for statements of a company."""
        company = company.sudo()
        size, row_height = SIZES[self.layout or "standard"]
        return Style(
            accent=self._get_accent(company),
            paper=self._get_paper(company),
            size=size,
            row_height=row_height,
            margin=42.0 if self.layout == "compact" else 48.0,
            fonts=self._get_fonts(company),
            logo=self._get_logo(company),
        )

    def _get_accent(self, company: models.BaseModel) -> str:
        """Return the one colour of the document."""
        for color in (self.accent_color, company.primary_color):
            if is_color(color):
                return color.lower()
        return DEFAULT_ACCENT

    def _get_paper(self, company: models.BaseModel) -> str:
        """Return A4 or Letter."""
        if self.paper in ("A4", "Letter"):
            return self.paper
        return "Letter" if company.paperformat_id.format == "Letter" else "A4"

    def _get_logo(self, company: models.BaseModel) -> bytes | None:
        """Return the bytes of the picture, None for a statement without one."""
        if self.layout and not self.show_logo:
            return None
        if self.logo:
            return b64decode(self.logo)
        if company.logo and not company.uses_default_logo:
            return b64decode(company.logo)
        return None

    def _get_fonts(self, company: models.BaseModel) -> list:
        """Return the paths of (regular, bold) fonts, the chosen one first."""
        name = self.font or company.font or "Lato"
        if name == "Lato":
            own = ("web/static/fonts/lato/Lato-Reg-webfont.ttf",
                   "web/static/fonts/lato/Lato-Bol-webfont.ttf")  # fmt: skip
        else:
            own = tuple(
                f"web/static/fonts/google/{name}/{name}-{weight}.ttf"
                for weight in ("Regular", "Bold")
            )
        pairs = [(font_path(regular), font_path(bold)) for regular, bold in [own, *FALLBACKS]]
        pairs += [(path, path) for path in self._get_font_files()]
        return [(regular, bold or regular) for regular, bold in pairs if regular]

    def _get_font_files(self) -> list:
        """Return the paths of the template's own fonts; libraries read them from the disk."""
        paths = []
        for attachment in self.sudo().font_file_ids:
            if attachment.store_fname:
                paths.append(attachment._full_path(attachment.store_fname))
            elif attachment.raw:
                path = _private_folder() / attachment.checksum
                if not path.exists():
                    path.write_bytes(attachment.raw)
                paths.append(str(path))
        return paths

    def _own_font_files(self):
        for template in self:
            loose = template.font_file_ids.filtered(lambda attachment: not attachment.res_id)
            loose.write({"res_model": template._name, "res_id": template.id})

    def _get_column_codes(self, kind: str) -> list:
        """Return the chosen columns that a table of this kind can show, in order; maybe none."""
        left_out = MOVEMENT_ONLY if kind == "open_items" else OPEN_ONLY
        codes = [column.code for column in self.column_ids.sorted("sequence")]
        return [code for code in codes if code not in left_out]

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
