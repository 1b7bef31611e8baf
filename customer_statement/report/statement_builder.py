"""Fills statements from the rows of the queries."""

from odoo.tools import SQL

from ..core.statement_data import StatementLine, StatementSection, rounded

TYPES = {
    "out_invoice": "invoice",
    "out_receipt": "invoice",
    "out_refund": "credit_note",
}


class StatementBuilder:
    """Puts each row into the statement and the section it belongs to."""

    def __init__(self, env, company, scope, statements):
        self.env, self.company, self.scope, self.statements = env, company, scope, statements
        self.customers = scope["customers"]
        self.by_contact = False
        self.sections = {}
        self.documents = {}

    def build(self, query):
        """Read items, ledger and documents, then sum up each section and each statement."""
        self.by_contact = query.by_contact
        self.env.cr.execute(query.items())
        rows = self.env.cr.fetchall()
        self.env.cr.execute(query.ledger())
        ledger = self.env.cr.fetchall()
        self._read_documents(rows)
        date_from = query.args["date_from"]
        readers = {"item": self._add_item, "opening": self._add_opening}
        first = None if query.args["date_from"] == "9999-12-31" else date_from
        for tag, *row in rows:
            if tag == "transfer":
                self._add_transfer(row, first)
            else:
                readers[tag](row, first)
        for partner_id, document_partner_id, currency_id, balance, amount in ledger:
            if found := self._find(partner_id, document_partner_id, currency_id):
                data, section = found
                data.ledger += float(balance)
                section.ledger += float(amount)
        for data in self.statements.values():
            self._finish(data)

    # ------------------------------------------------------------ where a row belongs

    def _owner(self, partner_id, document_partner_id):
        """Return the id of the statement's partner for a journal item."""
        customer = self.customers[partner_id]
        if not self.by_contact:
            return customer
        if self.customers.get(document_partner_id) == customer:
            return document_partner_id
        return partner_id

    def _find(self, partner_id, document_partner_id, currency_id):
        """Return (statement, section) of a row, None when nobody asked for it."""
        data = self.statements.get(self._owner(partner_id, document_partner_id))
        if data is None:
            return None
        key = (data.partner_id, currency_id)
        section = self.sections.get(key)
        if section is None:
            currency = self.env["res.currency"].browse(currency_id)
            section = StatementSection(currency_id, currency.name, currency.decimal_places)
            self.sections[key] = section
            data.sections.append(section)
        return data, section

    # ------------------------------------------------------------ rows

    def _add_item(self, row, first):
        """Add a journal item: a movement of the period, an open item, or both."""
        (partner_id, document_partner_id, currency_id, item_id, move_id, date, due, balance,
         amount, residual, residual_currency, *_rest) = row  # fmt: skip
        found = self._find(partner_id, document_partner_id, currency_id)
        if not found:
            return
        data, section = found
        document = self.documents.get(move_id) or {}
        digits = section.digits
        line = StatementLine(
            str(item_id), self._type(document, float(amount)), date, due,
            document.get("name") or "/", document.get("reference") or "",
            rounded(float(amount), digits), rounded(float(residual_currency), digits),
            move_id=move_id, contact_id=document.get("partner_id") or partner_id,
        )  # fmt: skip
        data.open_total += float(residual)
        if float(residual) < 0:
            data.outstanding_credit -= float(residual)
        elif due < data.date_to:
            data.overdue_total += float(residual)
        if line.residual:
            section.open_items.append(line)
        if first and date >= first:
            data.closing += float(balance)
            if line.amount:
                section.lines.append(line)

    def _add_opening(self, row, first):
        """Add what stood before the first day; without one, nothing but the closing is wanted."""
        partner_id, document_partner_id, currency_id, *_ids = row[:3]
        balance, amount = float(row[7]), float(row[8])
        found = self._find(partner_id, document_partner_id, currency_id)
        if found:
            data, section = found
            data.closing += balance
            if first:
                data.opening += balance
                section.opening += amount

    def _add_transfer(self, row, first):
        """Move what was matched across currencies or contacts from one section to the other."""
        (partner_id, document_partner_id, currency_id, partial_id, move_id, date, _due, balance,
         amount, _residual, other_amount, other_partner_id, other_document_id, other_currency_id,
         other_move_id) = row  # fmt: skip
        debit = (self._owner(partner_id, document_partner_id), currency_id)
        credit = (self._owner(other_partner_id, other_document_id), other_currency_id)
        if debit == credit or self.customers[partner_id] != self.customers[other_partner_id]:
            return
        sides = (
            (partner_id, document_partner_id, currency_id, -float(balance), -float(amount),
             other_move_id),
            (other_partner_id, other_document_id, other_currency_id, float(balance),
             float(other_amount), move_id),
        )  # fmt: skip
        for side, (partner, document_partner, currency, company_amount, amount, move) in enumerate(
            sides
        ):
            found = self._find(partner, document_partner, currency)
            if found:
                self._move(found, (partial_id, side, date, move), company_amount, amount, first)

    def _move(self, found, origin, company_amount, amount, first):
        """Book one side of a transfer; the ledger knows none, so it is told as well."""
        data, section = found
        partial_id, side, date, move_id = origin
        section.ledger += amount
        data.ledger += company_amount
        data.closing += company_amount
        document = self.documents.get(move_id) or {}
        if not first:
            return
        if date < first:
            section.opening += amount
            data.opening += company_amount
        elif rounded(amount, section.digits):
            section.lines.append(
                StatementLine(
                    f"t{partial_id}{'dc'[side]}",
                    "transfer",
                    date,
                    None,
                    document.get("name") or "/",
                    "",
                    rounded(amount, section.digits),
                    0.0,
                    move_id=move_id,
                )
            )

    # ------------------------------------------------------------ documents

    def _read_documents(self, rows):
        """Read numbers, references and kinds of the documents on the statements; one query."""
        ids = {row[5] for row in rows if row[5]} | {row[15] for row in rows if row[15]}
        if not ids:
            return
        self.documents = {
            row["id"]: row
            for row in self.env.execute_query_dict(
                SQL(
                    """
                    SELECT move.id, move.name, move.move_type, move.journal_id, move.partner_id,
                           COALESCE(NULLIF(payment.memo, ''), move.ref) AS reference,
                           payment.payment_type, move.statement_line_id
                      FROM account_move move
                      LEFT JOIN account_payment payment ON payment.id = move.origin_payment_id
                     WHERE move.id IN %s
                    """,
                    tuple(ids),
                )
            )
        }

    def _type(self, document, amount):
        """Return the type of a line, see StatementLine."""
        if move_type := TYPES.get(document.get("move_type")):
            return move_type
        journal = document.get("journal_id")
        if journal and journal == self.company.currency_exchange_journal_id.id:
            return "exchange"
        if journal and journal == self.company.store_credit_journal_id.id:
            return "store_credit"
        if document.get("payment_type") or document.get("statement_line_id"):
            return "payment" if amount < 0 else "refund"
        return "entry"

    # ------------------------------------------------------------ sums

    def _finish(self, data):
        """Round and sum up one statement."""
        kept = []
        for section in data.sections:
            section.opening = rounded(section.opening, section.digits)
            section.ledger = rounded(section.ledger, section.digits)
            section.age(data.aging_limits, data.date_to, data.aging_basis)
            section.run(data.kind)
            if section.lines or section.opening or section.ledger or section.open_items:
                kept.append(section)
        data.sections = kept
        for name in ("opening", "closing", "open_total", "ledger", "outstanding_credit",
                     "overdue_total"):  # fmt: skip
            setattr(data, name, rounded(getattr(data, name), data.digits))
