"""Evidence: records that people read, and change in a few named places only."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError


class CustomerCreditEvidenceMixin(models.AbstractModel):
    """Lists what a person may write and what an outsider may read; everything else is refused.

    What was sent, seen, confirmed, disputed or decided is written by the engine: through
    :meth:`_write_engine`, which no client can call, or in superuser mode. No group and no context
    changes that. Inherit it before ``mail.thread`` and ``portal.mixin``.
    """

    _name = "customer.credit.evidence.mixin"
    _description = "Evidence Written by the Engine"

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Make records of what people may choose; the engine completes them.

        :raise AccessError: for a field that the engine writes
        """
        if self.env.su:
            return super().create(vals_list)
        allowed = self.browse()._editable_fields()
        for vals in vals_list:
            self._refuse_evidence(vals, allowed)
        # Explicit, so that neither a default of the context nor one that a user keeps gets in.
        fixed = self._get_engine_defaults(allowed)
        return super().create([{**fixed, **vals} for vals in vals_list])

    def write(self, vals):
        """Change what people may choose.

        :raise AccessError: for a field that the engine writes, or that is settled by now
        """
        if not self.env.su:
            for record in self:
                record._refuse_evidence(vals, record._editable_fields())
        return super().write(vals)

    # --- hooks

    def _editable_fields(self) -> set[str]:
        """Hook: return the set of field names that a person may write on this record now.

        Called on one record, or on none for what a new record may be given. Rights are asked
        separately: whoever is not allowed to write the model writes none of these either.
        """
        return set()

    @api.model
    def _outsider_fields(self) -> set[str]:
        """Hook: return the set of field names that portal users and guests may read by RPC.

        Record rules say which records; pages that show more read in superuser mode.
        """
        return set()

    @api.model
    def _has_field_access(self, field, operation):
        """Close every field to outsiders that is not listed.

        # EXTENDS 'base'
        """
        allowed = super()._has_field_access(field, operation)
        if not allowed or self.env.su or self.env.user._is_internal():
            return allowed
        # Messages have rules of their own, and Odoo's pages read these fields.
        return (
            field.name in ("id", "display_name")
            or field.name in self.env["mail.thread"]._fields
            or field.name in self._outsider_fields()
        )

    # --- private

    def _write_engine(self, vals):
        """Write what only the engine writes; not callable by RPC, access rights still count."""
        # pylint: disable-next=super-method-mismatch
        return super().write(vals)

    @api.model
    def _is_evidence(self, field: fields.Field) -> bool:
        """Return whether a write of this field would keep something."""
        # Followers and activities are guarded as records of their own.
        plumbing = field.name in ("activity_ids", "message_follower_ids")
        return bool(field.store or field.inverse) and not plumbing

    @api.model
    def _refuse_evidence(self, vals, allowed):
        """Refuse values of fields that are not allowed.

        :raise AccessError: names them as the form does
        """
        refused = [
            self._fields[name]._description_string(self.env)
            for name in vals
            if name not in allowed
            and name in self._fields
            and self._is_evidence(self._fields[name])
        ]
        if refused:
            raise AccessError(
                _(
                    "%(fields)s: this is kept as it happened and cannot be written by hand.",
                    fields=", ".join(sorted(refused)),
                )
            )

    @api.model
    def _get_engine_defaults(self, allowed: set[str]) -> dict:
        """Return {field: value} of a new record for everything that a person may not choose."""
        return {
            name: field.default(self) if field.default else False
            for name, field in self._fields.items()
            if field.store
            and field.column_type
            and not field.compute
            and name not in allowed
            and name not in models.MAGIC_COLUMNS
            # A field that the user may not write at all is refused by Odoo, default or not.
            and self._has_field_access(field, "write")
        }
