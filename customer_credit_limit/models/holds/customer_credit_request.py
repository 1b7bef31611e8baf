"""Credit request: whatever may release a document may release its customer too."""

from odoo import api, models

from ...const import OPEN_STATES
from .customer_credit_hold_rule import CAUGHT


class CustomerCreditRequest(models.Model):
    """Adds the review of holds to that of requests, because both are looked at again on the same
    occasions.
    """

    _inherit = "customer.credit.request"

    # --- hooks

    @api.model
    def _trigger_reevaluation(self, partner_ids):
        """Look at the holds of rules on these customers soon, outside of this transaction.

        # EXTENDS 'customer_credit_limit'
        """
        super()._trigger_reevaluation(partner_ids)
        customers = self.env["res.partner"].sudo().browse(partner_ids).commercial_partner_id
        domain = [*CAUGHT, ("partner_id", "in", customers.ids)]
        Profile = self.env["customer.credit.profile"].sudo()
        if customers and Profile.search_count(domain, limit=1):
            self.env.ref("customer_credit_limit.cron_release_holds").sudo()._trigger()

    def _get_hold_news(self) -> list:
        """Return why customers are held of whom the request says nothing, one sentence each."""
        news = []
        for request in self.filtered(lambda it: it.state in OPEN_STATES and it.kind != "limit"):
            document = request._get_document()
            blocker = document and document._get_hold_blocker()
            waiting = document._get_credit_waiting([blocker]) if blocker else []
            news += [it.message for it in request._get_news(document, waiting=waiting)]
        return list(dict.fromkeys(news))

    def _get_news(
        self, document: models.BaseModel, decision: object = None, waiting: list | None = None
    ) -> list:
        """Return the reasons against the document of which this request says nothing.

        What nobody was shown nobody has approved: a hold that came later, or another one.

        :param waiting: the reasons that wait for approval, read where they are not given
        :return: [``Blocker``]
        """
        self.ensure_one()
        if waiting is None:
            waiting = document._get_credit_waiting(document._get_credit_blockers(decision))
        known = self.snapshot or {}
        told = {it["code"] for name in ("blockers", "waived") for it in known.get(name, ())}
        news = [it for it in waiting if it.code not in told]
        hold = [it for it in waiting if it.code == "hold" and it.code in told]
        # Requests of earlier versions do not say which hold it was.
        if hold and "hold" in known and known["hold"] != document._get_credit_hold_key(decision):
            news += hold
        return news
