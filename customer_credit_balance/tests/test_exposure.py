"""Exposure: each line counts once on its way through order, draft, posted and paid."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ..core.verdict import Blocker
from ..models.exposure import scope as exposure_scope
from .order_common import CreditOrderCommon


@tagged("post_install", "-at_install")
class TestExposure(CreditOrderCommon):
    """The terms of the base, for one customer and for many."""

    def terms(self, partner=None, company=None):
        """Return {code: amount} without the terms that are zero."""
        partner = partner or self.customer
        exposure = partner._get_credit_exposure_by_partner(company or self.company)[partner]
        return {code: float(amount) for code, amount in exposure.terms if amount}

    def test_a_quotation_is_no_exposure(self):
        """Only a confirmed order counts."""
        order = self.order(confirm=False)
        self.assertEqual(self.terms(), {})
        order.action_confirm()
        self.assertEqual(self.terms(), {"orders": 1000.0})

    def test_each_line_counts_once_on_its_way(self):
        """Order, draft, posted, partly paid, paid: the sum falls only with money."""
        order = self.order((self.chair, 10, 100, self.tax))
        self.assertEqual(self.terms(), {"orders": 1200.0})
        invoice = self.invoice_order(order, post=False)
        self.assertEqual(self.terms(), {"draft_invoices": 1200.0})
        invoice.action_post()
        self.assertEqual(self.terms(), {"receivable": 1200.0})
        self.pay(invoice, 200.0)
        self.assertEqual(self.terms(), {"receivable": 1000.0})
        self.pay(invoice)
        self.assertEqual(self.terms(), {})

    def test_partial_invoice_splits_the_order(self):
        """Four of ten on an invoice leave six to the order."""
        order = self.order()
        self.invoice_order(order, quantities=[4])
        self.assertEqual(self.terms(), {"orders": 600.0, "receivable": 400.0})

    def test_down_payment_is_netted(self):
        """A down payment of 40 % moves 400 of 1,000 from the order to the receivable."""
        order = self.order((self.chair, 10, 100, self.tax))
        down = self.down_payment(order, 40, post=False)
        self.assertEqual(self.terms(), {"orders": 720.0, "draft_invoices": 480.0})
        down.action_post()
        self.assertEqual(self.terms(), {"orders": 720.0, "receivable": 480.0})
        final = self.invoice_order(order, post=False)
        self.assertEqual(self.terms(), {"draft_invoices": 720.0, "receivable": 480.0})
        final.action_post()
        self.assertEqual(self.terms(), {"receivable": 1200.0})

    def test_delivered_without_order_counts_with_taxes(self):
        """Nothing ordered, five delivered: what the draft invoice has, and only once."""
        order = self.order((self.work, 0, 100, self.tax), (self.chair, 1, 50))
        order.order_line[0].qty_delivered = 5
        self.assertEqual(self.terms(), {"orders": 650.0})
        self.invoice_order(order, post=False, quantities=[5, 0])
        self.assertEqual(sum(self.terms().values()), 650.0)

    def test_rounding_on_the_document(self):
        """Many small lines: the amount that order and invoice have, and a down payment of all."""
        self.company.tax_calculation_rounding_method = "round_globally"
        self.tax.amount = 15
        order = self.order(*([(self.chair, 1, 1.03, self.tax)] * 200))
        self.assertEqual(order.amount_total, 236.9)
        self.assertEqual(self.terms(), {"orders": 236.9})
        self.down_payment(order, 100)
        self.assertEqual(self.terms(), {"receivable": 236.9})

    def test_a_bent_total_counts_for_nothing(self):
        """The lines decide: a stored total moves the exposure by its rounding at most."""
        order = self.order((self.chair, 10, 100))
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order SET amount_total = 1 WHERE id = %s", [order.id])
        self.assertEqual(self.terms(), {"orders": 1000.0})

    def test_overdrawn_store_credit_is_owed(self):
        """Store credit below zero is money that the customer owes."""
        self.credit_account()._append_entry(-300.0, "adjustment", "overdrawn", force=True)
        self.assertEqual(self.terms(), {"overdrawn": 300.0})
        self.give_credit(400.0)
        self.assertEqual(self.terms(), {})

    def test_credit_notes(self):
        """An order credited and to be invoiced again counts once, draft or posted."""
        order = self.order()
        invoice = self.invoice_order(order)
        credit_note = invoice._reverse_moves()
        self.assertEqual(sum(self.terms().values()), 1000.0)
        credit_note.action_post()
        self.assertEqual(self.terms(), {"orders": 1000.0})

    def test_a_draft_lowers_nothing_that_its_order_does_not_count_again(self):
        """A credit note at a higher price, of an order that ended or was lowered, below zero."""
        for change, price, before in (
            (lambda order: None, 9000.0, 1000.0),
            (lambda order: order._action_cancel(), 1000.0, 1000.0),
            (lambda order: order.order_line.write({"product_uom_qty": 0}), 1000.0, 1000.0),
            (lambda order: order.order_line.write({"product_uom_qty": 3}), 1000.0, 1000.0),
        ):
            with self.subTest(price=price), self.env.cr.savepoint():
                order = self.order((self.chair, 10, 100))
                invoice = self.invoice_order(order)
                change(order)
                self.assertEqual(sum(self.terms().values()), before)
                note = invoice._reverse_moves()
                note.invoice_line_ids.price_unit = price / 10
                self.assertEqual(sum(self.terms().values()), before)
                invoice.button_draft()
                (note | invoice).button_cancel()
                order._action_cancel()
        self.assertEqual(self.terms(), {})
        self.invoice(-5000.0, post=False)
        self.assertEqual(self.terms(), {})

    def test_what_a_draft_pays_is_owed(self):
        """Odoo keeps the matches of a payment that is reset: nobody has paid by it."""
        invoice = self.invoice(500.0)
        payment = self.pay(invoice, 200.0)
        self.assertEqual(self.terms(), {"receivable": 300.0})
        payment.action_draft()
        self.assertEqual(self.terms(), {"receivable": 500.0})
        payment.action_post()
        self.assertEqual(self.terms(), {"receivable": 300.0})
        self.assertEqual(invoice.amount_residual, 300.0)

    def test_free_credits_lower_the_exposure(self):
        """Payments on account count against; a draft credit note does not yet."""
        self.invoice(500.0)
        self.pay_on_account(120.0)
        self.invoice(80.0, move_type="out_refund", post=False)
        self.assertEqual(self.terms(), {"receivable": 500.0, "credits": -120.0})

    def test_undelivered_and_over_delivered(self):
        """Ordered counts before delivery; what was delivered beyond it counts too."""
        order = self.order((self.work, 5, 100))
        self.assertEqual(self.terms(), {"orders": 500.0})
        order.order_line.qty_delivered = 7
        self.assertEqual(self.terms(), {"orders": 700.0})
        self.invoice_order(order)
        self.assertEqual(self.terms(), {"receivable": 700.0})

    def test_discount_lines_and_cancelled_orders(self):
        """A discount line lowers its order; a cancelled order is gone; none is below zero."""
        order = self.order((self.chair, 10, 100), (self.chair, 1, -150))
        self.assertEqual(self.terms(), {"orders": 850.0})
        self.order((self.chair, 1, -50))
        self.assertEqual(self.terms(), {"orders": 850.0})
        order._action_cancel()
        self.assertEqual(self.terms(), {})

    def test_foreign_currency(self):
        """An order in another currency counts at the order's rate."""
        currency = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create(
            {"name": "EUR", "currency_id": currency.id}
        )
        order = self.order(pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, currency)
        self.assertEqual(self.terms(), {"orders": 500.0})
        self.invoice_order(order)
        self.assertEqual(self.terms(), {"receivable": 500.0})

    def test_entries_and_bank_lines_of_contacts_count_for_their_company(self):
        """Whoever is chosen on an entry by hand or on a line of the bank: the customer owes."""
        receivable = self.company_data["default_account_receivable"]
        revenue = self.company_data["default_account_revenue"]
        self.book([(receivable, 700.0, self.contact), (revenue, -700.0, None)])
        self.assertEqual(self.terms(), {"receivable": 700.0})
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": self.bank_journal.id, "date": "2026-01-20", "payment_ref": "Transfer",
             "partner_id": self.contact.id, "amount": 300.0}
        )  # fmt: skip
        _liquidity, suspense, _other = line._seek_for_lines()
        suspense.with_context(skip_readonly_check=True).write({"account_id": receivable.id})
        self.assertEqual(line.partner_id, self.contact)
        self.assertEqual(self.terms(), {"receivable": 700.0, "credits": -300.0})
        self.env.invalidate_all()
        self.assertEqual(self.customer.outstanding_credit_amount, 300.0)
        entry = self.book([(revenue, 50.0, self.contact), (revenue, -50.0, None)])
        self.assertEqual(entry.line_ids.partner_id, self.contact)

    def test_contacts_count_for_their_company(self):
        """An order of a contact is the exposure of the company that pays."""
        self.order(partner=self.contact)
        self.assertEqual(self.terms(), {"orders": 1000.0})
        self.order(partner=self.other_customer, partner_invoice_id=self.contact.id)
        self.assertEqual(self.terms(), {"orders": 2000.0})
        self.assertEqual(self.terms(self.other_customer), {})

    def test_companies_are_apart(self):
        """What is owed to one company is no exposure of the other."""
        other = self.setup_other_company()["company"]
        self.order()
        self.assertEqual(self.terms(company=other), {})
        self.env["sale.order"].with_company(other).create(
            {
                "partner_id": self.customer.id,
                "company_id": other.id,
                "order_line": [self.order_line(self.chair, 1, 70)],
            }
        ).action_confirm()
        self.assertEqual(self.terms(company=other), {"orders": 70.0})
        self.assertEqual(self.terms(), {"orders": 1000.0})

    def test_other_salespeople_count(self):
        """No record rule hides an order from the sum."""
        self.order(user_id=self.env.user.id)
        own = self._new_user("own_only", "sales_team.group_sale_salesman")
        partner = self.customer.with_user(own)
        exposure = partner._get_credit_exposure_by_partner(self.company)[partner]
        self.assertEqual(float(exposure.total), 1000.0)

    def test_any_number_of_customers_costs_the_same(self):
        """One statement, whatever the number; in what way they are looked up changes nothing."""
        customers = self.env["res.partner"].create([{"name": f"Customer {i}"} for i in range(30)])
        for customer in customers[:5]:
            self.order(partner=customer)
        customers._get_credit_exposure_by_partner(self.company)
        for some in (customers[:1], customers):
            some.invalidate_recordset()
            some.mapped("commercial_partner_id")
            self.env.flush_all()
            with self.assertQueryCount(1):
                some._get_credit_exposure_by_partner(self.company)
        few = customers._get_credit_exposure_by_partner(self.company)
        Function = self.registry["customer.credit.exposure"]
        with (
            patch.object(exposure_scope, "LONG", 3),
            patch.object(Function, "_has_function", lambda _self: False),
        ):
            many = customers._get_credit_exposure_by_partner(self.company)
        self.assertEqual(many, few)
        self.assertEqual(sum(float(it.total) for it in many.values()), 5000.0)


