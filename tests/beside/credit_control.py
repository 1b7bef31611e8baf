"""OCA's credit control and financial risk: reminders and limits of their own beside ours."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

RISK = "account_financial_risk.group_account_financial_risk_manager"
CONTROL = "account_credit_control.group_account_credit_control_user"
HEAD = "account_credit_control.group_account_credit_control_manager"

# --------------------------------------------------------------------------- reminders


def reminded_by_both(story):
    """Their run finds the overdue invoice that no store credit paid, and that one alone."""
    paid, owed = _overdue(story), _overdue(story)
    story.give_credit()
    story.use_credit(paid, paid.amount_residual)
    _control(story, owed)
    assert len(owed.sudo().credit_control_line_ids) == 1, owed.sudo().credit_control_line_ids
    assert not paid.sudo().credit_control_line_ids, paid.sudo().credit_control_line_ids
    story.statement()


def reminded_of_the_rest(story):
    """Their reminder and our statement ask for what store credit left, and for no more."""
    owed = _overdue(story)
    story.give_credit()
    story.use_credit(owed, 400.0)
    line = _control(story, owed)
    story.equal(line.balance_due, 600.0, "their reminder")
    line.write({"state": "to_be_sent", "channel": "letter"})
    line.env["credit.control.printer"].create({"line_ids": line.ids}).print_lines()
    assert line.state == "sent", line.state
    rows = story.statement()._get_open_debts()
    story.equal(rows.filtered(lambda it: it.move_id == owed).amount_residual, 600.0, "our row")


def warned_of_what_is_overdue(story):
    """Their warning of overdue invoices stops nobody; our limit does."""
    _overdue(story)
    order = story.order()
    assert order.overdue_invoice_count, "they do not count it"
    story.limit_to(1.0)
    order.action_confirm()
    assert (order.state, order.credit_state) == ("draft", "waiting"), order.credit_state


def _overdue(story):
    """Return an invoice that was due three months ago."""
    due = fields.Date.today() - timedelta(days=90)
    return story.invoice_for(invoice_date=due, invoice_date_due=due, invoice_payment_term_id=False)


def _control(story, owed):
    """Run their control and return its line of an invoice, as somebody of credit control."""
    policy = story.env.ref("account_credit_control.credit_control_3_time")
    story.hand(policy, "administrator", HEAD, "account.group_account_manager").write(
        {"account_ids": story.receivable(owed).account_id.ids, "company_id": story.company.id}
    )
    story.hand(story.customer, "biller", HEAD, "base.group_partner_manager").write(
        {"credit_policy_id": policy.id}
    )
    run = story.by("biller", CONTROL)["credit.control.run"].create(
        {"date": fields.Date.today(), "policy_ids": policy.ids, "company_id": story.company.id}
    )
    run.generate_credit_lines()
    story.settle()
    return run.line_ids.filtered(lambda it: it.invoice_id == owed)


# --------------------------------------------------------------------------- risk


def over_both_limits(story):
    """Their dialog first and no credit is asked; whoever goes on meets our limit."""
    _risk_limit(story, 1.0, risk_sale_order_include=True)
    order = story.order()
    wizard = _ask(order)
    story.limit_to(1.0)
    wizard.button_continue()
    assert (order.state, order.credit_state) == ("draft", "waiting"), order.credit_state
    _risk_limit(story, 1000000.0)
    story.approve(order)
    assert order.state == "sale", order.state


def over_theirs_alone(story):
    """Over their limit and within ours: confirmed as soon as they let it."""
    _risk_limit(story, 1.0, risk_sale_order_include=True)
    order = story.order()
    wizard = _ask(order)
    assert (order.state, order.credit_state) == ("draft", False), order.credit_state
    wizard.button_continue()
    assert (order.state, order.credit_state) == ("sale", "ok"), order.credit_state


def held_whatever_their_risk(story):
    """A customer on hold: their manager goes on, and the order waits nevertheless."""
    _risk_limit(story, 1.0, risk_sale_order_include=True)
    order = story.order()
    story.hand(story.customer, "limit manager").write(
        {"credit_hold": "on", "credit_hold_reason": "Disputes"}
    )
    story.settle()
    boss = story.hand(order, "head of sales", RISK)
    action = boss.action_confirm()
    if action.get("res_model") == "partner.risk.exceeded.wiz":  # whoever was installed last asks
        boss.env[action["res_model"]].browse(action["res_id"]).button_continue()
    assert (order.state, order.credit_state) == ("draft", "waiting"), order.credit_state


def posted_over_both_limits(story):
    """An invoice over both limits: their dialog goes on to our refusal, and then it is posted."""
    _risk_limit(story, 1.0, risk_invoice_draft_include=True, risk_invoice_open_include=True)
    story.limit_to(1.0)
    draft = story.draft_invoice()
    draft.action_request_credit_approval()
    action = draft.action_post()
    assert action["res_model"] == "partner.risk.exceeded.wiz", action
    story.refuses(UserError, draft.env["partner.risk.exceeded.wiz"].browse(action["res_id"])
                  .button_continue)  # fmt: skip
    assert draft.state == "draft", draft.state
    requests = story.env["customer.credit.request"].search(
        [("res_model", "=", "account.move"), ("res_id", "=", draft.id)]
    )
    story.hand(requests, "approver", "account.group_account_invoice").action_approve()
    draft.with_context(bypass_risk=True).action_post()
    assert draft.state == "posted", draft.state


def store_credit_is_no_risk(story):
    """An invoice that store credit paid is no risk any more."""
    _risk_limit(story, 1000000.0, risk_invoice_open_include=True)
    invoice = story.invoice_for()
    before = _risk(story)
    story.give_credit()
    story.use_credit(invoice, invoice.amount_residual)
    story.equal(_risk(story), before - invoice.amount_total, "their risk")


def _risk_limit(story, amount, **vals):
    """Set their limit, as somebody who may, on the customer's form."""
    boss = ("account.group_account_manager", "base.group_partner_manager", RISK)
    story.hand(story.customer, "biller", *boss).write({"credit_limit": amount, **vals})
    story.settle()


def _ask(order):
    """Confirm an order and return the dialog of theirs that comes."""
    action = order.action_confirm()
    assert action["res_model"] == "partner.risk.exceeded.wiz", action
    return order.env[action["res_model"]].browse(action["res_id"])


def _risk(story):
    return story.hand(story.customer, "biller", RISK).risk_invoice_open
