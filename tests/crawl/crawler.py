"""One person in a browser: looks at every view, presses every button once, notes what is wrong."""

import re

from playwright.sync_api import Error

from tools import paths

from . import access
from .plan import OURS, SETTINGS

WIDTHS = {
    "desktop": (1366, 768),
    "chatter": (1700, 900),
    "tablet": (1024, 768),
    "phone": (390, 844),
}
TOUCH = ("tablet", "phone")
PATIENCE, CLICK = 240_000, 30_000  # of pages, of what is on them; a busy machine takes its time
# Errors that a person can act on are answers; these are none.
BROKEN = re.compile(
    r"Oops|Odoo Server Error|Odoo Client Error|Uncaught|Traceback|UncaughtPromiseError|"
    r"Odoo Error|Internal Server Error",
)
# A button that its person sees and may not press is no answer: rights are not among these.
ANSWER = re.compile(r"^(Invalid Operation|Validation Error|Missing|Warning|Odoo Warning)")
# Noise of the browser itself, and of what Odoo does without us.
QUIET = re.compile(
    r"favicon|WebSocket|bus/websocket|Autofocus|downloadable font|ResizeObserver|ERR_ABORTED|"
    r"service-worker|Failed to load resource|GPU|GroupMarkerNotSet|iap|Permissions policy",
)
# Of the page that is left while it still loads.
LEFT = re.compile(r"Failed to fetch|NetworkError|ConnectionLostError|Connection .* couldn't be")
# What an answer of a button may be told by: a dialog that waits, an error, another screen.
ERROR, DIALOG = ".o_error_dialog", ".modal:not(.o_error_dialog)"
LOADING = "() => !document.querySelector('.o_loading_indicator, .o_blockUI')"
BUTTONS = """(root) => [...document.querySelectorAll(root + ' button[name]')]
    .filter((it) => it.offsetParent && !it.disabled && !it.closest('.o_control_panel_navigation'))
    .map((it) => it.getAttribute('name')).filter((it) => it && !it.startsWith('create'))"""
MENUS = """async () => {
    const { action, menu } = odoo.__WOWL_DEBUG__.root.env.services;
    const result = [];
    for (const it of menu.getAll().filter((one) => one.actionID)) {
        const found = await action.loadAction(it.actionID).catch(() => null);
        result.push([it.xmlid || it.name, it.actionID, found && found.type,
            found && found.res_model, found && found.views ? found.views.map((v) => v[1]) : []]);
    }
    return result;
}"""
RUN = """([action, viewType]) => odoo.__WOWL_DEBUG__.root.actionService.doAction(
    action, { clearBreadcrumbs: true, ...(viewType && { viewType }) }
).catch((error) => console.error(String(error && error.message || error)))"""


class Eyes:
    """A page of one person at one width, and what is wrong on it.

    :param seen: kinds of screens that axe has looked at; shared between people
    """

    def __init__(self, chromium, url, login, width, seen=None):
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        self.login, self.width, self.url = login, width, url
        self.context = chromium.new_context(
            viewport=size, locale="en-US", has_touch=width in TOUCH, accept_downloads=True,
            reduced_motion="reduce",
        )  # fmt: skip
        self.context.add_init_script(path=paths.ROOT / "tests/crawl/looks.js")
        self.page = self.context.new_page()
        self.page.set_default_timeout(CLICK)
        self.page.set_default_navigation_timeout(PATIENCE)
        self.faults, self.seen = [], 0
        self.kinds = set() if seen is None else seen
        self.where, self.told = "", []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.told.append(f"script: {error.stack}"))
        self.page.on("response", self._receive)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _hear(self, message):
        text = message.text
        if message.type == "error" and not QUIET.search(text) and not LEFT.search(text):
            self.told.append(f"console: {text[:300]}")

    def _receive(self, response):
        if response.status >= 400 and not QUIET.search(response.url):
            self.told.append(f"{response.status} {response.url.replace(self.url, '')[:120]}")

    def fault(self, text):
        """Note what is wrong, where."""
        line = f"{self.login} {self.width}: {self.where}: {text}"
        if line not in self.faults:
            self.faults.append(line)
            print(line, flush=True)

    def check(self, ours=""):
        """Look at what is on the screen now.

        :param str ours: selector of what is ours there, for axe; all of it when empty
        """
        self.settle()
        self.seen += 1
        for told in self.told:
            self.fault(told)
        self.told.clear()
        dialog = self.page.locator(ERROR).first
        if dialog.count():
            text = " ".join(dialog.inner_text().split())[:300]
            if not ANSWER.search(text):
                self.fault(text)
            return
        if BROKEN.search(self.page.title()):
            self.fault(self.page.title())
        try:
            for wrong in self.page.evaluate("() => window.crawl.look()"):
                self.fault(wrong)
            self._check_access(ours)
        except Error as error:  # the page was left meanwhile, as by a download or a link
            if "context was destroyed" not in str(error):
                raise

    def _check_access(self, ours):
        kind = (self.width == "phone", re.sub(r"\b\d+\b", "#", self.where))
        if kind not in self.kinds:
            self.kinds.add(kind)
            for wrong in access.look(self.page, ours):
                self.fault(f"axe: {wrong}")

    def settle(self):
        """Wait until nothing loads any more."""
        try:
            self.page.wait_for_function(LOADING, timeout=60_000)
        except Error:
            self.fault("it loads for ever")
        self.page.wait_for_timeout(250)

    def log_in(self):
        """Log in; the demo users' passwords are their logins."""
        self.where = "login"
        self.page.goto(f"{self.url}/web/login")
        self.page.fill("input[name=login]", self.login)
        self.page.fill("input[name=password]", self.login)
        self.page.press("input[name=password]", "Enter", timeout=PATIENCE)
        self.page.wait_for_selector(".o_main_navbar, .o_portal_my_home, main", timeout=PATIENCE)
        self.told.clear()

    def read_pages(self, addresses, enough=lambda: False):
        """Look at pages of the portal and the shop, and at the documents that they lead to."""
        todo, done = list(addresses), set()
        while todo and not enough():
            address = todo.pop(0)
            kind = re.sub(r"[\w-]*\d+", "#", address.split("?")[0])
            if kind in done:
                continue
            done.add(kind)
            self.where = address
            response = self.page.goto(f"{self.url}{address}")
            self.told = [told for told in self.told if not told.startswith("403")]
            if response.status >= 400:
                self.fault(f"answers {response.status}")
                continue
            self.check(OURS)
            links = self.page.evaluate(
                """() => [...document.querySelectorAll('main a[href]')]
                    .map((it) => it.getAttribute('href'))"""
            )
            todo += [
                link.split("#")[0]
                for link in links
                if re.match(r"/(my|shop|customer_credit)(/|\?|$)", link)
                and "report_type" not in link
                and not re.search(r"logout|deactivate|download|/change", link)
            ]

    def close(self):
        """End the session."""
        self.context.close()


