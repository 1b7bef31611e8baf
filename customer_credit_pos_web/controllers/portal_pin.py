"""The customer's page of store credit: the PIN for the till, set and changed by its owner."""

from odoo import _, models
from odoo.exceptions import ValidationError
from odoo.http import request, route

from ..models.till_verification.customer_credit_page_code import VALID_MINUTES
from .portal import StoreCreditPortal

NOTICE = "store_credit_pin_notice"
SHOWN = "store_credit_digits_shown"


class StoreCreditPinPortal(StoreCreditPortal):
    """Always the PIN of the user who is logged in; whose it is cannot be sent along."""

    def _get_credit_code_values(self) -> dict:
        """Add the state of the user's own PIN where tills ask for it.

        # EXTENDS 'customer_credit_pos_web'
        """
        values = super()._get_credit_code_values()
        pin = self._get_own_credit_pin()
        asked = request.env["pos.config"]._is_store_credit_verified_in(request.website.company_id)
        return {
            **values,
            "pin_state": pin._get_state() if asked or pin else False,
            "pin_notice": request.session.pop(NOTICE, None),
            "digits_asked": asked,
            "digits_shown": request.session.pop(SHOWN, None),
        }

    @route("/my/credit/digits", type="http", auth="user", methods=["POST"], website=True)
    def portal_show_credit_digits(self, **kw):
        """Show new digits for the till, once, to the user in person; older ones are void."""
        user, website = request.env.user, request.website
        asked = request.env["pos.config"]._is_store_credit_verified_in(website.company_id)
        if not asked or website._get_store_credit_access(user) == "none":
            return request.redirect("/my")
        digits = request.env["customer.credit.page.code"]._show(user.partner_id)
        request.session[SHOWN] = {
            "digits": f"{digits[:4]} {digits[4:]}" if digits else "",
            "minutes": VALID_MINUTES,
        }
        return request.redirect("/my/credit#till_code")

    @route("/my/credit/pin", type="http", auth="user", methods=["POST"], website=True)
    def portal_set_credit_pin(self, pin="", pin_again="", current="", **kw):
        """Set the user's own PIN; the present one is asked for, and wrong ones are counted."""
        user = request.env.user
        if request.website._get_store_credit_access(user) == "none":
            return request.redirect("/my")
        problem = self._set_own_credit_pin(pin, pin_again, current)
        request.session[NOTICE] = {
            "problem": bool(problem),
            "message": problem or _("Your PIN is set. Nobody else can see it."),
        }
        return request.redirect("/my/credit#till_pin")

    def _get_own_credit_pin(self) -> models.BaseModel:
        """Return the PIN (sudo) of the user in person, or none."""
        Pin = request.env["customer.credit.pin"].sudo()
        return Pin.search([("partner_id", "=", request.env.user.partner_id.id)])

    def _set_own_credit_pin(self, pin, pin_again, current):
        """Change the PIN; return what is wrong, or nothing. An error would undo the count."""
        Pin = request.env["customer.credit.pin"].sudo()
        try:
            Pin._check_format(pin)
        except ValidationError as error:
            return error.args[0]
        if pin != pin_again:
            return _("The two PINs differ: enter the same digits twice.")
        present = self._get_own_credit_pin()
        answer = present._check(current)
        if answer not in ("right", "none"):
            return {
                "locked": _("Too many wrong PINs: wait a quarter of an hour."),
                "blocked": _("Your PIN is blocked after too many wrong ones. Please contact us."),
            }.get(answer, _("Your present PIN is wrong."))
        partner = request.env.user.sudo().partner_id
        Pin._set(partner, pin)
        partner._log_credit_pin(_("The PIN at the till was set on the portal."))
        return ""
