"""OCA's kinds, revisions, plans and payments of orders."""

from odoo import Command, fields
from odoo.exceptions import AccessError

from .stage import PRICE

BILLER = "account.group_account_invoice"  # whoever books entries, as payments are


def revised_while_it_waits(story):
    """A quotation that waits is revised: its request ends with it, the revision asks anew."""
    order = story.order()
    story.limit_to(1.0)
    order.action_confirm()
    request = story.request_of(order)
    order.create_revision()
    _reevaluate(story)
    assert request.state == "closed", request.state
    revision = order.current_revision_id
    assert not revision.credit_state, revision.credit_state
    revision.action_confirm()
    assert revision.credit_state == "waiting", revision.credit_state
    assert story.request_of(revision).state == "pending"


def cancelled_with_a_reason(story):
    """A quotation that waits is cancelled with a reason: nobody is asked about it any more."""
    order = story.order()
    story.limit_to(1.0)
    order.action_confirm()
    request = story.request_of(order)
    reason = story.by("head of sales")["sale.order.cancel.reason"].create({"name": "Too late"})
    seller = story.hand(order, "seller")
    seller.env["sale.order.cancel.wizard"].create(
        {"order_id": seller.id, "reason_id": reason.id}
    ).action_cancel()
    _reevaluate(story)
    assert order.state == "cancel", order.state
    assert request.state not in ("pending", "asked"), request.state


def called_from_a_blanket_order(story):
    """What a blanket order promises counts when it is called, and may wait then."""
    seller = story.by("seller")
    blanket = seller["sale.blanket.order"].create(
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
    wizard = seller["sale.blanket.order.wizard"].with_context(
        active_id=blanket.id, active_model="sale.blanket.order"
    )
    call = wizard.create({})
    call.line_ids.qty = 2
    action = call.create_sale_order()
    order = seller["sale.order"].search(action["domain"])
    story.limit_to(1.0)
    order.action_confirm()
    assert (order.state, order.credit_state) == ("draft", "waiting"), order.credit_state


def paid_in_advance(story):
    """Their advance payment of an order is an outstanding credit like any other."""
    order = story.order(env=story.by("seller", BILLER))
    before = story.exposure()
    _pay_in_advance(story, order, story.journal("bank"))
    # Where payments wait for the bank, it is one when the bank has it.
    booked = sum(story.receivable(order.sudo().account_payment_ids.move_id).mapped("credit"))
    story.equal(story.exposure(), before - booked, "exposure")


def no_credit_by_the_seller(story):
    """Their sellers take payments, and give nobody store credit by them."""
    own, before = story.company.store_credit_journal_id, story.balance()
    seller = story.by("seller", BILLER)
    payment = seller["account.payment"].create(
        {"payment_type": "outbound", "partner_type": "customer", "amount": 300.0,
         "partner_id": story.customer.id, "journal_id": own.id}
    )  # fmt: skip
    story.refuses(AccessError, payment.action_post)
    story.equal(story.balance(), before, "store credit")
    story.ties_out()


def invoiced_by_a_plan(story):
    """An order that was let through is invoiced in three parts: each is posted, all count once."""
    story.product.invoice_policy = "order"
    order = story.order(use_invoice_plan=True)
    plan = {"active_id": order.id, "active_ids": order.ids, "active_model": "sale.order",
            "all_remain_invoices": True}  # fmt: skip
    order.env["sale.create.invoice.plan"].with_context(**plan).create(
        {"num_installment": 3}
    ).sale_create_invoice_plan()
    story.limit_to(1.0)
    order.action_confirm()
    story.approve(order)
    assert order.state == "sale", order.state
    before = story.exposure()
    order.env["sale.make.planned.invoice"].with_context(**plan).create({}).create_invoices_by_plan()
    drafts = story.hand(order.sudo().invoice_ids, "biller")
    assert len(drafts) == 3, drafts
    story.equal(story.exposure(), before, "exposure")
    drafts.invoice_date = fields.Date.today()
    for draft in drafts:  # several at once are more than one of theirs can post
        draft.action_post()
    story.equal(story.exposure(), before, "exposure")
    story.give_credit()
    story.use_credit(drafts[0], drafts[0].amount_residual)
    assert drafts[0].payment_state == "paid", drafts[0].payment_state
    story.ties_out()


def blocked_from_invoicing(story):
    """An order that may not be invoiced yet counts like any other, and afterwards as invoiced."""
    story.product.invoice_policy = "order"
    reason = story.env["invoice.blocking.reason"].create({"name": "Wait for the contract"})
    order = story.order(invoice_blocking_reason_id=reason.id)
    before = story.exposure()
    order.action_confirm()
    story.equal(story.exposure(), before + PRICE, "exposure")
    order.invoice_blocking_reason_id = False
    story.invoice_of(order)
    story.equal(story.exposure(), before + PRICE, "exposure")


def forced_to_be_invoiced(story):
    """An order that is said to be fully invoiced does not count any more."""
    order = story.order()
    before = story.exposure()
    order.action_confirm()
    story.equal(story.exposure(), before + PRICE, "exposure")
    story.hand(order, "head of sales", "sale_force_invoiced.group_force_invoiced").write(
        {"force_invoiced": True}
    )
    story.equal(story.exposure(), before, "exposure")


def discounted_afterwards(story):
    """A general discount on a confirmed order makes it count less."""
    order = story.order()
    before = story.exposure()
    order.action_confirm()
    order.general_discount = 10.0
    story.equal(order.amount_total, 0.9 * PRICE, "order")
    story.equal(story.exposure(), before + 0.9 * PRICE, "exposure")


def _pay_in_advance(story, order, journal):
    """Take money for an order in their dialog, as its seller."""
    order.env["account.voucher.wizard"].with_context(
        active_ids=order.ids, active_id=order.id, active_model="sale.order"
    ).create(
        {"order_id": order.id, "journal_id": journal.id, "amount_advance": 400.0,
         "date": fields.Date.today()}
    ).make_advance_payment()  # fmt: skip
    story.settle()


def _reevaluate(story):
    """Run what is scheduled for requests, which is the superuser's work."""
    story.settle()
    story.env["customer.credit.request"]._cron_reevaluate()
    story.settle()
