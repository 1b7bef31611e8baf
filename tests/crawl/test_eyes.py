"""The crawler can fail: pages with one fault each, and pages with none; no server sends them."""

import contextlib

import pytest

from .crawler import Eyes

WRONG = {
    "<p>good</p><button>Save</button>": None,
    "<div style='width: 3000px'>wide</div>": "too wide",
    "<p>one sentence</p><p style='margin-top: -2.2em'>upon another</p>": "text over text",
    "<div style='position: absolute; width: 1px; overflow: hidden'><p class='o_statement_right' "
    "style='width: 1px; white-space: nowrap'>read aloud</p></div>": None,
    "<p class='o_statement_right' style='width: 9px; white-space: nowrap'>long</p>": "wider than",
    "<div class='o_field_widget'><div class='o_list_renderer' style='width: 90px; overflow: auto'>"
    "<table width=300><tr><td>Bob<td width=200>Apply</table></div></div>": "beyond",
    "<div class='o_field_widget'><div class='o_list_renderer' style='width: 90px; overflow: auto'>"
    "<table><tr><td>Bob<td>Apply</table></div></div>": None,
    "<img src='/none.png' width=20 height=20 alt='none'>": "no picture",
    "<script>console.error('broken thing')</script>": "broken thing",
    "<script>throw new Error('thrown thing')</script>": "thrown thing",
    "<button name='nameless'></button>": "button-name",
    "<p style='color: #ccc'>pale words</p>": "color-contrast",
    "<label>no field</label><input name='unnamed'>": "label",
    "<div class='o_error_dialog'>Odoo Server Error: oops</div>": "Odoo Server Error",
    "<div class='o_error_dialog'>Invalid Operation: choose a day</div>": None,
}


@pytest.fixture(scope="module")
def eyes(chromium):
    """Give eyes that look at pages which no server sends."""
    found = Eyes(chromium, "http://nowhere.test", "nobody", "desktop")
    with contextlib.closing(found):
        found.page.route("**/*.png", lambda it: it.fulfill(body=b"", status=200))
        yield found


@pytest.mark.parametrize("body", WRONG)
def test_what_is_wrong_is_seen(eyes, body):
    """A page with one fault each: the crawler tells it; a good page and an answer pass."""
    eyes.faults, eyes.kinds = [], set()
    page = f"<!doctype html><html lang=en><title>t</title><main>{body}</main></html>"
    eyes.page.route("**/page", lambda it: it.fulfill(body=page, content_type="text/html"))
    eyes.page.goto("http://nowhere.test/page")
    eyes.check()
    wanted = WRONG[body]
    assert [it for it in eyes.faults if wanted in it] if wanted else not eyes.faults
