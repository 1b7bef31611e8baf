"""OCA's credit control and financial risk: reminders and limits of their own beside ours."""

from datetime import timedelta

from odoo import fields

# --------------------------------------------------------------------------- reminders


def reminded_by_both(story):
    """Their run finds the overdue invoice that no store credit paid, and that one alone."""
    due = fields.Date.today() - timedelta(days=90)
    paid, owed = (
        story.invoice_for(invoice_date=due, invoice_date_due=due, invoice_payment_term_id=False)
        for _number in range(2)
    )
    story.give_credit()
    story.use_credit(paid, paid.amount_residual)
    policy = story.env.ref("account_credit_control.credit_control_3_time")
    policy.write({"account_ids": story.receivable(owed).account_id.ids,
                  "company_id": story.company.id})  # fmt: skip
    story.customer.credit_policy_id = policy
    run = story.env["credit.control.run"].create(
        {"date": fields.Date.today(), "policy_ids": policy.ids, "company_id": story.company.id}
    )
    run.generate_credit_lines()
    story.env.invalidate_all()
    assert len(owed.credit_control_line_ids) == 1, owed.credit_control_line_ids
    assert not paid.credit_control_line_ids, paid.credit_control_line_ids
    story.statements()


def warned_of_what_is_overdue(story):
    """Their warning of overdue invoices stops nobody; our limit does."""
    due = fields.Date.today() - timedelta(days=90)
    story.invoice_for(invoice_date=due, invoice_date_due=due, invoice_payment_term_id=False)
    order = story.order()
    assert order.overdue_invoice_count, "they do not count it"
    story.limit_to(1.0)
    order.action_confirm()
    assert (order.state, order.credit_state) == ("draft", "waiting"), order.credit_state


# --------------------------------------------------------------------------- risk


def over_both_limits(story):
    """Their dialog first and no credit is asked; whoever goes on meets our limit."""
    partner = story.customer
    partner.write({"risk_sale_order_include": True, "credit_limit": 1.0})
    order = story.order()
    wizard = _ask(story, order)
    story.limit_to(1.0)
    wizard.button_continue()
    assert (order.state, order.credit_state) == ("draft", "waiting"), order.credit_state
    partner.credit_limit = 1000000.0
    story.approve(order)
    assert order.state == "sale", order.state


def over_theirs_alone(story):
    """Over their limit and within ours: confirmed as soon as they let it."""
    story.customer.write({"risk_sale_order_include": True, "credit_limit": 1.0})
    order = story.order()
    wizard = _ask(story, order)
    assert (order.state, order.credit_state) == ("draft", False), order.credit_state
    wizard.button_continue()
    assert (order.state, order.credit_state) == ("sale", "ok"), order.credit_state


def store_credit_is_no_risk(story):
    """An invoice that store credit paid is no risk any more."""
    story.customer.write({"risk_invoice_open_include": True, "credit_limit": 1000000.0})
    invoice = story.invoice_for()
    before = _risk(story)
    story.give_credit()
    story.use_credit(invoice, invoice.amount_residual)
    story.equal(_risk(story), before - invoice.amount_total, "their risk")


def _ask(story, order):
    """Confirm an order and return the dialog of theirs that comes."""
    action = order.action_confirm()
    assert action["res_model"] == "partner.risk.exceeded.wiz", action
    return story.env[action["res_model"]].browse(action["res_id"])


def _risk(story):
    story.env.flush_all()
    story.env.invalidate_all()
    return story.customer.risk_invoice_open
