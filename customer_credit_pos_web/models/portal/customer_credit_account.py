"""Credit accounts: who wants to hear what is left."""

from odoo import models


class CustomerCreditAccount(models.Model):
    """Adds those who asked for mails to credit accounts, because one purchase tells all of them."""

    _inherit = "customer.credit.account"

    # --- private

    def _get_balance_mail_partners(self) -> models.BaseModel:
        """Return who wants a mail after purchases (sudo): of the customer, with the right to it."""
        self.ensure_one()
        customer = self.sudo()._get_live().partner_id.commercial_partner_id
        people = self.env["res.partner"].sudo().search(
            [
                ("commercial_partner_id", "=", customer.id),
                ("store_credit_balance_mail", "=", True),
                ("email", "!=", False),
            ]
        )  # fmt: skip
        return people.filtered(lambda person: person._is_store_credit_spender())
