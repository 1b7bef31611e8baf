"""OCA's shop and portal: carts that expire, fees, own documents only."""

from datetime import timedelta

from odoo import Command, fields


def expired_cart(story):
    """A cart that expires is cancelled and asks for no credit."""
    website = story.env["website"].create(
        {"name": "Shop", "company_id": story.company.id, "cart_expire_delay": 1.0}
    )
    order = story.order(website_id=website.id)
    story.env.flush_all()
    story.env.cr.execute(
        "UPDATE sale_order SET write_date = %s WHERE id = %s",
        [fields.Datetime.now() - timedelta(hours=3), order.id],
    )
    story.env.invalidate_all()
    website._scheduler_website_expire_cart()
    story.env.invalidate_all()
    assert order.state == "cancel", order.state
    assert not story.request_of(order)


def fee_of_a_provider(story):
    """A fee for paying counts like what is bought."""
    website = story.env["website"].create({"name": "Shop", "company_id": story.company.id})
    order = story.order(website_id=website.id)
    fee = story.env["product.product"].create(
        {"name": "Fee", "type": "service", "taxes_id": [Command.clear()]}
    )
    provider = story.env["payment.provider"].create(
        {"name": "Dear", "code": "none", "company_id": story.company.id, "charge_fee": True,
         "charge_fee_type": "fixed", "charge_fee_fixed_price": 5.0,
         "charge_fee_currency_id": story.company.currency_id.id,
         "charge_fee_product_id": fee.id, "charge_fee_description": "Fee"}
    )  # fmt: skip
    order.update_fee_line(provider)
    before = story.exposure()
    order.action_confirm()
    assert order.state == "sale", order.state
    story.equal(story.exposure(), before + order.amount_total, "exposure")
