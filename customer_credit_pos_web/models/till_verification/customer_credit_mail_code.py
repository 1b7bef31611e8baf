"""Codes by email: how customers without a PIN or a telephone show that they are there."""

from datetime import timedelta

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL, email_normalize

from ..common.customer_credit_secret_mixin import ATTEMPTS, ROUNDS

VALID_MINUTES = 10

DIGITS = 6

# So many mails to one person within an hour.
MAILS = 3

# An address that somebody has just entered may be anybody's.
KNOWN_DAYS = 7


class CustomerCreditMailCode(models.Model):
    """One row per person: the newest code counts, for one payment, once.

    Asking for another code does not start the count of wrong attempts again.
    """

    _name = "customer.credit.mail.code"
    _inherit = "customer.credit.secret.mixin"
    _description = "Code Sent to a Customer"
    _rec_name = "partner_id"
    _counts_once = True

    _one_per_person = models.UniqueIndex("(partner_id)", "A person has one code at a time.")

    # --- fields

    partner_id = fields.Many2one("res.partner", "Person", required=True, ondelete="cascade")
    payment_uuid = fields.Char("Payment")
    session_id = fields.Many2one("pos.session", ondelete="cascade")
    expires_at = fields.Datetime()
    mails = fields.Integer(help="Sent within the hour that began then.")
    counted_from = fields.Datetime()

    # --- private

    @api.model
    def _get_person(self, partner: models.BaseModel) -> models.BaseModel:
        """Return who is written to: the contact, else the customer (one res.partner), or none.

        A contact who may not use the customer's store credit is not asked.
        """
        people = partner | partner.commercial_partner_id
        return people.filtered(
            lambda person: email_normalize(person.email) and person._is_store_credit_spender()
        )[:1]

    @api.model
    def _send(self, person, session, payment_uuid):
        """Make a code for one payment and put the mail into the queue.

        :param person: res.partner (sudo) with an email address
        :return: "sent", "often" (too many mails), "locked" or "blocked" (too many wrong codes)
        """
        code = self._make_digits(DIGITS)
        row = self._renew(person, session, payment_uuid, self._hash_secret(code))
        if not row:
            found = self.sudo().search([("partner_id", "=", person.id)])
            state = found._get_state()
            return state if state in ("locked", "blocked") else "often"
        self._mail(person, session, code)
        return "sent"

    @api.model
    def _renew(self, person, session, payment_uuid, pin_hash):
        """Write the code by one statement, which finds nothing where no mail may be sent now."""
        self.env.flush_all()
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_credit_mail_code AS code
                       (partner_id, session_id, payment_uuid, pin_hash, expires_at, failures,
                        mails, counted_from, create_uid, create_date)
                VALUES (%(person)s, %(session)s, %(payment)s, %(hash)s, %(expires)s, 0,
                        1, %(now)s, %(uid)s, %(now)s)
           ON CONFLICT (partner_id) DO UPDATE
                   SET session_id = EXCLUDED.session_id, payment_uuid = EXCLUDED.payment_uuid,
                       pin_hash = EXCLUDED.pin_hash, expires_at = EXCLUDED.expires_at,
                       mails = CASE WHEN code.counted_from < %(hour)s
                                    THEN 1 ELSE code.mails + 1 END,
                       counted_from = CASE WHEN code.counted_from < %(hour)s
                                           THEN %(now)s ELSE code.counted_from END
                 WHERE (code.mails < %(mails)s OR code.counted_from < %(hour)s)
                   AND (code.locked_until IS NULL OR code.locked_until <= %(now)s)
                   AND code.failures < %(most)s
             RETURNING id
                """,
                person=person.id,
                session=session.id,
                payment=payment_uuid,
                hash=pin_hash,
                expires=now + timedelta(minutes=VALID_MINUTES),
                now=now,
                uid=self.env.uid,
                hour=now - timedelta(hours=1),
                mails=MAILS,
                most=ATTEMPTS * ROUNDS,
            )
        )
        row = self.env.cr.fetchone()
        self.invalidate_model()
        return row

    @api.model
    def _mail(self, person, session, code):
        """Queue the mail, as the system: whoever is its author could read it."""
        company = session.config_id.company_id
        system = self.with_user(SUPERUSER_ID).with_context(lang=person.lang)
        sentences = (
            system.env._("Hello %s,", person.name or person.commercial_partner_id.name),
            system.env._("your code for paying with store credit at %s is:", company.name),
            Markup('<span style="font-size:24px;letter-spacing:4px;"><b>%s</b></span>') % code,
            system.env._(
                "Tell it to the cashier. It is valid for %s minutes and for this payment only. "
                "If you are not at our till now, tell nobody and let us know.",
                VALID_MINUTES,
            ),
        )
        body = Markup("").join(Markup("<p>%s</p>") % sentence for sentence in sentences)
        system.env["mail.mail"].create(
            {
                "subject": system.env._("Your code for store credit at %s", company.name),
                "body_html": body,
                "email_to": person.email_formatted,
                "email_from": company.email_formatted or system.env.user.email_formatted,
                "author_id": system.env.user.partner_id.id,
                "auto_delete": True,
            }
        )
        system.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    @api.model
    def _find_sent(
        self, partner: models.BaseModel, session: models.BaseModel, payment_uuid: str
    ) -> models.BaseModel:
        """Return the row (sudo) of a code that was sent for this payment and is still valid."""
        person = self._get_person(partner)
        return self.sudo().search(
            [
                ("partner_id", "=", person.id),
                ("session_id", "=", session.id),
                ("payment_uuid", "=", payment_uuid),
                ("expires_at", ">", fields.Datetime.now()),
                ("pin_hash", "!=", False),
            ]
        )
