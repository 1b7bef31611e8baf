"""Interest that a person claims or waives: booked, never twice, with rights and on record."""

from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_interest import InterestCommon


@tagged("post_install", "-at_install")
class TestInterestClaims(InterestCommon):
    """From the late invoice to the books."""

    def setUp(self):
        super().setUp()
        self.agree(7.3)
        self.move = self.late(1000, "2026-01-31")
        # 20 days: 1000 x 7.3 x 20 / 36500.
        self.day, self.cost = "2026-02-20", (4.0, 40.0)

    def test_a_claim_is_an_invoice_without_tax(self):
        """On the account that the company chose, due at once, in the currency of the debt."""
        claim = self.settle(self.move, self.day)
        self.assertRecordValues(claim, [{"amount": 44.0, "state": "booked"}])
        invoice = claim.move_id
        self.assertEqual((invoice.state, invoice.amount_total), ("posted", 44.0))
        self.assertEqual(invoice.currency_id, self.foreign)
        self.assertEqual(invoice.invoice_line_ids.account_id, self.income)
        self.assertFalse(invoice.invoice_line_ids.tax_ids)
        self.assertIn(self.move.name, invoice.invoice_line_ids[0].name)
        self.assertEqual(self.receivable_line(invoice).partner_id, self.customer)

    def test_the_invoice_explains_in_the_language_of_the_customer(self):
        """Days and amounts as the customer writes them, whoever claims."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        invoice = self.settle(self.move, self.day).move_id
        detail = invoice.invoice_line_ids.filtered(lambda line: line.price_unit == 4.0).name
        self.assertIn("01/02/2026", detail)
        self.assertIn("7,30", detail)
        self.assertNotIn("days on", detail)

    def test_product_decides_about_taxes(self):
        """Where the company chose one."""
        product = self.product_a
        self.company.customer_statement_interest_product_id = product
        lines = self.settle(self.move, self.day).move_id.invoice_line_ids
        self.assertEqual(lines.product_id, product)
        taxes = product.taxes_id.filtered(lambda tax: tax.company_id == self.company)
        self.assertTrue(taxes)
        self.assertEqual(lines.tax_ids, taxes)

    def test_days_are_claimed_once(self):
        """Later days may be claimed later, the fixed sum once."""
        self.settle(self.move, self.day)
        self.assertEqual(self.owed(self.day), {})
        with self.assertRaises(UserError):
            self.settle(self.move, self.day)
        # Ten days more.
        self.assertEqual(self.owed("2026-03-02"), {self.move: (2.0, 0.0)})
        # As of an earlier day there is nothing left either.
        self.assertEqual(self.owed("2026-02-10"), {})

    def test_the_database_refuses_a_day_twice(self):
        """Whoever writes it, past every check of the program."""
        self.settle(self.move, self.day)
        lines = self.SettledLine.search([("move_id", "=", self.move.id)])
        self.env.flush_all()
        for line in lines:
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                self.env.cr.execute(
                    """
                        INSERT INTO customer_statement_interest_line
                               (company_id, partner_id, move_id, move_line_id, document, kind,
                                date_from, date_to, currency_id, amount, reason, user_id, date,
                                is_live)
                        SELECT company_id, partner_id, move_id, move_line_id, document, kind,
                               date_to, date_to + 5, currency_id, amount, 'again', user_id, date,
                               TRUE
                          FROM customer_statement_interest_line WHERE id = %s
                        """,
                    [line.id],
                )

    def test_the_claim_of_a_paid_invoice_stays(self):
        """Paid without the interest, ten days late."""
        self.pay(self.move, 1000, "2026-02-10", self.foreign)
        self.assertEqual(self.move.payment_state, self.move._get_invoice_in_payment_state())
        self.assertEqual(self.owed("2026-11-01"), {self.move: (2.0, 40.0)})
        self.assertEqual(self.settle(self.move, "2026-11-01").move_id.amount_total, 42.0)

    def test_claims_bear_no_interest(self):
        """Simple interest: the invoice of a claim that is late costs nothing more."""
        claim = self.settle(self.move, "2026-02-20")
        self.assertTrue(claim.move_id)
        self.assertNotIn(claim.move_id, self.owed("2026-11-29"))

    def test_booked_when_paid(self):
        """A claim stands beside the books until somebody books it."""
        self.company.customer_statement_interest_booking = "paid"
        claim = self.settle(self.move, self.day)
        self.assertRecordValues(claim, [{"state": "claimed", "move_id": False}])
        told = self.customer._get_interest_claims(self.company, self.day)
        self.assertEqual(told[self.customer][self.foreign.id], {claim.name: 44.0})
        claim.with_user(self.accountant).action_book()
        self.assertEqual((claim.state, claim.move_id.state), ("booked", "posted"))
        self.assertEqual(self.customer._get_interest_claims(self.company, self.day), {})
        with self.assertRaises(UserError):
            claim.with_user(self.accountant).action_book()

    def test_booked_when_a_payment_quotes_it(self):
        """By the scheduled action; a payment that is too small is left to a person."""
        self.company.customer_statement_interest_booking = "paid"
        claim = self.settle(self.move, self.day)
        small, whole = (
            self.env["account.payment"].create(
                {
                    "payment_type": "inbound", "partner_type": "customer",
                    "partner_id": self.customer.id, "amount": amount, "date": "2026-03-01",
                    "currency_id": self.foreign.id, "journal_id": self.bank_journal.id,
                    "memo": f"Interest {claim.name}",
                }
            )
            for amount in (43.0, 44.0)
        )  # fmt: skip
        cron = self.env.ref("customer_statement.ir_cron_book_paid_interest").sudo()
        for payment, state in ((small, "claimed"), (whole, "booked")):
            payment.action_post()
            self.env.flush_all()
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(claim.state, state)
        self.assertEqual((claim.state, claim.move_id.amount_residual), ("booked", 0.0))
        self.assertFalse(whole.move_id.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable" and not item.reconciled
        ))  # fmt: skip

    def test_one_claim_that_cannot_be_booked_stops_no_other(self):
        """It says why, and somebody hears of it; the next night it is tried again."""
        self.company.customer_statement_interest_booking = "paid"
        claims = self.settle(self.move, self.day)
        later = self.late(1000, "2026-01-11")
        claims += self.settle(later, self.day)
        for claim in claims:
            self.env["account.payment"].create(
                {
                    "payment_type": "inbound", "partner_type": "customer",
                    "partner_id": self.customer.id, "amount": claim.amount, "date": "2026-03-01",
                    "currency_id": self.foreign.id, "journal_id": self.bank_journal.id,
                    "memo": f"Interest {claim.name}",
                }
            ).action_post()  # fmt: skip
        odd, book = claims[0], type(self.Claim)._book

        def fail(claim):
            if claim == odd:
                raise UserError("The limit stops it")  # pylint: disable=translation-required
            return book(claim)

        with (
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1),
            patch.object(type(self.Claim), "_book", fail),
            mute_logger("odoo.addons.customer_statement.models.runs.customer_statement_due_mixin"),
        ):
            self.Claim.sudo()._cron_book_paid()
        self.assertEqual(claims.mapped("state"), ["claimed", "booked"])
        self.assertIn("The limit stops it", odd.problem)
        self.assertEqual(odd.activity_ids.user_id, odd.user_id)
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1):
            self.Claim.sudo()._cron_book_paid()
        self.assertEqual((odd.state, odd.problem), ("booked", False))

    def test_a_claim_is_withdrawn_after_its_invoice(self):
        """The invoice first, by Odoo's own means; then the days are free again."""
        claim = self.settle(self.move, self.day).with_user(self.accountant)
        with self.assertRaises(UserError):
            claim.action_withdraw()
        claim.move_id._reverse_moves([{"date": "2026-11-29"}], cancel=True)
        claim.action_withdraw()
        self.assertEqual(claim.state, "withdrawn")
        self.assertEqual(self.owed(self.day), {self.move: self.cost})
        self.assertEqual(self.settle(self.move, self.day).amount, 44.0)

    def test_what_was_withdrawn_is_not_asked_for_again(self):
        """Neither by the cancelled invoice, nor by undoing or reversing its credit note."""
        for undo, redo in (
            (lambda it: (it.button_draft(), it.button_cancel()) and it,
             lambda it: (it.button_draft(), it.action_post())),
            (lambda it: it._reverse_moves([{"date": "2026-11-29"}], cancel=True),
             lambda it: (it.button_draft(), it.button_cancel())),
            (lambda it: it._reverse_moves([{"date": "2026-11-29"}], cancel=True),
             lambda it: it._reverse_moves([{"date": "2026-11-29"}]).action_post()),
        ):  # fmt: skip
            claim = self.settle(self.move, self.day).with_user(self.accountant)
            entry = undo(claim.move_id)
            claim.action_withdraw()
            with (
                self.assertRaisesRegex(UserError, f"{claim.name} was withdrawn"),
                self.cr.savepoint(),
            ):
                redo(entry.with_user(self.accountant))
            again = self.settle(self.move, self.day)
            self.assertEqual(again.amount, 44.0)
            again.move_id._reverse_moves([{"date": "2026-11-29"}], cancel=True)
            again.with_user(self.accountant).action_withdraw()

    def test_waived_with_a_reason_on_record(self):
        """Who, when and why; it is neither claimed nor told any more."""
        self.settle(self.move, self.day, reason="Good customer")
        lines = self.SettledLine.search([("move_id", "=", self.move.id)])
        self.assertEqual(set(lines.mapped("reason")), {"Good customer"})
        self.assertEqual(lines.user_id, self.accountant)
        self.assertEqual(sum(lines.mapped("amount")), 44.0)
        self.assertEqual(self.owed(self.day), {})
        for change in (lambda: lines.write({"reason": "x"}), lines.unlink):
            with self.assertRaises(UserError):
                change()

    def test_an_item_that_was_made_anew_is_not_claimed_again(self):
        """An invoice reset to draft and posted again has the same days."""
        self.settle(self.move, self.day)
        self.move.button_draft()
        self.move.invoice_line_ids.price_unit = 2000
        self.move.action_post()
        self.assertEqual(self.owed(self.day), {})

    def test_an_item_that_is_gone_stops_no_correction(self):
        """Two installments become one: what was claimed of both stays on record."""
        term = self.env["account.payment.term"].create(
            {
                "name": "In two",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (0, 30)
                ],
            }
        )
        bill = self.invoice(1000.0, invoice_date="2026-01-01", invoice_payment_term_id=term.id)
        for move in (bill, self.move):
            self.settle(move, "2026-06-30")
        claimed = self.SettledLine.search([("move_id", "=", bill.id), ("kind", "=", "interest")])
        self.assertEqual(len(claimed.move_line_id), 2)
        bill.button_draft()
        bill.write({"invoice_payment_term_id": False, "invoice_date_due": "2026-01-01"})
        bill.action_post()
        self.assertEqual(len(self.receivable_line(bill)), 1)
        self.assertEqual(len(claimed.move_line_id), 1)
        self.assertEqual(set(claimed.mapped("is_live")), {True})

    def test_days_to_come_are_not_claimed(self):
        """Nobody knows who pays until then."""
        with self.assertRaises(UserError):
            self.settle(self.move, "2199-01-01")

    def test_a_missing_account_is_named(self):
        """And nothing is put on record."""
        self.company.customer_statement_interest_account_id = False
        with self.assertRaises(UserError) as caught:
            self.settle(self.move, self.day)
        self.assertIn("account or the product", str(caught.exception))
        self.assertEqual(self.owed(self.day), {self.move: self.cost})

    def test_a_missing_rate_stops_the_claim(self):
        """Instead of a claim that is too small."""
        self.customer.customer_statement_interest_terms = "law"
        move = self.late(1000, "2024-11-30")
        with self.assertRaisesRegex(UserError, "no interest rate of Germany"):
            self.settle(move, "2026-02-20")


