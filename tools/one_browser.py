"""Part of the pytest plugin: tests share a Chromium, each with a page and a storage of its own.

Odoo starts a browser for each test and ends it afterwards; the next one reads and compiles the
same ten megabytes of scripts again. Here a browser whose test went well is kept: its page is
closed before the test goes on, and before the next page opens cookies, databases, workers and
everything else that a site may store is gone. Only files that the server calls unchangeable stay
known. A browser in which something failed is ended, as ever.

Nobody looks at these pages, and what moves in them is drawn again and again. They are drawn at a
tenth of their size: their layout, and whatever a page may ask of its size, is as ever, and so is
the picture of one that failed. TEST_BROWSER=0 switches it off.
"""

import functools
import os
import shutil
import signal
import subprocess
import time
from concurrent.futures import wait
from dataclasses import dataclass

import requests

MOST = 20  # tests in one browser
DRAWN = 0.1  # of a page's size, where nobody looks
PAUSE = 0.05  # between two looks whether a page is ready: Odoo looks without end
PATIENCE = 5
STORED = (
    "cookies,file_systems,indexeddb,local_storage,shader_cache,websql,service_workers,"
    "cache_storage,interest_groups,shared_storage,storage_buckets"
)
FORGET_WORKERS = """
    ('serviceWorker' in navigator) && navigator.serviceWorker.getRegistrations().then(
        all => Promise.all(all.map(it => it.unregister())))
"""
kept = {}  # how it was started -> Browser that nobody uses


@dataclass
class Browser:
    """A Chromium that runs: its process, the port of its tools, its folder, how often it served."""

    process: subprocess.Popen
    port: int
    folder: str
    served: int = 0

    def ask(self, command, method="get"):
        """Ask its tools about pages."""
        url = f"http://127.0.0.1:{self.port}/json/{command}"
        answer = requests.request(method, url, timeout=PATIENCE)
        answer.raise_for_status()
        return answer

    def pages(self):
        """Return the ids of its open pages."""
        return {it["id"] for it in self.ask("list").json() if it["type"] == "page"}

    def renew(self):
        """Replace its pages by an empty one, and return when they are gone.

        :raise requests.RequestException: it does not answer, or a page stays
        """
        old = self.pages()
        self.ask("new?about:blank", "put")
        for page in old:
            self.ask(f"close/{page}")
        until = time.monotonic() + PATIENCE
        while old & self.pages():
            if time.monotonic() > until:
                raise requests.Timeout("a page was not closed")
            time.sleep(0.01)

    def end(self):
        """End it and remove what it has stored."""
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def install():
    """Let Odoo's tests of pages take a browser that is there."""
    from odoo.tests.common import ChromeBrowser

    if os.environ.get("TEST_BROWSER") == "0" or hasattr(ChromeBrowser.stop, "__wrapped__"):
        return
    for name, function in REPLACED.items():
        setattr(ChromeBrowser, name, _replaced(getattr(ChromeBrowser, name), function))


def end_all():
    """End the browsers that are kept."""
    while kept:
        kept.popitem()[1].end()


def _replaced(original, function):
    @functools.wraps(original)
    def replaced(self, *arguments, **named):
        return function(original, self, *arguments, **named)

    return replaced


def _chrome_start(original, self, user_data_dir, **how):
    """Take a browser that was started in the same way, or start one."""
    self.how = tuple(sorted(how.items()))
    found = kept.pop(self.how, None)
    if found and found.process.poll() is None:
        shutil.rmtree(user_data_dir, ignore_errors=True)
    else:
        found = Browser(*original(self, user_data_dir=user_data_dir, **how), user_data_dir)
    self.browser, self.user_data_dir = found, found.folder
    found.served += 1
    return found.process, found.port


def _init(original, self, test_case, *arguments, **named):
    """Begin with a browser that knows nothing of the tests before."""
    from odoo.tools import config

    original(self, test_case, *arguments, **named)
    if not config["screencasts"]:
        self._websocket_request("Emulation.setDeviceMetricsOverride", params=_drawn(self, DRAWN))
    if self.browser.served > 1:
        stored = {"origin": test_case.base_url(), "storageTypes": STORED}
        self._websocket_request("Storage.clearDataForOrigin", params=stored)
        self._websocket_request("Network.clearBrowserCookies")


def _drawn(self, scale):
    """Return the size of a page, and how much of it is drawn."""
    width, height = map(int, self.test_case.browser_size.split(","))
    return {
        "mobile": False, "width": width, "height": height, "deviceScaleFactor": 1, "scale": scale,
    }  # fmt: skip


def _take_screenshot(original, self, *arguments, **named):
    """Draw the page whole before the picture of it."""
    self._websocket_send("Emulation.setDeviceMetricsOverride", params=_drawn(self, 1))
    return original(self, *arguments, **named)


def _wait_ready(original, self, ready_code=None, timeout=60):
    """Wait until a page is ready, and leave the processor to it and to the server meanwhile."""
    code = f"try {{ {ready_code or 'document.readyState === `complete`'} }} catch {{}}"
    until = time.monotonic() + timeout * self.throttling_factor
    while time.monotonic() < until:
        asked = {"expression": code, "awaitPromise": True}
        patience = max(until - time.monotonic(), PAUSE)
        answer = self._websocket_request("Runtime.evaluate", params=asked, timeout=patience)
        if answer["result"] == {"type": "boolean", "value": True}:
            return True
        time.sleep(PAUSE)
    return original(self, ready_code, timeout=PAUSE)  # it tells what was there


def _stop(original, self):
    """Close the page and keep the browser, unless something failed in it."""
    found = getattr(self, "browser", None)
    if not found or self.had_failure or found.served >= MOST or not _leave(self, found):
        original(self)
        return
    kept[self.how] = found
    if self.sigxcpu_handler:
        signal.signal(signal.SIGXCPU, self.sigxcpu_handler)


def _leave(self, found):
    """Close the page as Odoo does before it ends the browser; tell whether that was possible."""
    if not self._result.done() or self._result.cancelled() or self._result.exception():
        return False
    from odoo.tests.common import ChromeBrowserException

    try:
        self.screencaster.stop()
        self._websocket_request("Page.stopLoading")
        forget = {"expression": FORGET_WORKERS, "awaitPromise": True}
        self._websocket_request("Runtime.evaluate", params=forget)
        wait(self._responses.values(), 10)
        found.renew()
    except (requests.RequestException, TimeoutError, ChromeBrowserException) as error:
        self._logger.info("This browser is not used again: %s", error)
        return False
    self.ws.close()
    return True


REPLACED = {
    "__init__": _init, "_chrome_start": _chrome_start, "_wait_ready": _wait_ready, "stop": _stop,
    "take_screenshot": _take_screenshot,
}  # fmt: skip
