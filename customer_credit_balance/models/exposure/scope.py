"""What the selects behind the exposure are asked for: plain objects, handed from hook to hook."""

from dataclasses import dataclass, field, replace

from odoo.tools import SQL

# A list of ids helps the planner as long as it is short; a long one only takes time to plan.
LONG = 20


@dataclass(frozen=True)
class CreditScope:
    """Which customers selects look for, and by which values.

    The same selects stand in the function of the database, where values are its parameters, and
    in statements of their own. ``scope["company"]`` is what a select writes for a value.
    """

    expressions: dict
    among: SQL  # follows a column
    among_by_index: SQL  # the same where an index fits, however many there are
    sources: dict = field(default_factory=dict)

    @classmethod
    def of_parameters(cls, kinds):
        """Return the scope of the function, whose parameters are ``kinds`` in their order.

        :param dict kinds: {name: type of PostgreSQL}; the first are the customers
        """
        expressions = {name: SQL(f"${number}") for number, name in enumerate(kinds, 1)}
        among = SQL("= ANY(%s)", expressions["customers"])
        return cls(expressions, among, among)

    @classmethod
    def of_values(cls, kinds, values):
        """Return the scope of a statement: ``values`` are written down, others are unknown.

        :param dict values: {name: value}; ``customers`` are the ids
        """
        expressions = {
            name: SQL(f"%s::{kind}", _adapt(values.get(name))) for name, kind in kinds.items()
        }
        ids = expressions["customers"]
        if len(values["customers"]) <= LONG:
            among = SQL("= ANY(%s)", ids)
            return cls(expressions, among, among)
        return cls(
            expressions,
            SQL("IN (SELECT id FROM credit_customer)"),
            SQL("= ANY(ARRAY(SELECT id FROM credit_customer))"),
            {"credit_customer": SQL("SELECT unnest(%s) AS id", ids)},
        )

    def __getitem__(self, name):
        """Return the expression of a value."""
        return self.expressions[name]

    def looking_among(self, condition):
        """Return the same scope with customers found by ``condition``, which follows a column."""
        return replace(self, among=condition, among_by_index=condition, sources={})


@dataclass(frozen=True)
class CreditQuestion:
    """What is read together: for each group of customers the values that its selects go by.

    ``touch`` is a statement that writes, and happens with the reading.
    """

    groups: tuple = ()  # ((res.partner, {name: value}), ...); a value "asked" lists codes
    touch: SQL | None = None


def _adapt(value):
    """Return a value as the driver writes it; ids become the text of an array, read faster."""
    if not isinstance(value, (list, tuple)):
        return value
    if value and isinstance(value[0], str):
        return list(value)
    return f"{{{','.join(map(str, value))}}}"
