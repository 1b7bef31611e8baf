"""What can be forged: records and fields are found in the registry, values by the field's type."""

import base64
from collections import Counter, namedtuple
from datetime import timedelta
from uuid import uuid4

from odoo import Command, fields

Target = namedtuple("Target", "path model ids field value label")
Target.__doc__ = """One value to write: where the record is found, and what is written."""

# Users, rights and the machinery of Odoo are no records of a decision.
NEVER = ("ir.", "mail.", "bus.", "base.", "res.users", "res.groups", "res.lang", "res.country",
         "uom.", "digest.", "website", "theme.", "res.device", "res.bank", "utm.", "discuss.",
         "resource.", "onboarding", "phone.", "crm.", "rating.", "privacy.", "portal.",
         "web_", "html_", "barcode.", "stock.", "analytic.", "spreadsheet.", "hr.",
         "account.chart", "report.")  # fmt: skip
ALWAYS = ("ir.attachment",)
MAGIC = {"id", "create_uid", "create_date", "write_uid", "write_date", "parent_path",
         "display_name", "message_ids", "message_follower_ids", "message_partner_ids",
         "activity_ids", "website_message_ids", "rating_ids", "access_warning"}  # fmt: skip
MONEY = {"sale.order", "sale.order.line", "account.move", "account.move.line", "account.payment",
         "pos.order", "pos.order.line", "pos.payment", "payment.transaction"}  # fmt: skip
# What an attacker would name first, by model: an attribute of the stage.
PREFERRED = {"account.account": "liability", "account.journal": "journal",
             "pos.payment.method": "pay_later_pm"}  # fmt: skip
FEW = 2  # records of one model that are reached by walking, at each distance
DEPTH = 2
OURS = ("customer_credit_balance", "customer_credit_limit", "customer_credit_pos_web",
        "customer_statement")  # fmt: skip


def is_walked(model):
    """Say whether records of a model can be part of a scenario."""
    return model in ALWAYS or not model.startswith(NEVER)


def involved(roots):
    """Return [(path, record)]: the documents of a scenario and what they point to."""
    found, seen, layer = [], {}, []
    for name, records in roots.items():
        layer += [(f"{name}{'' if n == 0 else n}", it) for n, it in enumerate(records.sudo())]
    for depth in range(DEPTH + 1):
        following, here = [], Counter()
        for path, record in layer:
            known = seen.setdefault(record._name, [])
            # Counted at each distance: what a scenario names leaves room for what it points to.
            few = depth and here[record._name] >= FEW
            if record in known or few or not record.exists():
                continue
            known.append(record)
            here[record._name] += 1
            found.append((path, record))
            if depth < DEPTH:
                following += _neighbours(path, record)
        layer = following
    return found


def _neighbours(path, record):
    """Return [(path, record)] of what a record points to by stored relations."""
    result = []
    for name, field in sorted(record._fields.items()):
        if not field.relational or name in MAGIC or not is_walked(field.comodel_name):
            continue
        if field.type != "one2many" and not field.store:
            continue
        Linked = record.env[field.comodel_name]
        if Linked._abstract or not Linked._auto:
            continue
        for linked in record[name][:FEW]:
            result.append((f"{path}.{name}", linked))
    return result


def weight(path, record, name, field):
    """Return how often a field is chosen: documents and money more than settings and words."""
    near = {0: 6, 1: 3}.get(path.count("."), 1)
    kind = 3 if record._name in MONEY or record._name.startswith("customer.") else 1
    what = 2 if field.type in ("monetary", "float", "many2one", "selection", "one2many") else 1
    return near * kind * what


def writable(record):
    """Return the fields of a record that a write can change: stored, or with an inverse."""
    return [
        (name, field)
        for name, field in sorted(record._fields.items())
        if name not in MAGIC and (field.store or field.inverse or field.type == "one2many")
        and not name.startswith(("message_", "activity_", "website_message"))
        and not (field.relational and record.env[field.comodel_name]._name.startswith("mail."))
    ]  # fmt: skip


