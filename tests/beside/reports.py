"""OCA's statements and reports, beside ours."""

from odoo import fields


def statement_of_theirs(story):
    """Their outstanding statement has what ours has, store credit applied."""
    invoice = story.invoice_for()
    story.give_credit()
    story.use_credit(invoice, 400.0)
    today = fields.Date.today()
    wizard = story.env["outstanding.statement.wizard"].with_context(
        active_ids=story.customer.ids
    ).create({"date_end": today, "company_id": story.company.id,
              "filter_negative_balances": False})  # fmt: skip
    data = wizard._prepare_statement()
    values = story.env["report.partner_statement.outstanding_statement"]._get_report_values(
        data["partner_ids"], data
    )
    found = values["data"][story.customer.id]["currencies"]
    theirs = found[story.company.currency_id.id]["amount_due"]
    ours = story.env["customer.statement"]._generate(
        story.customer, story.company, "open_items", False, today
    )
    story.equal(theirs, ours.closing_balance, "their statement")


def open_items(story):
    """Their open items of store credit are the customer's balance."""
    story.give_credit()
    account = story.company.store_credit_account_id
    wizard = story.env["open.items.report.wizard"].create(
        {"date_at": fields.Date.today(), "company_id": story.company.id,
         "account_ids": account.ids, "partner_ids": story.customer.ids}
    )  # fmt: skip
    data = wizard._prepare_report_data()
    values = story.env["report.account_financial_report.open_items"]._get_report_values(
        wizard.ids, data
    )
    total = values["total_amount"][account.id]["residual"]
    story.equal(-total, story.balance(), "their open items")
