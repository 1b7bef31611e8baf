"""OCA's invoices: netting, discounts, merged drafts."""

from odoo import Command, fields

from .stage import PRICE


def netted(story):
    """What store credit left of an invoice is netted with a bill of the same partner."""
    invoice = story.invoice_for()
    story.give_credit()
    story.use_credit(invoice, 400.0)
    bill = story.draft_invoice(600.0, move_type="in_invoice")
    bill.action_post()
    payable = bill.line_ids.filtered(lambda it: it.account_id.account_type == "liability_payable")
    before = story.exposure()
    story.env["account.move.make.netting"].with_context(
        active_model="account.move.line", active_ids=(story.receivable(invoice) | payable).ids
    ).create({"journal_id": story.journal("general").id, "date": fields.Date.today()}
    ).button_compensate()  # fmt: skip
    story.env.invalidate_all()
    story.equal(invoice.amount_residual, 0.0, "left open")
    story.equal(story.exposure(), before - 600.0, "exposure")
    story.ties_out()


def merged(story):
    """Two drafts become one: their amounts count once."""
    drafts = story.draft_invoice() | story.draft_invoice()
    before = story.exposure()
    story.env["invoice.merge"].with_context(
        active_model="account.move", active_ids=drafts.ids
    ).create({}).merge_invoices()
    story.env.invalidate_all()
    story.equal(story.exposure(), before, "exposure")


def merged_of_orders(story):
    """Drafts of two orders become one, by an accountant: it counts once, and both are invoiced."""
    story.product.invoice_policy = "order"
    orders = story.order() | story.order()
    orders.action_confirm()
    drafts = orders._create_invoices(grouped=True)
    before = story.exposure()
    accountant = story.person(
        "account.group_account_invoice", "sales_team.group_sale_salesman_all_leads"
    )
    story.env["invoice.merge"].with_user(accountant).with_context(
        active_model="account.move", active_ids=drafts.ids
    ).create({}).merge_invoices()
    story.env.invalidate_all()
    invoice = orders.invoice_ids
    assert invoice.state == "draft", invoice.mapped("state")
    assert set(orders.mapped("invoice_status")) == {"invoiced"}, orders.mapped("invoice_status")
    story.equal(story.exposure(), before, "exposure")
    invoice.action_post()
    story.give_credit(2 * PRICE)
    story.use_credit(invoice, invoice.amount_residual)
    story.equal(invoice.amount_residual, 0.0, "left open")
    story.ties_out()


def discounted(story):
    """A global discount on an invoice: what is left after it is applied and counts."""
    account = story.env["account.account"].search(
        [("account_type", "=", "expense"), ("company_ids", "in", story.company.ids)], limit=1
    )
    discount = story.env["global.discount"].create(
        {"name": "Tenth", "discount": 10.0, "discount_scope": "sale", "sequence": 1,
         "account_id": account.id, "company_id": story.company.id}
    )  # fmt: skip
    tax = story.env["account.tax"].search(
        [("type_tax_use", "=", "sale"), ("company_id", "=", story.company.id)], limit=1
    )
    invoice = story.draft_invoice(global_discount_ids=[Command.set(discount.ids)])
    invoice.invoice_line_ids.tax_ids = tax
    before = story.exposure()
    invoice.action_post()
    story.give_credit(2 * PRICE)
    story.use_credit(invoice, invoice.amount_residual)
    assert invoice.payment_state in ("paid", "in_payment"), invoice.payment_state
    assert story.exposure() <= before, (story.exposure(), before)
    story.ties_out()
