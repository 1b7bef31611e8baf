"""A month of reminders: who is late, what customers do, and what is read at last."""

import re
from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.tools import html2plaintext

DUE = "2026-01-10"

# Each stops for another reason.
CUSTOMERS = (
    "silent", "pays", "disputes", "promises", "confirms", "breaks", "plans", "writes",
    "says_paid", "pays_by_card", "has_credit", "talks", "left", "is_frozen", "has_no_address",
)  # fmt: skip
BUSINESSES = ("pays", "breaks")


def begin_month(env, key=None):
    """Return {name: id} of customers who each owe 100 since January, with one policy."""
    company = env.company
    account = env["account.account"].search(
        [("account_type", "=", "income"), ("company_ids", "in", company.id)], limit=1
    )
    company.write(
        {
            "customer_statement_interest": True,
            "customer_statement_interest_country_id": env.ref("base.de").id,
            "customer_statement_interest_account_id": account.id,
            "customer_statement_dispute_days": 7,
        }
    )
    policy = env["customer.reminder.policy"].create(
        {"name": "Month", "customer_only": True, "automatic": "send", "minimum_amount": 5.0}
    )
    ids = {}
    for name in CUSTOMERS:
        partner = env["res.partner"].create(
            {
                "name": f"Month {name}",
                "email": name != "has_no_address" and f"{name}@month.example.com",
                "is_company": name in BUSINESSES,
                "customer_statement_reminder_policy_id": policy.id,
            }
        )
        _owe(env, partner, 100.0)
        ids[name] = partner.id
    env.flush_all()
    return ids


def remind(env, day, key=None):
    """Do what the scheduled action does on a day; return the id of the run that it started."""
    with freeze_time(day):
        env["customer.reminder.policy"]._cron_remind()
    policy = env["customer.reminder.policy"].search([("name", "=", "Month")])
    return policy.run_ids.filtered(lambda run: str(run.date_to) == day).id


def work_day(env, day, key=None):
    """Work customer by customer, each committed, until nothing is left; return how many."""
    count = 0
    with freeze_time(day):
        while done := env["customer.statement.run"]._work_batch(1):
            count += done
            env.cr.commit()
            env.invalidate_all()
    return count


def act(env, day, name, ids, key=None):
    """Let a customer, or whoever talks to one, do what the story says."""
    with freeze_time(day):
        partner = env["res.partner"].browse(ids[name])
        globals()[f"_{name}"](env, partner)
        env.flush_all()


def check_answers(env, day, key=None):
    """Do what the scheduled actions do about promises and disputes."""
    with freeze_time(day):
        env["customer.statement.dispute"]._cron_check_promises()
        env["customer.statement.dispute"]._cron_check_disputes()


def settle_interest(env, day, ids, key=None):
    """Claim what one business owes of interest, and waive what another does; return both."""
    Claim = env["customer.statement.interest.claim"]
    with freeze_time(day):
        found = {}
        for name, reason in (("breaks", None), ("pays", "Paid after one letter")):
            partner = env["res.partner"].browse(ids[name])
            items = env["account.move.line"].search(
                [("partner_id", "=", partner.id), ("account_type", "=", "asset_receivable"),
                 ("balance", ">", 0)]
            )  # fmt: skip
            claims = Claim._settle(
                env.company, partner, date.fromisoformat(day), set(items.ids), reason
            )
            found[name] = [claims.mapped("state"), claims.mapped("amount")]
        lines = env["customer.statement.interest.line"].search(
            [("partner_id", "in", list(ids.values())), ("reason", "!=", False)]
        )
        return {**found, "waived": [len(lines), lines.partner_id.ids]}


def read_month(env, run_ids, ids, key=None):
    """Return what the record says of the customers, and what the mails say: must be the same.

    :return: {"lines": {run: {name: [state, reason, days of the step]}}, "record": [name, day,
        subject of the step, amount asked for], "mails": the same of the mails, "gaps": what the
        mails lack}
    """
    names = {pid: name for name, pid in ids.items()}
    runs = env["customer.statement.run"].browse(run_ids)
    lines = {
        str(run.date_to): {
            names[line.partner_id.id]: [
                line.state, line.reason or "", line.state == "done" and line.reminder_step_id.days,
            ]
            for line in run.line_ids
        }
        for run in runs
    }  # fmt: skip
    record, mails, gaps = [], [], []
    steps = runs.reminder_policy_id.step_ids.mapped("name")
    for statement in runs.statement_ids.sorted("id"):
        name = names[statement.partner_id.id]
        day, step = str(statement.date_to), statement.reminder_step_id.name
        record.append([name, day, step, statement.reminder_asked])
        # Those to customers: the colleague in charge reads what they answered.
        found = env["mail.mail"].search(
            [("model", "=", statement._name), ("res_id", "=", statement.id),
             ("recipient_ids", "in", list(names))]
        )  # fmt: skip
        for mail in found:
            told = _read_mail(mail, steps)
            mails.append([names.get(mail.recipient_ids.id), day, *told])
            if statement.attachment_id not in mail.attachment_ids:
                gaps.append([name, "letter"])
            letter = statement._get_document()
            asked = f"{told[1]:,.2f}"
            texts = (" ".join(letter.message), dict(letter.payment.lines)["Amount"])
            if letter.title != step or not all(asked in text for text in texts):
                gaps.append([name, letter.title, asked, *texts])
    return {"lines": lines, "record": record, "mails": mails, "gaps": gaps}


