"""OCA's companies that sell to each other."""

from unittest.mock import patch

from odoo import Command

from .stage import PRICE


def sold_to_a_sister(story):
    """A purchase makes a sales order of the sister: over its limit it waits there."""
    sister = _sister(story)
    story.company.write({"so_from_po": True, "sale_auto_validation": True,
                         "intercompany_sale_user_id": story.env.user.id})  # fmt: skip
    customer = sister.partner_id
    profile = story.env["customer.credit.profile"]._get_or_create(customer, story.company)
    profile.write({"limit_mode": "custom", "limit_amount": 1.0})
    purchase = _purchase(story, sister)
    purchase.button_confirm()
    order = story.env["sale.order"].search([("auto_purchase_order_id", "=", purchase.id)])
    assert purchase.state == "purchase", purchase.state
    assert (order.state, order.credit_state) == ("draft", "waiting"), order.credit_state
    story.approve(order)
    assert order.state == "sale", order.state


def invoiced_to_a_sister(story):
    """An invoice to a sister is a bill there; store credit pays ours and leaves theirs."""
    sister = _sister(story)
    (story.company | sister).write({"intercompany_invoicing": True})
    # They print it with wkhtmltopdf, which is no part of the workshop.
    moves = type(story.env["account.move"])
    with patch.object(moves, "_attach_original_pdf_report", lambda move: None):
        invoice = story.invoice_for(partner_id=sister.partner_id.id)
    bill = story.env["account.move"].sudo().search([("auto_invoice_id", "=", invoice.id)])
    assert bill.company_id == sister, bill.company_id.name
    story.env["customer.credit.topup"].create(
        {"partner_id": sister.partner_id.id, "amount": 400.0,
         "journal_id": story.journal("bank").id}
    ).action_confirm()  # fmt: skip
    line = {"credit_id": False, "invoice_id": invoice.id, "amount": 400.0}
    story.env["customer.credit.apply"].create(
        {"partner_id": sister.partner_id.id, "line_ids": [Command.create(line)]}
    ).action_confirm()
    story.env.invalidate_all()
    story.equal(invoice.amount_residual, 600.0, "left open")
    story.equal(bill.amount_residual, bill.amount_total, "the sister's bill")
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


def _purchase(story, sister):
    env = story.env(context={**story.env.context, "allowed_company_ids": sister.ids})
    return env["purchase.order"].create(
        {"partner_id": story.company.partner_id.id, "company_id": sister.id,
         "order_line": [Command.create({"product_id": story.product.id, "product_qty": 1,
                                        "price_unit": PRICE})]}
    )  # fmt: skip
