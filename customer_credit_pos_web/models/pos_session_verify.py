"""The till asks the server whether the customer is who they say; the server keeps the answer."""

import math

from odoo import _, models
from odoo.exceptions import AccessError, UserError

from .pos_order_store_credit_rules import RIGHTS


class PosSession(models.Model):
    """One attempt per call; a wrong PIN is an answer, not an error, so that it is counted."""

    _inherit = "pos.session"

    def verify_store_credit(self, partner_id, payment_uuid, amount, pin=None, code=None):
        """Verify the customer of a payment with store credit, by PIN or by code (till users).

        :param int partner_id: id of the customer of the order, any contact
        :param str payment_uuid: uuid of the pos.payment to come
        :param float amount: what it may spend at most, till currency, positive
        :param str pin: the PIN as typed, or None
        :param str code: the code of the customer's portal page as scanned, or None
        :return: {"verified": bool, "message": str}; the message says why not
        :raise AccessError: no till user, or a till or customer out of reach
        :raise UserError: the till is closed or does not verify, or values that no till sends
        """
        partner = self._check_verification_request(partner_id, payment_uuid, amount, pin, code)
        if code is None:
            person = self.env["customer.credit.pin"]._find(partner)
            answer = person._check(pin)
            person = person.partner_id
        else:
            person = self.env["res.partner"]._find_by_credit_qr_token(code)
            answer = "right" if person else "unknown"
            if person and person.commercial_partner_id != partner.commercial_partner_id:
                answer = "other"
        if answer != "right":
            return {"verified": False, "message": self._get_verification_message(answer)}
        self.env["customer.credit.verification"]._grant(
            self, person, payment_uuid, amount, "pin" if code is None else "code"
        )
        return {"verified": True, "message": ""}

    def _check_verification_request(self, partner_id, payment_uuid, amount, pin, code):
        """Return the customer (sudo); whatever is wrong with a request is said before it counts.

        :raise AccessError: no till user without the right to spend, or a record out of reach
        :raise UserError: see ``verify_store_credit``
        """
        self.ensure_one()
        user = self.env.user
        if not (
            user.has_group("point_of_sale.group_pos_user")
            and user.has_group(RIGHTS["till_payment"])
        ):
            raise AccessError(_("You may not take store credit as payment. Ask a manager."))
        self.check_access("read")
        session = self.sudo()
        if session.state == "closed" or not session.config_id.store_credit_verification:
            raise UserError(_("This till does not verify customers now."))
        sound = (
            isinstance(partner_id, int)
            and isinstance(amount, (int, float))
            and math.isfinite(amount)
            and 0 < amount < 1e15
            and isinstance(payment_uuid, str)
            and 0 < len(payment_uuid) <= 64
            and isinstance(pin if code is None else code, str)
            and (pin is None) != (code is None)
        )
        if not sound:
            raise UserError(_("This cannot be verified: ask for the PIN again."))
        partner = self.env["res.partner"].browse(partner_id).exists()
        partner.check_access("read")
        if not partner:
            raise UserError(_("Choose a customer: store credit belongs to somebody."))
        return partner.sudo()

    def _get_verification_message(self, answer):
        """Return the sentence for the cashier and the customer."""
        return {
            "wrong": _("This PIN is wrong."),
            "locked": _(
                "Too many wrong PINs: wait a quarter of an hour, or scan the customer's code."
            ),
            "blocked": _(
                "This PIN is blocked after too many wrong ones. Scan the customer's code, or "
                "ask a Customer Credit manager to remove the PIN."
            ),
            "none": _(
                "This customer has no PIN yet: it is set on their portal page. Scan their code."
            ),
            "unknown": _("This is not the code of a customer, or it was renewed since."),
            "other": _("This is the code of another customer."),
        }[answer]
