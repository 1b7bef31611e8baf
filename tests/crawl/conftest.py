"""Browsers and stages that the crawler's tests share."""

import contextlib

import pytest

from tests.load.test_two_tills import without_memory_limit
from tools import browser

from .stage import served_small

ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")


@pytest.fixture(scope="module")
def chromium():
    """Give a browser; without one the tests are skipped."""
    if not browser.find():
        pytest.skip("there is no Chromium")
    from playwright.sync_api import sync_playwright

    with without_memory_limit(), sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=browser.find(), args=list(ARGUMENTS))
        with contextlib.closing(found):
            yield found


@pytest.fixture(scope="module")
def small(chromium):
    """Give (url, plan) of a small stage; only where there is a browser."""
    with served_small() as found:
        yield found
