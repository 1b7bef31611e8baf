"""Append-only: rows that stay as they were written, in the ORM and in the database."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Columns that may change stand in the trigger's arguments: any way, or as a link that is set once.
FUNCTION = """
CREATE OR REPLACE FUNCTION customer_credit_append_only() RETURNS trigger AS $$
DECLARE
    moving text[] := string_to_array(TG_ARGV[0], ',');
    linking text[] := string_to_array(TG_ARGV[1], ',');
BEGIN
    IF TG_OP = 'UPDATE' AND TG_LEVEL = 'ROW'
       AND to_jsonb(NEW) - moving - linking = to_jsonb(OLD) - moving - linking
       AND NOT EXISTS (SELECT FROM unnest(linking) AS name
                        WHERE to_jsonb(OLD) ->> name <> to_jsonb(NEW) ->> name) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: rows stay as they were written', TG_TABLE_NAME
        USING ERRCODE = 'check_violation';
END;
$$ LANGUAGE plpgsql
"""


class CustomerCreditAppendOnlyMixin(models.AbstractModel):
    """Refuses create, write and unlink to everybody; :meth:`_append` is the one way in.

    A trigger says the same to whoever is connected to the database. Models name the columns that
    the database itself may change.
    """

    _name = "customer.credit.append.only.mixin"
    _description = "Rows That Stay as They Were Written"

    # Columns that merges of contacts or deleted documents change.
    _append_only_moving = ()
    # Columns that may be set where they are empty, or emptied, but never exchanged.
    _append_only_linking = ()

    # --- guards

    def init(self):
        """Install the trigger that keeps rows as they were written, whoever connects."""
        if self._abstract:
            return
        self.env.cr.execute(FUNCTION)
        self.env.cr.execute(
            SQL(
                """
                DROP TRIGGER IF EXISTS %(rows)s ON %(table)s;
                CREATE TRIGGER %(rows)s BEFORE UPDATE OR DELETE ON %(table)s
                FOR EACH ROW EXECUTE FUNCTION customer_credit_append_only(%(moving)s, %(linking)s);
                DROP TRIGGER IF EXISTS %(whole)s ON %(table)s;
                CREATE TRIGGER %(whole)s BEFORE TRUNCATE ON %(table)s
                FOR EACH STATEMENT EXECUTE FUNCTION customer_credit_append_only('', '')
                """,
                table=SQL.identifier(self._table),
                rows=SQL.identifier(f"{self._table}_append_only"),
                whole=SQL.identifier(f"{self._table}_no_truncate"),
                moving=",".join(self._append_only_moving),
                linking=",".join(self._append_only_linking),
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse: rows are written by what they are about.

        :raise UserError: always
        """
        raise UserError(self._get_append_only_messages()["create"])

    def write(self, vals):
        """Refuse: rows stay as they were written.

        :raise UserError: always
        """
        raise UserError(self._get_append_only_messages()["write"])

    def unlink(self):
        """Refuse: rows stay.

        :raise UserError: always
        """
        raise UserError(self._get_append_only_messages()["unlink"])

    # --- hooks

    @api.model
    def _get_append_only_messages(self) -> dict[str, str]:
        """Hook: return the sentences that say why, and what to do instead.

        :return: {create, write, unlink: sentence}
        """
        raise NotImplementedError

    # --- private

    @api.model
    def _append(self, vals_list):
        """Insert rows and return them (sudo), written to the database.

        Not callable by RPC; callers have checked the right to do what they put on record.

        :param list vals_list: [dict]
        """
        rows = super(CustomerCreditAppendOnlyMixin, self.sudo()).create(vals_list)
        rows.flush_recordset()
        return rows
