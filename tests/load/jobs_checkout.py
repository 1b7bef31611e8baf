"""What shoppers do: pay carts with store credit, alone or beside a card, as the routes do it."""

from odoo import Command, fields

PART = 45.0


def make_shopper(env, name, amount):
    """Return (user id, customer id) of a portal user with this much store credit."""
    from .jobs import make_customer

    partner_id = make_customer(env, name, amount)
    # Mails without PDF: the machine of the tests need not be able to print.
    env["mail.template"].search([("model", "=", "sale.order")]).report_template_ids = False
    user = env["res.users"].create(
        {
            "name": name,
            "login": name,
            "partner_id": partner_id,
            "group_ids": [Command.set(env.ref("base.group_portal").ids)],
        }
    )
    return user.id, partner_id


def make_cart(env, user_id, amount, key=None):
    """Return the id of a cart over this amount."""
    product = env["product.product"].search([("name", "=", "load cart")], limit=1)
    product = product or env["product.product"].create(
        {"name": "load cart", "type": "service", "taxes_id": [Command.clear()]}
    )
    partner = env["res.users"].browse(user_id).partner_id
    line = {"product_id": product.id, "price_unit": amount, "tax_ids": [Command.clear()]}
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "website_id": env["website"].search([("company_id", "=", env.company.id)], limit=1).id,
            "require_payment": True,
            "client_order_ref": key,
            "order_line": [Command.create(line)],
        }
    )
    return order.id


def _shopper(env, user_id, order_id):
    """Return the cart (sudo) as the shopper's request sees it."""
    return env(user=user_id)["sale.order"].sudo().browse(order_id)


def _values(order, provider, amount):
    """Return the values of a transaction."""
    return {
        "provider_id": provider.id,
        "payment_method_id": provider.with_context(active_test=False).payment_method_ids[:1].id,
        "amount": amount,
        "currency_id": order.currency_id.id,
        "partner_id": order.partner_invoice_id.id,
        "operation": "online_direct",
        "sale_order_ids": [Command.set(order.ids)],
    }


def checkout_all(env, user_id, order_id, key=None):
    """Submit a cart that store credit pays as a whole; return the transaction's id."""
    order = _shopper(env, user_id, order_id)
    provider = order._get_store_credit_provider()
    tx = order.env["payment.transaction"].create(_values(order, provider, order.amount_total))
    tx._get_processing_values()
    return tx.id


def checkout_part(env, user_id, order_id, key=None):
    """Submit a cart of which store credit pays a part; return the id of the card payment."""
    order = _shopper(env, user_id, order_id)
    order.credit_to_use = PART
    part = order.env["payment.transaction"]._prepare_store_credit_part(order, PART)
    provider = order.env["payment.provider"].search(
        [("code", "=", "none"), ("name", "=", "Load Card")], limit=1
    )
    values = _values(order, provider, order.amount_total - PART)
    tx = order.env["payment.transaction"].create({**values, "store_credit_part_id": part.id})
    return tx.id


def make_card(env):
    """Make a provider that only the tests complete."""
    method = env.ref("payment.payment_method_unknown")
    provider = env["payment.provider"].create(
        {"name": "Load Card", "code": "none", "payment_method_ids": [Command.set(method.ids)]}
    )
    provider.state = "test"
    bank = env["account.journal"].search([("type", "=", "bank")], order="id", limit=1)
    bank.inbound_payment_method_line_ids[:1].payment_provider_id = provider
    return provider.id


def finish(env, tx_id, state, key=None):
    """Bring the result of a payment, and post-process it as the cron does."""
    tx = env["payment.transaction"].browse(tx_id)
    if state == "done" and tx.state != "done":
        tx._set_done()
    elif state == "error":
        tx._set_error("refused")
    tx._post_process()
    return tx.sale_order_ids.state


def expire(env):
    """Let every reservation expire now, as the cron does after its time."""
    for reservation in env["customer.credit.reservation"].search([("state", "=", "open")]):
        reservation._set({"expires_at": fields.Datetime.now()})
        env["customer.credit.account"]._release(reservation.request_key, state="expired")
    return True
