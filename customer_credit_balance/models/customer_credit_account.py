"""The credit account: one row per company and commercial partner, the only place money is spent."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from .door import door

MANAGER_GROUP = "customer_credit_balance.group_customer_credit_manager"
EDITABLE_FIELDS = {"overdraft_limit"}


class CustomerCreditAccount(models.Model):
    """Balance, reserved amount and overdraft of one customer in one company."""

    _name = "customer.credit.account"
    _description = "Customer Credit Account"
    _inherit = ["mail.thread", "mail.activity.mixin", "customer.credit.numbers.mixin"]
    _order = "id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    balance = fields.Monetary(
        "Store Credit",
        readonly=True,
        default=0.0,
        help="What we owe the customer as store credit: the sum of the entries.",
    )
    reserved = fields.Monetary(
        readonly=True,
        default=0.0,
        help="Set aside for documents whose payment is under way.",
    )
    overdraft_limit = fields.Monetary(
        "Allowed Overdraft",
        default=0.0,
        tracking=True,
        help="How far the customer may spend beyond the store credit. 0 allows no overdraft.",
    )
    available = fields.Monetary(
        compute="_compute_available",
        compute_sudo=True,
        help="Store credit - reserved + allowed overdraft: what can be spent now.",
    )
    state = fields.Selection(
        [("active", "Active"), ("frozen", "Frozen")],
        required=True,
        default="active",
        readonly=True,
        tracking=True,
        help="A frozen account spends nothing until somebody has looked at it.",
    )
    frozen_reason = fields.Char(readonly=True)
    merged_into_id = fields.Many2one(
        "customer.credit.account",
        "Merged Into",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Set when two contacts became one: the history stays here, the money moved there.",
    )
    entry_ids = fields.One2many("customer.credit.entry", "account_id", "Entries")
    reservation_ids = fields.One2many("customer.credit.reservation", "account_id", "Reservations")

    _one_per_partner = models.UniqueIndex(
        "(company_id, partner_id) WHERE merged_into_id IS NULL",
        "A customer has one credit account in each company.",
    )
    _floor = models.Constraint(
        "CHECK (state = 'frozen' OR balance - reserved + overdraft_limit >= 0)",
        "Store credit cannot be spent or reserved beyond what is available and the overdraft "
        "allowed.",
    )
    _reserved_positive = models.Constraint(
        "CHECK (reserved >= 0)", "A reserved amount cannot be negative."
    )
    _overdraft_positive = models.Constraint(
        "CHECK (overdraft_limit >= 0)",
        "The allowed overdraft cannot be negative: enter 0 to allow none.",
    )

    @api.depends("balance", "reserved", "overdraft_limit", "state")
    def _compute_available(self):
        """Nothing is available on a frozen account."""
        for account in self:
            spendable = account.balance - account.reserved + account.overdraft_limit
            account.available = 0.0 if account.state == "frozen" else spendable

    @api.depends("partner_id", "company_id")
    def _compute_display_name(self):
        """Show the customer: users think of people, not of accounts."""
        for account in self:
            account.display_name = account.partner_id.display_name

    # --------------------------------------------------------------- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse: accounts are opened by ``_get_or_create`` only.

        :raise UserError: always
        """
        raise UserError(_("A credit account opens by itself with the first store credit."))

    def write(self, vals):
        """Accept the overdraft from a manager (and chatter fields); refuse figures and state.

        :raise AccessError: when the caller is no credit manager
        :raise UserError: when the floor would be broken or a ledger figure is written
        """
        guarded = {
            name
            for name in vals
            if name in CustomerCreditAccount._guarded_fields() and name not in EDITABLE_FIELDS
        }
        if guarded:
            raise UserError(
                _(
                    "The figures of a credit account change through its entries only: "
                    "use a top-up, adjustment, transfer or refund."
                )
            )
        if "overdraft_limit" in vals:
            self._check_manager()
        return super().write(vals)

    @staticmethod
    def _guarded_fields():
        """Return the names of the columns that only the ledger itself may change."""
        return {
            "partner_id", "company_id", "balance", "reserved", "state", "frozen_reason",
            "merged_into_id", "overdraft_limit",
        }  # fmt: skip

    def unlink(self):
        """Refuse: the ledger keeps every account.

        :raise UserError: always
        """
        raise UserError(_("A credit account cannot be deleted: it is part of the ledger."))

    @api.model
    def _check_manager(self):
        """Stop a caller who is no credit manager.

        :raise AccessError: for everybody without the group Customer Credit / Manager
        """
        if not self.env.su and not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(
                _("Only a Customer Credit manager may do this. Ask one, or ask for the right.")
            )

    @api.model
    def _prepare_wizard_action(self, xmlid, records):
        """Return the action of a money wizard, started from these records (managers).

        :raise AccessError: when the caller is no credit manager
        """
        self._check_manager()
        # In sudo: a credit manager need not be able to read window actions.
        action = self.env["ir.actions.act_window"].sudo()._for_xml_id(xmlid)
        wide = action["res_model"] == "customer.credit.apply"
        action["context"] = {
            "active_model": records._name,
            "active_ids": records.ids,
            "active_id": records[:1].id,
            "dialog_size": "extra-large" if wide else "large",
        }
        return action

    # --------------------------------------------------------------- actions

    @door
    def action_freeze(self):
        """Stop all spending from these accounts, by hand (managers only)."""
        self._check_manager()
        self.check_access("write")
        self._set_state("frozen", _("Frozen by %s", self.env.user.name))

    @door
    def action_unfreeze(self):
        """Let these accounts spend again (managers only).

        :raise UserError: while an account is below its floor
        """
        self._check_manager()
        self.check_access("write")
        for account in self:
            floor = account.balance - account.reserved + account.overdraft_limit
            if account.currency_id.compare_amounts(floor, 0.0) < 0:
                account._lock_before_refusing()
                raise UserError(
                    _(
                        "%(customer)s is %(missing)s below the allowed floor. Book a top-up or an "
                        "adjustment, or allow an overdraft, then release the account.",
                        customer=account.display_name,
                        missing=account.currency_id.format(-floor),
                    )
                )
        self._set_state("active", False)
        self.activity_feedback(["customer_credit_balance.mail_activity_type_ledger"])

    def _set_state(self, state, reason):
        """Write the state past the guard of :meth:`write`; callers have checked the right."""
        vals = {"state": state, "frozen_reason": reason}
        super(CustomerCreditAccount, self.sudo()).write(vals)

    # --------------------------------------------------------------- lookup

    @api.model
    def _get_or_create(self, partner, company):
        """Return the account of the commercial partner in the company, opening it if needed.

        Safe when called at once from many transactions: the losers get a serialization
        error and are replayed.

        :param partner: res.partner, any contact of the customer
        :param company: res.company of the document
        :return: customer.credit.account in sudo, one record
        :raise UserError: without a customer
        """
        partner = partner.commercial_partner_id
        if not partner or not company:
            raise UserError(_("Store credit needs a customer and a company: choose them first."))
        account = self._find(partner, company)
        if account:
            return account
        self.env.cr.execute(
            """
            INSERT INTO customer_credit_account
                (partner_id, company_id, balance, reserved, overdraft_limit, state,
                 create_uid, write_uid, create_date, write_date)
            VALUES (%(partner)s, %(company)s, 0, 0, 0, 'active',
                    %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')
            ON CONFLICT DO NOTHING
            """,
            {"partner": partner.id, "company": company.id, "uid": self.env.uid},
        )
        return self._find(partner, company)

    @api.model
    def _find(self, partner, company):
        """Return the live account of the commercial partner in the company, or none (sudo)."""
        return self.sudo().search_fetch(
            [
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("company_id", "=", company.id),
                ("merged_into_id", "=", False),
            ],
            ["partner_id", "company_id"],
            limit=1,
        )
