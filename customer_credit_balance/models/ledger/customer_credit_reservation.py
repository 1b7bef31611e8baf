"""Reservations: store credit set aside for one document until it is captured, freed or expired."""

import logging

from psycopg2 import OperationalError

from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..door import door

_logger = logging.getLogger(__name__)


class CustomerCreditReservation(models.Model):
    """Part of a credit account that only one document may spend."""

    _name = "customer.credit.reservation"
    _inherit = "customer.credit.request.key.mixin"
    _description = "Customer Credit Reservation"
    _order = "id desc"
    _rec_name = "request_key"

    _request_key_unique = models.UniqueIndex(
        "(request_key)", "This request was reserved before: nothing is reserved twice."
    )
    _document = models.Index("(res_model, res_id)")
    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A reservation needs an amount above zero."
    )

    # --- fields

    account_id = fields.Many2one(
        "customer.credit.account", "Credit Account", required=True, index=True, readonly=True,
        ondelete="restrict",
    )  # fmt: skip
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True, readonly=True)
    state = fields.Selection(
        [
            ("open", "Reserved"),
            ("captured", "Spent"),
            ("released", "Freed"),
            ("expired", "Expired"),
        ],
        required=True,
        default="open",
        readonly=True,
        index=True,
    )
    request_key = fields.Char(required=True, readonly=True)
    expires_at = fields.Datetime("Free Again At", readonly=True)
    entry_id = fields.Many2one("customer.credit.entry", readonly=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="restrict")
    note = fields.Char(readonly=True)
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference("Document ID", model_field="res_model", readonly=True)
    origin_name = fields.Char("Reserved By", compute="_compute_origin_name", compute_sudo=True)

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse: only ``customer.credit.account._reserve`` reserves.

        :raise UserError: always
        """
        raise UserError(_("Store credit is reserved by a document, not by hand."))

    def write(self, vals):
        """Refuse: reservations change through the ledger only.

        :raise UserError: always
        """
        raise UserError(_("A reservation changes through its document only."))

    def unlink(self):
        """Refuse: the ledger keeps every reservation.

        :raise UserError: always
        """
        raise UserError(_("A reservation cannot be deleted: free it instead."))

    # --- actions

    @door
    def action_release(self):
        """Free these reservations by hand (managers only); their documents stay unpaid."""
        self.env["customer.credit.account"]._check_manager()
        self.check_access("read")
        for reservation in self:
            self.env["customer.credit.account"]._release(reservation.request_key)

    # --- hooks

    def _get_key_conflict(self) -> str:
        """Say that the key stands for something else.

        # EXTENDS 'customer_credit_balance'
        """
        return _("The request %s was already reserved for something else.", self.request_key)

    @api.model
    def _get_expired_domain(self) -> Domain:
        """Hook: return which reservations end now; addons leave out what has to stay."""
        return Domain("state", "=", "open") & Domain("expires_at", "<=", fields.Datetime.now())

    # --- private

    def _close(self, state):
        """Free the reserved amount on the account and set the final state."""
        self.ensure_one()
        account = self.account_id
        row = account._execute_guarded(
            SQL(
                """
                UPDATE customer_credit_account
                   SET reserved = reserved - %(amount)s, write_date = now() AT TIME ZONE 'UTC'
                 WHERE id = %(id)s AND reserved >= %(amount)s
             RETURNING reserved
                """,
                amount=account._sql_amount(self.amount),
                id=account.id,
            )
        )
        if not row:
            account._lock_before_refusing()
            raise ValidationError(
                _(
                    "The reserved amount of %s does not add up: check the ledger.",
                    account.display_name,
                )
            )
        self._set({"state": state})

    def _set_captured(self, entry):
        """Remember the entry that spent this reservation."""
        self._set({"state": "captured", "entry_id": entry.id})

    def _move_open_to(self, account):
        """Contact merge: hand the open reservations over to the account that stays."""
        self.filtered(lambda r: r.state == "open")._set({"account_id": account.id})

    @api.model
    def _append(self, vals_list):
        """Insert rows past the guard of ``create`` and return them (sudo); not callable by RPC."""
        rows = super(CustomerCreditReservation, self.sudo()).create(vals_list)
        rows.flush_recordset()
        return rows

    def _set(self, vals):
        """Write past the guard of :meth:`write`; not callable by RPC."""
        # pylint: disable-next=super-method-mismatch
        done = super(CustomerCreditReservation, self.sudo()).write(vals)
        self.flush_recordset()
        return done

    @api.model
    def _cron_expire(self, limit=200):
        """Free what expired; each on its own, so that one conflict never stops the rest."""
        reservations = self.sudo().search(self._get_expired_domain(), limit=limit, order="id")
        self.env["ir.cron"]._commit_progress(remaining=len(reservations))
        for key in reservations.mapped("request_key"):
            try:
                self.env["customer.credit.account"]._release(key, state="expired")
            except (OperationalError, UserError) as error:
                # Somebody captures it right now, or its figures are off: the rest goes on.
                self.env.cr.rollback()
                _logger.warning("reservation %s stays for the next run: %s", key, error)
            if not self.env["ir.cron"]._commit_progress(1):
                break
