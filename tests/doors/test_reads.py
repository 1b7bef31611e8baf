"""What the suite adds to Odoo's own models is closed to outsiders, figures to whoever may not."""

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.customer_credit_balance.tests.common import CreditCommon

from .forge import OURS
from .people import APIS, Clients

OUTSIDERS = ("customer", "stranger")
# Internal users without any right to credit.
PLAIN = ("employee", "contacts", "till user")
FIGURES = ("monetary", "float", "integer")

# A value of each type to look for: one that no domain simplifies away.
SOUGHT = {"monetary": 1.0, "float": 1.0, "integer": 1, "boolean": True, "many2one": 1,
          "one2many": 1, "many2many": 1, "date": "2026-01-31", "datetime": "2026-01-31 12:00:00",
          "char": "x", "text": "x", "html": "x"}  # fmt: skip

# Open to everybody, each with its reason; a part of the model's or field's name, "": any.
OPEN = [
    ("website", "", "the public face of the shop: what its pages say to everybody"),
    ("product.template", "is_store_credit", "the product's page says so"),
    ("sale.order", "store_credit_topup_user_id", "the reader; the portal's list filters by it"),
]
# Figures that somebody at the till reads: receipts and settings of the till, no customer's file.
OPEN_AT_THE_TILL = [
    ("pos.config", "store_credit_", "bounds that the till applies"),
    ("pos.order", "store_credit_moved", "what this order moved, on its receipt"),
    ("pos.order", "customer_credit_kind_amount", "what came in for an order without goods"),
    ("pos.payment", "store_credit_", "what this payment left, on its receipt"),
    ("pos.payment", "customer_account_line_id", "the item that this payment paid"),
    ("pos.session", "store_credit_entry_count", "how many movements the session had"),
]
# How long money is set aside is a setting, and says nothing of a customer.
OPEN_TO_COLLEAGUES = [
    ("res.company", "store_credit_started_minutes", "a setting"),
    ("res.company", "store_credit_pending_days", "a setting"),
    ("res.company", "store_credit_account_id", "a setting"),
    ("res.company", "store_credit_journal_id", "a setting"),
]


@tagged("post_install", "-at_install")
class TestReads(Clients, CreditCommon, HttpCase):
    """Fields are found in the registry: what is added tomorrow is asked as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_people()

    def our_fields(self):
        """Return [(model, field)] that only these addons add to models of Odoo."""
        return [
            (model, field)
            for model in sorted(self.registry)
            if not self.env[model]._abstract and self.env[model]._original_module not in OURS
            for field in self.env[model]._fields.values()
            if field._modules and set(field._modules) <= set(OURS)
        ]

    def is_figure(self, field):
        """Say whether a field shows money, counts, or records that only these addons have."""
        if field.relational:
            return self.env[field.comodel_name]._original_module in OURS
        return field.type in FIGURES

    def readers(self, model, field, kinds):
        """Return the kinds of users who get the field of any record, by either API."""
        found = set()
        for number, kind in enumerate(kinds):
            Model = self.env[model].with_user(self.who(kind))
            if not Model.has_access("read"):
                continue  # no door to this model at all: other tests prove that
            answer = self.send(
                kind, APIS[number % 2], model, "search_read", None, domain=[],
                fields=[field.name], limit=1,
            )  # fmt: skip
            if answer.kind == "ok":
                found.add(kind)
            self.assertNotEqual(answer.kind, "raw", f"{model}.{field.name}: {answer.text}")
        return found

    def is_open(self, lists, model, field):
        """Say whether a field is on one of the lists."""
        return any(
            model == name and field.name.startswith(part)
            for entries in lists
            for name, part, _why in entries
        )

    def test_outsiders_read_nothing_of_ours(self):
        """A portal user reads none of our fields of an order, an invoice, a company, a contact."""
        asked = self.our_fields()
        self.assertGreater(len(asked), 100)
        found = [
            f"{model}.{field.name}"
            for model, field in asked
            if not self.is_open([OPEN], model, field) and self.readers(model, field, OUTSIDERS)
        ]
        self.assertEqual(found, [])

    def test_colleagues_without_the_right_read_no_figure(self):
        """Who has no credit right reads no figure, and no name of a record of ours."""
        lists = [OPEN, OPEN_AT_THE_TILL, OPEN_TO_COLLEAGUES]
        asked = [it for it in self.our_fields() if self.is_figure(it[1])]
        self.assertGreater(len(asked), 30)
        found = {
            f"{model}.{field.name}": readers
            for model, field in asked
            if not self.is_open(lists, model, field)
            and (readers := self.readers(model, field, PLAIN))
        }
        self.assertEqual(found, {})

    def test_nobody_searches_what_they_may_not_read(self):
        """A domain on a field is an answer about it, and Odoo asks for no right where we search."""
        asked = [
            (model, field)
            for model in sorted(self.registry)
            if not self.env[model]._abstract
            for field in self.env[model]._fields.values()
            if field._modules and set(field._modules) <= set(OURS) and field.groups
            and not field.store and field._description_searchable
        ]  # fmt: skip
        self.assertGreater(len(asked), 20)
        found = [
            f"{model}.{field.name} by {kind}"
            for model, field in asked
            for kind in (*OUTSIDERS, *PLAIN)
            if self.searches(kind, model, field)
        ]
        self.assertEqual(found, [])

    def searches(self, kind, model, field):
        """Say whether this kind of user gets an answer about a field that it may not read."""
        Model = self.env[model].with_user(self.who(kind))
        if not Model.has_access("read") or Model._has_field_access(field, "read"):
            return False
        value = SOUGHT.get(field.type)
        if field.type == "selection":
            value = field.get_values(self.env)[0]
        try:
            Model.search_count([(field.name, "=", value)])
        except AccessError:
            return False
        return True
