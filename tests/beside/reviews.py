"""OCA's reviews and exceptions: quotations and invoices that somebody looks at first."""

from odoo.exceptions import UserError, ValidationError

from .stage import PRICE

REVIEWERS = {"sale.order": "head of sales", "account.move": "accountant"}

# --------------------------------------------------------------------------- reviews


def reviewed_and_confirmed(story):
    """A quotation is reviewed, then confirmed within the limit."""
    order = _reviewed(story)
    order.action_confirm()
    assert (order.state, order.credit_state) == ("sale", "ok"), (order.state, order.credit_state)


def reviewed_and_over_the_limit(story):
    """A reviewed quotation over the limit waits, is approved and is then confirmed."""
    order = _reviewed(story)
    story.limit_to(1.0)
    order.action_confirm()
    assert (order.state, order.credit_state) == ("draft", "waiting"), order.credit_state
    story.approve(order)
    assert order.state == "sale", order.state


def approved_before_the_review(story):
    """Credit that is approved before the review confirms nothing; the review still has its say."""
    _define(story, "sale.order")
    order = story.order()
    story.limit_to(1.0)
    order.action_confirm()
    story.approve(order)
    assert (order.state, order.credit_state) == ("draft", "approved"), order.credit_state
    _review(story, order)
    order.action_confirm()
    assert order.state == "sale", order.state


def reviewed_invoice(story):
    """An invoice is reviewed and posted; store credit is applied to it."""
    invoice = _reviewed_invoice(story)
    story.give_credit()
    story.use_credit(invoice, 400.0)
    story.equal(invoice.amount_residual, 600.0, "left open")
    story.statements()


def applied_to_a_reviewed_invoice(story):
    """Credit is applied automatically to an invoice that is reviewed, and taken back."""
    story.company.credit_auto_apply = True
    story.pay(400.0)
    invoice = _reviewed_invoice(story)
    assert invoice.has_credit_auto_applied
    invoice.action_undo_credit_auto_apply()
    assert not invoice.has_credit_auto_applied


def grown_after_both(story):
    """Reviewed and approved, then it grows: the review and the limit both have their say again."""
    order = _reviewed(story)
    story.limit_to(1.0)
    order.action_confirm()
    assert order.credit_state == "waiting", order.credit_state
    seller = story.hand(order, "seller")
    seller.restart_validation()
    seller.order_line.product_uom_qty = 3
    seller.action_confirm()
    request = story.request_of(order).filtered(lambda it: it.state == "pending")
    story.equal(request.order_amount_now, 3 * PRICE, "what is asked for")
    story.approve(order)
    assert (order.state, order.credit_state) == ("draft", "approved"), order.credit_state
    _review(story, story.hand(order, "seller"))
    story.hand(order, "seller").action_confirm()
    assert order.state == "sale", order.state


def refused_by_the_review(story):
    """A quotation that the review refuses: an approval of credit does not confirm it either."""
    _define(story, "sale.order")
    order = story.order()
    story.limit_to(1.0)
    order.request_validation()
    story.hand(order, "head of sales").reject_tier()
    story.hand(order, "seller").action_confirm()
    story.approve(order)
    assert (order.state, order.credit_state) == ("draft", "approved"), order.credit_state
    story.refuses(ValidationError, story.hand(order, "seller").action_confirm)
    assert order.state == "draft", order.state


def reviewed_invoice_over_the_limit(story):
    """An invoice over the limit is refused after its review; its approval lets it be posted."""
    _define(story, "account.move", "[('move_type', '=', 'out_invoice')]")
    story.limit_to(1.0)
    invoice = story.draft_invoice()
    _review(story, invoice)
    story.refuses(UserError, story.hand(invoice, "biller").action_post)
    story.hand(invoice, "biller").action_request_credit_approval()
    request = story.env["customer.credit.request"].search(
        [("res_model", "=", "account.move"), ("res_id", "=", invoice.id)]
    )
    story.hand(request, "approver", "account.group_account_invoice").action_approve()
    story.hand(invoice, "biller").action_post()
    assert invoice.state == "posted", invoice.state


def _review(story, document):
    """Ask for a review and give it, as two people in two requests."""
    document.request_validation()
    story.hand(document, REVIEWERS[document._name]).validate_tier()
    story.settle()


def _define(story, model, domain="[('amount_untaxed', '>', 50.0)]"):
    story.by("administrator")["tier.definition"].create(
        {"model_id": story.env["ir.model"]._get_id(model), "review_type": "individual",
         "reviewer_id": story.by(REVIEWERS[model]).uid, "definition_domain": domain}
    )  # fmt: skip


def _reviewed(story):
    _define(story, "sale.order")
    order = story.order()
    story.refuses(ValidationError, order.action_confirm)
    _review(story, order)
    return order


def _reviewed_invoice(story):
    _define(story, "account.move", "[('move_type', '=', 'out_invoice')]")
    invoice = story.draft_invoice()
    story.refuses(ValidationError, invoice.action_post)
    _review(story, invoice)
    invoice.action_post()
    return invoice


# --------------------------------------------------------------------------- exceptions


def raised_then_ignored(story):
    """A rule keeps a quotation, no credit is asked; ignored, it is confirmed."""
    order = _order_against_a_rule(story)
    order.action_confirm()
    assert (order.state, order.credit_state) == ("draft", False), order.credit_state
    assert not story.request_of(order)
    _ignore(story, order)
    assert (order.state, order.credit_state) == ("sale", "ok"), (order.state, order.credit_state)


def ignored_and_over_the_limit(story):
    """A rule is ignored, the limit is not: the order waits, and its approval confirms it."""
    order = _order_against_a_rule(story)
    story.limit_to(1.0)
    _ignore(story, order)
    assert (order.state, order.credit_state) == ("draft", "waiting"), order.credit_state
    story.approve(order)
    assert order.state == "sale", order.state


def less_than_the_minimum(story):
    """An order below the customer's minimum is blocked, then released by the head of sales."""
    story.customer.minimum_so_amount = 5000.0
    order = story.order()
    order.action_confirm()
    assert order.approval_blocked
    assert (order.state, order.credit_state) == ("draft", False), order.credit_state
    head = story.hand(
        order, "head of sales", "sale_order_approval_block.group_quote_approval_block"
    )
    head.with_context(force_so_approval_block_release=True).button_release_approval_block()
    story.hand(order, "seller").action_confirm()
    assert order.state == "sale", order.state


def approved_by_who_may_not_confirm(story):
    """Whoever approves credit need not be in the group that may confirm orders."""
    manager = "sales_team.group_sale_manager"
    story.company.write(
        {"use_sale_confirmation_groups": True,
         "sale_confirmation_group_ids": story.env.ref(manager).ids}
    )  # fmt: skip
    order = story.order(env=story.by("head of sales"))
    story.limit_to(1.0)
    order.action_confirm()
    story.approve(order)
    assert order.state == "sale", order.state


def _order_against_a_rule(story):
    story.by("administrator", "base_exception.group_exception_rule_manager")[
        "exception.rule"
    ].create(
        {"name": "No reference of the customer", "description": "Ask for it",
         "model": "sale.order", "exception_type": "by_domain",
         "domain": "[('client_order_ref', '=', False)]"}
    )  # fmt: skip
    return story.order()


def _ignore(story, order):
    """Ignore what was raised, as the head of sales who may."""
    head = story.by("head of sales", "base_exception.group_exception_rule_manager")
    wizard = head["sale.exception.confirm"].with_context(
        active_model="sale.order", active_id=order.id, active_ids=order.ids
    )
    wizard.create({"ignore": True}).action_confirm()
    story.settle()
