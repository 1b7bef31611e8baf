"""What proofs with a replica, two servers and a job queue need: orders, limits, quiet crons."""

from odoo import Command
from odoo.tools import SQL

from .jobs import make_customer
from .jobs_statement import make_customers


def make_buyer(env, name):
    """Return (customer id, product id): a customer without a limit of its own, who may order."""
    product = env["product.product"].create(
        {"name": name, "type": "service", "taxes_id": [Command.clear()]}
    )
    return make_customer(env, name), product.id


def make_order(env, partner_id, product_id, amount, key=None):
    """Return the id of a quotation of this amount."""
    line = {"product_id": product_id, "product_uom_qty": 1, "price_unit": amount,
            "tax_ids": [Command.clear()]}  # fmt: skip
    vals = {"partner_id": partner_id, "order_line": [Command.create(line)]}
    return env["sale.order"].create(vals).id


def set_default_limit(env, amount, key=None):
    """Let customers without a limit of their own owe this much, None: without limit."""
    policy = env["customer.credit.policy"]._get_default(env.company)
    limited = amount is not None
    policy.write(
        {"default_limit_mode": "custom" if limited else "unlimited", "default_limit": amount or 0.0}
    )


def only_run_workers(env, key=None):
    """Leave the workers of runs as the only scheduled actions, so that no email is tried."""
    env.cr.execute(
        SQL(
            """UPDATE ir_cron SET active = id IN (
                   SELECT res_id FROM ir_model_data WHERE model = 'ir.cron'
                      AND module = 'customer_statement' AND name LIKE %s)""",
            "ir_cron_run_worker_%",
        )
    )


def make_counted_run(env, prefix, count, key=None):
    """Return the id of a run of new customers, counted and not started."""
    ids = make_customers(env, prefix, 0, count)
    run = env["customer.statement.run"].create({"date_to": "2026-01-31"})
    run._prepare(env["res.partner"].browse(ids))
    return run.id
