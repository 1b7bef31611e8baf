"""Roles, labels, contrast and focus of what is ours on a screen, by axe-core."""

from tools import node

# WCAG 2.1 at level AA, and what the tool's authors advise beside it.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
# Of whole pages, which Odoo lays out: landmarks, headings in order, one main part.
OFF = (
    "region",
    "page-has-heading-one",
    "heading-order",
    "landmark-one-main",
    "landmark-unique",
    "landmark-main-is-top-level",
    "landmark-no-duplicate-main",
    "bypass",
    "skip-link",
    "meta-viewport",
    "html-has-lang",
    "document-title",
)
# Colours of Odoo's own theme (4.33, 3.13 and 3.04 to 1 on white): whoever wants more contrast
# changes the theme, for every screen at once.
PALETTE = ".text-muted, .badge"
# Made by Odoo's own widgets also where nothing of ours is installed: (rule, selector, why).
ODOO = (
    ("color-contrast", PALETTE, "colours of Odoo's theme"),
    (
        "label",
        ".o_list_record_selector, .o_field_boolean, .o_boolean_cell",
        "boxes without words in lists",
    ),
    ("role-img-alt", ".o_field_list_activity, .o_field_kanban_activity", "icons of activities"),
    ("aria-required-parent", ".o_notebook_headers", "tabs of forms"),
    ("aria-allowed-attr", ".o_progress, .o_tag", "bars and tags of fields"),
    ("color-contrast", ".o_form_label", "labels on a phone"),
    ("*", ".o_search_panel", "the panel beside lists"),
    ("empty-table-header", ".o_list_renderer", "columns of buttons"),
    ("scrollable-region-focusable", ".o_list_renderer", "wide lists"),
    ("aria-allowed-role", ".o_kanban_record", "cards are articles and links"),
    (
        "image-alt",
        ".o_avatar, .o_m2o_avatar, [name$='_by_id'], [name='user_id']",
        "pictures of users",
    ),
    ("*", ".o_control_panel, .o_searchview, .o_cp_pager", "Odoo's head of every screen"),
    ("*", ".o-mail-Chatter, .o-mail-Form-chatter, .o-mail-ActivityMenu", "the chatter"),
    ("*", ".o_statusbar_status, .o_field_statusbar", "roles of the status bar"),
    ("*", ".o_optional_columns_dropdown", "the list's own head"),
    ("*", "canvas, .o_graph_view, .o_pivot_view, .o_calendar_view", "charts and calendars"),
    ("*", ".o_kanban_renderer > .o_kanban_group", "columns of cards"),
    ("*", ".o_select_menu, .o-autocomplete, .o_datetime_picker", "drop-downs of fields"),
    ("*", ".modal-header .btn-close", "the head of a dialog"),
)
RUN = """async ([tags, off, odoo, ours]) => {
    const shown = (selector) => [...document.querySelectorAll(selector)]
        .filter((it) => it.checkVisibility());
    const include = shown('.modal .modal-body').slice(-1);
    for (const root of ['.o_action_manager .o_content', 'main', '#wrap']) {
        if (!include.length) { include.push(...shown(root).slice(0, 1)); }
    }
    if (!include.length) { return []; }
    const found = await axe.run({ include }, {
        runOnly: { type: 'tag', values: tags },
        rules: Object.fromEntries(off.map((rule) => [rule, { enabled: false }])),
        resultTypes: ['violations'],
    });
    const told = [];
    for (const fault of found.violations) {
        for (const node of fault.nodes) {
            const element = document.querySelector(node.target[0]);
            if (!element || (ours && !element.closest(ours))) { continue; }
            if (odoo.some(([rule, selector]) => (rule === '*' || rule === fault.id)
                && element.closest(selector))) { continue; }
            const why = node.any.concat(node.all).map((it) => it.message).join('; ');
            told.push(`${fault.id}: ${node.html.replace(/\\s+/g, ' ').slice(0, 160)} `
                + `(${why.slice(0, 120)})`);
        }
    }
    return told;
}"""


def script():
    """Return the source of axe-core."""
    return (node.modules() / "axe-core/axe.min.js").read_text(encoding="utf-8")


def look(page, ours=""):
    """Return what is wrong with nodes of ours on the page.

    :param str ours: selector of what is ours; all but Odoo's own parts when empty
    """
    if not page.evaluate("() => !!window.axe"):
        page.evaluate(script())
    return page.evaluate(RUN, [TAGS, list(OFF), [list(it) for it in ODOO], ours])
