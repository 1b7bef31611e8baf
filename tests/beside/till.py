"""OCA's tills, and Odoo's loyalty in orders, till and shop with OCA's addons to it."""

from odoo import Command

from .stage import PRICE

# --------------------------------------------------------------------------- till


def another_session(story):
    """A session with its own number and analytic account closes, store credit in it."""
    plan = story.env["account.analytic.plan"].create({"name": "Tills"})
    account = story.env["account.analytic.account"].create({"name": "Till", "plan_id": plan.id})
    sequence = story.env["ir.sequence"].create({"name": "Tills", "prefix": "BESIDE/"})
    story.config.session_sequence_id = sequence
    story.env["account.analytic.distribution.model"].create(
        {"pos_config_id": story.config.id, "analytic_distribution": {str(account.id): 100.0}}
    )
    story.give_credit()
    story.session = story.env["pos.session"].create({"config_id": story.config.id})
    story.session.set_opening_control(0, None)
    assert story.session.name.startswith("BESIDE/"), story.session.name
    total = story._total()
    before = story.balance()
    story._send([(story.cash, total - 400.0), (story.credit, 400.0)])
    story.equal(story.balance(), before - 400.0, "store credit")
    story.closing()
    items = story.session.move_id.line_ids
    sales = items.filtered(lambda line: line.account_id.internal_group == "income")
    assert all(sales.mapped("analytic_distribution")), "no analytic account"
    story.ties_out()


# --------------------------------------------------------------------------- loyalty


def gift_card_on_an_order(story):
    """A gift card pays a part of an order: the rest counts, and store credit pays that."""
    order = _rewarded(story, "gift_card", 300.0)
    story.equal(order.amount_total, PRICE - 300.0, "order")
    story.limit_to(PRICE - 300.0)
    order.action_confirm()
    assert (order.state, order.credit_state) == ("sale", "ok"), order.credit_state
    invoice = order._create_invoices()
    invoice.action_post()
    story.give_credit()
    story.use_credit(invoice, invoice.amount_residual)
    story.equal(invoice.amount_residual, 0.0, "left open")
    story.ties_out()


def ewallet_beside_store_credit(story):
    """Both kinds of balance stay what they are: the wallet's is no store credit."""
    before = story.balance()
    order = _rewarded(story, "ewallet", 250.0)
    story.equal(order.amount_total, PRICE - 250.0, "order")
    order.action_confirm()
    story.equal(story.balance(), before, "store credit")


def refreshed_while_it_waits(story):
    """An order with a reward that waits grows: rewards are computed anew, and it asks anew."""
    order = _rewarded(story, "gift_card", 300.0)
    story.limit_to(1.0)
    order.action_confirm()
    assert order.credit_state == "waiting", order.credit_state
    order.order_line[:1].product_uom_qty = 2
    order.action_confirm()
    assert order.state == "draft", order.state
    story.approve(order)
    assert order.state == "sale", order.state


def _rewarded(story, kind, points):
    """Return a quotation on which a card of this kind is used."""
    story.product.invoice_policy = "order"
    program = story.env["loyalty.program"].create(
        {"name": kind, "program_type": kind, "applies_on": "future", "trigger": "auto",
         "company_id": story.company.id,
         "reward_ids": [Command.create({"reward_type": "discount", "discount": 1,
                                        "discount_mode": "per_point",
                                        "discount_applicability": "order"})]}
    )  # fmt: skip
    card = story.env["loyalty.card"].create(
        {"program_id": program.id, "points": points, "partner_id": story.customer.id}
    )
    order = story.order()
    if kind == "gift_card":  # counts once its code is typed in
        found = order._try_apply_code(card.code)
    else:
        order._update_programs_and_rewards()
        found = order._get_claimable_rewards()
    for coupon, rewards in found.items():
        order._apply_program_reward(rewards[:1], coupon)
    order._update_programs_and_rewards()
    return order
