"""Fields that got another name: what users saved about them is not lost in an upgrade."""

from pathlib import Path

from odoo.modules.module import load_script
from odoo.tests import tagged

from .common import CreditLimitCommon

SCRIPT = Path(__file__).parents[1] / "migrations/19.0.1.2.0/pre-policy-field.py"
OLD, NEW = "credit_policy_id", "customer_credit_policy_id"


@tagged("post_install", "-at_install")
class TestRenamedFields(CreditLimitCommon):
    """`credit_policy_id` belongs to another addon too: neither installed beside the other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.script = load_script(str(SCRIPT), "pre_policy_field")

    def setUp(self):
        """Make the database look as before the upgrade."""
        super().setUp()
        self.filter = self.env["ir.filters"].create(
            {
                "name": "Strict",
                "model_id": "res.partner",
                "domain": f"[('{OLD}.name', 'ilike', 'strict'), ('my_{OLD}', '=', 1)]",
                "context": f"{{'group_by': ['{OLD}']}}",
                "sort": f'["{OLD} desc"]',
            }
        )
        export = self.env["ir.exports"].create({"name": "Policies", "resource": "res.partner"})
        self.line = self.env["ir.exports.line"].create(
            {"export_id": export.id, "name": f"{OLD}/name"}
        )
        self.env.flush_all()
        self.field = self.env["ir.model.fields"]._get("res.partner", NEW)
        self.env.cr.execute(
            "UPDATE ir_model_fields SET name = %s WHERE id = %s", [OLD, self.field.id]
        )
        self.env.cr.execute(
            "UPDATE ir_model_data SET name = %s WHERE model = 'ir.model.fields' AND res_id = %s",
            [f"field_res_partner__{OLD}", self.field.id],
        )

    def _migrate(self):
        self.script.migrate(self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()

    def test_the_field_keeps_its_row(self):
        """Whatever refers to the row of the field (defaults, automations) still finds it."""
        self._migrate()
        self.assertEqual(self.field.name, NEW)
        xmlid = f"customer_credit_limit.field_res_partner__{NEW}"
        self.assertEqual(self.env.ref(xmlid), self.field)

    def test_filters_and_exports_follow(self):
        """Whole words only: a field that another addon calls alike stays."""
        self._migrate()
        self.assertIn(f"('{NEW}.name'", self.filter.domain)
        self.assertIn(f"('my_{OLD}'", self.filter.domain)
        self.assertEqual(self.filter.context, f"{{'group_by': ['{NEW}']}}")
        self.assertEqual(self.filter.sort, f'["{NEW} desc"]')
        self.assertEqual(self.line.name, f"{NEW}/name")

    def test_a_second_run_changes_nothing(self):
        """Where another addon brought a field of the old name since, its filters stay."""
        self._migrate()
        theirs = self.env["ir.filters"].create(
            {"name": "Theirs", "model_id": "res.company", "domain": f"[('{OLD}', '=', 1)]"}
        )
        self.env.flush_all()
        self._migrate()
        self.assertEqual(theirs.domain, f"[('{OLD}', '=', 1)]")

    def test_no_field_of_ours_has_the_old_name(self):
        """Company, customer and settings: the other addon defines it on all of them."""
        for model in ("res.partner", "res.users", "res.company", "res.config.settings"):
            names = [name for name in self.env[model]._fields if name.startswith("credit_policy")]
            self.assertEqual(names, [])
