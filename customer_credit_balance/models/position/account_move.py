"""Invoices: customer credit and net position of their customer."""

from odoo import api, fields, models


class AccountMove(models.Model):
    """Adds the customer's position to invoices, because one adds to what its customer owes."""

    _name = "account.move"
    _inherit = ["account.move", "customer.credit.mixin", "customer.credit.position.mixin"]

    # Drafts are few beside all entries: this keeps the exposure of one customer fast.
    _credit_drafts_idx = models.Index("(commercial_partner_id) WHERE state = 'draft'")

    # --- computes

    @api.depends("commercial_partner_id", "company_id", "move_type")
    def _compute_credit_position(self):
        """Show the position on customer invoices and credit notes only.

        # EXTENDS 'customer_credit_balance'
        """
        super()._compute_credit_position()

    # --- hooks

    def _get_credit_partner(self) -> models.BaseModel:
        """Return the customer of a sale document; vendors and entries have none.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        if not self.is_sale_document(include_receipts=True):
            return self.env["res.partner"]
        return self.partner_id.commercial_partner_id._origin

    def _get_credit_position_partner(self) -> models.BaseModel:
        """Show the customer who is checked.

        # EXTENDS 'customer_credit_balance'
        """
        return self._get_credit_partner()

    def _get_credit_amount(self, decision: object = None) -> float:
        """Return the open amount of a draft: posted ones were decided, credit notes lower it.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        if self.state != "draft" or not self.is_sale_document(include_receipts=True):
            return 0.0
        if self.currency_id == self._get_credit_company().currency_id:
            return self.amount_residual_signed
        sign = -1 if self.move_type == "out_refund" else 1
        return sign * self.amount_residual / self._get_credit_rate()

    def _get_credit_counted_terms(self, decision: object = None) -> dict:
        """Return what the exposure counts of a saved draft invoice.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        saved = self._origin
        if saved.state != "draft" or saved.move_type not in ("out_invoice", "out_receipt"):
            return {}
        return {"draft_invoices": max(saved.amount_residual_signed, 0.0)}

    # --- private

    def _get_credit_rate(self) -> float:
        """Return the rate (document currency per company currency) that decides.

        The typed rate, unless the table's rate of the invoice's date is dearer.
        """
        self.ensure_one()
        company = self._get_credit_company()
        currency = self.currency_id
        if not currency or currency == company.currency_id:
            return 1.0
        day = self.invoice_date or fields.Date.context_today(self)
        usual = self.env["res.currency"]._get_conversion_rate(
            company.currency_id, currency, company, day
        )
        return min(self.invoice_currency_rate or usual, usual) or 1.0
