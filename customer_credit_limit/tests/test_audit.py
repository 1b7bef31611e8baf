"""Audit: everything that matters is on record, and nobody can touch the record."""

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CreditLimitCommon


@tagged("post_install", "-at_install")
class TestAudit(CreditLimitCommon):
    """What is written, who reads it, who cannot change it."""

    def audit(self, **domain):
        """Return the lines about the customer, newest first."""
        criteria = [("partner_id", "=", self.customer.id)]
        criteria += [(name, "=", value) for name, value in domain.items()]
        return self.env["customer.credit.audit"].search(criteria)

    def test_a_limit_change_is_on_record(self):
        """User, before and after are kept."""
        self.set_limit(500.0)
        self.profile().with_user(self.limit_manager).write({"limit_amount": 900.0})
        line = self.audit(event="limit_change")[0]
        self.assertEqual(line.user_id, self.limit_manager)
        self.assertIn("500", line.old_value)
        self.assertIn("900", line.new_value)
        self.assertEqual(line.company_id, self.company)

    def test_a_hold_and_its_release_are_on_record(self):
        """The reason is kept with the hold."""
        self.put_on_hold(reason="Cheque bounced")
        self.assertEqual(self.audit(event="hold").note, "Cheque bounced")
        self.profile().hold = "auto"
        self.assertTrue(self.audit(event="release"))

    def test_choices_made_together_are_one_line(self):
        """Hold, reason, message and review date on the customer's form: one event."""
        partner = self.customer.with_user(self.limit_manager)
        partner.write(
            {
                "credit_hold": "on",
                "credit_hold_reason": "Cheque bounced",
                "credit_hold_message": "Please call us",
                "credit_hold_review_date": "2027-01-31",
                "comment": "Called twice",
            }
        )
        line = self.audit(event="hold")
        self.assertEqual((len(line), line.note), (1, "Cheque bounced"))
        for text in ("Cheque bounced", "Please call us"):
            self.assertIn(text, line.new_value)
        partner.write({"credit_limit_mode": "custom", "credit_limit_amount": 900.0})
        self.assertEqual(len(self.audit(event="limit_change")), 1)
        self.assertEqual(self.limit_of(), 900.0)
        partner.write({"credit_hold": "auto", "credit_hold_reason": False})
        self.assertEqual(len(self.audit(event="release")), 1)

    def test_choices_made_together_are_for_managers(self):
        """Whoever may edit contacts sets neither one nor several."""
        for vals in ({"credit_hold": "on"}, {"credit_hold": "on", "credit_hold_reason": "x"}):
            with self.assertRaises(AccessError):
                self.customer.with_user(self.credit_manager).write(vals)
        self.assertFalse(self.customer.credit_on_hold)

    def test_lines_without_figures_round_no_amounts(self):
        """A night that holds thousands of customers would round four nothings for each."""
        rounded = []
        convert = fields.Monetary.convert_to_column_insert

        def watch(field, value, *args, **kwargs):
            rounded.append(field.name)
            return convert(field, value, *args, **kwargs)

        self.patch(fields.Monetary, "convert_to_column_insert", watch)
        told = {"partner": self.customer, "company": self.company, "note": "Late"}
        Audit = self.env["customer.credit.audit"].sudo()
        held, released = Audit._log_many([{"event": it, **told} for it in ("hold", "release")])
        self.assertEqual((rounded, held.excess, released.amount), ([], 0.0, 0.0))
        self.assertIn(held, Audit.search([("excess", "=", 0.0)]))

    def test_figures_of_a_verdict_become_columns(self):
        """What a list shows is what the verdict said."""
        figures = {"exposure": {"total": "800"}, "limit": "1000", "amount": "500", "excess": "300"}
        line = self.env["customer.credit.audit"]._log(
            "blocked", self.contact, self.company, note="Over", figures=figures,
            document=self.contact,
        )  # fmt: skip
        self.assertEqual(line.partner_id, self.customer, "contacts count as their company")
        self.assertEqual(
            (line.exposure, line.credit_limit, line.amount, line.excess), (800, 1000, 500, 300)
        )
        self.assertEqual((line.res_model, line.res_id), ("res.partner", self.contact.id))

    def test_nobody_writes_through_the_orm(self):
        """Managers and the superuser included."""
        self.set_limit(500.0)
        Audit = self.env["customer.credit.audit"]
        for user in (self.salesperson, self.limit_manager, self.env.ref("base.user_root")):
            line = self.audit().with_user(user)[0]
            for act in (
                lambda line=line: line.write({"note": "nothing"}),
                lambda line=line: line.unlink(),
                lambda line=line: line.copy(),
                lambda user=user: Audit.with_user(user).create({"event": "hold"}),
            ):
                with self.assertRaises(UserError):
                    act()

    @mute_logger("odoo.sql_db")
    def test_nobody_writes_past_the_orm(self):
        """The database itself keeps the rows."""
        self.set_limit(500.0)
        self.env.flush_all()
        for statement in (
            "UPDATE customer_credit_audit SET note = 'nothing'",
            "UPDATE customer_credit_audit SET new_value = '1'",
            "DELETE FROM customer_credit_audit",
            "TRUNCATE customer_credit_audit",
        ):
            with self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
                self.env.cr.execute(statement)

    def test_a_merge_of_contacts_keeps_the_record(self):
        """The lines follow the customer, the name of then stays."""
        line = self.env["customer.credit.audit"]._log("hold", self.other_customer, self.company)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer + self.other_customer).ids, self.customer
        )
        line.invalidate_recordset()
        self.assertEqual((line.partner_id, line.partner_name), (self.customer, "Deco Addict"))

    def test_sales_people_read_it_others_do_not(self):
        """Credit users of the company read, employees and portal users do not."""
        self.set_limit(500.0)
        line = self.audit()[0]
        self.assertTrue(line.with_user(self.salesperson).event)
        for user in (self.employee, self.portal_user):
            with self.assertRaises(AccessError):
                line.with_user(user).read(["event"])

    def test_another_company_reads_nothing(self):
        """The record belongs to the company."""
        self.set_limit(500.0)
        company = self.setup_other_company()["company"]
        self.salesperson.sudo().write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )
        Audit = self.env["customer.credit.audit"].with_user(self.salesperson)
        self.assertFalse(Audit.search([("partner_id", "=", self.customer.id)]))
