"""The screens of the till in the pictures: a bakery whose customers have store credit."""

from . import database

LOGIN = "till"
WIDTHS = ("desktop", "tablet")
DESKTOP = WIDTHS[:1]
CUSTOMER = "Olivia Brooks"
PATIENCE = 180_000


def till(page):
    """Open the bakery's till on a new order; its cashier counts an empty drawer."""
    rows = database.query(
        "SELECT id FROM pos_config WHERE store_credit_enabled ORDER BY id LIMIT 1", name=page.name
    )
    # As from the back end: otherwise the till asks first who stands before it.
    page.page.goto(f"{page.url}/pos/ui/{rows[0][0]}?from_backend=1")
    # The first visit waits until the scripts are built.
    page.page.wait_for_selector(".product-screen", timeout=PATIENCE)
    if page.page.evaluate("() => posmodel.session.state === 'opening_control'"):
        page.page.click(".modal button:has-text('Open Register')", timeout=PATIENCE)
        page.page.wait_for_selector(".modal", state="detached", timeout=PATIENCE)
    page.page.evaluate(
        """() => {
            const order = posmodel.addNewOrder();
            posmodel.navigate("ProductScreen", { orderUuid: order.uuid });
        }"""
    )
    page.wait(".product-screen .product-list")


def choose_customer(page, name=CUSTOMER):
    """Choose a customer, as the cashier does."""
    page.click(".product-screen .set-partner")
    page.page.fill(".modal input[type=text]", name.split()[0])
    page.click(f".modal .partner-list b:text-is('{name}')")
    page.wait(f".set-partner:has-text('{name}')")


def basket(page, *products):
    """Put goods into the basket of a customer."""
    till(page)
    for product in products:
        page.click(f"article.product .product-name:text-is('{product}')")
    choose_customer(page)
    page.settle()


def payment_screen(page, *products):
    """Go on to the payment, and propose store credit."""
    basket(page, *products)
    page.click(".pay-order-button")
    page.wait(".payment-screen .store-credit-available")
    page.settle()
    page.click(".paymentmethod:has(.store-credit-available)")


# ------------------------------------------------------------------- screens


def order(page):
    """An order: what its customer has stands on the customer's button."""
    basket(page, "Apple Pie", "Sourdough Loaf", "Butter Croissant")


def customers(page):
    """The customers with their store credit."""
    till(page)
    page.click(".product-screen .set-partner")
    page.wait(".modal .partner-list .store-credit-badge b")


def payment(page):
    """Store credit pays what it can, the rest is due."""
    payment_screen(page, "Pecan Pie", "Cherry Pie", "Apple Pie")
    page.wait(".paymentline.selected")


def topup(page):
    """How much credit the customer buys."""
    till(page)
    choose_customer(page)
    page.page.evaluate("() => { posmodel.addStoreCredit(); }")
    page.click(".store-credit-quick:nth-child(2)")


def refused(page):
    """Somebody else was quicker: the sentence says what is available."""
    payment_screen(page, "Pecan Pie", "Cherry Pie", "Apple Pie", "Cherry Pie")
    page.wait(".paymentline.selected")
    page.page.evaluate(
        """() => {
            const order = posmodel.getOrder();
            order.storeCreditLines[0].setAmount(order.totalDue);
        }"""
    )
    page.click(".payment-screen .validation-button.next")
    page.wait(".modal .modal-body:has-text('available')")


def receipt(page):
    """The receipt says what was there and what is left."""
    payment_screen(page, "Apple Pie")
    page.wait(".paymentline.selected")
    page.click(".payment-screen .validation-button.next")
    page.page.wait_for_selector(".receipt-screen .pos-receipt", timeout=PATIENCE)


SCREENS = {
    "till-order": (LOGIN, order, WIDTHS),
    "till-customers": (LOGIN, customers, WIDTHS),
    "till-payment": (LOGIN, payment, WIDTHS),
    "till-topup": (LOGIN, topup, DESKTOP),
    "till-refused": (LOGIN, refused, DESKTOP),
    # Last: what is paid is gone.
    "till-receipt": (LOGIN, receipt, DESKTOP),
}
