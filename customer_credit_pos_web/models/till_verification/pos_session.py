"""The till asks the server whether the customer is who they say; the server keeps the answer."""

from markupsafe import Markup

from odoo import _, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_credit_balance.core.keys import is_uuid
from odoo.addons.customer_credit_balance.core.money import is_amount, is_id

from ..common.customer_credit_secret_mixin import ATTEMPTS
from ..till.pos_order import RIGHTS
from .customer_credit_mail_code import KNOWN_DAYS


class PosSession(models.Model):
    """Adds attempts to sessions, because a wrong PIN is an answer and no error, so that it is
    counted.
    """

    _inherit = "pos.session"

    # --- guards

    def _check_verification_caller(self):
        """Whatever is wrong with a request is said before it counts.

        :raise AccessError: no till user with the right to spend, or a till out of reach
        :raise UserError: the till is closed or does not verify
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

    # --- actions

    def verify_store_credit(self, partner_id, payment_uuid, amount, pin=None, code=None,
                            mail_code=None, manager_id=None, page_code=None):  # fmt: skip
        """Verify the customer of a payment with store credit, by one proof (till users).

        :param int partner_id: id of the customer of the order, any contact
        :param str payment_uuid: uuid of the pos.payment to come
        :param float amount: what it may spend at most, till currency, positive
        :param str pin: the PIN as typed: of the customer, or of the manager who is named
        :param str code: the code of the customer's portal page as scanned
        :param str mail_code: the digits of the mail from :meth:`send_store_credit_code`
        :param int manager_id: id of the user, a manager of the till, whose PIN it is: the
            customer passes on the manager's word, and the record says whose
        :param str page_code: the digits under the code of the customer's portal page
        :return: {"verified": bool, "message": str}; the message says why not
        :raise AccessError: no till user, or a till or customer out of reach
        :raise UserError: the till is closed or does not verify, or values that no till sends
        """
        self._check_verification_caller()
        proofs = {"pin": pin, "code": code, "mail": mail_code, "page": page_code}
        given = [name for name, value in proofs.items() if value is not None]
        if (
            len(given) != 1
            or not isinstance(proofs[given[0]], str)
            or not is_amount(amount)
            or amount <= 0
            or not is_uuid(payment_uuid)
            or not (manager_id is None or (is_id(manager_id) and given == ["pin"]))
        ):
            raise UserError(_("This cannot be verified: ask for the PIN again."))
        partner = self._get_verification_customer(partner_id)
        method = "manager" if manager_id else given[0]
        answer, person, manager = self._compare_proof(
            method, proofs[given[0]], partner, payment_uuid, manager_id
        )
        if answer == "alarm":
            self._tell_managers_of_wrong_proofs(partner, method, manager)
        if answer != "right":
            return {"verified": False, "message": self._get_verification_message(method, answer)}
        self.env["customer.credit.verification"]._grant(
            self, person, payment_uuid, amount, method, manager
        )
        return {"verified": True, "message": ""}

    def send_store_credit_code(self, partner_id, payment_uuid):
        """Send the customer a code by email, to the address on record (till users).

        :param int partner_id: id of the customer of the order, any contact
        :param str payment_uuid: uuid of the pos.payment that the code is for
        :return: {"sent": bool, "message": str}; the message shows the address masked, or says
            why nothing was sent
        :raise AccessError: no till user, or a till or customer out of reach
        :raise UserError: the till is closed or does not verify, or values that no till sends
        """
        self._check_verification_caller()
        if not is_uuid(payment_uuid):
            raise UserError(_("This cannot be verified: ask for the PIN again."))
        partner = self._get_verification_customer(partner_id)
        Code = self.env["customer.credit.mail.code"]
        person = Code._get_person(partner)
        if not person:
            return {"sent": False, "message": _("This customer has no email address on record.")}
        if not person._is_credit_email_known():
            message = _(
                "The email address of this customer was entered less than %s days ago: a code "
                "may not be sent to it yet. Ask a manager.",
                KNOWN_DAYS,
            )
            return {"sent": False, "message": message}
        answer = Code._send(person, self.sudo(), payment_uuid)
        if answer == "sent":
            return {"sent": True, "message": person._get_masked_credit_email()}
        return {"sent": False, "message": self._get_verification_message("mail", answer)}

    def get_store_credit_managers(self):
        """Return the managers who have a PIN and may let a customer pass (till users).

        :return: [{"id": int, "name": str}], users of the till's company
        :raise AccessError: no till user, or a till out of reach
        :raise UserError: the till is closed or does not verify
        """
        self._check_verification_caller()
        pins = self.env["customer.credit.manager.pin"]._find_for(self.sudo().company_id)
        return [{"id": pin.user_id.id, "name": pin.user_id.name} for pin in pins]

    # --- private

    def _get_verification_customer(self, partner_id: int) -> models.BaseModel:
        """Return the customer (sudo).

        :raise AccessError: out of reach
        :raise UserError: none
        """
        if not is_id(partner_id):
            raise UserError(_("Choose a customer: store credit belongs to somebody."))
        partner = self.env["res.partner"].browse(partner_id).exists()
        partner.check_access("read")
        if not partner:
            raise UserError(_("Choose a customer: store credit belongs to somebody."))
        return partner.sudo()

    def _compare_proof(self, method, proof, partner, payment_uuid, manager_id):
        """Compare what was shown; return (answer, person who was there, manager or none)."""
        nobody = self.env["res.users"]
        if method == "manager":
            pins = self.env["customer.credit.manager.pin"]._find_for(self.sudo().company_id)
            found = pins.filtered(lambda pin: pin.user_id.id == manager_id)
            return found._check(proof), partner, found.user_id
        if method == "mail":
            found = self.env["customer.credit.mail.code"]._find_sent(partner, self, payment_uuid)
            answer, person = found._check(proof), found.partner_id
        elif method == "pin":
            found = self.env["customer.credit.pin"]._find(partner)
            answer, person = found._check(proof), found.partner_id
        elif method == "page":
            shown = self.env["customer.credit.page.code"]._find_shown(partner)
            answer, person = shown._check_any(proof)
        else:
            person = self.env["res.partner"]._find_by_credit_qr_token(proof)
            answer = "right" if person else "unknown"
            if person and person.commercial_partner_id != partner.commercial_partner_id:
                answer = "other"
        if answer == "right" and not person._is_store_credit_spender():
            # Put under the customer later, or taken off its list since: what they show is genuine.
            answer = "no spender"
        return answer, person, nobody

    def _get_verification_message(self, method: models.BaseModel, answer: str) -> dict:
        """Return the sentence for the cashier and the customer."""
        if answer == "none" and method != "pin":
            return {
                "mail": _("No code was sent for this payment, or it is no longer valid."),
                "manager": _("This manager has no PIN: it is set in the own preferences."),
                "page": _(
                    "No digits are shown to this customer now: they are on the page of store "
                    "credit, for ten minutes."
                ),
            }[method]
        if method in ("mail", "page"):
            wrong = _("This code is wrong.")
        else:
            wrong = _("This PIN is wrong.")
        return {
            "wrong": wrong,
            "alarm": _("%s Too many were: the managers of the till are told.", wrong),
            "locked": _("Too many wrong attempts: wait a quarter of an hour, or use another way.")
            if method != "pin"
            else _("Too many wrong PINs: wait a quarter of an hour, or scan the customer's code."),
            "blocked": {
                "pin": _(
                    "This PIN is blocked after too many wrong ones. Scan the customer's code, or "
                    "ask a Customer Credit manager to remove the PIN."
                ),
                "mail": _(
                    "Codes by email are blocked after too many wrong ones: ask a Customer Credit "
                    "manager to remove the customer's PIN."
                ),
                "manager": _("This PIN is blocked after too many wrong ones: set a new one."),
                "page": _(
                    "The digits are blocked after too many wrong ones: ask a Customer Credit "
                    "manager to remove the customer's PIN."
                ),
            }.get(method),
            "often": _("Too many codes were sent: wait an hour, or use another way."),
            "none": _(
                "This customer has no PIN yet: it is set on their portal page. Scan their code."
            ),
            "unknown": _("This is not the code of a customer, or it was renewed since."),
            "other": _("This is the code of another customer."),
            "no spender": _(
                "This person may not use the customer's store credit. A Customer Credit manager "
                "keeps the list of who may, on the customer's form."
            ),
        }[answer]

    def _tell_managers_of_wrong_proofs(self, partner, method, manager):
        """Give every manager of the till a to-do: somebody may be guessing."""
        session = self.sudo()
        proof = {
            "pin": _("the PIN of %s", partner.complete_name),
            "mail": _("the code sent to %s", partner.complete_name),
            "manager": _("the PIN of the manager %s", manager.name),
            "page": _("the digits shown to %s", partner.complete_name),
        }[method]
        note = _(
            "%(count)s wrong attempts in a row at %(till)s: %(proof)s, typed while %(user)s was "
            "logged in. Ask whether the customer was there.",
            count=ATTEMPTS,
            till=session.config_id.display_name,
            proof=proof,
            user=self.env.user.name,
        )
        managers = self.env["customer.credit.manager.pin"]._get_managers(session.company_id)
        for user in managers:
            session.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=_("Wrong PINs at the till"),
                note=Markup("<p>%s</p>") % note,
            )
