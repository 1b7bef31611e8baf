"""What shoppers wait for: the payment page with store credit, and the page of store credit."""

import threading
from contextlib import contextmanager

from odoo import Command

from .measure import Figure

LONG, SHORT = 2000, 5
ADDRESS = {
    "email": "shopper@example.com", "phone": "+32 81 813 700", "zip": "1367",
    "street": "Rue des Bourlottes 9", "city": "Ramillies",
}  # fmt: skip


def shop_cases(env, watch):
    """Yield the figures of the shop, if the addon is there."""
    if "credit_in_shop" not in env["website"]._fields:
        return
    yield from checkout(env, watch)
    yield from history(env, watch)


def shopper(env, name, entries):
    """Return a portal user whose customer has store credit and a history of so many entries."""
    partner = env["res.partner"].create(
        {"name": name, "country_id": env.ref("base.be").id, **ADDRESS}
    )
    account = env["customer.credit.account"]._get_or_create(partner, env.company)
    for number in range(entries):
        account._append_entry(1.0 + number % 7, "adjustment", f"{name}:{number}")
    return env["res.users"].with_context(no_reset_password=True).create(
        {
            "login": name, "partner_id": partner.id, "company_id": env.company.id,
            "company_ids": [Command.set(env.company.ids)],
            "group_ids": [Command.set(env.ref("base.group_portal").ids)],
        }
    )  # fmt: skip


def website(env, on, on_account=False):
    """Return a website with store credit at checkout and in the header, or without."""
    return env["website"].create(
        {
            "name": f"Measured {on}", "company_id": env.company.id, "credit_in_shop": on,
            "credit_on_account": on_account, "store_credit_show_header": on,
        }
    )  # fmt: skip


def cart(env, user, on, on_account=False):
    """Return a cart over 120, of which 10 are to be paid with store credit when it is on."""
    product = env["product.product"].create(
        {"name": "Measured", "type": "service", "list_price": 120.0, "website_published": True}
    )
    line = {"product_id": product.id, "price_unit": 120.0, "tax_ids": [Command.clear()]}
    order = env["sale.order"].create(
        {
            "partner_id": user.partner_id.id, "website_id": website(env, on, on_account).id,
            "pricelist_id": False,  # the company's currency, which store credit pays
            "credit_to_use": 10.0 if on else 0.0, "order_line": [Command.create(line)],
        }
    )  # fmt: skip
    return env(user=user.id)["sale.order"].sudo().browse(order.id)


@contextmanager
def browsing(env, site, path):
    """Give a request of this user that draws whole pages."""
    from odoo.http import root

    from odoo.addons.http_routing.tests.common import MockRequest

    # Where the addresses on a page lead is looked up as in a server's thread.
    threading.current_thread().dbname = env.cr.dbname
    site = env["website"].browse(site.id)
    with MockRequest(env, website=site, path=path, url_root="http://127.0.0.1/") as request:
        root.get_db_router.return_value.bind.return_value.build.return_value = path
        request.csrf_token = lambda *_args: "token"
        request.httprequest.query_string = b""
        request.httprequest.full_path = path
        request.render = lambda template, values=None, **_kw: request.env[
            "ir.ui.view"
        ]._render_template(template, {"request": request, **(values or {})})
        yield request


def payment_page(order):
    """Return the text of the payment page of a cart, as its shopper gets it."""
    from odoo.addons.customer_credit_pos_web.controllers.checkout import WebsiteSale

    env = order.env(su=False)
    with browsing(env, order.website_id, "/shop/payment") as request:
        request.cart = request.env["sale.order"].sudo().browse(order.id)
        return WebsiteSale().shop_payment().get_data(as_text=True)


def credit_page(env, site, user):
    """Return the text of the page of store credit."""
    from odoo.addons.customer_credit_pos_web.controllers.portal_pin import StoreCreditPinPortal

    with browsing(env(user=user.id, su=False), site, "/my/credit"):
        return StoreCreditPinPortal().portal_my_credit().get_data(as_text=True)


def checkout(env, watch):
    """The whole payment page: box and header, beside the page with all of it switched off."""
    user = shopper(env, "measured-shopper", 20)
    bare, full = cart(env, user, False), cart(env, user, True)
    account = cart(env, user, True, True)
    env.flush_all()
    shown, hidden = payment_page(full), payment_page(bare)
    right = "store_credit_box" in shown and "store_credit_box" not in hidden
    taken = watch.take_turns(
        off=lambda: payment_page(bare),
        on=lambda: payment_page(full),
        account=lambda: payment_page(account),
    )
    (off_ms, off_queries), (ms, queries) = taken["off"], taken["on"]
    beside = f"switched off ({off_queries:.0f} queries)"
    yield Figure(
        "checkout: payment page with store credit", ms, queries, beside, off_ms,
        "+10 ms, +5 queries", right and ms <= off_ms + 10 and queries <= off_queries + 5,
    )  # fmt: skip
    ms, queries = taken["account"]
    yield Figure("... and buying on account, asked of all addons", ms, queries, beside, off_ms)


def history(env, watch):
    """The page of store credit after thousands of entries, beside one after a few."""
    site = website(env, True)
    few, many = shopper(env, "few-entries", SHORT), shopper(env, "many-entries", LONG)
    env.flush_all()
    taken = watch.take_turns(
        few=lambda: credit_page(env, site, few), many=lambda: credit_page(env, site, many)
    )
    (few_ms, few_queries), (ms, queries) = taken["few"], taken["many"]
    yield Figure(
        f"portal: page of store credit after {LONG:,} entries", ms, queries,
        f"after {SHORT} entries ({few_queries:.0f} queries)", few_ms, "+1 query",
        queries <= few_queries + 1,
    )  # fmt: skip
