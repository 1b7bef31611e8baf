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
    page.click(".o_notebook .nav-link[name='customer_credit']")
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
    page.scroll_to("h2:has-text('Customer Credit')")


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


# ------------------------------------------------------------------- shop


def shop_account(page):
    """The card on My Account, and what is available in the header."""
    page.page.goto(f"{page.url}/my/home")
    page.wait(".o_portal_my_home .o_store_credit_available")


def shop_credit(page):
    """The customer's page of store credit: balance, reservations, history, code for the till."""
    page.page.goto(f"{page.url}/my/credit")
    page.wait(".o_store_credit_page")


def shop_topup(page):
    """Adding credit: an amount that is suggested, or another one."""
    page.page.goto(f"{page.url}/my/credit/topup")
    page.wait(".o_store_credit_topup")


def fill_cart(page):
    """Put three packs of coffee into the cart."""
    rows = database.query(
        "SELECT product_tmpl_id FROM product_product WHERE id = %s",
        (reference("demo_product_coffee"),),
        name=NAME,
    )
    page.page.goto(f"{page.url}/shop/coffee-{rows[0][0]}")
    page.page.fill("input[name='add_qty']", "3")
    page.click("#add_to_cart")
    page.page.wait_for_timeout(3000)


def shop_checkout(page):
    """A cart of three, of which store credit pays 20.00."""
    page.page.goto(f"{page.url}/shop/checkout?try_skip_step=true")
    if not page.page.locator(".o_store_credit_box").count():
        fill_cart(page)
        page.page.goto(f"{page.url}/shop/checkout?try_skip_step=true")
    page.wait(".o_store_credit_box input[name='amount']")
    page.page.fill(".o_store_credit_box input[name='amount']", "20")
    page.click("button[name='store_credit_apply']")
    page.show("[name='store_credit_figures']")


def shop_confirmation(page):
    """The order is paid: two payments that make up the total."""
    shop_checkout(page)
    page.page.fill("#customer_input", "4111 1111 1111 1111")
    page.click("button[name='o_payment_submit_button']:visible")
    page.page.wait_for_selector("[name='store_credit_payments']", timeout=120_000)


def shop_order(page):
    """The order in the portal, with both payments."""
    rows = database.query("SELECT MAX(sale_order_id) FROM sale_order_transaction_rel", name=NAME)
    page.page.goto(f"{page.url}/my/orders/{rows[0][0]}")
    page.show("[name='store_credit_payments']")


def shop_invoice(page):
    """An open invoice in the portal, to be paid in full or in part with store credit."""
    invoice_id = newest("account_move", "cafe", "amount_residual > 0 AND state = 'posted'")
    page.page.goto(f"{page.url}/my/invoices/{invoice_id}")
    page.show("[name='store_credit_pay_box']")


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
    "shop-account": ("shopper", shop_account),
    "shop-credit": ("shopper", shop_credit),
    "shop-topup": ("shopper", shop_topup),
    "shop-invoice": ("shopper", shop_invoice),
    "shop-checkout": ("shopper", shop_checkout),
    "shop-confirmation": ("shopper", shop_confirmation),
    "shop-order": ("shopper", shop_order),
}
