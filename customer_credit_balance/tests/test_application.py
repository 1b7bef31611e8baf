"""Applying credit: any part of any credit to any part of any open invoice, exactly."""

from uuid import uuid4

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..exceptions import KeyConflict
from .common import CreditCommon


class ApplyCommon(CreditCommon):
    """The wizard as the screen and as scripts use it."""

    def line(self, move):
        """Return the credit (journal item id) that an entry or payment gave."""
        return self.receivable_line(move if move._name == "account.move" else move.move_id)

    def wizard(self, records=None, user=None, **vals):
        """Return the wizard opened on these records."""
        self.env.flush_all()
        Wizard = self.env["customer.credit.apply"].with_user(user or self.env.user)
        if records:
            Wizard = Wizard.with_context(active_model=records._name, active_ids=records.ids)
        return Wizard.create(vals)

    def apply(self, matches, partner=None, user=None, **vals):
        """Apply (credit entry or None, invoice, amount) as chosen by hand."""
        lines = [
            Command.create(
                {
                    "credit_id": credit and self.line(credit).id,
                    "invoice_id": invoice.id,
                    "amount": amount,
                }
            )
            for credit, invoice, amount in matches
        ]
        wizard = self.wizard(
            user=user, partner_id=(partner or self.customer).id, line_ids=lines, **vals
        )
        wizard.action_confirm()
        self.env.invalidate_all()
        return wizard

    def credits(self, *moves):
        """Return the customer.credit rows of these entries."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["customer.credit"].browse([self.line(move).id for move in moves])


@tagged("post_install", "-at_install")
class TestApply(ApplyCommon):
    """What is applied, what remains, and what is refused."""

    def test_oldest_first_from_one_credit(self):
        """A credit pays the oldest invoice first; the last one keeps the rest open."""
        payment = self.pay_on_account(100)
        new = self.invoice(80, invoice_date="2026-01-20")
        old = self.invoice(50, invoice_date="2026-01-10")
        self.wizard(self.credits(payment)).action_confirm()
        self.assertEqual((old.amount_residual, new.amount_residual), (0, 30))
        self.assertEqual(self.credits(payment).status, "applied")
        self.assert_ties_out()

    def test_edited_amounts(self):
        """The user lowers what is used: the credit keeps the rest."""
        payment = self.pay_on_account(100)
        invoice = self.invoice(80)
        wizard = self.wizard(self.credits(payment))
        self.assertEqual(wizard.credit_ids.amount, 80)
        self.assertEqual(wizard.left_to_apply, 20)
        wizard.credit_ids.amount = 35
        self.assertIn("45.00", wizard.warning)
        wizard.action_confirm()
        self.assertEqual(invoice.amount_residual, 45)
        self.assertEqual(self.credits(payment).remaining_amount, 65)

    def test_any_part_to_any_part(self):
        """Exact parts across credits and invoices, through one split entry."""
        note, payment = self.invoice(100, move_type="out_refund"), self.pay_on_account(60)
        first, second = self.invoice(70), self.invoice(90)
        self.apply([(note, first, 25), (payment, second, 10), (note, second, 40)])
        self.assertEqual((first.amount_residual, second.amount_residual), (45, 40))
        self.assertEqual(self.credits(note, payment).mapped("remaining_amount"), [35, 50])
        splits = self.env["account.move"].search(
            [("line_ids.credit_source_line_id", "=", self.line(note).id)]
        )
        self.assertEqual(len(splits), 1)
        applications = self.credits(note).application_ids
        self.assertEqual(
            {(a.invoice_id, a.amount, a.kind) for a in applications},
            {(first, 25, "invoice"), (second, 40, "invoice")},
        )
        self.assert_ties_out()

    def test_splits_are_no_credits_of_their_own(self):
        """The list still holds what was given, and its sums are the customer's figures."""
        payment = self.pay_on_account(100)
        self.apply([(payment, self.invoice(80), 30)])
        self.env.flush_all()
        credits = self.env["customer.credit"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(credits.move_id, payment.move_id)
        self.assertEqual(self.customer.outstanding_credit_amount, 70)

    def test_store_credit_pays(self):
        """Available store credit pays an invoice and leaves the ledger."""
        self.give_credit(100)
        invoice = self.invoice(80)
        self.apply([(None, invoice, 30)])
        self.assertEqual(invoice.amount_residual, 50)
        self.assert_store_credit(70)
        entry = self.Entry.search([("account_id", "=", self.credit_account().id)], limit=1)
        self.assertEqual((entry.event, entry.amount, entry.res_id), ("payment", -30, invoice.id))
        self.assert_ties_out()

    def test_grant_as_source(self):
        """A row of store credit in the list spends that much of the available credit."""
        entry = self.give_credit(40)
        invoice = self.invoice(100)
        credit = self.env["customer.credit"].browse(entry.move_line_id.id)
        self.wizard(credit).action_confirm()
        self.assertEqual(invoice.amount_residual, 60)
        self.assert_store_credit(0)
        self.env.invalidate_all()
        self.assertEqual(credit.status, "applied")
        self.assertEqual(credit.application_ids.invoice_id, invoice)

    def test_more_store_credit_than_available(self):
        """Spending more than is available is refused with what is."""
        self.give_credit(10)
        with self.assertRaisesRegex(UserError, "10.00"):
            self.apply([(None, self.invoice(80), 30)])

    def test_topup_invoice_cannot_be_paid_by_store_credit(self):
        """Credit cannot buy credit."""
        self.give_credit(100)
        invoice = self.invoice(50, post=False)
        invoice.invoice_line_ids.account_id = self.liability
        invoice.action_post()
        with self.assertRaisesRegex(UserError, "tops up store credit"):
            self.apply([(None, invoice, 50)])

    def test_refusals(self):
        """Each impossible wish is refused by name, whatever the client sent."""
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        foreign = self.invoice(80, self.other_customer)
        draft = self.invoice(80, post=False)
        cancelled = self.invoice(80, post=False)
        cancelled.button_cancel()
        note = self.invoice(5, move_type="out_refund")
        for amount, target, text in (
            (0, invoice, "above zero"),
            (-5, invoice, "above zero"),
            (80.01, invoice, "Only"),
            (50, foreign, "not an invoice of"),
            (50, draft, "not posted"),
            (50, cancelled, "not posted"),
            (50, note, "not a customer invoice"),
        ):
            with self.subTest(text=text, amount=amount), self.assertRaisesRegex(UserError, text):
                self.apply([(payment, target, amount)])
        with self.assertRaisesRegex(UserError, "Only"):
            self.apply([(payment, invoice, 60), (payment, self.invoice(80), 60)])
        self.assertEqual(self.credits(payment).remaining_amount, 100)

    def test_credit_of_another_customer(self):
        """A credit of somebody else cannot be slipped in."""
        theirs = self.pay_on_account(100, self.other_customer)
        with self.assertRaisesRegex(UserError, "not a credit of"):
            self.apply([(theirs, self.invoice(80), 50)])

    def test_closed_period_and_archived_customer(self):
        """Nothing is applied in a closed period or for an archived customer."""
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        self.company.fiscalyear_lock_date = "2026-02-28"
        with self.assertRaisesRegex(UserError, "closed"):
            self.apply([(payment, invoice, 50)], date="2026-02-15")
        self.company.fiscalyear_lock_date = False
        self.customer.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            self.apply([(payment, invoice, 50)])

    def test_confirmed_twice_books_once(self):
        """The same wizard again changes nothing."""
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        wizard = self.apply([(payment, invoice, 30)])
        wizard.action_confirm()
        self.assertEqual(invoice.amount_residual, 50)

    def test_a_request_that_is_sent_again_books_once(self):
        """The answer was lost: the same dialog is made and confirmed anew, with its number."""
        payment, invoice = self.pay_on_account(100), self.invoice(100)
        self.give_credit(60)
        for credit, left in ((None, 70), (payment, 40)):
            with self.subTest(credit):
                number = str(uuid4())
                for _time in range(2):
                    self.apply(
                        [(credit, invoice, 30)], user=self.credit_manager, request_uuid=number
                    )
                self.assertEqual(invoice.amount_residual, left)
                with self.assertRaises(KeyConflict):
                    self.apply(
                        [(None, self.invoice(20, self.other_customer), 20)],
                        partner=self.other_customer,
                        user=self.credit_manager,
                        request_uuid=number,
                    )
        self.assert_store_credit(30)
        self.assert_ties_out()

    def test_a_late_request_finds_its_payments(self):
        """Dialogs are gone after an hour or so; what was paid by store credit knows its number."""
        invoice, number = self.invoice(100), str(uuid4())
        self.give_credit(60)
        self.apply([(None, invoice, 30)], request_uuid=number).unlink()
        again = self.apply([(None, invoice, 30)], request_uuid=number)
        self.assertEqual(invoice.amount_residual, 70)
        self.assert_store_credit(30)
        self.assertEqual(again._find_booked(), self.Entry.search(
            [("event", "=", "payment"), ("amount", "=", -30)]).move_id)  # fmt: skip

    def test_only_managers_apply(self):
        """A salesperson cannot, even by RPC; a manager without accounting rights can."""
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        with self.assertRaises(AccessError):
            self.apply([(payment, invoice, 30)], user=self.salesperson)
        manager = self._new_user(
            "only_credit", "customer_credit_balance.group_customer_credit_manager"
        )
        self.apply([(payment, invoice, 30)], user=manager)
        self.assertEqual(invoice.amount_residual, 50)

    def test_from_invoice_order_and_partner(self):
        """The wizard opens from where the user is and proposes what fits there."""
        payment = self.pay_on_account(100)
        invoice, other = self.invoice(30), self.invoice(40)
        wizard = self.wizard(other)
        self.assertEqual(wizard.invoice_ids.invoice_id, other)
        self.assertEqual(wizard.credit_ids.credit_id.move_id, payment.move_id)
        wizard = self.wizard(self.contact)
        self.assertEqual(wizard.invoice_ids.invoice_id, invoice | other)
        self.assertEqual(wizard.left_to_apply, 30)
        with self.assertRaisesRegex(UserError, "confirmed invoices"):
            self.wizard(self.invoice(5, post=False))
        product = self.env["product.product"].create(
            {"name": "Desk", "invoice_policy": "order", "type": "service", "taxes_id": False}
        )
        order = (
            self.env["sale.order"]
            .sudo()
            .create(
                {
                    "partner_id": self.contact.id,
                    "order_line": [Command.create({"product_id": product.id, "price_unit": 20})],
                }
            )
        )
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "invoice the order first"):
            self.wizard(order)
        billed = order._create_invoices()
        billed.action_post()
        self.wizard(order).action_confirm()
        self.assertEqual(billed.amount_residual, 0)

    def test_two_customers_are_refused(self):
        """Credits of two customers do not share a wizard."""
        credits = self.credits(
            self.pay_on_account(10), self.pay_on_account(10, self.other_customer)
        )
        with self.assertRaisesRegex(UserError, "one customer"):
            self.wizard(credits)

    def test_other_receivable_account(self):
        """A split carries the credit over to the invoice's receivable account."""
        payment = self.pay_on_account(100)
        self.customer.property_account_receivable_id = self.receivable.copy({"code": "121999"})
        invoice = self.invoice(80)
        self.assertNotEqual(self.line(invoice).account_id, self.line(payment).account_id)
        self.apply([(payment, invoice, 80)])
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(self.credits(payment).remaining_amount, 20)

    def test_instalments_are_paid_in_order(self):
        """An invoice in instalments takes any amount, the earliest due first."""
        invoice = self.invoice(100, post=False)
        invoice.invoice_payment_term_id = self.env.ref(
            "account.account_payment_term_advance_60days"
        )
        invoice.action_post()
        payment = self.pay_on_account(100)
        self.apply([(payment, invoice, 55)])
        self.assertEqual(invoice.amount_residual, 45)
        self.assertEqual(self.credits(payment).remaining_amount, 45)

    def test_receipt_in_the_chatter(self):
        """The account's chatter says which credit paid which invoice, and what is left."""
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        self.apply([(payment, invoice, 30)])
        body = self.credit_account().message_ids[0].body
        for text in (payment.move_id.name, invoice.name, "30.00", "50.00"):
            self.assertIn(text, body)


