"""Apply for all: which credits would pay which invoices of each customer, then one click."""

import logging
from uuid import uuid4

from psycopg2 import OperationalError

from odoo import Command, _, api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tools import SQL

from ..exceptions import open_reason
from ..models.door import door
from .customer_credit_wizard_mixin import TRUSTED_CONTEXT

_logger = logging.getLogger(__name__)

# Customers that one preview shows.
SLICE = 100


class CustomerCreditApplyAll(models.TransientModel):
    """A preview by customer, oldest first; what it shows is what is applied, or it is refused.

    Each customer is applied and committed by itself (decision 0029): one that fails is told on
    its row and stops nobody. Nothing is applied that was not shown. Amounts are in company
    currency, those of a match in the currency of the invoice.
    """

    _name = "customer.credit.apply.all"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Apply Credits of All Customers"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    use_store_credit = fields.Boolean(
        readonly=True, help="Store credit pays what outstanding credits leave open."
    )
    line_ids = fields.One2many("customer.credit.apply.all.line", "wizard_id", "Customers")
    amount = fields.Monetary("To Apply", compute="_compute_totals")
    customer_count = fields.Integer("Customers Chosen", compute="_compute_totals")
    applied_amount = fields.Monetary("Applied", compute="_compute_totals")
    failed_count = fields.Integer("Not Applied", compute="_compute_totals")
    has_more = fields.Boolean(readonly=True)
    after_id = fields.Integer(readonly=True, help="Last customer that was looked at.")
    done = fields.Boolean(readonly=True)

    # --------------------------------------------------------------- figures

    @api.depends("line_ids.keep", "line_ids.amount", "line_ids.state")
    def _compute_totals(self):
        """Add up what is chosen, and what came of it."""
        for wizard in self:
            chosen = wizard.line_ids.filtered(lambda row: row.keep and row.state == "ready")
            applied = wizard.line_ids.filtered(lambda row: row.state == "applied")
            wizard.amount = sum(chosen.mapped("amount"))
            wizard.customer_count = len(chosen)
            wizard.applied_amount = sum(applied.mapped("amount"))
            wizard.failed_count = len(wizard.line_ids.filtered(lambda row: row.state == "failed"))

    # --------------------------------------------------------------- preview

    @api.model_create_multi
    def create(self, vals_list):
        """Look at the customers; what a client says of them is not listened to (managers only).

        :raise AccessError: no credit manager, or not in the company
        :raise ValidationError: a value that fits no field
        """
        self.env["customer.credit.account"]._check_manager()
        self._check_dialog_values(vals_list)
        vals_list = [{key: vals[key] for key in {"company_id"} & vals.keys()} for vals in vals_list]
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard._check_company_access()
            wizard._fill()
        return wizards

    def _check_company_access(self):
        """Stop callers who do not belong to the company.

        :raise AccessError: the user is not in the wizard's company
        """
        if not self.env["customer.credit.wizard.mixin"]._is_company_allowed(self.company_id):
            raise AccessError(
                _("You do not work for this company: ask an administrator for access to it.")
            )

    def _fill(self, after=0):
        """Replace the rows by those of the next customers whose credits can pay something.

        :param int after: id of the last customer that was looked at
        """
        rows, more = [], True
        while more and not rows:
            customers, more = self._find_customers(after)
            rows = self._prepare_rows(customers._filtered_access("read"))
            after = customers[-1:].id or after
        self.write({"has_more": more, "after_id": after, "done": False})
        self.line_ids = [Command.clear(), *(Command.create(row) for row in rows)]

    def _find_customers(self, after: int) -> tuple:
        """Return (next customers with an open credit and something to pay, whether more follow)."""
        company = self.company_id
        companies = self.env["customer.credit"]._get_crediting_companies(company)
        Partner = self.env["res.partner"]
        accounts = {i for it in companies for i in Partner._get_receivable_account_ids(it)}
        store = SQL("FALSE")
        if self.use_store_credit:
            store = SQL(
                """EXISTS (SELECT FROM customer_credit_account account
                            WHERE account.partner_id = line.partner_id AND account.company_id = %s
                              AND account.merged_into_id IS NULL AND account.state = 'active'
                              AND account.balance > account.reserved)""",
                company.id,
            )
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT line.partner_id
                  FROM account_move_line line
                  JOIN res_partner partner ON partner.id = line.partner_id AND partner.active
                                          AND partner.commercial_partner_id = partner.id
                 WHERE line.account_id = ANY(%(accounts)s) AND line.company_id = ANY(%(companies)s)
                   AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
                   AND line.partner_id > %(after)s
                 GROUP BY line.partner_id
                HAVING BOOL_OR(line.amount_residual > 0 AND line.company_id = %(company)s)
                   AND (BOOL_OR(line.amount_residual < 0 AND line.credit_source_line_id IS NULL)
                        OR %(store)s)
                 ORDER BY line.partner_id
                 LIMIT %(limit)s
                """,
                accounts=list(accounts),
                companies=companies.ids,
                company=company.id,
                after=after or 0,
                store=store,
                limit=SLICE + 1,
            )
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        return Partner.browse(ids[:SLICE]), len(ids) > SLICE

    def _prepare_rows(self, customers):
        """Return the values of the rows: all is read at once, then matched customer by customer."""
        company = self.company_id
        Apply = self.env["customer.credit.apply"]
        companies = self.env["customer.credit"]._get_crediting_companies(company)
        credits = customers._find_open_receivable(
            companies, "<", [("credit_source_line_id", "=", False)]
        ).grouped("partner_id")
        debts = customers._find_open_receivable(company, ">")
        payable = debts._get_moves_payable_by_credit()
        debts = debts.grouped("partner_id")
        date, none = fields.Date.context_today(self), self.env["account.move.line"].sudo()
        rows = []
        for customer in customers.sudo():
            store = []
            if self.use_store_credit:
                store = Apply._get_store_credit_row(customer, company, None)
            steps = Apply._get_oldest_first(
                customer, company,
                credits.get(customer, none).sorted(lambda line: (line.date, line.id)),
                debts.get(customer, none).move_id & payable, store, date,
            )[2]  # fmt: skip
            if steps:
                rows.append(self._prepare_row(customer, steps, date))
        return rows

    def _prepare_row(self, customer, steps, date):
        """Return the values of a customer's row.

        :param list steps: (credit item id or False, id of what is paid, its amount, that of the
            credit)
        """
        company, Credit = self.company_id, self.env["customer.credit"].sudo()
        Line, Move = self.env["account.move.line"].sudo(), self.env["account.move"].sudo()
        total, texts = 0.0, []
        for credit, invoice, amount, _given in steps:
            move = Move.browse(invoice)
            currency = Credit._get_debt_currency(move, customer)
            total += currency._convert(amount, company.currency_id, company, date)
            texts.append(
                _(
                    "%(credit)s pays %(amount)s of %(invoice)s",
                    credit=Line.browse(credit).move_name if credit else _("Store credit"),
                    amount=currency.format(amount),
                    invoice=move.name,
                )
            )
        return {
            "partner_id": customer.id,
            "amount": total,
            "plan": {f"{credit or 0}:{invoice}": amount for credit, invoice, amount, _g in steps},
            "matches": "\n".join(texts),
        }

    @door(single=True)
    def action_store_credit(self):
        """Show the preview with store credit, or without it again (managers)."""
        wizard = self._check_caller()
        wizard.use_store_credit = not wizard.use_store_credit
        wizard._fill()
        return wizard._get_dialog()

    @door(single=True)
    def action_next(self):
        """Show the next customers (managers)."""
        wizard = self._check_caller()
        wizard._fill(wizard.after_id)
        return wizard._get_dialog()

    # --------------------------------------------------------------- confirm

    @door(single=True)
    def action_confirm(self):
        """Apply what the preview shows for the customers that are chosen (managers).

        Each customer is committed before the next: what was applied stays, whatever follows.

        :return: the dialog, with what came of each customer
        :raise AccessError: no credit manager, or not in the company
        :raise UserError: nobody is chosen
        """
        wizard = self._check_caller()
        rows = wizard.line_ids.filtered(lambda row: row.keep and row.state == "ready")
        if not rows:
            raise UserError(_("Choose at least one customer."))
        for row in rows:
            row._apply()
            wizard.env["ir.cron"]._commit_progress(1)
        wizard.done = True
        return wizard._get_dialog()

    def _check_caller(self):
        """Return the wizard without the client's context, for a manager of its company.

        :raise AccessError: no credit manager, not in the company, or somebody else's dialog
        """
        self.env["customer.credit.account"]._check_manager()
        self.check_access("write")
        self._check_company_access()
        context = {key: value for key, value in self.env.context.items() if key in TRUSTED_CONTEXT}
        return self.with_context(context).with_company(self.company_id)

    def _get_dialog(self) -> dict:
        """Return the action that shows this dialog."""
        return self._get_dialog_action(
            _("Apply Credits of All Customers"), context={"dialog_size": "extra-large"}
        )


class CustomerCreditApplyAllLine(models.TransientModel):
    """One customer of the preview, and what came of it."""

    _name = "customer.credit.apply.all.line"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Customer Whose Credits Are Applied"
    _order = "id"

    wizard_id = fields.Many2one("customer.credit.apply.all", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="wizard_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Customer", required=True, ondelete="cascade")
    keep = fields.Boolean("Apply", default=True)
    amount = fields.Monetary(readonly=True)
    plan = fields.Json(readonly=True)
    matches = fields.Text("Credits and Invoices", readonly=True)
    request_uuid = fields.Char(required=True, default=lambda self: str(uuid4()), readonly=True)
    state = fields.Selection(
        [("ready", "Ready"), ("applied", "Applied"), ("failed", "Not applied")],
        "Result", default="ready", readonly=True,
    )  # fmt: skip
    message = fields.Char("Why Not", readonly=True)

    def _apply(self):
        """Apply this customer's part by the dialog for one customer, which checks everything.

        :raise OperationalError: somebody else wrote at the same time: the whole request begins
            again, without those who are applied already
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self.env["customer.credit.apply"].create(self._prepare_dialog()).action_confirm()
        except OperationalError:
            raise
        except (UserError, RedirectWarning) as error:
            self.write({"state": "failed", "message": open_reason(error)})
        except Exception:
            # One customer's data may fail in any way, and stops nobody else.
            _logger.exception("credits of customer %s were not applied", self.partner_id.id)
            self.write(
                {"state": "failed", "message": _("Something went wrong: ask an administrator.")}
            )
        else:
            self.state = "applied"

    def _prepare_dialog(self):
        """Return the values of the dialog that applies what the preview showed.

        :raise UserError: the row says something that no preview does
        """
        matches = []
        for key, amount in (self.plan or {}).items():
            ids = key.split(":")
            if len(ids) != 2 or not all(it.isascii() and it.isdigit() for it in ids):
                raise UserError(_("Open the preview again."))
            matches.append((int(ids[0]), int(ids[1]), amount))
        if not matches:
            raise UserError(_("Open the preview again."))
        paid = dict.fromkeys(invoice for _credit, invoice, _amount in matches)
        used = dict.fromkeys(credit for credit, _invoice, _amount in matches)
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "request_uuid": self.request_uuid,
            "by_hand": True,
            "credit_ids": [Command.create({"credit_id": it or False}) for it in used],
            "invoice_ids": [Command.create({"invoice_id": it}) for it in paid],
            "line_ids": [
                Command.create(
                    {"credit_id": credit or False, "invoice_id": invoice, "amount": amount}
                )
                for credit, invoice, amount in matches
            ],
        }
