"""OCA's automatic workflow, by its scheduled action and by jobs of the queue."""

from .stage import PRICE


def confirmed_and_invoiced_by_itself(story):
    """Orders of a workflow are confirmed and invoiced by it, whatever waits beside them."""
    workflow = _workflow(story)
    other = story.order(
        workflow_process_id=workflow.id,
        partner_id=story.env["res.partner"].create({"name": "Other"}).id,
    )
    story.limit_to(1.0)
    order = story.order(workflow_process_id=workflow.id)
    _run(story)
    assert (order.state, order.credit_state) == ("draft", "waiting"), order.credit_state
    assert other.state == "sale", other.state
    assert other.sudo().invoice_ids.state == "posted", other.sudo().invoice_ids.mapped("state")


def asked_once(story):
    """Three runs over an order that waits are one request and one line of the audit."""
    order = story.order(workflow_process_id=_workflow(story).id)
    story.limit_to(1.0)
    for _number in range(3):
        _run(story)
    assert len(story.request_of(order)) == 1, story.request_of(order)
    stops = story.env["customer.credit.audit"].search(
        [("res_model", "=", "sale.order"), ("res_id", "=", order.id), ("event", "=", "blocked")]
    )
    assert len(stops) == 1, stops


def approved_and_invoiced_by_itself(story):
    """An order that waits is approved; the next run invoices it, credit pays it by itself."""
    story.company.credit_auto_apply = True
    order = story.order(workflow_process_id=_workflow(story).id)
    story.limit_to(1.0)
    _run(story)
    story.approve(order)
    assert order.state == "sale", order.state
    story.pay(400.0)
    _run(story)
    invoice = order.sudo().invoice_ids
    assert invoice.state == "posted", invoice.mapped("state")
    story.equal(invoice.amount_residual, PRICE - 400.0, "left open")
    story.ties_out()


def paid_by_itself(story):
    """A workflow registers payments: what store credit paid is not paid again, whatever runs."""
    workflow = _workflow(story, property_payment_journal_id=story.journal("bank").id)
    orders = story.order(workflow_process_id=workflow.id) | story.order(
        workflow_process_id=workflow.id
    )
    _run(story)
    spent, other = orders.sudo().invoice_ids
    story.give_credit()
    story.use_credit(spent, PRICE)
    workflow.register_payment = True
    for _number in range(2):
        _run(story)
    assert spent.payment_state == "paid", spent.payment_state
    assert other.payment_state in ("paid", "in_payment"), other.payment_state
    own = story.company.store_credit_journal_id
    assert not spent.matched_payment_ids.filtered(lambda it: it.journal_id != own)
    assert len(other.matched_payment_ids) == 1, other.matched_payment_ids
    story.ties_out()


def _workflow(story, **vals):
    """Return a workflow that the head of sales set up."""
    story.product.invoice_policy = "order"
    return story.by("head of sales")["sale.workflow.process"].create(
        {"name": "By itself", "validate_order": True, "create_invoice": True,
         "validate_invoice": True, "invoice_date_is_order_date": True, **vals}
    )  # fmt: skip


def _run(story):
    """Run what is scheduled, which is the superuser's work."""
    story.settle()
    story.env["automatic.workflow.job"].with_context(queue_job__no_delay=True).run()
    story.settle()
