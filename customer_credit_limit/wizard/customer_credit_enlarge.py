"""Dialog Ask to Enlarge: what a confirmed order shall become, and the difference to decide on."""

from odoo import Command, _, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.models.notice import CLOSE, get_notice


class CustomerCreditEnlarge(models.TransientModel):
    """Carries wishes only: what fits is changed at once, the rest becomes a request."""

    _name = "customer.credit.enlarge"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Ask to Enlarge an Order"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    line_ids = fields.One2many(
        "customer.credit.enlarge.line", "wizard_id", compute="_compute_line_ids", store=True,
        readonly=False,
    )  # fmt: skip
    amount_now = fields.Monetary("Order Now", related="order_id.amount_total")
    difference = fields.Monetary(compute="_compute_difference")
    reason = fields.Text()

    @api.depends("order_id")
    def _compute_line_ids(self):
        """Start from the lines as they are."""
        for wizard in self:
            lines = wizard.order_id.order_line.filtered(
                lambda it: not it.display_type and not it.is_downpayment
            )
            wizard.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "order_line_id": line.id,
                        "product_id": line.product_id.id,
                        "quantity": line.product_uom_qty,
                        "price_unit": line.price_unit,
                    }
                )
                for line in lines
            ]

    @api.depends("line_ids.quantity", "line_ids.price_unit", "line_ids.product_id")
    def _compute_difference(self):
        """Add up what the changes are worth, taxes of the lines included."""
        for wizard in self:
            wizard.difference = sum(wizard.line_ids.mapped("difference"))

    def action_ask(self):
        """Change the order where it fits, else ask for approval of the difference.

        :return: action that tells which of both happened
        :raise AccessError: no right to edit the order
        :raise UserError: no change, or the order is not confirmed any more
        """
        self.ensure_one()
        order = self.order_id
        order.check_access("write")
        if order.state != "sale" or order.locked:
            raise UserError(_("%s is not open for changes.", order.display_name))
        changed = self.line_ids.filtered(lambda it: it._is_changed())
        if not changed:
            raise UserError(_("Change a quantity or a price first."))
        changes = [line._get_change() for line in changed]
        verdict, values = order._preview_credit_changes(changes)
        if verdict.state != "blocked":
            order._write_credit_changes(changes)
            return self._tell(_("%s is changed: nothing stops it.", order.name), "success")
        words = "; ".join(line._describe() for line in changed)
        note = f"{words}\n{self.reason}" if self.reason else words
        request = self.env["customer.credit.request"]._ask_to_enlarge(order, changes, values, note)
        message = _(
            "%(order)s stays as it is; %(people)s will decide on the change.",
            order=order.name,
            people=request.decider_names or _("a credit manager"),
        )
        return self._tell(message, "warning")

    def _tell(self, message, kind):
        """Return the message, after which the dialog closes."""
        return get_notice(message, kind, then=CLOSE)


class CustomerCreditEnlargeLine(models.TransientModel):
    """One line of the order as it shall be, or a new one."""

    _name = "customer.credit.enlarge.line"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Line of an Order to Enlarge"

    wizard_id = fields.Many2one("customer.credit.enlarge", required=True, ondelete="cascade")
    order_line_id = fields.Many2one("sale.order.line", readonly=True)
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    product_id = fields.Many2one("product.product", required=True, domain=[("sale_ok", "=", True)])
    quantity_now = fields.Float(
        "Now", related="order_line_id.product_uom_qty", digits="Product Unit"
    )
    quantity = fields.Float(default=1.0, required=True, digits="Product Unit")
    price_unit = fields.Float(
        "Unit Price", compute="_compute_price_unit", store=True, readonly=False,
        digits="Product Price",
    )  # fmt: skip
    difference = fields.Monetary(compute="_compute_difference")

    @api.depends("product_id")
    def _compute_price_unit(self):
        """Propose the price of the order's pricelist for a new product."""
        for line in self.filtered(lambda it: it.product_id and not it.order_line_id):
            order = line.wizard_id.order_id
            if order.pricelist_id:
                line.price_unit = order.pricelist_id._get_product_price(
                    line.product_id, line.quantity or 1.0, currency=order.currency_id
                )
            else:
                line.price_unit = line.product_id.lst_price

    @api.depends("quantity", "price_unit", "product_id")
    def _compute_difference(self):
        """Compare with the line as it is, by its own taxes and discount."""
        for line in self:
            line.difference = line._get_wanted() - line.order_line_id.price_total

    def _get_wanted(self) -> float:
        """Return what the line would be worth, order currency, taxes as on the line now."""
        self.ensure_one()
        now = self.order_line_id
        gross = now.product_uom_qty * now.price_unit
        factor = now.price_total / gross if gross else 1.0
        return self.quantity * self.price_unit * factor

    def _is_changed(self) -> bool:
        """Say whether this is not what the order has."""
        self.ensure_one()
        now = self.order_line_id
        return not now or (self.quantity, self.price_unit) != (now.product_uom_qty, now.price_unit)

    def _get_change(self) -> dict:
        """Return the change as the order takes it."""
        self.ensure_one()
        return {
            "line_id": self.order_line_id.id,
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity,
            "price_unit": self.price_unit,
        }

    def _describe(self):
        """Return the change in words."""
        self.ensure_one()
        now = self.order_line_id
        name = self.product_id.display_name
        if not now:
            return _("%(quantity)g more of %(product)s", quantity=self.quantity, product=name)
        return _(
            "%(product)s: %(old)g → %(new)g at %(price)s",
            product=name,
            old=now.product_uom_qty,
            new=self.quantity,
            price=self.currency_id.format(self.price_unit),
        )
