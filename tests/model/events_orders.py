"""Events of orders: confirmed, paid in advance by down payments, invoiced."""

from dataclasses import dataclass
from decimal import Decimal

from odoo import Command, models

from .choices import Choices

CENT = Decimal("0.01")


@dataclass
class Placed:
    """A confirmed order: its record, how many lines it has."""

    record: models.BaseModel
    lines: int


class Orders(Choices):
    """Sale orders of the root company, in its currency."""

    def do_order(self):
        """A customer orders something that is invoiced later."""
        name, key = self.customer(), self.new_key("order")
        lines = [
            (self.rnd.randint(1, 4), self.amount(120), self.rnd.choice((None, "top", "included")))
            for _number in range(self.rnd.randint(1, 3))
        ]
        order = self.stage.in_company(self.companies["root"])["sale.order"].create(
            {
                "partner_id": self.partner(name).id,
                "company_id": self.companies["root"].id,
                "date_order": self.today,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.stage.service.id, "product_uom_qty": quantity,
                            "price_unit": float(price),
                            "tax_ids": [Command.set(self.stage.taxes[tax].ids if tax else [])],
                        }
                    )
                    for quantity, price, tax in lines
                ],
            }
        )  # fmt: skip
        order.action_confirm()
        total = self.total(lines, "USD")
        self.tell(f"{key} of {name}: {total}")
        self.same(f"total of {order.name}", total, order.amount_total)
        self.model.order(key, name, "root", total)
        self.orders[key] = Placed(order, len(lines))

    def do_down_payment(self):
        """Part of an order is invoiced before anything is delivered."""
        key = self.pick(key for key in sorted(self.orders) if self.model.ordered[key][2] > CENT)
        order = self.orders[key].record.with_env(self.env)
        amount = self.part(self.model.ordered[key][2])
        wizard = self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids, active_id=order.id
        ).create(
            {"advance_payment_method": "fixed", "fixed_amount": float(amount),
             "sale_order_ids": [Command.set(order.ids)]}
        )  # fmt: skip
        self._invoiced(key, "down payment", wizard._create_invoices(order), amount)

    def do_invoice_order(self):
        """The rest of an order is invoiced, less what was paid in advance."""
        key = self.pick(sorted(self.orders))
        order = self.orders[key].record.with_env(self.env)
        rest = self.model.ordered[key][2]
        self._invoiced(key, "invoice", order._create_invoices(final=True), rest)
        del self.orders[key]
        self.model.ordered.pop(key)

    def _invoiced(self, key, kind, invoice, amount):
        """Post the invoice of an order and tell the model.

        :param Decimal amount: what it should come to
        """
        customer, where, _amount = self.model.ordered[key]
        invoice.invoice_date = invoice.date = self.today
        invoice.action_post()
        self.same(f"total of {kind} {invoice.name} of {key}", amount, invoice.amount_total_signed)
        self.model.order(key, customer, where, -amount)
        if amount:
            document = self.new_key(kind)
            self.added(document, customer, where, "USD", amount, invoice)
            if amount > 0 and self.automatic:
                self._applied_automatically(document)
