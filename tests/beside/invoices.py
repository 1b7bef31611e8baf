"""OCA's invoices: netting, discounts, merged drafts."""

from odoo import Command, fields
from odoo.exceptions import AccessError

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
    story.by("accountant")["account.move.make.netting"].with_context(
        active_model="account.move.line", active_ids=(story.receivable(invoice) | payable).ids
    ).create({"journal_id": story.journal("general").id, "date": fields.Date.today()}
    ).button_compensate()  # fmt: skip
    story.settle()
    story.equal(invoice.amount_residual, 0.0, "left open")
    story.equal(story.exposure(), before - 600.0, "exposure")
    story.ties_out()


def merged(story):
    """Two drafts become one: their amounts count once."""
    drafts = story.draft_invoice() | story.draft_invoice()
    before = story.exposure()
    _merge(story, drafts)
    story.equal(story.exposure(), before, "exposure")


def merged_of_orders(story):
    """Drafts of two orders become one, by a biller: it counts once, and both are invoiced."""
    story.product.invoice_policy = "order"
    orders = story.order() | story.order()
    orders.action_confirm()
    drafts = story.invoice_of(orders[0], post=False) | story.invoice_of(orders[1], post=False)
    before = story.exposure()
    _merge(story, drafts)
    invoice = orders.sudo().invoice_ids.filtered(lambda it: it.state == "draft")
    assert len(invoice) == 1, orders.sudo().invoice_ids.mapped("state")
    assert set(orders.mapped("invoice_status")) == {"invoiced"}, orders.mapped("invoice_status")
    story.equal(story.exposure(), before, "exposure")
    story.hand(invoice, "biller").action_post()
    story.give_credit(2 * PRICE)
    story.use_credit(invoice, invoice.amount_residual)
    story.equal(invoice.amount_residual, 0.0, "left open")
    story.ties_out()


def _merge(story, drafts):
    # Whoever may see the orders behind them, as their lines name these.
    env = story.by("biller", "sales_team.group_sale_salesman_all_leads")
    env["invoice.merge"].with_context(active_model="account.move", active_ids=drafts.ids).create(
        {}
    ).merge_invoices()
    story.settle()


def discounted(story):
    """A global discount on an invoice: what is left after it is applied and counts."""
    account = story.env["account.account"].search(
        [("account_type", "=", "expense"), ("company_ids", "in", story.company.ids)], limit=1
    )
    head = story.by("biller", "base_global_discount.group_global_discount")
    discount = head["global.discount"].create(
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


def topped_up_by_a_template(story):
    """A template books a top-up by hand: only a credit manager may post it, and then it counts."""
    liability = story.company.store_credit_account_id
    bank = story.journal("bank").default_account_id
    template = story.by("accountant")["account.move.template"].create(
        {"name": "Top-up", "journal_id": story.journal("general").id,
         "company_id": story.company.id,
         "line_ids": [
             Command.create({"sequence": turn, "name": "Top-up", "account_id": account.id,
                             "partner_id": story.customer.id, "move_line_type": side,
                             "type": "input"})
             for turn, (account, side) in enumerate([(bank, "dr"), (liability, "cr")], start=1)
         ]}
    )  # fmt: skip
    before = story.balance()
    wizard = template.env["account.move.template.run"].create({"template_id": template.id})
    wizard.load_lines()
    wizard.line_ids.amount = 250.0
    entry = template.env["account.move"].browse(wizard.generate_move()["res_id"])
    story.refuses(AccessError, entry.action_post)
    story.equal(story.balance(), before, "store credit")
    credit = "customer_credit_balance.group_customer_credit_manager"
    story.hand(entry, "accountant", credit).action_post()
    story.settle()
    story.equal(story.balance(), before + 250.0, "store credit")
    story.ties_out()


def paid_by_check(story):
    """A check pays what store credit left; its deposit moves the money, and nobody's credit."""
    banks = story.env["res.partner.bank"]
    story.journal("bank").bank_account_id = banks.create(
        {"partner_id": story.company.partner_id.id, "acc_number": "4711"}
    )
    hand = story.env["account.account"].create(
        {"name": "Checks", "code": "101990", "account_type": "asset_current", "reconcile": True,
         "company_ids": [Command.set(story.company.ids)]}
    )  # fmt: skip
    checks = story.env["account.journal"].create(
        {"name": "Checks", "code": "CHK", "type": "bank", "company_id": story.company.id}
    )
    checks.inbound_payment_method_line_ids.payment_account_id = hand
    invoice = story.invoice_for()
    story.give_credit()
    story.use_credit(invoice, 400.0)
    payment = story.pay(600.0, invoice, journal_id=checks.id)
    assert invoice.payment_state in ("paid", "in_payment"), invoice.payment_state
    before, balance = story.exposure(), story.balance()
    item = payment.move_id.line_ids.filtered(lambda it: it.account_id == hand)
    deposit = story.by("biller")["account.check.deposit"].create(
        {"journal_id": checks.id, "bank_journal_id": story.journal("bank").id,
         "company_id": story.company.id, "check_payment_ids": [Command.link(item.id)]}
    )  # fmt: skip
    deposit.validate_deposit()
    story.settle()
    story.equal(story.exposure(), before, "exposure")
    story.equal(story.balance(), balance, "store credit")
    story.ties_out()


def refunded_with_its_link(story):
    """A credit note keeps its link to the invoice that store credit paid, and becomes credit."""
    invoice = story.invoice_for()
    story.give_credit()
    story.use_credit(invoice, PRICE)
    wizard = story.by("biller")["account.move.reversal"].with_context(
        active_model="account.move", active_ids=invoice.ids
    ).create({"journal_id": invoice.journal_id.id, "reason": "Returned"})  # fmt: skip
    note = wizard.env["account.move"].browse(wizard.refund_moves()["res_id"])
    note.invoice_line_ids.price_unit = 300.0
    note.action_post()
    assert note.invoice_line_ids.origin_line_id.move_id == invoice, "no link"
    before = story.balance()
    item = story.receivable(note)
    story.wizard("transfer", credit_line_ids=[Command.set(item.ids)])
    story.equal(story.balance(), before + 300.0, "store credit")
    story.ties_out()
