"""Columns of a template: which, and in what order."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

CODES = [
    ("date", "Date"),
    ("number", "Number"),
    ("description", "Description"),
    ("reference", "Reference"),
    ("contact", "Contact"),
    ("due", "Due date"),
    ("days", "Days overdue"),
    ("debit", "Charges"),
    ("credit", "Payments and credits"),
    ("amount", "Amount"),
    ("original", "Original amount"),
    ("open", "Open amount"),
    ("balance", "Balance"),
]
# What only one of the two tables can show: movements, or open items.
MOVEMENT_ONLY = {"debit", "credit", "amount"}
OPEN_ONLY = {"days", "original", "open"}


class CustomerStatementTemplateColumn(models.Model):
    """One column; a template without any shows those of its layout."""

    _name = "customer.statement.template.column"
    _inherit = "customer.credit.numbers.mixin"
    _description = "Column of a Statement Template"
    _order = "sequence, id"

    template_id = fields.Many2one(
        "customer.statement.template", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    code = fields.Selection(CODES, "Column", required=True)

    _once = models.UniqueIndex("(template_id, code)", "Each column stands there once.")


class CustomerStatementTemplate(models.Model):
    """The choice of columns."""

    _inherit = "customer.statement.template"

    column_ids = fields.One2many(
        "customer.statement.template.column", "template_id", "Columns", copy=True,
        help="Empty: the columns of the layout. Columns of amounts that fit open items only, or "
        "movements only, show up there.",
    )  # fmt: skip

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

    def _get_column_codes(self, kind):
        """Return the chosen columns that a table of this kind can show, in order; maybe none."""
        left_out = MOVEMENT_ONLY if kind == "open_items" else OPEN_ONLY
        codes = [column.code for column in self.column_ids.sorted("sequence")]
        return [code for code in codes if code not in left_out]
