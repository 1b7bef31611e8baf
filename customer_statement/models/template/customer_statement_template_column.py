"""Columns of a template: which, and in what order."""

from odoo import fields, models

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


class CustomerStatementTemplateColumn(models.Model):
    """One column; a template without any shows those of its layout."""

    _name = "customer.statement.template.column"
    _inherit = "customer.credit.numbers.mixin"
    _description = "Column of a Statement Template"
    _order = "sequence, id"

    _once = models.UniqueIndex("(template_id, code)", "Each column stands there once.")

    # --- fields

    template_id = fields.Many2one(
        "customer.statement.template", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    code = fields.Selection(CODES, "Column", required=True)
