"""The screens of the demo that the README shows: how to get to each of them."""

from . import database

NAME = "screenshots"
ADDON = "customer_credit_balance"
LIMIT_ADDON = "customer_credit_limit"
STATEMENT_ADDON = "customer_statement"


def reference(name):
    """Return the id of a record of the addon's data."""
    rows = database.query(
        "SELECT res_id FROM ir_model_data WHERE module = %s AND name = %s", (ADDON, name), name=NAME
    )
    return rows[0][0]


def newest(table, customer, condition):
    """Return the id of the customer's newest document."""
    rows = database.query(
        f"SELECT id FROM {table} WHERE partner_id = %s AND {condition} ORDER BY id DESC LIMIT 1",
        (reference(f"demo_partner_{customer}"),),
        name=NAME,
    )
    return rows[0][0]


def newest_request(customer):
    """Return the id of the customer's newest request for credit approval."""
    return newest("customer_credit_request", customer, "TRUE")


# ------------------------------------------------------------------- screens


def order(page):
    """A quotation with the net position of its customer."""
    quotation = newest("sale_order", "builder", "state = 'draft'")
    page.open(f"sales/{quotation}")
    page.show(".o_credit_position_net")


def invoice(page):
    """An overdue invoice with the net position of its customer."""
    page.open(f"account.move/{newest('account_move', 'builder', 'amount_residual = 1840')}")
    page.show(".o_credit_position_net")


def credits_list(page):
    """The Credit Centre: every credit given."""
    page.open(f"action-{ADDON}.action_customer_credit")
    page.wait(".o_data_row, .o_kanban_record")


def centre(page):
    """The Centre of one customer."""
    order(page)
    page.click(".o_credit_position_open")
    page.wait(".breadcrumb-item, .o_breadcrumb")
    page.settle()


def apply_dialog(page):
    """Oldest credits on oldest invoices, as proposed."""
    page.open_dialog("Apply Credits", "customer.credit.apply", "builder")


def topup_dialog(page):
    """Money received becomes store credit."""
    page.open_dialog("Top Up Store Credit", "customer.credit.topup", "cafe")
    page.fill(".modal .o_field_widget[name='amount'] input", "250")


def customer(page):
    """The tab with the customer's history."""
    page.open(f"res.partner/{reference('demo_partner_cafe')}")
    page.wait(".o_form_view .o_notebook")
    page.click(".o_notebook .nav-link:has-text('Credit')")
    page.show(".o_notebook .nav-link.active", top=True)


def banner(page):
    """A quotation over the limit: why, and what would release it."""
    order(page)
    page.show(".o_credit_verdict", top=True)


def requests(page):
    """The queue of what waits for approval."""
    page.open(f"action-{LIMIT_ADDON}.action_customer_credit_request")
    page.wait(".o_kanban_record, .o_data_row")


def request(page):
    """One request: figures then and now, how the customer pays, the decision."""
    page.open(f"customer.credit.request/{newest_request('health')}")
    page.wait(".o_credit_insight")


def limit(page):
    """The limit, exposure, hold and insight of a customer."""
    page.open(f"res.partner/{reference('demo_partner_builder')}")
    page.wait(".o_form_view .o_notebook")
    page.click(".o_notebook .nav-link[name='credit_limit']")
    page.wait(".o_credit_insight")
    page.show(".o_notebook .nav-link.active", top=True)
    page.scroll_to(".o_credit_insight")


def dashboard(page):
    """All customers by their latest figures."""
    page.open(f"action-{LIMIT_ADDON}.action_customer_credit_snapshot")
    page.wait(".o_data_row, .o_kanban_record")


def settings(page):
    """What a company chooses."""
    page.open("action-account.action_account_config")
    page.wait(".app_settings_block h2")
    title = page.page.locator("h2:has-text('Customer Credit')").first
    title.scroll_into_view_if_needed()


def statement_of(customer):
    """Return the id of the customer's newest statement."""
    return newest("customer_statement", customer, "state <> 'replaced'")


def statement(page):
    """A statement with what its customer disputes."""
    page.open(f"action-{STATEMENT_ADDON}.action_customer_statement/{statement_of('builder')}")
    page.wait(".o_form_view .o_form_statusbar")


def statement_run(page):
    """A run with its progress, the reasons and the customers."""
    rows = database.query("SELECT MAX(id) FROM customer_statement_run", name=NAME)
    page.open(f"action-{STATEMENT_ADDON}.action_customer_statement_run/{rows[0][0]}")
    page.show(".o_statement_run_bar")


def statement_portal(page):
    """What the customer sees, pays and answers."""
    page.page.goto(f"{page.url}/my/statements/{statement_of('builder')}")
    page.wait(".o_portal_statement")


SCREENS = {
    "order": ("rep", order),
    "invoice": ("credit", invoice),
    "credits": ("credit", credits_list),
    "centre": ("credit", centre),
    "apply": ("credit", apply_dialog),
    "topup": ("credit", topup_dialog),
    "customer": ("credit", customer),
    "settings": ("admin", settings),
    "limit-banner": ("rep", banner),
    "limit-requests": ("credit", requests),
    "limit-request": ("credit", request),
    "limit-customer": ("credit", limit),
    "limit-dashboard": ("credit", dashboard),
    "statement": ("credit", statement),
    "statement-run": ("credit", statement_run),
    "statement-portal": ("customer", statement_portal),
}
