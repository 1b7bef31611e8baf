"""Till settings: one switch for store credit, and the amounts of top-ups."""

from odoo import Command, _, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.customer_credit_balance.core.money import is_amount

from ..topup_amounts import check_bounds, check_range, parse_amounts

# Till users may write on their till in Odoo; decisions about money stand on these.
MANAGER_FIELDS = {
    "cash_rounding",
    "company_id",
    "invoice_journal_id",
    "journal_id",
    "only_round_cash_method",
    "payment_method_ids",
    "rounding_method",
    "tip_product_id",
}


class PosConfig(models.Model):
    """Adds store credit and top-ups to tills, because one is on where the till has its payment
    method.
    """

    _inherit = "pos.config"

    _store_credit_amounts_positive = models.Constraint(
        "CHECK (COALESCE(store_credit_topup_min, 0) >= 0 "
        "AND COALESCE(store_credit_topup_max, 0) >= 0)",
        "The amounts of store credit cannot be negative: enter 0 for no limit.",
    )

    # --- fields

    store_credit_enabled = fields.Boolean(
        "Store Credit",
        compute="_compute_store_credit_enabled",
        inverse="_inverse_store_credit_enabled",
        store=True,
        readonly=False,
        help="Customers pay with, top up and get refunds to store credit at this till.",
    )
    store_credit_topup_amounts = fields.Char(
        "Top-up Amounts",
        default="20, 50, 100",
        help="Buttons shown when adding credit, separated by commas.",
    )
    store_credit_topup_min = fields.Monetary(
        "Smallest Top-up", default=0.0, help="0 sets no lower limit."
    )
    store_credit_topup_max = fields.Monetary(
        "Largest Top-up", default=0.0, help="0 sets no upper limit."
    )

    # --- computes

    @api.depends("payment_method_ids.is_store_credit")
    def _compute_store_credit_enabled(self):
        """The till takes store credit when it has the method."""
        for config in self:
            config.store_credit_enabled = any(config.payment_method_ids.mapped("is_store_credit"))

    def _inverse_store_credit_enabled(self):
        """Give the till the ready method, or take it away.

        :raise UserError: the company has no active store-credit method
        """
        for config in self:
            present = config.payment_method_ids.filtered("is_store_credit")
            if config.store_credit_enabled and not present:
                method = config.company_id._get_store_credit_pos_method()
                if not method:
                    raise UserError(
                        _(
                            "%s has no payment method for store credit: load a chart of accounts "
                            "or restore the archived method first.",
                            config.company_id.name,
                        )
                    )
                config.payment_method_ids = [Command.link(method.id)]
            elif present and not config.store_credit_enabled:
                config.payment_method_ids = [Command.unlink(method.id) for method in present]

    # --- guards

    def write(self, vals):
        """Leave the settings that decide about money to managers of the till.

        # EXTENDS 'point_of_sale'
        :raise AccessError: a till user changes one of them
        :raise ValidationError: an amount that is no number, or too large
        """
        self._check_credit_settings(vals)
        self._check_store_credit_amounts(vals)
        return super().write(vals)

    def _check_credit_settings(self, vals):
        """Stop till users who change what decisions about money stand on.

        :raise AccessError: neither manager of the till nor administrator
        """
        names = [it for it in vals if it in MANAGER_FIELDS or it.startswith("store_credit_")]
        user = self.env.user
        if (
            names
            and not self.env.su
            and not user.has_group("point_of_sale.group_pos_manager")
            and not user.has_group("base.group_system")
        ):
            raise AccessError(_("Only a manager of the till may change these settings."))

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse amounts that are none before the database rounds them.

        # EXTENDS 'point_of_sale'
        :raise ValidationError: no number, or one that is too large
        """
        for vals in vals_list:
            self._check_store_credit_amounts(vals)
        return super().create(vals_list)

    @api.model
    def _check_store_credit_amounts(self, vals):
        """Look at each of our amounts in values that a client sent."""
        for name, value in vals.items():
            field = self._fields.get(name)
            if (
                field
                and field.type == "monetary"
                and name.startswith("store_credit_")
                and value is not False
                and value is not None
                and not is_amount(value)
            ):
                raise ValidationError(_("An amount must be a number, and not too large."))

    @api.constrains("store_credit_topup_amounts")
    def _check_store_credit_topup_amounts(self):
        """Quick amounts must be positive numbers.

        :raise ValidationError: something else was entered
        """
        for config in self:
            config._get_store_credit_topup_amounts()

    @api.constrains("store_credit_topup_min", "store_credit_topup_max")
    def _check_store_credit_topup_range(self):
        """The smallest top-up is not above the largest.

        :raise ValidationError: no amount would be allowed
        """
        for config in self:
            low, high = config.store_credit_topup_min, config.store_credit_topup_max
            check_range(self.env, config.currency_id, low, high)

    def _check_store_credit_topup(self, amount):
        """Stop a top-up outside of the amounts set for this till.

        :param float amount: till currency, positive
        :raise UserError: below the smallest or above the largest
        """
        self.ensure_one()
        low, high = self.store_credit_topup_min, self.store_credit_topup_max
        check_bounds(self.env, self.currency_id, amount, low, high)

    # --- hooks

    @api.model
    def _create_journal_and_payment_methods(self, cash_ref=None, cash_journal_vals=None):
        """Give new tills a card: store credit is booked in a bank journal, but it is none.

        Store credit itself comes with the switch, not with the till.

        # EXTENDS 'point_of_sale'
        """
        journal, method_ids = super()._create_journal_and_payment_methods(
            cash_ref, cash_journal_vals
        )
        methods = self.env["pos.payment.method"].browse(method_ids)
        methods -= methods.filtered("is_store_credit")
        if "bank" not in methods.mapped("type"):
            methods |= self._create_card_payment_method()
        return journal, methods.sorted("sequence").ids

    @api.model
    def _load_pos_data_read(self, records, config):
        """Tell the till what its user may do, and the amounts to propose.

        # EXTENDS 'point_of_sale'
        """
        read_records = super()._load_pos_data_read(records, config)
        for values in read_records[:1]:
            values["_store_credit_rights"] = self.env["pos.order"]._get_store_credit_rights()
            printer = self.env["ir.actions.report"].get_wkhtmltopdf_state()
            values["_has_no_printer"] = printer == "install"
            values["_store_credit_topup_amounts"] = config._get_store_credit_topup_amounts()
        return read_records

    # --- private

    def _get_store_credit_topup_amounts(self) -> list[float]:
        """Return the quick amounts as a list of floats, till currency.

        :raise ValidationError: not a list of positive numbers
        """
        self.ensure_one()
        return parse_amounts(self.env, self.store_credit_topup_amounts)

    def _create_card_payment_method(self):
        """Return a new method "Card" on the first bank journal of the company, if there is one.

        As Odoo makes it for a company that has no bank method at all.
        """
        company = self.env.company
        bank = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "in", company.parent_ids.ids)]
        )
        bank = bank.filtered(lambda journal: not journal._is_store_credit())[:1]
        Method = self.env["pos.payment.method"]
        if not bank:
            return Method
        return Method.create(
            {"name": _("Card"), "journal_id": bank.id, "company_id": company.id, "sequence": 1}
        )
