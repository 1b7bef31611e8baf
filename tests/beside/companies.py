"""OCA's companies that sell to each other."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError

from .stage import PRICE


def sold_to_a_sister(story):
    """A purchase makes a sales order of the sister: over its limit it waits there."""
    sister = _sister(story)
    order = _sell(story, sister)
    assert (order.state, order.credit_state) == ("draft", "waiting"), order.credit_state
    story.approve(order)
    assert order.state == "sale", order.state


def cancelled_by_the_sister(story):
    """The sister cancels her purchase: our order and its request end with it."""
    sister = _sister(story)
    order = _sell(story, sister)
    request = story.request_of(order)
    assert request.state == "pending", request.state
    purchase = order.sudo().auto_purchase_order_id
    story.hand(purchase, "buyer", **_of(sister)).button_cancel()
    story.settle()
    assert order.state == "cancel", order.state
    story.env["customer.credit.request"]._cron_reevaluate()
    story.settle()
    assert request.state not in ("pending", "asked"), request.state


def invoiced_to_a_sister(story):
    """An invoice to a sister is a bill there; store credit pays ours and leaves theirs."""
    sister = _sister(story)
    (story.company | sister).write({"intercompany_invoicing": True})
    story.by("biller", **_of(sister))  # whose the bill is there
    # They print it with wkhtmltopdf, which is no part of the workshop.
    moves = type(story.env["account.move"])
    with patch.object(moves, "_attach_original_pdf_report", lambda move: None):
        invoice = story.invoice_for(partner_id=sister.partner_id.id)
    bill = story.env["account.move"].sudo().search([("auto_invoice_id", "=", invoice.id)])
    assert bill.company_id == sister, bill.company_id.name
    partner = sister.partner_id
    story.wizard("topup", partner_id=partner.id, amount=400.0, journal_id=story.journal("bank").id)
    line = {"credit_id": False, "invoice_id": invoice.id, "amount": 400.0}
    story.wizard("apply", partner_id=partner.id, line_ids=[Command.create(line)])
    story.equal(invoice.amount_residual, 600.0, "left open")
    story.equal(bill.amount_residual, bill.amount_total, "the sister's bill")
    story.ties_out()


def credit_of_one_company(story):
    """A customer of both has credit in one: the other sees none of it, and cannot spend it."""
    sister = _sister(story)
    both = {"company_ids": [Command.set((story.company | sister).ids)]}
    story.give_credit()
    draft = story.by("biller", **_of(sister))["account.move"].create(
        {"move_type": "out_invoice", "partner_id": story.customer.id,
         "company_id": sister.id, "invoice_date": "2026-01-10",
         "invoice_line_ids": [Command.create({"product_id": story.product.id, "quantity": 1,
                                              "price_unit": PRICE, "tax_ids": [Command.clear()]})]}
    )  # fmt: skip
    draft.action_post()
    manager = story.by("credit manager", **both)
    there = manager(context={**manager.context, "allowed_company_ids": [sister.id]})
    customer = story.customer.with_env(there)
    story.equal(customer.store_credit_balance, 0.0, "store credit of the sister")
    line = {"credit_id": False, "invoice_id": draft.id, "amount": PRICE}
    for env in (there, manager):
        story.refuses(
            UserError,
            lambda env=env: env["customer.credit.apply"].create(
                {"partner_id": story.customer.id, "line_ids": [Command.create(line)]}
            ).action_confirm(),
        )  # fmt: skip
    story.equal(draft.amount_residual, PRICE, "left open")
    story.equal(
        story.hand(story.customer, "credit manager", **both).store_credit_balance,
        story.balance(), "store credit here",
    )  # fmt: skip
    story.ties_out()


def _sister(story):
    sister = story.env["res.company"].create({"name": "Sister"})
    story.env.user.company_ids |= sister
    story.env["account.chart.template"].with_context(allowed_company_ids=sister.ids).try_loading(
        story.chart, sister, install_demo=False
    )
    if not story.env["stock.warehouse"].search_count([("company_id", "=", sister.id)]):
        story.env["stock.warehouse"].create(
            {"name": "Sister", "code": "S", "company_id": sister.id}
        )
    return sister


def _of(sister):
    """Return the values of somebody of the sister."""
    return {"company_id": sister.id, "company_ids": [Command.set(sister.ids)]}


def _sell(story, sister):
    """Return our order, over the limit, of what a buyer of the sister ordered here."""
    seller = story.by("head of sales")
    story.company.write({"so_from_po": True, "sale_auto_validation": True,
                         "intercompany_sale_user_id": seller.uid})  # fmt: skip
    story.limit_to(1.0, sister.partner_id)
    buyer = story.by("buyer", **_of(sister))
    purchase = buyer["purchase.order"].create(
        {"partner_id": story.company.partner_id.id, "company_id": sister.id,
         "order_line": [Command.create({"product_id": story.product.id, "product_qty": 1,
                                        "price_unit": PRICE})]}
    )  # fmt: skip
    purchase.button_confirm()
    story.settle()
    assert purchase.state == "purchase", purchase.state
    orders = seller["sale.order"].search([("auto_purchase_order_id", "=", purchase.id)])
    assert orders, "they made no order"
    return orders
