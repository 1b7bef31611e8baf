"""Credit request that nobody has to decide any more, and approvals whose time is over."""

import logging
from collections.abc import Callable
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import _, api, fields, models

from ...const import MANAGER_GROUP, OPEN_STATES

_logger = logging.getLogger(__name__)


class CustomerCreditRequest(models.Model):
    """Adds endings to requests, because money arrives, documents change and time passes without
    anybody who decides.
    """

    _inherit = "customer.credit.request"

    # --- private

    @api.model
    def _trigger_reevaluation(self, partner_ids):
        """Look at the open requests of these customers soon, outside of this transaction."""
        customers = self.env["res.partner"].sudo().browse(partner_ids).commercial_partner_id
        domain = [("state", "in", OPEN_STATES), ("partner_id", "in", customers.ids)]
        if customers and self.sudo().search_count(domain, limit=1):
            self.env.ref("customer_credit_limit.cron_reevaluate_requests").sudo()._trigger()

    @api.model
    def _cron_reevaluate(self):
        """Close requests that nothing stands behind any more, and let approvals expire.

        Each by itself: one that fails stops no other.
        """
        # Somewhere it is tomorrow already.
        latest = fields.Date.context_today(self) + timedelta(days=1)
        approved = self.sudo().search([("state", "=", "approved"), ("expires_on", "<", latest)])
        approved._do_each(lambda request: request._expire())
        requests = self.sudo().search([("state", "in", OPEN_STATES), ("kind", "!=", "limit")])
        requests._do_each(lambda request: request._reevaluate())

    def _do_each(self, act: Callable) -> None:
        """Do something with each of these requests, in a step of its own.

        :param act: function of one request; what it raises is logged, and undone for that one
        :raise OperationalError: somebody else wrote at the same time: Odoo calls again
        """
        for request in self:
            try:
                with self.env.cr.savepoint():
                    act(request)
            except OperationalError:
                raise
            except Exception:
                # A fault of another addon, or of one document's data, stops nobody else.
                _logger.exception("the credit request %s was not looked at", request.name)

    def _reevaluate(self):
        """Close each request whose document passes now, is done or is gone; refresh the others."""
        for request in self:
            document = request._get_document()
            if not document:
                request._close(_("The document is gone."))
            elif document.state == "cancel":
                request._close(_("The document is cancelled."))
            elif request.order_id and document.state == "sale":
                request._close(_("The order is confirmed."))
            elif not request._is_for(document):
                request._close_changed()
            else:
                request._reevaluate_document(document)

    def _reevaluate_document(self, document):
        """Close the request of a document that passes by itself, else keep its figures."""
        verdict = document._get_credit_verdict()
        if verdict.state == "blocked":
            self.write(self._get_values_now(self._get_request_values(document, verdict)))
            self._refresh_activities()
            return
        self._close(_("No longer needed: nothing stops the document any more."))
        order = self.order_id
        if not order:
            return
        order._set_credit_state(verdict.state)
        if self.confirm_after and self._get_policy().auto_confirm:
            problem = self._confirm_order()
            if problem:
                self._tell_requester(_("No approval needed any more"), problem)
        else:
            self._tell_requester(_("No approval needed any more: confirm the order"), None)

    def _close_changed(self):
        """Close the request of a document of another customer or company; who asked is told."""
        self._close(self._get_changed_message())
        if self.kind == "order":
            self.order_id._set_credit_state(False)
        self._tell_requester(self._get_changed_message(), None)

    def _expire(self):
        """End an approval whose last day has passed; a quotation behind it must ask again.

        The day ends where people work: scheduled actions have no time zone.
        """
        self.ensure_one()
        today = fields.Date.context_today(self.company_id._in_credit_time(MANAGER_GROUP, self))
        if self.expires_on >= today:
            return
        self.state = "expired"
        self._log_request("expired")
        if self.order_id.state in ("draft", "sent"):
            self.order_id._set_credit_state(False)
            self._tell_requester(_("Credit approval expired: ask again"), None)
