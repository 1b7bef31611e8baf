"""Credit request: what an approval covers, releasing the document, closing and expiry."""

import logging
from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.exceptions import open_reason

from .customer_credit_request import OPEN_STATES

_logger = logging.getLogger(__name__)


class CustomerCreditRequest(models.Model):
    """An approval holds for one document, one customer, one company, an amount and some days."""

    _inherit = "customer.credit.request"

    @api.model
    def _find_approved(self, document):
        """Return the approved request (sudo) that covers the document now, or none."""
        origin = document._origin
        if not origin:
            return self.sudo().browse()
        requests = self.sudo().search(
            [
                ("res_model", "=", document._name),
                ("res_id", "=", origin.id),
                ("state", "=", "approved"),
            ]
        )
        return requests.filtered(lambda it: it._covers(document))[:1]

    def _covers(self, document):
        """Say whether this approval lets the document through as it is now."""
        self.ensure_one()
        request = self.sudo()
        today = fields.Date.context_today(self)
        return bool(
            request.state == "approved"
            and request.res_model == document._name
            and request.res_id == document._origin.id
            and request.company_id == document._get_credit_company()
            and request.partner_id == document._get_credit_partner()
            and not (request.expires_on and request.expires_on < today)
            and request.currency_id.compare_amounts(
                self._get_amount_of(document.sudo()), request.ceiling
            )
            <= 0
        )

    def _get_last_day(self, days):
        """Return the last day of an approval given today; False without an end."""
        return days and fields.Date.context_today(self) + timedelta(days=days)

    def _release_document(self):
        """Confirm the order, if that was asked for, or tell the rep; never fail the decision."""
        self.ensure_one()
        order = self.order_id
        if not order:
            self._tell_requester(_("Credit approved"), None)
            return
        covered = self._covers(order)
        order._set_credit_state("approved" if covered else "waiting")
        if order.state not in ("draft", "sent"):
            return
        if covered and self.confirm_after and self._get_policy().auto_confirm:
            problem = self._confirm_order()
            if not problem:
                order._message_log(body=_("Credit approved: the order is confirmed."))
                return
            self._tell_requester(_("Credit approved, but the order is not confirmed"), problem)
        elif covered:
            self._tell_requester(_("Credit approved: confirm the order"), None)
        else:
            self._tell_requester(
                _("Credit approved up to a lower amount"),
                _(
                    "Lower the order to %s, then confirm it.",
                    self.currency_id.format(self.ceiling),
                ),
            )

    def _confirm_order(self):
        """Confirm the order and return what kept it from being confirmed, or nothing."""
        order = self.order_id.sudo()
        try:
            with self.env.cr.savepoint():
                order.action_confirm()
        except UserError as error:
            return open_reason(error)
        return "" if order.state == "sale" else _("Something else stops it: see the order.")

    # --------------------------------------------------------------- no longer needed

    @api.model
    def _trigger_reevaluation(self, partner_ids):
        """Look at the open requests of these customers soon, outside of this transaction."""
        customers = self.env["res.partner"].sudo().browse(partner_ids).commercial_partner_id
        domain = [("state", "in", OPEN_STATES), ("partner_id", "in", customers.ids)]
        if customers and self.sudo().search_count(domain, limit=1):
            self.env.ref("customer_credit_limit.cron_reevaluate_requests").sudo()._trigger()

    @api.model
    def _cron_reevaluate(self):
        """Close requests that nothing stands behind any more, and let approvals expire."""
        self.sudo()._expire()
        requests = self.sudo().search([("state", "in", OPEN_STATES), ("kind", "!=", "limit")])
        requests._reevaluate()

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
            else:
                request._reevaluate_document(document)

    def _reevaluate_document(self, document):
        """Close the request of a document that passes by itself, else keep its figures."""
        verdict = document._get_credit_verdict()
        if verdict.state == "blocked":
            self.write(self._get_request_values(document, verdict))
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

    def _close(self, reason):
        """Close the request and take it from everybody's list."""
        self.ensure_one()
        self.state = "closed"
        self._clear_activities()
        self._message_log(body=reason)
        self._log_request("closed", reason)

    def _expire(self):
        """End approvals whose last day has passed; quotations behind them must ask again."""
        today = fields.Date.context_today(self)
        for request in self.search([("state", "=", "approved"), ("expires_on", "<", today)]):
            request.state = "expired"
            request._log_request("expired")
            if request.order_id.state in ("draft", "sent"):
                request.order_id._set_credit_state(False)
                request._tell_requester(_("Credit approval expired: ask again"), None)
