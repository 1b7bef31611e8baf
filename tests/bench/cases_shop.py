"""The checkout page: what store credit adds to it, beside the same page with it switched off."""

from markupsafe import Markup

from odoo import Command

from .acts import customers
from .measure import Figure

OWN_TEMPLATES = ("store_credit_box", "store_credit_on_account")


def shop_cases(env, watch):
    """Yield the figures of the shop, if the addon is there."""
    if "credit_in_shop" not in env["website"]._fields:
        return
    yield from checkout(env, watch)


def shopper(env):
    """Return a portal user of a customer who has store credit."""
    account = env["customer.credit.account"].sudo().search(
        [("balance", ">", 50), ("company_id", "=", env.company.id), ("state", "=", "active")],
        limit=1, order="id",
    )  # fmt: skip
    person = env["res.partner"].create(
        {"name": "Measured Shopper", "parent_id": (account.partner_id or customers(env, 1)).id}
    )
    return env["res.users"].with_context(no_reset_password=True).create(
        {
            "login": "measured-shopper", "partner_id": person.id, "company_id": env.company.id,
            "company_ids": [Command.set(env.company.ids)],
            "group_ids": [Command.set(env.ref("base.group_portal").ids)],
        }
    )  # fmt: skip


def cart(env, user, on):
    """Return a cart on a website with store credit switched on or off."""
    website = env["website"].create(
        {
            "name": f"Measured {on}", "company_id": env.company.id, "credit_in_shop": on,
            "credit_on_account": on, "store_credit_show_header": on,
        }
    )  # fmt: skip
    product = env["product.product"].create({"name": "Measured", "type": "service"})
    line = {"product_id": product.id, "price_unit": 120.0, "tax_ids": [Command.clear()]}
    order = env["sale.order"].create(
        {
            "partner_id": user.partner_id.id, "website_id": website.id,
            "credit_to_use": 10.0 if on else 0.0, "order_line": [Command.create(line)],
        }
    )  # fmt: skip
    return env(user=user.id)["sale.order"].sudo().browse(order.id)


def payment_page(order):
    """Collect what the payment page shows, and draw the boxes that are ours."""
    from odoo.addons.customer_credit_pos_web.controllers.checkout import WebsiteSale
    from odoo.addons.http_routing.tests.common import MockRequest

    env = order.env
    with MockRequest(env(su=False), website=order.website_id) as request:
        request.csrf_token = lambda: "token"
        values = WebsiteSale()._get_shop_payment_values(order)
        order.website_id._get_store_credit_header(env.user)
        drawn = Markup()
        for name in OWN_TEMPLATES:
            drawn += request.env["ir.qweb"]._render(
                f"customer_credit_pos_web.{name}", {**values, "request": request},
                minimal_qcontext=True,
            )  # fmt: skip
    return values, drawn


def checkout(env, watch):
    """The payment page with the box used, with buying on account and the header."""
    user = shopper(env)
    bare, full = cart(env, user, False), cart(env, user, True)
    env.flush_all()
    shown = payment_page(full)[1]
    taken = watch.take_turns(
        off=lambda: payment_page(bare), on=lambda: payment_page(full)
    )  # fmt: skip
    (off_ms, off_queries), (ms, queries) = taken["off"], taken["on"]
    yield Figure(
        "checkout: payment page with store credit", ms, queries,
        f"switched off ({off_queries:.0f} queries)", off_ms, "+10 ms, +5 queries",
        "store_credit_box" in shown and ms <= off_ms + 10 and queries <= off_queries + 5,
    )  # fmt: skip
