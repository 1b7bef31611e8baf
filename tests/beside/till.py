"""OCA's tills, and Odoo's loyalty in orders, till and shop with OCA's addons to it."""

from uuid import uuid4

from odoo import Command

from .stage import PRICE

# --------------------------------------------------------------------------- till


def another_session(story):
    """A session with its own number and analytic account closes, store credit in it."""
    story.give_credit()
    _open(story)
    total = story._total()
    before = story.balance()
    story._send([(story.cash, total - 400.0), (story.credit, 400.0)])
    story.equal(story.balance(), before - 400.0, "store credit")
    story.closing()
    items = story.session.sudo().move_id.line_ids
    sales = items.filtered(lambda line: line.account_id.internal_group == "income")
    assert all(sales.mapped("analytic_distribution")), "no analytic account"
    story.ties_out()


def settled_with_store_credit(story):
    """What was sold on account is settled with store credit in such a session, whole."""
    story.give_credit(2 * PRICE)
    _open(story)
    total = story._total()
    before, balance = story.exposure(), story.balance()
    debt = story._send([(story.on_account, total)])
    story.equal(story.exposure(), before + total, "exposure")
    settling = [(story.on_account, -total, f"pos.order,{debt.id}"), (story.credit, total)]
    story._send(settling, lines=False)
    story.equal(story.exposure(), before, "exposure")
    story.equal(story.balance(), balance - total, "store credit")
    story.closing()
    story.equal(story.exposure(), before, "exposure")
    story.ties_out()


def wallet_and_store_credit_at_the_till(story):
    """A wallet pays a part at the till, store credit and cash the rest; returned, as it was."""
    card = _card(story, "ewallet", 300.0)
    reward = card.program_id.reward_ids
    story.give_credit()
    _open(story)
    before, due = story.balance(), story._total() - 250.0
    line = {"product_id": reward.discount_line_product_id.id, "qty": 1, "price_unit": -250.0,
            "price_subtotal": -250.0, "price_subtotal_incl": -250.0, "discount": 0,
            "uuid": str(uuid4()), "full_product_name": "Wallet", "tax_ids": [Command.clear()],
            "is_reward_line": True, "reward_id": reward.id, "coupon_id": card.id,
            "reward_identifier_code": "W", "points_cost": 250.0}  # fmt: skip
    order = story._send([(story.cash, due - 400.0), (story.credit, 400.0)], more=[line])
    story.hand(order, "cashier").confirm_coupon_programs(
        {str(card.id): {"points": -250.0, "program_id": card.program_id.id,
                        "coupon_id": card.id, "line_codes": ["W"]}}
    )  # fmt: skip
    story.settle()
    story.equal(card.points, 50.0, "wallet")
    story.equal(story.balance(), before - 400.0, "store credit")
    back = [
        {"product_id": it.product_id.id, "qty": -it.qty, "price_unit": it.price_unit,
         "price_subtotal": -it.price_subtotal, "price_subtotal_incl": -it.price_subtotal_incl,
         "discount": 0, "uuid": str(uuid4()), "full_product_name": it.full_product_name,
         "tax_ids": [Command.set(it.tax_ids.ids)], "refunded_orderline_id": it.id}
        for it in order.lines
    ]  # fmt: skip
    story._send(
        [(story.cash, 400.0 - due), (story.credit, -400.0)], lines=False, more=back,
        amount_tax=-order.amount_tax,
    )  # fmt: skip
    story.equal(story.balance(), before, "store credit")
    story.closing()
    story.ties_out()


def _open(story):
    """Open a session with a number and an analytic account of its own, as a cashier."""
    plan = story.env["account.analytic.plan"].create({"name": "Tills"})
    account = story.env["account.analytic.account"].create({"name": "Till", "plan_id": plan.id})
    sequence = story.env["ir.sequence"].create({"name": "Tills", "prefix": "BESIDE/"})
    story.config.session_sequence_id = sequence
    story.env["account.analytic.distribution.model"].create(
        {"pos_config_id": story.config.id, "analytic_distribution": {str(account.id): 100.0}}
    )
    story.settle()
    story.session = story.by("cashier")["pos.session"].create({"config_id": story.config.id})
    story.session.set_opening_control(0, None)
    assert story.session.name.startswith("BESIDE/"), story.session.name


# --------------------------------------------------------------------------- loyalty


def gift_card_on_an_order(story):
    """A gift card pays a part of an order: the rest counts, and store credit pays that."""
    order = _rewarded(story, "gift_card", 300.0)
    story.equal(order.amount_total, PRICE - 300.0, "order")
    story.limit_to(PRICE - 300.0)
    order.action_confirm()
    assert (order.state, order.credit_state) == ("sale", "ok"), order.credit_state
    invoice = story.invoice_of(order)
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


def rewarded_while_it_waits(story):
    """A gift card makes an order that waits small enough: it is confirmed, and nobody is asked."""
    card = _card(story, "gift_card", 300.0)
    order = story.order()
    story.limit_to(PRICE - 300.0)
    order.action_confirm()
    assert order.credit_state == "waiting", order.credit_state
    request = story.request_of(order)
    _reward(order, card)
    story.settle()
    order.action_confirm()
    assert order.state == "sale", order.credit_state
    story.settle()
    story.env["customer.credit.request"]._cron_reevaluate()
    story.settle()
    assert request.state not in ("pending", "asked"), request.state


def _card(story, kind, points):
    """Return a card of the customer's that the shop has given out."""
    program = story.env["loyalty.program"].create(
        {"name": kind, "program_type": kind, "applies_on": "future", "trigger": "auto",
         "company_id": story.company.id,
         "reward_ids": [Command.create({"reward_type": "discount", "discount": 1,
                                        "discount_mode": "per_point",
                                        "discount_applicability": "order"})]}
    )  # fmt: skip
    return story.env["loyalty.card"].create(
        {"program_id": program.id, "points": points, "partner_id": story.customer.id}
    )


def _rewarded(story, kind, points):
    """Return a seller's quotation on which a card of this kind is used."""
    story.product.invoice_policy = "order"
    card = _card(story, kind, points)
    order = story.order()
    _reward(order, card)
    return order


def _reward(order, card):
    if card.program_type == "gift_card":  # counts once its code is typed in
        found = order._try_apply_code(card.code)
    else:
        order._update_programs_and_rewards()
        found = order._get_claimable_rewards()
    for coupon, rewards in found.items():
        order._apply_program_reward(rewards[:1], coupon)
    order._update_programs_and_rewards()
