"""Documents under a credit policy: approved requests are what lets them through."""

from odoo import _, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.models.notice import get_notice


class CustomerCreditMixin(models.AbstractModel):
    """Adds asking for approval to documents, because an exception is a record: no context and no
    right replaces it.
    """

    _inherit = "customer.credit.mixin"

    # --- actions

    def action_request_credit_approval(self):
        """Ask for approval without confirming or posting (whoever may edit the document).

        :return: notification that names whose turn it is
        :raise AccessError: no right to edit the document
        :raise UserError: nothing stops the document
        """
        self.check_access("write")
        requests = self.env["customer.credit.request"]
        for document in self:
            verdict = document._get_credit_verdict()
            if verdict.state != "blocked":
                raise UserError(_("Nothing stops %s: go on.", document.display_name))
            requests |= requests._ensure_for(document, verdict, confirm=False)
            if document._name == "sale.order":
                document._set_credit_state("waiting")
            document._log_blocked(verdict)
        people = ", ".join(dict.fromkeys(it._get_turn() for it in requests))
        return get_notice(_("Asked for approval: %s", people))

    # --- hooks

    def _get_approved_request(
        self, decision: object = None, waiting: list | None = None
    ) -> models.BaseModel:
        """Return the approved request that covers this document now, or none.

        # EXTENDS 'customer_credit_limit'
        """
        self.ensure_one()
        return self.env["customer.credit.request"]._find_approved(self, decision, waiting)
