"""Each check can fail: a small repository with one fault each is found out."""

import json
import subprocess

import pytest

from tests.repo import (
    boundaries,
    classes,
    dead,
    habits,
    keys,
    manifests,
    menus,
    prefixes,
    sentences,
    shown,
    translations,
    wiring,
    words,
)
from tools import style

BASE, LIMIT, SHOP = (
    "customer_credit_balance",
    "customer_credit_limit",
    "customer_credit_pos_web",
)
MODEL = """\"\"\"A model.\"\"\"
from odoo import models

class Thing(models.Model):
    _name = "credit.thing"
"""


@pytest.fixture
def repository(tmp_path):
    """Give a function that writes files into a small healthy repository."""

    def write(files):
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return tmp_path

    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    for name in (BASE, LIMIT, SHOP):
        write({f"{name}/__init__.py": "", f"{name}/__manifest__.py": _manifest(name)})
    write({"Makefile": "demo: ## x\n\techo\n"})
    return write


def _manifest(name, **changes):
    values = {
        "name": name,
        "summary": "s",
        "author": "a",
        "license": "LGPL-3",
        "version": "19.0.1.0.0",
        "depends": ["account"] if name == BASE else [BASE],
        **changes,
    }
    return json.dumps(values)


def test_a_healthy_repository_has_no_problems(repository):
    root = repository({})
    for check in (boundaries, classes, dead, keys, manifests, menus, prefixes, wiring, words):
        assert check.problems(root) == []
    assert style.problems(root) == []


BOUNDARY_FAULTS = {
    "depends on a sibling": (
        {f"{LIMIT}/__manifest__.py": _manifest(LIMIT, depends=[BASE, SHOP])},
        f"may not depend on {SHOP}",
    ),
    "does not depend on the base": (
        {f"{LIMIT}/__manifest__.py": _manifest(LIMIT, depends=["account"])},
        f"must depend on {BASE}",
    ),
    "imports a sibling": (
        {f"{LIMIT}/a.py": f"from odoo.addons.{SHOP} import x"},
        f"a.py:1: mentions {SHOP}",
    ),
    "imports a sibling's script": (
        {f"{LIMIT}/static/src/a.js": f'import {{ x }} from "@{SHOP}/a";'},
        f"a.js:1: mentions {SHOP}",
    ),
    "refers to a sibling's record": (
        {f"{LIMIT}/views/a.xml": f'<odoo><menuitem id="a" parent="{SHOP}.menu"/></odoo>'},
        f"a.xml:1: mentions {SHOP}",
    ),
    "uses a sibling's model": (
        {f"{SHOP}/m.py": MODEL, f"{LIMIT}/a.py": 'x = env["credit.thing"]'},
        "a.py:1: uses credit.thing",
    ),
    "shows a sibling's model": (
        {f"{SHOP}/m.py": MODEL, f"{LIMIT}/v.xml": '<odoo><f name="credit.thing"/></odoo>'},
        "v.xml:1: uses a model",
    ),
    "base names an addon": (
        {f"{BASE}/a.py": f'x = "{LIMIT}"'},
        f"a.py:1: mentions {LIMIT}",
    ),
    "base knows the till": (
        {f"{BASE}/a.py": 'x = env["pos.order"]'},
        "the base may not know pos.order",
    ),
    "core imports Odoo": (
        {f"{BASE}/core/a.py": "from odoo import fields"},
        "core/ may not import odoo",
    ),
}


@pytest.mark.parametrize("fault", BOUNDARY_FAULTS)
def test_boundaries_notice(repository, fault):
    files, expected = BOUNDARY_FAULTS[fault]
    assert expected in "\n".join(boundaries.problems(repository(files)))


MANIFEST_FAULTS = {
    "version": ({"version": "1.0"}, {}, "version must be"),
    "license": ({"license": "AGPL-3"}, {}, "license must be"),
    "author": ({"author": ""}, {}, "no author"),
    "missing file": ({"data": ["views/a.xml"]}, {}, "not on disk"),
    "unlisted file": ({}, {"views/a.xml": "<odoo/>"}, "not listed"),
    "unlisted rights": ({}, {"security/ir.model.access.csv": "id\n"}, "not listed"),
    "listed twice": ({"data": ["v.xml", "v.xml"]}, {"v.xml": "<odoo/>"}, "listed twice"),
    "demo as data": ({"data": ["demo/a.xml"]}, {"demo/a.xml": "<odoo/>"}, "under demo"),
    "empty asset": ({"assets": {"b": [f"{BASE}/static/src/*.js"]}}, {}, "matches no file"),
    "script in no bundle": ({}, {"static/src/a.js": "1;"}, "is in no bundle"),
}


