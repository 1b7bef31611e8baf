"""Company: whether late business customers owe interest, at what rate, and how it is booked."""

from odoo import _, fields, models

from ...const import PREFETCH


class ResCompany(models.Model):
    """Adds the terms of interest to companies, because law and agreements differ by company;
    nothing is computed before somebody switches it on.
    """

    _inherit = "res.company"

    # --- fields

    customer_statement_interest = fields.Boolean(
        "Interest and Costs", groups="base.group_user",
        help="Late invoices of business customers bear interest and a fixed sum. Nothing is "
        "booked before somebody claims it.",
        prefetch=PREFETCH,
    )  # fmt: skip
    customer_statement_interest_terms = fields.Selection(
        [("law", "Rate of the law"), ("agreed", "Agreed rate")],
        "Interest Terms", default="law", required=True, groups="base.group_user",
        prefetch=PREFETCH,
    )  # fmt: skip
    customer_statement_interest_rate = fields.Float(
        "Agreed Interest Rate", digits=(16, 4), help="Percent a year.",
        groups="base.group_system,account.group_account_manager",
        prefetch=PREFETCH,
    )  # fmt: skip
    customer_statement_interest_country_id = fields.Many2one(
        "res.country", "Law of Interest", groups="base.group_user",
        help="Whose rates and fixed sums apply. Empty: the company's country.",
        prefetch=PREFETCH,
    )  # fmt: skip
    customer_statement_interest_year = fields.Selection(
        [("365", "365 days"), ("360", "360 days")],
        "Year of Interest", default="365", required=True, groups="base.group_user",
        prefetch=PREFETCH,
    )  # fmt: skip
    customer_statement_interest_since = fields.Date(
        "Interest on What Is Due From", groups="base.group_user",
        help="What fell due before this day bears no interest. Empty: everything.",
        prefetch=PREFETCH,
    )  # fmt: skip
    customer_statement_interest_fixed_sum = fields.Boolean(
        "Fixed Sum for Each Late Invoice",
        default=True,
        groups="base.group_user",
        prefetch=PREFETCH,
    )
    customer_statement_interest_booking = fields.Selection(
        [("claim", "When it is claimed"), ("paid", "When it is paid")],
        "Booking of Interest", default="claim", required=True, groups="base.group_user",
        prefetch=PREFETCH,
    )  # fmt: skip
    customer_statement_interest_account_id = fields.Many2one(
        "account.account", "Account of Interest", check_company=True, groups="base.group_user",
        domain="[('account_type', 'in', ('income', 'income_other'))]",
        help="Income account of claimed interest and costs, booked without tax.",
        prefetch=PREFETCH,
    )  # fmt: skip
    customer_statement_interest_product_id = fields.Many2one(
        "product.product", "Product of Interest", check_company=True, groups="base.group_user",
        help="Decides about account and taxes of claimed interest and costs. Empty: the account, "
        "without tax.",
        prefetch=PREFETCH,
    )  # fmt: skip

    # --- private

    def _get_interest_country(self) -> models.BaseModel:
        """Return the res.country whose law sets rates and fixed sums, maybe none."""
        self.ensure_one()
        company = self.sudo()
        return company.customer_statement_interest_country_id or company.country_id

    def _get_interest_line_values(self) -> tuple:
        """Return what each line of an invoice of interest has: product, or account without tax.

        :return: (dict of account.move.line, None), or (None, sentence that says what is missing)
        """
        self.ensure_one()
        company = self.sudo()
        if product := company.customer_statement_interest_product_id:
            return {"product_id": product.id}, None
        if account := company.customer_statement_interest_account_id:
            return {"account_id": account.id, "tax_ids": [fields.Command.clear()]}, None
        return None, _(
            "Choose the account or the product of interest for %s first: Settings, Invoicing, "
            "Customer Credit.",
            company.name,
        )
