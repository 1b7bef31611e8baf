"""Statements and reminders of private persons lose their words when their years are over."""

import logging

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Statements that are cleaned and committed together.
SLICE = 100

# What is kept of persons, in the order in which it is looked at.
KEPT = ("customer.statement", "customer.payment.plan", "customer.remittance")

# What a person wrote or was sent; amounts, numbers and dates have fields of their own.
EMPTY = {
    "values": False, "document": False, "note": False, "attachment_id": False,
    "access_token": False, "mail_id": False, "mail_message_id": False, "mail_problem": False,
    "confirmation_partner_id": False,
}  # fmt: skip

# Of a delivery: way, status, day and who did it stay.
ADDRESSED = ("recipients", "recipient_cc", "subject", "problem")

_logger = logging.getLogger(__name__)


class CustomerStatement(models.Model):
    """Adds an end to what is kept of persons, because nobody may keep it longer than needed.

    The one change of what was sent: the trigger of sent statements lets it pass for private
    persons whose years are over, by the company's setting, and for nothing else.
    """

    _name = "customer.statement"
    _inherit = ["customer.statement", "customer.statement.privacy.mixin"]

    _kept = models.Index(
        "(company_id, date_to, id) WHERE privacy_cleaned_on IS NULL AND state <> 'draft'"
    )

    # --- fields

    privacy_cleaned_on = fields.Date(
        help="The file, texts, recipients, answers and notes are gone; the figures stay."
    )

    # --- guards

    def _check_not_cleaned(self):
        """Refuse what needs the words of a statement.

        :raise UserError: they were removed
        """
        for statement in self:
            if statement.privacy_cleaned_on:
                raise UserError(
                    _(
                        "The texts of %(statement)s were removed, as they are kept for a limited "
                        "time. Numbers, dates and amounts are on its form and in the books.",
                        statement=statement.display_name,
                    )
                )

    # --- actions

    def action_send_again(self):
        """Open no window for what has no words any more.

        # EXTENDS 'customer_statement'

        :raise UserError: they were removed
        """
        self._check_not_cleaned()
        return super().action_send_again()

    # --- hooks

    def _deliver(self, delivery, letters=None):
        """Send nothing again whose words are gone.

        # EXTENDS 'customer_statement'
        """
        self._check_not_cleaned()
        return super()._deliver(delivery, letters)

    def _clean_private(self) -> None:
        """Remove what is personal of these statements.

        # EXTENDS 'customer_statement'
        """
        statements = self.sudo()
        disputes = statements.dispute_ids
        for dispute in disputes:
            dispute._write_engine(
                {"note": False, "answer": False, "author_id": dispute.partner_id.id}
            )
        announced = self.env["customer.remittance.line"].sudo()
        announced.search([("dispute_id", "in", disputes.ids)])._write_engine({"note": False})
        statements._get_run_lines().write({"detail": False})
        deliveries = statements.delivery_ids
        statements.mail_id.unlink()
        deliveries.mail_id.unlink()
        deliveries._write_engine(dict.fromkeys(ADDRESSED, False))
        self._drop_conversation(disputes)
        super()._clean_private()

    @api.model
    def _get_personal_values(self) -> dict:
        """Remove what the person wrote or was sent.

        # EXTENDS 'customer_statement'
        """
        return {**super()._get_personal_values(), **EMPTY}

    # --- private

    @api.model
    def _cron_clean_private(self):
        """Remove the texts of private persons that are kept no longer, slice by slice.

        What is cut off goes on the next time: what is cleaned is found no more.
        """
        progress = self.env["ir.cron"]._commit_progress
        companies = self.env["res.company"].sudo().search(
            [("customer_statement_privacy_years", ">", 0)]
        )  # fmt: skip
        for company in companies:
            for name in KEPT:
                Kept, failed = self.env[name].sudo(), []
                while found := Kept._find_private(company, SLICE, failed):
                    done = found._clean_slice()
                    failed += (found - done).ids
                    if name == self._name:
                        company._count_cleaned(len(done))
                    _logger.info("%s: texts of %s %s removed", company.name, len(done), name)
                    if not progress(len(done), remaining=1):
                        return
            self._clean_pauses(company)
        progress(0, remaining=0)

    @api.model
    def _find_private(
        self, company: models.BaseModel, limit: int, without: list[int]
    ) -> models.BaseModel:
        """Return sent statements of persons whose years are over and of whom nothing is open.

        # EXTENDS 'customer_statement'
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT statement.id
                  FROM customer_statement statement
                  JOIN res_partner contact ON contact.id = statement.partner_id
                  JOIN res_partner person ON person.id = contact.commercial_partner_id
                 WHERE statement.company_id = %(company)s AND statement.date_to < %(day)s
                   AND statement.state <> 'draft' AND statement.privacy_cleaned_on IS NULL
                   AND person.is_company IS NOT TRUE
                   AND statement.id <> ALL(%(without)s)
                   AND statement.reply_state IS DISTINCT FROM 'unread'
                   AND statement.call_state IS DISTINCT FROM 'todo'
                   AND NOT EXISTS (SELECT FROM customer_statement_dispute dispute
                                    WHERE dispute.statement_id = statement.id
                                      AND dispute.state = 'open')
                   AND NOT EXISTS (
                       SELECT FROM account_move_line line
                         JOIN account_account account ON account.id = line.account_id
                         JOIN res_partner owner ON owner.id = line.partner_id
                        WHERE owner.commercial_partner_id = person.id
                          AND line.company_id = ANY(%(companies)s)
                          AND line.parent_state = 'posted' AND line.reconciled IS NOT TRUE
                          AND account.account_type = 'asset_receivable'
                          AND line.date <= statement.date_to)
                 ORDER BY statement.date_to, statement.id
                 LIMIT %(limit)s
                """,
                company=company.id,
                companies=self.env["customer.statement.run"]._get_companies(company).ids,
                day=company._get_privacy_day(),
                without=without,
                limit=limit,
            )
        )
        return self.browse(row[0] for row in rows)

    @api.model
    def _clean_pauses(self, company):
        """Remove why reminders of persons were paused long ago."""
        Partner = self.env["res.partner"].sudo().with_company(company)
        Partner = Partner.with_context(active_test=False)
        persons = Partner.search(
            [
                ("is_company", "=", False),
                ("commercial_partner_id.is_company", "=", False),
                ("customer_statement_reminder_pause_until", "<", company._get_privacy_day()),
            ],
            limit=SLICE,
        )
        persons.write(
            {
                "customer_statement_reminder_pause_until": False,
                "customer_statement_reminder_pause_reason": False,
            }
        )
