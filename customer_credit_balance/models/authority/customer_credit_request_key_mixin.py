"""Request keys: what every append-only row of the ledger shares, so that nothing happens twice."""

from odoo import _, api, models
from odoo.exceptions import ValidationError

from ...exceptions import KeyConflict


class CustomerCreditRequestKeyMixin(models.AbstractModel):
    """Rows of a credit account with a key of their own, and the document they come from.

    Models bring the fields (``account_id``, ``currency_id``, ``amount``, ``request_key``,
    ``res_model``, ``res_id``, ``origin_name``) and refuse what clients try.
    """

    _name = "customer.credit.request.key.mixin"
    _description = "Credit Row With a Request Key"

    # --- computes

    def _compute_origin_name(self):
        """Name the source document, or stay empty when it is gone."""
        for row in self:
            origin = row._get_origin()
            row.origin_name = origin.display_name if origin else False

    # --- guards

    def _check_same_request(self, account, amount, origin=None, event=None):
        """A key that comes again must ask for the same thing.

        :param origin: the source document (one record), or None
        :param str event: event of an entry; None where the row has none
        :raise KeyConflict: other account, amount, document or event under the same key
        """
        self._check_same_amount(account, amount)
        if not self._is_from(origin) or (event is not None and self.event != event):
            raise KeyConflict(self._get_key_conflict())

    def _check_same_amount(self, account, amount):
        """What :meth:`_check_same_request` asks where the document was made under the key itself.

        :raise KeyConflict: other account or amount under the same key
        """
        self.ensure_one()
        if self.account_id._get_live() != account._get_live() or self.currency_id.compare_amounts(
            self.amount, amount
        ):
            raise KeyConflict(self._get_key_conflict())

    # --- hooks

    def _get_key_conflict(self) -> str:
        """Hook: return the sentence that says that the key stands for something else."""
        raise NotImplementedError

    # --- private

    @api.model
    def _find_by_key(
        self, key: str, *, old_key: str | None = None, origin: models.BaseModel | None = None
    ) -> models.BaseModel:
        """Return the row (sudo) that was made under this request key, or none.

        :param str key: see ``core/keys.py``
        :param str old_key: what older versions called the same event, a text that a client may
            have chosen: such a row counts for its own document only
        :param origin: the document of the row with the old key, one record
        :raise ValidationError: empty key
        """
        if not key:
            raise ValidationError(_("A request key is missing: every event needs its own."))
        keys = [key, old_key] if old_key else [key]
        rows = self.sudo().search([("request_key", "in", keys)], limit=2)
        if not old_key:
            return rows
        return rows.filtered(lambda row: row.request_key == key) or rows.filtered(
            lambda row: row._is_from(origin)
        )

    def _is_from(self, origin: models.BaseModel | None) -> bool:
        """Say whether this row was made for this document (one record, or None for no document)."""
        self.ensure_one()
        return (self.res_model or None, self.res_id or None) == (
            (origin._name, origin.id) if origin else (None, None)
        )

    def _get_origin(self) -> models.BaseModel | None:
        """Return the source document in sudo, or None when there is none any more."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            return None
        return self.env[self.res_model].sudo().browse(self.res_id).exists() or None