@pytest.mark.parametrize("fault", MANIFEST_FAULTS)
def test_manifests_notice(repository, fault):
    changes, files, expected = MANIFEST_FAULTS[fault]
    inside = {f"{BASE}/{name}": content for name, content in files.items()}
    root = repository({f"{BASE}/__manifest__.py": _manifest(BASE, **changes), **inside})
    assert expected in "\n".join(manifests.problems(root))


HABIT_FAULTS = {
    "no page": ({}, "no static/description/index.html"),
    "few pictures": ({f"{BASE}/static/description/index.html": "<p/>"}, "shows 0 pictures"),
    "a picture of somewhere else": (
        {
            f"{BASE}/static/description/index.html": '<img src="a.png">',
            f"{BASE}/static/description/a.png": "old",
            "docs/images/a.png": "new",
        },
        "a.png is not the picture in docs/images",
    ),
    "an address in a sentence": (
        {f"{BASE}/models/a.py": "name = self.partner_id.display_name"},
        "a customer in a sentence is its complete_name",
    ),
    "a box that asks the screen": (
        {f"{BASE}/static/src/a.scss": "@include media-breakpoint-down(md) { .a { top: 0 } }"},
        "a box answers to its own width",
    ),
    "a text without a language": (
        {f"{BASE}/models/a.py": 'class A:\n    def b(self):\n        return [_("x") for c in d]'},
        "a.py:3: this text finds no language",
    ),
    "a lock of the session": (
        {f"{BASE}/models/a.py": 'cr.execute("SELECT pg_advisory_lock(1)")'},
        "another in the same session",
    ),
    "a setting of the session": (
        {f"{BASE}/models/a.py": 'cr.execute("SET lock_timeout TO 5")'},
        "another in the same session",
    ),
    "a hook without types": (
        {f"{BASE}/models/a.py": 'class A:\n    def b(self, c) -> int:\n        """Hook: say."""'},
        "hook b has no type hints",
    ),
    "a reader without types": (
        {f"{LIMIT}/report/a.py": "class A:\n    def _get_sum(self, company) -> float: ..."},
        f"{LIMIT}/report/a.py:2: reader _get_sum has no type hints",
    ),
    "an override without types": (
        {
            f"{BASE}/models/a.py": "class A:\n    def _find_it(self) -> int: ...",
            f"{LIMIT}/a.py": "class B:\n    def _find_it(self):\n        super()._find_it()",
        },
        f"{LIMIT}/a.py:2: reader _find_it has no type hints",
    ),
    "a figure without a currency": (
        {f"{LIMIT}/a.py": 'class A:\n    def _get_sum(self) -> float:\n        """Return it."""'},
        f"{LIMIT}/a.py:2: _get_sum does not say in which currency",
    ),
    "no kind of news": ({"changes/limit.txt": "x"}, "must be NAME.KIND.md"),
    "a decision with a number that is taken": (
        {
            "docs/decisions/0001-credit.md": "# 0001: Credit",
            "docs/decisions/0001-limit.md": "# 0001: Limit",
            "docs/decisions/README.md": "[0001](0001-credit.md) [0001](0001-limit.md)",
        },
        "has its number",
    ),
    "a decision that nobody finds": (
        {"docs/decisions/0001-credit.md": "# 0001: Credit"},
        "is not in the list",
    ),
    "a checker that no hook runs": ({}, "eslint is in one of the two only"),
}


@pytest.mark.parametrize("fault", HABIT_FAULTS)
def test_habits_notice(repository, fault):
    files, expected = HABIT_FAULTS[fault]
    hooks = {".pre-commit-config.yaml": "entry: python3 -m tools lint ruff style\n"}
    root = repository({**hooks, "changes/README.md": "x", **files})
    assert expected in "\n".join(habits.problems(root))


