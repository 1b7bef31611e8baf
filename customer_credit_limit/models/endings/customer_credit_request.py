"""Credit request that nobody has to decide any more, and approvals whose time is over."""

from odoo import _, api, fields, models

from ...const import OPEN_STATES


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
        """End approvals whose last day has passed; quotations behind them must ask again."""
        today = fields.Date.context_today(self)
        for request in self.search([("state", "=", "approved"), ("expires_on", "<", today)]):
            request.state = "expired"
            request._log_request("expired")
            if request.order_id.state in ("draft", "sent"):
                request.order_id._set_credit_state(False)
                request._tell_requester(_("Credit approval expired: ask again"), None)
