"""Products: the credit product, whose price becomes store credit of whoever buys it."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    """Adds credit products to products, because a top-up has no tax, no income and nothing to
    deliver.

    Sold as goods it would be booked without a customer: nobody would have the credit.
    """

    _inherit = "product.template"

    # --- fields

    is_store_credit = fields.Boolean(
        "Tops Up Store Credit",
        help="Whoever buys this product gets its price as store credit: it is booked on the "
        "liability account instead of an income account, without taxes.",
    )

    # --- computes

    @api.onchange("is_store_credit")
    def _onchange_is_store_credit(self):
        """Fill in what a credit product needs."""
        if self.is_store_credit:
            self.update({"type": "service", "invoice_policy": "order", "taxes_id": False})

    # --- guards

    @api.constrains("is_store_credit", "type", "invoice_policy")
    def _check_store_credit_product(self):
        """A credit product is a service that is invoiced when it is ordered.

        :raise ValidationError: anything else
        """
        for template in self.filtered("is_store_credit"):
            if template.type != "service" or template.invoice_policy != "order":
                raise ValidationError(
                    _(
                        "%s tops up store credit: make it a service that is invoiced on "
                        "ordered quantities.",
                        template.display_name,
                    )
                )

    @api.constrains("is_store_credit", "available_in_pos")
    def _check_store_credit_not_in_pos(self):
        """Keep credit products out of the till.

        :raise ValidationError: naming the product
        """
        for template in self.filtered("is_store_credit"):
            if template.available_in_pos:
                raise ValidationError(
                    _(
                        "%s is not sold at the till: cashiers use the button Add credit there.",
                        template.display_name,
                    )
                )

    def write(self, vals):
        """Know at once what becomes a credit product, or is none any more.

        # EXTENDS 'product'
        """
        res = super().write(vals)
        if "is_store_credit" in vals:
            self.env.registry.clear_cache()
        return res

    # --- hooks

    def _get_product_accounts(self):
        """Book credit products on the liability account of the company, whatever the category.

        # EXTENDS 'account'
        """
        accounts = super()._get_product_accounts()
        if self.is_store_credit:
            liability = self.env.company.sudo().store_credit_account_id
            accounts["income"] = liability or accounts["income"]
        return accounts

    def _website_show_quick_add(self):
        """Lead from the list of products to the page where the amount is chosen.

        # EXTENDS 'website_sale'
        """
        return not self.is_store_credit and super()._website_show_quick_add()
