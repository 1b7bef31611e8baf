"""Who reaches which statement: tried through the doors that are open to everybody."""

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import StatementCommon


@tagged("post_install", "-at_install")
class TestStatementAccess(StatementCommon):
    """Own customers, own company, own portal."""

    def test_a_salesperson_reaches_own_customers_only(self):
        """The statement of a colleague's customer stays closed; the own one opens."""
        self.invoice(100.0)
        statement = self.statement()
        mine = statement.with_user(self.statement_user)
        with self.assertRaises(AccessError):
            mine.read(["closing_balance"])
        self.customer.user_id = self.statement_user
        self.env.invalidate_all()
        self.assertEqual(mine.read(["closing_balance"])[0]["closing_balance"], 100.0)

    def test_a_salesperson_makes_no_statement_of_others_customers(self):
        """Creating one is refused like reading it."""
        with self.assertRaises(AccessError):
            self.Statement.with_user(self.statement_user).create(
                {"partner_id": self.customer.id, "date_from": "2026-01-01",
                 "date_to": "2026-01-31"}
            )  # fmt: skip

    def test_the_salesperson_of_one_contact_makes_no_statement_of_the_customer(self):
        """A statement tells the books of all contacts: made, generated, moved or previewed."""
        self.invoice(100.0)
        self.contact.user_id = self.statement_user
        self.other_customer.user_id = self.statement_user
        mine = self.Statement.with_user(self.statement_user)
        period = {"date_from": "2026-01-01", "date_to": "2026-01-31"}
        with self.assertRaises(AccessError):
            mine.create({"partner_id": self.contact.id, **period})
        draft = mine.create({"partner_id": self.other_customer.id, **period})
        for partner in (self.customer, self.contact):
            with self.assertRaises(AccessError):
                draft.write({"partner_id": partner.id})
            with self.assertRaises(AccessError):
                mine._generate(partner, self.company, "activity", "2026-01-01", "2026-01-31")
            with self.assertRaises(AccessError):
                wizard = self.env["customer.statement.send"].with_user(self.statement_user)
                wizard.create({"partner_ids": partner.ids}).read(["preview"])
        self.env.invalidate_all()
        self.assertEqual(draft.partner_id, self.other_customer)
        draft.action_generate()
        # Whoever makes one as a manager does not hand it to the salesperson of a contact.
        theirs = self.statement(self.contact)
        with self.assertRaises(AccessError):
            theirs.with_user(self.statement_user).read(["closing_balance"])

    def test_nobody_takes_a_colleague_s_customer_for_its_statements(self):
        """Whoever writes contacts could write the salesperson too; handing over works."""
        self.invoice(100.0)
        statement = self.statement()
        colleague = self._new_user("statement_colleague", "sales_team.group_sale_salesman")
        self.customer.user_id = colleague
        thief = self.statement_user
        thief.sudo().group_ids += self.env.ref("base.group_partner_manager")
        for method, vals in (
            ("write", {"user_id": thief.id}),
            ("web_save", {"user_id": thief.id}),
        ):
            kwargs = {"specification": {}} if method == "web_save" else {}
            with self.assertRaisesRegex(AccessError, "hand it over"):
                call_kw(
                    self.env["res.partner"].with_user(thief),
                    method, [self.customer.ids, vals], kwargs,
                )  # fmt: skip
        with self.assertRaises(AccessError):
            statement.with_user(thief).read(["closing_balance"])
        colleague.sudo().group_ids += self.env.ref("base.group_partner_manager")
        self.customer.with_user(colleague).user_id = thief
        self.env.invalidate_all()
        self.assertEqual(
            statement.with_user(thief).read(["closing_balance"])[0]["closing_balance"], 100.0
        )
        # Nobody's customer is taken, as ever.
        self.other_customer.with_user(thief).user_id = thief

    def test_an_employee_sees_no_statement(self):
        """Without the right there is nothing."""
        statement = self.statement()
        with self.assertRaises(AccessError):
            statement.with_user(self.employee).read(["name"])

    def test_portal_users_read_what_was_sent_to_their_company(self):
        """A draft is not theirs yet; what another company got never is."""
        user = self.portal_user_of(self.contact)
        self.invoice(100.0)
        mine = self.statement()
        other = self.statement(self.other_customer)
        self.invoice(10.0, self.other_customer)
        with self.assertRaises(AccessError):
            mine.with_user(user).read(["name"])
        (mine | other).action_generate()
        (mine | other).action_send()
        self.assertEqual(mine.with_user(user).read(["closing_balance"])[0]["closing_balance"], 100)
        with self.assertRaises(AccessError):
            other.with_user(user).read(["name"])
        with self.assertRaises(AccessError):
            mine.with_user(user).write({"note": "mine"})

    def test_the_report_checks_who_prints(self):
        """Printing by RPC with somebody else's id is refused."""
        self.invoice(100.0)
        statement = self.statement()
        report = self.env["ir.actions.report"].with_user(self.statement_user)
        with self.assertRaises(AccessError):
            report._render_qweb_pdf("customer_statement.report_customer_statement", statement.ids)
