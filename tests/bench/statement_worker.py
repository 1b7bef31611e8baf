"""One process of a measured run: python -m tests.bench.statement_worker CONFIG ACT NUMBER."""

import json
import resource
import sys
import time

from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tools import config

from . import acts
from .statement_bare import bare_page, register_fonts

BATCH = 20  # as a worker takes them


def prepare(env, count):
    """Return the id of a started run for so many customers, each with an email address."""
    env.cr.execute("SELECT MAX(date) FROM account_move_line WHERE parent_state = 'posted'")
    today = env.cr.fetchone()[0]
    partners = acts.customers(env, count)
    for partner in partners:
        partner.email = f"customer{partner.id}@example.com"
    run = env["customer.statement.run"].create(
        {"kind": "activity", "date_from": today + relativedelta(years=-1, day=1),
         "date_to": today, "delivery": "mail", "skip_zero": False, "skip_credit": False,
         "skip_unchanged": False}
    )  # fmt: skip
    run._prepare(partners)
    run._start()
    return run.id, count


def remind(env, count):
    """Return the id of a started run of reminders, and to how many customers it goes.

    Each of them owes more than any credit; nobody was reminded yet.
    """
    env.cr.execute("SELECT MAX(date) FROM account_move_line WHERE parent_state = 'posted'")
    today = env.cr.fetchone()[0]
    policy = env["customer.reminder.policy"].create({"name": "Measured", "customer_only": True})
    partners = acts.customers(env, count)
    for partner in partners:
        partner.write({"email": f"customer{partner.id}@example.com",
                       "customer_statement_reminder_policy_id": policy.id})  # fmt: skip
    run = policy._make_run(today)
    while run.counting:
        run._work_batch()
        env.invalidate_all()
    run._start()
    return run.id, run.todo_count


def warm_up(env):
    """Work a few customers and take it back: fonts and templates are loaded, as in a server."""
    env["customer.statement.run"]._work_batch(5)
    env.flush_all()
    env.cr.precommit.clear()
    env.cr.postcommit.clear()
    env.cr.rollback()
    env.transaction.clear()


def work(env):
    """Return {"begin", "end", "memory", "computed"} of working until nothing is left.

    It is what the scheduled action calls: a batch, its commit, the next one.
    """
    begin, before = time.time(), time.process_time()
    env["customer.statement.run"]._cron_work()
    return {
        "begin": begin,
        "end": time.time(),
        "computed": time.process_time() - before,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def bare(env, run_id):
    """Return [seconds, statements]: the words of a run by ReportLab, its emails by Odoo alone.

    Reading the books, deciding, numbering and keeping the statements take no part of it: it is
    what a PDF that is kept and an email that is queued cost with nothing around them.
    """
    run = env["customer.statement.run"].browse(run_id)
    seconds, fonts = 0.0, None
    for statements in (run.statement_ids[at : at + BATCH] for at in
                       range(0, len(run.statement_ids), BATCH)):  # fmt: skip
        documents = [statement._get_document(statement._get_data()) for statement in statements]
        fonts = fonts or register_fonts(documents[0].style)
        mails = statements.mail_id.read(["subject", "body_html", "email_from", "recipient_ids"])
        begin = time.time()
        files = env["ir.attachment"].create(
            [
                {"name": "statement.pdf", "raw": bare_page(document, fonts),
                 "mimetype": "application/pdf"}
                for document in documents
            ]
        )  # fmt: skip
        env["mail.mail"].create(
            [
                {"subject": mail["subject"], "body_html": mail["body_html"],
                 "body": mail["body_html"], "email_from": mail["email_from"],
                 "recipient_ids": [Command.set(mail["recipient_ids"])],
                 "attachment_ids": [Command.set(file.ids)], "message_type": "email_outgoing"}
                for mail, file in zip(mails, files, strict=True)
            ]
        )  # fmt: skip
        env.cr.commit()
        seconds += time.time() - begin
        env.invalidate_all()
    return seconds, len(run.statement_ids)


ACTS = {"prepare": prepare, "remind": remind, "bare": bare}


def main(conf, act, number):
    """Load, wait for a word, act, and print one line of JSON."""
    config.parse_config(["-c", conf, "--log-level=error"])
    with Registry(config["db_name"][0]).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        if act == "work":
            warm_up(env)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        answer = work(env) if act == "work" else ACTS[act](env, int(number))
        cr.commit()
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
