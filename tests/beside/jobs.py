"""OCA's automatic workflow, by its scheduled action and by jobs of the queue."""


def confirmed_and_invoiced_by_itself(story):
    """Orders of a workflow are confirmed and invoiced by it, whatever waits beside them."""
    workflow = _workflow(story)
    other = story.order(workflow_process_id=workflow.id)
    other.partner_id = story.env["res.partner"].create({"name": "Other"})
    story.limit_to(1.0)
    order = story.order(workflow_process_id=workflow.id)
    _run(story)
    assert (order.state, order.credit_state) == ("draft", "waiting"), order.credit_state
    assert other.state == "sale", other.state
    assert other.invoice_ids.state == "posted", other.invoice_ids.mapped("state")


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


def _workflow(story):
    story.product.invoice_policy = "order"
    return story.env["sale.workflow.process"].create(
        {"name": "By itself", "validate_order": True, "create_invoice": True,
         "validate_invoice": True, "invoice_date_is_order_date": True}
    )  # fmt: skip


def _run(story):
    story.env["automatic.workflow.job"].with_context(queue_job__no_delay=True).run()
    story.env.flush_all()
    story.env.invalidate_all()
