"""The demo is walked through by its people: nothing breaks, nothing is wider than the screen."""

import contextlib
import json
import time

import pytest

from tests.load.test_two_tills import without_memory_limit
from tools import browser, paths

from .crawler import Crawler
from .plan import PAGES
from .stage import served

# The demo takes minutes to make: none of it runs with the tests of every day.
pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not browser.find(), reason="there is no Chromium"),
]
BACK_END = ("rep", "credit", "till", "admin")
PORTAL = ("customer", "shopper")
SECONDS = 60  # of the sample, for all of its people


@pytest.fixture(scope="module")
def stage():
    """Give (url, plan) of a served copy of the demo."""
    with served() as found:
        yield found


@contextlib.contextmanager
def crawling(url, plan, login, width, enough=lambda: False):
    """Give a crawler that is logged in."""
    from playwright.sync_api import sync_playwright

    with without_memory_limit(), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser.find(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        with contextlib.closing(chromium):
            crawler = Crawler(chromium, url, login, width, plan, enough)
            crawler.log_in()
            yield crawler


def report(crawlers, plan):
    """Print and keep what was pressed, and what was not; return the faults."""
    pressed = {name for crawler in crawlers for _model, name in crawler.pressed}
    ours = {name for _model, name in plan.buttons}
    never = sorted(f"{model}: {name}" for model, name in plan.buttons if name not in pressed)
    text = {
        "screens": sum(crawler.seen for crawler in crawlers),
        "pressed": len({it for crawler in crawlers for it in crawler.pressed}),
        "of ours": f"{len(pressed & ours)} of {len(ours)}",
        "never pressed": never,
        "faults": [fault for crawler in crawlers for fault in crawler.faults],
    }
    (paths.RUN / "crawl.json").write_text(json.dumps(text, indent=1), encoding="utf-8")
    print(json.dumps(text, indent=1))
    return text["faults"]


def test_sample(stage):
    """The rep's, the manager's and a customer's first screens, as far as a minute goes."""
    url, plan = stage
    done = []
    for login, width in (("credit", "desktop"), ("rep", "phone"), ("customer", "phone")):
        until = time.monotonic() + SECONDS / 3
        with crawling(url, plan, login, width, lambda until=until: time.monotonic() > until) as it:
            if login in PORTAL:
                it.read_pages(PAGES)
            else:
                it.walk(press=width == "desktop", records=1)
            done.append(it)
    assert all(crawler.seen > 3 for crawler in done)
    assert not report(done, plan)


def test_everything(stage):
    """Everybody, at a desk, beside the chatter and on a phone; every button of ours once."""
    url, plan = stage
    done = []
    for login in BACK_END:
        for width in ("desktop", "phone"):
            with crawling(url, plan, login, width) as it:
                it.walk(press=width == "desktop", records=4)
                done.append(it)
    for login in PORTAL:
        for width in ("desktop", "phone"):
            with crawling(url, plan, login, width) as it:
                it.read_pages(PAGES)
                done.append(it)
    assert not report(done, plan)
