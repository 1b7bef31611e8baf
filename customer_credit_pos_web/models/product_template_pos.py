"""Products at the till: the credit product is not sold there, credit is added by its button."""

from odoo import _, api, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    """Sold as goods it would be booked without a customer: nobody would have the credit."""

    _inherit = "product.template"

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
