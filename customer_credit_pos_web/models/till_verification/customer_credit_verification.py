"""Verifications: the server's own note that the customer was there when credit was spent."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

VALID_MINUTES = 10


class CustomerCreditVerification(models.Model):
    """Bound to customer, session, payment and amount, short-lived, used once.

    The till holds nothing that it could show again: the number of the payment is the link.
    """

    _name = "customer.credit.verification"
    _description = "Customer Verified at a Till"
    _order = "id desc"
    _rec_name = "partner_id"

    # --- fields

    payment_uuid = fields.Char("Payment", required=True, readonly=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    person_id = fields.Many2one("res.partner", readonly=True, ondelete="cascade")
    session_id = fields.Many2one(
        "pos.session", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="session_id.config_id.company_id")
    currency_id = fields.Many2one(related="session_id.currency_id")
    max_amount = fields.Monetary(readonly=True, help="The most that this verification covers.")
    method = fields.Selection(
        [
            ("pin", "PIN"),
            ("code", "Code of the customer"),
            ("mail", "Code by email"),
            ("page", "Digits of the customer's page"),
            ("manager", "Manager of the till"),
        ],
        required=True,
        readonly=True,
    )
    manager_id = fields.Many2one(
        "res.users",
        "Let Pass By",
        readonly=True,
        ondelete="restrict",
        help="The manager who typed the own PIN instead of the customer.",
    )
    expires_at = fields.Datetime(required=True, readonly=True)
    pos_order_id = fields.Many2one(
        "pos.order", "Used For", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    # --- private

    @api.model
    def _grant(self, session, person, payment_uuid, amount, method, manager=None):
        """Note that the person was there; the caller has checked the proof.

        :param session: pos.session, open
        :param person: res.partner who was verified
        :param str payment_uuid: the pos.payment to come
        :param float amount: the most it may spend, till currency
        :param str method: a value of the field ``method``
        :param manager: res.users who let the customer pass, or none
        :return: customer.credit.verification (sudo)
        """
        return self.sudo().create(
            {
                "payment_uuid": payment_uuid,
                "partner_id": person.commercial_partner_id.id,
                "person_id": person.id,
                "session_id": session.id,
                "max_amount": amount,
                "method": method,
                "manager_id": manager and manager.id,
                "expires_at": fields.Datetime.now() + timedelta(minutes=VALID_MINUTES),
            }
        )

    @api.model
    def _use(self, order, payments, amount):
        """Use up one verification for this order, by an UPDATE that two orders cannot both win.

        :param order: pos.order about to be paid
        :param payments: its pos.payment with store credit
        :param float amount: what they spend together, order currency
        :return bool: whether there was one; True again for the same order
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_credit_verification
                   SET pos_order_id = %(order)s
                 WHERE id = (SELECT id FROM customer_credit_verification
                              WHERE payment_uuid IN %(uuids)s AND partner_id = %(customer)s
                                AND session_id = %(session)s AND max_amount >= %(amount)s
                                AND (pos_order_id = %(order)s
                                     OR (pos_order_id IS NULL AND expires_at > %(now)s))
                           ORDER BY pos_order_id LIMIT 1)
             RETURNING id
                """,
                order=order.id,
                uuids=tuple(payments.mapped("uuid")),
                customer=order.partner_id.commercial_partner_id.id,
                session=order.session_id.id,
                amount=SQL("%s::numeric", f"{amount:.{order.currency_id.decimal_places}f}"),
                now=fields.Datetime.now(),
            )
        )
        row = self.env.cr.fetchone()
        self.invalidate_model(["pos_order_id"])
        return bool(row)

    @api.autovacuum
    def _gc_unused(self):
        """Forget verifications that were never used; the others say who was verified."""
        yesterday = fields.Datetime.now() - timedelta(days=1)
        self.sudo().search([("pos_order_id", "=", False), ("expires_at", "<", yesterday)]).unlink()
