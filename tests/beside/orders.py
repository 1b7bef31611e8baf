"""OCA's kinds, revisions, plans and payments of orders."""

from odoo import Command, fields

from .stage import PRICE


def revised_while_it_waits(story):
    """A quotation that waits is revised: its request ends with it, the revision asks anew."""
    order = story.order()
    story.limit_to(1.0)
    order.action_confirm()
    request = story.request_of(order)
    order.create_revision()
    story.env["customer.credit.request"]._cron_reevaluate()
    story.env.invalidate_all()
    assert request.state == "closed", request.state
    revision = order.current_revision_id
    assert not revision.credit_state, revision.credit_state
    revision.action_confirm()
    assert revision.credit_state == "waiting", revision.credit_state
    assert story.request_of(revision).state == "pending"


def called_from_a_blanket_order(story):
    """What a blanket order promises counts when it is called, and may wait then."""
    blanket = story.env["sale.blanket.order"].create(
        {"partner_id": story.customer.id, "company_id": story.company.id,
         "pricelist_id": story.pricelist().id,
         "validity_start_date": fields.Date.today(),
         "validity_date": fields.Date.add(fields.Date.today(), days=30),
         "line_ids": [Command.create({"product_id": story.product.id, "price_unit": PRICE,
                                      "product_uom": story.product.uom_id.id,
                                      "original_uom_qty": 5})]}
    )  # fmt: skip
    before = story.exposure()
    blanket.action_confirm()
    story.equal(story.exposure(), before, "exposure")
    wizard = story.env["sale.blanket.order.wizard"].with_context(
        active_id=blanket.id, active_model="sale.blanket.order"
    )
    call = wizard.create({})
    call.line_ids.qty = 2
    action = call.create_sale_order()
    order = story.env["sale.order"].search(action["domain"])
    story.limit_to(1.0)
    order.action_confirm()
    assert (order.state, order.credit_state) == ("draft", "waiting"), order.credit_state


def paid_in_advance(story):
    """Their advance payment of an order is an outstanding credit like any other."""
    order = story.order()
    before = story.exposure()
    story.env["account.voucher.wizard"].with_context(
        active_ids=order.ids, active_id=order.id, active_model="sale.order"
    ).create(
        {"order_id": order.id, "journal_id": story.journal("bank").id, "amount_advance": 400.0,
         "date": fields.Date.today()}
    ).make_advance_payment()  # fmt: skip
    # Where payments wait for the bank, it is one when the bank has it.
    booked = sum(story.receivable(order.account_payment_ids.move_id).mapped("credit"))
    story.equal(story.exposure(), before - booked, "exposure")


def forced_to_be_invoiced(story):
    """An order that is said to be fully invoiced does not count any more."""
    order = story.order()
    before = story.exposure()
    order.action_confirm()
    story.equal(story.exposure(), before + PRICE, "exposure")
    order.force_invoiced = True
    story.equal(story.exposure(), before, "exposure")


def discounted_afterwards(story):
    """A general discount on a confirmed order makes it count less."""
    order = story.order()
    before = story.exposure()
    order.action_confirm()
    order.general_discount = 10.0
    story.equal(order.amount_total, 0.9 * PRICE, "order")
    story.equal(story.exposure(), before + 0.9 * PRICE, "exposure")
