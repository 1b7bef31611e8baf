"""Contacts: whose money it is, who may see and spend it, and who may buy on account."""

from odoo import SUPERUSER_ID, _, api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...const import MANAGER_GROUP, USER_GROUP

# What makes another company the customer of a contact's documents.
OWNER_FIELDS = {"parent_id", "is_company"}


class ResPartner(models.Model):
    """Adds the answers to who sees, spends and owes to contacts, because every door asks them.

    Who owes for a contact follows from its parent; credit stays with its commercial partner, and
    changes it only by a credit manager. Who may buy on account is ticked by one, for each customer
    and company; a new customer may not.
    """

    _name = "res.partner"
    _inherit = [
        "res.partner",
        "customer.credit.numbers.mixin",
        "customer.credit.guarded.mixin",
    ]

    _credit_decisive_names = frozenset({"commercial_partner_id"})

    # --- fields

    customer_credit_spender_ids = fields.One2many(
        "customer.credit.spender",
        "customer_id",
        "May Use This Credit",
        groups=USER_GROUP,
        help="People of this customer who may see and use its store credit in the portal and the "
        "shop. Credit managers keep the list; whoever is invited to the portal by somebody with "
        "credit rights is added.",
    )
    customer_credit_on_account = fields.Boolean(
        "May Buy on Account",
        company_dependent=True,
        copy=False,
        groups=MANAGER_GROUP,
        help="This customer may order without paying at once, in the current company, and "
        "receives an invoice. A limit or hold may still stop an order.",
    )

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Let nobody say whose customer a contact is: Odoo derives it from the parent.

        # EXTENDS 'account'
        """
        return super().create([self._drop_commercial_partner(vals) for vals in vals_list])

    def write(self, vals):
        """Keep credit with the commercial partner when a contact gets another parent.

        :raise AccessError: credit would change its owner and the caller is no credit manager

        # EXTENDS 'account'
        """
        vals = self._drop_commercial_partner(vals)
        if not OWNER_FIELDS & vals.keys():
            return super().write(vals)
        owners = self._find_credit_owners_at_stake()
        res = super().write(vals)
        leaving = owners.filtered(
            lambda partner: partner.sudo().commercial_partner_id.id != partner.id
        )
        leaving._check_credit_may_leave()
        self._move_credit_to_commercial_partner()
        return res

    def _check_credit_may_leave(self):
        """Stop whoever may not decide that the credit of these customers gets another owner.

        :raise AccessError: no credit manager, or not in each company that owes the credit
        """
        if self.env.su or not self:
            return
        manager = self.env.user.has_group(MANAGER_GROUP)
        allowed = set(self.env.user._get_company_ids())
        for partner in self:
            if not manager or not set(partner._get_companies_with_credit().ids) <= allowed:
                raise AccessError(
                    _(
                        "%s has credit that would belong to another customer. Ask a Customer "
                        "Credit manager to make this change.",
                        partner.sudo().complete_name,
                    )
                )

    # --- hooks

    def _may_spend_store_credit(
        self, viewer: models.BaseModel, company: models.BaseModel | None = None
    ) -> bool:
        """Hook: may this user spend the store credit of this customer?

        :param viewer: res.users who asks, whatever the environment's user; a link with an access
            token makes nobody a spender
        :param company: res.company that owes the credit; the current one by default
        :return: bool; False for guests, archived users and the superuser, and for whoever may not
            see the credit
        """
        return (
            self._is_store_credit_user(viewer)
            and self._get_store_credit_visibility(viewer, company) != "none"
        )

    def _get_store_credit_visibility(
        self, viewer: models.BaseModel, company: models.BaseModel | None = None
    ) -> str:
        """Hook: return what this user may see of the store credit of this customer.

        :param viewer: res.users who asks, whatever the environment's user
        :param company: res.company that owes the credit; the current one by default
        :return: "history" (amounts and how they came about), "balance" (what is available) or
            "none"; colleagues inside who have credit rights in the company see everything
        """
        self.ensure_one()
        viewer, company = viewer.sudo(), company or self.env.company
        if viewer.active and viewer.has_group(USER_GROUP) and company in viewer.company_ids:
            return "history"
        return "history" if self._is_store_credit_user(viewer) else "none"

    def _may_buy_on_account(self, company: models.BaseModel) -> bool:
        """Hook: say whether the customer may order now and pay the invoice later.

        A permission that somebody gave to the commercial partner. Whether this very order goes
        through is for its verdict to say. Reads as superuser, so that shops can ask.

        :param company: res.company that sells
        """
        customer = self.commercial_partner_id[:1].sudo().with_company(company)
        return customer.customer_credit_on_account

    # --- private

    def _is_store_credit_spender(self) -> bool:
        """Say whether this person may use the store credit of the customer they belong to.

        The customer in person always may; others are on the list of the company they belong to
        now. Being put under a company gives no right.

        :return: bool; for tills and forms that know a person and no login
        """
        self.ensure_one()
        person = self.sudo()
        customer = person.commercial_partner_id
        if person == customer:
            return bool(person)
        # By the field, as one page asks many times and the cache knows when the list changes.
        return person in customer.customer_credit_spender_ids.contact_id

    def _has_store_credit_money(self):
        """Say whether the customer has store credit, or may overdraw, in any company."""
        self.ensure_one()
        accounts = self.env["customer.credit.account"].sudo().search(
            [("partner_id", "=", self.sudo().commercial_partner_id.id),
             ("merged_into_id", "=", False)]
        )  # fmt: skip
        return any(account.balance or account.overdraft_limit for account in accounts)

    def _is_store_credit_user(self, viewer: models.BaseModel) -> bool:
        """Say whether this user, logged in, is this customer or on its list; nobody is nobody's."""
        viewer = viewer.sudo()
        if not viewer or not viewer.active or viewer.id == SUPERUSER_ID or viewer._is_public():
            return False
        customer = self.sudo().commercial_partner_id
        if not customer or viewer.partner_id.commercial_partner_id != customer:
            return False
        return viewer.partner_id._is_store_credit_spender()

    def _drop_commercial_partner(self, vals):
        """Return the values without the commercial partner, a stored field that a client can send.

        Whoever wrote it would see and spend another company's credit. Odoo's own code never does.
        """
        if self.env.su or "commercial_partner_id" not in vals:
            return vals
        return {name: value for name, value in vals.items() if name != "commercial_partner_id"}

    def _find_credit_owners_at_stake(self) -> models.BaseModel:
        """Return those of these contacts and of what is under them who have credit to lose.

        Looks at every company, whatever the caller works for; superuser flows need no answer.

        :return: commercial res.partner with store credit, reservations, an overdraft, a
            frozen account, or open credits on a receivable account
        """
        if self.env.su or not self.ids:
            return self.browse()
        partners = (
            self.sudo().with_context(active_test=False).search([("id", "child_of", self.ids)])
        )
        owners = partners.filtered(lambda partner: partner.commercial_partner_id == partner)
        return self.browse(owners.filtered(lambda it: it._get_companies_with_credit()).ids)

    def _get_companies_with_credit(self) -> models.BaseModel:
        """Return the companies (sudo) in which this customer has credit of any kind."""
        self.ensure_one()
        accounts = (
            self.env["customer.credit.account"]
            .sudo()
            .search(
                Domain("partner_id", "=", self.id)
                & (
                    Domain("balance", "!=", 0)
                    | Domain("reserved", "!=", 0)
                    | Domain("overdraft_limit", "!=", 0)
                    | Domain("state", "=", "frozen")
                )
            )
        )
        lines = (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", self.id),
                    ("account_id.account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                    ("amount_residual", "<", 0),
                ]
            )
        )
        return accounts.company_id | lines.company_id

    def _move_credit_to_commercial_partner(self):
        """Merge accounts of contacts that belong to a company now into their company's."""
        Account = self.env["customer.credit.account"].sudo()
        accounts = Account.search([("partner_id", "child_of", self.ids)])
        moved = accounts.filtered(
            lambda account: account.partner_id.commercial_partner_id != account.partner_id
        )
        for account in moved:
            lines = account._find_liability_lines()
            commercial = account.partner_id.commercial_partner_id
            Account._move_to_partner(account, commercial)
            # Odoo follows a new parent, but not a company that becomes a contact.
            lines.filtered(
                lambda line, to=commercial: line.partner_id != to
            ).partner_id = commercial
            lines._schedule_store_credit_matching_of(commercial, account.company_id)
