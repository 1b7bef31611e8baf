"""Tie-out: prove that accounts, entries and books agree, and name the entry at fault."""

import logging
from collections.abc import Iterator

from odoo import _, api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, split_every

from ..door import door
from ..notice import get_notice

# What an event may do to a balance; the others do both.
GIVING_EVENTS = ("topup", "transfer_in")

SPENDING_EVENTS = ("payment", "transfer_out")

# Customers whose open items are matched in one transaction.
SLICE = 100

_logger = logging.getLogger(__name__)


class CustomerCreditAccount(models.Model):
    """Adds the proof of the books to credit accounts, because a fault must be found, named and
    stopped before somebody spends it.
    """

    _inherit = "customer.credit.account"

    # --- actions

    @door
    def action_tie_out(self):
        """Check these customers now and say what was found (managers only)."""
        self._check_manager()
        self.check_access("read")
        faults = []
        advice = []
        for company, accounts in self.sudo().grouped("company_id").items():
            faults += self._tie_out(company, accounts.partner_id)
            advice += company._get_credit_setup_advice()
        found = [fault["message"] for fault in faults] or [_("Balance, entries and books agree.")]
        return get_notice(
            "\n".join(found + advice),
            "danger" if faults else "success",
            title=_("Ledger check"),
            sticky=bool(faults or advice),
        )

    # --- hooks

    def _get_fault_reason(self, code: str, row: dict) -> str:
        """Hook: return the sentence about a fault.

        :param str code: of ``_get_tie_out_queries``
        :param dict row: what its query gave
        """
        entry = self.env["customer.credit.entry"].sudo().browse(row["entry_id"])
        line = self.env["account.move.line"].sudo().browse(row["move_line_id"])
        return {
            "balance": _("the balance is not the sum of its entries"),
            "reserved": _("the reserved amount is not the sum of its open reservations"),
            "chain": _("the balance after entry %s does not follow", entry.request_key),
            "entry": _(
                "entry %(key)s differs from journal item %(item)s",
                key=entry.request_key,
                item=line.display_name,
            ),
            "document": _(
                "entry %(key)s is of another event or document than journal item %(item)s",
                key=entry.request_key,
                item=line.display_name,
            ),
            "waiting": _("entry %s has no journal item", entry.request_key),
            "item": _("journal item %s has no entry", line.display_name),
        }[code]

    @api.model
    def _match_documents(self, company: models.BaseModel) -> None:
        """Hook: match what documents of other addons left open; the base has none.

        :param company: res.company
        """

    # --- private

    @api.model
    def _tie_out(self, company, partners=None, asked=None):
        """Return every difference between the credit ledger and the books of one company.

        :param company: res.company
        :param partners: commercial res.partner to look at; default all
        :param asked: function of a code that says whether it is looked for; default all
        :return: list of dicts ``code, account_id, entry_id, move_line_id, difference, message``;
            empty when everything agrees. ``difference`` is in company currency.
        """
        self.env.flush_all()
        faults = []
        for code, query in self._get_tie_out_queries(company, partners):
            if asked and not asked(code):
                continue
            self.env.cr.execute(query)
            faults += [self._prepare_fault(code, row) for row in self.env.cr.dictfetchall()]
        waiting = self.env["customer.credit.entry"].browse(
            fault["entry_id"] for fault in faults if fault["code"] == "waiting"
        )
        allowed = set(waiting.sudo()._is_allowed_to_wait().ids)
        return [fault for fault in faults if fault["entry_id"] not in allowed]

    def _get_tie_out_queries(
        self, company: models.BaseModel, partners: models.BaseModel | None
    ) -> list:
        """Return (code, SQL) pairs; each row is one fault."""
        where = SQL("account.company_id = %s", company.id)
        if partners is not None:
            ids = tuple(partners.ids) or (0,)
            where = SQL("%s AND account.partner_id IN %s", where, ids)
        return [
            ("balance", self._tie_out_balance(where)),
            ("reserved", self._tie_out_reserved(where)),
            ("chain", self._tie_out_chain(where)),
            ("entry", self._tie_out_entries(where)),
            ("document", self._tie_out_documents(where)),
            ("waiting", self._tie_out_waiting(where)),
            ("item", self._tie_out_items(company, partners)),
        ]

    def _tie_out_balance(self, where):
        """The balance is the sum of the entries."""
        return SQL(
            """
            SELECT account.id AS account_id, NULL AS entry_id, NULL AS move_line_id,
                   account.balance - COALESCE(SUM(entry.amount), 0) AS difference
              FROM customer_credit_account account
              LEFT JOIN customer_credit_entry entry ON entry.account_id = account.id
             WHERE %s
             GROUP BY account.id
            HAVING account.balance <> COALESCE(SUM(entry.amount), 0)
            """,
            where,
        )

    def _tie_out_reserved(self, where):
        """The reserved amount is the sum of the open reservations."""
        return SQL(
            """
            SELECT account.id AS account_id, NULL AS entry_id, NULL AS move_line_id,
                   account.reserved - COALESCE(SUM(reservation.amount), 0) AS difference
              FROM customer_credit_account account
              LEFT JOIN customer_credit_reservation reservation
                     ON reservation.account_id = account.id AND reservation.state = 'open'
             WHERE %s
             GROUP BY account.id
            HAVING account.reserved <> COALESCE(SUM(reservation.amount), 0)
            """,
            where,
        )

    def _tie_out_chain(self, where):
        """Each balance after is the one before plus the amount."""
        return SQL(
            """
            SELECT account_id, id AS entry_id, move_line_id, balance_after - running AS difference
              FROM (SELECT entry.*, SUM(entry.amount) OVER (
                               PARTITION BY entry.account_id ORDER BY entry.id) AS running
                      FROM customer_credit_entry entry
                      JOIN customer_credit_account account ON account.id = entry.account_id
                     WHERE %s) chain
             WHERE balance_after <> running
            """,
            where,
        )

    def _tie_out_entries(self, where):
        """The entries of a journal item sum up to it, for the same customer and company."""
        return SQL(
            """
            SELECT MIN(entry.account_id) AS account_id, MAX(entry.id) AS entry_id,
                   line.id AS move_line_id,
                   SUM(entry.amount) - CASE
                       WHEN line.parent_state = 'posted'
                            AND line.account_id = company.store_credit_account_id
                       THEN -line.balance ELSE 0 END AS difference
              FROM customer_credit_entry entry
              JOIN customer_credit_account account ON account.id = entry.account_id
              JOIN account_move_line line ON line.id = entry.move_line_id
              JOIN res_company company ON company.id = line.company_id
             WHERE %s
             GROUP BY line.id, company.store_credit_account_id
            HAVING SUM(entry.amount) <> CASE
                       WHEN line.parent_state = 'posted'
                            AND line.account_id = company.store_credit_account_id
                       THEN -line.balance ELSE 0 END
                OR (SUM(entry.amount) <> 0
                    AND SUM(entry.amount) FILTER (WHERE account.partner_id = line.partner_id)
                        IS DISTINCT FROM SUM(entry.amount))
            """,
            where,
        )

    def _tie_out_documents(self, where):
        """An entry names the event and the document that its journal item says.

        An entry that waited for its item has the request key that the engine wrote on the
        journal entry or its payment; one that mirrors an item has the key and the document of
        the item. What gives is no spending event, and the other way round.
        """
        return SQL(
            """
            SELECT entry.account_id, entry.id AS entry_id, line.id AS move_line_id,
                   entry.amount AS difference
              FROM customer_credit_entry entry
              JOIN customer_credit_account account ON account.id = entry.account_id
              JOIN account_move_line line ON line.id = entry.move_line_id
              JOIN account_move move ON move.id = line.move_id
              LEFT JOIN account_payment payment ON payment.id = move.origin_payment_id
             WHERE %(where)s AND entry.reversed_entry_id IS NULL
               AND (CASE WHEN entry.request_key LIKE 'aml:%%'
                         THEN entry.request_key NOT LIKE 'aml:' || line.id || ':%%'
                              OR ROW(entry.res_model, entry.res_id) NOT IN (
                                    ROW('account.move', move.id),
                                    ROW('account.payment', COALESCE(payment.id, 0)))
                         ELSE entry.request_key IS DISTINCT FROM
                                  COALESCE(move.store_credit_request_key,
                                           payment.store_credit_request_key)
                    END
                    OR entry.amount > 0 AND entry.event IN %(spending)s
                    OR entry.amount < 0 AND entry.event IN %(giving)s)
            """,
            where=where,
            giving=GIVING_EVENTS,
            spending=SPENDING_EVENTS,
        )

    def _tie_out_waiting(self, where):
        """Only an open till session lets an entry wait for its journal item."""
        return SQL(
            """
            SELECT entry.account_id, entry.id AS entry_id, NULL AS move_line_id,
                   entry.amount AS difference
              FROM customer_credit_entry entry
              JOIN customer_credit_account account ON account.id = entry.account_id
             WHERE %s AND entry.move_line_id IS NULL AND entry.reversed_entry_id IS NULL
               AND entry.event <> 'merge'
               AND NOT EXISTS (SELECT 1 FROM customer_credit_entry reversal
                                WHERE reversal.reversed_entry_id = entry.id)
            """,
            where,
        )

    def _tie_out_items(self, company, partners):
        """Every posted item on the liability account has an entry."""
        where = SQL("TRUE")
        if partners is not None:
            where = SQL("line.partner_id IN %s", tuple(partners.ids) or (0,))
        return SQL(
            """
            SELECT account.id AS account_id, NULL AS entry_id, line.id AS move_line_id,
                   line.balance AS difference
              FROM account_move_line line
              LEFT JOIN customer_credit_account account
                     ON account.partner_id = line.partner_id
                    AND account.company_id = line.company_id AND account.merged_into_id IS NULL
             WHERE line.account_id = %(account)s AND line.company_id = %(company)s
               AND line.parent_state = 'posted' AND line.balance <> 0 AND %(where)s
               AND NOT EXISTS (SELECT 1 FROM customer_credit_entry entry
                                WHERE entry.move_line_id = line.id)
            """,
            account=company.sudo().store_credit_account_id.id,
            company=company.id,
            where=where,
        )

    def _prepare_fault(self, code, row):
        """Return one fault as a dict with a sentence for people."""
        account = self.sudo().browse(row["account_id"])
        line = self.env["account.move.line"].sudo().browse(row["move_line_id"])
        customer = account.display_name or line.partner_id.complete_name or _("No customer")
        return {
            "code": code,
            "account_id": row["account_id"],
            "entry_id": row["entry_id"],
            "move_line_id": row["move_line_id"],
            "difference": float(row["difference"] or 0.0),
            "message": f"{customer}: {self._get_fault_reason(code, row)}",
        }

    @api.model
    def _cron_tie_out(self):
        """Freeze accounts at fault, match what is open, then tell what of it does not add up.

        In that order, each step committed: whatever happens to a later one, what was frozen stays
        frozen. Matching goes by slices of customers, and what is left when the time is over is
        done by the next run, which Odoo starts at once.
        """
        commit = self.env["ir.cron"]._commit_progress
        ids = self.env["res.company"]._get_store_credit_account_map()
        companies = self.env["res.company"].sudo().browse(ids)
        for company in companies:
            self._check_by_night(company, ledger=True)
        commit(remaining=len(companies) + 1)
        for company in companies:
            for customers in self._get_customers_to_match(company):
                self._match_slice(customers, company)
                if not commit(0, remaining=len(companies) + 1):
                    return
            self._match_documents(company)
            if not commit(1):
                return
        for company in companies:
            self._check_by_night(company, ledger=False)
        commit(1)

    def _check_by_night(self, company, *, ledger):
        """Log faults of the ledger, and freeze; or those of open items, and tell managers."""
        faults = self._tie_out(company, asked=lambda code: self._is_of_ledger(code) == ledger)
        for fault in faults:
            _logger.error("credit tie-out, %s: %s", company.name, fault["message"])
        self.sudo()._freeze_faulty(faults)

    def _is_of_ledger(self, code: str) -> bool:
        """Say whether money of the ledger is wrong by this fault: nothing is spent then."""
        return True

    def _freeze_faulty(self, faults):
        """Stop spending from accounts that do not add up, with a to-do that names why."""
        by_account = {}
        for fault in faults:
            by_account.setdefault(fault["account_id"], []).append(fault["message"])
        for account in self.browse(account_id for account_id in by_account if account_id):
            messages = by_account[account.id]
            if account.state != "frozen":
                account._set_state("frozen", messages[0])
            account._schedule_ledger_activity(
                _("The credit ledger does not add up"), " · ".join(messages)
            )

    @api.model
    def _get_customers_to_match(self, company: models.BaseModel) -> Iterator:
        """Return slices of customers who have open liability items on both sides, by id."""
        self.env.cr.execute(
            SQL(
                """
                SELECT line.partner_id FROM account_move_line line
                 WHERE line.account_id = %s AND line.company_id = %s
                   AND line.parent_state = 'posted' AND line.reconciled IS NOT TRUE
                   AND line.amount_residual <> 0 AND line.partner_id IS NOT NULL
                 GROUP BY line.partner_id
                HAVING MIN(line.amount_residual) < 0 AND MAX(line.amount_residual) > 0
                 ORDER BY line.partner_id
                """,
                company.store_credit_account_id.id,
                company.id,
            )
        )
        customers = self.env["res.partner"].sudo().browse(row[0] for row in self.env.cr.fetchall())
        return split_every(SLICE, customers.ids, self.env["res.partner"].sudo().browse)

    def _match_slice(self, customers, company):
        """Match what is open of these customers, oldest first; one who fails stops nobody."""
        Line = self.env["account.move.line"]
        try:
            with self.env.cr.savepoint():
                Line._match_store_credit(customers, company)
                return
        except (UserError, ValidationError):
            self.env.invalidate_all()
        for customer in customers:
            try:
                with self.env.cr.savepoint():
                    Line._match_store_credit(customer, company)
            except (UserError, ValidationError) as error:
                self.env.invalidate_all()
                _logger.warning("store credit of %s stays open: %s", customer.id, error)
