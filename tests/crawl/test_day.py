"""In a few minutes: a broken button is told, a part of the day, and screens by keyboard alone."""

import contextlib
import datetime
import time

import pytest

from .crawler import Crawler, Eyes
from .keyboard import Keyboard
from .plan import PAGES

pytestmark = pytest.mark.soak  # until a stage is quick enough for the tests of every day
SECONDS = 30  # of the part of the day
# (login, width): a pair for each day; everything is walked by `make soak K=crawl`.
PARTS = (
    ("credit", "desktop"),
    ("rep", "phone"),
    ("customer", "tablet"),
    ("rep", "desktop"),
    ("credit", "tablet"),
    ("customer", "phone"),
    ("credit", "phone"),
)


@contextlib.contextmanager
def crawling(chromium, small, login, width, seconds=600):
    """Give a crawler that is logged in."""
    url, plan = small
    until = time.monotonic() + seconds
    crawler = Crawler(chromium, url, login, width, plan, lambda: time.monotonic() > until)
    with contextlib.closing(crawler):
        crawler.log_in()
        yield crawler


def test_a_broken_button_is_told(chromium, small):
    """Pressed as every other; a screen without a fault tells none."""
    _url, plan = small
    with crawling(chromium, small, "credit", "desktop") as crawler:
        crawler.home()
        broken = next(name for model, name in plan.buttons if model == "customer.credit.spender")
        crawler.visit("customer.credit.spender", False, press=True)
        assert ("customer.credit.spender", broken) in crawler.pressed
        assert [it for it in crawler.faults if "Odoo Server Error" in it]


def test_part_of_the_day(chromium, small):
    """One person at one width, from a menu of the day on, as far as the time goes."""
    today = datetime.date.today().toordinal()
    login, width = PARTS[today % len(PARTS)]
    with crawling(chromium, small, login, width, SECONDS) as crawler:
        if login == "customer":
            crawler.read_pages(PAGES, crawler.enough)
        else:
            crawler.walk(press=width == "desktop", records=1, start=today)
        assert crawler.seen > 1
        assert not crawler.faults


@pytest.fixture
def keyboard(chromium, small):
    """Give somebody without a mouse, by login."""
    with contextlib.ExitStack() as stack:

        def log_in(login):
            eyes = stack.enter_context(
                contextlib.closing(Eyes(chromium, small[0], login, "desktop"))
            )
            eyes.log_in()
            return Keyboard(eyes)

        yield log_in


def test_start_page_by_keyboard(keyboard):
    """Its address shows the app's own menus also after Sales; a tile is reached and opened."""
    it = keyboard("credit")
    it.open("/odoo/sales", ".o_menu_brand:text-is('Sales')")
    it.open("/odoo/credit", ".o_credit_start_tile")
    it.sees(".o_menu_brand:text-is('Credit')")
    it.tab_to(".o_credit_start_tile")
    it.press("Enter")
    it.sees(".o_action_manager:not(:has(.o_credit_start)) .o_control_panel")


def test_order_and_dialog_by_keyboard(keyboard, small):
    """From the order's box to the Centre, a top-up in its dialog, and out by Escape."""
    _url, plan = small
    order = plan.query("SELECT id FROM sale_order WHERE state = 'draft' ORDER BY id LIMIT 1")[0][0]
    it = keyboard("credit")
    it.open(f"/odoo/sales/{order}", ".o_credit_position_open")
    it.tab_to(".o_credit_position_open")
    it.press("Enter")
    it.sees("button[name='action_credit_topup']")
    it.tab_to("button[name='action_credit_topup']")
    it.press("Enter")
    it.sees(".modal .o_field_widget[name='amount'] input")
    it.tab_to(".modal .o_field_widget[name='amount'] input")
    it.type("25")
    it.tab_to(".modal button[name='action_confirm']")
    assert it.is_within(".modal")
    it.press("Escape")
    it.sees("body:not(:has(.modal)) .o_form_view")


def test_portal_by_keyboard(keyboard):
    """An amount is chosen and sent without a mouse."""
    it = keyboard("customer")
    it.open("/my/credit", ".o_store_credit_page")
    it.open("/my/credit/topup", ".o_store_credit_topup")
    it.tab_to("input[name='amount']")
    it.press("ArrowRight")
    it.tab_to(".o_store_credit_topup button[type='submit']")
    it.press("Enter")
    it.sees(".o_store_credit_topup_page, .o_payment_form, [name='o_payment_form']")