def _read_mail(mail, steps):
    """Return [step, amount that is asked for] as the subject and the words of an email say."""
    step = next(name for name in steps if f": {name} (" in mail.subject)
    asked = re.search(r"([\d,]+\.\d\d) is overdue", html2plaintext(mail.body_html))
    return [step, float(asked[1].replace(",", ""))]


def read_disputes(env, ids, key=None):
    """Return [kind, state, whether it was escalated] of what the customers answered, by name."""
    names = {pid: name for name, pid in ids.items()}
    answers = env["customer.statement.dispute"].search([("partner_id", "in", list(names))])
    return {names[it.partner_id.id]: [it.kind, it.state, bool(it.escalated_on)] for it in answers}


def read_plans(env, ids, key=None):
    """Return [state, what is still open] of payment plans, by name."""
    names = {pid: name for name, pid in ids.items()}
    plans = env["customer.payment.plan"].search([("partner_id", "in", list(names))])
    return {names[plan.partner_id.id]: [plan.state, plan.open_amount] for plan in plans}


def _owe(env, partner, amount):
    move = env["account.move"].create(
        {
            "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": DUE,
            "invoice_date_due": DUE, "invoice_payment_term_id": False,
            "invoice_line_ids": [Command.create(
                {"name": "Service", "price_unit": amount, "tax_ids": [Command.clear()]}
            )],
        }
    )  # fmt: skip
    move.action_post()


def _reminder(env, partner):
    """Return the last reminder of a customer."""
    return env["customer.statement"].search(
        [("partner_id", "=", partner.id), ("reminder_step_id", "!=", False)], limit=1
    )


def _pay_in(env, partner, amount, matched=True):
    payment = env["account.payment"].create(
        {
            "payment_type": "inbound", "partner_type": "customer", "partner_id": partner.id,
            "amount": amount,
            "journal_id": env["account.journal"].search(
                [("type", "=", "bank"), ("company_id", "=", env.company.id),
                 ("code", "!=", "CCRED")], limit=1,
            ).id,
        }
    )  # fmt: skip
    payment.action_post()
    if matched:
        items = env["account.move.line"].search(
            [("partner_id", "=", partner.id), ("account_type", "=", "asset_receivable"),
             ("reconciled", "=", False), ("parent_state", "=", "posted")]
        )  # fmt: skip
        items.reconcile()


def _reply(env, partner, text):
    """Answer the last reminder by mail, through the gateway."""
    reminder = _reminder(env, partner)
    env["mail.thread"].message_process(
        False,
        f"From: {partner.name} <{partner.email}>\nTo: catchall@example.com\n"
        f"Subject: Re: reminder\nMessage-ID: <month-{partner.id}@example.com>\n"
        f"In-Reply-To: {reminder.mail_message_id}\nReferences: {reminder.mail_message_id}\n"
        f"Content-Type: text/plain\n\n{text}",
    )
    return reminder


def _pays(env, partner):
    _pay_in(env, partner, 100.0)


def _disputes(env, partner):
    reminder = _reminder(env, partner)
    line = reminder._get_data().sections[0].open_items[0]
    reminder._dispute(partner, line.key, "faulty", "The pump leaks")


def _promises(env, partner):
    _reply(env, partner, "In March")._record_said("promised", date(2026, 3, 20), False, "")


def _confirms(env, partner):
    reminder = _reminder(env, partner)
    reminder._answer_balance(partner, True)
    reminder._promise(partner, "", date(2026, 3, 20))


def _pays_by_card(env, partner):
    """The provider has the money, and nobody has captured it yet."""
    invoice = env["account.move"].search(
        [("partner_id", "=", partner.id), ("move_type", "=", "out_invoice")]
    )
    provider = env["payment.provider"].search([("code", "=", "demo")], limit=1)
    method = env["payment.method"].with_context(active_test=False).search([], limit=1)
    env["payment.transaction"].create(
        {
            "provider_id": provider.id, "payment_method_id": method.id,
            "reference": f"month-{partner.id}", "amount": 100.0, "partner_id": partner.id,
            "currency_id": env.company.currency_id.id, "invoice_ids": [Command.set(invoice.ids)],
            "state": "authorized",
        }
    )  # fmt: skip


def _breaks(env, partner):
    _reminder(env, partner)._promise(partner, "", date(2026, 2, 10))


def _plans(env, partner):
    items = env["account.move.line"].search(
        [("partner_id", "=", partner.id), ("account_type", "=", "asset_receivable")]
    )
    parts = [(date(2026, 2, 8), 50.0), (date(2026, 3, 8), 50.0)]
    env["customer.payment.plan"]._make(partner, env.company, items, parts)._agree(partner)


def _writes(env, partner):
    _reply(env, partner, "Which invoice do you mean?")


def _says_paid(env, partner):
    _reply(env, partner, "Paid yesterday")._record_said("paid", None, False, "")


def _has_credit(env, partner):
    _pay_in(env, partner, 150.0, matched=False)


def _talks(env, partner):
    partner.write(
        {
            "customer_statement_reminder_pause_reason": "Talks",
            "customer_statement_reminder_pause_until": "2026-03-31",
        }
    )


def _left(env, partner):
    partner.active = False


def _is_frozen(env, partner):
    account = env["customer.credit.account"]._get_or_create(partner, env.company)
    account._set_state("frozen", "Checked")
