"""Acts measured in several databases: confirming orders and posting invoices, one by one."""

import random

from odoo import Command

DOCUMENTS = 100
LINES = 3


def customers(env, count):
    """Return a fixed random choice of customers, the same in every copy of a ledger."""
    env.cr.execute(
        "SELECT id FROM res_partner WHERE ref LIKE %s AND parent_id IS NULL ORDER BY id", ["GEN-0%"]
    )
    ids = [partner_id for (partner_id,) in env.cr.fetchall()]
    return env["res.partner"].browse(random.Random(5).sample(ids, min(count, len(ids))))


def quotations(env, count=DOCUMENTS):
    """Return quotations of different customers over three service lines each."""
    product = env["product.product"].create({"name": "Measured", "type": "service"})
    return env["sale.order"].create(
        [
            {
                "partner_id": partner.id,
                "order_line": [
                    Command.create({"product_id": product.id, "price_unit": 10.0 + line})
                    for line in range(LINES)
                ],
            }
            for partner in customers(env, count)
        ]
    )


def invoices(env, count=DOCUMENTS):
    """Return draft invoices of different customers over three lines each."""
    return env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_line_ids": [
                    Command.create({"name": "Measured", "price_unit": 10.0 + line})
                    for line in range(LINES)
                ],
            }
            for partner in customers(env, count)
        ]
    )


def one_by_one(records, method):
    """Call the method on each record as requests of their own do: from an empty cache."""
    env = records.env
    for record_id in records.ids:
        env.flush_all()
        env.invalidate_all()
        getattr(records.browse(record_id), method)()
    env.flush_all()


def measure(env, watch):
    """Return {act: [ms, queries]} for one document of each act."""
    taken = {}
    for name, make, method in (
        ("confirm", quotations, "action_confirm"),
        ("post", invoices, "action_post"),
    ):
        made = []

        def first(make=make, made=made):
            made[:] = [make(env)]
            env.flush_all()
            env.invalidate_all()

        def act(made=made, method=method):
            one_by_one(made[0], method)

        ms, queries = watch.take_turns(first=first, act=act)["act"]
        taken[name] = [ms / DOCUMENTS, queries / DOCUMENTS]
    return taken