SPLIT = {
    "words before": ('Add <t t-out="a"/>', "words before a value: Add"),
    "words after": ('<t t-esc="a"/> of credit', "words after a value: of credit"),
    "a condition": ('Reserved <t t-if="a">by orders</t>', "a condition in it: Reserved"),
}
WHOLE = (
    'Available: <t t-out="a"/>',
    'Least: <t t-out="a"/> · Most: <t t-out="b"/>',
    'Nothing is open. <t t-out="a"/>',
    '<t t-out="a"/>. Then it ended.',
    '<t t-if="a">All</t><t t-else="">Some</t>',
    '<span>Pay</span> <t t-out="a"/> (<t t-out="b"/>)',
)


def _page(text):
    return {f"{BASE}/views/a.xml": f"<odoo><template><p>{text}</p></template></odoo>"}


@pytest.mark.parametrize("fault", SPLIT)
def test_sentences_notice(repository, fault):
    text, expected = SPLIT[fault]
    assert expected in "\n".join(sentences.problems(repository(_page(text))))


@pytest.mark.parametrize("text", WHOLE)
def test_sentences_leave_labels_alone(repository, text):
    assert sentences.problems(repository(_page(text))) == []


COLUMN = '<odoo><record id="x" model="ir.ui.view"><field name="arch">{}</field></record></odoo>'
SHOWN = {
    '<list><field name="partner_id"/></list>': "cut off",
    '<form><field name="utilisation" widget="progressbar"/></form>': "turns grey",
    '<list><field name="partner_id" class="text-wrap"/></list>': "",
    '<list><field name="partner_id" column_invisible="1"/></list>': "",
    '<form><field name="partner_id"/></form>': "",
}


@pytest.mark.parametrize("arch", SHOWN)
def test_shown_notices(repository, arch):
    found = shown.problems(repository({f"{BASE}/views/x.xml": COLUMN.format(arch)}))
    assert SHOWN[arch] in "".join(found) if SHOWN[arch] else found == []


ROWS, WORDS = '<field name="rows" readonly="1"><list/></field>', '<field name="words"/>'


@pytest.mark.parametrize(("body", "count"), [(ROWS + WORDS, 1), (WORDS + ROWS, 0)])
def test_shown_notices_a_dialog_that_opens_at_its_end(repository, body, count):
    arch = f'<odoo><form><field name="kind" invisible="1"/>{body}</form></odoo>'
    found = shown.problems(repository({f"{BASE}/wizard/x.xml": arch}))
    assert "".join(found).count("put what is typed into above the list") == count


LABELS = {
    'day = fields.Date("To")\nwho = fields.Char("To")': "m.py:2: 'To' is the label of a day, too",
    'day = fields.Date(string="By")\nwho = fields.Many2one("a.b", "By")': "m.py:2: 'By' is",
    'day = fields.Date("To")\nwho = fields.Char("Recipients")': None,
    'one = fields.Char("From")\nother = fields.Text("From")': None,
}


@pytest.mark.parametrize("code", LABELS)
def test_shown_notices_a_label_of_two_meanings(repository, code):
    found = shown.problems(repository({f"{BASE}/m.py": code}))
    assert LABELS[code] in "".join(found) if LABELS[code] else found == []