def values(record, name, field, case):
    """Return [(value to write, label)]: plausible forgeries of this field."""
    maker = {
        "float": _number, "monetary": _number, "integer": _integer, "boolean": _boolean,
        "char": _text, "text": _text, "html": _text, "date": _day, "datetime": _moment,
        "selection": _choice, "many2one": _link, "many2many": _links, "one2many": _children,
        "reference": _reference, "many2one_reference": _other_id, "binary": _bytes,
        "json": _json, "properties": _nothing, "properties_definition": _nothing,
        "image": _nothing,
    }.get(field.type, _nothing)  # fmt: skip
    return [(it, _label(it)) for it in maker(record, name, field, case)]


def _label(value):
    text = repr(value)
    return text if len(text) < 80 else text[:77] + "..."


def _nothing(record, name, field, case):
    return []


def _number(record, name, field, case):
    now = record[name]
    tried = [now * 10 or 1000.0, 1e9, 0.0, -1.0]
    if set(field._modules) & set(OURS):
        tried.append(1e300)
    return [it for it in tried if it != now]


def _integer(record, name, field, case):
    return [it for it in (0, record[name] + 1, 100000) if it != record[name]]


def _boolean(record, name, field, case):
    return [not record[name]]


def _text(record, name, field, case):
    if "uuid" in name or "token" in name:
        return [str(uuid4()), False]
    if "key" in name or "reference" in name:
        return [str(uuid4()), "S00001", False]
    return ["forged", False]


def _day(record, name, field, case):
    base = record[name] or fields.Date.today()
    return [str(base - timedelta(days=400)), str(base + timedelta(days=400)), False]


def _moment(record, name, field, case):
    base = record[name] or fields.Datetime.now()
    return [fields.Datetime.to_string(base + timedelta(days=days)) for days in (-400, 400)]


def _choice(record, name, field, case):
    options = [it for it in field.get_values(record.env) if it != record[name]]
    return options[:6]


def _others(record, field, case, but=None):
    """Return up to two other records that the field could name, of this company first."""
    Model = record.env[field.comodel_name].sudo()
    if field.comodel_name == "res.partner":
        found = case.customer + case.other_customer + case.who("customer").partner_id
    elif field.comodel_name == "res.company":
        found = Model.search([], limit=3)
    elif field.comodel_name == "res.users":
        found = Model.browse([it.user.id for it in case.people.values()][:3])
    elif Model._abstract or not Model._auto:
        return Model
    elif field.comodel_name in PREFERRED and hasattr(case, PREFERRED[field.comodel_name]):
        found = getattr(case, PREFERRED[field.comodel_name]).sudo()
    else:
        domain = [("company_id", "in", (case.company.id, False))] if (
            "company_id" in Model._fields and Model._fields["company_id"].store
        ) else []  # fmt: skip
        found = Model.search(domain, limit=4, order="id desc")
    return (found - (but if but is not None else Model))[:2]


def _link(record, name, field, case):
    now = record[name]
    return [*_others(record, field, case, now).ids, *([False] if now else [])]


def _links(record, name, field, case):
    now = record[name]
    other = _others(record, field, case, now)[:1]
    tried = [[Command.clear()]] if now else []
    return [*tried, *([[Command.link(other.id)]] if other else [])]


def _children(record, name, field, case):
    """Take a line away, or add one like it."""
    now = record[name]
    if not now or not is_walked(field.comodel_name):
        return []
    tried = [[Command.delete(now[0].id)]]
    if field.inverse_name and not record.env[field.comodel_name]._transient:
        copied = now[0].sudo().copy_data()[0] if len(now) < 50 else {}
        copied.pop(field.inverse_name, None)
        plain = {key: _plain(value) for key, value in copied.items()}
        tried.append([Command.create({k: v for k, v in plain.items() if v is not NotImplemented})])
    return tried


def _plain(value):
    """Return what JSON can carry, or NotImplemented."""
    if isinstance(value, list | tuple):
        return NotImplemented
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value) if hasattr(value, "isoformat") else NotImplemented


def _reference(record, name, field, case):
    other = case.other_customer
    return [f"{other._name},{other.id}", False]


def _other_id(record, name, field, case):
    return [it for it in (case.other_customer.id, record[name] + 1) if it != record[name]]


def _bytes(record, name, field, case):
    return [base64.b64encode(b"%PDF-1.4 forged").decode()]


def _json(record, name, field, case):
    return [{}, {"forged": True}]
