"""Common ground: no number of an addon takes what is none, whoever writes it."""

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tools import mute_logger

from .common import CreditCommon

NO_NUMBERS = (float("nan"), float("inf"), -float("inf"), 1e300, 10**400, [1], {"a": 1}, "x", "²")


class CreditNumbersCommon(CreditCommon):
    """Fields are found in the registry; each addon names itself."""

    addon = "customer_credit_balance"

    def numbers(self):
        """Return [(model, field)] of stored or inverted numbers of the addon, but dialogs'."""
        return [
            (name, field.name)
            for name, model in sorted(self.env.registry.items())
            for field in model._fields.values()
            if field._module == self.addon
            and field.type in ("float", "monetary", "integer")
            and (field.store or field.inverse)
            and (not field.readonly or field.inverse)
            and not model._abstract
            and not model._transient  # hands its values on to the records that are tried here
            and model._auto
        ]

    def record_of(self, model):
        """Return a record of the model to write on, or none."""
        Model = self.env[model].sudo(False)
        if model == "res.company":
            return self.company
        if model == "res.partner":
            return self.customer
        return Model.sudo().with_context(active_test=False).search([], limit=1).sudo(False)

    def refusal(self, model, record, name, value):
        """Write a value, or make a record with it; return the error or None."""
        method, args = ("write", [record.ids, {name: value}]) if record else (
            "create", [{name: value}])  # fmt: skip
        try:
            with self.env.cr.savepoint():
                call_kw(self.env[model].browse(), method, args, {})
                self.env.flush_all()
        except Exception as error:  # noqa: BLE001 (any other error is what the test looks for)
            return error
        return None

    @mute_logger("odoo.sql_db")
    def assert_numbers_are_numbers(self, least):
        """Each number of the addon refuses with a sentence what is none."""
        found = self.numbers()
        self.assertGreaterEqual(len(found), least, found)
        for model, name in found:
            record = self.record_of(model)
            for value in NO_NUMBERS:
                error = self.refusal(model, record, name, value)
                self.assertIsInstance(
                    error, (UserError, AccessError), f"{model}.{name} = {value!r}: {error!r}"
                )
