"""OCA's shop and portal: carts that expire, fees, own documents only."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import HttpCase

from odoo.addons.http_routing.tests.common import MockRequest

# --------------------------------------------------------------------------- carts


def expired_cart(story):
    """A cart that expires is cancelled and asks for no credit."""
    order = _cart(story, cart_expire_delay=1.0)
    _expire(story, order)
    assert order.state == "cancel", order.state
    assert not story.request_of(order)


def expired_with_credit_set_aside(story):
    """Store credit that a seller set aside for a cart is free again when that expires."""
    story.give_credit()
    order = _cart(story, cart_expire_delay=1.0)
    seller = story.by("seller")
    order.user_id = seller.uid
    story.hand(order, "seller").action_set_credit_aside()
    story.settle()
    account = story.env["customer.credit.account"]._get_or_create(story.customer, story.company)
    story.equal(account.reserved, 1000.0, "set aside")
    _expire(story, order)
    assert order.state == "cancel", order.state
    story.equal(account.reserved, 0.0, "set aside")
    story.ties_out()


def fee_of_a_provider(story):
    """A fee for paying counts like what is bought."""
    order = _cart(story)
    fee = story.env["product.product"].create(
        {"name": "Fee", "type": "service", "taxes_id": [Command.clear()]}
    )
    provider = story.env["payment.provider"].create(
        {"name": "Dear", "code": "none", "company_id": story.company.id, "charge_fee": True,
         "charge_fee_type": "fixed", "charge_fee_fixed_price": 5.0,
         "charge_fee_currency_id": story.company.currency_id.id,
         "charge_fee_product_id": fee.id, "charge_fee_description": "Fee"}
    )  # fmt: skip
    # The page does so for the customer, as superuser.
    story.hand(order, "customer").sudo().update_fee_line(provider)
    before = story.exposure()
    order.action_confirm()
    assert order.state == "sale", order.state
    story.equal(story.exposure(), before + order.amount_total, "exposure")


def confirmed_without_payment(story):
    """Their shop confirms without a payment: within the limit it does, over it the cart waits."""
    story.customer.skip_website_checkout_payment = True
    within, over = _cart(story), _cart(story)
    story.limit_to(within.amount_total)
    _finish(story, within)
    assert (within.state, within.credit_state) == ("sale", "ok"), within.credit_state
    _finish(story, over)
    assert over.state != "sale", over.state
    story.hand(over, "approver").action_confirm()
    story.settle()
    story.approve(over)
    assert over.state == "sale", over.state


def held_without_payment(story):
    """A customer on hold gets nothing by their shop without a payment either."""
    story.customer.skip_website_checkout_payment = True
    order = _cart(story)
    story.hand(story.customer, "limit manager").write(
        {"credit_hold": "on", "credit_hold_reason": "Disputes"}
    )
    story.settle()
    _finish(story, order)
    assert order.state != "sale", order.state


# --------------------------------------------------------------------------- portal


def own_documents_only(story):
    """A contact sees the own invoices by their rules, and the own statements by our setting."""
    contact = story.env["res.partner"].create(
        {"name": "Contact", "parent_id": story.customer.id, "email": "contact@example.com"}
    )
    story.company.customer_statement_portal_scope = "own"
    whole = story.statement()
    portal = story.by("customer", partner_id=contact.id, name="Contact")
    invoice = story.invoice_for()
    own = story.invoice_for(partner_id=contact.id)
    own.message_subscribe(contact.ids)
    story.settle()
    seen = portal["account.move"].search([("id", "in", (invoice | own).ids)])
    assert seen <= own.with_env(portal), seen.mapped("name")
    assert not portal["customer.statement"].search([("id", "=", whole.id)]), "the whole is seen"
    story.company.customer_statement_portal_scope = "company"
    story.settle()
    assert portal["customer.statement"].search([("id", "=", whole.id)]) == whole
    assert whole.with_env(portal).closing_balance == whole.closing_balance


# --------------------------------------------------------------------------- the stage


def _cart(story, **vals):
    """Return a cart of the shop, which makes it for the customer as superuser."""
    website = story.env["website"].create({"name": "Shop", "company_id": story.company.id, **vals})
    return story.order(env=story.env, website_id=website.id)


def _expire(story, order):
    """Let three hours go by, and run what is scheduled."""
    story.env.flush_all()
    story.env.cr.execute(
        "UPDATE sale_order SET write_date = %s WHERE id = %s",
        [fields.Datetime.now() - timedelta(hours=3), order.id],
    )
    story.env.invalidate_all()
    story.env["website"]._scheduler_website_expire_cart()
    story.settle()


def _finish(story, order):
    """Go through their page that ends a checkout, as the customer."""
    from odoo.addons.website_sale_checkout_skip_payment.controllers import main

    story.settle()
    customer = story.by("customer")
    website = order.website_id.with_env(customer)
    page = main.CheckoutSkipPaymentWebsite.shop_payment_confirmation.original_endpoint
    orders = type(order)
    with (
        patch.object(HttpCase, "http_port", return_value=None),  # no server is here
        # Its mail has a PDF by wkhtmltopdf, which is no part of the workshop.
        patch.object(orders, "_send_order_confirmation_mail", lambda order: None),
        MockRequest(customer, website=website) as request,
    ):
        request.session.uid = customer.uid
        request.session["sale_last_order_id"] = order.id
        page(main.CheckoutSkipPaymentWebsite())
    story.settle()
