"""Till orders invoiced after their session was closed: what Odoo books twice is matched."""

import logging

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

_logger = logging.getLogger(__name__)


class PosOrder(models.Model):
    """Nothing but what the customer owes stays open, whichever way the order was paid.

    Odoo books each payment again, for the invoice, and takes the closing's part back in a
    reversal. Where a payment names its customer (store credit, customer account, cards that
    identify), both halves are on the receivable, and Odoo leaves them open: the reversal would
    look like a credit to spend.
    """

    _inherit = "pos.order"

    def _create_misc_reversal_move(self, payment_moves):
        """Match the reversal with what it takes back.

        # EXTENDS 'point_of_sale'
        """
        res = super()._create_misc_reversal_move(payment_moves)
        self._match_late_invoice()
        return res

    def _match_late_invoice(self):
        """Match what invoicing after the closing left open; may be called at any time.

        What is matched already, by whomever, stays as it is.
        """
        reversals = (
            self.env["account.move"].sudo().search([("reversed_pos_order_id", "in", self.ids)])
        )
        for reversal in reversals.with_context(no_cash_basis=True):
            order = reversal.reversed_pos_order_id.with_company(reversal.company_id)
            lines = reversal.line_ids.filtered(lambda line: line._is_open_customer_item())
            lines -= order._match_late_payments(lines)
            order._match_late_debts(lines)

    def _match_late_payments(self, reversed_lines):
        """Match the halves of each payment that was booked again for the invoice.

        :param reversed_lines: open receivable items of the reversal of this order
        :return: those of them that belong to payments of these kinds
        """
        done = reversed_lines.browse()
        for move in self.payment_ids.account_move_id:
            payments = move.pos_payment_ids
            taken = done.browse()
            for payment in payments:
                taken |= (reversed_lines - done - taken).filtered(
                    lambda line, amount=payment.amount: (
                        line.currency_id.compare_amounts(line.amount_currency, -amount) == 0
                    )
                )[:1]
            sign = sum(payments.mapped("amount"))
            half = move.line_ids.filtered(
                lambda line, sign=sign: line._is_open_customer_item() and line.balance * sign > 0
            )
            if half:
                done |= taken
                (half | taken)._reconcile_by_account()
        return done

    def _match_late_debts(self, reversed_lines):
        """Match what the closing put on the customer's account with what takes it back.

        The debt of the closing comes first; what settled it before goes to the invoice.
        """
        debts = self._get_customer_account_payments().customer_account_line_id
        if not debts:
            return
        (reversed_lines | debts)._reconcile_by_account()
        invoiced = self.account_move.line_ids.filtered(lambda line: line._is_open_customer_item())
        # Now the invoice is paid: taxes on payments are due.
        left = (reversed_lines | debts | invoiced).with_context(no_cash_basis=False)
        left._reconcile_by_account()

    @api.model
    def _repair_late_invoices(self, company):
        """Match what was left open by orders invoiced late in earlier versions.

        :param company: res.company
        """
        lines = (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("move_id.reversed_pos_order_id", "!=", False),
                    ("company_id", "=", company.id),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                    ("partner_id", "!=", False),
                    ("account_id.account_type", "=", "asset_receivable"),
                ]
            )
        )
        for order in lines.filtered("balance").move_id.reversed_pos_order_id:
            try:
                with self.env.cr.savepoint():
                    order._match_late_invoice()
            except (UserError, ValidationError) as error:
                _logger.warning("late invoice of %s: %s", order.name, error)


class AccountMoveLine(models.Model):
    """Small steps of the matching above."""

    _inherit = "account.move.line"

    def _is_open_customer_item(self):
        """Say whether this is an open item on a customer's receivable account."""
        self.ensure_one()
        return bool(
            self.account_type == "asset_receivable"
            and self.partner_id
            and self.parent_state == "posted"
            and not self.reconciled
        )

    def _reconcile_by_account(self):
        """Match the open ones of these items, account by account."""
        for lines in self.grouped("account_id").values():
            lines = lines.filtered(lambda line: line._is_open_customer_item())
            if len(lines) > 1 and lines.account_id.reconcile:
                lines.reconcile()


class CustomerCreditAccount(models.Model):
    """The nightly check repairs what earlier versions left open."""

    _inherit = "customer.credit.account"

    @api.model
    def _match_everything(self):
        """Match the orders invoiced late as well.

        # EXTENDS 'customer_credit_balance'
        """
        super()._match_everything()
        companies = self.env["res.company"]._get_store_credit_account_map()
        for company in self.env["res.company"].sudo().browse(companies):
            self.env["pos.order"]._repair_late_invoices(company)
