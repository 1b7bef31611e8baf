"""References of payments: given as those of invoices are, and found again in what banks tell."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core.quotes import Said, get_candidates

# Odoo's functions make references from the id and the digits of an invoice. Statements stand in
# with ids that no invoice reaches and that fit into its column, and with digits of this length.
FIRST_ID = 2_000_000_000
DIGITS = 6

# Letters and digits of a number in upper case, as :class:`quotes.Said` reads them.
KEY = "upper(regexp_replace(%s, '[^[:alnum:]]', '', 'g'))"


def get_quotable(
    texts: dict, customer: models.BaseModel | None, number: SQL, reference: SQL
) -> SQL | None:
    """Return the condition of what these texts may quote, None where they can quote nothing.

    All of a known customer: few are there, and reading what payments say takes longer. Else
    whatever the texts have, as its number or reference.

    :param texts: {key: what a payment or a bank's line says, any number of texts}
    :param customer: commercial res.partner, ``partner`` in the query; none for all
    :param number: SQL of a number as ``KEY`` makes it, as is ``reference``
    """
    if not texts:
        return None
    if customer:
        return SQL("partner.commercial_partner_id = %s", customer.id)
    words = get_candidates(texts)
    if not words:
        return None
    return SQL("(%s = ANY(%s) OR %s = ANY(%s))", number, words, reference, words)


class CustomerStatement(models.Model):
    """Adds a payment reference to statements, because banks match by those in the manner of the
    country.
    """

    _inherit = "customer.statement"

    _payment_reference_key = models.Index(
        f"(company_id, ({KEY % 'payment_reference'})) WHERE payment_reference IS NOT NULL"
    )
    _name_key = models.Index(f"(company_id, ({KEY % 'name'}))")

    # --- fields

    payment_reference = fields.Char(
        readonly=True,
        copy=False,
        help="What the customer quotes when paying, by the communication standard of the sales "
        "journal. Empty: the number of the statement.",
    )

    # --- private

    def _get_payment_reference(self) -> str:
        """Return what the customer quotes, as it is printed; empty without a number."""
        self.ensure_one()
        if self.payment_reference:
            return self._format_reference(self.payment_reference)
        return self.name if self.name != "/" else ""

    @api.model
    def _format_reference(self, reference):
        """Return a reference as it is printed: a Swiss one in blocks, the rest as Odoo makes it."""
        if re.fullmatch(r"\d{27}", reference):
            return self.env["account.move"].space_qrr_reference(reference).strip()
        return reference

    def _build_references(self):
        """Return the reference that the country of each numbered statement knows.

        :return: {customer.statement: text, False without one}
        """
        built = {}
        for company, statements in self.grouped("company_id").items():
            journal = self._get_reference_journal(company)
            bank = statements[:1]._get_bank_account()
            found = {it: it._build_reference(journal, bank) for it in statements}
            taken = set()
            if journal.invoice_reference_type == "invoice":
                taken = self._find_invoice_references(company, [it for it in found.values() if it])
            built |= {it: reference not in taken and reference for it, reference in found.items()}
        return built

    @api.model
    def _get_reference_journal(self, company: models.BaseModel) -> models.BaseModel:
        """Return the sales journal (sudo) whose communication standard is the company's."""
        Journal = self.env["account.journal"].sudo()
        domain = [*Journal._check_company_domain(company), ("type", "=", "sale")]
        return Journal.search(domain, limit=1)

    @api.model
    def _find_invoice_references(self, company: models.BaseModel, references: list[str]) -> set:
        """Return which of these references are those of invoices."""
        if not references:
            return set()
        moves = self.env["account.move"].sudo().search_fetch(
            [("company_id", "child_of", company.root_id.id),
             ("payment_reference", "in", references)],
            ["payment_reference"],
        )  # fmt: skip
        return set(moves.mapped("payment_reference"))

    def _build_reference(self, journal, bank):
        """Return the structured reference that an invoice would get, False without one.

        :param journal: account.journal (sudo) of sales
        :param bank: res.partner.bank (sudo) that is paid; a Swiss QR-IBAN wants a QR reference
        """
        self.ensure_one()
        return self._borrow_reference(
            journal, bank, self, FIRST_ID + self.id, f"9{self.id:0{DIGITS}d}", self.date_to
        )

    @api.model
    def _borrow_reference(self, journal, bank, record, number, digits, day):
        """Return the structured reference that an invoice of a record would get, False without.

        :param record: has partner_id, company_id and currency_id
        :param int number: an id that no invoice and no other record has
        :param str digits: digits likewise
        """
        qr_iban = "l10n_ch_qr_iban" in bank._fields and bank.l10n_ch_qr_iban
        if not qr_iban and (not journal or journal.invoice_reference_model == "odoo"):
            return False
        move = self._make_stand_in(journal, bank, record, number, digits, day)
        try:
            if qr_iban:
                return move.get_l10n_ch_qrr_number() or False
            return move._get_invoice_computed_reference() or False
        except UserError:
            # As an OCR that is longer than the bank's: the number of the statement serves.
            return False
        finally:
            move.invalidate_recordset(flush=False)

    @api.model
    def _make_stand_in(self, journal, bank, record, number, digits, day):
        """Return an invoice (sudo) that is in the cache alone, with an id and digits of its own.

        Functions of countries read the id, which a new record has not.
        """
        move = self.env["account.move"].sudo().browse(number)
        move._update_cache(
            {
                "name": digits,
                "move_type": "out_invoice",
                "state": "posted",
                "partner_id": record.partner_id.id,
                "commercial_partner_id": record.commercial_partner_id.id,
                "journal_id": journal.id,
                "company_id": record.company_id.id,
                "currency_id": record.currency_id.id,
                "partner_bank_id": bank.id,
                "invoice_date": day,
                "date": day,
            },
            validate=False,
        )
        return move

    @api.model
    def _find_quoted(
        self, texts: dict, company: models.BaseModel, partner: models.BaseModel | None = None
    ) -> dict:
        """Return {key: sent statements (sudo)} of the texts that quote some; others are missing.

        Several are meant where several numbers are quoted; the last one where all statements of
        a customer have the same reference; none where it may be one of several customers.

        :param texts: {key: what a payment or a bank's line says, any number of texts}
        :param company: res.company
        :param partner: res.partner whose statements are looked at; None for all
        """
        rows = self._read_quoted(texts, company, partner)
        if not rows:
            return {}
        wanted = {key: Said(parts, bool(partner)) for key, parts in texts.items()}
        by_number = {}
        for statement_id, customer_id, *numbers in rows:
            for number in {*numbers} - {None}:
                by_number.setdefault(number, {}).setdefault(customer_id, []).append(statement_id)
        found = {}
        for key, said in wanted.items():
            if statements := self._choose_quoted([by_number[it] for it in said.find(by_number)]):
                found[key] = self.sudo().browse(statements)
        return found

    @api.model
    def _choose_quoted(self, quoted):
        """Return the ids of the statements that are meant.

        :param quoted: for each number [{customer id: ids of statements, the last one first}]
        """
        if len({customer for customers in quoted for customer in customers}) != 1:
            return []
        statements = [ids for customers in quoted for ids in customers.values()]
        own = [ids[0] for ids in statements if len(ids) == 1]
        return list(dict.fromkeys(own or [ids[0] for ids in statements]))

    @api.model
    def _read_quoted(
        self, texts: dict, company: models.BaseModel, partner: models.BaseModel | None
    ) -> list[tuple]:
        """Return [(id, customer, number, reference)] of what may be quoted, the last one first."""
        number = SQL(KEY, SQL.identifier("statement", "name"))
        reference = SQL(KEY, SQL.identifier("statement", "payment_reference"))
        customer = (partner or self.env["res.partner"]).commercial_partner_id
        quotable = get_quotable(texts, customer, number, reference)
        if not quotable:
            return []
        self.sudo().flush_model(["name", "payment_reference", "state", "partner_id", "company_id"])
        self.env["res.partner"].sudo().flush_model(["commercial_partner_id"])
        return self.env.execute_query(
            SQL(
                """
                SELECT statement.id, partner.commercial_partner_id, %(number)s, %(reference)s
                  FROM customer_statement AS statement
                  JOIN res_partner AS partner ON partner.id = statement.partner_id
                 WHERE statement.company_id = %(company)s
                   AND statement.state != 'draft'
                   AND %(quotable)s
              ORDER BY statement.date_to DESC, statement.id DESC
                """,
                number=number,
                reference=reference,
                company=company.id,
                quotable=quotable,
            )
        )

    @api.model
    def _find_quoted_items(
        self, texts: dict, company: models.BaseModel, partner: models.BaseModel | None = None
    ) -> dict:
        """Return {key: open items (sudo) of the statements that are quoted, first due first}.

        For whatever proposes what a payment is for; parameters as of :meth:`_find_quoted`.
        """
        found = self._find_quoted(texts, company, partner)
        items = self.env["account.move.line"].sudo()
        return {
            key: items.union(*(it._get_open_debts() for it in statements)).sorted(
                lambda item: (item.date_maturity or item.date, item.id)
            )
            for key, statements in found.items()
        }

    @api.model
    def _get_payment_texts(self, line: models.BaseModel) -> list:
        """Return what a payment's journal item says of its purpose.

        :param line: account.move.line (sudo)
        """
        payment, bank = line.payment_id, line.move_id.statement_line_id
        return [
            line.name, line.ref, payment.memo, payment.payment_reference,
            *(bank._get_credit_texts() if bank else ()),
        ]  # fmt: skip
