"""Movements: whose exposure may be another than the one that was stored last."""

import hashlib
import logging

from psycopg2 import errors

from odoo import api, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

PREFIX = "customer_credit_moved_"
# Any number that no other addon locks: servers that start together make the triggers one by one.
LOCK = 7_265_113_943
# Bookings are not kept waiting for a server that starts.
PATIENCE = "5s"

TABLE = """
CREATE TABLE IF NOT EXISTS customer_credit_movement (
    id bigserial PRIMARY KEY, company_id int NOT NULL, partner_id int);
CREATE INDEX IF NOT EXISTS customer_credit_movement_whose_idx
    ON customer_credit_movement (company_id, partner_id)
"""

FUNCTION = """
CREATE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, %(schema)s, pg_temp
AS %(body)s
"""

BODY = """
BEGIN
IF TG_OP = 'INSERT' THEN
    INSERT INTO customer_credit_movement (company_id, partner_id) %(new)s;
ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO customer_credit_movement (company_id, partner_id) %(old)s;
ELSE
    INSERT INTO customer_credit_movement (company_id, partner_id) %(new)s UNION %(old)s;
END IF;
RETURN NULL;
END
"""


class CustomerCreditMovement(models.AbstractModel):
    """Notes who may owe another amount than the nightly figures say, whoever writes what.

    Triggers on the tables that the exposure is read from (the hook
    ``res.partner._get_credit_exposure_movements``) add a row for the customer, in the
    transaction that changes something: it is seen by whoever sees the change, and by nobody
    else. Rows are added and never changed, so that nobody waits. The slice of the night that
    counts a customer again deletes the rows that it sees. A row without a customer stands for
    everybody of the company, until a night that began after it has ended.

    A table without a model: nobody reads or writes it by the ORM or from outside. Decisions do
    not look at it. See decision 0041.
    """

    _name = "customer.credit.movement"
    _description = "Movements Since the Credit Figures"

    # --- private

    def init(self):
        """Make the table, empty as long as no trigger writes into it."""
        self.env.cr.execute(TABLE)

    def _register_hook(self):
        """Make the triggers of what this registry holds, where the database has others.

        # EXTENDS 'base'
        """
        super()._register_hook()
        self._ensure_triggers()

    @api.model
    def _is_everything_watched(self) -> bool:
        """Say whether all that the exposure is read from is known: every addon named its tables."""
        needs, gives = "_get_credit_exposure_queries", "_get_credit_exposure_movements"
        classes = [cls for cls in type(self.env["res.partner"]).mro() if "_module" in vars(cls)]
        able = {vars(cls)["_module"] for cls in classes if gives in vars(cls)}
        return all(
            vars(cls)["_module"] in able
            for cls in classes
            if needs in vars(cls) or "_get_credit_lookup_queries" in vars(cls)
        )

    @api.model
    def _read_moved(self, company: models.BaseModel) -> list[int] | None:
        """Return the ids of the customers who moved since their figures, None for everybody.

        One query.
        """
        digest, _makings = self._compose()
        [(known, everybody, ids)] = self.env.execute_query(
            SQL(
                """
                SELECT obj_description('customer_credit_movement'::regclass, 'pg_class'),
                       EXISTS (SELECT FROM customer_credit_movement
                                WHERE company_id = %(company)s AND partner_id IS NULL),
                       ARRAY(SELECT partner.commercial_partner_id
                               FROM customer_credit_movement movement
                               JOIN res_partner partner ON partner.id = movement.partner_id
                              WHERE movement.company_id = %(company)s
                              GROUP BY partner.commercial_partner_id)
                """,
                company=company.id,
            )
        )
        return None if everybody or known != digest else ids

    @api.model
    def _forget(self, company, among):
        """Delete what moved customers of a slice until now, as their figures are stored anew.

        :param SQL among: condition that follows the id of a customer
        """
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM customer_credit_movement
                 WHERE company_id = %s AND partner_id IN (
                       SELECT id FROM res_partner WHERE commercial_partner_id %s)
                """,
                company.id,
                among,
            )
        )

    @api.model
    def _read_general(self, company: models.BaseModel) -> list[int]:
        """Return the ids of the rows that stand for everybody of a company."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM customer_credit_movement"
                " WHERE company_id = %s AND partner_id IS NULL",
                company.id,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _forget_general(self, ids):
        """Delete rows that stand for everybody, as all figures are newer, and those of nobody."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM customer_credit_movement movement
                 WHERE id = ANY(%s::bigint[])
                    OR NOT EXISTS (SELECT FROM res_partner WHERE id = movement.partner_id)
                       AND partner_id IS NOT NULL
                """,
                list(ids or ()),
            )
        )

    def _compose(self) -> tuple:
        """Return (digest, {table: (body, columns, moments)}) of this registry, kept with it."""
        composed = getattr(self.pool, "credit_movement_composed", None)
        if not composed:
            makings = {
                table: (
                    self._write(BODY, new=movement.select(SQL("NEW")),
                                old=movement.select(SQL("OLD"))),
                    movement.columns,
                    [name for name, wanted in (("INSERT", movement.inserts),
                                               ("DELETE", movement.deletes)) if wanted],
                )
                for table, movement in sorted(
                    self.env["res.partner"]._get_credit_exposure_movements().items()
                )
            }  # fmt: skip
            text = f"{FUNCTION}{makings}"
            digest = hashlib.sha256(text.encode()).hexdigest()[:16]
            composed = self.pool.credit_movement_composed = (digest, makings)
        return composed

    def _write(self, text, **parts):
        """Return SQL as the text that goes into a function."""
        query = SQL(text, **parts)
        return self.env.cr.mogrify(query.code, query.params).decode()

    def _ensure_triggers(self):
        """Make the triggers unless they are there or nothing can be written here."""
        self.pool.credit_movement_composed = None
        digest, makings = self._compose()
        self.env.cr.execute("SHOW transaction_read_only")
        if self.env.cr.fetchone()[0] == "on" or self._find_digest(makings) == digest:
            return
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(SQL("SET LOCAL lock_timeout = %s", PATIENCE))
                self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(%s)", LOCK))
                if self._find_digest(makings) != digest:
                    self._create_triggers(digest, makings)
                self.env.cr.execute("SET LOCAL lock_timeout = DEFAULT")
        except (errors.LockNotAvailable, errors.DeadlockDetected, errors.InsufficientPrivilege):
            _logger.warning(
                "Movements of credit cannot be watched yet: searching by what customers owe "
                "takes longer until the server starts again."
            )

    def _find_digest(self, makings: dict) -> str | None:
        """Return what the triggers of the database were made of, None where one is missing."""
        self.env.cr.execute(
            """
            SELECT obj_description('customer_credit_movement'::regclass, 'pg_class'),
                   (SELECT COUNT(*) FROM pg_trigger
                     WHERE tgname LIKE 'customer\\_credit\\_moved%%' AND tgenabled = 'O')
            """
        )
        digest, count = self.env.cr.fetchone()
        wanted = sum(2 if moments else 1 for _body, _columns, moments in makings.values())
        return digest if count == wanted else None

    def _create_triggers(self, digest, makings):
        """Replace all triggers; what happened before them is known of nobody."""
        self._drop_triggers()
        self.env.cr.execute("SELECT current_schema()")
        schema = SQL.identifier(self.env.cr.fetchone()[0])
        for table, (body, columns, moments) in makings.items():
            name = SQL.identifier(f"{PREFIX}{table}")
            self.env.cr.execute(SQL(FUNCTION, name=name, schema=schema, body=body))
            self.env.cr.execute(SQL("REVOKE ALL ON FUNCTION %s() FROM PUBLIC", name))
            changed = SQL(" OR ").join(
                SQL("OLD.%(it)s IS DISTINCT FROM NEW.%(it)s", it=SQL.identifier(column))
                for column in columns
            )
            parts = [("_changed", SQL("UPDATE"), SQL("WHEN (%s)", changed))]
            if moments:
                parts.append(("", SQL(" OR ".join(moments)), SQL()))
            for suffix, moment, condition in parts:
                self.env.cr.execute(
                    SQL(
                        "CREATE TRIGGER %s AFTER %s ON %s FOR EACH ROW %s EXECUTE FUNCTION %s()",
                        SQL.identifier(f"customer_credit_moved{suffix}"),
                        moment, SQL.identifier(table), condition, name,
                    )
                )  # fmt: skip
        self.env.cr.execute(
            "INSERT INTO customer_credit_movement (company_id) SELECT id FROM res_company"
        )
        self.env.cr.execute(SQL("COMMENT ON TABLE customer_credit_movement IS %s", digest))
        _logger.info("Movements of credit are watched on %s tables.", len(makings))

    def _drop_triggers(self):
        """Drop the functions of the triggers, and with them the triggers."""
        self.env.cr.execute(
            SQL(
                """
                SELECT proc.oid::regprocedure::text FROM pg_proc proc
                 WHERE proc.pronamespace = current_schema()::regnamespace
                   AND proc.proname LIKE %s
                """,
                PREFIX.replace("_", r"\_") + "%",
            )
        )
        for (signature,) in self.env.cr.fetchall():
            self.env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s CASCADE", SQL(signature)))

    def _drop(self):
        """Drop all of it, when the addon goes."""
        self._drop_triggers()
        self.env.cr.execute("DROP TABLE IF EXISTS customer_credit_movement")
