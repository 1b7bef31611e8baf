"""What is due is done one by one, each in a step of its own; who is in charge hears why not."""

import logging
from collections.abc import Callable
from datetime import date as Date
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from .customer_statement_run import CONFLICTS, FAULTS

PROBLEM_ACTIVITY = "customer_statement.mail_activity_problem"

# Times that somebody else may be first before a record waits for the next scheduled action.
TRIES = 3

_logger = logging.getLogger(__name__)


class CustomerStatementDueMixin(models.AbstractModel):
    """Schedules, policies, disputes, promises, plans and announced payments are worked by one loop.

    Each is done in a step that is committed. One that fails says so, tells somebody and stops no
    other; one that killed its worker comes last the next time.
    """

    _name = "customer.statement.due.mixin"
    _inherit = "mail.activity.mixin"
    _description = "What Is Done by Itself When It Is Due"

    # --- fields

    problem = fields.Text(
        "What Went Wrong", readonly=True, copy=False,
        help="Why it did not work the last time. It is tried again by itself.",
    )  # fmt: skip
    tried_at = fields.Datetime("Tried on", readonly=True, copy=False)

    # --- hooks

    def _get_told_user(self) -> models.BaseModel:
        """Hook: return the res.users who hears that something went wrong; may be empty."""
        self.ensure_one()
        return self.user_id._filter_present() or self.company_id._get_statement_managers()[:1]

    # --- private

    def _get_today(self) -> Date:
        """Return which day it is for whoever is in charge: scheduled actions have no time zone."""
        self.ensure_one()
        return fields.Date.context_today(self.with_user(self._get_told_user()))

    @api.model
    def _do_due(self, domain: list, act: Callable) -> None:
        """Do something with each record that a domain finds, and commit after each.

        :param domain: who is due; asked again when its turn comes
        :param act: function of one record; what it raises is told, and undone for that record
        """
        progress = self.env["ir.cron"]._commit_progress
        queue = list(self.search(domain).sorted(lambda it: it.tried_at or datetime.min))
        progress(remaining=len(queue))
        for record in queue:
            begun = record._begin_turn()
            progress(0)
            record.invalidate_recordset()
            mine = begun and record.try_lock_for_update().filtered_domain(domain)
            # Somebody else was first: once more at the end, where the books are read anew.
            missed = not begun or (mine and mine._do_turn(act) is None)
            if missed and queue.count(record) < TRIES:
                queue.append(record)
            if not progress(1):
                break

    def _begin_turn(self) -> bool:
        """Note that it is tried; return False when somebody else is writing it."""
        try:
            with self.env.cr.savepoint():
                self.exists()._write_turn({"tried_at": fields.Datetime.now()})
        except CONFLICTS:
            _logger.info("%s is worked on by somebody else", self)
            return False
        return True

    def _do_turn(self, act: Callable) -> bool | None:
        """Return whether it worked; None when somebody else was first and it is still due."""
        try:
            return self._do_alone(act)
        except CONFLICTS:
            _logger.info("%s is worked on by somebody else", self)
            return None

    def _do_alone(self, act: Callable) -> bool:
        """Return whether it worked, in a step of its own; what is raised is told and undone.

        On the day of whoever is in charge, see :meth:`_get_today`.

        :raise OperationalError: somebody else wrote at the same time
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                zone = self._get_told_user().tz
                act(self.with_context(tz=zone) if zone else self)
        except CONFLICTS:
            raise
        except FAULTS as error:
            _logger.warning("%s failed", self, exc_info=True)
            self._tell_problem(error)
            return False
        if self.exists() and self.problem:
            self._write_turn({"problem": False})
            self.activity_unlink([PROBLEM_ACTIVITY])
        return True

    def _tell_problem(self, error: Exception) -> None:
        """Say what went wrong on the record, and once to whoever is in charge."""
        text = str(error)
        if not isinstance(error, UserError):
            text = f"{type(error).__name__}: {text}"
        if self.problem == text:
            return
        self._write_turn({"problem": text})
        self._message_log(body=plaintext2html(text))
        self.activity_unlink([PROBLEM_ACTIVITY])
        user = self._get_told_user()
        if user:
            told = self.with_context(lang=user.lang)
            told.activity_schedule(
                PROBLEM_ACTIVITY,
                summary=told.env._("%(name)s did not work", name=told.display_name),
                note=plaintext2html(text),
                user_id=user.id,
            )

    def _write_turn(self, vals: dict) -> None:
        """Write how it went; evidence is written by the engine."""
        write = getattr(self, "_write_engine", self.write)
        write(vals)
