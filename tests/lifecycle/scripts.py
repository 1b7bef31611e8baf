"""What the lifecycle tests run inside Odoo."""

# Credit of every kind for one customer, and an open to-do on the account.
SEED = """
company = env.ref("base.main_company")
partner = env["res.partner"].create({"name": "Lifecycle Customer", "is_company": True})
bank = env["account.journal"].search([
    ("type", "=", "bank"), ("company_id", "=", company.id),
    ("id", "!=", company.store_credit_journal_id.id)], limit=1)
def pay(amount, **vals):
    payment = env["account.payment"].create({
        "payment_type": "inbound", "partner_type": "customer", "partner_id": partner.id,
        "amount": amount, "journal_id": bank.id, **vals})
    payment.action_post()
pay(300.0, destination_account_id=company.store_credit_account_id.id)
pay(50.0)
account = env["customer.credit.account"]._find(partner, company)
account._reserve(20.0, "lifecycle:1")
account._schedule_ledger_activity("Look", "at this")
answer(partner.id)
"""

FIGURES = """
company = env.ref("base.main_company")
partner = env["res.partner"].browse({partner})
answer({{
    "balance": partner.store_credit_balance,
    "reserved": partner.store_credit_reserved,
    "outstanding": partner.outstanding_credit_amount,
    "faults": env["customer.credit.account"]._tie_out(company),
    "journal": company.store_credit_journal_id.code,
    "account": company.store_credit_account_id.code,
}})
"""

# Odoo's own work from the order to the paid invoice.
SELL = """
partner = env["res.partner"].create({"name": "Ordinary Customer"})
product = env["product.product"].create(
    {"name": "Thing", "type": "service", "list_price": 100.0, "invoice_policy": "order",
     "taxes_id": []})
order = env["sale.order"].create({
    "partner_id": partner.id, "order_line": [(0, 0, {"product_id": product.id})]})
order.action_confirm()
invoice = order._create_invoices()
invoice.action_post()
env["account.payment.register"].with_context(
    active_model="account.move", active_ids=invoice.ids).create({})._create_payments()
answer([order.invoice_status, invoice.payment_state])
"""

# Two more companies before the addon comes: one without a chart, one with another chart.
COMPANIES = """
Company = env["res.company"]
bare = Company.create({"name": "No Chart Yet"})
other = Company.create({"name": "Other Chart", "country_id": env.ref("base.nz").id,
                        "currency_id": env.ref("base.NZD").id})
env["account.chart.template"].try_loading("nz", other)
env.user.company_ids |= bare | other
answer([bare.id, other.id])
"""

SETUP = """
answer([
    [c.store_credit_account_id.account_type, c.store_credit_journal_id.type,
     c.store_credit_account_id.company_ids.ids == c.ids]
    for c in env["res.company"].browse({companies})
])
"""

LOAD_CHART = """
company = env["res.company"].browse({company})
env["account.chart.template"].try_loading("generic_coa", company)
answer(bool(company.store_credit_account_id and company.store_credit_journal_id))
"""
