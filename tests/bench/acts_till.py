"""Acts at the till, measured with the addons and in Odoo alone: selling, and opening the till."""

from uuid import uuid4

from odoo import Command, fields

from .acts import customers

ORDERS = 15
PRICE = 10.0


class Till:
    """A till with an open session."""

    def __init__(self, env, name):
        """Make the till: cash only, whatever methods there are."""
        self.env = env
        journal = env["account.journal"].create(
            {"name": name, "type": "cash", "code": f"B{uuid4().hex[:4]}".upper()}
        )
        self.cash = env["pos.payment.method"].create({"name": name, "journal_id": journal.id})
        self.config = env["pos.config"].create(
            {"name": name, "payment_method_ids": [Command.set(self.cash.ids)]}
        )
        self.product = env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "available_in_pos": True,
                "list_price": PRICE,
                "taxes_id": [Command.clear()],
            }
        )

    def by_name(self):
        """Return a new method by bank that books each payment to its customer."""
        values = {"name": f"Bank {self.config.name}", "type": "bank", "code": f"N{uuid4().hex[:4]}"}
        journal = self.env["account.journal"].create(values)
        method = self.env["pos.payment.method"].create(
            {"name": journal.name, "journal_id": journal.id, "split_transactions": True}
        )
        self.config.payment_method_ids += method
        return method

    def open(self):
        """Open the session."""
        self.session = self.env["pos.session"].create(
            {"config_id": self.config.id, "user_id": self.env.uid}
        )
        self.session.set_opening_control(0.0, "")
        return self

    def orders(self, partners, method=None):
        """Return a paid order of each customer, as the till sends it."""
        return [self._order(partner.id, (method or self.cash).id) for partner in partners]

    def _order(self, partner_id, method_id):
        line = {
            "uuid": str(uuid4()), "product_id": self.product.id, "qty": 1, "price_unit": PRICE,
            "price_subtotal": PRICE, "price_subtotal_incl": PRICE, "discount": 0.0,
            "tax_ids": [], "pack_lot_ids": [],
        }  # fmt: skip
        payment = {"uuid": str(uuid4()), "payment_method_id": method_id, "amount": PRICE,
                   "name": fields.Datetime.now()}  # fmt: skip
        return {
            "uuid": str(uuid4()),
            "access_token": str(uuid4()),
            "state": "paid",
            "session_id": self.session.id,
            "partner_id": partner_id,
            "pricelist_id": self.config.pricelist_id.id,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "lines": [(0, 0, line)],
            "payment_ids": [(0, 0, payment)],
            "amount_total": PRICE,
            "amount_paid": PRICE,
            "amount_tax": 0.0,
            "amount_return": 0.0,
            "last_order_preparation_change": "{}",
        }

    def sync(self, orders):
        """Send the orders one by one, each as a request of its own: from an empty cache."""
        for order in orders:
            self.env.flush_all()
            self.env.invalidate_all()
            self.env["pos.order"].sync_from_ui([order])

    def close(self):
        """Count the drawer and close the session."""
        self.session.post_closing_cash_details(0.0)
        closed = self.session.close_session_from_ui()
        assert closed["successful"], closed

    def load(self):
        """Open the till in a browser: everything that it asks for."""
        self.session.load_data([])


def selling(till, partners, method=None):
    """Return an act that sells to the customers."""
    return lambda: till.sync(till.orders(partners, method))


def per_order(taken):
    """Return {act: (ms, queries)} of one order."""
    return {name: (ms / ORDERS, queries / ORDERS) for name, (ms, queries) in taken.items()}


def measure(env, watch):
    """Return {act: [ms, queries]} of a till without store credit."""
    till = Till(env, "Bench").open()
    partners = customers(env, ORDERS)
    sold = per_order(watch.take_turns(act=selling(till, partners)))["act"]
    return {"till sale": sold, "till opening": watch.take_turns(act=till.load)["act"]}
