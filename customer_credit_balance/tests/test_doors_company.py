"""Doors between companies and customers: a manager of one company is nobody in another."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_doors import FORGED, DoorsCommon


@tagged("post_install", "-at_install")
class TestCompanyDoors(DoorsCommon):
    """Records of a company that the user does not work in, whatever the context claims."""

    @classmethod
    def setUpClass(cls):
        """A second company with store credit of the same customer."""
        super().setUpClass()
        cls.foreign = cls.setup_other_company()
        cls.foreign_company = cls.foreign["company"]
        env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.foreign_company.ids))
        journal = cls.foreign["default_journal_bank"]
        cls.foreign_entry = env["account.move"].create(
            {
                "journal_id": journal.id,
                "line_ids": [
                    (0, 0, {"account_id": account.id, "balance": balance, "partner_id": partner})
                    for account, balance, partner in (
                        (journal.default_account_id, 500.0, False),
                        (cls.foreign_company.store_credit_account_id, -500.0, cls.customer.id),
                    )
                ],
            }
        )
        cls.foreign_entry.action_post()
        cls.foreign_account = cls.Account._find(cls.customer, cls.foreign_company)
        cls.foreign_account._reserve(20.0, "foreign")

    def contexts(self):
        """Return contexts that claim the other company."""
        both = [self.foreign_company.id, self.company.id]
        return [
            FORGED,
            {**FORGED, "allowed_company_ids": both},
            {**FORGED, "allowed_company_ids": [self.foreign_company.id]},
            {**FORGED, "force_company": self.foreign_company.id, "company_id": both[0]},
        ]

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_records_of_another_company_are_out_of_reach(self):
        """A credit manager reads and changes nothing of a company that is not theirs."""
        account = self.foreign_account
        reservation = account.reservation_ids
        before = self.fingerprint()
        self.log_in(self.credit_manager)
        for context in self.contexts():
            for record, method, args in (
                (account, "read", [["balance"]]),
                (account, "write", [{"overdraft_limit": 1e6}]),
                (account, "action_freeze", []),
                (account, "action_unfreeze", []),
                (account, "action_tie_out", []),
                (account.entry_ids, "read", [["amount"]]),
                (account.entry_ids, "action_open_origin", []),
                (reservation, "action_release", []),
                (reservation, "read", [["amount"]]),
            ):
                with self.subTest(context=context, model=record._name, method=method):
                    error = self.call(record._name, method, [record.ids, *args], context=context)
                    self.assert_refused(error, of=("AccessError",))
                    self.assertEqual(self.fingerprint(), before)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_every_public_method_on_records_of_another_company(self):
        """Found by looking: no method of a ledger model works on foreign records."""
        before = self.fingerprint()
        records = {
            "customer.credit.account": self.foreign_account,
            "customer.credit.entry": self.foreign_account.entry_ids,
            "customer.credit.reservation": self.foreign_account.reservation_ids,
            "customer.credit": self.foreign_account.entry_ids.move_line_id,
        }
        self.log_in(self.credit_manager)
        for model, method in self.public_methods():
            if model in records:
                with self.subTest(model=model, method=method):
                    ids = records[model].ids
                    self.assert_refused(self.call(model, method, [ids], context=FORGED))
                    self.assertEqual(self.fingerprint(), before)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_searches_find_nothing_of_another_company(self):
        """Lists and totals leave the other company out."""
        self.log_in(self.credit_manager)
        domain = [["company_id", "=", self.foreign_company.id]]
        for model in ("customer.credit.account", "customer.credit.entry", "customer.credit"):
            if model in self.env:
                self.assertEqual(self.answer(model, "search_count", [domain]), 0, model)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_dialogs_do_not_book_in_another_company(self):
        """Naming the other company or its journal in a dialog is refused."""
        before = self.fingerprint()
        self.log_in(self.credit_manager)
        for wizard in self.wizards():
            values = self._wizard_values(wizard)
            foreign = {"company_id": self.foreign_company.id}
            if "journal_id" in self.env[wizard]._fields:
                foreign_journal = {"journal_id": self.foreign["default_journal_bank"].id}
            else:
                foreign_journal = foreign
            for claim in (foreign, foreign_journal, {**foreign, **foreign_journal}):
                for context in self.contexts():
                    with self.subTest(wizard=wizard, claim=claim, context=context):
                        error, ids = self.try_call(
                            wizard, "create", [{**values, **claim}], context=context
                        )
                        if not error:
                            error = self.call(wizard, "action_confirm", [ids], context=context)
                        self.assert_refused(error)
                        self.assertEqual(self.fingerprint(), before)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_credit_of_another_customer_pays_nothing(self):
        """No dialog takes the credit of one customer for another."""
        theirs = self.credit_note.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        before = self.fingerprint()
        self.log_in(self.credit_manager)
        for wizard in self.wizards():
            fields = self.env[wizard]._fields
            if "credit_line_ids" not in fields:
                continue
            values = {
                **self._wizard_values(wizard),
                "partner_id": self.other_customer.id,
                "credit_line_ids": [[6, 0, theirs.ids]],
            }
            with self.subTest(wizard=wizard):
                error, ids = self.try_call(wizard, "create", [values])
                if not error:
                    error = self.call(wizard, "action_confirm", [ids])
                self.assert_refused(error)
                self.assertEqual(self.fingerprint(), before)
