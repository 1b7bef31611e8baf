"""Orders in tests: a product by ordered quantity, one by delivered quantity, a tax of 20 %."""

from odoo import Command

from .common import CreditCommon


class CreditOrderCommon(CreditCommon):
    """Sale orders of the customer, and helpers that read like business sentences."""

    @classmethod
    def setUpClass(cls):
        """Make a plain product without taxes and a tax that leaves whole cents."""
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create(
            {"name": "20 %", "amount": 20.0, "amount_type": "percent", "type_tax_use": "sale"}
        )
        Product = cls.env["product.product"]
        vals = {"type": "service", "list_price": 100.0, "taxes_id": [Command.clear()]}
        cls.chair = Product.create({"name": "Chair", "invoice_policy": "order", **vals})
        cls.work = Product.create({"name": "Work", "invoice_policy": "delivery", **vals})
        cls.env.user.write(
            {"group_ids": [Command.link(cls.env.ref("sales_team.group_sale_manager").id)]}
        )

    def order(self, *lines, partner=None, confirm=True, **vals):
        """Return an order of (product, quantity, price) lines, without taxes unless given."""
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.customer).id,
                "order_line": [self.order_line(*line) for line in lines or [(self.chair, 10, 100)]],
                **vals,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def order_line(self, product, quantity, price, taxes=None):
        """Return the command that adds a line."""
        return Command.create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "price_unit": price,
                "tax_ids": [Command.set(taxes.ids if taxes else [])],
            }
        )

    def invoice_order(self, order, post=True, quantities=None):
        """Invoice what the order still has to invoice, in part when quantities are given."""
        invoice = order._create_invoices(final=True)
        for line, quantity in zip(invoice.invoice_line_ids, quantities or (), strict=False):
            line.quantity = quantity
        if post:
            invoice.action_post()
        return invoice

    def down_payment(self, order, percent, post=True):
        """Return the invoice of a down payment in percent of the order."""
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": [Command.set(order.ids)],
                "advance_payment_method": "percentage",
                "amount": percent,
            }
        )
        invoice = wizard._create_invoices(order)
        if post:
            invoice.action_post()
        return invoice

    def pay(self, invoice, amount=None):
        """Pay an invoice by bank, fully by default."""
        context = {"active_model": "account.move", "active_ids": invoice.ids}
        wizard = (
            self.env["account.payment.register"]
            .with_context(**context)
            .create(
                {"amount": amount or invoice.amount_residual, "journal_id": self.bank_journal.id}
            )
        )
        return wizard._create_payments()

    # --------------------------------------------------------------- orders in step

    def documents(self, order):
        """Return the live invoices and credit notes of the order, oldest first."""
        moves = order.order_line._get_credit_live_lines().move_id
        return moves.sorted("id")

    def invoiced_total(self, order):
        """Return invoices less credit notes of the order, taxes included, order currency."""
        total = 0.0
        for line in order.order_line._get_credit_live_lines():
            total += line.price_total * (-1 if line.move_id.move_type == "out_refund" else 1)
        return order.currency_id.round(total)

    def assert_in_step(self, order):
        """Invoices less credit notes are what the order is worth."""
        self.env.invalidate_all()
        worth = order.amount_total if order.state == "sale" else 0.0
        self.assertAlmostEqual(self.invoiced_total(order), worth, 2)

    def outstanding(self, partner=None):
        """Return the outstanding credits of the customer."""
        self.env.invalidate_all()
        return (partner or self.customer).outstanding_credit_amount
