"""The customer's page of store credit: credits used on invoices, and mails about purchases."""

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.http import request, route

from .checkout import FLASH
from .portal import StoreCreditPortal


class StoreCreditApplyPortal(StoreCreditPortal):
    """Always the credits and the mails of the user who is logged in."""

    def _get_credit_detail_values(self, account: models.BaseModel) -> dict:
        """Add what the outstanding credits would pay.

        # EXTENDS 'customer_credit_pos_web'
        """
        return {
            **super()._get_credit_detail_values(account),
            "credit_plan": request.website._get_credit_plan(request.env.user),
        }

    @route(
        "/my/credit/apply",
        type="http", auth="user", methods=["POST"], website=True, sitemap=False,
    )  # fmt: skip
    def portal_apply_credits(self, code="", **_post):
        """Use the outstanding credits on the oldest invoices, as the page has shown it.

        :param str code: names the plan that was shown; when it changed, nothing is applied
        """
        try:
            request.website._apply_credit_plan(request.env.user, code)
        except (UserError, AccessError) as error:
            request.env.cr.rollback()
            request.session[FLASH] = str(error)
        return request.redirect("/my/credit#due")

    @route(
        "/my/credit/mail",
        type="http", auth="user", methods=["POST"], website=True, sitemap=False,
    )  # fmt: skip
    def portal_balance_mail(self, wanted="", **_post):
        """Begin or end mails about purchases, for the user in person."""
        if request.website._get_store_credit_access(request.env.user) == "none":
            return request.redirect("/my")
        request.env.user.sudo().partner_id.store_credit_balance_mail = wanted == "1"
        return request.redirect("/my/credit#mails")