ACTION = (
    '<odoo><record id="action_x" model="ir.actions.act_window">'
    '<field name="res_model">res.partner</field></record></odoo>'
)
VIEW = (
    '<odoo><record id="view_x" model="ir.ui.view">'
    '<field name="model">credit.thing</field></record></odoo>'
)
WIRING_FAULTS = {
    "model without rights": ({"m.py": MODEL, "__init__.py": "from . import m"}, "no access rights"),
    "file never imported": ({"models/__init__.py": "", "models/a.py": '"""A."""'}, "a.py: nobody"),
    "folder never imported": ({"models/__init__.py": ""}, "models/__init__.py: nobody"),
    "test never imported": ({"tests/__init__.py": "", "tests/test_a.py": ""}, "test_a.py: not"),
    "action nobody opens": ({"v.xml": ACTION}, "nothing opens action action_x"),
    "menu to nowhere": ({"v.xml": '<odoo><menuitem id="m"/></odoo>'}, "menu m leads nowhere"),
    "view nobody opens": ({"v.xml": VIEW}, "view view_x: nothing opens credit.thing"),
    "button nobody has": (
        {"m.py": "def action_pay(): ...", "tests/t.py": "action_pay"},
        "m.py:1: no button and no code calls action_pay",
    ),
    "button of a model": (
        {
            "v.xml": '<odoo><button type="object" name="action_pay"/></odoo>',
            "m.py": "class A:\n    @api.model\n    def action_pay(self): ...",
        },
        "which takes no records",
    ),
    "template nobody uses": ({"v.xml": '<odoo><template id="t"/></odoo>'}, "t is never used"),
    "no template of translations": ({"i18n/fr.po": ""}, f"no {BASE}.pot"),
    "no second language": ({f"i18n/{BASE}.pot": 'msgid "a"\nmsgstr ""\n'}, "no fr.po"),
    "a string not translated": (
        {f"i18n/{BASE}.pot": 'msgid "a"\nmsgstr ""\n', "i18n/fr.po": 'msgid "a"\nmsgstr ""\n'},
        "not translated: 'a'",
    ),
}


@pytest.mark.parametrize("fault", WIRING_FAULTS)
def test_wiring_notices(repository, fault):
    files, expected = WIRING_FAULTS[fault]
    root = repository({f"{BASE}/{name}": content for name, content in files.items()})
    assert expected in "\n".join(wiring.problems(root))


def test_wiring_accepts_what_is_reached(repository):
    menu = '<menuitem id="m" action="action_x"/>'
    root = repository({f"{BASE}/v.xml": ACTION.replace("</odoo>", menu + "</odoo>")})
    assert wiring.problems(root) == []


APP = '<menuitem id="menu_credit_app" name="Credit"/>'
TWO = (
    '<menuitem id="a" name="{a}" parent="{x}" action="action_x"/>'
    '<menuitem id="b" name="{b}" parent="{y}" action="action_x"/>'
)
MENU_FAULTS = {
    "another name": (("Things", "Goods", "menu_credit_app", "sale.menu"), "not 'Goods'"),
    "twice in an app": (("Things", "Things", "sale.one", "sale.two"), "in this app already"),
    "not in the app": (("Things", "Things", "account.menu", "sale.menu"), "menu in the app Credit"),
}


@pytest.mark.parametrize("fault", MENU_FAULTS)
def test_menus_notices(repository, fault):
    (a, b, x, y), expected = MENU_FAULTS[fault]
    named = ACTION.replace("</record>", '<field name="name">Things</field></record>')
    more = APP + TWO.format(a=a, b=b, x=x, y=y)
    more += '<menuitem id="c" parent="menu_credit_app" name="Other" action="action_y"/>'
    root = repository({f"{BASE}/v.xml": named.replace("</odoo>", more + "</odoo>")})
    assert expected in "\n".join(menus.problems(root))


@pytest.mark.parametrize("names", [list("abcdefg"), ["a" * 50, "b" * 40]])
def test_menus_notice_a_bar_that_is_too_long(repository, names):
    more = APP + "".join(
        f'<menuitem id="m{place}" name="{name}" parent="menu_credit_app"/>'
        for place, name in enumerate(names)
    )
    root = repository({f"{BASE}/v.xml": f"<odoo>{more}</odoo>"})
    assert "the bar of the app Credit is too long" in "\n".join(menus.problems(root))


EXTENSION = """class Thing(models.Model):
    \"\"\"{purpose}\"\"\"

    _inherit = "credit.thing"

{body}
"""
ADDS = "Adds a limit to things, because they grow."
CLASS_FAULTS = {
    "a riddle": ("A bell that rings.", "", 'say "Adds X to Y, because Z." first'),
    "no reason": ("Adds a limit to things.", "", 'say "Adds X to Y, because Z." first'),
    "no section": (ADDS, "    def go(self): ...", "go stands in no section"),
    "another word": (ADDS, "    # --- tools\n    def go(self): ...", "sections are tools"),
    "another order": (
        ADDS,
        "    # --- private\n    # --- guards\n    def go(self): ...",
        "are private, guards",
    ),
    "a guard elsewhere": (
        ADDS,
        "    # --- private\n    def write(self, vals): ...",
        "write belongs to the section guards, not to private",
    ),
    "a compute elsewhere": (
        ADDS,
        '    # --- hooks\n    @api.depends("a")\n    def _b(self): ...',
        "_b belongs to the section computes, not to hooks",
    ),
}


