"""Digits that prove something at the till: hashed, compared after the attempt was counted."""

import secrets
from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

ATTEMPTS = 5

ROUNDS = 3

LOCK_MINUTES = 15

LEAST_DIGITS, MOST_DIGITS = 4, 8


class CustomerCreditSecretMixin(models.AbstractModel):
    """The digits are kept as a salted hash that nobody can read.

    Attempts are counted in the database before the digits are compared, by an UPDATE that finds
    no row while they are locked: guessing at many tills at once does not help. After five wrong
    ones they are locked for a while, after fifteen in a row until somebody removes them.
    """

    _name = "customer.credit.secret.mixin"
    _description = "Digits With Counted Attempts"

    # Whether right digits are used up.
    _counts_once = False

    # --- fields

    pin_hash = fields.Char(groups=fields.NO_ACCESS)
    failures = fields.Integer(default=0, help="Wrong attempts since the last right one.")
    locked_until = fields.Datetime()

    # --- guards

    @api.model
    def _check_format(self, pin):
        """Stop a PIN that is none, or that anybody would try first.

        :raise ValidationError: with what to enter
        """
        digits = isinstance(pin, str) and pin.isascii() and pin.isdigit()
        if not digits or not LEAST_DIGITS <= len(pin) <= MOST_DIGITS:
            raise ValidationError(_("A PIN has 4 to 8 digits."))
        if len(set(pin)) == 1 or pin in "01234567890" or pin in "09876543210":
            raise ValidationError(_("This PIN is too easy to guess: choose other digits."))

    def _check(self, pin):
        """Compare one attempt; it is counted before anybody knows whether it is right.

        Never raises on wrong digits: an error would undo the count.

        :param str pin: as typed
        :return: "right", or "wrong", "alarm" (wrong, and it locks), "locked", "blocked", "none"
        """
        if not self:
            return "none"
        counted = self._count_attempt()
        if not counted:
            state = self._get_state()
            return state if state in ("locked", "blocked") else "none"
        stored, failures = counted
        plausible = (
            isinstance(pin, str) and pin.isascii() and pin.isdigit() and len(pin) <= MOST_DIGITS
        )
        if not plausible or not self.env["res.users"]._crypt_context().verify(pin, stored):
            # Counted by an UPDATE: of many attempts at once exactly one is the fifth.
            return "wrong" if failures % ATTEMPTS else "alarm"
        used_up = {"pin_hash": False} if self._counts_once else {}
        self.write({"failures": 0, "locked_until": False, **used_up})
        return "right"

    # --- private

    @api.model
    def _prepare_secret(self, pin):
        """Return the values of a row with these digits, its count started again."""
        return {"pin_hash": self._hash_secret(pin), "failures": 0, "locked_until": False}

    @api.model
    def _make_digits(self, count: int) -> str:
        """Return so many random digits, for one that the server makes."""
        return f"{secrets.randbelow(10**count):0{count}}"

    @api.model
    def _hash_secret(self, pin):
        """Return the salted hash of these digits."""
        return self.env["res.users"]._crypt_context().hash(pin)

    def _get_state(self) -> str:
        """Return "none", "set", "locked" (for a while) or "blocked" (until it is removed)."""
        if not self:
            return "none"
        if self.failures >= ATTEMPTS * ROUNDS:
            return "blocked"
        locked = self.locked_until and self.locked_until > fields.Datetime.now()
        return "locked" if locked else "set"

    def _count_attempt(self):
        """Count one more failure; return (hash, failures), or nothing while they are refused."""
        self.ensure_one()
        self.flush_recordset()
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s
                   SET failures = failures + 1,
                       locked_until = CASE WHEN (failures + 1) %% %(attempts)s = 0
                                           THEN %(until)s END
                 WHERE id = %(id)s AND failures < %(most)s AND pin_hash IS NOT NULL
                   AND (locked_until IS NULL OR locked_until <= %(now)s)
             RETURNING pin_hash, failures
                """,
                table=SQL.identifier(self._table),
                attempts=ATTEMPTS,
                until=now + timedelta(minutes=LOCK_MINUTES),
                id=self.id,
                most=ATTEMPTS * ROUNDS,
                now=now,
            )
        )
        row = self.env.cr.fetchone()
        self.invalidate_recordset(["failures", "locked_until"])
        return row
