"""Settings: interest and costs, for the current company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Adds the terms of interest to the settings, because they are chosen beside the others of
    customer credit.
    """

    _inherit = "res.config.settings"

    # --- fields

    customer_statement_interest = fields.Boolean(
        related="company_id.customer_statement_interest", readonly=False
    )
    customer_statement_interest_terms = fields.Selection(
        related="company_id.customer_statement_interest_terms", readonly=False
    )
    customer_statement_interest_rate = fields.Float(
        related="company_id.customer_statement_interest_rate", readonly=False
    )
    customer_statement_interest_country_id = fields.Many2one(
        related="company_id.customer_statement_interest_country_id", readonly=False
    )
    customer_statement_interest_year = fields.Selection(
        related="company_id.customer_statement_interest_year", readonly=False
    )
    customer_statement_interest_since = fields.Date(
        related="company_id.customer_statement_interest_since", readonly=False
    )
    customer_statement_interest_fixed_sum = fields.Boolean(
        related="company_id.customer_statement_interest_fixed_sum", readonly=False
    )
    customer_statement_interest_booking = fields.Selection(
        related="company_id.customer_statement_interest_booking", readonly=False
    )
    customer_statement_interest_account_id = fields.Many2one(
        related="company_id.customer_statement_interest_account_id", readonly=False
    )
    customer_statement_interest_product_id = fields.Many2one(
        related="company_id.customer_statement_interest_product_id", readonly=False
    )
