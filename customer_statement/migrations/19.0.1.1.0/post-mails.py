"""The emails of older databases get their new bodies, in every language that we translate.

Templates belong to their users and are not updated: only a body that is word for word ours, in
every language, is replaced; whatever else somebody chose in the template stays.
"""

import re
from hashlib import md5

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import file_path
from odoo.tools.translate import PoFileReader, get_po_paths

MODULE = "customer_statement"
FILES = ("data/mail_template_data.xml", "data/customer_payment_plan_data.xml")

# {template: fingerprints of the body that was ours, in English, French, German and Spanish}
OURS = {
    "mail_template_customer_statement": {
        "1af0b0effc29", "25b992687d20", "ad939cab33ae", "ad034ef5a546",
    },
    "mail_template_customer_reminder": {
        "81f9a44160ce", "98f75117f7e4", "42567c1cfd80", "fd396c4615ee",
    },
    "mail_template_payment_plan_offered": {
        "aa0c2bef3d4f", "8ea3f8cac10f", "8a4b8f18e26a", "c24cce6423ee",
    },
    "mail_template_payment_plan_agreed": {
        "4490e0c77737", "1a371008f3af", "d73a121c4c9f", "f8fd488222b3",
    },
    "mail_template_payment_plan_due": {
        "79fa97a7e19d", "9cf328bf062e", "f62df58fedd1", "b607d30806c2",
    },
    "mail_template_payment_plan_broken": {
        "2694829cd82c", "d3dbaa33557f", "66cc921460b2", "5c73993ed8b4",
    },
}  # fmt: skip


def migrate(cr, version):
    """Write the new bodies where nobody changed the old ones."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, texts in read_bodies(env).items():
        template = env.ref(f"{MODULE}.{name}", raise_if_not_found=False)
        if template and is_ours(template, OURS[name]):
            for code, body in texts.items():
                template.with_context(lang=code).body_html = body


def is_ours(template, known):
    """Tell whether the body is what we wrote, in every language that it has."""
    template.env.cr.execute("SELECT body_html FROM mail_template WHERE id = %s", [template.id])
    bodies = template.env.cr.fetchone()[0] or {}
    return bool(bodies) and all(fingerprint(body) in known for body in bodies.values())


def fingerprint(body):
    """Return what tells a text from others, whatever its line breaks."""
    words = re.sub(r"\s+", "", body)
    return md5(words.encode(), usedforsecurity=False).hexdigest()[:12]


def read_bodies(env):
    """Return {template: {language: body}} of the files of this version, English first."""
    found = {}
    for path in FILES:
        tree = etree.parse(file_path(f"{MODULE}/{path}"))
        for name in OURS:
            for node in tree.findall(f"record[@id='{name}']/field[@name='body_html']"):
                parts = [etree.tostring(child, encoding="unicode") for child in node]
                found[name] = {"en_US": "".join(parts)}
    for code, _label in env["res.lang"].get_installed():
        for path in get_po_paths(MODULE, code):
            for row in PoFileReader(path):
                texts = found.get(row.get("imd_name"), {})
                is_body = texts and row["name"] == "mail.template,body_html" and row["value"]
                # A translation of other words would be one of an older body.
                if is_body and fingerprint(row["src"]) == fingerprint(texts["en_US"]):
                    texts[code] = row["value"]
    return found
