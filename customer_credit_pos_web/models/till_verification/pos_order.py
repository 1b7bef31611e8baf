"""Till orders: larger amounts are spent only by customers who were verified."""

from datetime import timedelta

from markupsafe import Markup

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...const import PAID_STATES

# What was spent within this time counts together: several small orders are a larger amount.
# Not a calendar day, whose beginning depends on a time zone that a user may choose.
DAY = timedelta(hours=24)


class PosOrder(models.Model):
    """Adds the proof to orders of the till, because nobody there gets around it: only the server
    makes such a record.
    """

    _inherit = "pos.order"

    # --- guards

    def _check_store_credit_spent(self, amount):
        """Ask for a verification above the till's amount, counted by customer and day.

        # EXTENDS 'customer_credit_pos_web'
        :raise UserError: the customer was not verified for this payment and amount
        """
        super()._check_store_credit_spent(amount)
        config = self.session_id.sudo().config_id
        if not config.store_credit_verification or self.state in PAID_STATES:
            return
        if not self._is_store_credit_verification_asked(config, amount):
            return
        payments = self._get_store_credit_payments()
        if not self.env["customer.credit.verification"]._use(self, payments, amount):
            if self._is_store_credit_unverified_offline(payments, amount):
                self._note_store_credit_unverified(amount)
                return
            raise UserError(
                _(
                    "%(customer)s must be verified before spending more than %(amount)s of store "
                    "credit in a day: validate again, and ask for the PIN or the customer's code.",
                    customer=self.partner_id.complete_name,
                    amount=self.currency_id.format(config.store_credit_verification_amount),
                )
            )

    # --- private

    def _is_store_credit_verification_asked(self, config: models.BaseModel, amount: float) -> bool:
        """Say whether the till asks for this amount (order currency) after what was spent today.

        Two tills at once: both spend by an UPDATE of the customer's one account row afterwards,
        so that whoever read the sum before the other's payment is replayed.
        """
        above = config.store_credit_verification_amount
        if self.currency_id.compare_amounts(amount, above) > 0:
            return True
        customer = self.partner_id.commercial_partner_id
        spent = self._get_store_credit_unverified(customer, self.company_id).get(customer.id, 0.0)
        company = self.company_id
        spent = company.currency_id._convert(
            spent, self.currency_id, company, fields.Date.context_today(self)
        )
        return self.currency_id.compare_amounts(spent + amount, above) > 0

    def _is_store_credit_unverified_offline(
        self, payments: models.BaseModel, amount: float
    ) -> bool:
        """Say whether the goods are gone already: sold offline, where nobody can be verified.

        Several small orders may be above the amount only together. What the till declares allows
        no more than its settings do: an order's maximum, and the till's for all of a session.

        :param payments: pos.payment with store credit
        :param float amount: what they spend together, order currency
        """
        config = self._get_credit_till()
        if (
            not config.store_credit_offline
            or not self.lines
            or not all(payment.store_credit_offline for payment in payments)
            or self.currency_id.compare_amounts(amount, config.store_credit_offline_order_max) > 0
        ):
            return False
        session = self.session_id
        self.env.cr.execute(
            SQL("UPDATE pos_session SET write_date = write_date WHERE id = %s", session.id)
        )
        ((used,),) = (
            self.env["pos.payment"]
            .sudo()
            ._read_group(
                [
                    ("session_id", "=", session.id),
                    ("store_credit_offline", "=", True),
                    ("payment_method_id.is_store_credit", "=", True),
                    ("pos_order_id.state", "in", PAID_STATES),
                ],
                [],
                ["amount:sum"],
            )
        )
        allowed = config.store_credit_offline_till_max
        return self.currency_id.compare_amounts((used or 0.0) + amount, allowed) <= 0

    def _note_store_credit_unverified(self, amount):
        """Put on record, and give the till's managers a to-do: somebody should look at it."""
        order = self.sudo()
        note = _(
            "%(customer)s spent %(amount)s of store credit offline at %(till)s without being "
            "verified (%(order)s): together with other orders it is above the till's amount. Ask "
            "whether the customer was there.",
            customer=order.partner_id.complete_name,
            amount=order.currency_id.format(amount),
            till=order.session_id.config_id.display_name,
            order=order.pos_reference or order.display_name,
        )
        order.message_post(body=note)
        for user in self.env["customer.credit.manager.pin"]._get_managers(order.company_id):
            order.session_id.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=_("Store credit spent offline without verification"),
                note=Markup("<p>%s</p>") % note,
            )

    @api.model
    def _get_store_credit_unverified(
        self, customers: models.BaseModel, company: models.BaseModel
    ) -> dict:
        """Return what customers spent at tills within a day without being verified, one query.

        At all tills of the company and by all contacts, orders that came later included.

        :param customers: res.partner, commercial partners
        :return: {customer id: positive float in company currency}; others spent nothing
        """
        if not customers:
            return {}
        self.env["customer.credit.entry"].flush_model()
        self.env["customer.credit.verification"].flush_model(["pos_order_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account.partner_id, -SUM(entry.amount)
                  FROM customer_credit_account account
                  JOIN customer_credit_entry entry ON entry.account_id = account.id
                 WHERE account.partner_id IN %(customers)s AND account.company_id = %(company)s
                   AND entry.event = 'till_payment' AND entry.create_date > %(since)s
                   AND NOT EXISTS (SELECT FROM customer_credit_verification verification
                                    WHERE verification.pos_order_id = entry.res_id)
                 GROUP BY account.partner_id
                """,
                customers=tuple(customers.ids),
                company=company.id,
                since=fields.Datetime.now() - DAY,
            )
        )
        return {customer_id: float(spent) for customer_id, spent in rows}