class Crawler(Eyes):
    """A person of the back end, who opens what the menus lead to and presses buttons.

    :param plan: what is ours
    :param enough: says when to stop, between two screens
    """

    def __init__(self, chromium, url, login, width, plan, enough=lambda: False, seen=None):
        super().__init__(chromium, url, login, width, seen)
        self.plan, self.enough = plan, enough
        self.pressed = set()

    def run(self, action, view_type=None):
        """Open an action as a menu does."""
        self.page.evaluate(RUN, [action, view_type])
        self.settle()

    def home(self):
        """Begin again with a fresh client: nothing of the last step is left."""
        self.page.goto(f"{self.url}/odoo")
        self.page.wait_for_selector(".o_main_navbar", timeout=PATIENCE)
        self.settle()
        self.told.clear()

    def menus(self):
        """Return [(xmlid, action id, model, [view types])] of what this person may open of ours.

        Pages without views have no model.
        """
        ours = {}
        for xmlid, action, kind, model, views in self.page.evaluate(MENUS):
            if kind is None:
                self.where = xmlid
                self.fault("the menu opens nothing")
            elif model in self.plan.models or xmlid in self.plan.menus:
                ours.setdefault(action, (xmlid, action, model, views))
        return sorted(ours.values(), key=lambda it: not it[0].startswith("customer_"))

    def ours(self, model):
        """Return the selector of what is ours on a screen of a model."""
        return "" if model is None or model.startswith("customer.") else self.plan.fields(model)

    def walk(self, press=True, records=2, start=0):
        """See every view of every menu; press the buttons of some records of each model.

        :param int start: number of the menu to begin with
        """
        self.home()
        models, menus = {}, self.menus()
        start %= max(len(menus), 1)
        for xmlid, action, model, views in menus[start:] + menus[:start]:
            for view in views or [None]:
                if self.enough():
                    return
                if (views and view in ("search", "form")) or model == SETTINGS:
                    continue
                self.see_view(xmlid, action, model, view, press)
            if model:
                models.setdefault(model, action)
        for model in models:
            for record in [False] if model == SETTINGS else self.records(model, records):
                if self.enough():
                    return
                self.visit(model, record, press)

    def see_view(self, xmlid, action, model, view, press):
        """Look at a view of a menu's action, and press what it shows."""
        self.where = f"{xmlid} {view or ''}".strip()
        self.run(action, view)
        self.check(self.ours(model))
        if self.page.locator(f"{ERROR}, .modal").count():
            if press and self.page.locator(".modal .o_form_view").count():
                self.answer()
            self.home()
        elif press and view in ("list", "kanban"):
            self.press_in_list(model, action, view)

    def records(self, model, limit):
        """Return ids of records of a model that differ, as far as this person may see them."""
        ids = self.plan.records(model, 3 * limit)
        seen = self.page.evaluate(
            """([model, ids]) => odoo.__WOWL_DEBUG__.root.env.services.orm.silent
                .search(model, [['id', 'in', ids]]).catch(() => [])""",
            [model, ids],
        )
        return [one for one in ids if one in set(seen)][: 3 * limit]

    def form(self, model, record):
        """Open a record in its form."""
        action = {
            "type": "ir.actions.act_window",
            "res_model": model,
            "views": [[False, "form"]],
            "res_id": record,
        }
        self.run(action)
        return self.page.locator(".o_action_manager .o_form_view").count()

    def tabs(self):
        """Return the tabs of the form that is open."""
        return self.page.locator(".o_action_manager .o_notebook .nav-link:visible").all()

    def visit(self, model, record, press):
        """Look at a record, its tabs, and press what was not pressed before."""
        self.where = f"{model} {record}"
        if not self.form(model, record):
            self.told.clear()
            self.home()  # not for this person
            return
        self.check(self.ours(model))
        names = self.page.evaluate(BUTTONS, ".o_action_manager")
        for place, tab in enumerate(self.tabs()):
            self.where = f"{model} {record} tab {tab.get_attribute('name') or place}"
            tab.click(timeout=CLICK)
            self.check(self.ours(model))
            names += self.page.evaluate(BUTTONS, ".o_action_manager")
        for name in dict.fromkeys(names if press else ()):
            if self.is_new(model, name):
                self.press(model, name, lambda: self.form(model, record), f"{model} {record}")

    def hunt(self, records=6):
        """Look for buttons that nobody pressed yet, on more records of their models."""
        self.home()
        for model in sorted({model for model, _name in self.missing()}):
            for record in [False] if model == SETTINGS else self.records(model, records):
                if not any(one == model for one, _name in self.missing()) or self.enough():
                    break
                self.visit(model, record, press=True)

    def missing(self):
        """Return {(model, button)} of ours that were not pressed yet."""
        names = {name for _model, name in self.pressed}
        return {it for it in self.plan.buttons if it[1] not in names}

    def press_in_list(self, model, action, view):
        """Press the buttons of rows, cards and of what is ticked."""

        def open_list():
            self.run(action, view)
            box = self.page.locator(".o_data_row .o_list_record_selector input").first
            if box.count():
                box.click(timeout=CLICK)
            return True

        open_list()
        for name in dict.fromkeys(self.page.evaluate(BUTTONS, ".o_action_manager")):
            if self.is_new(model, name):
                self.press(model, name, open_list, f"{model} {view}")

    def is_new(self, model, name):
        """Say whether a button is ours, and not pressed yet."""
        return (model, name) not in self.pressed and self.is_ours(name) and not self.enough()

    def is_ours(self, name):
        """Say whether a button is in a view of ours; those of actions have numbers on screen."""
        return any(name == ours for _model, ours in self.plan.buttons)

    def press(self, model, name, again, where):
        """Press a button on a fresh screen, and all that it opens."""
        self.where = f"{where} [{name}]"
        if not again():
            return
        button = self.page.locator(f".o_action_manager button[name='{name}']:visible").first
        if not button.count():
            for tab in self.tabs():
                tab.click(timeout=CLICK)
                if button.count():
                    break
        if not button.count():  # what was pressed before has changed the record
            return
        self.pressed.add((model, name))
        try:
            button.click(timeout=CLICK)
            self.answer()
        except Error as error:
            self.fault(f"cannot be pressed: {str(error).splitlines()[0][:120]}")
        if "/odoo" not in self.page.url or self.page.locator(f"{ERROR}, .modal").count():
            self.home()

    def answer(self):
        """Confirm what is asked, look at what opens, press the buttons of a dialog once."""
        for _step in range(3):
            self.check(OURS)
            confirm = self.page.locator(f"{DIALOG} footer .btn-primary:visible")
            if not confirm.count() or self.page.locator(".modal .o_form_view").count():
                break
            confirm.first.click(timeout=CLICK)
        form = self.page.locator(".modal .o_form_view")
        if not form.count():
            return
        where = self.where
        for name in dict.fromkeys(self.page.evaluate(BUTTONS, ".modal")):
            button = self.page.locator(f".modal button[name='{name}']:visible").first
            if not button.count():
                continue
            self.where = f"{where} [{name}]"
            self.pressed.add(("dialog", name))
            button.click(timeout=CLICK)
            self.settle()
            if form.count() and self.fill():
                button.click(timeout=CLICK)
            self.check(OURS)
            if not form.count() or self.page.locator(ERROR).count():
                break

    def fill(self):
        """Fill what a dialog still wants; return whether there was something."""
        wanted = self.page.locator(".modal .o_field_widget.o_field_invalid")
        filled = False
        for _attempt in range(wanted.count()):
            field = wanted.first
            box = field.locator("input, textarea").first
            if not box.count() or not box.is_visible():
                break
            if field.locator(".o-autocomplete").count():
                box.click(timeout=CLICK)
                self.page.locator(".o-autocomplete--dropdown-item a").first.click(timeout=CLICK)
            else:
                kind = field.get_attribute("class") or ""
                amount = re.search(r"o_field_(monetary|float|integer)", kind)
                date = re.search(r"o_field_(date|datetime)\b", kind)
                box.fill("12/31/2027" if date else "1" if amount else "As the customer asked")
                self.page.keyboard.press("Tab")
            filled = True
        return filled
