"""The pictures of the README and of the user guide: screens of the demo, as people see them."""

import argparse
import io
import shutil
import socket
import sys

from . import browser, database, demo, paths, screens_guide, screens_till
from .screens import NAME, credits_list, reference
from .screens import SCREENS as OFFICE
from .steps import WorkshopError, say, step

FOLDER = paths.ROOT / "docs" / "images"
WIDTHS = {
    "desktop": (1366, 850),
    "phone": (390, 844),
    "tablet": (1024, 768),
    **screens_guide.WIDTHS,
}
# Who sees a screen, how to get there, and the widths that it is shown in.
SCREENS = {
    **{name: (*screen, ("desktop", "phone")) for name, screen in OFFICE.items()},
    **screens_till.SCREENS,
    **screens_guide.SCREENS,
}
LIMIT = 200_000
# People load those of the guide on a phone.
GUIDE_LIMIT = 60_000

# ------------------------------------------------------------------- browser


class Page:
    """A page of Odoo with the few gestures that the pictures need."""

    def __init__(self, page, url):
        self.page = page
        self.url = url
        self.name = NAME

    def log_in(self, login):
        """Log in; the demo users' passwords are their logins."""
        self.page.goto(f"{self.url}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", login)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_selector(".o_main_navbar, .o_portal_my_home", timeout=60_000)

    def open(self, path):
        """Open a page of the back end."""
        self.page.goto(f"{self.url}/odoo/{path}")
        self.page.wait_for_selector(".o_action_manager > .o_action", timeout=60_000)

    def open_dialog(self, name, model, customer):
        """Open a dialog for a customer, as the buttons do."""
        credits_list(self)
        action = {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "active_model": "res.partner",
                "active_ids": [reference(f"demo_partner_{customer}")],
            },
        }
        self.page.evaluate(
            "action => odoo.__WOWL_DEBUG__.root.actionService.doAction(action)", action
        )
        self.wait(".modal .o_form_view")

    def wait(self, selector):
        """Wait for an element."""
        self.page.wait_for_selector(selector, timeout=30_000)

    def show(self, selector, top=False):
        """Scroll an element into the middle, or to the top, where the screen is short."""
        self.wait(selector)
        if self.page.viewport_size["width"] < WIDTHS["desktop"][0]:
            block = "start" if top else "center"
            self.page.locator(selector).first.evaluate(
                "(element, block) => element.scrollIntoView({ block })", block
            )

    def scroll_to(self, selector):
        """Bring an element to the top, on any screen, below what stays there."""
        self.page.locator(selector).first.evaluate(
            """element => {
                element.style.scrollMarginTop = "10rem";
                element.scrollIntoView();
            }"""
        )

    def click(self, selector):
        """Click an element."""
        self.page.locator(selector).first.click(timeout=15_000)

    def fill(self, selector, text):
        """Type into a field and leave it."""
        field = self.page.locator(selector).first
        field.fill(text)
        field.press("Tab")

    def settle(self):
        """Wait until nothing loads and nothing moves any more (the bus never falls silent)."""
        self.page.wait_for_function("() => !document.querySelector('.o_loading_indicator')")
        self.page.wait_for_timeout(1200)

    def picture(self, path, limit=LIMIT, clip=None):
        """Save what is on the screen, or a part of it, as a small PNG; return its size in bytes."""
        from PIL import Image

        self.settle()
        image = Image.open(io.BytesIO(self.page.screenshot(clip=clip and clip()))).convert("RGB")
        for colours in (256, 128, 64, 32):
            image.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
            if path.stat().st_size < limit:
                break
        return path.stat().st_size

    def show_picture(self, name, width):
        """Get to a screen, and save its picture where it belongs; say how large it is."""
        SCREENS[name][1](self)
        if width in screens_guide.WIDTHS:
            path = screens_guide.path(paths.ROOT, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            size = self.picture(path, GUIDE_LIMIT, lambda: screens_guide.clip(self.page, name))
        else:
            path = FOLDER / f"{name}-{width}.png"
            size = self.picture(path)
        say(f"    {path.name}: {size // 1000} kB")


def take(url, names, widths):
    """Take the pictures; return the names of those that failed."""
    from playwright.sync_api import Error, sync_playwright

    failed = []
    executable = browser.find()
    if not executable:
        raise WorkshopError("There is no Chromium.", "install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for width in widths:
            size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
            shown = [name for name in names if width in SCREENS[name][2]]
            for login in sorted({SCREENS[name][0] for name in shown}):
                context = chromium.new_context(
                    viewport=size, has_touch=width.endswith("phone"), locale="en-US"
                )
                page = Page(context.new_page(), url)
                page.log_in(login)
                for name in (name for name in shown if SCREENS[name][0] == login):
                    try:
                        page.show_picture(name, width)
                    except Error as error:
                        file = f"{name}-{width}.png"
                        failed.append(file)
                        page.page.screenshot(path=str(paths.RUN / f"failed-{file}"))
                        say(f"    {file}: FAILED: {str(error).splitlines()[0]}")
                context.close()
        chromium.close()
    return failed


def show_in_stores():
    """Bring the pictures on the addons' pages, which an app store shows, up to date."""
    for addon in paths.addons():
        for old in (paths.ROOT / addon / "static" / "description").glob("*.png"):
            if (FOLDER / old.name).is_file():
                shutil.copy(FOLDER / old.name, old)


def free_port():
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main():
    """Serve a fresh demo, take the pictures, end it; fail when one is missing."""
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of: {', '.join(SCREENS)}")
    parser.add_argument("--width", choices=WIDTHS, action="append")
    parser.add_argument("--port", type=int, help="of the server; a free one by default")
    parser.add_argument("--keep", action="store_true", help="leave the server running")
    options = parser.parse_args()
    unknown = ", ".join(sorted(set(options.names) - set(SCREENS)))
    if unknown:
        parser.error(f"there is no picture {unknown}; choose from {', '.join(SCREENS)}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    port = options.port or free_port()
    demo.serve(argparse.Namespace(database=NAME, port=port, host="127.0.0.1", fresh=False))
    # The bot greets each user once, in the middle of the picture.
    database.query("UPDATE res_users SET odoobot_state = 'disabled'", name=NAME)
    try:
        with step("Pictures", "Chromium"):
            failed = take(
                f"http://localhost:{port}", options.names or list(SCREENS), options.width or WIDTHS
            )
    finally:
        if not options.keep:
            demo._end(demo.state(NAME))
    show_in_stores()
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
