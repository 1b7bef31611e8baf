"""Tie-out, second half: what customers see as open is open, and nothing of a helper entry is."""

from odoo import _, api, models
from odoo.tools import SQL

from ..ledger.account_move_line import SCHEDULED

# Faults of open items: somebody has to look, but no money of the ledger is wrong.
OPEN_ITEM_CODES = ("pair", "helper", "listed", "unpaid", "reservation")


class CustomerCreditAccount(models.Model):
    """Adds the proof of open items to credit accounts, because a balance can be right while
    customers see what is not open.

    Tells people about open items that do not add up.
    """

    _inherit = "customer.credit.account"

    # --- hooks

    def _get_tie_out_queries(
        self, company: models.BaseModel, partners: models.BaseModel | None
    ) -> list:
        """Add the checks of open items.

        # EXTENDS 'customer_credit_balance'
        """
        queries = super()._get_tie_out_queries(company, partners)
        among = SQL("TRUE")
        if partners is not None:
            among = SQL("line.partner_id IN %s", tuple(partners.ids) or (0,))
        args = {
            "company": company.id,
            "liability": company.sudo().store_credit_account_id.id or 0,
            "journal": company.sudo().store_credit_journal_id.id or 0,
            "among": among,
        }
        return [
            *queries,
            ("pair", self._tie_out_pairs(args)),
            ("helper", self._tie_out_helpers(args)),
            ("listed", self._tie_out_listed(args)),
            ("unpaid", self._tie_out_unpaid(args)),
            ("reservation", self._tie_out_reservations(company, partners)),
        ]

    @api.model
    def _get_tie_out_documents(self) -> dict[str, SQL]:
        """Hook: return {model: select of the document of ``reservation`` that still needs it}.

        Reservations of models that are not here are not looked at.
        """
        return {
            "account.move": SQL(
                """
                SELECT 1 FROM account_move move
                 WHERE move.id = reservation.res_id AND move.state <> 'cancel'
                   AND (move.state = 'draft' OR move.amount_residual <> 0
                        OR move.payment_state NOT IN ('paid', 'reversed'))
                """
            ),
            "sale.order": SQL(
                """
                SELECT 1 FROM sale_order sales
                 WHERE sales.id = reservation.res_id AND sales.state <> 'cancel'
                """
            ),
        }

    def _get_fault_reason(self, code: str, row: dict) -> str:
        """Say what is open that should not be, and what to do.

        # EXTENDS 'customer_credit_balance'
        """
        if code not in OPEN_ITEM_CODES:
            return super()._get_fault_reason(code, row)
        Line = self.env["account.move.line"].sudo()
        line, other = Line.browse(row["move_line_id"]), row["other_id"]
        amount = self._format_fault(row)
        if code == "reservation":
            reservation = self.env["customer.credit.reservation"].sudo().browse(other)
            return _(
                "%(amount)s is reserved for %(document)s, which does not need it any more: free "
                "the reservation.",
                amount=amount,
                document=reservation.origin_name or reservation.request_key,
            )
        if code == "unpaid":
            return _(
                "%(amount)s was spent for %(invoice)s, which does not count it as paid: apply "
                "%(payment)s to the invoice, or cancel the payment.",
                amount=amount,
                invoice=self.env["account.move"].sudo().browse(other).display_name,
                payment=line.move_name,
            )
        reasons = {
            "pair": lambda: self.env._(
                "%(item)s and %(other)s are of one origin and both open, so %(amount)s is no real "
                "credit: reconcile the two journal items.",
                item=line.display_name,
                other=Line.browse(other).display_name,
                amount=amount,
            ),
            "helper": lambda: self.env._(
                "journal item %(item)s only carries credit on, but %(amount)s of it is open: "
                "reconcile it with the credit that it was taken from, or reverse its entry.",
                item=line.display_name,
                amount=amount,
            ),
            "listed": lambda: self.env._(
                "journal item %(item)s spent %(amount)s that still counts as remaining in the "
                "list of credits: reconcile it with the credits on its account.",
                item=line.display_name,
                amount=amount,
            ),
        }
        return reasons[code]()

    def _freeze_faulty(self, faults):
        """Open items that are wrong are told to somebody, and stop nobody from spending.

        # EXTENDS 'customer_credit_balance'
        """
        told = {}
        for fault in faults:
            if fault["code"] in OPEN_ITEM_CODES and fault["account_id"]:
                told.setdefault(fault["account_id"], []).append(fault["message"])
        for account in self.browse(told):
            account._schedule_ledger_activity(
                _("Open items do not add up"), " · ".join(told[account.id])
            )
        return super()._freeze_faulty([it for it in faults if it["code"] not in OPEN_ITEM_CODES])

    # --- private

    def _is_of_ledger(self, code: str) -> bool:
        """Open items that do not add up are for somebody to look at.

        # EXTENDS 'customer_credit_balance'
        """
        return code not in OPEN_ITEM_CODES and super()._is_of_ledger(code)

    @api.model
    def _sql_open_item(self, columns, joins, condition, args):
        """Return the select of posted, open items of the company that fit a condition.

        Open items are found by the index of what is not matched, however many there are.
        """
        return SQL(
            """
            SELECT account.id AS account_id, NULL::int AS entry_id, line.id AS move_line_id,
                   line.amount_residual AS difference, %(columns)s
              FROM account_move_line line
              JOIN account_account kind ON kind.id = line.account_id
              LEFT JOIN customer_credit_account account
                     ON account.partner_id = line.partner_id
                    AND account.company_id = line.company_id AND account.merged_into_id IS NULL
              %(joins)s
             WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
               AND line.reconciled IS NOT TRUE AND line.partner_id IS NOT NULL
               AND (line.amount_residual <> 0 OR line.amount_residual_currency <> 0)
               AND %(among)s AND (%(condition)s)
            """,
            columns=columns,
            joins=joins,
            condition=condition,
            company=args["company"],
            among=args["among"],
        )

    def _tie_out_pairs(self, args):
        """An outstanding credit is real: no debt of the same origin is open beside it.

        Items of one entry that cancel each other out, or those of an entry of the credit journal
        and its reversal. An opening balance may name several documents of a customer.
        """
        return self._sql_open_item(
            SQL("other.id AS other_id"),
            SQL(
                """
                JOIN account_move move ON move.id = line.move_id
                JOIN account_move_line other
                     ON other.partner_id = line.partner_id AND other.account_id = line.account_id
                    AND other.currency_id = line.currency_id
                    AND other.parent_state = 'posted' AND other.reconciled IS NOT TRUE
                    AND other.amount_residual > 0
                JOIN account_move origin ON origin.id = other.move_id
                """
            ),
            SQL(
                """
                kind.account_type = 'asset_receivable' AND line.amount_residual < 0
                AND line.credit_source_line_id IS NULL AND other.credit_split_line_id IS NULL
                AND (other.move_id = line.move_id AND other.balance = -line.balance
                     OR %(journal)s IN (line.journal_id, other.journal_id)
                        AND (origin.reversed_entry_id = move.id
                             OR move.reversed_entry_id = origin.id))
                """,
                journal=args["journal"],
            ),
            args,
        )

    def _tie_out_helpers(self, args):
        """Entries that carry credit on are matched as a whole.

        Splits on both sides, or undone and matched with themselves; a transfer into store credit
        with the credits that it took, or, when somebody undid that, with nothing.
        """
        return self._sql_open_item(
            SQL("NULL::int AS other_id"),
            SQL("JOIN account_move move ON move.id = line.move_id"),
            SQL(
                """
                kind.account_type = 'asset_receivable'
                AND (line.credit_split_line_id IS NOT NULL
                     OR line.credit_source_line_id IS NOT NULL
                     OR line.balance > 0 AND line.journal_id = %(journal)s
                        AND line.amount_residual <> line.balance
                        AND move.origin_payment_id IS NULL
                        AND move.store_credit_request_key LIKE %(transfer)s)
                """,
                journal=args["journal"],
                transfer="transfer:%",
            ),
            args,
        )

    def _tie_out_listed(self, args):
        """What remains in the list of credits is the credit balance.

        It is where whatever spent store credit took it from a credit: an item that spent is
        open beside credits that are open only as long as its payment settles nothing.
        """
        scheduled = self.env.cr.precommit.data.get(SCHEDULED, {})
        waiting = tuple(scheduled.get(args["company"], ())) or (0,)
        return self._sql_open_item(
            SQL("NULL::int AS other_id"),
            SQL("JOIN account_move move ON move.id = line.move_id"),
            SQL(
                """
                line.account_id = %(liability)s AND line.amount_residual > 0
                AND line.partner_id NOT IN %(waiting)s
                AND EXISTS (SELECT 1 FROM account_move_line given
                             WHERE given.account_id = line.account_id
                               AND given.partner_id = line.partner_id
                               AND given.company_id = line.company_id
                               AND given.parent_state = 'posted'
                               AND given.reconciled IS NOT TRUE AND given.amount_residual < 0)
                AND NOT (move.origin_payment_id IS NOT NULL AND EXISTS (
                         SELECT 1 FROM account_move_line item
                           JOIN account_account account ON account.id = item.account_id
                          WHERE item.move_id = move.id AND item.reconciled IS NOT TRUE
                            AND account.account_type = 'asset_receivable'))
                """,
                liability=args["liability"],
                waiting=waiting,
            ),
            args,
        )

    def _tie_out_unpaid(self, args):
        """Store credit that was spent for a document is what the document counts as paid."""
        return SQL(
            """
            SELECT entry.account_id, entry.id AS entry_id, line.id AS move_line_id,
                   line.amount_residual AS difference, invoice.id AS other_id
              FROM customer_credit_entry entry
              JOIN account_move_line spent ON spent.id = entry.move_line_id
              JOIN account_move invoice ON invoice.id = entry.res_id
              JOIN account_move_line line ON line.move_id = spent.move_id
              JOIN account_account kind ON kind.id = line.account_id
             WHERE entry.company_id = %(company)s AND entry.event = 'payment'
               AND entry.res_model = 'account.move' AND entry.reversed_entry_id IS NULL
               AND spent.parent_state = 'posted' AND spent.move_id <> invoice.id
               AND kind.account_type = 'asset_receivable'
               AND line.amount_residual < 0 AND line.reconciled IS NOT TRUE
               AND invoice.state = 'posted' AND invoice.amount_residual > 0
               AND invoice.commercial_partner_id = line.partner_id AND %(among)s
               AND NOT EXISTS (SELECT 1 FROM customer_credit_entry reversal
                                WHERE reversal.reversed_entry_id = entry.id)
            """,
            company=args["company"],
            among=args["among"],
        )

    def _tie_out_reservations(self, company, partners):
        """A reservation is for a document that still needs it."""
        among = SQL("TRUE")
        if partners is not None:
            among = SQL("account.partner_id IN %s", tuple(partners.ids) or (0,))
        needed = [
            SQL("reservation.res_model = %s AND EXISTS (%s)", model, query)
            for model, query in self._get_tie_out_documents().items()
        ]
        return SQL(
            """
            SELECT account.id AS account_id, NULL::int AS entry_id, NULL::int AS move_line_id,
                   reservation.amount AS difference, reservation.id AS other_id
              FROM customer_credit_reservation reservation
              JOIN customer_credit_account account ON account.id = reservation.account_id
             WHERE reservation.company_id = %(company)s AND reservation.state = 'open'
               AND reservation.res_model IN %(models)s AND %(among)s
               AND NOT (%(needed)s)
            """,
            company=company.id,
            among=among,
            models=tuple(self._get_tie_out_documents()),
            needed=SQL(" OR ").join(needed),
        )

    def _format_fault(self, row):
        """Return the amount of a fault as text, without its sign."""
        line = self.env["account.move.line"].sudo().browse(row["move_line_id"])
        account = self.sudo().browse(row["account_id"])
        currency = line.company_currency_id or account.currency_id
        return currency.format(abs(float(row["difference"] or 0.0)))
