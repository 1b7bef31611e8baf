"""OCA's statements and reports, beside ours."""

from datetime import timedelta

from odoo import fields


def statement_of_theirs(story):
    """Their outstanding statement has what ours has, store credit applied."""
    invoice = story.invoice_for()
    story.give_credit()
    story.use_credit(invoice, 400.0)
    theirs = _theirs(story, "outstanding")["amount_due"]
    story.equal(theirs, story.statement().closing_balance, "their statement")


def activity_of_theirs(story):
    """Their activity statement begins and ends with the balances of ours, undo and all."""
    first = fields.Date.today().replace(day=1)
    before = first - timedelta(days=10)
    story.invoice_for(300.0, invoice_date=before, invoice_date_due=before)
    invoice = story.invoice_for()
    story.give_credit()
    story.use_credit(invoice, 400.0)
    story.take_back(invoice)
    story.use_credit(invoice, 250.0)
    ours = story.statement("activity", date_from=first)
    theirs = _theirs(story, "activity", date_start=first)
    story.equal(theirs["balance_forward"], ours.opening_balance, "opening balance")
    story.equal(theirs["amount_due"], ours.closing_balance, "closing balance")


def open_items(story):
    """Their open items of store credit are the customer's balance."""
    story.give_credit()
    account = story.company.store_credit_account_id
    wizard = story.by("accountant")["open.items.report.wizard"].create(
        {"date_at": fields.Date.today(), "company_id": story.company.id,
         "account_ids": account.ids, "partner_ids": story.customer.ids}
    )  # fmt: skip
    data = wizard._prepare_report_data()
    values = wizard.env["report.account_financial_report.open_items"]._get_report_values(
        wizard.ids, data
    )
    total = values["total_amount"][account.id]["residual"]
    story.equal(-total, story.balance(), "their open items")


def aged(story):
    """Their aged balance of a customer is what our exposure has of posted items."""
    due = fields.Date.today() - timedelta(days=45)
    old = story.invoice_for(invoice_date=due, invoice_date_due=due, invoice_payment_term_id=False)
    story.give_credit()
    story.use_credit(old, 400.0)
    account = story.receivable(old).account_id
    wizard = story.by("accountant")["aged.partner.balance.report.wizard"].create(
        {"date_at": fields.Date.today(), "company_id": story.company.id,
         "account_ids": account.ids, "partner_ids": story.customer.ids}
    )  # fmt: skip
    data = wizard._prepare_report_data()
    data["date_at"] = fields.Date.to_string(wizard.date_at)  # as it comes from the page
    values = wizard.env["report.account_financial_report.aged_partner_balance"]._get_report_values(
        wizard.ids, data
    )
    (row,) = values["aged_partner_balance"]
    partners = row["partners"]
    found = partners.get(story.customer.id) if isinstance(partners, dict) else partners[0]
    story.equal(found["residual"], story.statement().closing_balance, "their residual")
    assert found["60_days"] >= 600.0, found


def _theirs(story, kind, **vals):
    """Return what their statement says of the customer, printed by a biller."""
    biller = story.by("biller", f"partner_statement.group_{kind}_statement")
    wizard = biller[f"{kind}.statement.wizard"].with_context(
        active_ids=story.customer.ids
    ).create({"date_end": fields.Date.today(), "company_id": story.company.id,
              "filter_negative_balances": False, **vals})  # fmt: skip
    data = wizard._prepare_statement()
    report = biller[f"report.partner_statement.{kind}_statement"]
    values = report._get_report_values(data["partner_ids"], data)
    found = values["data"][story.customer.id]["currencies"]
    return found[story.company.currency_id.id]
