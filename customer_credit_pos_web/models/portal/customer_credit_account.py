"""Credit accounts: who wants to hear what is left."""

from odoo import models
from odoo.tools import SQL


class CustomerCreditAccount(models.Model):
    """Adds those who asked for mails to credit accounts, because one purchase tells all of them."""

    _inherit = "customer.credit.account"

    # --- private

    def _filter_balance_mail(self) -> models.BaseModel:
        """Return the accounts of customers of whom somebody asked for mails, by one query."""
        self.flush_model(["partner_id", "merged_into_id"])
        self.env["res.partner"].flush_model(["commercial_partner_id", "store_credit_balance_mail"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account.id
                  FROM customer_credit_account account
                  JOIN res_partner customer ON customer.id = account.partner_id
                 WHERE account.id = ANY(%s)
                   AND (account.merged_into_id IS NOT NULL
                        OR EXISTS (
                            SELECT FROM res_partner person
                             WHERE person.commercial_partner_id = customer.commercial_partner_id
                               AND person.store_credit_balance_mail))
                """,
                self.ids,
            )
        )
        return self.browse(id_ for (id_,) in rows)

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
