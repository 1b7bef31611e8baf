"""Fills statements from the rows of the query."""

from ..core.statement_data import PaidPart, StatementLine, StatementSection, rounded


class StatementBuilder:
    """Puts each row into the statement and the section it belongs to."""

    def __init__(self, scope, statements, by_contact=False):
        """Take the scope that was read and the empty {id of a partner: StatementData}."""
        self.scope, self.statements, self.by_contact = scope, statements, by_contact
        self.places = {}
        self.sections = {}
        self.transfers = {}
        # {id of a journal item: its line}, and [(that id, what it paid)].
        self.payments, self.paid = {}, []

    def build(self, rows, first):
        """Sort in the rows of a StatementQuery, then sum up each section and each statement.

        :param first: first day of the period; None when there are no movements
        """
        self.first = first
        self._sort_in(rows)
        for sides in self.transfers.values():
            self._book_transfer(sides)
        self._open_payments()
        for data in self.statements.values():
            self._finish(data)

    def _sort_in(self, rows):
        """Hand each row to what reads its kind."""
        readers = {
            "item": self._add_item,
            "ledger": self._add_ledger,
            "opening": self._add_opening,
            "transfer": self._add_transfer,
            "paid": self._add_paid,
        }
        places = self.places
        for row in rows:
            key = row[1:4]
            if key not in places:
                places[key] = self._find(*key)
            if place := places[key]:
                readers[row[0]](place, row)

    # ------------------------------------------------------------ where a row belongs

    def _owner(self, partner_id, document_partner_id):
        """Return the id of the statement's partner for a journal item."""
        customers = self.scope.customers
        customer = customers[partner_id]
        if not self.by_contact:
            return customer
        if customers.get(document_partner_id) == customer:
            return document_partner_id
        return partner_id

    def _find(self, partner_id, document_partner_id, currency_id):
        """Return (statement, section) of a row, None when nobody asked for it.

        A transfer to a statement that nobody asked for still has to be told from one within a
        section, so the customer goes along.
        """
        owner = self._owner(partner_id, document_partner_id)
        data = self.statements.get(owner)
        if data is None:
            return (None, None, owner) if self.by_contact else None
        key = (owner, currency_id)
        section = self.sections.get(key)
        if section is None:
            name, digits = self.scope.currencies[currency_id]
            section = self.sections[key] = StatementSection(currency_id, name, digits)
            data.sections.append(section)
        return data, section, owner

    # ------------------------------------------------------------ rows

    def _add_item(self, place, row):
        """Add a journal item: a movement of the period, an open item, or both."""
        data, section, _owner = place
        if data is None:
            return
        (_tag, _partner_id, _document_partner_id, _currency_id, balance, amount, item_id, date,
         due, residual, residual_currency, move_id, number, line_type, reference,
         contact_id, deducted) = row  # fmt: skip
        digits = section.digits
        line = StatementLine(
            str(item_id), line_type, date, due, number or "/", reference or "",
            rounded(amount, digits), rounded(residual_currency, digits), 0.0, move_id, contact_id,
        )  # fmt: skip
        if residual:
            data.open_total += residual
            if residual < 0:
                data.outstanding_credit -= residual
            elif due < data.date_to:
                data.overdue_total += residual
        if line.residual:
            section.open_items.append(line)
        if self.first and date >= self.first:
            data.closing += balance
            if line.amount:
                section.lines.append(line)
        if amount < 0:
            self.payments[item_id] = line
            if deducted:
                line.deducted = rounded(deducted, digits)

    def _add_ledger(self, place, row):
        """Add what the books say at the end of the last day."""
        data, section, _owner = place
        if data is None:
            return
        data.ledger += row[4]
        section.ledger += row[5]
        if not self.first:
            # Without movements nothing else says what was booked.
            data.closing += row[4]

    def _add_opening(self, place, row):
        """Add what stood before the first day."""
        data, section, _owner = place
        if data is None:
            return
        data.opening += row[4]
        data.closing += row[4]
        section.opening += row[5]

    # ------------------------------------------------------------ what payments paid

    def _add_paid(self, place, row):
        """Keep what a payment paid, until its line is there."""
        data, section, _owner = place
        if data is None:
            return
        (_tag, _partner_id, _document_partner_id, own_id, _balance, amount, item_id, date, _due,
         _residual, owed, move_id, number, part_type, _reference, currency_id,
         _deducted) = row  # fmt: skip
        amount = rounded(amount, section.digits)
        if not amount:
            # A difference of exchange in company currency: the payment is what it was.
            return
        part = PaidPart(part_type, date, number or "/", amount, amount, move_id=move_id)
        if currency_id != own_id:
            part.currency, part.digits = self.scope.currencies[currency_id]
            part.document_amount = rounded(owed, part.digits)
        self.paid.append((item_id, part))

    def _open_payments(self):
        """Open each line that pays into what it paid, by day and number."""
        for item_id, part in self.paid:
            if line := self.payments.get(item_id):
                line.paid = line.paid or []
                line.paid.append(part)
        for line in self.payments.values():
            if line.paid and len(line.paid) > 1:
                line.paid.sort(key=lambda part: (part.date, part.number, part.amount))

    # ------------------------------------------------------------ transfers

    def _add_transfer(self, place, row):
        """Keep one side of a matching across sections, until both are there.

        The other one never comes when it is of a customer or company that nobody asked for.
        """
        self.transfers.setdefault(row[6], []).append((place, row))

    def _book_transfer(self, sides):
        """Move what was matched across from one section to the other.

        Across currencies, contacts, customers or companies: the latter two are other statements.
        """
        if len({(place[2], row[3]) for place, row in sides}) < len(sides):
            return
        for (data, section, _owner), side in sides:
            if data is not None:
                self._move(data, section, side)

    def _move(self, data, section, row):
        """Book one side of a transfer; the ledger knows none, so it is told as well."""
        company_amount, amount, partial_id, date = row[4:8]
        section.ledger += amount
        data.ledger += company_amount
        data.closing += company_amount
        if not self.first:
            return
        if date < self.first:
            section.opening += amount
            data.opening += company_amount
        elif rounded(amount, section.digits):
            section.lines.append(
                StatementLine(
                    f"t{partial_id}{row[13]}", "transfer", date, None, row[12] or "/", "",
                    rounded(amount, section.digits), 0.0, 0.0, row[11],
                )
            )  # fmt: skip

    # ------------------------------------------------------------ sums

    def _finish(self, data):
        """Round and sum up one statement; the company's own currency comes first."""
        kept = []
        for section in data.sections:
            digits = section.digits
            section.opening = rounded(section.opening, digits)
            section.ledger = rounded(section.ledger, digits)
            section.age(data.aging_limits, data.date_to, data.aging_basis)
            section.run(data.kind)
            if section.lines or section.opening or section.ledger or section.open_items:
                kept.append(section)
        if len(kept) > 1:
            kept.sort(key=lambda part: (part.currency_id != data.currency_id, part.currency))
        data.sections, digits, data.opened = kept, data.digits, True
        data.opening = rounded(data.opening, digits)
        data.closing = rounded(data.closing, digits)
        data.open_total = rounded(data.open_total, digits)
        data.ledger = rounded(data.ledger, digits)
        data.outstanding_credit = rounded(data.outstanding_credit, digits)
        data.overdue_total = rounded(data.overdue_total, digits)
