"""The pictures of the user guide: a part of a screen each, cut to the size that its page keeps."""

from . import screens, screens_till

DESK, PHONE = "guide", "guide-phone"
WIDTHS = {DESK: (1366, 850), PHONE: (390, 844)}
TILL_ADDON = "customer_credit_pos_web"


# Who sees it, how to get there, where, whose page it is on, the element, and how much from its
# corner.
PICTURES = {
    "rep-position": (
        "rep", screens.order, PHONE, screens.ADDON, ".o_credit_position", (358, 250),
    ),
    "rep-approval": (
        "rep", screens.banner, PHONE, screens.LIMIT_ADDON, ".o_credit_verdict", (358, 224),
    ),
    "manager-apply": (
        "credit", screens.apply_dialog, DESK, screens.ADDON, ".modal-content", (978, 678),
    ),
    "manager-request": (
        "credit", screens.request, DESK, screens.LIMIT_ADDON, ".o_form_view", (1366, 570),
    ),
    "accountant-statement": (
        "credit", screens.statement, DESK, screens.STATEMENT_ADDON, ".o_form_view", (1060, 490),
    ),
    "accountant-run": (
        "credit", screens.statement_run, DESK, screens.STATEMENT_ADDON, ".o_notebook", (1000, 380),
    ),
    "cashier-payment": (
        screens_till.LOGIN, screens_till.payment, DESK, TILL_ADDON, ".pos", (1366, 470),
    ),
    "cashier-topup": (
        screens_till.LOGIN, screens_till.topup, DESK, TILL_ADDON, ".modal-content", (298, 516),
    ),
    "customer-credit": (
        "shopper", screens.shop_credit, DESK, TILL_ADDON, ".o_store_credit_page", (1110, 310),
    ),
    "customer-statement": (
        "customer", screens.statement_portal, DESK, screens.STATEMENT_ADDON,
        ".o_portal_statement", (1110, 560),
    ),
}  # fmt: skip


SCREENS = {
    f"guide-{name}": (login, steps, (width,))
    for name, (login, steps, width, _addon, _selector, _size) in PICTURES.items()
}


def path(root, name):
    """Return where a picture of the guide is kept."""
    addon = PICTURES[name.removeprefix("guide-")][3]
    return root / addon / "static" / "src" / "img" / "guide" / f"{name.removeprefix('guide-')}.png"


def clip(page, name):
    """Return the part of the screen that is shown, as Playwright wants it."""
    *_how, selector, (width, height) = PICTURES[name.removeprefix("guide-")]
    element = page.locator(selector).first
    box = element.bounding_box()
    if not 0 <= box["y"] <= page.viewport_size["height"] - height:
        element.evaluate("element => element.scrollIntoView({ block: 'start' })")
        box = element.bounding_box()
    return {"x": box["x"], "y": box["y"], "width": width, "height": height}
