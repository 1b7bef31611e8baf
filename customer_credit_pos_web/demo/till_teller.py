"""The teller of the story of the till: orders as the cashier's browser sends them."""

from uuid import uuid4

from odoo import SUPERUSER_ID, fields

from .till_story import MORNING, TOPUP_AMOUNTS, TOPUP_MAX

MODULE = "customer_credit_pos_web"
BAKERY = "point_of_sale.pos_config_bakery"
PRODUCT = "demo_product_hamper"


class TillTeller:
    """Plays ``till_story.py`` in one company: Odoo's own bakery, with store credit."""

    def __init__(self, env, company):
        """Work as the cashier of the story (``till``) in the company."""
        context = dict(env.context, allowed_company_ids=company.ids)
        self.root = env(user=SUPERUSER_ID, context=context)
        self.company = self.root["res.company"].browse(company.id)
        self.sold = {}

    def has_cast(self):
        """Say whether the demo's customers, cashier and product are there."""
        names = ("demo_user_till", "demo_partner_olivia", "demo_partner_tom", PRODUCT)
        return all(self.root.ref(f"{MODULE}.{name}", False) for name in names)

    def is_told(self):
        """Say whether the story was told before in this company."""
        account = self.root["customer.credit.account"]._find(self.partner("olivia"), self.company)
        return bool(account.entry_ids)

    def tell(self):
        """Open the bakery, work the morning, and close."""
        self.config = self.open_bakery()
        self.cashier = self.root.ref(f"{MODULE}.demo_user_till")
        self.cashier.company_ids |= self.company
        self.env = self.root(user=self.cashier, su=False)
        self.session = self.env["pos.session"].create(
            {"config_id": self.config.id, "user_id": self.cashier.id}
        )
        self.session.set_opening_control(0.0, "")
        for verb, customer, *arguments in MORNING:
            getattr(self, verb)(customer, *arguments)
        self.root.flush_all()
        self.close()
        self.publish()

    # --------------------------------------------------------------- the shop

    def open_bakery(self):
        """Return the till of Odoo's bakery, made when it is missing, with store credit on."""
        Config = self.root["pos.config"]
        config = self.root.ref(Config._get_suffixed_ref_name(BAKERY), False)
        if not config:
            made = Config.load_onboarding_bakery_scenario()
            config = Config.browse(made["config_id"])
        config.write(
            {
                "store_credit_enabled": True,
                "store_credit_topup_amounts": TOPUP_AMOUNTS,
                "store_credit_topup_max": TOPUP_MAX,
            }
        )
        return config

    def publish(self):
        """Let the shop take store credit and sell it; its provider is published already."""
        websites = self.root["website"].search([("company_id", "=", self.company.id)])
        websites.write(
            {"store_credit_topup_amounts": TOPUP_AMOUNTS, "store_credit_topup_max": TOPUP_MAX}
        )

    def close(self):
        """Count the cash and close the session."""
        cash = self.method("cash")
        payments = self.session.order_ids.payment_ids
        counted = sum(payments.filtered(lambda it: it.payment_method_id == cash).mapped("amount"))
        self.session.post_closing_cash_details(counted)
        self.session.close_session_from_ui()

    # --------------------------------------------------------------- verbs

    def topup(self, customer, amount):
        """The customer pays cash and gets store credit."""
        self._send(customer, [], {"cash": amount, "credit": -amount})

    def sell(self, customer, label, amount, payments):
        """The customer buys for an amount and pays it in one way or more."""
        order = self._send(customer, [self._line(1, amount)], payments)
        self.sold[customer, label] = order

    def refund(self, customer, label, amount):
        """The customer brings it back and gets store credit."""
        line = self.sold[customer, label].lines
        values = {**self._line(-1, amount), "refunded_orderline_id": line.id}
        self._send(customer, [values], {"credit": -amount}, is_refund=True)

    # --------------------------------------------------------------- helpers

    def partner(self, name):
        """Return a customer of the story."""
        return self.root.ref(f"{MODULE}.demo_partner_{name}")

    def method(self, kind):
        """Return the payment method "cash" or "credit" of the till."""
        methods = self.config.payment_method_ids
        if kind == "credit":
            return methods.filtered("is_store_credit")
        return methods.filtered("is_cash_count")

    def _line(self, quantity, price):
        """Return an order line of one price, without taxes."""
        return {
            "uuid": str(uuid4()),
            "product_id": self.root.ref(f"{MODULE}.{PRODUCT}").id,
            "qty": quantity,
            "price_unit": price,
            "price_subtotal": quantity * price,
            "price_subtotal_incl": quantity * price,
            "discount": 0.0,
            "tax_ids": [],
            "pack_lot_ids": [],
        }

    def _send(self, customer, lines, payments, **values):
        """Send a paid order as the till does; return it."""
        now = fields.Datetime.to_string(fields.Datetime.now())
        uuid = str(uuid4())
        commands = [
            (0, 0, {"uuid": str(uuid4()), "payment_method_id": self.method(kind).id,
                    "amount": amount, "name": now})
            for kind, amount in payments.items()
        ]  # fmt: skip
        order = {
            "uuid": uuid,
            "access_token": str(uuid4()),
            "state": "paid",
            "session_id": self.session.id,
            "partner_id": customer and self.partner(customer).id,
            "pricelist_id": self.config.pricelist_id.id,
            "date_order": now,
            "lines": [(0, 0, line) for line in lines],
            "payment_ids": commands,
            "amount_total": sum(line["price_subtotal_incl"] for line in lines),
            "amount_paid": sum(payments.values()),
            "amount_tax": 0.0,
            "amount_return": 0.0,
            "last_order_preparation_change": "{}",
            **values,
        }
        self.env["pos.order"].sync_from_ui([order])
        return self.env["pos.order"].search([("uuid", "=", uuid)])
