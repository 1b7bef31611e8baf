"""OCA's contracts and subscriptions: invoices that nobody asks for one by one."""

from odoo import Command, fields

from .stage import PRICE


def invoiced_over_the_limit(story):
    """A contract over the limit makes no invoice and says why; the others make theirs."""
    story.company.auto_post_contract_invoice = True
    other = _contract(story, story.env["res.partner"].create({"name": "Other"}))
    story.limit_to(1.0)
    contract = _contract(story, story.customer)
    story.env["contract.contract"].cron_recurring_create_invoice()
    story.env.invalidate_all()
    assert other._get_related_invoices().state == "posted"
    assert not contract._get_related_invoices()
    assert "approved credit request" in (contract.invoice_generation_error or ""), (
        contract.invoice_generation_error
    )


def invoiced_within_the_limit(story):
    """The invoice of a contract is posted, counts, and is paid by store credit."""
    story.company.auto_post_contract_invoice = True
    contract = _contract(story, story.customer)
    story.limit_to(2 * PRICE)
    before = story.exposure()
    story.env["contract.contract"].cron_recurring_create_invoice()
    invoice = contract._get_related_invoices()
    assert invoice.state == "posted", (invoice.state, contract.invoice_generation_error)
    story.equal(story.exposure(), before + invoice.amount_total, "exposure")
    story.give_credit()
    story.use_credit(invoice, 400.0)
    story.equal(invoice.amount_residual, invoice.amount_total - 400.0, "left open")


def subscribed(story):
    """A subscription makes an order and its invoice within the limit."""
    subscription = _subscription(story, "sale_and_invoice")
    subscription.generate_invoice()
    order = subscription.sale_order_ids
    assert (order.state, order.credit_state) == ("sale", "ok"), order.credit_state
    assert order.invoice_ids.state == "posted", order.invoice_ids.mapped("state")


def _contract(story, partner):
    today = fields.Date.today()
    return story.env["contract.contract"].create(
        {"name": "Contract", "partner_id": partner.id, "company_id": story.company.id,
         "journal_id": story.journal("sale").id, "line_recurrence": True,
         "contract_line_ids": [Command.create(
             {"product_id": story.product.id, "name": "Month", "quantity": 1,
              "price_unit": PRICE, "recurring_rule_type": "monthly", "recurring_interval": 1,
              "date_start": today, "recurring_next_date": today}
         )]}
    )  # fmt: skip


def _subscription(story, mode):
    # They look for an account on the product and its category, and for no company's default.
    accounts = story.product.product_tmpl_id.get_product_accounts()
    story.product.write({"subscribable": True, "property_account_income_id": accounts["income"].id})
    template = story.env["sale.subscription.template"].create(
        {"name": "Monthly", "code": "M", "recurring_rule_type": "months",
         "invoicing_mode": mode, "product_ids": story.product.product_tmpl_id.ids}
    )  # fmt: skip
    subscription = story.env["sale.subscription"].create(
        {"company_id": story.company.id, "partner_id": story.customer.id,
         "template_id": template.id, "journal_id": story.journal("sale").id,
         "pricelist_id": story.pricelist().id,
         "sale_subscription_line_ids": [Command.create({"product_id": story.product.id})]}
    )  # fmt: skip
    subscription.action_start_subscription()
    return subscription
