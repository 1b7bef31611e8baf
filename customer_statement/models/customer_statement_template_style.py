"""The look of a template: the company's document layout with the template's own choices."""

from base64 import b64decode
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

from odoo import _, api, models, tools
from odoo.exceptions import ValidationError

from ..pdf.document import Style
from ..pdf.fonts import load
from ..pdf.shades import is_color

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


class CustomerStatementTemplate(models.Model):
    """From fields to a pdf.document.Style."""

    _inherit = "customer.statement.template"

    def _get_style(self, company):
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

    def _get_accent(self, company):
        """Return the one colour of the document."""
        for color in (self.accent_color, company.primary_color):
            if is_color(color):
                return color.lower()
        return DEFAULT_ACCENT

    def _get_paper(self, company):
        """Return A4 or Letter."""
        if self.paper in ("A4", "Letter"):
            return self.paper
        return "Letter" if company.paperformat_id.format == "Letter" else "A4"

    def _get_logo(self, company):
        """Return the bytes of the picture, None for a statement without one."""
        if self.layout and not self.show_logo:
            return None
        if self.logo:
            return b64decode(self.logo)
        if company.logo and not company.uses_default_logo:
            return b64decode(company.logo)
        return None

    def _get_fonts(self, company):
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

    def _get_font_files(self):
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

    def _own_font_files(self):
        for template in self:
            loose = template.font_file_ids.filtered(lambda attachment: not attachment.res_id)
            loose.write({"res_model": template._name, "res_id": template.id})

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
