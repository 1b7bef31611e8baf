"""Rooms by topic hold in this repository, and each rule of them can fail."""

import pytest

from tests.repo import topics
from tools.paths import ROOT

HEAD = '"""Doc."""\nfrom odoo import models\n'
CLASS = HEAD + "class Thing(models.Model):\n    {}\n    def go(self):\n        {{}}\n"
THING = CLASS.format('_name = "credit.thing"')
MORE = CLASS.format('_inherit = "credit.thing"')

RIGHTS = "id,model_id:id\na,model_credit_{}\nb,model_credit_{}\n"
RULE = '<odoo><record id="r"><field name="model_id" ref="model_credit_thing"/></record></odoo>'


@pytest.fixture
def addon(tmp_path):
    """Give a function that writes models into an addon of two topics."""

    def write(files):
        models = tmp_path / "credit" / "models"
        for name, content in files.items():
            path = models / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        topics.tree.cache_clear()
        topics.text.cache_clear()
        return tmp_path

    (tmp_path / "credit").mkdir()
    (tmp_path / "credit" / "__manifest__.py").write_text("{}", encoding="utf-8")
    write(
        {
            "__init__.py": "# First.\nfrom . import ledger\n# Then.\nfrom . import gate\n",
            "ledger/__init__.py": "from . import credit_thing\n",
            "ledger/credit_thing.py": THING.format("return 1"),
            "gate/__init__.py": "from . import credit_thing\n",
            "gate/credit_thing.py": MORE.format("return super().go() + 1"),
        }
    )
    return write


def test_each_model_stands_once_in_a_topic():
    problems = topics.problems(ROOT)
    assert not problems, "\n" + "\n".join(problems)


def test_two_good_rooms_have_no_problems(addon):
    found = {
        "../views/gate/credit_thing.xml": "<odoo/>",
        "../tests/test_gate_of_things.py": "",
        "../tests/test_doors.py": "",
        "../security/ir.model.access.csv": RIGHTS.format("thing", "dialog"),
        "../security/rules.xml": RULE.replace("<record", "<!-- ledger/ --><record"),
        "../../docs/ARCHITECTURE.md": "**credit**\n| `ledger/` | |\n| `gate/` | |\n",
    }
    assert topics.problems(addon({})) == topics.problems(addon(found)) == []


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"gate/thing_more.py": MORE.format("pass")}, "credit.thing is in credit_thing.py too"),
        ({"gate/credit_thing.py": MORE.format("return 2")}, "again without super()"),
        ({"gate/res_users.py": MORE.format("pass").replace("credit.thing", "a.b")}, "holds a.b"),
        ({"search/credit_thing.py": MORE.format("pass")}, "not in models/__init__.py"),
        ({"__init__.py": "from . import ledger\n# Then.\nfrom . import gate\n"}, "say why"),
        (
            {"ledger/credit_thing.py": "from ..gate.credit_thing import X\n" + THING.format("X")},
            "comes later",
        ),
        ({"gate/credit_thing.py": MORE.format("pass") + "\n" * 900}, "at most 900"),
        ({"../views/credit_thing.xml": "<odoo/>"}, "put it into the folder of its topic"),
        ({"../tests/test_things.py": ""}, "begin its name with a topic"),
        ({"../security/ir.model.access.csv": RIGHTS.format("dialog", "thing")}, "not in the order"),
        ({"../security/rules.xml": RULE}, "a comment names each topic"),
        ({"../../docs/ARCHITECTURE.md": "**credit**\n| `gate/` | |\n"}, "topics of credit"),
    ],
)
def test_each_fault_is_found(addon, files, words):
    assert any(words in problem for problem in topics.problems(addon(files)))


def test_moving_a_method_is_no_difference_and_changing_one_is(addon, tmp_path):
    root = addon({})
    before = topics.methods(root)
    assert [len(hashes) for hashes in before.values()] == [2]
    addon({"gate/credit_thing.py": MORE.format("return super().go() + 2")})
    after = topics.methods(root)
    key = ("credit", "credit.thing", "go")
    assert before[key][0] == after[key][0]
    assert before[key][1] != after[key][1]
    # The order of the topics says who calls whom.
    addon({"__init__.py": "# Then.\nfrom . import gate\n# First.\nfrom . import ledger\n"})
    assert topics.methods(root)[key] == after[key][::-1]


def test_a_lost_mixin_or_field_is_a_difference(addon, tmp_path):
    """Merging two classes must keep what both inherit."""
    root = addon(
        {
            "gate/credit_thing.py": MORE.format("pass").replace(
                '"credit.thing"', '["credit.thing", "mail.thread"]'
            )
        }
    )
    before = topics.heads(root)
    assert before["credit", "credit.thing", "_inherit"] == {"'mail.thread'"}
    addon({"gate/credit_thing.py": MORE.format("pass")})
    assert topics.heads(root) != before
