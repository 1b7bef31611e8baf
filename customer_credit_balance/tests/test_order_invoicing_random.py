"""Orders in step, whatever happens in whatever order: nothing is ever credited twice."""

import os
import random

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_order_invoicing import InStepCommon

STEPS = (
    "lower_quantity", "raise_quantity", "lower_price", "raise_price", "discount", "pay",
    "cancel_invoice", "reset_and_cancel", "reset_and_post", "cancel_order", "add_line",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestInStepRandom(InStepCommon):
    """Random lives of an order, by seed, so that a failure can be replayed."""

    shares_setup = False  # long: see tools/shared_setup.py

    def test_random_lives(self):
        """In the end invoices less credit notes are worth the order, and the books tie out."""
        for seed in range(int(os.environ.get("CREDIT_RANDOM_LIVES", "3"))):
            for mode in ("posted", "draft"):
                with self.subTest(seed=seed, mode=mode):
                    self.company.credit_order_invoicing = mode
                    self.live(random.Random(f"{seed}{mode}"))

    def live(self, rand):
        """Lead one random life."""
        partner = self.env["res.partner"].create({"name": f"Customer {rand.random()}"})
        order = self.order((self.chair, 10, 100, self.tax), (self.work, 4, 50), partner=partner)
        order.order_line[1].qty_delivered = 4
        history = []
        for _number in range(rand.randint(3, 8)):
            step = rand.choice(STEPS)
            history.append(step)
            try:
                with self.env.cr.savepoint():
                    getattr(self, step)(order, rand)
            except UserError:
                continue
            self.assert_never_over_credited(order, history)
        order.action_bring_in_step()
        self.env.invalidate_all()
        self.assertAlmostEqual(self.invoiced_total(order), self.worth(order), 2, str(history))
        paid = sum(
            self.env["account.payment"].search([("partner_id", "=", partner.id)]).mapped("amount")
        )
        position = partner._get_credit_position(self.company)[partner]
        terms = partner._get_credit_exposure_terms(self.company)
        drafts = terms["draft_invoices"].get(partner, 0.0)
        owed = self.worth(order) - paid
        self.assertAlmostEqual(position["net"] + drafts, owed, 2, str(history))
        self.assert_ties_out()

    def worth(self, order):
        """Return what a confirmed order should be invoiced for; work by what is delivered."""
        if order.state != "sale":
            return 0.0
        total = 0.0
        for line in order.order_line:
            quantity = line.qty_delivered if line.product_id == self.work else line.product_uom_qty
            price = line.price_unit * (1 - line.discount / 100) * (1.2 if line.tax_ids else 1.0)
            total += quantity * price
        return order.currency_id.round(total)

    def assert_never_over_credited(self, order, history):
        """No line was ever credited beyond what was invoiced."""
        self.env.invalidate_all()
        for line in order.order_line:
            amount = line._get_credit_invoiced_amount()
            self.assertGreaterEqual(round(amount, 2), 0.0, f"{line.name}: {history}")

    # --------------------------------------------------------------- what may happen

    def lower_quantity(self, order, rand):
        """Order less."""
        line = order.order_line[0]
        line.product_uom_qty = rand.randint(0, int(line.product_uom_qty))

    def raise_quantity(self, order, rand):
        """Order more."""
        order.order_line[0].product_uom_qty += rand.randint(1, 5)

    def lower_price(self, order, rand):
        """Give a lower price."""
        line = rand.choice(order.order_line)
        line.price_unit -= rand.choice([5, 10]) if line.price_unit > 10 else 0

    def raise_price(self, order, rand):
        """Take a higher price, on both lines in one save."""
        vals = {"price_unit": 100 + rand.choice([5, 10])}
        order.write({"order_line": [(1, line.id, vals) for line in order.order_line[:2]]})

    def discount(self, order, rand):
        """Give another discount."""
        order.order_line[0].discount = rand.choice([0, 10, 20])

    def add_line(self, order, rand):
        """Order something else too."""
        order.write({"order_line": [self.order_line(self.chair, rand.randint(1, 3), 40)]})

    def pay(self, order, rand=None):
        """Pay an open invoice, in part or in full."""
        if rand is None:
            return super().pay(order)
        invoices = self.documents(order).filtered(
            lambda m: m.move_type == "out_invoice" and m.state == "posted" and m.amount_residual
        )
        for invoice in invoices[:1]:
            super().pay(invoice, invoice.amount_residual / rand.choice([1, 2]))
        return None

    def posted_invoice(self, order):
        """Return one of the order's live invoices, or none."""
        return self.documents(order).filtered(lambda m: m.move_type == "out_invoice")[-1:]

    def cancel_invoice(self, order, rand):
        """Cancel an invoice."""
        self.posted_invoice(order).button_cancel()

    def reset_and_cancel(self, order, rand):
        """Reset an invoice, then cancel it."""
        invoice = self.posted_invoice(order).filtered(lambda m: m.state == "posted")
        if invoice:
            invoice.button_draft()
            invoice.button_cancel()

    def reset_and_post(self, order, rand):
        """Reset an invoice, change the order, post it again."""
        invoice = self.posted_invoice(order).filtered(lambda m: m.state == "posted")
        if invoice:
            invoice.button_draft()
            self.lower_quantity(order, rand)
            if invoice.state == "draft":
                invoice.action_post()

    def cancel_order(self, order, rand):
        """Cancel the order; sometimes it comes back."""
        order._action_cancel()
        if rand.random() < 0.5:
            order.action_draft()
            order.action_confirm()
