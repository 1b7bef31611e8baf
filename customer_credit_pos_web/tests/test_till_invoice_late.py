"""Till orders invoiced after their session was closed: nothing but what is owed stays open."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_settlement import SettlementCommon


@tagged("post_install", "-at_install")
class TestTillLateInvoice(SettlementCommon):
    """Odoo books the payment a second time and takes the first one back: the pair must close."""

    def setUp(self):
        """Give the customer store credit."""
        super().setUp()
        self.give_credit(150.0)

    def invoice(self, orders, consolidated=False):
        """Invoice orders as the manager of the till does; return the invoices."""
        self.env["pos.make.invoice"].with_context(active_ids=orders.ids).create(
            {"consolidated_billing": consolidated}
        ).action_create_invoices()
        self.env.flush_all()
        self.env.invalidate_all()
        return orders.account_move

    def test_a_printer_that_is_missing_undoes_no_sale(self):
        """Sold to a company with an invoice: booked, and told on the invoice."""
        missing = UserError("Unable to find Wkhtmltopdf")
        report = self.registry["ir.actions.report"]
        with patch.object(report, "_pre_render_qweb_pdf", side_effect=missing):
            order = self.sell([(self.credit_pm, 100.0)], to_invoice=True)
        self.assertEqual((order.state, order.account_move.state), ("done", "posted"))
        self.assertEqual(order.account_move.payment_state, "paid")
        self.assertIn("Wkhtmltopdf", "".join(order.account_move.message_ids.mapped("body")))

    def owed(self, invoices):
        """Return what is open on invoices, and assert that nothing else of the customer is."""
        open_on_invoices = invoices.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        ).mapped("amount_residual")
        self.assertEqual(self.open_items(), open_on_invoices)
        self.assertEqual(self.customer.outstanding_credit_amount, 0.0)
        self.assert_ties_out()
        return open_on_invoices

    def test_paid_by_store_credit(self):
        order = self.sell([(self.credit_pm, 100.0)])
        self.close_till()
        invoice = self.invoice(order)
        self.assertEqual(self.owed(invoice), [])
        self.assertEqual(invoice.payment_state, "paid")

    def test_a_part_on_the_customer_s_account_stays_on_the_invoice(self):
        order = self.sell([(self.credit_pm, 30.0), (self.pay_later_pm, 70.0)])
        self.close_till()
        invoice = self.invoice(order)
        self.assertEqual(self.owed(invoice), [70.0])
        self.assertEqual(invoice.amount_residual, 70.0)

    def test_in_whichever_order_it_was_paid(self):
        order = self.sell(
            [(self.pay_later_pm, 50.0), (self.cash_pm1, 10.0), (self.credit_pm, 40.0)]
        )
        self.close_till()
        self.assertEqual(self.owed(self.invoice(order)), [50.0])

    def test_what_was_settled_before_is_paid_on_the_invoice(self):
        order = self.sell([(self.credit_pm, 30.0), (self.pay_later_pm, 70.0)])
        self.close_and_reopen()
        self.settle([(order, 20.0)])
        self.close_till()
        self.assertEqual(self.owed(self.invoice(order)), [50.0])

    def test_credits_that_are_applied_automatically_do_not_take_its_place(self):
        self.company.credit_auto_apply = True
        self.pay_on_account(200)
        payments = [(self.cash_pm1, 60.0), (self.pay_later_pm, 40.0)]
        orders = self.sell(payments) | self.sell(payments, to_invoice=True)
        self.close_till()
        invoices = self.invoice(orders[0]) | orders[1].account_move
        self.assertEqual(invoices.mapped("amount_residual"), [40.0, 40.0])
        self.assertEqual(sorted(self.open_items()), [-200.0, 40.0, 40.0])
        self.assert_ties_out()

    def test_paid_by_a_card_that_names_the_customer(self):
        order = self.sell([(self.bank_split_pm1, 60.0), (self.credit_pm, 40.0)])
        self.close_till()
        self.assertEqual(self.owed(self.invoice(order)), [])

    def test_two_payments_by_store_credit(self):
        order = self.sell([(self.credit_pm, 60.0), (self.credit_pm, 40.0)])
        self.close_till()
        self.assertEqual(self.owed(self.invoice(order)), [])

    def test_a_refund_to_store_credit(self):
        order = self.sell([(self.credit_pm, 100.0)])
        refund = self.refund(order, [(self.credit_pm, -100.0)])
        self.close_till()
        self.assertEqual(self.owed(self.invoice(order)), [])
        self.assertEqual(self.owed(order.account_move | self.invoice(refund)), [])
        self.assertEqual(refund.account_move.move_type, "out_refund")
        self.assert_credit(150.0)

    def test_a_refund_partly_in_cash_and_partly_on_account(self):
        order = self.sell(
            [(self.credit_pm, 30.0), (self.cash_pm1, 50.0), (self.pay_later_pm, 20.0)]
        )
        refund = self.refund(
            order, [(self.credit_pm, -30.0), (self.cash_pm1, -50.0), (self.pay_later_pm, -20.0)]
        )
        self.close_till()
        invoices = self.invoice(order)
        self.env["account.move"].flush_model()
        invoices |= self.invoice(refund)
        self.assertEqual(sum(self.open_items()), 0.0)
        self.assertEqual(self.customer.store_credit_balance, 150.0)

    def test_several_orders_on_one_invoice(self):
        orders = self.sell([(self.credit_pm, 30.0), (self.pay_later_pm, 70.0)])
        orders |= self.sell([(self.credit_pm, 100.0)])
        self.close_and_reopen()
        orders |= self.sell([(self.cash_pm1, 80.0), (self.credit_pm, 20.0)])
        self.close_till()
        invoice = self.invoice(orders, consolidated=True)
        self.assertEqual(len(invoice), 1)
        self.assertEqual(self.owed(invoice), [70.0])

    def test_orders_of_a_closed_and_of_the_open_session_on_one_invoice(self):
        orders = self.sell([(self.credit_pm, 30.0), (self.pay_later_pm, 70.0)])
        self.close_and_reopen()
        orders |= self.sell([(self.credit_pm, 40.0), (self.cash_pm1, 60.0)])
        invoice = self.invoice(orders, consolidated=True)
        self.close_till()
        self.env.invalidate_all()
        self.assertEqual(self.owed(invoice), [70.0])

    def test_invoiced_another_day(self):
        order = self.sell([(self.credit_pm, 30.0), (self.pay_later_pm, 70.0)])
        self.close_till()
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self.assertEqual(self.owed(self.invoice(order)), [70.0])

    def test_a_till_in_another_currency_whose_rate_moved(self):
        self.config = self.other_currency_config
        self.config.store_credit_enabled = True
        self.open_new_session()
        self.give_credit(500.0)
        data = self.order_data([(self.credit_pm, 1.0)], customer=self.customer)
        total = data["amount_total"]
        order = self.sell([(self.credit_pm, total)])
        self.close_till()
        rate = self.env["res.currency.rate"].search([("currency_id", "=", order.currency_id.id)])
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        self.env["res.currency.rate"].create(
            {
                "currency_id": order.currency_id.id,
                "name": tomorrow.date(),
                "rate": rate.sorted("name")[-1:].rate / 2,
                "company_id": self.company.id,
            }
        )
        with freeze_time(tomorrow):
            self.assertEqual(self.owed(self.invoice(order)), [])

    def test_a_cent_that_two_payments_leave_in_another_currency(self):
        """Each payment is converted by itself: their sum is a cent off the order's."""
        self.config = self.other_currency_config
        self.config.store_credit_enabled = True
        self.open_new_session()
        foreign, home = self.config.currency_id, self.company.currency_id
        foreign.rate_ids.rate = 0.7003

        def to_home(amount):
            return foreign._convert(amount, home, self.company, fields.Date.today())

        data = self.order_data([(self.credit_pm, 1.0)], 0.33, self.customer)
        total = foreign.round(data["amount_total"])
        credit = next(
            cents / 100
            for cents in range(1, int(100 * total))
            if home.compare_amounts(
                to_home(cents / 100) + to_home(total - cents / 100), to_home(total)
            )
        )
        cash = total - credit
        order = self.sell([(self.credit_pm, credit), (self.cash_pm2, cash)], 0.33)
        # Odoo asks the person who closes for an account of the cent.
        session = self.pos_session
        session.with_user(self.cashier).post_closing_cash_details(cash)
        cent = home.round(to_home(credit) + to_home(cash) - to_home(total))
        account = session._get_balancing_account()
        session.sudo().action_pos_session_closing_control(account, cent)
        self.assertEqual(session.state, "closed")
        self.env.flush_all()
        invoice = self.invoice(order)
        self.assertEqual(self.owed(invoice), [])
        reversal = self.env["account.move"].search([("reversed_pos_order_id", "=", order.id)])
        differences = (
            self.company.income_currency_exchange_account_id
            | self.company.expense_currency_exchange_account_id
        )
        cent = reversal.line_ids.filtered(lambda line: line.account_id in differences)
        self.assertEqual(abs(cent.balance), 0.01)

    def test_pairs_that_were_left_open_are_matched_at_night(self):
        order = self.sell([(self.credit_pm, 30.0), (self.pay_later_pm, 70.0)])
        self.close_till()
        invoice = self.invoice(order)
        reversal = self.env["account.move"].search([("reversed_pos_order_id", "=", order.id)])
        pair = reversal.line_ids | order.payment_ids.account_move_id.line_ids
        pair.filtered(lambda line: line.account_type == "asset_receivable").remove_move_reconcile()
        (
            invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
            | order.payment_ids.account_move_id.line_ids.filtered(
                lambda line: line.account_type == "asset_receivable" and line.credit
            )
        ).reconcile()
        self.assertEqual(len(self.open_items()), 5)
        self.check_by_night()
        self.env.invalidate_all()
        self.assertEqual(self.owed(invoice), [70.0])

    def test_what_somebody_else_matched_is_left_alone(self):
        order = self.sell([(self.credit_pm, 100.0)])
        self.close_till()
        invoice = self.invoice(order)
        reversal = self.env["account.move"].search([("reversed_pos_order_id", "=", order.id)])
        item = reversal.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        item.remove_move_reconcile()
        other = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": self.today,
                "invoice_line_ids": [
                    Command.create({"name": "x", "price_unit": 100.0, "tax_ids": [Command.clear()]})
                ],
            }
        )
        other.action_post()
        debt = other.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        (item | debt).reconcile()
        self.check_by_night()
        self.env.invalidate_all()
        self.assertEqual(self.open_items(), [100.0])
        self.assertEqual(invoice.payment_state, "paid")
