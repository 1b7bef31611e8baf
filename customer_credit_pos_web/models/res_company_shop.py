"""Company: mails about top-ups, and how long store credit waits for the other payment."""

from datetime import timedelta

from odoo import fields, models


class ResCompany(models.Model):
    """One switch for all top-ups; two times for all websites."""

    _inherit = "res.company"

    store_credit_mail = fields.Boolean(
        "Mail Customers Their Top-ups",
        default=True,
        groups="base.group_user",
        help="Customers get a mail with the amount and the new balance when a top-up is paid.",
    )
    store_credit_started_minutes = fields.Integer(
        "Reserve for a Started Payment",
        default=30,
        groups="base.group_user",
        help="Minutes for which store credit is set aside after a shopper started to pay the "
        "rest another way.",
    )
    store_credit_pending_days = fields.Integer(
        "Reserve for a Payment Under Way",
        default=10,
        groups="base.group_user",
        help="Days for which store credit is set aside while the other payment is under way, a "
        "bank transfer for example.",
    )

    _store_credit_reservation_positive = models.Constraint(
        "CHECK (store_credit_started_minutes > 0 AND store_credit_pending_days > 0)",
        "Store credit must be set aside for at least a minute, and for at least a day while a "
        "payment is under way: otherwise it is gone before the payment arrives.",
    )

    def _get_store_credit_times(self):
        """Return (for a payment that was started, for one under way) as timedeltas."""
        self.ensure_one()
        company = self.sudo()
        return (
            timedelta(minutes=company.store_credit_started_minutes),
            timedelta(days=company.store_credit_pending_days),
        )
