"""Company: up to which amount a rest is small, and which account bears it."""

from odoo import fields, models


class ResCompany(models.Model):
    """Adds the limit of small rests to companies, because each bears them on an account of its own.

    Without a limit nothing is written off.
    """

    _inherit = "res.company"

    _credit_write_off_positive = models.Constraint(
        "CHECK (COALESCE(customer_credit_write_off_limit, 0) >= 0)",
        "The limit of small rests cannot be negative: enter 0 to write off nothing.",
    )

    # --- fields

    customer_credit_write_off_limit = fields.Monetary(
        "Small Rests Up To",
        groups="customer_credit_balance.group_customer_credit_user,base.group_system",
        help="What is left of an invoice or credit may be written off up to this amount. 0 writes "
        "off nothing.",
    )
    customer_credit_write_off_account_id = fields.Many2one(
        "account.account",
        "Account of Small Rests",
        check_company=True,
        groups="base.group_user",
        help="Bears what is written off. Empty: the account of store-credit adjustments.",
    )

    # --- private

    def _get_credit_write_off_account(self) -> models.BaseModel:
        """Return the account.account that bears small rests in this company, or none."""
        self.ensure_one()
        return self.customer_credit_write_off_account_id or self.store_credit_adjustment_account_id