@pytest.mark.parametrize("fault", CLASS_FAULTS)
def test_classes_notice(repository, fault):
    purpose, body, expected = CLASS_FAULTS[fault]
    source = EXTENSION.format(purpose=purpose, body=body)
    root = repository({f"{BASE}/models/ledger/credit_thing.py": source})
    assert expected in "\n".join(classes.problems(root))


def test_classes_accept_a_purpose_and_sections_in_order(repository):
    body = (
        "    # --- guards\n    def write(self, vals): ...\n    # --- private\n    def _a(self): ..."
    )
    source = EXTENSION.format(purpose=ADDS, body=body)
    assert classes.problems(repository({f"{BASE}/models/ledger/credit_thing.py": source})) == []


@pytest.mark.parametrize(
    "source",
    ["def spare(): ...", "SPARE = 1", "class A:\n    @property\n    def spare(self): ..."],
)
def test_what_only_tests_call_is_noticed(repository, source):
    files = {f"{BASE}/core/a.py": source, f"{BASE}/tests/test_a.py": "spare, SPARE"}
    assert "a.py:" in "\n".join(dead.problems(repository(files)))


@pytest.mark.parametrize(
    "files",
    [
        {f"{BASE}/core/a.py": "def used(): ...", f"{LIMIT}/b.py": "used()"},
        {f"{BASE}/a.py": "class A:\n    @http.route()\n    def page(self): ..."},
        {f"{BASE}/a.py": "class A:\n    def _old(self):\n        return super()._old()"},
        {
            f"{BASE}/a.py": "class A:\n    def _get_sum(self): ...",
            "docs/ARCHITECTURE.md": "`res.partner._get_sum()`",
        },
    ],
)
def test_what_somebody_calls_is_kept(repository, files):
    assert dead.problems(repository(files)) == []


@pytest.mark.parametrize("word", ["/" + "home/someone/x", "https://pypi" + ".org/simple"])
def test_words_notice(repository, word):
    assert words.problems(repository({"README.md": f"see {word}"}))


def test_the_page_about_the_next_version_is_held_to_its_files(repository):
    page = "| `pos.session._close` | gone | `till/pos_session.py` |\n"
    files = {"docs/ODOO20.md": page, f"{SHOP}/models/till/pos_session.py": "def _open(self): ..."}
    assert "has nothing of _close" in "\n".join(words.next_version(repository(files)))
    files[f"{SHOP}/models/till/pos_session.py"] = "def _close(self): ..."
    assert words.next_version(repository(files)) == []


@pytest.mark.parametrize("promise", ["`make dinner`", "[picture](docs/missing.png)"])
def test_pages_are_held_to_their_promises(repository, promise):
    assert words.broken_promises(repository({"README.md": promise}))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tools/a.py", "x = 1\n"),
        ("tools/b.py", '"""B."""\n' + "x = 1\n" * 900),
        ("customer_credit_balance/static/src/a.js", "x;\n" * 301),
        ("customer_credit_balance/views/a.xml", "<odoo>\n" + "\n" * 300 + "</odoo>"),
        ("customer_credit_balance/tests/test_a.py", '"""A."""\n' + "x = 1\n" * 900),
    ],
)
def test_style_notices(repository, name, content):
    assert style.problems(repository({name: content}))


@pytest.mark.parametrize(
    "line",
    [
        'account._append_entry(1.0, "payment", order.name)',
        'account._append_entry(1.0, "payment", f"pos:{payment.uuid}", order)',
        'account._append_entry(1.0, "payment", key="S00005")',
        "account._reserve(1.0, tx.reference)",
        "account._capture(payment.uuid)",
        'vals = {"store_credit_request_key": payment.uuid}',
        'key = f"pos:{payment.uuid}"\n    account._append_entry(1.0, "payment", key)',
    ],
)
def test_keys_notice(repository, line):
    """A request key that a client could choose, or that is put together by hand."""
    source = f"def take(account, order, payment, tx):\n    {line}\n"
    found = keys.problems(repository({f"{SHOP}/thing.py": source}))
    assert f"{SHOP}/thing.py:2" in "\n".join(found)


