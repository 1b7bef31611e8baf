"""Credit accounts as a list: customers with credit, beside what is outstanding."""

from odoo import api, fields, models

from ..door import door


class CustomerCreditAccount(models.Model):
    """Adds figures and buttons of the menu Store Credit to credit accounts, because their forms
    start every dialog.
    """

    _inherit = "customer.credit.account"

    # --- fields

    outstanding_amount = fields.Monetary(
        "Outstanding Credits", compute="_compute_outstanding_amount", compute_sudo=True,
        help="Posted credit notes and payments that are not applied to an invoice.",
    )  # fmt: skip
    total_amount = fields.Monetary(
        "Credit Balance", compute="_compute_outstanding_amount", compute_sudo=True,
        help="All we owe the customer: store credit and outstanding credits.",
    )  # fmt: skip
    last_movement = fields.Date(
        compute="_compute_last_movement", compute_sudo=True, help="Date of the latest entry."
    )

    # --- computes

    @api.depends("balance", "partner_id", "company_id")
    def _compute_outstanding_amount(self):
        """Read the outstanding credits of all customers of a company at once."""
        for company, accounts in self.grouped("company_id").items():
            outstanding = accounts.partner_id._get_outstanding_credit_by_partner(company)
            for account in accounts:
                account.outstanding_amount = outstanding.get(
                    account.partner_id.commercial_partner_id, 0.0
                )
                account.total_amount = account.balance + account.outstanding_amount

    @api.depends("balance")
    def _compute_last_movement(self):
        """Read the date of the last entries at once."""
        groups = self.env["customer.credit.entry"]._read_group(
            [("account_id", "in", self.ids)], ["account_id"], ["date:max"]
        )
        dates = {account.id: date for account, date in groups}
        for account in self:
            account.last_movement = dates.get(account.id, False)

    # --- actions

    @api.readonly
    @door(single=True)
    def action_open_credit_centre(self):
        """Open the Credit Centre of the customer."""
        self.ensure_one()
        self.check_access("read")
        return self.partner_id.action_open_credit_centre()

    @door(single=True)
    def action_credit_topup(self):
        """Open the wizard that tops up the customer's store credit (managers)."""
        self.ensure_one()
        return self.partner_id.action_credit_topup()

    @door(single=True)
    def action_credit_adjust(self):
        """Open the wizard that adjusts the customer's store credit (managers)."""
        self.ensure_one()
        return self.partner_id.action_credit_adjust()
