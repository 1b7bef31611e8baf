"""The tie-out names entries of another event or document, though every sum is right."""

from odoo.tests import tagged
from odoo.tools import SQL

from .common import CreditCommon


@tagged("post_install", "-at_install")
class TestTieOut(CreditCommon):
    """Amounts alone prove nothing: what an entry is for must be what the books say."""

    def forge(self, entry, **values):
        """Change an entry behind the back of its guards, as somebody with the database could."""
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE customer_credit_entry DISABLE TRIGGER USER")
        for name, value in values.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE customer_credit_entry SET %s = %s WHERE id = %s",
                    SQL.identifier(name),
                    value,
                    entry.id,
                )
            )
        self.env.cr.execute("ALTER TABLE customer_credit_entry ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def assert_fault(self, entry):
        """The entry alone is at fault, for its event or document."""
        faults = self.Account._tie_out(self.company)
        self.assertEqual([(it["code"], it["entry_id"]) for it in faults], [("document", entry.id)])

    def test_an_entry_of_another_document(self):
        """The history would send people to somebody else's entry."""
        entry, other = self.give_credit(10.0), self.give_credit(10.0, self.other_customer)
        self.assert_ties_out()
        self.forge(entry, res_id=other.move_id.id)
        self.assert_fault(entry)

    def test_an_entry_of_another_item(self):
        """The key of a mirrored item is of this item."""
        entry = self.give_credit(10.0)
        self.forge(entry, request_key=f"aml:{entry.move_line_id.id + 1}:1")
        self.assert_fault(entry)

    def test_an_entry_of_another_event(self):
        """Money that came in is no payment."""
        entry = self.give_credit(10.0)
        self.forge(entry, event="payment")
        self.assert_fault(entry)

    def test_an_entry_that_nobody_announced(self):
        """The key of a dialog stands on the journal entry as well, or the entry is forged."""
        entry = self.give_credit(10.0)
        self.forge(entry, request_key="topup:2f1ec2ee-8c1f-4b54-a3f5-0d7e6ad3b1aa")
        self.assert_fault(entry)
