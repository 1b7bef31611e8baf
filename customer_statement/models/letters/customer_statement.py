"""Which letters of a statement this server cannot draw, told before it is sent."""

from odoo import _, api, fields, models

from ...pdf import find_gaps
from ...pdf.fonts import Gap

# A box instead of one of these is ugly and misleads nobody.
HARMLESS = {"signs", "emoji"}


class CustomerStatement(models.Model):
    """Adds the letters that are missing to statements, because a blank says nothing."""

    _inherit = "customer.statement"

    # --- fields

    letter_problem = fields.Text(
        "Missing Letters", compute="_compute_letter_problem",
        help="What the PDF would not show as it should on this server, and what to install.",
    )  # fmt: skip

    # --- computes

    @api.depends("values", "note", "template_id", "partner_id", "state")
    @api.depends_context("lang")
    def _compute_letter_problem(self):
        """Look at the texts of drafts; what was sent is kept as it was drawn."""
        for statement in self:
            gaps = statement._find_gaps() if statement.state == "draft" else ()
            statement.letter_problem = self._describe_gaps(gaps) or False

    # --- private

    def _find_gaps(self) -> list[Gap]:
        """Return the pdf.fonts.Gap of the texts of this statement on this server."""
        self.ensure_one()
        if not (self.partner_id and self.company_id):
            return []
        lang = self.lang or self.partner_id.lang or self.env.lang or "en_US"
        statement = self.with_context(lang=lang)
        style = statement.template_id.sudo()._get_style(statement.company_id)
        return find_gaps(statement._get_written_texts(), style, lang)

    def _get_written_texts(self) -> list:
        """Return the texts of this statement that people wrote, without building its document."""
        template, company = self.template_id.sudo(), self.company_id.sudo()
        texts = [
            *self._get_customer_lines(), *self._get_company_lines(), *self._get_footer(),
            *filter(None, (template.title, template.header, template.message, template.terms,
                           self.note, self.partner_id.sudo().ref, company.currency_id.symbol)),
            # One of our own words stands for all of them.
            _("Statement of Account"),
        ]  # fmt: skip
        currencies = set()
        for section in (self._look_at_values() or {}).get("sections", ()):
            currencies.add(section["currency_id"])
            for line in section["lines"]:
                texts += [line["number"], line["reference"]]
        found = self.env["res.currency"].browse(sorted(currencies))
        return [*texts, *(currency.symbol or currency.name for currency in found)]

    @api.model
    def _describe_gaps(self, gaps):
        """Return gaps in words, one per line; empty without any."""
        texts = {
            "font": _(
                "No font on this server has these letters: %(script)s. They would come out as "
                "empty boxes. Install the package %(package)s or add a font to the template, "
                "then restart Odoo."
            ),
            "shaping": _(
                "Letters would not be joined and stacked as readers expect: %(script)s. Install "
                "the Python package %(package)s, then restart Odoo."
            ),
            "direction": _(
                "Text from right to left would be put in order by a simple rule. Install the "
                "package %(package)s, then restart Odoo."
            ),
        }
        return "\n".join(
            texts[gap.kind] % {"script": gap.script, "package": gap.package} for gap in gaps
        )

    @api.model
    def _get_blocking_gaps(self, gaps: list[Gap]) -> list:
        """Return those that hide what a statement says: names, amounts, references."""
        return [gap for gap in gaps if gap.kind == "font" and gap.script not in HARMLESS]
