"""Finds the buttons of our views, who sees them on which records, and presses them by RPC."""

import ast
import contextlib
import datetime
import itertools
import re
from collections import namedtuple

from lxml import etree

from odoo import exceptions
from odoo.service.model import call_kw
from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval

from tools import paths

# What a person can act on. A right that is missing is none of these: the button was seen.
ANSWERS = (exceptions.UserError, exceptions.RedirectWarning)
NO_ANSWER = (exceptions.AccessError, exceptions.MissingError)
# How Odoo says that a right is missing, where nobody thought of it.
STANDARD = re.compile(r"You are not allowed to|Uh-oh|Failed to read|Record does not exist")
TRIES = 5  # records on which a button is pressed until it is not refused
RECORDS = 60  # of a model, newest first: in the demo every state is among them
DEPTH = 3  # dialogs that open dialogs

Button = namedtuple("Button", "model kind name")
Button.__doc__ = """A button by the model it stands on: kind is "object" or "action"."""


class Press:
    """What came of a press: ``fault`` is a sentence or empty, ``answer`` what was refused."""

    def __init__(self, where):
        self.where, self.fault, self.answer = where, "", ""

    def __str__(self):
        return f"{self.where}: {self.fault or self.answer or 'ok'}"


class Views:
    """The views that hold buttons of ours, as the database has them."""

    def __init__(self, env):
        self.env = env
        self.ours = self._find_ours()
        self.dialogs = self._find_dialogs()
        self.buttons = self._read_buttons()

    def _find_ours(self):
        ids = self.env["ir.model.data"].search(
            [("module", "in", paths.addons()), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(ids.mapped("res_id"))
        self.own = views.filtered(lambda it: it.mode == "primary")
        return views.filtered(lambda it: it.type in ("form", "list", "kanban") and it.model)

    def _find_dialogs(self):
        """Return our window actions that open a dialog from a menu, or from the gear of a list."""
        ids = self.env["ir.model.data"].search(
            [("module", "in", paths.addons()), ("model", "=", "ir.actions.act_window")]
        )
        self.menus = {}
        for menu in self.env["ir.ui.menu"].search([]):
            if menu.action:
                self.menus.setdefault(menu.action, set()).add(menu.id)
        return self.env["ir.actions.act_window"].browse(ids.mapped("res_id")).filtered(
            lambda it: self.env[it.res_model]._transient
            and it.res_model != "res.config.settings"
            and (it.binding_model_id or it in self.menus)
        )  # fmt: skip

    def _read_buttons(self):
        """Return {(kind, name)} of all buttons in our views, those of actions by their numbers."""
        return {
            (node.get("type"), node.get("name"))
            for view in self.ours
            for node in etree.fromstring(view.arch_db).iter("button")
            if node.get("type") in ("object", "action") and node.get("name")
        }

    def get_roots(self):
        """Return the views that are opened with buttons of ours in them, by model and name."""
        roots = self.env["ir.ui.view"]
        for view in self.ours:
            if not any(f'name="{name}"' in view.arch_db for _kind, name in self.buttons):
                continue
            while view.inherit_id and view.mode != "primary":
                view = view.inherit_id
            roots |= view
        return roots.sorted(lambda it: (it.model, it.type, it.id))


class Presser:
    """One person who presses; everything that a press does is undone.

    :param env: environment of this person, without superuser rights
    :param views: :class:`Views`
    :param wanted: function (Button) -> whether to press it; default each once
    """

    def __init__(self, env, views, wanted=None):
        self.env, self.views = env, views
        self.pressed, self.presses = set(), []
        self.wanted = wanted or (lambda button: button not in self.pressed)

    # ------------------------------------------------------------------ finding

    def walk(self):
        """Press what is seen on the records of every view of ours, and what dialogs then show."""
        for root in self.views.get_roots():
            model = self.env.get(root.model)
            if model is None or (model._transient and root.model != "res.config.settings"):
                continue  # dialogs come from the buttons that open them
            if not model.has_access("read"):
                continue
            records = self._get_records(model)
            self.press_all(root, records, f"{root.model} {root.type}")
        for action in self.views.dialogs:
            self.open_dialog(action)

    def open_dialog(self, action):
        """Open a dialog of ours as its menu or the gear of a list does, and press what it has."""
        if action.group_ids and not action.group_ids & self.env.user.all_group_ids:
            return
        seen = self.env["ir.ui.menu"]._visible_menu_ids()
        if not action.binding_model_id and not self.views.menus[action] & set(seen):
            return
        model = action.binding_model_id.model
        target = self.env["res.partner"]
        if model:
            if not self.env[model].has_access("read"):
                return
            target = self._get_records(self.env[model])[:2]
            if not target:
                return
        with self._kept(of_chosen=True) as press:
            opened = {**action.sudo()._get_action_dict(), "target": "new"}
            opened["context"] = {
                **read_context(opened, self.env, target),
                "active_model": model, "active_ids": target.ids, "active_id": target[:1].id,
            }  # fmt: skip
            press.fault = self.open(opened, target, action.xml_id, 0)
        press.where = f"{self.env.user.login}: {action.xml_id}"
        self.presses.append(press)

    def _get_records(self, model):
        if model._transient:
            return model.create({})
        return model.search([], order="id desc", limit=RECORDS)

    def press_all(self, view, records, where, depth=0):
        """Press the buttons of a view that this person sees on these records."""
        with self._kept() as saved:
            arch = records.get_view(view.id or None, view.type or "form")["arch"]
            if records and view.type == "form" and view in self.views.own:
                Form(records[0], view.id)
        if saved.fault:
            saved.where = f"{self.env.user.login}: {where}"
            self.presses.append(saved)
            return
        tree = etree.fromstring(arch)
        for node in tree.iter("button"):
            kind, name = node.get("type"), node.get("name")
            if (kind, name) not in self.views.buttons or self._is_hidden_for_ever(node):
                continue
            press = None
            for target in self._find_targets(get_levels(node), node, records):
                button = Button(target._name, kind, name)
                if press is None and not self.wanted(button):
                    break
                self.pressed.add(button)
                press = self.press(node, button, target, where, depth)
                if not press.answer:
                    break
            if press is not None:
                self.presses.append(press)

    def _is_hidden_for_ever(self, node):
        return any(
            it.get(attribute) in ("1", "True")
            for it in (node, *node.iterancestors())
            for attribute in ("invisible", "column_invisible")
        )

    def _find_targets(self, levels, node, records):
        """Yield records that show the button: of the root, or of a list within it; a few."""
        in_header = node.getparent().tag == "header" and node.getroottree().getroot().tag == "list"
        if in_header and len(levels) == 1 and records:
            yield records[:2]
            yield from records[:TRIES]
            return
        found = (self._descend(levels, record, None) for record in records)
        yield from itertools.islice(filter(None, found), TRIES)

    def _descend(self, levels, record, parent):
        (_field, expressions), *rest = levels
        asked = [it for _name, further in rest for it in further]
        values = self._read(record, expressions, parent, get_parent_names(asked))
        if any(evaluate(expression, values) for expression in expressions):
            return None
        if not rest:
            return record
        field = rest[0][0]
        for child in record[field][:RECORDS]:
            found = self._descend(rest, child, values)
            if found:
                return found
        return None

    def _read(self, record, expressions, parent, more=()):
        """Return what the expressions ask for, as the web client has it."""
        names = set(more) | {
            it.id
            for expression in expressions
            for it in ast.walk(ast.parse(expression, mode="eval"))
            if isinstance(it, ast.Name)
        }
        context = {"uid": self.env.uid, "current_date": str(datetime.date.today())}
        values = {
            "id": record.id, "uid": self.env.uid, "parent": Values(parent or {}),
            "context": {**self.env.context, **context}, "active_id": record.id, **context,
        }  # fmt: skip
        fields = [name for name in names if name in record._fields]
        if fields:
            [row] = record.read(fields, load=None)
            values |= {name: as_sent(value) for name, value in row.items()}
        return values

    # ------------------------------------------------------------------ pressing

    @contextlib.contextmanager
    def _kept(self, of_chosen=False):
        """Undo what happens inside; errors become a fault or an answer of what is given.

        :param bool of_chosen: the records were ticked in a list, which shows the gear for all of
            them: a sentence of ours about rights is an answer
        """
        press = Press("")
        cr = self.env.cr
        self.env.flush_all()
        savepoint = cr.savepoint()
        try:
            yield press
        except NO_ANSWER as error:
            name, text = type(error).__name__, _one_line(error)
            if of_chosen and not STANDARD.match(text):
                press.answer = text
            else:
                press.fault = f"{name}: {text}"
        except ANSWERS as error:
            press.answer = _one_line(error)
        except Exception as error:  # noqa: BLE001 - whatever people would see as "Oops"
            press.fault = f"{type(error).__name__}: {_one_line(error)}"
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def press(self, node, button, target, where, depth=0):
        """Press a button, and look at what it opens; return the :class:`Press`."""
        where = f"{where} {target.ids} [{button.name}]"
        with self._kept() as press:
            context = self._get_context(node, target)
            if button.kind == "object":
                action = call_kw(
                    target.browse().with_context(context), button.name, [target.ids], {}
                )
            else:
                action = self._load(int(button.name))
                action["context"] = {**read_context(action, self.env, target), **context}
            self.env.flush_all()
            press.fault = self.open(action, target, where, depth)
        press.where = f"{self.env.user.login}: {where}"
        return press

    def _load(self, action_id):
        """Return an action as the web client gets it."""
        action = self.env["ir.actions.actions"].sudo().browse(action_id)
        return self.env[action.type].sudo().browse(action_id)._get_action_dict()

    def _get_context(self, node, target):
        context = {
            "active_id": target.ids[0], "active_ids": target.ids, "active_model": target._name,
        }  # fmt: skip
        text = node.get("context")
        return context | (safe_eval(text, self._read(target[:1], [text], None)) if text else {})

    def open(self, action, target, where, depth):
        """Return what is wrong with what a button answered; press on in dialogs."""
        if not action or action is True:
            return ""
        if not isinstance(action, dict) or "type" not in action:
            return f"answers {str(action)[:80]}"
        opener = getattr(self, "_open_" + action["type"].rpartition(".")[2], None)
        if opener is None:
            return f"answers an action of type {action['type']}"
        return opener(action, target, where, depth) or ""

    def _open_act_url(self, action, _target, _where, _depth):
        return "" if action.get("url") else "opens no address"

    def _open_act_window_close(self, _action, _target, _where, _depth):
        return ""

    def _open_client(self, action, target, where, depth):
        if not action.get("tag"):
            return "opens no client action"
        following = (action.get("params") or {}).get("next")
        return self.open(following, target, where, depth)

    def _open_report(self, action, _target, _where, _depth):
        found = self.env["ir.actions.report"].sudo()._get_report_from_name(action["report_name"])
        return "" if found else f"prints no report {action['report_name']}"

    def _open_server(self, action, target, where, depth):
        run = self.env["ir.actions.server"].browse(action["id"])
        context = read_context(action, self.env, target)
        return self.open(run.with_context(context).run(), target, where, depth)

    def _open_act_window(self, action, target, where, depth):
        model = self.env.get(action["res_model"])
        if model is None:
            return f"opens {action['res_model']}, which is none"
        model = model.with_context(read_context(action, self.env, target))
        views = get_views(action)
        # What the web client asks for at once.
        model.get_views(views, {"toolbar": True})
        if action.get("res_id"):
            record = model.browse(action["res_id"])
            if not record.exists():
                return "opens a record that is gone"
            record.check_access("read")
        elif not model._transient:
            domain = action.get("domain") or []
            if isinstance(domain, str):
                domain = safe_eval(
                    domain, {**self._get_names(target), "context": model.env.context}
                )
            model.search(domain, limit=80)
        if (action.get("target") == "new" or model._transient) and depth < DEPTH:
            self._answer(model, action, views, where, depth)
        return ""

    def _get_names(self, target):
        return {"uid": self.env.uid, "active_id": target[:1].id, "active_ids": target.ids}

    def _answer(self, model, action, views, where, depth):
        """Fill a dialog as far as it must be, and press each of its buttons."""
        view = self.views.env["ir.ui.view"].browse(
            next((number for number, kind in views if kind == "form"), False) or []
        )
        record = model.browse(action.get("res_id") or [])
        form = Form(record, view.id or None)
        fill(form)
        record = form.save()
        view = view or self.views.env["ir.ui.view"].browse(model.get_view(None, "form")["id"])
        self.press_all(view, record, f"{where} > {model._name}", depth + 1)


class Values:
    """The values of a parent, by attribute, as expressions of the web client ask for them."""

    def __init__(self, values):
        self.__dict__.update(values)


def get_levels(node):
    """Return [(field, [invisible expressions])] from the root to the list that a node is in."""
    levels, expressions = [], []
    for it in (node, *node.iterancestors()):
        if it.get("t-if"):
            expressions.append(f"not ({as_python(it.get('t-if'))})")
        if it is not node and it.tag == "field":
            levels.append((it.get("name"), expressions))
            expressions = []
        expressions += [
            it.get(name) for name in ("invisible", "column_invisible")
            if it.get(name) and not (name == "column_invisible" and "parent" not in it.get(name))
        ]  # fmt: skip
    levels.append((None, expressions))
    return levels[::-1]


def as_python(condition):
    """Return a condition of a card's template as an expression of its record's fields."""
    condition = re.sub(r"record\.(\w+)\.(raw_)?value", r"\1", condition)
    return re.sub(r"!(?!=)", " not ", condition).strip()


def get_parent_names(expressions):
    """Return the names of a parent's fields that expressions ask for."""
    return {
        it.attr
        for expression in expressions
        for it in ast.walk(ast.parse(expression, mode="eval"))
        if isinstance(it, ast.Attribute)
        and isinstance(it.value, ast.Name)
        and it.value.id == "parent"
    }


def evaluate(expression, values):
    """Return whether something is hidden."""
    return bool(safe_eval(expression, dict(values)))


def as_sent(value):
    """Return a value as the web client has it."""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def read_context(action, env, target):
    """Return the context of an action as a dict."""
    context = action.get("context") or {}
    if isinstance(context, str):
        names = {"uid": env.uid, "active_id": target[:1].id, "active_ids": target.ids,
                 "active_model": target._name, "context": dict(env.context)}  # fmt: skip
        context = safe_eval(context, names)
    return {**env.context, **context}


def get_views(action):
    """Return [(id or False, kind)] that an action asks for."""
    if action.get("views"):
        return [(number or False, kind) for number, kind in action["views"]]
    kinds = (action.get("view_mode") or "list,form").split(",")
    first = action.get("view_id") or False
    first = first[0] if isinstance(first, (list, tuple)) else first
    return [(first if not place else False, kind) for place, kind in enumerate(kinds)]


def fill(form):
    """Give what a dialog must have, as somebody does who only wants to go on."""
    for name, info in form._view["fields"].items():
        if name == "id" or not form._get_modifier(name, "required"):
            continue
        if form._get_modifier(name, "readonly") or form._get_modifier(name, "invisible"):
            continue
        if form._values.get(name):
            continue
        value = _guess(form, info)
        if value is not None:
            form[name] = value


def _guess(form, info):
    kind = info["type"]
    if kind in ("char", "text", "html"):
        return "As the customer asked"
    if kind in ("float", "monetary", "integer"):
        return 1
    if kind == "date":
        return str(datetime.date.today() + datetime.timedelta(days=14))
    if kind == "selection":
        return info["selection"][0][0]
    if kind == "many2one":
        model = form._env[info["relation"]]
        domain = info.get("domain") or []
        names = {**form._get_eval_context(), "uid": form._env.uid}
        domain = safe_eval(domain, names) if isinstance(domain, str) else domain
        return model.search(domain, limit=1) or None
    return None


def _one_line(error):
    return " ".join(str(error).split())[:300]
