"""Payment plans: what is agreed adds up, what is paid is read from the books, broken ones end."""

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_plans import DAY, PARTS, PlanCommon

OPEN = (0.0, "open")


@tagged("post_install", "-at_install")
class TestPlans(PlanCommon):
    """300 in three parts, from the tenth of February."""

    # --------------------------------------------------------------- agreeing

    @freeze_time(DAY)
    def test_the_dialog_proposes_parts_that_add_up(self):
        """What is overdue is ticked, cents go to one part, rows may be edited."""
        later = self.owe(self.customer, 50.0, "2026-06-01")
        dialog = self.dialog()
        self.assertEqual(dialog.total, 300.0)
        self.assertEqual(dialog.item_ids.filtered("take").mapped("document"),
                         (self.first + self.second).sorted("id").mapped("name"))  # fmt: skip
        self.assertIn(later.name, dialog.item_ids.mapped("document"))
        self.assertEqual(dialog.part_ids.mapped("amount"), [100.0, 100.0, 100.0])
        self.assertEqual(str(dialog.part_ids[2].date), "2026-04-10")
        dialog.write({"part_count": 7, "every": "week"})
        dialog._onchange_parts()
        self.assertEqual(dialog.part_ids[-1].amount, 42.9)
        dialog.cents = "first"
        dialog._onchange_parts()
        self.assertEqual(dialog.part_ids[0].amount, 42.9)
        self.assertFalse(dialog.problem)
        dialog.part_ids[0].amount = 40.0
        self.assertIn("2.90", dialog.problem)
        self.assertEqual(dialog.difference, 2.9)
        with self.assertRaisesRegex(UserError, "lack"):
            dialog.action_agree()
        dialog.part_ids[1].amount += 2.9
        plan = self.Plan.browse(dialog.action_agree()["res_id"])
        self.assertEqual((plan.state, plan.amount), ("active", 300.0))
        who = (plan.offered_by_id, plan.agreed_by_id)
        self.assertEqual(who, (self.accountant, self.accountant.partner_id))

    @freeze_time(DAY)
    def test_the_form_of_the_dialog_follows_what_is_typed(self):
        """Rows come with the number of parts, and anew with what is ticked."""
        dialog = self.dialog()
        with Form(dialog) as form:
            form.part_count = 2
            self.assertEqual([row["amount"] for row in form.part_ids._records], [150.0, 150.0])
            with form.item_ids.edit(1) as row:
                row.take = False
            self.assertIn(form.total, (100.0, 200.0))
            self.assertEqual(len(form.part_ids._records), 2)
            with form.part_ids.edit(0) as row:
                row.amount += 1
            self.assertIn("1.00 more", form.problem)
            with form.part_ids.edit(1) as row:
                row.amount -= 1
            self.assertFalse(form.problem)
        plan = self.Plan.browse(dialog.action_offer()["res_id"])
        self.assertEqual((plan.state, len(plan.item_ids), len(plan.part_ids)), ("offered", 1, 2))

    @freeze_time(DAY)
    def test_the_dialog_of_an_invoice_covers_that_one(self):
        """From the list of invoices; of one customer only."""
        self.assertEqual(self.dialog(moves=self.second).total, 100.0)
        theirs = self.owe(self.other_customer, 70.0)
        with self.assertRaisesRegex(UserError, "one customer"):
            self.dialog(moves=self.second + theirs)

    @freeze_time(DAY)
    def test_what_is_no_plan_is_refused_with_what_to_do(self):
        """Sums, days, other customers' items, items of two plans, nothing at all."""
        item, other = self.items_of(self.first), self.items_of(self.owe(self.other_customer, 200.0))
        today = date(2026, 2, 10)
        for items, parts, words in (
            (item, [(today, 199.99)], "lack"),
            (item, [(today, 200.01)], "more than what is open"),
            (item, [(date(2026, 2, 9), 200.0)], "before today"),
            (item, [(today, 300.0), (date(2026, 3, 1), -100.0)], "more than nothing"),
            (item, [], "at least one part"),
            (other, [(today, 200.0)], "planned already"),
            (item.browse(), [(today, 200.0)], "planned already"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self.Plan.sudo()._make(self.customer, self.company, items, parts)
        self.plan(self.first, parts=[(today, 200.0)])
        with self.assertRaisesRegex(UserError, "planned already"):
            self.plan(self.first, parts=[(today, 200.0)])

    @freeze_time(DAY)
    def test_an_offer_counts_when_somebody_agrees_and_it_still_adds_up(self):
        """Something paid meanwhile: the offer is void."""
        plan = self.offer()
        self.assertEqual(self.verdict(self.customer), (3, None))
        self.pay(self.first, 10.0, DAY)
        with self.assertRaisesRegex(UserError, "ask for a new offer"):
            plan._agree(self.contact)
        with freeze_time("2026-02-11"), self.assertRaisesRegex(UserError, "ask for a new offer"):
            plan._agree(self.contact)
        plan.with_user(self.accountant).action_cancel()
        self.assertEqual((plan.state, plan.end_reason),
                         ("cancelled", f"Cancelled by {self.accountant.name}"))  # fmt: skip
        with self.assertRaisesRegex(UserError, "no offer"):
            plan._agree(self.contact)

    @freeze_time(DAY)
    def test_two_offers_of_one_item_cannot_both_count(self):
        """The database refuses what the check could not see."""
        one, two = self.offer(), self.offer()
        one._agree(self.contact)
        with self.assertRaisesRegex(UserError, "planned already"):
            two._agree(self.contact)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            two.item_ids._set_live(True)

    # --------------------------------------------------------------- paying

    @freeze_time(DAY)
    def test_payments_count_against_the_oldest_part(self):
        """By bank, in pieces, on any covered invoice."""
        plan = self.plan()
        self.assertEqual(self.paid_of(plan), [(0.0, "due"), OPEN, OPEN])
        self.pay(self.second, 30.0, DAY)
        self.assertEqual(self.paid_of(plan), [(30.0, "due"), OPEN, OPEN])
        self.pay(self.first, 120.0, DAY)
        self.assertEqual(self.paid_of(plan), [(100.0, "paid"), (50.0, "open"), OPEN])
        self.assertEqual((plan.paid_amount, plan.open_amount, plan.next_amount), (150, 150, 50))

    @freeze_time(DAY)
    def test_store_credit_pays_a_part(self):
        """As any other payment of what is covered."""
        plan = self.plan()
        self.give_credit(80.0)
        self.pay_with_store_credit(self.first, 80.0)
        self.assertEqual(self.paid_of(plan)[0], (80.0, "due"))

    def pay_with_store_credit(self, move, amount):
        """Book what store credit pays of an invoice, as the till and the portal do."""
        entry = self.book(
            [(self.liability, amount, self.customer), (self.receivable, -amount, self.customer)]
        )
        self.match(move, entry)

    @freeze_time(DAY)
    def test_a_credit_note_larger_than_the_plan_keeps_it(self):
        """What is left of it stays an open credit; the plan has ended well."""
        plan = self.plan()
        note = self.credit_note(400.0)
        self.match(note, self.first, self.second)
        self.assertEqual([row[1] for row in self.paid_of(plan)], ["paid"] * 3)
        plan._check_today()
        self.assertEqual((plan.state, str(plan.ended_on)), ("kept", DAY))
        self.assertEqual(self.items_of(note).amount_residual, -100.0)
        self.assertFalse(plan.item_ids.filtered("is_live"))

    @freeze_time(DAY)
    def test_a_payment_that_is_taken_back_is_owed_again(self):
        """Nothing is stored that could say otherwise."""
        plan = self.plan()
        payment = self.pay(self.first, 150.0, DAY)
        self.assertEqual(plan.paid_amount, 150.0)
        payment.move_id.line_ids.remove_move_reconcile()
        self.assertEqual(self.paid_of(plan), [(0.0, "due"), OPEN, OPEN])

    @freeze_time(DAY)
    def test_a_document_in_draft_is_not_paid(self):
        """Posted again it counts as before; cancelled, the plan ends and somebody hears of it."""
        plan = self.plan()
        self.first.button_draft()
        self.assertEqual(self.paid_of(plan), [(0.0, "due"), OPEN, OPEN])
        plan._check_today()
        self.assertEqual(plan.state, "active")
        self.first.action_post()
        self.pay(self.first, 100.0, DAY)
        self.assertEqual(self.paid_of(plan)[0], (100.0, "paid"))
        self.second.button_draft()
        self.second.button_cancel()
        plan._check_today()
        self.assertEqual(plan.state, "cancelled")
        self.assertIn(plan.name, plan.activity_ids[:1].summary)
        self.assertEqual(plan.activity_ids.user_id, self.accountant | self.statement_user)

    def test_a_document_that_is_corrected_breaks_nothing(self):
        """Nobody is told of a broken plan while an invoice that was paid is in draft for a day."""
        with freeze_time(DAY):
            plan = self.plan()
            self.pay(self.first, 100.0, DAY)
        with freeze_time("2026-02-14"):
            self.first.button_draft()
            plan._check_today()
            self.assertEqual(plan.state, "active")
            self.first.action_post()
            plan._check_today()
            self.assertEqual((plan.state, plan.paid_amount), ("active", 100.0))

    def test_a_document_that_asks_for_something_else_ends_the_plan(self):
        """Nobody breaks it who pays as agreed: somebody is told, and agrees on a new one."""
        for name in ("dearer", "bounced", "in_parts", "of_another", "in_euro"):
            with self.subTest(name=name):
                partner = self.late(1)
                move = self.invoice_of(partner)
                paid = self.pay(move, 60.0, "2026-02-01") if name == "bounced" else None
                half = move.amount_residual / 2
                with freeze_time(DAY):
                    parts = ((PARTS[0][0], half), (PARTS[1][0], half))
                    plan = self.plan(move, parts=parts, partner=partner)
                    getattr(self, f"make_{name}")(move, paid)
                    rest = self.items_of(move).filtered("amount_residual")[:1]
                    self.pay(move, min(half, rest.amount_residual), DAY)
                with freeze_time("2026-02-20"):
                    plan._check_today()
                    self.assertEqual(plan.state, "cancelled")
                    self.assertIn("was changed", plan.activity_ids[:1].summary)
                    self.assertFalse(plan.item_ids.filtered("is_live"))

    def make_dearer(self, move, paid):
        """Correct the price."""
        move.button_draft()
        move.invoice_line_ids.price_unit = 1000.0
        move.action_post()

    def make_bounced(self, move, paid):
        """Take back what had paid a part of it before the plan."""
        paid.action_draft()
        paid.action_cancel()

    def make_in_parts(self, move, paid):
        """30 % now, the rest later: that rest is in no plan."""
        move.button_draft()
        move.invoice_payment_term_id = self.env["account.payment.term"].create(
            {
                "name": "In parts",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 30, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 70, "nb_days": 5}),
                ],
            }
        )
        move.action_post()

    def make_of_another(self, move, paid):
        """Somebody else owes it."""
        move.button_draft()
        move.partner_id = self.other_customer
        move.action_post()

    def make_in_euro(self, move, paid):
        """The same figure in other money."""
        move.button_draft()
        move.currency_id = self.foreign
        move.action_post()

    @freeze_time(DAY)
    def test_a_document_that_is_corrected_to_less_keeps_the_plan(self):
        """What is owed no more counts as paid, as after a credit note."""
        plan = self.plan(self.second, parts=((PARTS[0][0], 50.0), (PARTS[1][0], 50.0)))
        self.second.button_draft()
        self.second.invoice_line_ids.price_unit = 80.0
        self.second.action_post()
        plan._check_today()
        self.assertEqual((plan.state, plan.open_amount), ("active", 80.0))
        self.pay(self.second, 80.0, DAY)
        plan._check_today()
        self.assertEqual(plan.state, "kept")

    @freeze_time(DAY)
    def test_a_payment_in_draft_pays_nothing(self):
        """It keeps its matching, and is neither money nor the end of a plan."""
        plan = self.plan(self.second, parts=((PARTS[0][0], 100.0),))
        payment = self.pay(self.second, 100.0, DAY)
        payment.action_draft()
        self.assertEqual(self.paid_of(plan), [(0.0, "due")])
        plan._check_today()
        self.assertEqual(plan.state, "active")
        payment.action_post()
        self.env.invalidate_all()
        plan._check_today()
        self.assertEqual(plan.state, "kept")

    def test_a_plan_changes_no_entry(self):
        """Invoices, residuals and due dates are those of before."""
        fields = ("date_maturity", "amount_residual", "no_followup", "reconciled", "write_date")
        with freeze_time(DAY):
            items = self.items_of(self.first, self.second)
            before = items.read(fields)
            plan = self.plan()
        with freeze_time("2026-05-01"):
            plan._check_today()
            self.env.invalidate_all()
            self.assertEqual(items.read(fields), before)
            self.assert_ties_out()

    # --------------------------------------------------------------- days

    def test_a_broken_plan_ends_after_the_grace_and_is_a_broken_promise(self):
        """Customer and salesperson hear of it, reminders go on, a payment later settles it."""
        with freeze_time(DAY):
            plan = self.plan()
            self.pay(self.first, 99.99, DAY)
        with freeze_time("2026-02-13"):
            plan._check_today()
            self.assertEqual(plan.state, "active")
        with freeze_time("2026-02-14"):
            with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1):
                self.Plan.sudo()._cron_check()
            self.assertEqual((plan.state, str(plan.broken_date)), ("broken", DAY))
            self.assertEqual(plan.activity_ids.user_id, self.accountant | self.statement_user)
            mail = self.Mail.search([("model", "=", plan._name), ("res_id", "=", plan.id)])[0]
            self.assertIn("has ended", mail.subject)
            self.assertIn("200.01", mail.body_html)
            self.assertEqual(mail.recipient_ids, self.customer)
            self.assertEqual(self.verdict(self.customer, "2026-02-14"), (3, None))
            Partner = self.env["res.partner"]
            day = date(2026, 2, 10)
            self.assertEqual(
                Partner._get_broken_promises(self.company), {self.customer.id: [(day, True)]}
            )
            self.pay(self.first, 100.01, "2026-02-14")
            self.pay(self.second, 100.0, "2026-02-14")
            self.env.invalidate_all()
            self.assertEqual(
                Partner._get_broken_promises(self.company), {self.customer.id: [(day, False)]}
            )

    def online(self, plan, state):
        """Return an online payment of everything that a plan covers."""
        provider = (
            self.env["payment.provider"]
            .sudo()
            .search([("code", "not in", ("none", "custom"))], limit=1)
        )
        if not provider:
            self.skipTest("no provider that is waited for")
        return self.env["payment.transaction"].sudo().create(
            {
                "provider_id": provider.id,
                "payment_method_id": self.env["payment.method"].sudo().search([], limit=1).id,
                "amount": 100.0,
                "currency_id": self.company.currency_id.id,
                "partner_id": self.customer.id,
                "customer_statement_plan_id": plan.id,
                "statement_item_ids": [Command.set(plan._get_debts().ids)],
                "state": state,
            }
        )  # fmt: skip

    def test_a_payment_on_its_way_keeps_the_plan(self):
        """Money that the provider has is not late."""
        with freeze_time(DAY):
            plan = self.plan()
        transaction = self.online(plan, "authorized")
        with freeze_time("2026-03-01"):
            plan._check_today()
            self.assertEqual(plan.state, "active")
            transaction.state = "cancel"
            plan._check_today()
            self.assertEqual(plan.state, "broken")

    def test_a_registered_payment_without_an_entry_keeps_the_plan(self):
        """In a journal without outstanding account; taken back, the part is late."""
        with freeze_time(DAY):
            plan = self.plan()
            payment = self.pay_without_entry(self.first, 200.0, DAY)
        with freeze_time("2026-03-01"):
            plan._check_today()
            self.assertEqual(plan.state, "active")
            payment.action_cancel()
            plan._check_today()
            self.assertEqual(plan.state, "broken")

    def test_a_payment_that_stays_pending_is_not_waited_for_without_end(self):
        """After the days of the company it keeps neither a plan nor reminders, and is named."""
        company = self.company
        with freeze_time(DAY):
            plan = self.plan()
            transaction = self.online(plan, "pending")
            transaction.company_id = company
            transaction.last_state_change = "2026-02-10 12:00:00"
        last, after = "2026-02-24", "2026-02-25"
        with freeze_time(last):
            plan._check_today()
            self.assertEqual(plan.state, "active", "it is on its way")
        with freeze_time(after):
            company.customer_statement_pending_days = 0
            plan._check_today()
            self.assertEqual(plan.state, "active", "it is waited for without end")
            company.customer_statement_pending_days = 14
            plan._check_today()
            self.assertEqual(plan.state, "broken")
            self.assertEqual(plan._find_coverable(self.customer, company), plan._get_debts())
        plan._write_engine({"ended_on": "2026-02-11"})
        run = self.reminder_run(last)
        self.assertEqual((run.line_ids.state, run.line_ids.reason), ("skipped", "paying"))
        run = self.reminder_run(after)
        self.assertEqual((run.line_ids.state, run.line_ids.stalled_amount), ("todo", 300.0))
        self.assertIn("pending for too long", run.line_ids.advice)

    def test_reminders_skip_what_is_planned_as_of_any_day(self):
        """With its reason; the rest is chased; yesterday's list can be read again."""
        with freeze_time(DAY):
            plan = self.plan(self.first, parts=[(date(2026, 3, 10), 200.0)])
        self.assertEqual(self.verdict(self.customer), (3, None))
        verdict = self.Reminders._read(self.policy, self.customer, DAY)[self.customer]
        self.assertEqual((verdict.standing.due, verdict.standing.stopped["planned"]), (100, 200))
        with freeze_time("2026-02-11"):
            self.plan(self.second, parts=[(date(2026, 3, 10), 100.0)])
        self.assertEqual(self.verdict(self.customer, "2026-02-11"), (None, "planned"))
        run = self.reminder_run("2026-02-11")
        self.assertEqual(self.line_of(run, self.customer), ("skipped", "planned"))
        self.assertEqual(self.verdict(self.customer, "2026-02-09"), (3, None))
        with freeze_time("2026-03-14"):
            plan._check_today()
        self.assertEqual(self.verdict(self.customer, "2026-03-13"), (None, "planned"))
        self.assertEqual(self.verdict(self.customer, "2026-03-14")[1], None)

    def test_a_run_of_reminders_ends_broken_plans_first(self):
        """Nobody waits for the night to be chased."""
        with freeze_time(DAY):
            plan = self.plan()
        with freeze_time("2026-02-20"):
            run = self.reminder_run("2026-02-20")
            self.assertEqual(plan.state, "broken")
            self.assertEqual(self.line_of(run, self.customer), ("todo", False))

    def test_statements_of_contacts_tell_their_own_plans(self):
        """The plan of others is not told as paid, because nothing of it stands there."""
        with freeze_time(DAY):
            plan = self.plan()
        self.owe(self.contact, 50.0)
        template = self.template.copy({"group": "contact"})
        told = []
        for partner in (self.customer, self.contact):
            statement = self.statement(
                partner, kind="open_items", date_to="2026-02-15", template=template
            )
            notes = statement._get_document().notes
            told.append(len([label for label, _amount in notes if plan.name in label]))
        self.assertEqual(told, [3, 0])

    def test_what_is_overdue_is_not_said_to_come_near(self):
        """While a part may still be paid, the next one waits; then it is told with its own day."""
        self.policy.plan_grace_days = 7
        with freeze_time(DAY):
            plan = self.plan(parts=[(date(2026, 2, day), 100.0) for day in (10, 17, 24)])
            self.pay(self.first, 100.0, DAY)
        domain = [("model", "=", plan._name), ("res_id", "=", plan.id)]
        count = self.Mail.search_count(domain)
        with freeze_time("2026-02-21"):
            plan._check_today()
            self.assertEqual((plan.state, self.Mail.search_count(domain)), ("active", count))
        with freeze_time("2026-02-22"):
            self.pay(self.second, 100.0, "2026-02-22")
            self.env.invalidate_all()
            plan._check_today()
        mail = self.Mail.search(domain, order="id desc", limit=1)
        self.assertIn("02/24/2026", mail.subject)

    def test_a_part_that_comes_near_is_told_once(self):
        """A friendly email with the link, in the customer's language; paid parts are not told."""
        with freeze_time(DAY):
            plan = self.plan()
            self.pay(self.first, 100.0, DAY)
        domain = [("model", "=", plan._name), ("res_id", "=", plan.id)]
        with freeze_time("2026-03-06"):
            plan._check_today()
            self.assertEqual(self.Mail.search_count(domain), 1)  # that it was agreed
        for _again in range(2):
            with freeze_time("2026-03-07"):
                plan._check_today()
        mail = self.Mail.search(domain, order="id desc")
        self.assertEqual(len(mail), 2)
        self.assertIn("100.00", mail[0].body_html)
        self.assertIn(plan._get_view_url(), mail[0].body_html.replace("&amp;", "&"))
        with freeze_time("2026-04-08"):
            self.customer.email = False
            plan._check_today()
            self.assertEqual(plan.activity_ids.user_id, self.accountant | self.statement_user)

    def test_the_last_day_of_a_part_ends_where_people_work(self):
        """In the evening of the thirteenth in California it is the fourteenth in Greenwich."""
        with freeze_time(DAY):
            plan = self.plan()
        self.accountant.tz = "America/Los_Angeles"
        Plan = self.Plan.with_user(self.env.ref("base.user_root")).with_context(tz=False)
        with freeze_time("2026-02-14 02:00:00"):
            self.nightly(Plan._cron_check)
            self.assertEqual(plan.state, "active")
        with freeze_time("2026-02-14 09:00:00"):
            self.nightly(Plan._cron_check)
            self.assertEqual(plan.state, "broken")

    def test_a_promise_waits_while_a_plan_is_kept(self):
        """What was agreed to be paid later was not to be paid by the day that was promised."""
        with freeze_time(DAY):
            statement = self.sent(kind="open_items", date_to=DAY)
            promise = statement._promise(self.contact, "", date(2026, 2, 12))
            self.plan()
        with freeze_time("2026-02-13"):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
        self.assertEqual(promise.state, "open")

    def test_an_offer_reaches_somebody_or_is_none(self):
        """A customer without an address is not offered anything by email."""
        self.customer.email = False
        with freeze_time(DAY), self.assertRaisesRegex(UserError, "no email address"):
            self.dialog().action_offer()

    def test_an_offer_that_nobody_takes_ends(self):
        """The day after its first part."""
        with freeze_time(DAY):
            plan = self.offer()
        with freeze_time("2026-02-11"):
            plan._check_today()
        self.assertEqual(plan.state, "cancelled")

    @freeze_time(DAY)
    def test_a_plan_that_is_cancelled_frees_its_items(self):
        """By a person with the right; then they are chased again, and may be planned anew."""
        plan = self.plan()
        self.assertEqual(self.verdict(self.customer), (None, "planned"))
        plan.with_user(self.accountant).action_cancel()
        self.assertEqual(self.verdict(self.customer), (3, None))
        with self.assertRaisesRegex(UserError, "ended already"):
            plan.with_user(self.accountant).action_cancel()
        self.assertEqual(self.plan().state, "active")

    @freeze_time(DAY)
    def test_statements_show_the_plan_and_do_not_ask_for_it(self):
        """A row for each part, as of the day; the page proposes to pay the rest."""
        self.plan(self.first, parts=((PARTS[0][0], 120.0), (PARTS[1][0], 80.0)))
        self.pay(self.first, 150.0, DAY)
        statement = self.sent(kind="open_items", date_to=DAY)
        notes = [label for label, _amount in statement._get_document().notes]
        self.assertEqual(len([it for it in notes if it.startswith("Payment plan")]), 2)
        self.assertTrue(any("paid" in note for note in notes), notes)
        plan = statement._get_payment_plan()
        self.assertEqual((plan.total, len(plan.debts)), (100.0, 2))
        before = self.sent(kind="open_items", date_to="2026-02-09")
        notes = before._get_document().notes
        self.assertFalse([label for label, _amount in notes if "Payment plan" in label])

    def test_one_plan_that_fails_stops_no_other(self):
        """Nor a run of reminders: whoever broke another plan is reminded."""
        Plan = type(self.Plan)
        with freeze_time(DAY):
            broken = self.plan(self.first, parts=((PARTS[0][0], 200.0),))
            other = self.plan(self.second, parts=((PARTS[0][0], 100.0),))
        end = Plan._break

        def fail(plan, part):
            if plan == broken:
                raise ValueError("The letter cannot be made")
            return end(plan, part)

        with (
            freeze_time("2026-02-20"),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1),
            patch.object(Plan, "_break", fail),
            mute_logger("odoo.addons.customer_statement.models.runs.customer_statement_due_mixin"),
        ):
            self.Plan.sudo()._cron_check()
            self.assertEqual((broken.state, other.state), ("active", "broken"))
            self.assertIn("cannot be made", broken.problem)
            self.assertEqual(broken.activity_ids.user_id, self.accountant)
            self.reminder_run("2026-02-20")

    @freeze_time(DAY)
    def test_odoos_check_of_companies_is_left_alone(self):
        """Whatever checks records by it finds nothing wrong with a plan."""
        self.assertIsNone(self.plan()._check_company())

    def test_a_plan_goes_with_its_customer(self):
        """Whoever becomes part of another customer takes plans along, kept or broken."""
        self.policy.plan_in_portal = True
        head = self.env["res.partner"].create({"name": "Head", "is_company": True})
        with freeze_time(DAY):
            plan = self.plan()
            self.customer.sudo().write({"is_company": False, "parent_id": head.id})
            self.assertEqual(self.customer.commercial_partner_id, head)
            kept = self.Plan._find_agreed(head, self.company)
            kept = kept._filter_kept(head, self.company, PARTS[0][0])
            self.assertEqual(kept, plan)
            self.assertTrue(self.Plan._find_rules(head, self.company))
            self.assertEqual(head.customer_statement_plan_count, 1)
        with freeze_time("2026-02-20"):
            plan._check_today()
            self.assertEqual(plan.state, "broken")
            self.assertFalse(self.Plan._find_rules(head, self.company))

    def test_the_largest_amount_counts_plans_in_every_currency(self):
        """A customer who has one in each owes no more than the policy allows."""
        with freeze_time(DAY):
            foreign = self.invoice(
                100.0, currency_id=self.foreign.id, invoice_date="2026-01-15",
                invoice_date_due="2026-01-15",
            )  # fmt: skip
            owed = self.items_of(foreign).amount_residual
            self.plan(foreign, parts=((PARTS[0][0], 100.0),))
            items = self.items_of(self.first)
            self.policy.write({"plan_largest_amount": 200.0 + owed, "plan_smallest_part": 0.0})
            self.assertTrue(self.Plan._prepare_proposal(items, self.policy, 2, "month"))
            self.policy.plan_largest_amount = 199.0 + owed
            with self.assertRaisesRegex(UserError, "Plans are possible up to"):
                self.Plan._prepare_proposal(items, self.policy, 2, "month")

    # --------------------------------------------------------------- rights

    @freeze_time(DAY)
    def test_who_may_offer_agree_and_cancel(self):
        """Salespeople read the plans of their customers, and neither offer nor end them."""
        plan = self.offer()
        sales = self.statement_user
        self.assertEqual(self.Plan.with_user(sales).search([]), plan)
        self.assertEqual(plan.part_ids.with_user(sales).mapped("amount"), [100.0] * 3)
        for method in ("action_agree", "action_cancel"):
            with self.assertRaises(AccessError):
                getattr(plan.with_user(sales), method)()
        with self.assertRaises(AccessError):
            self.dialog(sales)
        colleague = self._new_user(
            "statement_sales_two",
            "sales_team.group_sale_salesman,customer_statement.group_customer_statement_user",
        )
        for user in (colleague, self.employee):
            for records in (plan, plan.part_ids, plan.item_ids):
                with self.assertRaises(AccessError):
                    records.with_user(user).read()
        with self.assertRaises(AccessError):
            plan.with_user(colleague).action_agree()
        dialog = self.dialog()
        with self.assertRaises(AccessError):
            dialog.with_user(self.credit_manager).action_agree()
        self.assertEqual(plan.state, "offered")

    @freeze_time(DAY)
    def test_nobody_writes_what_was_planned_or_paid(self):
        """Not the accountant, by no door."""
        plan = self.plan().with_user(self.accountant)
        for records, vals in (
            (plan, {"state": "kept"}), (plan, {"amount": 1.0}), (plan, {"ended_on": DAY}),
            (plan, {"part_ids": [Command.clear()]}), (plan.part_ids, {"amount": 1.0}),
            (plan.part_ids, {"date": "2027-01-01"}), (plan.item_ids, {"amount": 1.0}),
            (plan.item_ids, {"is_live": False}), (plan, {"grace_days": 90}),
        ):  # fmt: skip
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                records.write(vals)
        for records in (plan, plan.part_ids, plan.item_ids):
            with self.subTest(records._name), self.assertRaises(UserError):
                records.unlink()
            with self.assertRaises(UserError):
                records.create([{}])
        with self.assertRaises(UserError):
            plan.sudo().unlink()

    @freeze_time(DAY)
    def test_other_companies_see_nothing(self):
        """A manager of another company reads no plan of this one."""
        plan = self.plan()
        other = self.setup_other_company(name="Elsewhere")["company"]
        manager = self._new_user(
            "statement_elsewhere",
            "customer_statement.group_customer_statement_manager,account.group_account_invoice",
        )
        manager.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.Plan.with_user(manager).search([]))
        with self.assertRaises(AccessError):
            plan.with_user(manager).action_cancel()
