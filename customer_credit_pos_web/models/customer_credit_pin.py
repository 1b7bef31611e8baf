"""PINs: what a customer types at the till before a larger amount of store credit is spent."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

ATTEMPTS = 5
ROUNDS = 3
LOCK_MINUTES = 15
LEAST_DIGITS, MOST_DIGITS = 4, 8


class CustomerCreditPin(models.Model):
    """One row per person; the PIN is kept as a salted hash that nobody can read.

    Attempts are counted in the database before the PIN is compared, by an UPDATE that finds no
    row while the PIN is locked: guessing at many tills at once does not help. After five wrong
    ones it is locked for a while, after fifteen in a row until a manager removes it.
    """

    _name = "customer.credit.pin"
    _description = "Store Credit PIN"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Person", required=True, ondelete="cascade")
    pin_hash = fields.Char(required=True, groups=fields.NO_ACCESS)
    failures = fields.Integer(default=0, help="Wrong attempts since the last right one.")
    locked_until = fields.Datetime()

    _one_per_person = models.UniqueIndex("(partner_id)", "A person has one PIN.")

    @api.model
    def _find(self, partner):
        """Return the PIN of the person, else that of the customer, or none (sudo)."""
        pins = self.sudo().search(
            [("partner_id", "in", (partner | partner.commercial_partner_id).ids)]
        )
        return pins.filtered(lambda pin: pin.partner_id == partner) or pins[:1]

    @api.model
    def _set(self, partner, pin):
        """Give the person this PIN; the caller has checked who asks.

        :param str pin: 4 to 8 digits
        :return: customer.credit.pin (sudo)
        :raise ValidationError: not such digits, or too easy to guess
        """
        self._check_format(pin)
        vals = {
            "pin_hash": self.env["res.users"]._crypt_context().hash(pin),
            "failures": 0,
            "locked_until": False,
        }
        found = self.sudo().search([("partner_id", "=", partner.id)])
        if found:
            found.write(vals)
            return found
        return self.sudo().create({"partner_id": partner.id, **vals})

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

    def _get_state(self):
        """Return "none", "set", "locked" (for a while) or "blocked" (until it is removed)."""
        if not self:
            return "none"
        if self.failures >= ATTEMPTS * ROUNDS:
            return "blocked"
        locked = self.locked_until and self.locked_until > fields.Datetime.now()
        return "locked" if locked else "set"

    def _check(self, pin):
        """Compare one attempt; it is counted before anybody knows whether it is right.

        Never raises on a wrong PIN: an error would undo the count.

        :param str pin: as typed
        :return: "right", or "wrong", "locked", "blocked", "none"
        """
        if not self:
            return "none"
        stored = self._count_attempt()
        if not stored:
            return self._get_state()
        plausible = pin.isascii() and pin.isdigit() and len(pin) <= MOST_DIGITS
        if not plausible or not self.env["res.users"]._crypt_context().verify(pin, stored):
            return "wrong"
        self.write({"failures": 0, "locked_until": False})
        return "right"

    def _count_attempt(self):
        """Count one more failure and return the hash, or nothing while attempts are refused."""
        self.ensure_one()
        self.flush_recordset()
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_credit_pin
                   SET failures = failures + 1,
                       locked_until = CASE WHEN (failures + 1) %% %(attempts)s = 0
                                           THEN %(until)s END
                 WHERE id = %(id)s AND failures < %(most)s
                   AND (locked_until IS NULL OR locked_until <= %(now)s)
             RETURNING pin_hash
                """,
                attempts=ATTEMPTS,
                until=now + timedelta(minutes=LOCK_MINUTES),
                id=self.id,
                most=ATTEMPTS * ROUNDS,
                now=now,
            )
        )
        row = self.env.cr.fetchone()
        self.invalidate_recordset(["failures", "locked_until"])
        return row and row[0]
