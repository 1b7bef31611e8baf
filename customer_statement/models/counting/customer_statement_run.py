"""Counting the customers of a run: a few at once, many by the workers while people look on."""

import logging

from odoo import _, api, fields, models
from odoo.tools import SQL, split_every

from ..runs.customer_statement_run import CONFLICTS, FAULTS

# Customers that are counted together.
CHUNK = 2000

# More than these are not counted by the request itself.
AT_ONCE = 500

_logger = logging.getLogger(__name__)


class CustomerStatementRun(models.Model):
    """Adds counting by steps to runs, because whoever is stopped must go on where it was.

    Old lines go, the customers are found, then each slice is counted by whoever is free.
    """

    _inherit = "customer.statement.run"

    # --- fields

    counting = fields.Selection(
        [("clear", "Begins"), ("find", "Looks for customers"), ("count", "Counts")],
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What is done to count the customers. Empty when nothing is.",
    )
    counting_user_id = fields.Many2one(
        "res.users", readonly=True, copy=False, help="Whose rights say which customers are found."
    )
    start_when_counted = fields.Boolean(readonly=True, copy=False)

    # --- guards

    def write(self, vals):
        """Have the customers counted again once others are chosen, before anything is sent.

        # EXTENDS 'customer_statement'
        """
        res = super().write(vals)
        if not self._get_choosing_fields().isdisjoint(vals):
            drafts = self.filtered(lambda run: run.state == "draft")
            drafts.filtered("prepared")._write_engine({"prepared": False})
            drafts.filtered("counting")._write_engine({"counting": "clear"})
        return res

    # --- private

    @api.model
    def _get_choosing_fields(self) -> set[str]:
        """Return the names of the fields that say who gets a statement, and which way."""
        words = {"message", "attach_invoices"}
        return {
            *self._filter_fields(), *self._delivery_fields(), "schedule_id", "date_from", "date_to",
        } - words  # fmt: skip

    def _find_by_filter(self, limit: int | None = None) -> models.BaseModel:
        """Return the customers that the filter of this run finds, or those of its schedule.

        :param limit: at most so many, for a look
        """
        self.ensure_one()
        rows = self._read_found(self._get_customer_query(limit))
        Partner = self.env["res.partner"].with_company(self.company_id)
        return Partner.browse([row[0] for row in rows])

    def _get_customer_query(self, limit: int | None = None) -> SQL:
        """Return the select of the ids of the customers of this run, by name.

        :param limit: at most so many, for a look
        :raise ValidationError: when the filter cannot be read
        """
        self.ensure_one()
        return (self.schedule_id or self)._get_filter_query(limit)

    def _count_customers(self):
        """Count the customers now, or call the workers if there are more than a request can.

        :raise ValidationError: when the filter cannot be read
        """
        self.ensure_one()
        few = self._find_by_filter(limit=AT_ONCE + 1)
        if len(few) <= AT_ONCE:
            self._prepare(few)
            return
        self._write_engine(
            {"counting": "clear", "counting_user_id": self.env.uid, "prepared": False}
        )
        self._wake_workers()

    def _prepare(self, partners):
        """Write one line for each customer with what would become of it; nothing is sent."""
        self.ensure_one()
        Line = self.env["customer.statement.run.line"].sudo()
        Line._forget_lines(self)
        self._add_customers(partners.ids)
        while lines := Line._claim_new(CHUNK, self):
            lines._settle_count()
        self._write_engine({"prepared": True, "counting": False})
        self.invalidate_recordset()

    def _add_customers(self, ids):
        """Write a line to count for each of these customers, or each of their contacts."""
        Line = self.env["customer.statement.run.line"].sudo()
        per_contact = self._is_per_contact()
        for some in split_every(CHUNK, ids):
            owners = list(some)
            if per_contact:
                self.env.flush_all()
                owners = sorted(self._read_balances(self.env["res.partner"].browse(owners)))
            Line._add_lines(self, SQL("SELECT unnest(%s::int[])", owners))

    @api.model
    def _count_slice(self):
        """Do the next step of a run whose customers are counted; 0 when there is none.

        :return: how many customers were counted, or 1 for another step. The caller commits.
        """
        if not self.search_count([("counting", "!=", False)], limit=1):
            return 0
        lines = self.env["customer.statement.run.line"].sudo()._claim_new(CHUNK)
        if lines:
            self._count_lines(lines)
            return len(lines)
        for run in self.sudo().search([("counting", "!=", False)], order="id"):
            if run.try_lock_for_update(allow_referencing=True) and run._take_step():
                return 1
        return 0

    @api.model
    def _count_lines(self, lines):
        """Count customers; one whose data is at fault is told on its line and stops nobody else."""
        try:
            with self.env.cr.savepoint():
                lines._settle_count()
        except CONFLICTS:
            raise
        except FAULTS as error:
            if len(lines) > 1:
                half = len(lines) // 2
                self._count_lines(lines[:half])
                self._count_lines(lines[half:])
                return
            _logger.warning("%s cannot be counted", lines, exc_info=True)
            lines._settle("failed", "error", str(error))

    def _take_step(self):
        """Delete old lines, find the customers, or end; return False while others still count."""
        self.ensure_one()
        Line = self.env["customer.statement.run.line"]
        if self.counting == "clear":
            Line._forget_lines(self)
            self._write_engine({"counting": "find"})
        elif self.counting == "find":
            try:
                with self.env.cr.savepoint():
                    self._find_all()
                    self._write_engine({"counting": "count"})
            except CONFLICTS:
                raise
            except FAULTS as error:
                _logger.warning("customers of run %s are not counted: %s", self.id, error)
                self._write_engine({"counting": False, "start_when_counted": False})
                self._message_log(
                    body=_(
                        "The customers could not be counted: %(reason)s It is not tried again by "
                        "itself: mend the reason, then press the button again.",
                        reason=error,
                    )
                )
        elif Line.search_count([("run_id", "=", self.id), ("state", "=", "new")], limit=1):
            return False
        else:
            start = self.start_when_counted
            self._write_engine({"counting": False, "prepared": True, "start_when_counted": False})
            self.invalidate_recordset()
            if start and self.todo_count:
                self._start()
        return True

    def _find_all(self) -> None:
        """Write a line for each customer that the filter finds for whoever asked."""
        company = self.company_id
        finder = (
            self.with_user(self.counting_user_id)
            .with_context(allowed_company_ids=company.ids)
            .with_company(company)
        )
        query = finder._get_customer_query()
        self.env.flush_all()
        if self._is_per_contact():
            self._add_customers([row[0] for row in self.env.execute_query(query)])
        else:
            self.env["customer.statement.run.line"]._add_lines(self, query)
