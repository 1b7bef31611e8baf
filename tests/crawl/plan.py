"""What there is to see and to press: read from a database with the demo, not written down."""

import xml.etree.ElementTree as ElementTree

from tools import database, paths

PAGES = (
    "/my", "/my/credit", "/my/credit/topup", "/my/invoices", "/my/orders", "/my/quotes",
    "/my/statements", "/shop", "/shop/cart",
)  # fmt: skip

SETTINGS = "res.config.settings"
# What our templates and components bring into screens of Odoo.
OURS = (
    '[class*="o_credit"], [class*="o_statement"], [class*="customer_credit"], '
    '[class*="customer_statement"], [class*="store_credit"], [id*="store_credit"], '
    '[id*="customer_credit"], [data-model^="customer."]'
)


class Plan:
    """The models, buttons and menus that our addons bring or change."""

    def __init__(self, name):
        self.name = name
        self.buttons = self._read_buttons()
        self.models = {model for model, _button in self.buttons} | self._read_models()
        self.menus = self._read_menus()

    def query(self, statement, *parameters):
        """Return the rows of a statement in the database."""
        return database.query(statement, parameters, name=self.name)

    def _read_views(self):
        """Return (model, arch) of our views, in the language that they are written in."""
        return self.query(
            """
            SELECT view.model, view.arch_db ->> 'en_US'
              FROM ir_ui_view view
              JOIN ir_model_data data ON data.model = 'ir.ui.view' AND data.res_id = view.id
             WHERE data.module = ANY(%s) AND view.type <> 'qweb' AND view.active
            """,
            paths.addons(),
        )

    def _read_models(self):
        """Return the names of models that have a view of ours."""
        return {model for model, _arch in self._read_views()}

    def _read_menus(self):
        """Return the full names of our menus."""
        return {
            f"{module}.{name}"
            for module, name in self.query(
                "SELECT module, name FROM ir_model_data WHERE model = 'ir.ui.menu' "
                "AND module = ANY(%s)",
                paths.addons(),
            )
        }

    def fields(self, model):
        """Return the selector of what is ours on a screen of a model of Odoo."""
        names = self.query(
            """
            SELECT field.name FROM ir_model_fields field
              JOIN ir_model_data data
                ON data.model = 'ir.model.fields' AND data.res_id = field.id
             WHERE field.model = %s AND data.module = ANY(%s)
            """,
            model,
            paths.addons(),
        )
        return ", ".join([OURS, *(f".o_field_widget[name='{name}']" for (name,) in names)])

    def _read_buttons(self):
        """Return {(model, name)} of every button of ours that calls a method or an action."""
        found = set()
        for model, arch in self._read_views():
            for button in ElementTree.fromstring(arch).iter("button"):
                if button.get("type") in ("object", "action") and button.get("name"):
                    found.add((model, button.get("name")))
        return found

    def records(self, model, limit):
        """Return ids of records that differ in their state, newest first within each."""
        rows = self.query(
            "SELECT relkind FROM pg_class WHERE relname = %s", model.replace(".", "_")
        )
        if not rows:
            return []
        table = model.replace(".", "_")
        columns = {
            column
            for (column,) in self.query(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s", table
            )
        }
        state = next((it for it in ("state", "status", "kind") if it in columns), "NULL::text")
        ours = ""
        if "partner_id" in columns or model == "res.partner":
            column = "id" if model == "res.partner" else "partner_id"
            ours = (
                f"ORDER BY ({column} IN (SELECT res_id FROM ir_model_data WHERE model = "
                "'res.partner' AND module = 'customer_credit_balance')) DESC, id DESC"
            )
        return [
            record_id
            for (record_id,) in self.query(
                f"""
                SELECT id FROM (
                    SELECT id, row_number() OVER (PARTITION BY {state} {ours or "ORDER BY id DESC"})
                           AS place
                      FROM {table}) sample
                 WHERE place <= %s ORDER BY place, id DESC LIMIT %s
                """,
                limit,
                4 * limit,
            )
        ]
