"""What the workers of statement runs do: make customers, a run, and work it batch by batch."""

from odoo import Command, fields


def make_customers(env, prefix, start, count, key=None):
    """Return the ids of so many new customers who owe something."""
    partners = env["res.partner"].create(
        [
            {"name": f"{prefix} {number:03}", "email": f"{prefix}{number}@example.com"}
            for number in range(start, start + count)
        ]
    )
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": "2026-01-15",
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Service", "price_unit": 100.0, "tax_ids": [Command.clear()]}
                    )
                ],
            }
            for partner in partners
        ]
    )
    moves.action_post()
    return partners.ids


def make_run(env, partner_ids, key=None):
    """Return the id of a started run for these customers."""
    run = env["customer.statement.run"].create({"date_to": "2026-01-31"})
    run._prepare(env["res.partner"].browse(partner_ids))
    run.action_start()
    return run.id


def make_reminder_run(env, partner_ids, key=None):
    """Return the id of a started run of reminders to these customers, as of today."""
    policy = env["customer.reminder.policy"].create({"name": "Reminders", "customer_only": True})
    partners = env["res.partner"].browse(partner_ids)
    partners.customer_statement_reminder_policy_id = policy
    run = policy._make_run(fields.Date.context_today(policy))
    run.action_start()
    return run.id


def work(env, key=None):
    """Work as the scheduled action does, in this process, until nothing is left."""
    env["customer.statement.run"]._cron_work()


def work_in_batches(env, limit, key=None):
    """Work batches of this size, each committed, until nothing is left."""
    while env["customer.statement.run"]._work_batch(limit):
        env.cr.commit()
        env.invalidate_all()


def work_one_batch(env, limit=5, key=None):
    """Work one batch in the transaction of the request; return how many customers."""
    return env["customer.statement.run"]._work_batch(limit)


def state_of(env, run_id, key=None):
    """Return the state of a run."""
    return env["customer.statement.run"].browse(run_id).state


def pause(env, run_id, key=None):
    """Pause a run."""
    env["customer.statement.run"].browse(run_id).action_pause()


def resume(env, run_id, key=None):
    """Go on with a run."""
    env["customer.statement.run"].browse(run_id).action_resume()
