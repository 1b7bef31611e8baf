"""Closing: every store-credit payment gets its journal item, per customer, linked to its entry."""

from odoo import _, models
from odoo.exceptions import UserError, ValidationError


class PosSession(models.Model):
    """Odoo's own split payments, booked through the store-credit journal."""

    _inherit = "pos.session"

    def _validate_session(self, *args, **kwargs):
        """Close, then make sure that no entry of the session still waits.

        # EXTENDS 'point_of_sale'
        :raise UserError: naming the orders that were not booked
        """
        res = super()._validate_session(*args, **kwargs)
        if self.state == "closed":
            self._check_store_credit_booked()
        return res

    def _check_store_credit_booked(self):
        """Stop the closing when an entry found no journal item.

        :raise UserError: naming the orders
        """
        waiting = (
            self.order_ids._get_store_credit_entries()
            .filtered(lambda entry: not entry.move_line_id)
            .filtered(lambda entry: entry._is_waiting())
        )
        if waiting:
            orders = self.env["pos.order"].sudo().browse(waiting.mapped("res_id"))
            raise UserError(
                _(
                    "The store credit of these orders was not booked: %s. Nothing was closed.",
                    ", ".join(orders.mapped("display_name")),
                )
            )

    def _create_split_account_payment(self, payment, amounts):
        """Book store credit by a payment of its own journal, exactly as it was taken.

        # EXTENDS 'point_of_sale'
        :raise UserError: naming the order that cannot be booked
        """
        if not payment.payment_method_id.is_store_credit:
            return super()._create_split_account_payment(payment, amounts)
        try:
            return self._create_store_credit_payment(payment)
        except (UserError, ValidationError) as error:
            raise payment.pos_order_id._prepare_store_credit_error(error) from error

    def _create_store_credit_payment(self, payment):
        """Return the receivable item of the payment that books a till payment.

        Amount and customer are those of the entry: a rate that changed since must not leave
        the entry waiting for another amount.
        """
        order = payment.pos_order_id
        order._take_store_credit()  # taken long ago, but for payments older than this addon
        entry = payment._get_store_credit_entry()
        customer = self.env["res.partner"]._find_accounting_partner(payment.partner_id)
        customer = customer.with_company(self.company_id)
        receivable = customer.property_account_receivable_id
        booked = self.env["account.payment"].create(
            {
                "payment_type": "inbound" if entry.amount < 0 else "outbound",
                "partner_type": "customer",
                "partner_id": customer.id,
                "company_id": self.company_id.id,
                "currency_id": self.company_id.currency_id.id,
                "amount": abs(entry.amount),
                "journal_id": payment.payment_method_id.journal_id.id,
                "destination_account_id": receivable.id,
                "memo": _("%(order)s in %(session)s", order=order.name, session=self.name),
                "pos_payment_method_id": payment.payment_method_id.id,
                "pos_session_id": self.id,
                "store_credit_request_key": payment.uuid,
            }
        )
        booked.action_post()
        return booked.move_id.line_ids.filtered(lambda line: line.account_id == receivable)

    def _create_diff_account_move_for_split_payment_method(self, payment_method, diff_amount):
        """Refuse a counted difference: nobody can count store credit.

        # EXTENDS 'point_of_sale'
        :raise UserError: any difference on store credit
        """
        if payment_method.is_store_credit and not self.currency_id.is_zero(diff_amount):
            raise UserError(self._get_store_credit_difference_message(payment_method))
        return super()._create_diff_account_move_for_split_payment_method(
            payment_method, diff_amount
        )

    def _cannot_close_session(self, bank_payment_method_diffs=None):
        """Tell the cashier before anything is booked.

        # EXTENDS 'point_of_sale'
        """
        for method in self.payment_method_ids.filtered("is_store_credit"):
            difference = (bank_payment_method_diffs or {}).get(method.id) or 0.0
            if not self.currency_id.is_zero(difference):
                message = self._get_store_credit_difference_message(method)
                return {"successful": False, "message": message, "redirect": False}
        return super()._cannot_close_session(bank_payment_method_diffs)

    def _get_store_credit_difference_message(self, method):
        """Return the sentence that refuses a difference on store credit."""
        return _(
            "%s cannot have a difference: every payment is booked to its customer already.",
            method.name,
        )
