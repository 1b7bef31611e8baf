"""Salespeople of customers: who reads the statements of a customer is not for each to choose."""

from odoo import _, models
from odoo.exceptions import AccessError

# Who reads the statements of all customers, or leads those who sell.
LEADERS = (
    "customer_statement.group_customer_statement_manager,account.group_account_readonly,"
    "account.group_account_invoice,sales_team.group_sale_manager"
)


class ResPartner(models.Model):
    """The statements of a customer are open to its salesperson, whom anybody may write."""

    _inherit = "res.partner"

    def write(self, vals):
        """Let nobody take over a colleague's customer, and with it the statements.

        Whoever sells to a customer hands it over, and so do managers; a customer without a
        salesperson is taken by whoever sells to it first, as Odoo shows its orders to everybody.

        :raise AccessError: the user takes a customer from a colleague

        # EXTENDS 'base'
        """
        takes = not self.env.su and vals.get("user_id") == self.env.uid
        if takes and not any(self.env.user.has_group(it) for it in LEADERS.split(",")):
            taken = self.sudo().filtered(
                lambda partner: (
                    partner.user_id.active
                    and partner.user_id != self.env.user
                    and partner.commercial_partner_id == partner
                )
            )
            if taken:
                raise AccessError(
                    _(
                        "%(customer)s is a customer of %(colleague)s, who alone reads its "
                        "statements: ask %(colleague)s or a sales manager to hand it over.",
                        customer=taken[0].display_name,
                        colleague=taken[0].user_id.name,
                    )
                )
        return super().write(vals)
