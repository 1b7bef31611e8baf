"""Top-up: money received becomes store credit, once, in an open period, in the right currency."""

from datetime import timedelta
from uuid import uuid4

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import CreditCommon


@tagged("post_install", "-at_install")
class TestTopup(CreditCommon):
    """The wizard ``customer.credit.topup``."""

    def topup(self, amount=100.0, **vals):
        """Return an unconfirmed top-up."""
        return self.env["customer.credit.topup"].create(
            {
                "partner_id": self.customer.id,
                "amount": amount,
                "journal_id": self.bank_journal.id,
                **vals,
            }
        )

    def payments(self, partner=None):
        """Return the payments of the customer."""
        partner = partner or self.customer
        return self.env["account.payment"].search([("partner_id", "=", partner.id)])

    def test_money_received_is_owed_as_store_credit(self):
        """Dr outstanding receipts / Cr liability, as a payment of the customer."""
        self.topup(100.0, memo="Deposit").action_confirm()
        payment = self.payments()
        self.assertRecordValues(
            payment,
            [{"payment_type": "inbound", "partner_type": "customer", "amount": 100.0,
              "memo": "Deposit", "destination_account_id": self.liability.id}],
        )  # fmt: skip
        self.assertIn(payment.state, ("in_process", "paid"))
        self.assertRecordValues(
            payment.move_id.line_ids.sorted("balance"),
            [
                {"account_id": self.liability.id, "partner_id": self.customer.id,
                 "balance": -100.0, "amount_residual": -100.0},
                {"account_id": payment.outstanding_account_id.id, "partner_id": self.customer.id,
                 "balance": 100.0, "amount_residual": 100.0},
            ],
        )  # fmt: skip
        self.assert_store_credit(100.0)
        entry = self.Entry.search([("account_id", "=", self.credit_account().id)])
        self.assertRecordValues(
            entry,
            [{"event": "topup", "amount": 100.0, "balance_after": 100.0, "note": "Deposit",
              "res_model": "account.payment", "res_id": payment.id,
              "move_id": payment.move_id.id}],
        )  # fmt: skip
        self.assert_ties_out()

    def test_contact_tops_up_the_commercial_partner(self):
        """Credit belongs to the company, whichever of its contacts pays."""
        self.topup(40.0, partner_id=self.contact.id).action_confirm()
        self.assert_store_credit(40.0)
        self.assert_ties_out()

    def test_second_click_books_nothing(self):
        """The same request returns the same action."""
        wizard = self.topup(100.0)
        first = wizard.action_confirm()
        self.assertEqual(wizard.action_confirm(), first)
        self.assertEqual(len(self.payments()), 1)
        self.assert_store_credit(100.0)
        self.assert_ties_out()

    def test_replayed_request_of_another_record_books_nothing(self):
        """A client that sends its own number again is answered, not booked."""
        number = str(uuid4())
        self.topup(100.0, request_uuid=number).action_confirm()
        self.topup(100.0, request_uuid=number).action_confirm()
        self.assertEqual(len(self.payments()), 1)
        with self.assertRaises(ValidationError):
            self.topup(90.0, request_uuid=number).action_confirm()
        self.assert_store_credit(100.0)

    def test_a_request_has_a_number_and_no_name(self):
        """A client that chooses the name of something else books nothing."""
        for name in ("S00005", f"{uuid4()}:1", str(uuid4()).upper(), "x" * 10_000):
            with self.assertRaisesRegex(UserError, "no valid number"):
                self.topup(100.0, request_uuid=name).action_confirm()
        self.assert_store_credit(0.0)

    def test_nobody_gives_an_entry_the_key_of_another(self):
        """An accountant cannot make a manual entry take the place of a booking."""
        vals = {"move_type": "entry", "store_credit_request_key": f"pos:{uuid4()}"}
        with self.assertRaises(AccessError):
            self.env["account.move"].create(vals)
        with self.assertRaises(AccessError):
            self.env["account.payment"].create(
                {"amount": 1.0, "store_credit_request_key": f"pos:{uuid4()}"}
            )

    def test_cancelled_payment_takes_the_credit_back(self):
        """The native Cancel of the payment reverses the entry."""
        self.topup(100.0).action_confirm()
        self.payments().action_cancel()
        self.assert_store_credit(0.0)
        self.assert_ties_out()

    def test_reset_payment_can_be_posted_again(self):
        """The payment stays a normal payment."""
        self.topup(100.0).action_confirm()
        payment = self.payments()
        payment.action_draft()
        self.assert_store_credit(0.0)
        payment.amount = 120.0
        payment.action_post()
        self.assert_store_credit(120.0)
        self.assert_ties_out()

    def test_the_account_gets_a_receipt_in_the_chatter(self):
        """Amount, journal entry, balance before and after, by whom, memo."""
        self.give_credit(20.0)
        self.topup(100.0, memo="Deposit <b>").action_confirm()
        told = self.customer.message_ids[0]
        self.assertIn("Store credit topped up", told.body)
        self.assertNotIn("0.00", told.body)
        message = self.credit_account().message_ids[0]
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_note"))
        self.assertEqual(message.author_id, self.env.user.partner_id)
        for text in ("100.00", "20.00", "120.00", self.env.user.name, "Deposit &lt;b&gt;"):
            self.assertIn(text, message.body)
        self.assertIn(f'data-oe-id="{self.payments().move_id.id}"', message.body)

    def test_foreign_journal_gives_the_value_of_the_day(self):
        """200 in a currency of rate 2 is 100 of store credit, in company currency."""
        currency = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        journal = self.bank_journal.copy({"currency_id": currency.id})
        wizard = self.topup(200.0, journal_id=journal.id)
        self.assertEqual((wizard.credit_amount, wizard.balance_after), (100.0, 100.0))
        wizard.action_confirm()
        payment = self.payments()
        self.assertRecordValues(
            payment.move_id.line_ids.sorted("balance"),
            [
                {"account_id": self.liability.id, "balance": -100.0, "amount_currency": -100.0,
                 "currency_id": self.company.currency_id.id},
                {"account_id": payment.outstanding_account_id.id, "balance": 100.0,
                 "amount_currency": 200.0, "currency_id": currency.id},
            ],
        )  # fmt: skip
        self.assertEqual((payment.currency_id, payment.amount), (currency, 200.0))
        self.assert_store_credit(100.0)
        payment.action_cancel()
        self.assert_store_credit(0.0)
        self.assert_ties_out()

    def test_cash_journal(self):
        """Money in the till is money."""
        self.topup(15.0, journal_id=self.company_data["default_journal_cash"].id).action_confirm()
        self.assert_store_credit(15.0)
        self.assert_ties_out()

    def test_bad_amounts_are_refused(self):
        """Zero, negative, dust, not a number, infinite, absurd."""
        for amount in (0.0, -5.0, 0.001, float("nan"), float("inf"), 1e16):
            with self.subTest(amount=amount), self.assertRaises(UserError):
                self.topup(amount).action_confirm()
        wizard = self.topup(5.0)
        with self.assertRaises(UserError):
            wizard.amount = float("nan")
        self.assertFalse(self.payments())

    def test_money_needs_a_money_journal(self):
        """No journal of store credit, sales or miscellaneous; no archived one."""
        journals = (
            self.journal
            | self.company_data["default_journal_sale"]
            | self.company_data["default_journal_misc"]
        )
        for journal in journals:
            with self.subTest(journal=journal.code), self.assertRaises(UserError):
                self.topup(journal_id=journal.id).action_confirm()
        archived = self.bank_journal.copy()
        wizard = self.topup(journal_id=archived.id)
        archived.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            wizard.action_confirm()
        unable = self.bank_journal.copy()
        unable.inbound_payment_method_line_ids.unlink()
        with self.assertRaisesRegex(UserError, "payment method"):
            self.topup(journal_id=unable.id).action_confirm()

    def test_closed_period_is_refused_not_shifted(self):
        """Odoo would silently book on another day."""
        self.company.fiscalyear_lock_date = "2026-03-31"
        with self.assertRaisesRegex(UserError, "closed"):
            self.topup(date="2026-03-15").action_confirm()
        self.topup(date="2026-04-01").action_confirm()
        self.assertEqual(self.payments().move_id.date, fields.Date.to_date("2026-04-01"))

    def test_future_date_is_refused(self):
        """Money that has not arrived yet cannot be spent."""
        tomorrow = fields.Date.context_today(self.customer) + timedelta(days=1)
        with self.assertRaisesRegex(UserError, "future"):
            self.topup(date=tomorrow).action_confirm()

    def test_archived_customer_is_refused(self):
        """Neither the contact nor the company may be archived."""
        wizard = self.topup()
        self.customer.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            wizard.action_confirm()

    def test_overdrawn_credit_is_settled(self):
        """The liability items of an overdraft are matched by the money that arrives."""
        account = self.credit_account()
        account.overdraft_limit = 50.0
        spent = self.book(
            [(self.liability, 30.0, self.customer), (self.receivable, -30.0, self.customer)]
        )
        self.topup(100.0).action_confirm()
        line = spent.line_ids.filtered(lambda item: item.account_id == self.liability)
        self.assertTrue(line.reconciled)
        self.assert_store_credit(70.0)
        self.assert_ties_out()

    def test_defaults_come_from_where_the_user_is(self):
        """From a contact, its company; from its credit account, customer and company."""
        Topup = self.env["customer.credit.topup"]
        names = list(Topup._fields)
        for record in (self.contact, self.credit_account()):
            context = {"active_model": record._name, "active_ids": record.ids}
            values = Topup.with_context(**context).default_get(names)
            self.assertEqual(values["partner_id"], self.customer.id)
        context = {
            "active_model": "res.partner",
            "active_ids": (self.customer | self.other_customer).ids,
        }
        with self.assertRaisesRegex(UserError, "one customer"):
            Topup.with_context(**context).default_get(names)
        wizard = self.topup(partner_id=self.customer.id)
        self.assertEqual(wizard.with_context(**context).partner_id, self.customer)

    def test_the_context_of_the_client_never_reaches_the_books(self):
        """Defaults and switches that Odoo reads from the context are dropped."""
        wizard = self.topup(50.0).with_context(
            default_amount=1.0,
            default_partner_id=self.other_customer.id,
            default_journal_id=self.company_data["default_journal_cash"].id,
            check_move_validity=False,
        )
        wizard.action_confirm()
        self.assertRecordValues(
            self.payments(), [{"amount": 50.0, "journal_id": self.bank_journal.id}]
        )
        self.assert_ties_out()

    def test_taxes_of_the_account_do_not_touch_it(self):
        """Store credit is tender: no tax even if the liability account proposes one."""
        self.liability.tax_ids = [Command.set(self.company_data["default_tax_sale"].ids)]
        self.topup(100.0).action_confirm()
        self.assertFalse(self.payments().move_id.line_ids.tax_ids)
        self.assertEqual(len(self.payments().move_id.line_ids), 2)
        self.assert_store_credit(100.0)
