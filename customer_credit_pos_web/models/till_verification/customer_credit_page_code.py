"""Digits of the portal page: for tills that cannot scan, and telephones that show no code well."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..common.customer_credit_secret_mixin import ATTEMPTS, ROUNDS

VALID_MINUTES = 10

DIGITS = 8


class CustomerCreditPageCode(models.Model):
    """One row per person: the newest digits count, for ten minutes, once.

    Asking for others does not start the count of wrong attempts again.
    """

    _name = "customer.credit.page.code"
    _inherit = "customer.credit.secret.mixin"
    _description = "Digits Shown to a Customer"
    _rec_name = "partner_id"
    _counts_once = True

    _one_per_person = models.UniqueIndex("(partner_id)", "A person has one code at a time.")

    # --- fields

    partner_id = fields.Many2one("res.partner", "Person", required=True, ondelete="cascade")
    expires_at = fields.Datetime()

    # --- private

    @api.model
    def _show(self, person: models.BaseModel) -> str:
        """Return new digits for this person, or "" after too many wrong attempts.

        The caller has checked that it is the person who asks.
        """
        self.env.flush_all()
        digits = self._make_digits(DIGITS)
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_credit_page_code AS code
                       (partner_id, pin_hash, expires_at, failures, create_uid, create_date)
                VALUES (%(person)s, %(hash)s, %(expires)s, 0, %(uid)s, %(now)s)
           ON CONFLICT (partner_id) DO UPDATE
                   SET pin_hash = EXCLUDED.pin_hash, expires_at = EXCLUDED.expires_at
                 WHERE (code.locked_until IS NULL OR code.locked_until <= %(now)s)
                   AND code.failures < %(most)s
             RETURNING id
                """,
                person=person.id,
                hash=self._hash_secret(digits),
                expires=now + timedelta(minutes=VALID_MINUTES),
                uid=self.env.uid,
                now=now,
                most=ATTEMPTS * ROUNDS,
            )
        )
        row = self.env.cr.fetchone()
        self.invalidate_model()
        return digits if row else ""

    @api.model
    def _find_shown(self, partner: models.BaseModel) -> models.BaseModel:
        """Return the rows (sudo) of digits that people of this customer see now.

        Who stands at the till may be another contact than the one of the order: the own digits
        come first.
        """
        customer = partner.commercial_partner_id
        rows = self.sudo().search(
            [
                ("partner_id.commercial_partner_id", "=", customer.id),
                ("expires_at", ">", fields.Datetime.now()),
                ("pin_hash", "!=", False),
            ]
        )
        return rows.sorted(lambda row: (row.partner_id != partner, row.id))

    def _check_any(self, digits: str) -> tuple:
        """Compare digits with those of several people; return (answer, whose they are).

        Every row counts the attempt, so that many people are no easier to guess than one.
        """
        answer, person = "none", self.partner_id.browse()
        for row in self:
            found = row._check(digits)
            if found == "right":
                return found, row.partner_id
            answer = found if answer in ("none", "wrong") else answer
        return answer, person
