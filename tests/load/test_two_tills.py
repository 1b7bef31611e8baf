"""Two tills, one customer: two browsers on one server propose the same credit, one gets it."""

import contextlib
import resource

import pytest

from tools import browser, paths

from . import clients

SIZE = {"width": 1366, "height": 850}
PATIENCE = 240_000
ENTRIES = """
    SELECT amount FROM customer_credit_entry entry
      JOIN customer_credit_account account ON account.id = entry.account_id
     WHERE account.partner_id = %s AND event = 'till_payment' ORDER BY entry.id
"""


class Till:
    """A till in a browser session of its own, and the few gestures of its cashier."""

    def __init__(self, chromium, url, till):
        self.name = till["login"]
        self.page = chromium.new_context(viewport=SIZE, locale="en-US").new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.goto(f"{url}/web/login")
        self.page.fill("input[name=login]", till["login"])
        self.page.fill("input[name=password]", till["login"])
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_selector(".o_main_navbar")
        # As from the back end: otherwise the till asks first who stands before it.
        self.page.goto(f"{url}/pos/ui/{till['config']}?from_backend=1")
        # The first visitor waits until the scripts are built.
        self.page.wait_for_selector(".product-screen .product-list")

    def sell(self, product, quantity, customer):
        """Put goods into the basket of a customer, and go on to the payment."""
        for piece in range(1, quantity + 1):
            self.page.click(f"article.product .product-name:text-is('{product}')")
            self.sees(f".orderline .qty:text-is('{piece}')")
        self.page.click(".product-screen .set-partner")
        self.page.fill(".modal input[type=text]", customer)
        # A till loads some customers when it opens, and asks for the others.
        row = f".modal .partner-list b:text-is('{customer}')"
        self.sees(f"{row}, .modal :text('press enter to load more')")
        self.page.press(".modal input[type=text]", "Enter")
        self.page.click(row)
        self.sees(f".product-screen .set-partner:has-text('{customer}')")
        self.page.click(".pay-order-button")
        self.sees(".payment-screen")

    def sees(self, selector):
        """Wait until something is on the screen."""
        self.page.wait_for_selector(selector)

    def sees_available(self, amount):
        """The button of the method says what is available."""
        self.sees(f".paymentmethod .store-credit-available:has-text('{amount} available')")

    def pay(self, method, amount):
        """Choose a method, and see how much it pays."""
        self.page.click(f".paymentmethod:has-text('{method}')")
        self.sees(f".paymentline.selected:has-text('{method}'):has-text('{amount}')")

    def take_back(self, method):
        """Delete the payment by this method."""
        self.page.click(f".paymentline:has-text('{method}') .delete-button")
        self.page.wait_for_selector(f".paymentline:has-text('{method}')", state="detached")

    def validate(self):
        """Send the order."""
        self.page.click(".payment-screen .validation-button.next")

    def reads_refusal(self):
        """Return the sentence that refuses, and close it."""
        self.sees(".modal .modal-body")
        text = self.page.inner_text(".modal .modal-body")
        self.page.click(".modal .modal-footer button")
        self.page.wait_for_selector(".modal", state="detached")
        return text

    def reads_receipt(self):
        """Return what the receipt says of store credit."""
        self.sees(".receipt-screen .pos-receipt .store-credit-receipt")
        return self.page.inner_text(".pos-receipt .store-credit-receipt")

    def next_order(self):
        """Leave the receipt."""
        self.page.click(".receipt-screen .button.next")
        self.sees(".product-screen .product-list")


@contextlib.contextmanager
def without_memory_limit():
    """Let Chromium have the address space that Odoo's own limit would deny it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextlib.contextmanager
def two_tills(url, tills):
    """Give both tills; when a test fails, keep pictures of their screens."""
    from playwright.sync_api import sync_playwright

    with without_memory_limit(), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser.find(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        opened = []
        with contextlib.closing(chromium):
            try:
                for till in tills:
                    opened.append(Till(chromium, url, till))
                yield opened
            except BaseException:
                for page in (page for context in chromium.contexts for page in context.pages):
                    number = chromium.contexts.index(page.context)
                    page.screenshot(path=str(paths.RUN / f"failed-two-tills-{number}.png"))
                raise


@pytest.mark.skipif(not browser.find(), reason="there is no Chromium")
@pytest.mark.parametrize("server", [0], ids=["threads"], indirect=True)
def test_the_second_till_is_told_what_is_left(stage, server):
    """Both propose 30.00 of 45.00; one is paid, the other is refused: 15.00 are left."""
    shop = stage.do("make_shop", prefix="pair", tills=2, customers=2, amount=45.0)
    refused, warned = (customer["id"] for customer in shop["customers"])
    with two_tills(server.url, shop["tills"]) as (first, second):
        spend_at_both(first, second)
        touch_after_the_other(first, second)
    for till, cash in zip(shop["tills"], (0.0, 30.0), strict=True):
        arguments = stage.database, till["login"], till["session"], cash
        assert clients.close(server.url, *arguments)["successful"]
    for customer in (refused, warned):
        rows = stage.query(ENTRIES, customer)
        assert [float(amount) for (amount,) in rows] == [-30.0, -15.0]
        stage.assert_sound(customer, 0.0)


def spend_at_both(first, second):
    """Both have proposed the same credit: the server refuses the one who comes second."""
    both_sell_to(first, second, "pair-0")
    second.pay("Store Credit", "30.00")
    pay_all_by_credit(first)
    # Nobody told the second till: what it shows is old, and decides nothing.
    second.sees_available("45.00")
    second.validate()
    refusal = second.reads_refusal()
    assert "15.00 of store credit available" in refusal, refusal
    second.sees_available("15.00")
    second.take_back("Store Credit")
    pay_the_rest_in_cash(second)
    first.next_order()
    second.next_order()


def touch_after_the_other(first, second):
    """Who touches the method after the other has paid is shown what is left, not refused."""
    both_sell_to(first, second, "pair-1")
    pay_all_by_credit(first)
    second.sees_available("45.00")
    pay_the_rest_in_cash(second)


def both_sell_to(first, second, customer):
    """30.00 each, to a customer who has 45.00."""
    for till in (first, second):
        till.sell("pair tray", 3, customer)
        till.sees_available("45.00")


def pay_all_by_credit(first):
    """30.00 of 45.00."""
    first.pay("Store Credit", "30.00")
    first.validate()
    assert "15.00" in first.reads_receipt()


def pay_the_rest_in_cash(second):
    """15.00 by store credit, 15.00 in cash."""
    second.pay("Store Credit", "15.00")
    second.sees_available("15.00")
    second.pay("Cash", "15.00")
    second.validate()
    assert "0.00" in second.reads_receipt()
