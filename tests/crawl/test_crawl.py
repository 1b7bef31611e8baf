"""The demo is walked through by its people: nothing breaks, nothing is wider than the screen."""

import contextlib
import json
import time

import pytest

from tests.load.test_two_tills import without_memory_limit
from tools import browser, paths

from .crawler import Crawler
from .plan import PAGES
from .reasons import NOT_BY_BUTTON
from .stage import served

# The demo takes minutes to make: test_day.py needs none of it.
pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not browser.find(), reason="there is no Chromium"),
]
BACK_END = ("credit", "rep", "till", "admin")
PORTAL = ("customer", "shopper")
WIDTHS = ("desktop", "tablet", "phone")
RECORDS = {"desktop": 3, "tablet": 1, "phone": 1}
SECONDS = 60  # of the sample, for all of its people


@pytest.fixture(scope="module")
def stage():
    """Give (url, plan, people so far, kinds of screens seen) of a served copy of the demo."""
    with served() as (url, plan):
        yield url, plan, [], set()


@contextlib.contextmanager
def crawling(stage, login, width, enough=lambda: False):
    """Give a crawler that is logged in."""
    from playwright.sync_api import sync_playwright

    url, plan, people, kinds = stage
    with without_memory_limit(), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser.find(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        with contextlib.closing(chromium):
            crawler = Crawler(chromium, url, login, width, plan, enough, kinds)
            people.append(crawler)
            try:
                crawler.log_in()
                yield crawler
            finally:
                report(people, plan)


def report(crawlers, plan):
    """Print and keep what was pressed, and what was not; return that."""
    pressed = {name for crawler in crawlers for _model, name in crawler.pressed}
    ours = {name for _model, name in plan.buttons}
    never = sorted(f"{model}: {name}" for model, name in plan.buttons if name not in pressed)
    text = {
        "screens": sum(crawler.seen for crawler in crawlers),
        "pressed": sum(len(crawler.pressed) for crawler in crawlers),
        "of ours": f"{len(pressed & ours)} of {len(ours)}",
        "never pressed": {it: NOT_BY_BUTTON.get(it.split(": ")[1], "") for it in never},
        "faults": [fault for crawler in crawlers for fault in crawler.faults],
    }
    (paths.RUN / "crawl.json").write_text(json.dumps(text, indent=1), encoding="utf-8")
    return text


def test_sample(stage):
    """The rep's, the manager's and a customer's first screens, as far as a minute goes."""
    done = []
    for login, width in (("credit", "desktop"), ("rep", "phone"), ("customer", "phone")):
        until = time.monotonic() + SECONDS / 3
        with crawling(stage, login, width, lambda until=until: time.monotonic() > until) as it:
            if login in PORTAL:
                it.read_pages(PAGES, it.enough)
            else:
                it.walk(press=width == "desktop", records=1)
            done.append(it)
    assert all(crawler.seen > 3 for crawler in done)
    assert not [fault for crawler in done for fault in crawler.faults]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("login", BACK_END)
def test_back_end(stage, login, width):
    """Every menu, view, record and button of a person; buttons not on the tablet."""
    with crawling(stage, login, width) as crawler:
        crawler.walk(press=width != "tablet", records=RECORDS[width])
        assert not crawler.faults


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("login", PORTAL)
def test_pages(stage, login, width):
    """Portal and shop."""
    with crawling(stage, login, width) as crawler:
        crawler.read_pages(PAGES)
        assert not crawler.faults


def test_every_button(stage):
    """Who may most looks for what nobody pressed; the rest has a reason."""
    _url, plan, people, _kinds = stage
    for login in ("credit", "admin"):
        with crawling(stage, login, "desktop") as crawler:
            crawler.pressed |= {it for one in people for it in one.pressed}
            crawler.hunt()
            assert not crawler.faults
    found = report(people, plan)
    print(json.dumps(found, indent=1))
    assert not [it for it, reason in found["never pressed"].items() if not reason]
