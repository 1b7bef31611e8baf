"""Somebody who works without a mouse: Tab, Enter, arrows; what has the focus must be seen."""

from .crawler import PATIENCE

TABS = 120
# The focus of a field is seen by its border, of a choice by its label.
VISIBLE = """() => {
    const it = document.activeElement;
    const seen = (one) => {
        if (!one) { return false; }
        const style = getComputedStyle(one);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
            || style.boxShadow !== 'none';
    };
    const field = it.closest('.o_field_widget');
    return it.matches(':focus-visible') && (seen(it) || seen(field)
        || /^(INPUT|TEXTAREA)$/.test(it.tagName)
        || [...(it.labels || [])].some(seen));
}"""


class Keyboard:
    """The keyboard of a page."""

    def __init__(self, eyes):
        self.page, self.url = eyes.page, eyes.url

    def open(self, address, selector):
        """Go to an address, as by the address bar, and wait for something there."""
        self.page.goto(f"{self.url}{address}")
        self.sees(selector)

    def sees(self, selector):
        """Wait until something is on the screen."""
        self.page.wait_for_selector(selector, timeout=PATIENCE)

    def press(self, key):
        """Press a key."""
        self.page.keyboard.press(key)

    def type(self, text):
        """Replace what a field holds."""
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def is_within(self, selector):
        """Tell whether the focus is inside something."""
        return self.page.evaluate("(it) => !!document.activeElement.closest(it)", selector)

    def tab_to(self, selector):
        """Press Tab until something has the focus, and see that it has."""
        for _press in range(TABS):
            if self.page.evaluate("(it) => document.activeElement.matches(it)", selector):
                break
            self.press("Tab")
        else:
            raise AssertionError(f"{selector} is not reached by {TABS} tabs")
        assert self.page.evaluate(VISIBLE), f"nobody sees that {selector} has the focus"
