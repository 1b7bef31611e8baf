"""Posted documents: no field, list, item or context changes what they are worth, for anybody."""

from contextlib import contextmanager

from odoo import Command
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CreditCommon

# What a client may say about its call, as Odoo's own steps say it.
CONTEXTS = (
    {},
    {
        "skip_readonly_check": True,
        "check_move_validity": False,
        "force_delete": True,
        "dynamic_unlink": True,
        "skip_account_move_synchronization": True,
        "skip_invoice_sync": True,
        "skip_invoice_line_sync": True,
        "customer_credit_balance.posting": True,
        "customer_credit_balance.keeping": True,
    },
)
DECISIVE = ("one2many", "monetary", "float")
SKIPPED = ("message_", "activity_", "website_message", "rating_")


class UndoError(Exception):
    """Take an attempt back."""


@tagged("post_install", "-at_install")
class TestPostedDocuments(CreditCommon):
    """The attacker invoices, by RPC; fields are those of the registry."""

    @classmethod
    def setUpClass(cls):
        """Make somebody who invoices, and documents that money stands behind."""
        super().setUpClass()
        cls.clerk = cls._new_user("posted_clerk", "account.group_account_invoice")
        cls.spent_topup = cls._topup(cls, 50.0)
        cls._pay(cls, cls.spent_topup, cls.bank_journal)
        cls.unpaid_topup = cls._topup(cls, 70.0)
        cls.open_invoice = cls.invoice(cls, 100.0)
        cls.settled = cls.invoice(cls, 200.0)
        cls._pay(cls, cls.settled, cls.bank_journal)
        cls.by_credit = cls.invoice(cls, 50.0)
        cls._pay(cls, cls.by_credit, cls.journal)
        cls.note = cls.invoice(cls, 30.0, move_type="out_refund")
        cls.documents = (
            cls.open_invoice + cls.settled + cls.by_credit
            + cls.note + cls.spent_topup + cls.unpaid_topup
        )  # fmt: skip
        cls.draft = cls.invoice(cls, 11.0, post=False)
        cls.env.flush_all()

    def _topup(self, amount):
        """Return the posted invoice of a top-up."""
        return self.invoice(
            self,
            0.0,
            invoice_line_ids=[
                Command.create(
                    {"name": "Store credit", "price_unit": amount, "tax_ids": [Command.clear()],
                     "account_id": self.liability.id}
                )
            ],
        )  # fmt: skip

    def _pay(self, move, journal):
        """Pay a document in full through a journal."""
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"journal_id": journal.id})._create_payments()

    # --------------------------------------------------------------- attempts

    def call(self, record, method, *args, ids=None, context=None):
        """Call as the web client does, as the clerk; return the error's name or None."""
        model = self.env[record._name].with_user(self.clerk).browse()
        named = [record.ids] if ids is None else ids
        try:
            call_kw(model, method, [*named, *args], {"context": context or {}})
            self.env.flush_all()
        except Exception as error:  # noqa: BLE001 (Odoo's own forms may fail as they like)
            return type(error).__name__
        return None

    @contextmanager
    def undone(self):
        """Take back whatever happens inside."""
        try:
            with self.env.cr.savepoint():
                yield
                raise UndoError
        except UndoError:
            self.env.cr.precommit.clear()
            self.env.invalidate_all()

    def worth(self):
        """Return {what: amount} of each document, and of the customers' credit."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.execute(
            """
            SELECT move.id, line.partner_id, account.id, SUM(line.balance)
              FROM account_move move JOIN account_move_line line ON line.move_id = move.id
              JOIN account_account account ON account.id = line.account_id
             WHERE move.state = 'posted' AND move.id IN %s
               AND (account.account_type = 'asset_receivable' OR account.id = %s)
             GROUP BY move.id, line.partner_id, account.id
            """,
            (tuple(self.documents.ids), self.liability.id),
        )
        rows = self.env.cr.fetchall()
        worth = {move: {row[1:] for row in rows if row[0] == move} for move in self.documents.ids}
        self.env.cr.execute(
            """
            SELECT DISTINCT move_id, partner_id FROM account_move_line
             WHERE parent_state = 'posted' AND move_id IN %s AND display_type NOT LIKE 'line_%%'
            """,
            (tuple(self.documents.ids),),
        )
        for move, customer in self.env.cr.fetchall():
            worth[move].add((customer, None, 0))
        self.env.cr.execute(
            """
            SELECT COALESCE(SUM(line.balance), 0) FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
             WHERE line.parent_state = 'posted' AND line.company_id = %s
               AND account.account_type = 'asset_receivable'
            """,
            (self.company.id,),
        )
        owed = float(self.env.cr.fetchone()[0])
        accounts = self.Account.search([("company_id", "=", self.company.id)])
        worth["free"] = sum(accounts.mapped("balance")) - sum(accounts.mapped("reserved")) - owed
        return worth

    def assert_kept(self, honest, what):
        """Documents that are posted still are worth what they were.

        And nobody has credit to spend that neither money nor a debt stands behind: what a
        payment that is taken back returns is owed again.
        """
        now = self.worth()
        reset = 0.0
        for move in self.documents.ids:
            if now[move]:
                self.assertEqual(now[move], honest[move], what)
            else:
                # No longer posted: nothing is owed for it, and posting asks the gate again.
                reset += sum(
                    float(amount)
                    for _partner, account, amount in honest[move]
                    if account == self.receivable.id
                )
        self.assertLessEqual(round(now["free"] - honest["free"] - reset, 2), 0.0, what)

    def forgeries(self, record, name, field):
        """Return values that somebody could write into this field."""
        now = record.sudo()[name]
        if field.type in ("monetary", "float", "integer"):
            return [now * 2 or 100, -1, 0]
        if field.type == "many2one":
            others = record.env[field.comodel_name].sudo().search([("id", "!=", now.id)], limit=2)
            if field.comodel_name == "res.partner":
                others = self.other_customer + self.contact
            if field.comodel_name == "account.move":
                others = self.open_invoice + self.draft - now
            if field.comodel_name == "account.account":
                others = (self.liability + self.receivable) - now
            return [*others.ids, False]
        if field.type == "selection":
            return [it for it in field.get_values(record.env) if it != now]
        if field.type in ("one2many", "many2many"):
            return self.commands(record, now, field)
        if field.type == "boolean":
            return [not now]
        if field.type in ("date", "datetime"):
            return ["2020-01-01", "2030-01-01"]
        return ["forged"]

    def commands(self, record, linked, field):
        """Return commands on a list: add, change, move over, cut, take out."""
        if field.comodel_name != "account.move.line":
            return [[Command.clear()], [Command.delete(it) for it in linked.ids]] if linked else []
        new = {"name": "more", "price_unit": 100.0, "quantity": 1.0, "balance": -100.0,
               "account_id": self.company_data["default_account_revenue"].id}  # fmt: skip
        due = {"name": "due", "balance": 100.0, "account_id": self.receivable.id,
               "display_type": "payment_term", "partner_id": self.customer.id}  # fmt: skip
        tried = [[Command.create(new)], [Command.create(new), Command.create(due)]]
        tried.append([Command.link(self.draft.invoice_line_ids[:1].id)])
        for line in linked:
            tried += [
                [Command.update(line.id, {"price_unit": 200.0})],
                [Command.update(line.id, {"balance": line.balance * 2})],
                [Command.delete(line.id)],
                [Command.unlink(line.id)],
            ]
        return tried

    @mute_logger("odoo.sql_db", "odoo.models", "odoo.addons.base.models.ir_rule")
    def try_all(self, record):
        """Write each field of a record by every value and context; return how many."""
        tried = 0
        honest = self.worth()
        for name, field in sorted(record._fields.items()):
            if name == "id" or name.startswith(SKIPPED) or not (field.store or field.inverse):
                continue
            if field.type in ("char", "text", "html", "boolean", "binary"):
                continue
            contexts = CONTEXTS if field.type in DECISIVE else CONTEXTS[1:]
            for value in self.forgeries(record, name, field):
                for context in contexts:
                    with self.undone():
                        error = self.call(record, "write", {name: value}, context=context)
                        tried += 1
                        if not error:
                            what = f"{record}.{name} = {value!r} with {sorted(context)[:1]}"
                            self.assert_kept(honest, what)
                    if not error:
                        break
        return tried

    # --------------------------------------------------------------- tests

    def test_no_field_of_a_document(self):
        """Each field of the invoice of a top-up that was spent."""
        self.assertGreater(self.try_all(self.spent_topup), 100)

    def test_no_field_of_an_item(self):
        """Each field of the items of a top-up that is not paid, on both accounts."""
        tried = sum(self.try_all(line) for line in self.unpaid_topup.line_ids)
        self.assertGreater(tried, 100)

    def test_lists_are_closed_with_a_sentence(self):
        """Adding, changing and removing by any list, a new item, an item moved over."""
        line = self.settled.invoice_line_ids
        new = {"name": "more", "price_unit": 100.0, "tax_ids": []}
        vals = {"move_id": self.settled.id, "account_id": line.account_id.id, **new}
        doors = [
            (self.env["account.move.line"], "create", vals),
            (line, "write", {"price_unit": 400.0}),
            (line, "write", {"quantity": 2.0}),
            (line, "write", {"discount": 50.0}),
            (self.draft.invoice_line_ids, "write", {"move_id": self.settled.id}),
        ]
        for name in ("line_ids", "invoice_line_ids", "journal_line_ids"):
            doors += [
                (self.settled, "write", {name: [command]})
                for command in (Command.create(new), Command.update(line.id, {"price_unit": 9.0}))
            ]
        for record, method, values in doors:
            for context in CONTEXTS:
                with self.undone():
                    ids = [] if method == "create" else [record.ids]
                    error = self.call(record, method, values, ids=ids, context=context)
                    what = f"{record} {values} {sorted(context)[:1]}"
                    self.assertIn(error, ("UserError", "AccessError", "ValidationError"), what)

    def test_honest_people_notice_nothing(self):
        """Words, a new due date, another income account, reset and post again: as ever."""
        invoice = self.open_invoice.with_user(self.clerk)
        invoice.write({"ref": "PO 1", "narration": "thanks", "invoice_date_due": "2026-05-01"})
        self.assertEqual(str(self.receivable_line(invoice).date_maturity), "2026-05-01")
        other = self.company_data["default_account_revenue"].copy()
        invoice.invoice_line_ids.account_id = other
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = 120.0
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 120.0)
