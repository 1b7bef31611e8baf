"""Common ground: protected figures answer no question of somebody without the right."""

from odoo.service.model import call_kw
from odoo.tools import mute_logger

from .common import CreditCommon

# Models that many people without a right to credit read, and how a partner is reached from others.
OPEN_MODELS = ("res.partner", "sale.order", "sale.order.line", "account.move", "res.users")
NUMBERS = ("float", "monetary", "integer", "json")


class CreditOracleCommon(CreditCommon):
    """Fields are found in the registry; each addon names itself."""

    addon = "customer_credit_balance"
    # Numbers that a plain employee may read, with the model.
    open_figures = frozenset()

    @classmethod
    def setUpClass(cls):
        """Make somebody who reads contacts, orders and invoices, and no credit."""
        super().setUpClass()
        cls.reader = cls._new_user("oracle_reader", "base.group_user")
        cls.seller = cls._new_user("oracle_seller", "sales_team.group_sale_salesman_all_leads")

    def protected(self, user):
        """Return [(model, field)] of this addon's fields that the user may not read."""
        env = self.env(user=user)
        return [
            (name, field)
            for name in OPEN_MODELS
            if name in env and env[name].has_access("read")
            for field in env[name]._fields.values()
            if field._module == self.addon and not env[name]._has_field_access(field, "read")
        ]

    def questions(self, model, field):
        """Return [(model, method, args, kwargs)] of what somebody could ask about a field."""
        name, value = field.name, self.guess(field)
        domain = [(name, ">" if field.type in NUMBERS else "=", value)]
        ids = self.env[model].sudo().search([], limit=3).ids
        found = [
            (model, "search", [domain], {}),
            (model, "search", [[(name, "!=", False)]], {}),
            (model, "search", [["!", *domain]], {}),
            (model, "search_count", [domain], {}),
            (model, "search_read", [domain, ["id"]], {}),
            (model, "web_search_read", [domain, {"id": {}}], {}),
            (model, "name_search", ["", domain], {}),
            (model, "search", [[]], {"order": f"{name} desc"}),
            (model, "read", [ids, [name]], {}),
            (model, "web_read", [ids, {name: {}}], {}),
            (model, "export_data", [ids, [name]], {}),
            (model, "formatted_read_group", [[]], {"groupby": [name]}),
            (model, "formatted_read_group", [[]], {"aggregates": [f"{name}:max"]}),
            (
                model,
                "formatted_read_group",
                [[]],
                {"aggregates": ["__count"], "having": [(f"{name}:max", ">", 0)]},
            ),
            (model, "read_group", [[], [name], [name]], {}),
        ]
        if model == "res.partner":
            nested = {"parent_id": {"fields": {name: {}}}}
            found += [
                (model, "search", [[(f"parent_id.{name}", ">", value)]], {}),
                (model, "search", [[("child_ids", "any", domain)]], {}),
                (model, "search", [[]], {"order": f"parent_id.{name}"}),
                (model, "web_read", [self.contact.ids, nested], {}),
                (model, "export_data", [self.contact.ids, [f"parent_id/{name}"]], {}),
                ("res.users", "search", [[(f"partner_id.{name}", ">", value)]], {}),
            ]
        return found

    def guess(self, field):
        """Return a value to compare with."""
        if field.type == "selection":
            return next(iter(field.get_values(self.env)), False)
        return {"boolean": True, "date": "2001-01-01", "datetime": "2001-01-01 00:00:00"}.get(
            field.type, 1 if field.type in (*NUMBERS, "many2one", "one2many", "many2many") else "x"
        )

    def ask(self, user, question):
        """Return (answer, error) of a call as the web client makes it."""
        model, method, args, kwargs = question
        try:
            with self.env.cr.savepoint():
                Model = self.env[model].with_user(user).with_context(allowed_company_ids=[
                    self.company.id])  # fmt: skip
                return call_kw(Model.browse(), method, args, kwargs), None
        except Exception as error:  # noqa: BLE001 (no answer is no leak, whatever the reason)
            return None, error

    @mute_logger("odoo.sql_db", "odoo.http")
    def assert_no_answers(self, least):
        """Domains, orders, groups, reads, exports and nested reads are refused."""
        fields, leaks = set(), []
        for user in (self.reader, self.seller):
            for model, field in self.protected(user):
                fields.add((model, field.name))
                for question in self.questions(model, field):
                    answer, error = self.ask(user, question)
                    if error is None and self.tells(answer, field.name):
                        leaks.append((user.login, *question, answer))
        self.assertEqual(leaks, [])
        self.assertGreaterEqual(len(fields), least)

    def tells(self, answer, name):
        """Say whether an answer was given at all; a nested field that was left out is none."""
        if isinstance(answer, list) and answer and isinstance(answer[0], dict):
            return name in str(answer)
        return True

    def assert_open_figures_are_known(self):
        """Numbers of the addon on records that a plain employee reads: only these."""
        env = self.env(user=self.reader)
        found = {
            f"{name}.{field.name}"
            for name, model in env.registry.items()
            if not model._abstract and not model._transient and env[name].has_access("read")
            for field in model._fields.values()
            if field._module == self.addon
            and field.type in NUMBERS
            and env[name]._has_field_access(field, "read")
        }
        self.assertEqual(found - self.open_figures, set())
