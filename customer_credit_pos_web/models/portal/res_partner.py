"""Customers: the signed code that names them at the till, and the mails that they want."""

from odoo import api, fields, models, tools

PREFIX = "CC1"

SCOPE = "customer_credit_pos_web.qr"

SIGNATURE_LENGTH = 32


class ResPartner(models.Model):
    """Adds a code to show to contacts, because tills find a customer by it; it proves nothing and
    spends nothing. And whether they want a mail after each purchase, which only they choose.
    """

    _inherit = "res.partner"

    # --- fields

    store_credit_code_version = fields.Integer(
        copy=False,
        groups="base.group_system",
        help="Counts the codes given to this person: codes of earlier versions are void.",
    )
    store_credit_balance_mail = fields.Boolean(
        "Mail After Purchases",
        copy=False,
        groups="base.group_user",
        help="This person wants a mail with what is left after each purchase with store credit, "
        "and said so in the portal.",
    )

    # --- private

    def _get_credit_qr_token(self) -> str:
        """Return the text of this person's code: signed, the same until it is renewed.

        The caller has checked that the person, or whoever may act for them, asks.
        """
        self.ensure_one()
        version = self.sudo().store_credit_code_version
        return f"{PREFIX}.{self.id}.{version}.{self._sign_credit_code(version)}"

    @api.model
    def _find_by_credit_qr_token(self, token: object) -> models.BaseModel:
        """Return the person (sudo) whose valid code this is, or none.

        The signature is compared in constant time; renewed codes and archived persons find none.

        :param token: text as scanned; anything else finds nobody
        """
        nobody = self.sudo().browse()
        parts = token.strip().split(".") if isinstance(token, str) else []
        if len(parts) != 4 or parts[0].upper() != PREFIX:
            return nobody
        ids = [part for part in parts[1:3] if part.isascii() and part.isdigit() and len(part) < 10]
        if len(ids) != 2:
            return nobody
        partner = nobody.browse(int(ids[0])).exists()
        # Signed whether the person exists or not: an answer takes the same time.
        wanted = nobody.browse(int(ids[0]))._sign_credit_code(int(ids[1]))
        genuine = tools.consteq(wanted, parts[3].upper()) if parts[3].isascii() else False
        if not genuine or not partner.active:
            return nobody
        return partner if partner.store_credit_code_version == int(ids[1]) else nobody

    def _renew_credit_qr_token(self):
        """Make the codes given so far void; the caller has checked who asks."""
        for partner in self.sudo():
            partner.store_credit_code_version += 1

    def _sign_credit_code(self, version):
        """Return the signature of this id and version, with the secret of the database."""
        signature = tools.hmac(self.env(su=True), SCOPE, (self.id, version))
        return signature[:SIGNATURE_LENGTH].upper()
