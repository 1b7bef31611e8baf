"""Journal items whose rest is small: found, booked away and told of."""

from odoo import Command, _, api, models
from odoo.tools import SQL


class AccountMoveLine(models.Model):
    """Adds the search for small rests to journal items, because what is left stands on them."""

    _inherit = "account.move.line"

    # --- private

    @api.model
    def _find_credit_rests(
        self,
        company: models.BaseModel,
        partner: models.BaseModel | None = None,
        after: int = 0,
        limit: int | None = None,
        among: models.BaseModel | None = None,
    ) -> models.BaseModel:
        """Return the items (sudo) of which a small rest is open, by id, one query.

        A rest is what is left of a document that was paid or applied in part: all that is open
        of it is within the company's limit. Nothing whole is a rest, however small; nothing that
        store credit was booked with, and no part that is carried on.

        :param partner: commercial res.partner; default all customers
        :param int after: id of the last item of the slice before
        :param among: only these account.move.line
        """
        most = company.sudo().customer_credit_write_off_limit
        accounts = self.env["res.partner"]._get_receivable_account_ids(company)
        if not accounts or company.currency_id.compare_amounts(most, 0.0) <= 0:
            return self.sudo().browse()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT line.id
                  FROM account_move_line line
                  JOIN (SELECT open.move_id, open.partner_id
                          FROM account_move_line open
                         WHERE open.account_id IN %(accounts)s AND open.company_id = %(company)s
                           AND open.reconciled IS NOT TRUE AND open.parent_state = 'posted'
                           AND open.partner_id IS NOT NULL AND %(among)s
                         GROUP BY open.move_id, open.partner_id
                        HAVING SUM(ABS(open.amount_residual)) <= %(most)s) document
                    ON document.move_id = line.move_id AND document.partner_id = line.partner_id
                 WHERE line.account_id IN %(accounts)s AND line.company_id = %(company)s
                   AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
                   AND line.amount_residual <> 0 AND line.amount_residual_currency <> 0
                   AND line.credit_source_line_id IS NULL AND line.credit_split_line_id IS NULL
                   AND line.journal_id IS DISTINCT FROM %(journal)s
                   AND line.id > %(after)s AND %(chosen)s
                   AND EXISTS (SELECT FROM account_move_line used
                                WHERE used.move_id = line.move_id
                                  AND used.account_id IN %(accounts)s
                                  AND used.partner_id = line.partner_id
                                  AND used.balance <> used.amount_residual)
                 ORDER BY line.id
                 LIMIT %(limit)s
                """,
                accounts=accounts,
                company=company.id,
                most=most + company.currency_id.rounding / 2,
                journal=company.sudo().store_credit_journal_id.id or None,
                among=SQL("open.partner_id = %s", partner.id) if partner else SQL("TRUE"),
                chosen=SQL("line.id = ANY(%s)", among.ids) if among is not None else SQL("TRUE"),
                after=after,
                limit=limit,
            )
        )
        lines = self.sudo().browse([row[0] for row in self.env.cr.fetchall()])
        waiting = lines._get_credit_waiting()
        return lines.filtered(lambda line: not waiting.get(line))

    def _prepare_credit_write_off(self, account: models.BaseModel) -> list:
        """Return the commands of the two items that write this rest off, free of tax.

        In the item's own currency and at its own value in the books, so that nothing of either
        is left.

        :param account: account.account that bears it
        """
        self.ensure_one()
        common = {
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "tax_ids": [Command.clear()],
            "name": _("Rest of %s", self.move_name),
        }
        return [
            Command.create({
                **common, "account_id": line_account.id, "sequence": place,
                "balance": sign * self.amount_residual,
                "amount_currency": sign * self.amount_residual_currency,
            })
            for place, (line_account, sign) in enumerate(((self.account_id, -1), (account, 1)), 1)
        ]  # fmt: skip

    def _tell_credit_write_off(self, text):
        """Write what happened to the rest into the chatter of its document, as a note."""
        self.ensure_one()
        document = self.move_id.origin_payment_id or self.move_id
        document.message_post(body=text, subtype_xmlid="mail.mt_note")
