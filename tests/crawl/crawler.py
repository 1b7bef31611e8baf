"""One person in a browser: looks at every view, presses every button once, notes what is wrong."""

import re

from playwright.sync_api import Error

from .plan import SETTINGS

WIDTHS = {"desktop": (1366, 768), "chatter": (1700, 900), "phone": (390, 844)}
PATIENCE, CLICK = 120_000, 15_000
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
OVERFLOW = """() => {
    const root = document.documentElement;
    const wide = root.scrollWidth - root.clientWidth;
    const spill = [...document.querySelectorAll(
        '.o_form_view .o_form_sheet, .o_portal, .modal-body, .o_credit_position'
    )].filter((it) => it.scrollWidth - it.clientWidth > 4
        && getComputedStyle(it).overflowX === 'visible');
    return wide > 2 ? `the page is ${wide} px too wide`
        : spill.length ? `${spill[0].className} is wider than its place` : '';
}"""
BUTTONS = """(root) => [...document.querySelectorAll(root + ' button[name]')]
    .filter((it) => it.offsetParent && !it.disabled && !it.closest('.o_control_panel_navigation'))
    .map((it) => it.getAttribute('name')).filter((it) => it && !it.startsWith('create'))"""


class Crawler:
    """A page of one person at one width.

    :param plan: what is ours
    :param enough: says when to stop, between two screens
    """

    def __init__(self, chromium, url, login, width, plan, enough=lambda: False):
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        self.login, self.width, self.plan, self.url, self.enough = login, width, plan, url, enough
        self.context = chromium.new_context(
            viewport=size, locale="en-US", has_touch=width == "phone", accept_downloads=True
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.pressed, self.faults, self.seen = set(), [], 0
        self.where, self.told = "", []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.told.append(f"script: {error.stack}"))
        self.page.on("response", self._receive)
        self.page.on("dialog", lambda dialog: dialog.accept())

    # ------------------------------------------------------------- noticing

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

    def check(self):
        """Look at what is on the screen now."""
        self.settle()
        self.seen += 1
        for told in self.told:
            self.fault(told)
        self.told.clear()
        dialog = self.page.locator(".o_error_dialog").first
        if dialog.count():
            text = " ".join(dialog.inner_text().split())[:300]
            if not ANSWER.search(text):
                self.fault(text)
        elif BROKEN.search(self.page.title()):
            self.fault(self.page.title())
        if wide := self.page.evaluate(OVERFLOW):
            self.fault(wide)

    def settle(self):
        """Wait until nothing loads any more."""
        try:
            self.page.wait_for_function(
                "() => !document.querySelector('.o_loading_indicator, .o_blockUI')", timeout=15_000
            )
        except Error:
            self.fault("it loads for ever")
        self.page.wait_for_timeout(250)

    # ------------------------------------------------------------- walking

    def log_in(self):
        """Log in; the demo users' passwords are their logins."""
        self.where = "login"
        self.page.goto(f"{self.url}/web/login")
        self.page.fill("input[name=login]", self.login)
        self.page.fill("input[name=password]", self.login)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_selector(".o_main_navbar, .o_portal_my_home, main")
        self.told.clear()

    def run(self, action, view_type=None):
        """Open an action as a menu does; return whether that worked."""
        self.page.evaluate(
            """([action, viewType]) => odoo.__WOWL_DEBUG__.root.actionService.doAction(
                action, { clearBreadcrumbs: true, ...(viewType && { viewType }) }
            ).catch((error) => console.error(String(error && error.message || error)))""",
            [action, view_type],
        )
        self.settle()

    def home(self):
        """Begin again with a fresh client: nothing of the last step is left."""
        self.page.goto(f"{self.url}/odoo")
        self.page.wait_for_selector(".o_main_navbar")
        self.settle()
        self.told.clear()

    def menus(self):
        """Return [(xmlid, action id, model, [view types])] of what this person may open of ours."""
        found = self.page.evaluate(
            """async () => {
                const { orm, menu } = odoo.__WOWL_DEBUG__.root.env.services;
                const entries = menu.getAll().filter((it) => it.actionID
                    && it.actionModel === 'ir.actions.act_window');
                const result = [];
                for (const it of entries) {
                    const [action] = await odoo.__WOWL_DEBUG__.root.env.services.action
                        .loadAction(it.actionID).then((a) => [a], () => [null]);
                    result.push([it.xmlid || it.name, it.actionID, action && action.res_model,
                        action ? action.views.map((view) => view[1]) : []]);
                }
                return result;
            }"""
        )
        ours = {}
        for xmlid, action, model, views in found:
            if model is None:
                self.where = xmlid
                self.fault("the menu opens nothing")
            elif model in self.plan.models:
                ours.setdefault(action, (xmlid, action, model, views))
        return sorted(ours.values(), key=lambda it: not it[0].startswith("customer_"))

    def walk(self, press=True, records=2):
        """See every view of every menu; press the buttons of some records of each model."""
        self.home()
        models = {}
        for xmlid, action, model, views in self.menus():
            for view in views:
                if self.enough():
                    return
                if view in ("search", "form") or model == SETTINGS:
                    continue
                self.where = f"{xmlid} {view}"
                self.run(action, view)
                self.check()
                if self.page.locator(".o_error_dialog").count():
                    self.home()
                elif press and view in ("list", "kanban"):
                    self.press_in_list(model, action, view)
            models.setdefault(model, action)
        for model in models:
            for record in [False] if model == SETTINGS else self.records(model, records):
                if self.enough():
                    return
                self.visit(model, record, press)

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

    def visit(self, model, record, press):
        """Look at a record, its tabs, and press what was not pressed before."""
        self.where = f"{model} {record}"
        if not self.form(model, record):
            self.told.clear()
            self.home()  # not for this person
            return
        self.check()
        names = self.page.evaluate(BUTTONS, ".o_action_manager")
        for tab in self.page.locator(".o_notebook .nav-link:visible").all():
            tab.click(timeout=CLICK)
            self.check()
            names += self.page.evaluate(BUTTONS, ".o_action_manager")
        for name in dict.fromkeys(names if press else ()):
            if self.is_new(model, name):
                self.press(model, name, lambda: self.form(model, record), f"{model} {record}")

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
        self.pressed.add((model, name))
        if not again():
            return
        button = self.page.locator(f".o_action_manager button[name='{name}']:visible").first
        if not button.count():
            for tab in self.page.locator(".o_notebook .nav-link:visible").all():
                tab.click(timeout=CLICK)
                if button.count():
                    break
        if not button.count():
            self.pressed.discard((model, name))  # what was pressed before has changed the record
            return
        try:
            button.click(timeout=CLICK)
            self.answer()
        except Error as error:
            self.fault(f"cannot be pressed: {str(error).splitlines()[0][:120]}")
        if "/odoo" not in self.page.url or self.page.locator(".o_error_dialog, .modal").count():
            self.home()

    def answer(self):
        """Confirm what is asked, look at what opens, press the buttons of a dialog once."""
        for _step in range(3):
            self.check()
            confirm = self.page.locator(".modal:not(.o_error_dialog) footer .btn-primary:visible")
            if not confirm.count() or self.page.locator(".modal .o_form_view").count():
                break
            confirm.first.click(timeout=CLICK)
        form = self.page.locator(".modal .o_form_view")
        if form.count():
            names = dict.fromkeys(self.page.evaluate(BUTTONS, ".modal"))
            for name in names:
                button = self.page.locator(f".modal button[name='{name}']:visible").first
                if not button.count():
                    continue
                self.pressed.add(("dialog", name))
                self.where += f" [{name}]"
                button.click(timeout=CLICK)
                self.check()
                if not form.count():
                    break

    def read_pages(self, addresses):
        """Look at pages of the portal and the shop, and at the documents that they lead to."""
        todo, done = list(addresses), set()
        while todo and not self.enough():
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
            self.check()
            links = self.page.evaluate(
                """() => [...document.querySelectorAll('main a[href]')]
                    .map((it) => it.getAttribute('href'))"""
            )
            todo += [
                link.split("#")[0]
                for link in links
                if re.match(r"/(my|shop)(/|\?|$)", link)
                and "report_type" not in link
                and not re.search(r"logout|deactivate|download|/change", link)
            ]

    def close(self):
        """End the session."""
        self.context.close()
