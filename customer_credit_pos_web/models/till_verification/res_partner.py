"""Customers: whether they have a PIN for the till, and who may set or remove it."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.tools import email_normalize

from .customer_credit_mail_code import KNOWN_DAYS


class ResPartner(models.Model):
    """Adds PIN and code to contacts, because they prove who spends; the PIN is never read, only its
    state.
    """

    _inherit = "res.partner"

    # --- fields

    store_credit_pin_state = fields.Selection(
        [
            ("none", "Not set"),
            ("set", "Set"),
            ("locked", "Locked for a while"),
            ("blocked", "Blocked"),
        ],
        "PIN at the Till",
        compute="_compute_store_credit_pin_state",
        compute_sudo=True,
        groups="customer_credit_balance.group_customer_credit_user",
    )
    store_credit_email_changed_on = fields.Datetime(
        copy=False,
        readonly=True,
        groups=fields.NO_ACCESS,
        help="When somebody without the right to manage credit last chose where codes are sent.",
    )

    # --- computes

    def _compute_store_credit_pin_state(self):
        """Read the PINs of these persons, one query."""
        Pin = self.env["customer.credit.pin"]
        pins = Pin.search([("partner_id", "in", self.ids)]).grouped("partner_id")
        for partner in self:
            partner.store_credit_pin_state = pins.get(partner._origin, Pin)._get_state()

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Remember contacts that come with an address of their own.

        # EXTENDS 'base'
        """
        partners = super().create(vals_list)
        partners.filtered(lambda it: it.parent_id and it.email)._note_credit_email_changed()
        return partners

    def write(self, vals):
        """Remember when the address changes that codes are sent to.

        # EXTENDS 'base'
        """
        if not {"email", "parent_id"} & vals.keys():
            return super().write(vals)
        before = {partner: (partner.email, partner.parent_id) for partner in self.sudo()}
        res = super().write(vals)
        self.sudo().filtered(
            lambda partner: before[partner] != (partner.email, partner.parent_id)
        )._note_credit_email_changed()
        return res

    # --- actions

    @api.model
    def get_store_credit_for_till(self, partner_ids, config_id):
        """Add keys where the till verifies.

        ``pin``: none, set, locked or blocked. ``mail``: the masked address that a code can be
        sent to, or nothing. ``unverified``: what the customer spent at tills
        within a day without being verified, in the till's currency.

        # EXTENDS 'customer_credit_pos_web'
        """
        result = super().get_store_credit_for_till(partner_ids, config_id)
        config = self.env["pos.config"].browse(config_id).sudo()
        if config.store_credit_verification:
            partners = self.sudo().browse(result)
            pins = self.env["customer.credit.pin"]._find_by_partner(partners)
            for partner in partners:
                result[partner.id]["pin"] = pins[partner]._get_state()
                person = self.env["customer.credit.mail.code"]._get_person(partner)
                result[partner.id]["mail"] = person._get_masked_credit_email() if person else ""
            self._add_store_credit_unverified(result, partners, config)
        return result

    def action_set_credit_pin(self):
        """Open the dialog that gives this person a PIN (credit managers).

        :raise AccessError: when the caller is no credit manager
        """
        self.ensure_one()
        self.env["customer.credit.account"]._check_manager()
        return {
            "type": "ir.actions.act_window",
            "name": _("PIN at the Till"),
            "res_model": "customer.credit.pin.set",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.id},
        }

    def action_remove_credit_pin(self):
        """Remove the PINs of these persons: they set new ones (credit managers).

        :raise AccessError: when the caller is no credit manager, or cannot see the person
        """
        self.env["customer.credit.account"]._check_manager()
        self.check_access("read")
        domain = [("partner_id", "in", self.ids)]
        pins = self.env["customer.credit.pin"].sudo().search(domain)
        codes = self.env["customer.credit.mail.code"].sudo().search(domain)
        shown = self.env["customer.credit.page.code"].sudo().search(domain)
        persons = pins.partner_id | codes.partner_id | shown.partner_id
        (pins.unlink(), codes.unlink(), shown.unlink())
        persons._log_credit_pin(_("The PIN at the till was removed."))

    # --- private

    @api.model
    def _add_store_credit_unverified(self, result, partners, config):
        """Add to ``result`` what counts against the till's amount already."""
        company, today = config.company_id, fields.Date.context_today(self)
        spent = self.env["pos.order"]._get_store_credit_unverified(
            partners.commercial_partner_id, company
        )
        for partner in partners:
            result[partner.id]["unverified"] = company.currency_id._convert(
                spent.get(partner.commercial_partner_id.id, 0.0),
                config.currency_id,
                company,
                today,
            )

    def _note_credit_email_changed(self):
        """Whoever may type an address could have a code sent to it: it must be known for a while.

        A credit manager decides at once.
        """
        user = self.env.user
        trusted = user._is_superuser() or user.has_group(
            "customer_credit_balance.group_customer_credit_manager"
        )
        if self and not trusted:
            self.sudo().store_credit_email_changed_on = fields.Datetime.now()

    def _is_credit_email_known(self) -> bool:
        """Say whether a code may be sent to the address of this person (sudo)."""
        changed = self.store_credit_email_changed_on
        return not changed or changed < fields.Datetime.now() - timedelta(days=KNOWN_DAYS)

    def _get_masked_credit_email(self) -> str:
        """Return the address as a till may show it: enough for its owner to know it."""
        name, _at, domain = email_normalize(self.email).partition("@")
        return f"{name[:1]}•••@{domain}"

    def _log_credit_pin(self, message):
        """Note who changed a PIN, never the PIN."""
        author = self.env.user.partner_id
        for partner in self.sudo():
            partner._message_log(body=message, author_id=author.id)
