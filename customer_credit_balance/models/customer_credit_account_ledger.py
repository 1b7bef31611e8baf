"""The private ledger API: post, reserve, capture and release, each exactly once per request key."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class CustomerCreditAccount(models.Model):
    """All writes of store credit go through these methods; none of them is callable by RPC."""

    _inherit = "customer.credit.account"

    # --------------------------------------------------------------- entries

    def _post(self, amount, event, key, origin=None, *, note=None, date=None, move_line=None,
              force=False):  # fmt: skip
        """Append one entry and move the balance, or return the entry that this key already has.

        The caller has checked the right and the meaning; this method checks the money.

        :param float amount: company currency; positive raises what we owe, negative spends
        :param str event: a value of ``customer.credit.entry.event``
        :param str key: request key of the business event, made by ``core.keys.request_key``
        :param origin: the source document (one record), or None
        :param str note: reason shown in the history
        :param date: accounting date; default today
        :param move_line: journal item that the entry mirrors; without it the entry waits for
            one (see ``customer.credit.entry._link_move_line``)
        :param bool force: book what the books dictate: no floor, but an account that ends
            below it is frozen and somebody is told
        :return: customer.credit.entry, one record (sudo)
        :raise InsufficientCredit: less than ``-amount`` is available
        :raise ValidationError: zero or no amount, or the key was used for something else
        """
        self.ensure_one()
        existing = self.env["customer.credit.entry"]._find_by_key(key)
        if existing:
            existing._check_same_request(self, amount, origin, event)
            return existing
        amount = self._check_amount(amount, signed=True)
        balance = self._move_balance(amount, force)
        entry = self.env["customer.credit.entry"]._append(
            [
                {
                    "account_id": self.id,
                    "company_id": self.company_id.id,
                    "date": date or fields.Date.context_today(self),
                    "event": event,
                    "amount": amount,
                    "balance_after": balance,
                    "request_key": key,
                    "note": note,
                    "move_line_id": move_line and move_line.id,
                    "user_id": self.env.uid,
                    "res_model": origin and origin._name,
                    "res_id": origin and origin.id,
                }
            ]
        )
        return entry

    def _move_balance(self, amount, force):
        """Do the one guarded UPDATE; return the new balance."""
        if force:
            return self._force_balance(amount)
        row = self._execute_guarded(
            SQL(
                """
                UPDATE customer_credit_account
                   SET balance = balance + %(amount)s, write_uid = %(uid)s,
                       write_date = now() AT TIME ZONE 'UTC'
                 WHERE id = %(id)s AND merged_into_id IS NULL
                   AND (%(amount)s >= 0
                        OR (state = 'active'
                            AND balance - reserved + overdraft_limit >= -(%(amount)s)))
             RETURNING balance
                """,
                amount=self._sql_amount(amount),
                id=self.id,
                uid=self.env.uid,
            )
        )
        if not row:
            self._raise_insufficient(-amount)
        return float(row[0])

    def _force_balance(self, amount):
        """Move the balance whatever the floor; freeze below it and raise an activity."""
        row = self._execute_guarded(
            SQL(
                """
                UPDATE customer_credit_account
                   SET balance = balance + %(amount)s, write_uid = %(uid)s,
                       write_date = now() AT TIME ZONE 'UTC',
                       state = CASE WHEN balance + %(amount)s - reserved + overdraft_limit < 0
                                    THEN 'frozen' ELSE state END
                 WHERE id = %(id)s AND merged_into_id IS NULL
             RETURNING balance,
                       state = 'frozen' AND balance - reserved + overdraft_limit < 0
                """,
                amount=self._sql_amount(amount),
                id=self.id,
                uid=self.env.uid,
            )
        )
        if not row:
            self._raise_insufficient(-amount)
        if row[1] and amount < 0:
            self._alert_below_floor()
        return float(row[0])

    # --------------------------------------------------------------- reservations

    def _reserve(self, amount, key, origin=None, ttl=None, *, force=False):
        """Set store credit aside for one document.

        :param float amount: company currency, positive
        :param str key: request key; the same key again returns the same reservation
        :param origin: the document (one record), or None
        :param ttl: timedelta or minutes after which it frees itself; None keeps it until
            it is captured or released
        :param bool force: no floor (for money that arrived together with its reservation)
        :return: customer.credit.reservation, one record (sudo)
        :raise InsufficientCredit: less is available
        :raise ValidationError: amount not positive, or the key was used for something else
        """
        self.ensure_one()
        Reservation = self.env["customer.credit.reservation"]
        existing = Reservation._find_by_key(key)
        if existing:
            existing._check_same_request(self, amount, origin)
            return existing
        amount = self._check_amount(amount)
        self._move_reserved(amount, force)
        if ttl is not None and not isinstance(ttl, timedelta):
            ttl = timedelta(minutes=ttl)
        return Reservation._append(
            [
                {
                    "account_id": self.id,
                    "company_id": self.company_id.id,
                    "amount": amount,
                    "request_key": key,
                    "expires_at": ttl is not None and fields.Datetime.now() + ttl,
                    "user_id": self.env.uid,
                    "res_model": origin and origin._name,
                    "res_id": origin and origin.id,
                }
            ]
        )

    def _move_reserved(self, amount, force=False):
        """Raise the reserved amount by one guarded UPDATE."""
        row = self._execute_guarded(
            SQL(
                """
                UPDATE customer_credit_account
                   SET reserved = reserved + %(amount)s, write_uid = %(uid)s,
                       write_date = now() AT TIME ZONE 'UTC',
                       state = CASE WHEN balance - reserved - %(amount)s + overdraft_limit < 0
                                    THEN 'frozen' ELSE state END
                 WHERE id = %(id)s AND merged_into_id IS NULL
                   AND (%(force)s OR (state = 'active'
                        AND balance - reserved + overdraft_limit >= %(amount)s))
             RETURNING balance - reserved + overdraft_limit < 0
                """,
                amount=self._sql_amount(amount),
                id=self.id,
                uid=self.env.uid,
                force=force,
            )
        )
        if not row:
            self._raise_insufficient(amount)
        if row[0]:
            self._alert_below_floor()

    @api.model
    def _capture(self, key, amount=None, event="payment", *, note=None):
        """Spend a reservation: the entry gets the reservation's key.

        A reservation that expired meanwhile is spent if enough is still available.

        :param str key: key of the reservation
        :param float amount: company currency; default the reserved amount; less frees the rest
        :param str event: event of the entry
        :return: customer.credit.entry (sudo); the same one when captured before
        :raise InsufficientCredit: the reservation expired and the money is gone
        :raise ValidationError: no such reservation, released before, captured for something
            else, or more than reserved
        """
        reservation = self.env["customer.credit.reservation"]._find_by_key(key)
        if not reservation:
            raise ValidationError(_("There is no reservation with the key %s.", key))
        if reservation.state == "captured":
            entry = reservation.entry_id
            entry._check_same_amount(entry.account_id, entry.amount if amount is None else -amount)
            if entry.event != event:
                raise ValidationError(entry._get_key_conflict())
            return entry
        if reservation.state == "released":
            raise ValidationError(_("The reservation %s was released: reserve again.", key))
        account = reservation.account_id._get_live()
        amount = account._check_amount(reservation.amount if amount is None else amount)
        if account.currency_id.compare_amounts(amount, reservation.amount) > 0:
            raise ValidationError(
                _(
                    "Only %s was reserved: capture that much or less.",
                    account.currency_id.format(reservation.amount),
                )
            )
        if reservation.state == "open":
            reservation._close("captured")
        entry = account._post(
            -amount, event, key, reservation._get_origin(), note=note or reservation.note
        )
        reservation._set_captured(entry)
        return entry

    @api.model
    def _release(self, key, state="released"):
        """Free what is still reserved under this key; nothing happens if it is not open.

        :return: customer.credit.reservation (sudo), empty when the key is unknown
        """
        reservation = self.env["customer.credit.reservation"]._find_by_key(key)
        if reservation.state == "open":
            reservation._close(state)
        return reservation

    # --------------------------------------------------------------- helpers

    def _get_live(self):
        """Return the account that took over after contact merges (this one if none did)."""
        account = self
        while account.merged_into_id:
            account = account.merged_into_id
        return account

    def _check_amount(self, amount, signed=False):
        """Return the amount rounded to the currency.

        :raise ValidationError: not a number, zero, or (unless ``signed``) negative
        """
        self.ensure_one()
        if isinstance(amount, bool) or not isinstance(amount, (int, float)) or amount != amount:
            raise ValidationError(_("An amount must be a number."))
        if abs(amount) >= 1e15:
            raise ValidationError(_("The amount is too large to be booked."))
        rounded = self.currency_id.round(amount)
        if self.currency_id.is_zero(rounded) or (rounded < 0 and not signed):
            raise ValidationError(_("The amount must be more than zero."))
        return rounded

    def _sql_amount(self, amount):
        """Return the amount as an exact numeric for SQL, at the currency's decimals."""
        return SQL("%s::numeric", f"{amount:.{self.currency_id.decimal_places}f}")

    def _execute_guarded(self, query):
        """Flush, run an UPDATE of the account row, drop what the cache knew of it."""
        self.flush_recordset()
        self.env.cr.execute(query)
        row = self.env.cr.fetchone()
        self.invalidate_recordset(["balance", "reserved", "available", "state"])
        self.env["res.partner"]._invalidate_credit_cache()
        return row

    def _lock_before_refusing(self):
        """Call this before anything is refused, or noted as missing, because of the figures.

        A guard that was false in this transaction's snapshot gives no row and **no error**, even
        if somebody's money was committed meanwhile. The lock raises when the row was changed
        since; Odoo then replays the request, which sees the money.

        :raise psycopg2.errors.SerializationFailure: the figures are not those of the books any
            more; a caller outside Odoo's ``retrying`` (a cron) must try again by itself
        """
        if not self:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL("SELECT FROM customer_credit_account WHERE id IN %s FOR NO KEY UPDATE", self._ids)
        )
        self.invalidate_recordset(["balance", "reserved", "available", "state"])