@tagged("post_install", "-at_install")
class TestVerdict(CreditOrderCommon):
    """The contract that gates use."""

    def test_verdict_of_a_quotation(self):
        """Exposure is without the document, the amount is what it adds."""
        self.invoice(300.0)
        quotation = self.order(partner=self.contact, confirm=False)
        verdict = quotation._check_credit()
        self.assertEqual(verdict.state, "ok")
        self.assertEqual(float(verdict.exposure.total), 300.0)
        self.assertEqual(float(verdict.amount), 1000.0)

    def test_verdict_of_a_confirmed_order_is_the_same(self):
        """Confirming does not count the order twice."""
        self.invoice(300.0)
        order = self.order()
        verdict = order._get_credit_verdict()
        self.assertEqual((float(verdict.exposure.total), float(verdict.amount)), (300.0, 1000.0))

    def test_verdict_of_a_draft_invoice(self):
        """A draft is out of the exposure and in the amount; a posted one adds nothing."""
        self.invoice(300.0)
        draft = self.invoice(200.0, post=False)
        verdict = draft._get_credit_verdict()
        self.assertEqual((float(verdict.exposure.total), float(verdict.amount)), (300.0, 200.0))
        draft.action_post()
        verdict = draft._get_credit_verdict()
        self.assertEqual((float(verdict.exposure.total), float(verdict.amount)), (500.0, 0.0))

    def test_blockers_and_limit_come_from_hooks(self):
        """An addon's reason and limit end up in the verdict."""
        blocker = Blocker("test", "Over the limit", "approval")
        self.patch(
            self.registry["sale.order"],
            "_get_credit_blockers",
            lambda order, decision=None: [blocker],
        )
        self.patch(
            self.registry["sale.order"], "_get_credit_limit", lambda order, decision=None: 600.0
        )
        verdict = self.order(confirm=False)._check_credit()
        self.assertEqual(verdict.state, "blocked")
        self.assertEqual(float(verdict.excess), 400.0)

    def test_check_touches_the_row_and_display_does_not(self):
        """A decision updates the shared row, a preview leaves it alone."""
        quotation = self.order(confirm=False)
        quotation._get_credit_verdict()
        self.assertFalse(self.Account._find(self.customer, self.company))
        quotation._check_credit()
        account = self.Account._find(self.customer, self.company)
        self.env.cr.execute(
            "UPDATE customer_credit_account SET write_date = '2020-01-01' WHERE id = %s",
            [account.id],
        )
        quotation._check_credit()
        self.env.cr.execute(
            "SELECT write_date > '2021-01-01' FROM customer_credit_account WHERE id = %s",
            [account.id],
        )
        self.assertTrue(self.env.cr.fetchone()[0])

    def test_no_customer_no_verdict(self):
        """Vendor bills and empty documents pass without a word."""
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 10.0})],
            }
        )
        self.assertEqual(bill._check_credit().state, "ok")
        self.assertFalse(bill.credit_position)
        self.assertFalse(self.env["sale.order"].new({}).credit_position)
