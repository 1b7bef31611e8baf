"""Common ground of the till's tours: a cashier, and a customer with 45 of store credit."""

from odoo import Command

from odoo.addons.point_of_sale.tests.test_frontend import TestPointOfSaleHttpCommon


class TillTourCommon(TestPointOfSaleHttpCommon):
    """A cashier with nothing but the rights of a till user."""

    @classmethod
    def setUpClass(cls):
        """Give one customer 45 of store credit; sell letter trays at 10."""
        super().setUpClass()
        cls.company = cls.env.company
        cls.main_pos_config.store_credit_enabled = True
        cls.letter_tray.write({"list_price": 10.0, "taxes_id": [Command.clear()]})
        cls.bakery = cls.env["res.partner"].create({"name": "Brandt Bakery"})
        cls.stores = cls.env["res.partner"].create({"name": "Okafor Stores"})
        move = cls.env["account.move"].create(
            {
                "journal_id": cls.company.store_credit_journal_id.id,
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": amount,
                                    "partner_id": cls.bakery.id, "name": "opening"})
                    for account, amount in (
                        (cls.company.store_credit_account_id, -45.0),
                        (cls.company_data["default_account_expense"], 45.0),
                    )
                ],
            }
        )  # fmt: skip
        move.action_post()

    def open_till(self):
        """Open the till as the cashier."""
        self.main_pos_config.with_user(self.pos_user).open_ui()

    def start_pos_tour(self, tour_name, login="pos_user", **kwargs):
        """Play a tour to its end; busy machines need their time.

        # EXTENDS 'point_of_sale'
        """
        return super().start_pos_tour(tour_name, login, **{"timeout": 300, **kwargs})

    def credit_of(self, partner):
        """Return what the ledger says."""
        self.env.invalidate_all()
        account = self.env["customer.credit.account"]._find(partner, self.company)
        return account.balance

    def assert_ties_out(self):
        """Accounts, entries and books agree."""
        faults = self.env["customer.credit.account"]._tie_out(self.company)
        self.assertEqual([fault["message"] for fault in faults], [])
