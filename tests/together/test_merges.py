"""Contacts that are merged: no index of ours stops it."""

from odoo.tests import TransactionCase, tagged

# Odoo's merge looks for constraints of the database, and UniqueIndex is none: an addon sees to it
# in `_update_foreign_keys` that nothing is there twice. {index: the test that merges two of them}
SEEN_TO = {
    "customer_credit_account_one_per_partner": "test_ledger_books",
    "customer_credit_mail_code_one_per_person": "test_portal_pin",
    "customer_credit_page_code_one_per_person": "test_portal_pin",
    "customer_credit_pin_one_per_person": "test_portal_pin",
    "customer_credit_profile_one_per_partner": "test_exposure_by_policy",
    "customer_credit_snapshot_one_latest": "test_insight_snapshot",
    "customer_credit_snapshot_one_per_day": "test_insight_snapshot",
    "customer_credit_spender_one_per_pair": "test_authority_spenders",
    "customer_statement_one_reminder": "test_reminders",
}


@tagged("post_install", "-at_install")
class TestMerges(TransactionCase):
    """Finds the next index of ours that two contacts may both stand in."""

    def test_each_unique_index_of_contacts_is_seen_to(self):
        self.env.cr.execute(
            """
            SELECT DISTINCT index.relname
              FROM pg_index
              JOIN pg_class index ON index.oid = pg_index.indexrelid
              JOIN pg_class of_table ON of_table.oid = pg_index.indrelid
              JOIN pg_constraint foreign_key ON foreign_key.conrelid = of_table.oid
                                            AND foreign_key.contype = 'f'
                                            AND foreign_key.confrelid = 'res_partner'::regclass
                                            AND foreign_key.conkey[1] = ANY(pg_index.indkey)
             WHERE pg_index.indisunique AND of_table.relname LIKE 'customer\\_%'
               AND of_table.relname NOT LIKE '%\\_rel'
               AND NOT EXISTS (SELECT FROM pg_constraint own
                                WHERE own.conindid = index.oid AND own.contype = 'u')
            """
        )
        self.assertEqual({name for (name,) in self.env.cr.fetchall()}, set(SEEN_TO))
