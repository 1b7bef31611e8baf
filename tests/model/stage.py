"""The stage of the stories: one company with a branch, three customers, currencies that move."""

from decimal import Decimal

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import SQL

from .ledger import Rates
from .stage_shop import ShopStage

RATES = {
    "EUR": [
        ("2016-01-01", "2.0"), ("2026-02-01", "2.5"), ("2026-03-15", "1.6"), ("2026-05-01", "3.7"),
    ],
    "JPY": [("2016-01-01", "140"), ("2026-03-01", "161"), ("2026-04-20", "131.77")],
}  # fmt: skip
DIGITS = {"USD": 2, "EUR": 2, "JPY": 0}


class Stage(ShopStage):
    """Made once; each story is played in a savepoint and taken back."""

    @classmethod
    def setUpClass(cls):
        """Make what every story starts from, and the names by which the model knows it."""
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("base.group_partner_manager") + cls.env.ref(
            "account.group_account_manager"
        )
        for right in (
            "sales_team.group_sale_salesman_all_leads",
            "customer_credit_balance.group_customer_credit_set_aside",
            "customer_credit_pos_web.group_pos_store_credit_payout",
        ):
            cls.env.user.group_ids += cls.env.ref(right)
        table = {
            name: [(day, Decimal(rate)) for day, rate in rates] for name, rates in RATES.items()
        }
        cls.currencies = {"USD": cls.company.currency_id}
        for name, rates in table.items():
            cls.currencies[name] = cls.setup_other_currency(
                name, rates=[(day, float(rate)) for day, rate in rates],
                rounding=10.0 ** -DIGITS[name],
            )  # fmt: skip
        cls.rates = Rates("USD", DIGITS, table)
        cls.branch = cls._make_branch()
        cls.companies = {"root": cls.company, "branch": cls.branch}
        cls.second_receivable = cls.receivable.copy({"code": "121999", "name": "Receivable B"})
        cls.accounts = {"A": cls.receivable, "B": cls.second_receivable}
        cls.partners = {
            name: cls.env["res.partner"].create({"name": name, "is_company": True})
            for name in ("Azure", "Beta", "Gamma")
        }
        cls.taxes = cls._make_taxes()
        half = {"value": "percent", "value_amount": 50}
        cls.instalments = cls.env["account.payment.term"].create(
            {"name": "Two instalments", "line_ids": [
                Command.create({**half, "nb_days": days}) for days in (0, 30)
            ]}
        )  # fmt: skip
        cls.discount = cls.env["account.payment.term"].create(
            {
                "name": "2/10 net 30", "early_discount": True, "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})
                ],
            }
        )  # fmt: skip
        cls.cash_rounding = cls.env["account.cash.rounding"].create(
            {
                "name": "Five cents", "rounding": 0.05, "strategy": "add_invoice_line",
                "profit_account_id": cls.company_data["default_account_revenue"].id,
                "loss_account_id": cls.company_data["default_account_expense"].id,
            }
        )  # fmt: skip
        cls.service = cls.env["product.product"].create(
            {"name": "Work", "type": "service", "invoice_policy": "order", "taxes_id": False}
        )
        cls.portal_users = {
            name: new_test_user(
                cls.env, login=f"portal_{name}", groups="base.group_portal",
                company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)],
            )
            for name in cls.partners
        }  # fmt: skip
        for name, user in cls.portal_users.items():
            user.partner_id.parent_id = cls.partners[name]
            cls.partners[name].customer_credit_spender_ids = [
                Command.create({"contact_id": user.partner_id.id})
            ]
        cls.make_tills()
        cls.card = cls.make_card()
        cls.env.cr.precommit.run()

    @classmethod
    def _make_branch(cls):
        """Return a branch, in which the test user works, too."""
        branch = cls.env["res.company"].create({"name": "Branch", "parent_id": cls.company.id})
        cls.env.cr.precommit.run()
        cls.env.user.company_ids |= branch
        cls.env.flush_all()
        cls.env.invalidate_all()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": [cls.company.id, branch.id],
                "generate_pdf": False,  # nobody reads the invoices of tills here
            }
        )
        cls.company = cls.env["res.company"].browse(cls.company.id)
        return cls.env["res.company"].browse(branch.id)

    @classmethod
    def _make_taxes(cls):
        """Return the taxes of 15 %: on top, in the price, due when paid."""
        cls.company.tax_exigibility = True
        transition = cls.company_data["default_account_tax_sale"].copy(
            {"code": "252999", "reconcile": True}
        )
        cls.company.tax_cash_basis_journal_id = cls.company_data["default_journal_misc"]
        kinds = {
            "top": {},
            "included": {"price_include_override": "tax_included"},
            "cash": {
                "tax_exigibility": "on_payment", "cash_basis_transition_account_id": transition.id
            },
        }  # fmt: skip
        if "is_withholding_tax_on_payment" in cls.env["account.tax"]._fields:
            kinds["withheld"] = cls._prepare_withheld()
        return {
            kind: cls.env["account.tax"].create(
                {"name": f"15 {kind}", "amount": 15, "type_tax_use": "sale", **vals}
            )
            for kind, vals in kinds.items()
        }

    @classmethod
    def _prepare_withheld(cls):
        """Return values of a tax of 5 % that customers withhold when they pay."""
        cls.company.withholding_tax_base_account_id = cls.env["account.account"].create(
            {"code": "WITHB", "name": "Withholding Base", "reconcile": True,
             "account_type": "asset_current"}
        )  # fmt: skip
        sequence = cls.env["ir.sequence"].create({"name": "Withholding", "padding": 4})
        return {
            "amount": -5, "is_withholding_tax_on_payment": True,
            "withholding_sequence_id": sequence.id,
        }  # fmt: skip

    # --------------------------------------------------------------- what the books say

    def rows(self, query, **args):
        """Return the rows of a query as dicts."""
        self.env.cr.execute(SQL(query, **args))
        return self.env.cr.dictfetchall()

    def open_rows(self, partners):
        """Return {entry id: what its receivable items leave open, in both currencies}."""
        rows = self.rows(
            """
            SELECT line.move_id, line.move_name, line.partner_id, line.company_id, line.account_id,
                   line.currency_id, SUM(line.amount_residual_currency) AS open,
                   SUM(line.amount_residual) AS book
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
             WHERE account.account_type = 'asset_receivable' AND line.parent_state = 'posted'
               AND line.partner_id = ANY(%(partners)s)
               AND (line.amount_residual <> 0 OR line.amount_residual_currency <> 0)
             GROUP BY line.move_id, line.move_name, line.partner_id, line.company_id,
                      line.account_id, line.currency_id
             ORDER BY line.move_id
            """,
            partners=[it.id for it in partners],
        )
        return rows

    def credit_rows(self):
        """Return {(customer id, company id): (balance, reserved)} of the credit accounts."""
        rows = self.rows(
            """
            SELECT partner_id, company_id, balance, reserved
              FROM customer_credit_account
             WHERE merged_into_id IS NULL AND company_id = ANY(%(companies)s)
            """,
            companies=[it.id for it in self.companies.values()],
        )
        return {
            (row["partner_id"], row["company_id"]): (row["balance"], row["reserved"])
            for row in rows
        }

    def listed_rows(self, partners):
        """Return {(customer id, company id): what remains in the list of credits}."""
        groups = self.env["customer.credit"].sudo()._read_group(
            [("partner_id", "in", [it.id for it in partners])],
            ["partner_id", "company_id"], ["remaining_amount:sum"],
        )  # fmt: skip
        return {(partner.id, company.id): amount for partner, company, amount in groups}

    # --------------------------------------------------------------- what the stories do

    def in_company(self, company):
        """Return the environment of somebody at work in this company first."""
        ids = [company.id, *(it.id for it in self.companies.values() if it != company)]
        return self.env(context={**self.env.context, "allowed_company_ids": ids})

    def bank(self, company):
        """Return the bank journal used for the company's money."""
        return self.bank_journal

    def dialog(self, name, company, partner, **vals):
        """Open, fill in and confirm a dialog; return the entries that it booked."""
        env = self.in_company(company)
        [(before,)] = self.env.execute_query(SQL("SELECT MAX(id) FROM account_move"))
        wizard = env[f"customer.credit.{name}"].create(
            {"partner_id": partner.id, "company_id": company.id, **vals}
        )
        wizard.action_confirm()
        return env["account.move"].sudo().search([("id", ">", before or 0)])

    def register(self, move, journal, currency, amount, day):
        """Return the payment that Odoo's own dialog registers for a part of an invoice."""
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create(
            {
                "payment_date": day, "journal_id": journal.id, "currency_id": currency.id,
                "amount": float(amount), "payment_difference_handling": "open",
            }
        )  # fmt: skip
        return wizard._create_payments()

    def make_entry(self, company, partner, account, currency, amount, book, day):
        """Return a posted entry by hand: the customer owes (above zero) or is owed an amount."""
        own = {"partner_id": partner.id, "currency_id": currency.id, "name": "Opening balance"}
        move = self.in_company(company)["account.move"].create(
            {
                "move_type": "entry", "company_id": company.id, "date": day,
                "line_ids": [
                    Command.create({**own, "account_id": account.id,
                                    "amount_currency": sign * float(amount),
                                    "balance": sign * float(book)})
                    for account, sign in (
                        (self.accounts[account], 1),
                        (self.company_data["default_account_revenue"], -1),
                    )
                ],
            }
        )  # fmt: skip
        move.action_post()
        return move

    def make_document(self, company, partner, lines, move_type, currency, day, **vals):
        """Return a posted invoice or credit note of (quantity, price, kind of tax) lines."""
        env = self.in_company(company)
        move = env["account.move"].create(
            {
                "move_type": move_type,
                "company_id": company.id,
                "partner_id": partner.id,
                "currency_id": currency.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "x", "quantity": float(quantity), "price_unit": float(price),
                            "account_id": self.company_data["default_account_revenue"].id,
                            "tax_ids": [Command.set(self.taxes[tax].ids if tax else [])],
                        }
                    )
                    for quantity, price, tax in lines
                ],
                **vals,
            }
        )  # fmt: skip
        move.action_post()
        return move