def test_keys_allow_what_the_makers_made(repository):
    """A key from the makers, and the key of a row that was found."""
    source = """
def take(account, payment, row):
    key = request_key("pos", payment.uuid)
    account._append_entry(1.0, "payment", key)
    account._append_entry(1.0, "payment", payment._get_store_credit_key())
    account._release(row.request_key)
    move._post(soft=False)
"""
    assert not keys.problems(repository({f"{SHOP}/thing.py": source}))


PARTNER = """from odoo import fields, models

class ResPartner(models.Model):
    _inherit = "res.partner"

    {name} = fields.{kind}
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("credit_policy_id", "belongs to account_credit_control"),
        ("credit_new_figure", "no prefix of ours"),
        ("points", "no prefix of ours"),
    ],
)
def test_prefixes_notice(repository, name, expected):
    """A name that another addon has, or may choose as well."""
    source = PARTNER.format(name=name, kind="Char()")
    found = prefixes.problems(repository({f"{LIMIT}/partner.py": source}))
    assert expected in "\n".join(found)


def test_prefixes_allow_what_nobody_else_chooses(repository):
    """A prefix of ours, and more choices for a field of Odoo."""
    files = {
        f"{LIMIT}/a.py": PARTNER.format(name="customer_credit_mood", kind="Char()"),
        f"{LIMIT}/b.py": PARTNER.format(name="type", kind='Selection(selection_add=[("x", "X")])'),
        f"{LIMIT}/c.py": MODEL + "    anything = fields.Char()\n",
    }
    assert prefixes.problems(repository(files)) == []


TEMPLATE = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

#. module: {addon}
#: model:ir.model,name:{addon}.model_credit_thing
msgid "Thing"
msgstr "{translated}"

#: code:addons/{addon}/thing.py:0
msgid "Say \\"when\\""
msgstr "{translated}"

#: model_terms:ir.ui.view,arch_db:{addon}.view
msgid "for <i class=\\"fa\\" title=\\"Today\\"/> alone"
msgstr "{translated}"
"""


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("thing.py", MODEL, ""),
        ("thing.py", MODEL.replace("credit.thing", "credit.other"), "the model credit.other"),
        ("thing.py", "raise UserError(self.env._('Say \"when\"'))", ""),
        ("thing.py", "raise UserError(self.env._('Say why'))", "thing.py:1: 'Say why' is not"),
        ("thing.py", 'a = fields.Char("A", help="Say why")', "thing.py:1: 'Say why' is not"),
        ("tests/thing.py", "_('Say why')", ""),
        ("static/src/thing.js", 'say(_t("Say \\"when\\""));', ""),
        ("static/src/thing.js", 'say(_t("Say why", x));', "thing.js: 'Say why' is not"),
        ("views/a.xml", '<odoo><i title="Today"/></odoo>', ""),
        ("views/a.xml", '<odoo><field string="Say why"/></odoo>', "a.xml:1: 'Say why' is not"),
    ],
)
def test_translations_notice(repository, name, content, expected):
    """A model, a sentence, a label or an attribute that nobody exported."""
    pot = TEMPLATE.format(addon=LIMIT, translated="")
    files = {f"{LIMIT}/i18n/{LIMIT}.pot": pot, f"{LIMIT}/{name}": content}
    found = "\n".join(translations.problems(repository(files)))
    assert expected in found
    assert bool(expected) == bool(found)


def test_translations_notice_what_a_language_lacks(repository):
    pot, german = (TEMPLATE.format(addon=LIMIT, translated=word) for word in ("", "Ding"))
    files = {f"{LIMIT}/i18n/{LIMIT}.pot": pot, f"{LIMIT}/i18n/de.po": german}
    assert translations.problems(repository(files)) == []
    lines = german.split('"Ding"')
    files = {f"{LIMIT}/i18n/de.po": '"Ding"'.join(lines[:2]) + '""' + '"Ding"'.join(lines[2:])}
    assert "de lacks 'Say \"when\"': translate it" in translations.problems(repository(files))[0]
