"""What a run and a schedule have in common: which statement, how it is delivered, whom to skip."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, ValidationError

KINDS = [
    ("activity", "Activity"),
    ("open_items", "Open items"),
    ("balance_forward", "Balance forward"),
]

DELIVERIES = [
    ("preferred", "As each customer prefers"),
    ("mail", "By email"),
    ("portal", "On the portal only"),
    ("print", "On paper"),
]


class CustomerStatementDeliveryMixin(models.AbstractModel):
    """The choices of a run; a schedule keeps them and hands them to each run it makes."""

    _name = "customer.statement.delivery.mixin"
    _inherit = "customer.credit.numbers.mixin"
    _description = "Customer Statement Delivery Choices"

    _minimum_balance_positive = models.Constraint(
        "CHECK(minimum_balance >= 0)", "The smallest balance cannot be negative."
    )

    # --- fields

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(KINDS, required=True, default="open_items")
    template_id = fields.Many2one(
        "customer.statement.template",
        check_company=True,
        help="Layout of the statement. Empty: the template of the company.",
    )
    delivery = fields.Selection(
        DELIVERIES,
        required=True,
        default="preferred",
        help="How the statements reach the customers. 'As each customer prefers' takes the "
        "delivery set on the customer, email when none is set.",
    )
    message = fields.Html(
        string="Personal Message",
        help="Stands above the figures in the email, in the words you choose for this run.",
    )
    attach_invoices = fields.Boolean(
        string="Attach Open Invoices",
        help="Adds the PDF of each invoice that is still open to the email.",
    )
    skip_zero = fields.Boolean(
        string="Skip Zero Balances", default=True, help="Customers who owe nothing get none."
    )
    skip_credit = fields.Boolean(
        string="Skip Credit Balances", help="Customers whom you owe money get none."
    )
    skip_unchanged = fields.Boolean(
        string="Skip Unchanged",
        help="Customers with the same balance and nothing new since the last statement get none.",
    )
    minimum_balance = fields.Monetary(
        string="Smallest Balance",
        help="Customers who owe less get none. 0 sends to everybody.",
    )

    # --- guards

    @api.model
    def _check_statement_manager(self):
        """Raise AccessError unless the user manages statements (or the code is trusted)."""
        if not (
            self.env.su
            or self.env.user.has_group("customer_statement.group_customer_statement_manager")
        ):
            raise AccessError(_("Only a statement manager may do this."))

    @api.constrains("company_id")
    def _check_company_has_chart(self):
        """Refuse a company without books: its customers have no balances."""
        for record in self:
            if not record.company_id.sudo()._has_chart_of_accounts():
                raise ValidationError(
                    _("%(company)s has no chart of accounts yet.", company=record.company_id.name)
                )

    # --- private

    @api.model
    def _delivery_fields(self):
        """Return the names of the fields that a schedule hands to its runs."""
        return [
            "company_id", "kind", "template_id", "delivery", "message", "attach_invoices",
            "skip_zero", "skip_credit", "skip_unchanged", "minimum_balance",
        ]  # fmt: skip

    def _delivery_values(self):
        """Return {field: value} to write on a run made from this record."""
        self.ensure_one()
        values = {}
        for name in self._delivery_fields():
            value = self[name]
            values[name] = value.id if isinstance(value, models.BaseModel) else value
        return values
