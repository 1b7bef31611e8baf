"""Website: where its customers may pay with store credit."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

from odoo.addons.customer_credit_balance.core.money import read_amount

from ..topup_amounts import check_bounds, check_range, parse_amounts

# What the header of a page shows is kept for this page under this key.
HEADER = "customer_credit_pos_web.header"

ACCESS = [
    ("history", "Available amount and history"),
    ("balance", "Available amount only"),
    ("none", "Nothing"),
]

# How the names of the settings begin that decide about money.
SETTINGS = ("credit_", "store_credit_")

# From most to least.
ORDER = [key for key, _label in ACCESS]


class Website(models.Model):
    """Adds switches to websites, because each may offer store credit and account differently.

    Settings of the shop wing; amounts are in the currency of the website's company.
    """

    _name = "website"
    _inherit = ["website", "customer.credit.numbers.mixin"]

    _store_credit_topup_positive = models.Constraint(
        "CHECK (COALESCE(store_credit_topup_min, 0) >= 0 "
        "AND COALESCE(store_credit_topup_max, 0) >= 0)",
        "The amounts of top-ups cannot be negative: enter 0 for no limit.",
    )

    # --- fields

    credit_in_shop = fields.Boolean(
        "Store Credit at Checkout",
        default=True,
        help="Customers may use their store credit when they check out.",
    )
    credit_on_quotations = fields.Boolean(
        "Store Credit on Quotations",
        default=True,
        help="Customers who are logged in may pay quotations and orders with store credit.",
    )
    credit_on_invoices = fields.Boolean(
        "Store Credit on Invoices",
        default=True,
        help="Customers who are logged in may pay invoices with store credit.",
    )
    credit_on_account = fields.Boolean(
        "Buy on Account",
        help="Customers whom no credit check stops may order now and pay the invoice later.",
    )
    credit_product_id = fields.Many2one(
        "product.product",
        "Credit Product",
        domain="[('is_store_credit', '=', True), ('company_id', 'in', (False, company_id))]",
        default=lambda self: self._default_credit_product_id(),
        ondelete="set null",
        help="What customers buy to add store credit. Leave empty to offer no top-ups.",
    )
    store_credit_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Store Credit Currency"
    )
    store_credit_topup_min = fields.Monetary(
        "Smallest Online Top-up", default=10.0, currency_field="store_credit_currency_id"
    )
    store_credit_topup_max = fields.Monetary(
        "Largest Online Top-up",
        default=1000.0,
        currency_field="store_credit_currency_id",
        help="0 sets no upper limit.",
    )
    store_credit_topup_amounts = fields.Char(
        "Suggested Amounts",
        default="20, 50, 100",
        help="Buttons shown when adding credit, separated by commas.",
    )
    store_credit_topup_provider_ids = fields.Many2many(
        "payment.provider",
        "website_store_credit_topup_provider_rel",
        string="Payment Providers for Top-ups",
        help="Leave empty to allow every published provider. Store credit cannot buy itself.",
    )
    store_credit_colleagues = fields.Selection(
        ACCESS,
        "Colleagues See",
        required=True,
        default="history",
        help="What users of a company see of its store credit. Whoever is the customer in "
        "person sees everything.",
    )
    store_credit_show_header = fields.Boolean(
        "Show Store Credit in the Header",
        default=True,
        help="Show customers who are logged in what is available, beside their name.",
    )

    # --- computes

    @api.model
    def _default_credit_product_id(self):
        """Return the credit product that comes with the addon."""
        return self.env.ref(
            "customer_credit_pos_web.product_store_credit", raise_if_not_found=False
        )

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Let administrators and credit managers decide about money; see :meth:`write`.

        # EXTENDS 'website'
        """
        for vals in vals_list:
            self._check_store_credit_settings(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Let administrators and credit managers decide about money, not whoever draws pages.

        # EXTENDS 'website'

        :raise AccessError: somebody else changes what store credit does on the website
        """
        self._check_store_credit_settings(vals)
        return super().write(vals)

    @api.model
    def _check_store_credit_settings(self, vals):
        """Stop whoever may not decide about store credit.

        :raise AccessError: neither an administrator nor a credit manager
        """
        if any(name.startswith(SETTINGS) for name in vals) and not self.env.is_system():
            self.env["customer.credit.account"]._check_manager()

    @api.constrains("store_credit_topup_amounts")
    def _check_store_credit_topup_amounts(self):
        """Suggested amounts must be positive numbers.

        :raise ValidationError: something else was entered
        """
        for website in self:
            website._get_topup_amounts()

    @api.constrains("store_credit_topup_min", "store_credit_topup_max")
    def _check_store_credit_topup_range(self):
        """The smallest top-up is not above the largest.

        :raise ValidationError: no amount would be allowed
        """
        for website in self:
            low, high = website.store_credit_topup_min, website.store_credit_topup_max
            check_range(self.env, website.store_credit_currency_id, low, high)

    @api.constrains("credit_product_id")
    def _check_credit_product_id(self):
        """Only a credit product gives credit.

        :raise ValidationError: another product
        """
        for website in self:
            product = website.sudo().credit_product_id
            if product and not product.is_store_credit:
                raise ValidationError(
                    _("%s does not top up store credit: choose another.", product.display_name)
                )

    def _check_topup_amount(self, amount, currency=None):
        """Return what a client sent as an amount of a top-up, rounded.

        :param amount: anything; a number or the text of one is accepted
        :param currency: res.currency of the amount; default the company's
        :raise UserError: not a number, or outside of the bounds
        """
        currency = currency or self.sudo().company_id.currency_id
        value = read_amount(amount)
        if value is None:
            raise UserError(_("Enter the amount as a number, for example 50."))
        value = currency.round(value)
        low, high = self._get_topup_bounds(currency)
        check_bounds(self.env, currency, value, low, high)
        return value

    # --- private

    @api.model
    def _set_default_credit_product(self):
        """Give websites without a credit product the one that comes with the addon."""
        product = self._default_credit_product_id()
        self.sudo().search([("credit_product_id", "=", False)]).credit_product_id = product

    def _get_topup_product(self) -> models.BaseModel:
        """Return the credit product (sudo) when top-ups are offered here, or none."""
        self.ensure_one()
        product = self.sudo().credit_product_id
        company = self.company_id.sudo()
        ready = product.active and product.sale_ok and company.store_credit_account_id
        return product if ready else product.browse()

    def _get_topup_bounds(self, currency: models.BaseModel | None = None) -> tuple:
        """Return (smallest, largest) top-up in ``currency``; largest None without a limit."""
        self.ensure_one()
        website, own = self.sudo(), self.sudo().company_id.currency_id
        currency = currency or own

        def convert(amount):
            return own._convert(amount, currency, website.company_id, fields.Date.today())

        low = max(convert(website.store_credit_topup_min), currency.rounding)
        high = website.store_credit_topup_max
        return low, convert(high) if high else None

    def _get_topup_amounts(self) -> list[float]:
        """Return the suggested amounts as a list of floats, currency of the company.

        :raise ValidationError: not a list of positive numbers
        """
        self.ensure_one()
        return parse_amounts(self.env, self.sudo().store_credit_topup_amounts)

    def _get_topup_suggestions(self) -> list:
        """Return the suggested amounts that are within the bounds."""
        low, high = self._get_topup_bounds()
        return [it for it in self._get_topup_amounts() if low <= it and (not high or it <= high)]

    def _get_store_credit_access(self, user: models.BaseModel) -> str:
        """Return what the user may see of the own customer's store credit here.

        :return: "history", "balance" or "none"; guests see nothing
        """
        self.ensure_one()
        customer = user.sudo().partner_id.commercial_partner_id
        if not customer:
            return "none"
        seen = customer._get_store_credit_visibility(user, self.company_id)
        return self._limit_store_credit_visibility(user, seen)

    def _limit_store_credit_visibility(self, user, seen):
        """Return the lesser of what the list allows and what colleagues see here.

        The customer in person sees everything.
        """
        partner = user.sudo().partner_id
        if partner == partner.commercial_partner_id:
            return seen
        return max(seen, self.sudo().store_credit_colleagues, key=ORDER.index)

    def _get_store_credit_account(self, user: models.BaseModel) -> models.BaseModel:
        """Return the credit account (sudo) of the user's customer in this website's company.

        Empty for guests, without an account, and for colleagues who may see nothing.
        """
        self.ensure_one()
        Account = self.env["customer.credit.account"].sudo()
        if self._get_store_credit_access(user) == "none":
            return Account
        return Account._find(user.sudo().partner_id, self.company_id)

    def _get_store_credit_header(self, user: models.BaseModel) -> models.BaseModel:
        """Return the credit account (sudo) that the header shows, or none.

        Looked up once for each page, which has a header for desks and one for phones.
        """
        self.ensure_one()
        page = request.httprequest.environ if request else {}
        if HEADER not in page:
            page[HEADER] = self._find_store_credit_header(user).id
        return self.env["customer.credit.account"].sudo().browse(page[HEADER])

    def _remember_store_credit_header(self, account):
        """Keep what the page found already, so that its header need not look again."""
        self.ensure_one()
        if request and self.sudo().store_credit_show_header:
            request.httprequest.environ[HEADER] = account.id

    def _find_store_credit_header(self, user: models.BaseModel) -> models.BaseModel:
        """Return the credit account (sudo) worth showing to this user, or none."""
        Account = self.env["customer.credit.account"].sudo()
        if not self.sudo().store_credit_show_header or user._is_public():
            return Account
        account = self._get_store_credit_account(user)
        return account if account.balance or account.available else Account
