"""Tills, cashiers and shoppers of the load test, and what they send."""

import random
from uuid import uuid4

from odoo import Command, fields

from .jobs_checkout import make_cart, make_shopper

PRICE = 10.0


def make_shop(env, prefix, tills, customers, amount):
    """Open tills and make customers who have this much store credit and a login of their own.

    :return: {"tills": [...], "customers": [...], "product": id}, plain values
    """
    product = env["product.product"].create(
        {
            "name": f"{prefix} tray",
            "type": "consu",
            "available_in_pos": True,
            "list_price": PRICE,
            "taxes_id": [Command.clear()],
        }
    )
    shoppers = [make_shopper(env, f"{prefix}-{n}", amount) for n in range(customers)]
    return {
        "product": product.id,
        "tills": [_open_till(env, f"{prefix}-till-{n}", n) for n in range(tills)],
        "customers": [
            {"user": user_id, "id": partner_id, "login": _let_in(env, user_id)}
            for user_id, partner_id in shoppers
        ],
    }


def _let_in(env, user_id):
    """Give a user a password, the login; return it."""
    user = env["res.users"].browse(user_id)
    user.password = user.login
    return user.login


def _open_till(env, name, number):
    """Return the session, cashier and methods of a new till that takes store credit."""
    journal = env["account.journal"].create(
        {"name": name, "type": "cash", "code": f"L{uuid4().hex[:4]}".upper()}
    )
    cash = env["pos.payment.method"].create({"name": f"Cash {number}", "journal_id": journal.id})
    config = env["pos.config"].create({"name": name, "payment_method_ids": [Command.set(cash.ids)]})
    config.store_credit_enabled = True
    groups = env.ref("base.group_user") | env.ref("point_of_sale.group_pos_user")
    cashier = env["res.users"].create(
        {"name": name, "login": name, "password": name, "group_ids": [Command.set(groups.ids)]}
    )
    mine = config.with_user(cashier)
    mine.open_ui()
    mine.current_session_id.set_opening_control(0.0, "")
    return {
        "login": name,
        "session": config.current_session_id.id,
        "config": config.id,
        "cash": cash.id,
        "credit": (config.payment_method_ids - cash).id,
        "pricelist": config.pricelist_id.id,
    }


def make_load_carts(env, customers, amounts):
    """Return carts, one of each amount, of the customers in turn, ready to be paid."""
    provider = env["payment.provider"].search(
        [("code", "=", "store_credit"), ("company_id", "=", env.company.id)]
    )
    provider.write({"state": "enabled", "is_published": True})
    carts = []
    for number, amount in enumerate(amounts):
        customer = customers[number % len(customers)]
        order = env["sale.order"].browse(make_cart(env, customer["user"], amount))
        carts.append(
            {
                "id": order.id,
                "token": order._portal_ensure_token(),
                "amount": amount,
                "login": customer["login"],
                "customer": customer["id"],
                "provider": provider.id,
                "method": provider.payment_method_ids[:1].id,
            }
        )
    return carts


# ----------------------------------------------------- what the tills send (no Odoo needed)


def till_orders(shop, till, count, seed):
    """Return (order, the order as it is paid by cash) pairs, random but the same for a seed."""
    chance = random.Random(seed)
    made = []
    for _number in range(count):
        customer = chance.choice(shop["customers"])["id"]
        quantity = chance.randint(1, 4)
        total = quantity * PRICE
        kind = chance.choices(("all", "part", "topup"), (6, 3, 1))[0]
        if kind == "topup":
            payments = [(till["cash"], 20.0), (till["credit"], -20.0)]
            quantity, total = 0, 0.0
        elif kind == "part":
            payments = [(till["credit"], total - 5.0), (till["cash"], 5.0)]
        else:
            payments = [(till["credit"], total)]
        order = _order(shop, till, customer, quantity, payments)
        made.append((order, _with_payments(order, till, [(till["cash"], total)])))
    return made


def _order(shop, till, customer, quantity, payments):
    """Return an order as a till sends it."""
    total = quantity * PRICE
    line = {
        "uuid": str(uuid4()), "product_id": shop["product"], "qty": quantity,
        "price_unit": PRICE, "price_subtotal": total, "price_subtotal_incl": total,
        "discount": 0.0, "tax_ids": [], "pack_lot_ids": [],
    }  # fmt: skip
    order = {
        "uuid": str(uuid4()),
        "access_token": str(uuid4()),
        "state": "paid",
        "session_id": till["session"],
        "partner_id": customer,
        "pricelist_id": till["pricelist"],
        "date_order": fields.Datetime.to_string(fields.Datetime.now()),
        "lines": [(0, 0, line)] if quantity else [],
        "amount_total": total,
        "amount_tax": 0.0,
        "amount_return": 0.0,
        "last_order_preparation_change": "{}",
        "to_invoice": False,
    }
    return _with_payments(order, till, payments)


def _with_payments(order, till, payments):
    """Return the order with payments of new numbers."""
    commands = [
        (0, 0, {"uuid": str(uuid4()), "payment_method_id": method, "amount": amount,
                "name": order["date_order"]})
        for method, amount in payments
    ]  # fmt: skip
    amount_paid = sum(amount for _method, amount in payments)
    return {**order, "payment_ids": commands, "amount_paid": amount_paid}