@tagged("post_install", "-at_install")
class TestApplyCurrencies(ApplyCommon):
    """Documents in a currency whose rate moved."""

    @classmethod
    def setUpClass(cls):
        """1 company unit buys 2 foreign in January and 4 from February."""
        super().setUpClass()
        cls.foreign = cls.setup_other_currency(
            "HRK", rates=[("2026-01-01", 2.0), ("2026-02-01", 4.0)]
        )

    def foreign_invoice(self, amount, move_type="out_invoice", date="2026-01-15"):
        """Return a posted document in the foreign currency."""
        return self.invoice(
            amount, move_type=move_type, invoice_date=date, currency_id=self.foreign.id
        )

    def foreign_invoice_in_instalments(self, amount):
        """Return a posted invoice in the foreign currency, 30 % at once and 70 % later."""
        invoice = self.invoice(
            amount, post=False, currency_id=self.foreign.id, invoice_date="2026-01-15"
        )
        invoice.invoice_payment_term_id = self.env.ref(
            "account.account_payment_term_advance_60days"
        )
        invoice.action_post()
        return invoice

    def assert_receivable_is_sound(self):
        """Nothing is left in one currency where the other is settled."""
        for line in self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.customer.id),
                ("account_id.account_type", "=", "asset_receivable"),
            ]
        ):
            zero = line.company_currency_id.is_zero(line.amount_residual)
            zero_foreign = line.currency_id.is_zero(line.amount_residual_currency)
            self.assertEqual(zero, zero_foreign, line.move_name)

    def test_part_of_a_credit_in_the_invoice_currency(self):
        """A part in foreign currency settles that much of both; the rate difference is booked."""
        note = self.foreign_invoice(100, "out_refund", "2026-02-10")
        invoice = self.foreign_invoice(80)
        self.apply([(note, invoice, 30)], date=fields.Date.today())
        self.assertEqual(invoice.amount_residual, 50)
        self.assertEqual(self.line(note).amount_residual_currency, -70)
        self.assertAlmostEqual(self.line(note).amount_residual, -17.5)
        self.assertAlmostEqual(self.line(invoice).amount_residual, 25)
        self.assert_receivable_is_sound()

    def test_whole_foreign_credit(self):
        """A whole credit in the same currency is matched directly, without a split."""
        note, invoice = (
            self.foreign_invoice(80, "out_refund", "2026-02-10"),
            self.foreign_invoice(80),
        )
        self.apply([(note, invoice, 80)])
        self.assertEqual(invoice.amount_residual, 0)
        self.assert_receivable_is_sound()
        self.assertFalse(
            self.env["account.move.line"].search([("credit_source_line_id", "!=", False)])
        )

    def test_company_credit_for_a_foreign_invoice(self):
        """Credit in company currency pays a foreign invoice at the day's rate."""
        payment, invoice = self.pay_on_account(100), self.foreign_invoice(80)
        self.apply([(payment, invoice, 60)], date="2026-02-15")
        self.assertEqual(invoice.amount_residual, 20)
        self.assertEqual(self.credits(payment).remaining_amount, 85)
        self.assert_receivable_is_sound()

    def test_instalments_are_converted_together(self):
        """10.02 and 23.38 are 2.51 and 5.85 by themselves, and 33.40 is worth 8.35."""
        payment, invoice = self.pay_on_account(100), self.foreign_invoice_in_instalments(33.40)
        self.apply([(payment, invoice, 33.40)], date="2026-02-15")
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(self.credits(payment).remaining_amount, 100 - 8.35)
        self.assert_receivable_is_sound()

    def test_foreign_credit_for_a_company_invoice(self):
        """Credit in foreign currency pays an invoice in company currency, wholly if wanted."""
        note, invoice = self.foreign_invoice(100, "out_refund"), self.invoice(25)
        self.wizard(self.credits(note), date="2026-02-15").action_confirm()
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(self.line(note).amount_residual_currency, 0)
        self.assert_receivable_is_sound()

    def test_the_last_cent_of_a_conversion(self):
        """229.95 at 2 buy 16,096.5 at 140: 16,097 take the whole credit, not a cent more."""
        coarse = self.setup_other_currency("JPY", rates=[("2026-01-01", 140.0)], rounding=1.0)
        note = self.foreign_invoice(229.95, "out_refund")
        invoice = self.invoice(110108, invoice_date="2026-01-15", currency_id=coarse.id)
        self.apply([(note, invoice, 16097)], date="2026-01-20")
        self.assertEqual(invoice.amount_residual, 110108 - 16097)
        self.assertEqual(self.line(note).amount_residual_currency, 0)
        self.assert_receivable_is_sound()

    def test_store_credit_for_a_foreign_invoice(self):
        """Store credit pays a foreign invoice; the ledger stays in company currency."""
        self.give_credit(100)
        invoice = self.foreign_invoice(80)
        self.apply([(None, invoice, 60)], date="2026-02-15")
        self.assertEqual(invoice.amount_residual, 20)
        self.assert_store_credit(85)
        self.assert_receivable_is_sound()
        self.assert_ties_out()