@tagged("post_install", "-at_install")
class TestInterestRights(InterestCommon):
    """Accountants claim and waive, salespeople read their own customers."""

    def setUp(self):
        super().setUp()
        self.customer.user_id = self.reader
        self.move = self.late(1000, "2026-01-31")
        self.late(1000, "2026-01-31", self.env["res.partner"].create(
            {"name": "Foreign", "is_company": True}
        ))  # fmt: skip

    def dialog(self, user, partner=None):
        """Return the dialog of a customer, opened by a user."""
        action = (partner or self.customer).with_user(user).action_open_interest()
        return self.Settle.with_user(user).browse(action["res_id"])

    def test_a_salesperson_reads_the_own_customer(self):
        """The figures, and no more."""
        dialog = self.dialog(self.reader)
        self.assertEqual(dialog.line_ids.mapped("document"), [self.move.name])
        self.assertFalse(dialog.is_accountant)
        dialog.reason = "Mine"
        for action in (dialog.action_claim, dialog.action_waive):
            with self.assertRaises(AccessError):
                action()
        context = dict.fromkeys(("bypass", "default_is_accountant", "su", "force"), True)
        with self.assertRaises(AccessError):
            dialog.with_context(**context).action_claim()

    def test_a_salesperson_reads_no_other_customer(self):
        """Neither in the dialog, nor of what was claimed."""
        other = self.env["res.partner"].search([("name", "=", "Foreign")], limit=1)
        with self.assertRaises(AccessError):
            self.dialog(self.reader, other)
        dialog = self.Settle.with_user(self.reader).create(
            {"company_id": self.company.id, "partner_id": other.id, "date": "2026-11-01"}
        )
        with self.assertRaises(AccessError):
            dialog.action_refresh()
        claim = self.settle(self.move, "2026-02-20")
        self.assertTrue(claim.with_user(self.reader).has_access("read"))
        self.customer.user_id = self.statement_user
        self.assertFalse(claim.with_user(self.reader).has_access("read"))
        self.assertFalse(claim.line_ids.with_user(self.reader).has_access("read"))
        with self.assertRaises(AccessError):
            claim.with_user(self.reader).action_withdraw()

    def test_figures_of_another_day_are_looked_at_first(self):
        """Who changes the day and claims at once sees them before anything is booked."""
        dialog = self.dialog(self.accountant)
        dialog.write({"date": "2026-02-20", "reason": "Goodwill"})
        for action in (dialog.action_waive, dialog.action_claim):
            dialog.shown_date = "2026-11-01"
            shown = action()
            self.assertEqual((shown["res_model"], shown["res_id"]), (dialog._name, dialog.id))
        self.assertFalse(self.SettledLine.search([("partner_id", "=", self.customer.id)]))
        total = sum(dialog.line_ids.filtered("take").mapped("total"))
        claims = self.Claim.search(dialog.action_claim()["domain"])
        self.assertAlmostEqual(sum(claims.mapped("amount")), total)

    def test_what_a_client_shows_is_not_what_is_claimed(self):
        """Amounts and items of the dialog are computed again."""
        dialog = self.dialog(self.accountant)
        dialog.line_ids.write({"interest": 5000.0, "fee": 9000.0, "days": 1})
        action = dialog.action_claim()
        claim = self.Claim.search(action["domain"])
        item = self.Interest._read(self.company, self.customer, dialog.date)
        self.assertEqual(item, {})
        self.assertLess(claim.amount, 300)
        dialog = self.dialog(self.accountant)
        foreign = self.env["account.move.line"].search(
            [("partner_id.name", "=", "Foreign"), ("account_type", "=", "asset_receivable")]
        )
        dialog.line_ids = [(0, 0, {"take": True, "item": foreign.id})]
        with self.assertRaises(UserError):
            dialog.action_claim()

    def test_records_are_nobodys_to_write(self):
        """Neither claims nor lines, not by the accountant who made them."""
        claim = self.settle(self.move, "2026-02-20").with_user(self.accountant)
        for change in (
            lambda: claim.write({"state": "claimed"}),
            lambda: claim.write({"amount": 1.0}),
            claim.unlink,
            lambda: claim.line_ids.write({"is_live": False}),
            lambda: claim.create({"name": "X", "company_id": self.company.id}),
        ):
            with self.assertRaises(UserError):
                change()

    def test_terms_are_agreed_by_those_who_keep_the_books(self):
        """A salesperson neither writes them nor brings them along in a context."""
        self.reader.group_ids += self.env.ref("base.group_partner_manager")
        customer = self.customer.with_user(self.reader)
        with self.assertRaises(AccessError):
            customer.write({"customer_statement_interest_terms": "none"})
        contacts = self.env["res.partner"].with_user(self.reader).with_context(
            default_customer_statement_interest_terms="none"
        )  # fmt: skip
        with self.assertRaises(AccessError):
            contacts.create({"name": "New", "is_company": True})

    def test_portal_users_reach_nothing(self):
        """They read it on their statements."""
        claim = self.settle(self.move, "2026-02-20")
        user = self.portal_user_of(self.contact)
        for records in (claim, claim.line_ids, self.Rate.search([], limit=1)):
            self.assertFalse(records.with_user(user).has_access("read"), records._name)
