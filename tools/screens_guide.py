"""The pictures of the user guide: a part of a screen each, cut to the size that its page keeps."""

from . import screens, screens_till

WIDTH = "guide"
VIEW = (1280, 800)


def send(page):
    """The dialog that sends a statement, with its preview."""
    page.open_dialog("Send Statements", "customer.statement.send", "builder")
    page.wait(".modal .o_statement_paper, .modal .o_field_widget[name='preview'] *")


# Who sees it, how to get there, whose page it is on, the element, and how much from its corner.
PICTURES = {
    "rep-position": (
        "rep", screens.order, screens.ADDON, ".o_credit_position", (900, 140),
    ),
    "rep-approval": (
        "rep", screens.banner, screens.LIMIT_ADDON, ".o_credit_verdict", (900, 160),
    ),
    "manager-apply": (
        "credit", screens.apply_dialog, screens.ADDON, ".modal-content", (980, 560),
    ),
    "manager-request": (
        "credit", screens.request, screens.LIMIT_ADDON, ".o_form_view", (900, 620),
    ),
    "accountant-send": (
        "credit", send, screens.STATEMENT_ADDON, ".modal-content", (980, 640),
    ),
    "accountant-run": (
        "credit", screens.statement_run, screens.STATEMENT_ADDON, ".o_form_view", (1000, 620),
    ),
    "cashier-payment": (
        screens_till.LOGIN, screens_till.payment, "customer_credit_pos_web", ".pos", (1280, 560),
    ),
    "cashier-topup": (
        screens_till.LOGIN, screens_till.topup, "customer_credit_pos_web",
        ".modal-content", (400, 620),
    ),
    "customer-credit": (
        "shopper", screens.shop_credit, "customer_credit_pos_web",
        ".o_store_credit_page", (1000, 420),
    ),
    "customer-statement": (
        "customer", screens.statement_portal, screens.STATEMENT_ADDON,
        ".o_portal_statement", (1100, 560),
    ),
}  # fmt: skip


SCREENS = {
    f"guide-{name}": (login, steps, (WIDTH,))
    for name, (login, steps, _addon, _selector, _size) in PICTURES.items()
}


def path(root, name):
    """Return where a picture of the guide is kept."""
    addon = PICTURES[name.removeprefix("guide-")][2]
    return root / addon / "static" / "src" / "img" / "guide" / f"{name.removeprefix('guide-')}.png"


def clip(page, name):
    """Return the part of the screen that is shown, as Playwright wants it."""
    _login, _steps, _addon, selector, (width, height) = PICTURES[name.removeprefix("guide-")]
    element = page.locator(selector).first
    element.evaluate("element => element.scrollIntoView({ block: 'start' })")
    box = element.bounding_box()
    return {"x": box["x"], "y": box["y"], "width": width, "height": height}
