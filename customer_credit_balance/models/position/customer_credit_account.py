"""Credit accounts as a list: what the customers owe beside what we owe them."""

from odoo import api, fields, models


class CustomerCreditAccount(models.Model):
    """Adds the other side of the account to the list, because nobody refunds whoever owes more."""

    _inherit = "customer.credit.account"

    # --- fields

    due_amount = fields.Monetary(
        "They Owe Us", compute="_compute_due_amount", compute_sudo=True,
        help="What is open of posted invoices.",
    )  # fmt: skip
    overdue_amount = fields.Monetary(
        "Overdue", compute="_compute_due_amount", compute_sudo=True
    )  # fmt: skip

    # --- computes

    @api.depends("partner_id", "company_id")
    def _compute_due_amount(self):
        """Read what all customers of a company owe at once."""
        for company, accounts in self.grouped("company_id").items():
            customers = accounts.partner_id.commercial_partner_id
            figures = customers._get_credit_position_figures(company)
            for account in accounts:
                row = figures.get(account.partner_id.commercial_partner_id, {})
                account.due_amount = row.get("open", 0.0)
                account.overdue_amount = row.get("overdue", 0.0)
