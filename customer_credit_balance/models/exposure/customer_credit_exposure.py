"""The statement behind the exposure as a function of the database, whose plan is kept."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta

from psycopg2 import errors

from odoo import fields, models
from odoo.tools import SQL

from .scope import CreditQuestion, CreditScope

_logger = logging.getLogger(__name__)

PREFIX = "customer_credit_exposure_"
# Any number that no other addon locks: two servers that start together make it one by one.
LOCK = 7_265_113_942
# A server that still runs older code reads by the function of that code.
KEPT_DAYS = 2
# More customers are read by a plan of their own, made for as many.
MANY = 200

HEADER = """
CREATE FUNCTION %(name)s(%(kinds)s)
RETURNS TABLE (term_code text, term_customer_id int, term_amount numeric)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, %(schema)s, pg_temp
SET plan_cache_mode = force_generic_plan
AS %(body)s
"""


@dataclass(frozen=True)
class Composed:
    """What the hooks make of the function: its name follows from all the rest."""

    name: str
    kinds: dict  # {parameter: type of PostgreSQL}
    body: str
    terms: tuple  # codes that are read unless others are asked for


class CustomerCreditExposure(models.AbstractModel):
    """Reads the terms of the exposure: PostgreSQL needs ten times as long to plan as to read.

    Each addon adds its selects by the hooks of ``res.partner``; the function is made of them when
    the registry is loaded. Its name holds a hash of what it was made of, so that servers with
    other addons or versions never read by each other's. It runs with the rights of its caller,
    and only Odoo's role may call it. Wherever it is missing (a replica that lags behind, a role
    that may not create functions, a long list of customers), the same selects are run as text.
    """

    _name = "customer.credit.exposure"
    _description = "Exposure as a Function of the Database"

    # --- private

    def _register_hook(self):
        """Make the function of what this registry holds, where the database has another.

        # EXTENDS 'base'
        """
        super()._register_hook()
        self._ensure_function()

    def _read_terms(self, company: models.BaseModel, question: CreditQuestion) -> list[tuple]:
        """Return rows of (code, customer id, amount) in company currency, by one statement.

        :param question: ``CreditQuestion``; each value ``asked`` lists the codes to be read, by
            default those of all terms
        """
        composed = self._get_composed()
        base = {
            "company": company.id,
            "accounts": self.env["res.partner"]._get_receivable_account_ids(company),
            "asked": composed.terms,
        }
        parts = []
        for customers, values in question.groups:
            values = {**base, **values, "customers": customers._ids}
            by_function = len(customers) <= MANY and self._has_function()
            parts.append(self._call(values) if by_function else self._statement(values))
        touch = SQL("WITH touched AS (%s)", question.touch) if question.touch else SQL()
        self.env.flush_all()
        query = SQL("%s SELECT * FROM (%s) term", touch, SQL(" UNION ALL ").join(parts))
        try:
            # Losing a race for the row is no news: the request begins again.
            self.env.cr.execute(query, log_exceptions=not question.touch)
            return self.env.cr.fetchall()
        except errors.UndefinedFunction:
            # Somebody dropped it: the next transaction looks again.
            self.pool.credit_exposure_functions = {}
            raise

    def _get_term_codes(self) -> tuple:
        """Return the codes of all terms that are selects."""
        return self._get_composed().terms

    def _get_codes(self, question: CreditQuestion) -> set:
        """Return the codes that the question asks for, and those of all terms."""
        composed = self._get_composed()
        return {*composed.terms, *(it for _self, values in question.groups
                                   for it in values.get("asked", ()))}  # fmt: skip

    def _call(self, values):
        """Return the select of the function with these values."""
        composed = self._get_composed()
        scope = CreditScope.of_values(composed.kinds, values)
        return SQL(
            "SELECT * FROM %s(%s)",
            self._identify(composed.name),
            SQL(", ").join(scope[name] for name in composed.kinds),
        )

    def _statement(self, values):
        """Return the same select as text, of what is asked for alone."""
        scope = CreditScope.of_values(self._get_composed().kinds, values)
        queries, lookups = self._get_queries(scope)
        asked = set(values["asked"])
        chosen = [it for codes, it in {**queries, **lookups}.items() if asked & set(codes)]
        return SQL("(%s)", self._compose(scope, chosen or list(queries.values())))

    def _get_queries(self, scope: CreditScope) -> tuple:
        """Return the selects of the terms and those of what is read along, by codes."""
        Partner = self.env["res.partner"]
        return (
            Partner._get_credit_exposure_queries(scope),
            Partner._get_credit_lookup_queries(scope),
        )

    def _compose(self, scope, queries):
        """Return such selects as one statement, money rounded to the company's currency."""
        sources = self.env["res.partner"]._get_credit_exposure_sources(scope).items()
        return SQL(
            """
            WITH %s
            SELECT term.code::text, term.customer_id::int,
                   CASE WHEN term.code ~ '_(days|count)$' THEN term.amount::numeric
                        ELSE ROUND(term.amount::numeric / currency.step) * currency.step END
              FROM (%s) term(code, customer_id, amount), currency
            """,
            SQL(", ").join(SQL("%s AS (%s)", SQL.identifier(name), it) for name, it in sources),
            SQL(" UNION ALL ").join(queries),
        )

    def _get_composed(self) -> Composed:
        """Return the ``Composed`` of this registry; nothing of it depends on data."""
        composed = getattr(self.pool, "credit_exposure_composed", None)
        if not composed:
            composed = self.pool.credit_exposure_composed = self._make_composed()
        return composed

    def _make_composed(self):
        """Return the ``Composed`` of what the hooks give now.

        The terms are one statement, whatever is read along one more each: PostgreSQL starts every
        part of a statement, also those that nobody asked for.
        """
        kinds = self.env["res.partner"]._get_credit_exposure_parameters()
        scope = CreditScope.of_parameters(kinds)
        queries, lookups = self._get_queries(scope)
        terms = tuple(code for codes in queries for code in codes)
        parts = [
            SQL(
                "SELECT * FROM (%s) part(code, customer_id, amount) WHERE %s && %s::text[]",
                query,
                scope["asked"],
                list(codes),
            )
            for codes, query in queries.items()
        ]
        steps = [(terms, parts), *((codes, [query]) for codes, query in lookups.items())]
        returned = SQL("\n").join(
            SQL(
                "IF %s && %s::text[] THEN RETURN QUERY %s; END IF;",
                scope["asked"],
                list(codes),
                self._compose(scope, selects),
            )
            for codes, selects in steps
        )
        text = self.env.cr.mogrify(returned.code, returned.params).decode()
        body = f"\n#variable_conflict use_column\nBEGIN\n{text}\nEND"
        digest = hashlib.sha256(f"{HEADER}{list(kinds.items())}{body}".encode()).hexdigest()
        return Composed(PREFIX + digest[:16], kinds, body, terms)

    def _has_function(self):
        """Say whether this database, or the replica that is read, has the function."""
        known = getattr(self.pool, "credit_exposure_functions", {})
        place = "replica" if self.env.cr.readonly else "primary"
        if not known.get(place):
            known = self.pool.credit_exposure_functions = {**known, place: self._find_function()}
        return known[place]

    def _find_function(self) -> bool:
        composed = self._get_composed()
        self.env.cr.execute(
            SQL(
                "SELECT COALESCE(has_function_privilege("
                "to_regprocedure(quote_ident(current_schema()) || %s)::oid, 'EXECUTE'), FALSE)",
                f".{composed.name}({', '.join(composed.kinds.values())})",
            )
        )
        return self.env.cr.fetchone()[0]

    def _identify(self, name):
        """Return the name of a function with its schema, so that no other is found before it."""
        schema = getattr(self.pool, "credit_exposure_schema", None)
        if not schema:
            self.env.cr.execute("SELECT current_schema()")
            [schema] = self.env.cr.fetchone()
            self.pool.credit_exposure_schema = schema
        return SQL.identifier(schema, name)

    def _ensure_function(self):
        """Make the function unless it is there or nothing can be written here."""
        self.pool.credit_exposure_composed = None
        self.pool.credit_exposure_functions = {}
        self.env.cr.execute("SHOW transaction_read_only")
        if self.env.cr.fetchone()[0] == "on" or self._has_function():
            return
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(%s)", LOCK))
                if not self._find_function():
                    self._create_function()
        except (errors.UniqueViolation, errors.DuplicateFunction):
            _logger.info("Another server made the function of the exposure.")
        except errors.InsufficientPrivilege:
            _logger.warning(
                "The database role may not create functions: reading the exposure takes longer."
            )
        self.pool.credit_exposure_functions = {}

    def _create_function(self):
        composed = self._get_composed()
        name = self._identify(composed.name)
        kinds = SQL(", ").join(SQL(kind) for kind in composed.kinds.values())
        self.env.cr.execute(
            SQL(
                HEADER,
                name=name,
                kinds=kinds,
                schema=SQL.identifier(self.pool.credit_exposure_schema),
                body=composed.body,
            )
        )
        self.env.cr.execute(SQL("REVOKE ALL ON FUNCTION %s(%s) FROM PUBLIC", name, kinds))
        self.env.cr.execute(
            SQL("COMMENT ON FUNCTION %s(%s) IS %s", name, kinds, str(fields.Date.today()))
        )
        self._drop_functions(fields.Date.today() - timedelta(days=KEPT_DAYS))
        _logger.info("Made the function %s of the exposure.", composed.name)

    def _drop_functions(self, before=None):
        """Drop the functions of other registries, made before this day, or all."""
        self.env.cr.execute(
            SQL(
                """
                SELECT proc.oid::regprocedure::text
                  FROM pg_proc proc
                 WHERE proc.pronamespace = current_schema()::regnamespace
                   AND proc.proname LIKE %s
                   AND (%s::text IS NULL
                        OR COALESCE(obj_description(proc.oid, 'pg_proc'), '') < %s)
                """,
                PREFIX.replace("_", r"\_") + "%",
                before and str(before),
                str(before),
            )
        )
        for (signature,) in self.env.cr.fetchall():
            self.env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s", SQL(signature)))
