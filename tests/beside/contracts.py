"""OCA's contracts and subscriptions: invoices that nobody asks for one by one."""

from odoo import Command, fields
from odoo.exceptions import UserError

from .stage import PRICE

# Their fields on the customer's form are for people of Sales and of agreements alone.
_CLOSED = ("res.partner",)


def invoiced_over_the_limit(story):
    """A contract over the limit makes no invoice and says why; the others make theirs."""
    story.company.auto_post_contract_invoice = True
    other = _contract(story, story.env["res.partner"].create({"name": "Other"}))
    story.limit_to(1.0)
    contract = _contract(story, story.customer)
    _run(story)
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
    _run(story)
    invoice = contract._get_related_invoices()
    assert invoice.state == "posted", (invoice.state, contract.invoice_generation_error)
    story.equal(story.exposure(), before + invoice.amount_total, "exposure")
    story.give_credit()
    story.use_credit(invoice, 400.0)
    story.equal(invoice.amount_residual, invoice.amount_total - 400.0, "left open")


def invoiced_by_hand_over_the_limit(story):
    """A biller presses their button over the limit: our words, nothing half made, then it goes."""
    story.company.auto_post_contract_invoice = True
    # Lines of contracts are moved on by who sells as well.
    biller = ("biller", "sales_team.group_sale_salesman")
    contract = story.hand(_contract(story, story.customer), *biller)
    story.limit_to(1.0)
    before = story.exposure()
    story.refuses(UserError, contract.recurring_create_invoice)
    assert not contract.sudo()._get_related_invoices()
    story.equal(story.exposure(), before, "exposure")
    story.limit_to(2 * PRICE)
    story.hand(contract, *biller).recurring_create_invoice()
    assert contract.sudo()._get_related_invoices().state == "posted"


def paid_by_what_is_open(story):
    """A payment on account pays the invoice of a contract by itself, as the company says."""
    story.company.auto_post_contract_invoice = True
    story.company.credit_auto_apply = True
    contract = _contract(story, story.customer)
    story.pay(400.0)
    _run(story)
    invoice = contract._get_related_invoices()
    story.equal(invoice.amount_residual, invoice.amount_total - 400.0, "left open")
    story.ties_out()


def subscribed(story):
    """A subscription makes an order and its invoice within the limit."""
    subscription = _subscription(story, "sale_and_invoice")
    subscription.sudo().generate_invoice()
    order = subscription.sudo().sale_order_ids
    assert (order.state, order.credit_state) == ("sale", "ok"), order.credit_state
    assert order.invoice_ids.state == "posted", order.invoice_ids.mapped("state")


def subscribed_and_posted_by_hand(story):
    """A subscription makes drafts: a biller posts them, over the limit after an approval only."""
    story.limit_to(1.0)
    subscription = _subscription(story, "draft")
    subscription.sudo().generate_invoice()
    draft = story.hand(subscription.sudo().invoice_ids, "biller")
    assert draft.state == "draft", draft.state
    story.refuses(UserError, draft.action_post)
    story.hand(draft, "biller").action_request_credit_approval()
    request = story.env["customer.credit.request"].search(
        [("res_model", "=", "account.move"), ("res_id", "=", draft.id)]
    )
    story.hand(request, "approver", "account.group_account_invoice").action_approve()
    if draft.sudo().state == "draft":
        story.hand(draft, "biller").action_post()
    assert draft.sudo().state == "posted", draft.sudo().state


def _run(story):
    """Run what is scheduled, which is the superuser's work."""
    story.settle()
    story.env["contract.contract"].cron_recurring_create_invoice()
    story.settle()


def _contract(story, partner):
    """Return a contract that the head of accounting made, as the superuser who runs it has it."""
    today = fields.Date.today()
    return story.by("head of accounting")["contract.contract"].create(
        {"name": "Contract", "partner_id": partner.id, "company_id": story.company.id,
         "journal_id": story.journal("sale").id, "line_recurrence": True,
         "contract_line_ids": [Command.create(
             {"product_id": story.product.id, "name": "Month", "quantity": 1,
              "price_unit": PRICE, "recurring_rule_type": "monthly", "recurring_interval": 1,
              "date_start": today, "recurring_next_date": today}
         )]}
    ).with_env(story.env)  # fmt: skip


def _subscription(story, mode):
    # They look for an account on the product and its category, and for no company's default.
    accounts = story.product.product_tmpl_id.get_product_accounts()
    story.product.write({"subscribable": True, "property_account_income_id": accounts["income"].id})
    head = story.by("head of sales", "product.group_product_manager")
    template = head["sale.subscription.template"].create(
        {"name": "Monthly", "code": "M", "recurring_rule_type": "months",
         "invoicing_mode": mode, "product_ids": story.product.product_tmpl_id.ids}
    )  # fmt: skip
    subscription = story.by("seller")["sale.subscription"].create(
        {"company_id": story.company.id, "partner_id": story.customer.id,
         "template_id": template.id, "journal_id": story.journal("sale").id,
         "pricelist_id": story.pricelist().id,
         "sale_subscription_line_ids": [Command.create({"product_id": story.product.id})]}
    )  # fmt: skip
    subscription.action_start_subscription()
    return subscription
