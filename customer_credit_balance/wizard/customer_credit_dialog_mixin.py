"""What every dialog of the suite checks of what a client puts into it."""

from collections import defaultdict

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from ..core.money import LAST_ID, is_amount, is_id

# A dialog holds what a person typed: more is not typed.
MAX_TEXT, MAX_ROWS = 10_000, 5_000
TEXTS = ("char", "text", "html")


class CustomerCreditDialogMixin(models.AbstractModel):
    """Names only records that its user may read, and holds only values that fit its fields.

    Everything that a client sends comes through ``create``, ``write``, ``default_get`` or
    ``onchange``. Related and computed fields of a dialog read its records as superuser, so what
    a dialog names is read with the user's rights first. Inherit it in each transient model and
    in the lines of it; who opened a dialog owns it by a record rule of each model.
    """

    _name = "customer.credit.dialog.mixin"
    _description = "Dialog of Customer Credit"

    # Rows that one field of the dialog holds at most.
    _dialog_rows = MAX_ROWS

    @api.model_create_multi
    def create(self, vals_list):
        """Check what the dialog holds and names.

        :raise ValidationError: a value that does not fit its field
        :raise AccessError: a record that the user may not read
        """
        self._check_dialog_values(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Check what the dialog holds and names; raises as :meth:`create`."""
        self._check_dialog_values([vals])
        return super().write(vals)

    @api.model
    def default_get(self, fields):
        """Check what the context proposes; raises as :meth:`create`."""
        defaults = super().default_get(fields)
        self._check_dialog_values([defaults])
        return defaults

    def onchange(self, values, field_names, fields_spec):
        """Check what the form holds before anything is computed of it; raises as :meth:`create`.

        # EXTENDS 'web'
        """
        self._check_dialog_values([values])
        return super().onchange(values, field_names, fields_spec)

    # --------------------------------------------------------------- action

    def _get_dialog_action(self, name: str, **values: object) -> dict:
        """Return the action that shows this dialog, made by the server, under a title.

        :param values: more of the action, as ``context``
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            **values,
        }

    # --------------------------------------------------------------- records

    @api.model
    def _check_dialog_values(self, vals_list):
        """Check the values of a dialog and of its lines.

        :raise ValidationError: a value that does not fit its field
        :raise AccessError: a record that the user may not read
        """
        named = defaultdict(set)
        for vals in vals_list:
            self._collect_dialog_values(vals, named)
        if self.env.su:
            return
        for model, ids in named.items():
            self._check_named_records(self.env[model].browse(sorted(ids)))

    @api.model
    def _collect_dialog_values(self, vals, named):
        """Check the types of one set of values and note the records that they name.

        :param named: defaultdict(set) that receives {model: ids}
        """
        if not isinstance(vals, dict):
            raise ValidationError(_("A dialog holds values of fields: open it again."))
        for name, value in vals.items():
            field = self._fields.get(name)
            if field is None or value is None or value is False or name == "id":
                continue
            if field.type == "many2one" and isinstance(value, dict) and not value.get("id"):
                # A new row brings the values of its dialog, which has no id yet.
                self._collect_new_parent(field, value, named)
            elif field.type == "many2one":
                named[field.comodel_name].add(self._read_named_id(field, value))
            elif field.type in ("one2many", "many2many"):
                self._collect_rows(field, value, named)
            elif not self._fits_dialog_field(field, value):
                self._refuse_dialog_value(field)

    @api.model
    def _collect_new_parent(self, field, vals, named):
        """Check the values of a dialog that is not saved yet, sent along with a row of it."""
        parent = self.env[field.comodel_name]
        if not hasattr(parent, "_collect_dialog_values"):
            self._refuse_dialog_value(field)
        rows = {name for name, it in parent._fields.items() if it.type == "one2many"}
        parent._collect_dialog_values(
            {name: value for name, value in vals.items() if name not in rows}, named
        )

    @api.model
    def _read_named_id(self, field: fields.Field, value: object) -> int | bool:
        """Return the id that a many2one value stands for, in any form that clients send."""
        if isinstance(value, dict):
            value = value.get("id")
        elif isinstance(value, (list, tuple)) and len(value) == 2:
            value = value[0]
        elif isinstance(value, models.BaseModel):
            value = value._origin.id
        if not is_id(value):
            self._refuse_dialog_value(field)
        return value

    @api.model
    def _collect_rows(self, field, value, named):
        """Note the records that an x2many value names, and those that its rows name."""
        if isinstance(value, models.BaseModel):
            value = [Command.set(value._origin.ids)]
        if not isinstance(value, (list, tuple)) or len(value) > self._dialog_rows:
            self._refuse_dialog_value(field)
        comodel = self.env[field.comodel_name]
        for row in value:
            ids, vals = self._read_row(field, row)
            named[field.comodel_name].update(ids)
            if vals is not None and hasattr(comodel, "_collect_dialog_values"):
                comodel._collect_dialog_values(vals, named)

    @api.model
    def _read_row(self, field: fields.Field, row: object) -> tuple:
        """Return (ids, values or None) of one row of an x2many value."""
        if is_id(row):
            return [row], None
        if not isinstance(row, (list, tuple)) or not row:
            self._refuse_dialog_value(field)
        operation, first, last = [*row, None, None][:3]
        if operation == Command.CREATE:
            return [], last
        if operation in (Command.UPDATE, Command.LINK, Command.DELETE, Command.UNLINK):
            ids = [] if isinstance(first, str) and first.startswith("virtual") else [first]
        elif operation == Command.SET and isinstance(last, (list, tuple)):
            ids = last
        elif operation == Command.CLEAR:
            ids = []
        else:
            self._refuse_dialog_value(field)
        if len(ids) > self._dialog_rows or not all(is_id(one) for one in ids):
            self._refuse_dialog_value(field)
        return ids, last if operation == Command.UPDATE else None

    @api.model
    def _check_named_records(self, records: models.BaseModel) -> None:
        """Hook: the user may read each of the records; the base asks their access rules.

        :raise UserError: a record that does not exist
        :raise AccessError: a record that the user may not read
        """
        if len(records.sudo().exists()) != len(records):
            raise UserError(_("A record that this dialog names is gone: open the dialog again."))
        if records._name == "res.company":
            # Its rule follows the companies that the client ticked, not those of the user.
            if not set(records.ids) <= set(self.env.user._get_company_ids()):
                raise AccessError(
                    _("You do not work for this company: ask an administrator for access to it.")
                )
            return
        if records._name == "account.move" and not records.has_access("read"):
            # Credit managers who keep no books read what customers owe, item by item.
            records = (
                records.sudo()
                .line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
                .sudo(False)
            )
            if not records:
                raise AccessError(_("You may not read this journal entry."))
        records.check_access("read")

    # --------------------------------------------------------------- values

    @api.model
    def _fits_dialog_field(self, field, value):
        """Say whether a value that names no record can be held by the field."""
        if field.type in ("float", "monetary"):
            return is_amount(value)
        if field.type == "integer":
            return isinstance(value, int) and abs(value) <= LAST_ID
        if field.type in TEXTS:
            return isinstance(value, str) and len(value) <= MAX_TEXT and "\0" not in value
        if field.type == "selection":
            return isinstance(value, str) and value in field.get_values(self.env)
        if field.type == "date":
            return self._is_day(value)
        if field.type == "json":  # amounts by name: what a dialog showed
            return (
                isinstance(value, dict)
                and len(value) <= self._dialog_rows
                and all(isinstance(name, str) and is_amount(it) for name, it in value.items())
            )
        return not isinstance(value, (list, tuple, dict))

    @api.model
    def _is_day(self, value: object) -> bool:
        """Say whether a value is a day, or the text of one."""
        try:
            return bool(fields.Date.to_date(value))
        except (ValueError, TypeError, AttributeError):
            return False

    @api.model
    def _refuse_dialog_value(self, field):
        """Tell which field cannot hold what was sent.

        :raise ValidationError: always
        """
        label = field.get_description(self.env, ["string"])["string"]
        if field.type in ("float", "monetary", "integer"):
            raise ValidationError(_("%s is not a number that can be booked: enter one.", label))
        raise ValidationError(_("%s cannot hold this value: choose or enter another.", label))
