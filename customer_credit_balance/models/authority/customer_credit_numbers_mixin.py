"""Numbers of the suite on records that people edit: finite, and no larger than any ledger."""

from odoo import _, api, models, tools
from odoo.exceptions import ValidationError

from ...core.money import LAST_ID, is_amount

NUMBERS = ("float", "monetary", "integer")

# How the addons of the suite are named.
SUITE = "customer_"


class CustomerCreditNumbersMixin(models.AbstractModel):
    """A floor of NaN is above and below nothing: what decides is a number or is refused.

    Inherit it in each model where people write numbers that an addon of the suite has added,
    be it Odoo's model or the addon's own; dialogs and limits check more of their values.
    """

    _name = "customer.credit.numbers.mixin"
    _description = "Numbers of Customer Credit"

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Check the numbers of the suite.

        :raise ValidationError: a value that is no number, or that no ledger holds
        """
        for vals in vals_list:
            self._check_credit_numbers(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Check the numbers of the suite; raises as :meth:`create`."""
        self._check_credit_numbers(vals)
        return super().write(vals)

    @api.model
    def _check_credit_numbers(self, vals):
        """Refuse what is no number, before anything is computed of it.

        :raise ValidationError: naming the field
        """
        for name in self._get_credit_number_names() & vals.keys():
            value, field = vals[name], self._fields[name]
            if value is None or value is False:
                continue
            fits = is_amount(value)
            if field.type == "integer":
                fits = isinstance(value, int) and abs(value) <= LAST_ID
            if not fits:
                raise ValidationError(
                    _(
                        "%s is not a number that can be booked: enter one.",
                        field.get_description(self.env, ["string"])["string"],
                    )
                )

    # --- actions

    def onchange(self, values, field_names, fields_spec):
        """Check the numbers of the suite; raises as :meth:`create`.

        # EXTENDS 'web'
        """
        self._check_credit_numbers(values)
        return super().onchange(values, field_names, fields_spec)

    # --- private

    @api.model
    @tools.ormcache("self._name")
    def _get_credit_number_names(self) -> frozenset:
        """Return the names of the numbers that addons of the suite have added."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.type in NUMBERS and (field._module or "").startswith(SUITE)
        )
