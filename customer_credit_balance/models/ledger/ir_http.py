"""Requests: whoever loses a race for a customer's row begins again at once, and first in line."""

from odoo import _, models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..turns import CreditBusyError, take_turn, watched

# With its rows in hand a request loses to other things only: a number, a deadlock.
TURNS = 6


class IrHttp(models.AbstractModel):
    """Replays a request as Odoo does, but without sleeping and without losing the next race."""

    _inherit = "ir.http"

    # --- hooks

    @classmethod
    def _dispatch(cls, endpoint):
        """Begin again, rows first, when somebody else wrote the row of the same customer.

        # EXTENDS 'base'
        :raise UserError: others kept the row for too long; nothing was written
        """
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

    # --- private

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
    def _get_busy_message(cls):
        return _(
            "Others are using the credit of the same customer right now. "
            "Nothing was done: try again in a moment."
        )
