"""Who may see and spend the store credit of a company: a list that credit managers keep."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ...const import MANAGER_GROUP, USER_GROUP


class CustomerCreditSpender(models.Model):
    """A person and the company whose credit the person may use.

    The pair counts only while the person belongs to that company: whoever is put under another
    one takes no right along, and brings none.
    """

    _name = "customer.credit.spender"
    _description = "May Use Store Credit"
    _order = "customer_id, id"
    _rec_name = "contact_id"

    _one_per_pair = models.UniqueIndex(
        "(contact_id, customer_id)", "This person may use the credit of this company already."
    )

    # --- fields

    contact_id = fields.Many2one(
        "res.partner", "Person", required=True, index=True, ondelete="cascade"
    )
    customer_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    email = fields.Char(related="contact_id.email", readonly=True)
    origin = fields.Selection(
        [
            ("manager", "Added by a credit manager"),
            ("invitation", "Invited to the portal"),
            ("upgrade", "Had portal access already"),
        ],
        "Since",
        required=True,
        readonly=True,
        default="manager",
        help="How the person came to use the credit of the company.",
    )

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Let credit managers add people of the customer.

        :raise AccessError: when the caller is no credit manager
        :raise ValidationError: somebody who does not belong to the customer
        """
        self._check_manager()
        if not self.env.su:
            vals_list = [{**vals, "origin": "manager"} for vals in vals_list]
        spenders = super().create(vals_list)
        for spender in spenders.sudo():
            if spender.contact_id.commercial_partner_id != spender.customer_id:
                raise ValidationError(
                    _(
                        "%(contact)s does not belong to %(customer)s: choose one of its contacts.",
                        contact=spender.contact_id.complete_name,
                        customer=spender.customer_id.complete_name,
                    )
                )
            spender._log(_("%s may see and use the store credit.", spender.contact_id.name))
        return spenders

    def write(self, vals):
        """Refuse: who may spend is added and taken off, never turned into somebody else.

        :raise AccessError: when the caller is no credit manager
        :raise ValidationError: another person or customer
        """
        self._check_manager()
        if not self.env.su and vals.keys() & {"contact_id", "customer_id", "origin"}:
            raise ValidationError(_("Add the other person, and take this one off the list."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_logged(self):
        """Keep on record who was taken off, and by whom (managers only)."""
        self._check_manager()
        for spender in self.sudo():
            spender._log(_("%s may not use the store credit any more.", spender.contact_id.name))

    def _check_manager(self):
        """Stop a caller who is no credit manager.

        :raise AccessError: for everybody without the group Customer Credit / Manager
        """
        self.env["customer.credit.account"]._check_manager()

    # --- private

    def _log(self, text):
        """Write the sentence into the customer's chatter."""
        self.customer_id._message_log(body=text)

    @api.model
    def _drop_doubles(self, gone: models.BaseModel, stays: models.BaseModel):
        """Take off the list who would stand on it twice once contacts are one.

        :param gone: res.partner that are merged into ``stays``
        """
        both = (gone | stays).ids
        entries = self.sudo().search(
            ["|", ("contact_id", "in", both), ("customer_id", "in", both)], order="id"
        )
        seen, doubles = set(), self.sudo().browse()
        # Those of whom nothing changes come first: they stay.
        for entry in entries.sorted(lambda it: bool((it.contact_id | it.customer_id) & gone)):
            named = (entry.contact_id, entry.customer_id)
            pair = tuple(stays if it in gone else it for it in named)
            if pair in seen:
                doubles |= entry
            seen.add(pair)
        doubles.unlink()

    @api.model
    def _allow(self, contacts, origin):
        """Put people on the list of the company they belong to now; callers checked the right.

        People who are customers themselves need no entry. Existing entries stay.

        :param contacts: res.partner
        :param str origin: key of the field ``origin``
        """
        contacts = contacts.sudo().filtered(lambda it: it.commercial_partner_id != it)
        known = self.sudo().search([("contact_id", "in", contacts.ids)])
        pairs = {(it.contact_id, it.customer_id) for it in known}
        self.sudo().create(
            [
                {
                    "contact_id": contact.id,
                    "customer_id": contact.commercial_partner_id.id,
                    "origin": origin,
                }
                for contact in contacts
                if (contact, contact.commercial_partner_id) not in pairs
            ]
        )

    @api.model
    def _allow_invited(self, contacts):
        """Put people on the list whom the current user invited to the portal.

        Whoever keeps contacts but has nothing to do with credit invites as before: the
        invitation says nothing about the company's money, and a note says what to do.
        """
        contacts = contacts.sudo().filtered(lambda it: it.commercial_partner_id != it)
        if not contacts:
            return
        inviter = self.env.user
        if inviter.has_group(USER_GROUP) or inviter.has_group(MANAGER_GROUP):
            self._allow(contacts, "invitation")
        elif inviter._is_internal():
            for contact in contacts:
                contact.commercial_partner_id._message_log(
                    body=_(
                        "%(contact)s was invited to the portal by %(user)s, but may not use the "
                        "store credit of this customer: a credit manager can allow that on the "
                        "page of the customer's credit.",
                        contact=contact.name,
                        user=inviter.name,
                    )
                )

    @api.model
    def _allow_portal_users(self):
        """Keep what portal users of companies could do before there was a list."""
        users = self.env["res.users"].sudo().search([("share", "=", True)])
        users = users.filtered(lambda user: user._is_portal())
        self._allow(users.partner_id, "upgrade")
