"""Requests: whoever loses a race for a customer's row begins again at once, and first in line."""

import psycopg2
from psycopg2 import errors

from odoo import _, models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import config

from ..turns import CreditBusyError, take_turn, watched

# With its rows in hand a request loses to other things only: a number, a deadlock.
TURNS = 6

# What stops a database beside turns: whoever asked can only try again, or tell somebody.
TOO_LONG = errors.QueryCanceled
FULL = (errors.DiskFull, errors.OutOfMemory, errors.TooManyConnections)
GONE = (
    errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow, psycopg2.InterfaceError,
)  # fmt: skip


class IrHttp(models.AbstractModel):
    """Adds turns to requests that lose a race, because Odoo sleeps before a replay and then loses
    the next one.

    What stops the database reaches the user as a sentence, in the user's language. What decides
    uses no rule that a replica still shows and the primary has changed.
    """

    _inherit = "ir.http"

    # --- hooks

    @classmethod
    def _dispatch(cls, endpoint):
        """Begin again, rows first, when somebody else wrote the row of the same customer.

        # EXTENDS 'base'
        :raise UserError: others kept the row for too long; nothing was written
        """
        cls._forget_what_changed()
        with watched() as wanted:
            for _turn in range(TURNS):
                # What the last try wrote into the session is taken back with it.
                session = dict(request.session)
                try:
                    result = super()._dispatch(endpoint)
                    if wanted:
                        # What is written at the end may lose, too.
                        request.env.cr.flush()
                    return result
                except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                    if not wanted or request.env.cr.closed:
                        raise
                    cls._begin_again(session, wanted)
            raise UserError(cls._get_busy_message())

    @classmethod
    def _handle_error(cls, exception):
        """Say in a sentence why the database gave up; the log keeps what it said itself.

        # EXTENDS 'base'
        """
        message = isinstance(exception, psycopg2.Error) and cls._get_outage_message(exception)
        if not message:
            return super()._handle_error(exception)
        if cls._is_connection_lost(exception):
            # A page of the website would be read from the database.
            return request.dispatcher.handle_error(UserError(message))
        return super()._handle_error(UserError(message))

    # --- private

    @classmethod
    def _forget_what_changed(cls):
        """Drop what is kept in memory and has been changed on the primary, before a request writes.

        Odoo asks for changes where it reads, on the replica: as long as that is late, the limits
        and settings of before would decide. A query for each such request, with a replica only.
        """
        cr, registry = request.env.cr, request.env.registry
        if cr.readonly or not config["db_replica_host"]:
            return
        models_changed_at, changed_at = registry.get_sequences(cr)
        # Models that were changed are left to Odoo: they are not replaced within a request.
        same_models = models_changed_at == registry.registry_sequence
        if same_models and changed_at != registry.cache_sequences:
            registry.check_signaling(cr)

    @classmethod
    def _get_outage_message(cls, error: Exception) -> str | None:
        """Return what a user reads when the database gives up, or None for other errors."""
        if isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            return cls._get_raced_message()
        if isinstance(error, TOO_LONG):
            return _(
                "This takes longer than the database allows. Nothing was done: try again with "
                "less at once, or when fewer people are at work."
            )
        if isinstance(error, FULL):
            return _(
                "The database has no room for this. Nothing was done: tell your administrator."
            )
        if cls._is_connection_lost(error):
            return _("The connection to the database was lost. Nothing was done: try again.")
        return None

    @classmethod
    def _is_connection_lost(cls, error: Exception) -> bool:
        """Say whether the database cannot be asked any more; a cut connection has no code."""
        cut = type(error) is psycopg2.OperationalError and not error.pgcode
        return cut or isinstance(error, GONE)

    @classmethod
    def _begin_again(cls, session, wanted):
        """Make the request as it was before its first try, with the rows in hand.

        :param dict session: what the session held
        :raise UserError: others kept a row for too long
        """
        env = request.env
        try:
            take_turn(env.cr, wanted)
        except CreditBusyError:
            raise UserError(cls._get_busy_message()) from None
        finally:
            env.transaction.reset()
            env.registry.reset_changes()
            if dict(request.session) != session:
                request.session.clear()
                request.session.update(session)
        for file in request.httprequest.files.values():
            file.seek(0)

    @classmethod
    def _get_busy_message(cls) -> str:
        return _(
            "Others are using the credit of the same customer right now. "
            "Nothing was done: try again in a moment."
        )

    @classmethod
    def _get_raced_message(cls) -> str:
        """Return what is said where whatever was raced for need not be anybody's credit."""
        return _(
            "Somebody else is changing the same data right now. "
            "Nothing was done: try again in a moment."
        )
