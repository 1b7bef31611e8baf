"""The Credit Centre's list: every credit given, with what became of it."""

from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.centre import customer_credit as credit_list
from .common import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditView(CreditCommon):
    """`customer.credit` is read from journal items and their matching."""

    def credit(self, move):
        """Return the credit that this entry gave."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["customer.credit"].search([("move_id", "=", move.id)])

    def assert_credit(self, credit, **values):
        """The credit's fields have these values."""
        self.assertEqual({name: credit[name] for name in values}, values)

    def test_credit_note_is_open(self):
        """A posted credit note is a credit in full."""
        note = self.invoice(100, move_type="out_refund")
        self.assert_credit(
            self.credit(note), partner_id=self.customer, company_id=self.company,
            currency_id=self.company.currency_id, name=note.name, origin="credit_note",
            kind="outstanding", amount=100, applied_amount=0, refunded_amount=0,
            remaining_amount=100, status="open",
        )  # fmt: skip

    def test_age_is_told_in_days_of_the_reader(self):
        """What came in today is no day old, east and west of where the server stands."""
        for place in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            with self.subTest(place):
                there = self.env.user.with_context(tz=place)
                payment = self.pay_on_account(10, date=fields.Date.context_today(there))
                self.env.flush_all()
                self.env.invalidate_all()
                credit = there.env["customer.credit"].search([("move_id", "=", payment.move_id.id)])
                self.assertEqual(credit.age_days, 0)

    def test_draft_is_no_credit(self):
        """A draft gives nothing."""
        self.assertFalse(self.credit(self.invoice(100, move_type="out_refund", post=False)))

    def test_payment_partly_and_fully_applied(self):
        """What an invoice takes is applied, the rest remains."""
        payment = self.pay_on_account(100)
        invoice = self.invoice(30)
        lines = self.receivable_line(payment.move_id) + self.receivable_line(invoice)
        lines.reconcile()
        self.assert_credit(
            self.credit(payment.move_id), origin="payment", amount=100, applied_amount=30,
            remaining_amount=70, status="partial",
        )  # fmt: skip
        second = self.invoice(200)
        (self.receivable_line(payment.move_id) + self.receivable_line(second)).reconcile()
        self.assert_credit(
            self.credit(payment.move_id), applied_amount=100, remaining_amount=0, status="applied"
        )

    def test_refunded_by_bank(self):
        """What goes back to the customer through the bank is refunded, not applied."""
        note = self.invoice(80, move_type="out_refund")
        refund = self.env["account.payment"].create(
            {
                "payment_type": "outbound", "partner_type": "customer", "amount": 80,
                "partner_id": self.customer.id, "journal_id": self.bank_journal.id,
            }
        )  # fmt: skip
        refund.action_post()
        lines = self.receivable_line(note) + self.receivable_line(refund.move_id)
        lines.reconcile()
        self.assert_credit(
            self.credit(note), applied_amount=0, refunded_amount=80, status="refunded"
        )

    def test_store_credit_is_listed_with_its_event(self):
        """Store credit booked by hand is an adjustment that can be used."""
        entry = self.give_credit(50)
        self.assert_credit(
            self.credit(entry.move_id), origin="adjustment", kind="store_credit", amount=50,
            remaining_amount=50, status="open",
        )  # fmt: skip

    def test_a_line_of_the_history_is_named_by_what_happened(self):
        """Whoever opens it reads the event and the day, not a key of the database."""
        entry = self.give_credit(50).with_user(self.salesperson)
        self.assertRegex(entry.display_name, r"^Adjustment, \d\d/\d\d/\d{4}$")
        shown = entry.get_views([(False, "form")])["views"]["form"]["arch"]
        self.assertIn('name="event"', shown)
        self.assertNotIn("res_model", shown)

    def test_sums_equal_the_partner_figures(self):
        """Open credits of the list add up to the customer's credit balance."""
        self.give_credit(50)
        self.invoice(80, move_type="out_refund")
        self.pay_on_account(20)
        self.env.flush_all()
        self.env.invalidate_all()
        [(remaining,)] = self.env["customer.credit"]._read_group(
            [("partner_id", "=", self.customer.id)], [], ["remaining_amount:sum"]
        )
        self.assertEqual(remaining, 150)
        self.assertEqual(self.customer.credit_balance, 150)

    def test_what_an_overdraft_spent_counts_against_the_rest(self):
        """The sum of what remains is the credit balance, below zero, too; paid back it is gone."""
        self.credit_account().overdraft_limit = 100
        invoice = self.invoice(80)
        wizard = self.env["customer.credit.apply"].create(
            {"partner_id": self.customer.id, "line_ids": [
                Command.create({"invoice_id": invoice.id, "amount": 80})
            ]}
        )  # fmt: skip
        wizard.action_confirm()
        for given, expected in ((0, [-80]), (30, [-50]), (70, [20])):
            with self.subTest(given=given):
                if given:
                    self.give_credit(given)
                self.env.flush_all()
                self.env.cr.precommit.run()  # what was given is matched at the commit
                self.env.flush_all()
                self.env.invalidate_all()
                rows = self.env["customer.credit"].search(
                    [("partner_id", "=", self.customer.id), ("used_up", "=", False)]
                )
                self.assertEqual(rows.mapped("remaining_amount"), expected)
                self.assertEqual(sum(expected), self.customer.credit_balance)
                for row in rows.filtered(lambda it: it.remaining_amount < 0):
                    self.assertEqual(row.status, "spent", "no credit is open here")
                    self.assertIn(row, rows.search([("status", "=", "spent")]))
                    self.assertNotIn(row, rows.search([("status", "in", ["open", "partial"])]))
                    self.assertEqual(row.amount, row.remaining_amount + row.applied_amount)
                    action = row.action_open_document()
                    self.assertEqual(action["res_model"], "customer.credit.entry")
                    with self.assertRaisesRegex(UserError, "before money came"):
                        row.action_apply()

    def test_credit_notes_are_found_among_other_credits(self):
        """By people who keep no books too; payments and store credit are no credit notes."""
        note = self.invoice(30.0, move_type="out_refund")
        payment = self.pay_on_account(20.0)
        self.give_credit(10.0)
        Credit = self.env["customer.credit"].with_user(self.salesperson)
        mine = [("partner_id", "=", self.customer.id)]
        found = Credit.search([*mine, ("origin", "=", "credit_note")])
        self.assertEqual(found.sudo().move_id, note)
        others = Credit.search([*mine, ("origin", "!=", "credit_note")])
        self.assertEqual(len(others), 2)
        self.assertIn(payment.move_id, others.sudo().move_id)

    def test_status_filters_and_groups(self):
        """Each status can be filtered and grouped, negated too."""
        Credit = self.env["customer.credit"]
        note = self.invoice(80, move_type="out_refund")
        payment = self.pay_on_account(100)
        invoice = self.invoice(30)
        lines = self.receivable_line(payment.move_id) + self.receivable_line(invoice)
        lines.reconcile()
        self.env.flush_all()
        mine = [("partner_id", "=", self.customer.id)]
        self.assertEqual(Credit.search([*mine, ("status", "=", "open")]).move_id, note)
        self.assertEqual(
            Credit.search([*mine, ("status", "in", ["partial"])]).move_id, payment.move_id
        )
        self.assertEqual(Credit.search([*mine, ("status", "!=", "open")]).move_id, payment.move_id)
        self.assertFalse(Credit.search([*mine, ("status", "=", "applied")]))
        groups = dict(Credit._read_group(mine, ["status"], ["__count"]))
        self.assertEqual(groups, {"open": 1, "partial": 1})

    def test_a_page_of_customers_adds_up_its_own_rows_alone(self):
        """Each page says what the whole list says, in either direction, also grouped further."""
        customers = self.env["res.partner"].create([{"name": f"Page {n}"} for n in range(5)])
        for number, customer in enumerate(customers, 1):
            self.pay_on_account(10.0 * number, customer)
            self.invoice(5.0, customer, move_type="out_refund")
        self.env.flush_all()
        Credit = self.env["customer.credit"]
        domain = [("partner_id", "in", customers.ids)]
        sums = ["__count", "amount:sum", "remaining_amount:sum"]
        for order in (None, "partner_id desc", "amount:sum desc", "partner_id, amount:sum"):
            whole = Credit._read_group(domain, ["partner_id"], sums, order=order)
            self.assertEqual(len(whole), 5)
            # Found among the first customers that are asked, or among all.
            for asked in (1, 25, 10**6):
                with patch.object(credit_list, "ASKED", asked):
                    pages = [
                        Credit._read_group(
                            domain, ["partner_id"], sums, offset=at, limit=2, order=order
                        )
                        for at in (0, 2, 4, 6)
                    ]
                self.assertEqual([row for page in pages for row in page], whole)
        shown = Credit.web_read_group(domain, ["partner_id"], ["amount:sum"], limit=2)
        self.assertEqual(
            (shown["length"], [row["amount:sum"] for row in shown["groups"]]), (5, [15.0, 25.0])
        )
        last = Credit.web_read_group(domain, ["partner_id"], ["amount:sum"], limit=2, offset=4)
        beyond = Credit.web_read_group(domain, ["partner_id"], ["amount:sum"], limit=2, offset=6)
        self.assertEqual((last["length"], beyond["length"]), (5, 0))

    def test_customers_are_counted_in_the_database_by_an_index(self):
        """As many queries for two customers as for many; an entry of an index for each credit."""
        customers = self.env["res.partner"].create([{"name": f"Count {n}"} for n in range(4)])
        for customer in customers:
            self.pay_on_account(10.0, customer)
        self.env.flush_all()
        Credit = self.env["customer.credit"].with_user(self.salesperson)
        domain = [("partner_id", "in", customers.ids)]
        self.assertEqual(Credit._count_customers(domain), 4)
        with self.assertQueryCount(1):
            Credit._count_customers(domain)
        self.assertEqual(Credit._count_customers([("id", "=", 0)]), 0)
        with self.assertRaises(AccessError):
            self.env["customer.credit"].with_user(self.portal_user)._count_customers([])

    def explain(self, query):
        """Return how PostgreSQL would run a query on tables too big to be read."""
        for name in ("seqscan", "bitmapscan", "indexscan"):
            self.env.cr.execute(SQL("SET LOCAL %s = off", SQL.identifier(f"enable_{name}")))
        self.env.cr.execute(SQL("EXPLAIN %s", query))
        return "\n".join(row[0] for row in self.env.cr.fetchall())

    def test_customers_are_counted_without_reading_an_item(self):
        """All that the list asks of a credit is in the index, whichever addons add to it."""
        Credit = self.env["customer.credit"]
        plan = self.explain(Credit._sql_count(Credit._search([])))
        self.assertIn("Index Only Scan using account_move_line_credits_of_customers_idx", plan)

    def test_what_was_spent_before_money_came_is_found_by_an_index(self):
        """The Credit Centre asks for it on each page; all items would be read for a few."""
        Credit = self.env["customer.credit"]
        plan = self.explain(Credit._search([("partner_id", "=", self.customer.id)]).select())
        self.assertIn("account_move_line_open_debits_idx", plan)
        # Among the open items of the accounts of store credit, not among all open invoices.
        condition = plan.split("account_move_line_open_debits_idx")[1].split("Index Cond:")[1]
        self.assertEqual(condition.splitlines()[0].count("account_id = ANY"), 2)

    def test_a_page_works_nothing_out_for_others(self):
        """The statement that adds up is told whose rows it reads."""
        self.pay_on_account(10.0, self.other_customer)
        self.pay_on_account(10.0)
        self.env.flush_all()
        read = []
        Credit = self.registry["customer.credit"]
        original = Credit._search

        def watch(records, domain, *args, **kwargs):
            read.append(str(domain))
            return original(records, domain, *args, **kwargs)

        self.patch(Credit, "_search", watch)
        self.env["customer.credit"]._read_group([], ["partner_id"], ["amount:sum"], limit=1)
        self.assertIn("partner_id", read[-1])

    def test_salesperson_sees_credits_without_accounting(self):
        """Sellers see the list of their company; employees and portal users do not."""
        self.invoice(80, move_type="out_refund")
        self.env.flush_all()
        Credit = self.env["customer.credit"]
        domain = [("partner_id", "=", self.customer.id)]
        rows = Credit.with_user(self.salesperson).search_read(domain, ["amount", "status"])
        self.assertEqual(rows[0]["amount"], 80)
        for user in (self.employee, self.portal_user):
            with self.assertRaises(AccessError):
                Credit.with_user(user).search_read(domain, ["amount"])

    def test_other_company_is_hidden(self):
        """Credits of a company that is not the user's do not show, whatever the context asks."""
        other = self.setup_other_company()["company"]
        partner = self.env["res.partner"].create({"name": "Elsewhere"})
        note = self.env["account.move"].with_company(other).create(
            {
                "move_type": "out_refund", "partner_id": partner.id,
                "invoice_date": "2026-01-15", "company_id": other.id,
                "invoice_line_ids": [
                    Command.create({"name": "x", "price_unit": 5, "tax_ids": [Command.clear()]})
                ],
            }
        )  # fmt: skip
        note.action_post()
        self.env.flush_all()
        domain = [("partner_id", "=", partner.id)]
        Credit = self.env["customer.credit"]
        self.assertTrue(Credit.sudo().search(domain))
        self.assertFalse(Credit.with_user(self.salesperson).search(domain))
        with self.assertRaises(AccessError):
            Credit.with_user(self.salesperson).with_context(allowed_company_ids=other.ids).search(
                domain
            )

    def test_nobody_writes_credits(self):
        """The list has no rows of its own to change."""
        credit = self.credit(self.invoice(80, move_type="out_refund"))
        for user in (self.salesperson, self.credit_manager):
            with self.assertRaises(AccessError):
                credit.with_user(user).write({"amount": 1})
            with self.assertRaises(AccessError):
                credit.with_user(user).unlink()

    def test_actions_need_one_customer_and_the_right(self):
        """A selection must be of one customer, and the caller a manager."""
        credit = self.credit(self.invoice(80, move_type="out_refund"))
        other = self.credit(self.invoice(10, self.other_customer, move_type="out_refund"))
        with self.assertRaisesRegex(UserError, "one customer"):
            (credit | other).action_apply()
        with self.assertRaises(AccessError):
            credit.with_user(self.salesperson).action_apply()
        action = credit.with_user(self.credit_manager).action_refund()
        self.assertEqual(action["res_model"], "customer.credit.refund")
        self.assertEqual(action["context"]["active_ids"], credit.ids)

    def test_only_store_credit_can_be_voided(self):
        """A credit note is reversed, not voided."""
        credit = self.credit(self.invoice(80, move_type="out_refund"))
        with self.assertRaisesRegex(UserError, "Only store credit"):
            credit.with_user(self.credit_manager).action_void()

    def test_list_reads_in_one_query(self):
        """The number of queries does not grow with the rows."""
        for amount in (1, 2, 3):
            self.invoice(amount, move_type="out_refund")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.env["customer.credit"].sudo().search_read(
                [("partner_id", "=", self.customer.id)],
                ["amount", "status", "origin", "applied_amount", "remaining_amount"],
            )

    def test_receipt_is_rendered(self):
        """The receipt names the credit, what it was used for and what remains."""
        payment = self.pay_on_account(100)
        invoice = self.invoice(30)
        lines = self.receivable_line(payment.move_id) + self.receivable_line(invoice)
        lines.reconcile()
        credit = self.credit(payment.move_id)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "customer_credit_balance.report_customer_credit", credit.ids
        )
        text = html.decode()
        self.assertIn(payment.move_id.name, text)
        self.assertIn(invoice.name, text)
        self.assertIn("70.00", text)
