"""Posted customer invoices: what passed the gate charges no more without passing it again."""

from contextlib import contextmanager

from odoo import _, api, models
from odoo.exceptions import UserError

# What makes an item worth more, or worth it on another invoice.
RAISING_FIELDS = {
    "account_id", "amount_currency", "balance", "credit", "currency_id", "currency_rate", "debit",
    "deductible_amount", "discount", "display_type", "move_id", "parent_id", "price_subtotal",
    "price_total", "price_unit", "product_id", "product_uom_id", "quantity", "tax_ids",
}  # fmt: skip


class AccountMove(models.Model):
    """Odoo closes the lines of a posted invoice in its form, and to some fields of a write."""

    _inherit = "account.move"

    def write(self, vals):
        """Check what posted invoices charge when items come along with a write.

        :raise UserError: a client makes a posted invoice charge more

        # EXTENDS 'account'
        """
        if self.env.su or not any(self._is_credit_items_field(name) for name in vals):
            return super().write(vals)
        with self._guard_credit_growth():
            return super().write(vals)

    @api.model
    def _is_credit_items_field(self, name):
        """Say whether a field holds journal items; Odoo has several, and addons add more."""
        field = self._fields.get(name)
        return field is not None and field.type == "one2many" and (
            field.comodel_name == "account.move.line"
        )  # fmt: skip

    @contextmanager
    def _guard_credit_growth(self):
        """Refuse what makes one of these, posted before, owe more afterwards.

        :raise UserError: naming the invoice and the way
        """
        before = {
            move: move._get_credit_owed()
            for move in self.sudo()
            if move.state == "posted" and move.is_sale_document(include_receipts=True)
        }
        yield
        for move, owed in before.items():
            currency = move.company_id.currency_id
            if move.state == "posted" and currency.compare_amounts(
                move._get_credit_owed(), owed
            ) > 0:  # fmt: skip
                raise UserError(
                    _(
                        "%s is posted: it cannot charge more as it is, for its amount was checked "
                        "against the credit limit. Reset it to draft, change it and post it again.",
                        move.display_name,
                    )
                )

    def _get_credit_owed(self):
        """Return what the receivable items charge, company currency; < 0 for credit notes."""
        self.ensure_one()
        return sum(
            line.balance
            for line in self.line_ids
            if line.account_id.account_type == "asset_receivable"
        )


class AccountMoveLine(models.Model):
    """Items are doors of their own: what is written on them changes the invoice."""

    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Check items that are added to posted invoices.

        :raise UserError: a client makes a posted invoice charge more

        # EXTENDS 'account'
        """
        if self.env.su:
            return super().create(vals_list)
        ids = {vals["move_id"] for vals in vals_list if vals.get("move_id")}
        with self.env["account.move"].browse(ids)._guard_credit_growth():
            return super().create(vals_list)

    def write(self, vals):
        """Check changes of price, quantity and amounts on posted invoices.

        :raise UserError: a client makes a posted invoice charge more

        # EXTENDS 'account'
        """
        if self.env.su or not RAISING_FIELDS & vals.keys():
            return super().write(vals)
        moves = self.move_id | self.env["account.move"].browse(vals.get("move_id") or ())
        with moves._guard_credit_growth():
            return super().write(vals)

    def unlink(self):
        """Check posted invoices that charge more without an item, such as a discount.

        :raise UserError: a client makes a posted invoice charge more

        # EXTENDS 'account'
        """
        if self.env.su:
            return super().unlink()
        with self.move_id._guard_credit_growth():
            return super().unlink()
