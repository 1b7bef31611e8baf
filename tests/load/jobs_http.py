"""What tests over HTTP need before a browser comes: passwords, addresses, payment forms."""

from odoo import Command, fields

from .jobs_checkout import make_cart, make_shopper

ADDRESS = {
    "email": "shopper@example.com",
    "phone": "+32 81 813 700",
    "street": "Rue des Bourlottes 9",
    "zip": "1367",
    "city": "Ramillies",
}


def open_shop(env):
    """Let the website sell on account and be paid by the provider "Demo"; return plain values.

    :return: {"demo": (provider, method), "credit": (provider, method)}
    """
    website = env["website"].search([("company_id", "=", env.company.id)], limit=1)
    website.credit_on_account = True
    demo = env.ref("payment.payment_provider_demo")
    demo.write({"state": "test", "is_published": True, "company_id": env.company.id})
    method = env.ref("payment_demo.payment_method_demo")
    demo.payment_method_ids = [Command.link(method.id)]
    method.active = True
    bank = env["account.journal"].search([("type", "=", "bank")], order="id", limit=1)
    demo.journal_id = bank
    credit = env["payment.provider"].search(
        [("code", "=", "store_credit"), ("company_id", "=", env.company.id)]
    )
    return {
        "demo": (demo.id, method.id),
        "credit": (credit.id, credit.with_context(active_test=False).payment_method_ids[:1].id),
    }


def make_browsers(env, name, amount, count):
    """Return the logins of colleagues, and their customer, who has this much store credit.

    :return: ([{"user": id, "login": login}], customer id)
    """
    user_id, partner_id = make_shopper(env, name, amount)
    customer = env["res.partner"].browse(partner_id)
    customer.write({"is_company": True, "country_id": env.ref("base.be").id, **ADDRESS})
    customer.customer_credit_on_account = True
    users = env["res.users"].browse(user_id)
    for number in range(1, count):
        person = customer.create({"name": f"{name}-{number}", "parent_id": partner_id})
        users |= users[0].copy({"name": person.name, "login": person.name, "partner_id": person.id})
    for user in users:
        user.password = user.login
        user.partner_id.write({"country_id": env.ref("base.be").id, **ADDRESS})
    return [{"user": user.id, "login": user.login} for user in users], partner_id


def make_web_cart(env, user_id, amount):
    """Return (id, token) of a cart that can be checked out over HTTP."""
    order = env["sale.order"].browse(make_cart(env, user_id, amount))
    order.order_line.product_id.website_published = True
    return order.id, order._portal_ensure_token()


def make_invoice(env, partner_id, amount):
    """Return (id, token) of a posted invoice."""
    line = {"name": "load", "quantity": 1, "price_unit": amount, "tax_ids": [Command.clear()]}
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner_id,
            "invoice_line_ids": [Command.create(line)],
        }
    )
    invoice.action_post()
    return invoice.id, invoice._portal_ensure_token()


def make_invoices(env, partner_id, amount, count):
    """Return [(id, token)] of so many posted invoices."""
    return [make_invoice(env, partner_id, amount) for _number in range(count)]


def expire_reservations(env):
    """Let what was reserved be overdue, and the cron find it."""
    reservations = env["customer.credit.reservation"].search([("state", "=", "open")])
    for reservation in reservations:
        reservation._set({"expires_at": fields.Datetime.now()})
    env.flush_all()
    env["customer.credit.reservation"]._cron_expire()
    return len(reservations)


def finish_payments(env, after=0, limit=100, provider=None):
    """Post-process payments that were done, as the cron does.

    :param after: the id that the job gave back before; each payment is tried once
    :param limit: so many at most: whoever waits for a worker takes a long silence for its end
    :param provider: code of the provider whose payments these are; all without
    :return: the last id that was worked, 0 where none is left
    """
    domain = [("id", ">", after), ("is_post_processed", "=", False), ("state", "=", "done")]
    if provider:
        domain.append(("provider_code", "=", provider))
    left = env["payment.transaction"].search(domain, order="id", limit=limit)
    left._post_process()
    return left[-1:].id or 0
