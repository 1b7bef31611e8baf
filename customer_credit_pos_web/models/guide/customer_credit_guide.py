"""User guide: pages of the cashier and of customers."""

from odoo import _, api, models

from odoo.addons.customer_credit_balance.models.guide.customer_credit_guide import Person


class CustomerCreditGuide(models.AbstractModel):
    """Adds cashier and customer to the guide, because this addon brings credit to both."""

    _inherit = "customer.credit.guide"

    # --- hooks

    @api.model
    def _get_persons(self) -> dict:
        """Add the cashier and the customer.

        # EXTENDS 'customer_credit_balance'
        """
        cashier = Person(
            _("Cashier"), "customer_credit_pos_web.guide_cashier", ("point_of_sale.group_pos_user",)
        )
        persons = super()._get_persons()
        # Colleagues first, whichever addon brought customers in.
        persons.pop("customer", None)
        return {**persons, "cashier": cashier, "customer": self._get_customer_person()}
