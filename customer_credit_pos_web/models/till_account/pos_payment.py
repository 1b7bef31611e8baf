"""Till payments that settle an invoice or an order on the customer's account."""

import json

from odoo import Command, _, fields, models


class PosPayment(models.Model):
    """Adds the settled document to payments of the till, because a negative payment by customer
    account takes it off what is owed.

    Booked at once, as Odoo books the payments of an invoiced order; the closing balances it.
    """

    _inherit = "pos.payment"

    # --- fields

    settled_document = fields.Reference(
        [("account.move", "Invoice"), ("pos.order", "Till Order")],
        string="Settles",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The invoice or the order on the customer's account that this payment settles.",
    )
    customer_credit_oldest_first = fields.Boolean(
        "Pays What Falls Due First",
        readonly=True,
        copy=False,
        help="An amount on account: the server pays with it what the customer owes, what falls "
        "due first comes first.",
    )
    customer_credit_settled_parts = fields.Text(
        "Settled",
        readonly=True,
        copy=False,
        help="What was paid when it was booked, as JSON: names of documents with amounts.",
    )
    customer_account_line_id = fields.Many2one(
        "account.move.line",
        "Item of the Customer's Account",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What the closing booked for this payment by customer account.",
    )

    # --- private

    def _is_settlement(self) -> bool:
        """Say whether this pays what the customer owes: one document, or what is due first."""
        return bool(self.settled_document or self.customer_credit_oldest_first)

    def _get_customer_account_rows(self) -> list[dict]:
        """Return what these payments did to customers' accounts, for people: what happened only.

        :return: [{"kind", "name": words, "amount": >= 0 in the currency of the till}]
        """
        sums = {"on_account": 0.0, "settled": 0.0, "taken_back": 0.0}
        for payment in self.sudo():
            kind = "on_account" if payment.amount > 0 else "taken_back"
            kind = "settled" if payment._is_settlement() else kind
            sums[kind] = payment.currency_id.round(sums[kind] + abs(payment.amount))
        names = {
            "on_account": self.env._("Put on account"),
            "settled": self.env._("Settled"),
            "taken_back": self.env._("Taken back"),
        }
        return [
            {"kind": kind, "name": names[kind], "amount": amount}
            for kind, amount in sums.items()
            if amount
        ]

    def _get_settled_debt(self) -> models.BaseModel | None:
        """Return the document that says what is due: of an invoiced order its invoice, or None."""
        document = self.settled_document
        if document and document._name == "pos.order":
            return document.account_move or document
        return document or None

    def _get_credit_share(self) -> float:
        """Return which part of this settlement (sudo) store credit paid: 0 to 1, any currency."""
        order = self.pos_order_id
        total = -sum(order._get_settlements().mapped("amount"))
        spent = sum(order._get_store_credit_payments().mapped("amount"))
        return spent / total if total else 0.0

    def _book_settlement(self):
        """Book this settlement and match it with its documents; nothing happens twice.

        An order of an open session owes nothing in the books yet: its settlement is booked by
        the closing, and matched when both sides are booked. Called with sudo, after the checks.
        """
        self.ensure_one()
        document = self.settled_document
        if self.account_move_id:
            return
        if document and document._is_owed_by_open_session():
            self._settle_when_booked(document)
            return
        self.payment_date = fields.Datetime.now()  # a client's date would choose the rate
        customer = self.pos_order_id.partner_id.commercial_partner_id
        if document:
            amount, paid = self._pay_document(customer)
        else:
            amount, paid = self._pay_oldest_first(customer)
        parts = [part for parts in paid.values() for part in parts]
        rest = self.company_id.currency_id.round(amount - sum(part for _item, part in parts))
        self.account_move_id = self._create_settlement_move(paid, rest)
        credits = self.account_move_id.line_ids.filtered("credit").sorted("id")
        for credit, (item, _part) in zip(credits, parts, strict=False):
            (credit | item).reconcile()
        to_till = self.pos_order_id._from_company_currency
        self._remember_settled_parts(
            {it: to_till(sum(part for _item, part in parts)) for it, parts in paid.items()}
        )
        if rest:
            self._note_unsettled(rest)

    def _settle_when_booked(self, order):
        """Remember what is paid of an order that the closing books; tell what is too much."""
        till, company = self.pos_order_id, self.company_id
        due = max(order._get_customer_account_open() - order._get_unbooked_credits()[order], 0.0)
        rest = company.currency_id.round(self._get_settled_amount(due) - due)
        paid = min(-self.amount, till._from_company_currency(due)) if rest > 0 else -self.amount
        self._remember_settled_parts({order: paid})
        if rest > 0:
            self._note_unsettled(rest)

    def _pay_document(self, customer):
        """Return the amount (company currency) and {document: [(open item, part of it)]}."""
        document = self.settled_document
        items = document._get_due_items(customer)
        self._book_settled_discount(items)
        items = document._get_due_items(customer)
        amount = self._get_settled_amount(sum(items.mapped("amount_residual")))
        return amount, {document: self._allocate_settlement(items, amount)}

    def _pay_oldest_first(self, customer):
        """Return the same of what is due now, what falls due first comes first.

        What is due is read here: what was on the till's screen may be paid by now. What is paid
        as a whole in time costs less its discount. Orders of open sessions are left out.

        :param customer: commercial res.partner (sudo)
        """
        currency = self.company_id.currency_id
        due = [
            it
            for it in customer._get_due(self.company_id)
            if not it.document._is_owed_by_open_session()
        ]
        amount = self._get_settled_amount(*(it.price for it in due))
        left, paid = amount, {}
        for it in due:
            if currency.compare_amounts(left, 0) <= 0:
                break
            if it.saved and currency.compare_amounts(left, it.price) >= 0:
                self._book_discount_of(it.document)
            items = it.document._get_due_items(customer)
            paid[it.document] = self._allocate_settlement(items, min(left, it.price))
            left -= sum(part for _item, part in paid[it.document])
        return amount, paid

    def _remember_settled_parts(self, amounts):
        """Keep which documents were paid, for receipts that are printed later.

        :param dict amounts: {document: amount in the currency of the order}
        """
        self.customer_credit_settled_parts = json.dumps(
            [
                {
                    "name": document._get_settled_name(),
                    "amount": self.currency_id.round(amount),
                }
                for document, amount in amounts.items()
                if amount
            ]
        )

    def _book_settled_discount(self, items):
        """Book the early payment discount of an invoice that is paid in time less its discount.

        As the list asks for it, like a payment by card elsewhere: nothing stays open.

        :param items: open items of the document
        """
        document = self.settled_document
        if document._name != "account.move":
            return
        day = fields.Date.context_today(self.pos_order_id, self.payment_date)
        saved, _last_day = document._get_due_discount(day)
        due = sum(items.mapped("amount_residual")) - saved
        if not saved or self.company_id.currency_id.compare_amounts(
            self._get_settled_amount(due), due
        ):
            return
        self._book_discount_of(document)

    def _book_discount_of(self, document):
        """Book the early payment discount of an invoice, as of the day of this payment."""
        day = fields.Date.context_today(self.pos_order_id, self.payment_date)
        values = document._prepare_credit_discount(day)
        values["journal_id"] = self.pos_order_id._get_credit_till().journal_id.id
        document._book_credit_discounts([values])

    def _get_settled_amount(self, *prices: float) -> float:
        """Return what is taken off the documents, company currency, positive.

        A till in another currency cannot pay the last cent exactly: what it offers, each
        document rounded on its own, and what is within one rounding of its currency, counts as
        paid.

        :param prices: what pays each document, company currency
        """
        session, due = self.session_id, sum(prices)
        amount = session._amount_converter(-self.amount, self.payment_date, True)
        if session.is_in_company_currency:
            return amount
        offered = sum(map(self.pos_order_id._from_company_currency, prices))
        step = session._amount_converter(self.currency_id.rounding, self.payment_date, False)
        if (
            not self.currency_id.compare_amounts(-self.amount, offered)
            or self.company_id.currency_id.compare_amounts(abs(amount - due), step) <= 0
        ):
            return due
        return amount

    def _allocate_settlement(self, items, amount):
        """Return [(item, part of it that is paid)], what falls due first comes first."""
        parts = []
        for item in items:
            part = min(amount, item.amount_residual)
            if self.company_id.currency_id.is_zero(part):
                break
            parts.append((item, part))
            amount -= part
        return parts

    def _create_settlement_move(self, paid, rest):
        """Return the posted entry: the customer owes less, the till has the money.

        :param dict paid: {document: [(open journal item, part that is paid)]}, company currency
        :param float rest: what finds nothing to settle any more, company currency
        """
        order = self.pos_order_id
        customer = self.env["res.partner"]._find_accounting_partner(order.partner_id)
        receivable = customer.with_company(self.company_id).property_account_receivable_id
        parts = [part for parts in paid.values() for part in parts]
        lines = [self._prepare_settled_item(item, part) for item, part in parts]
        if rest:
            lines.append({"account_id": receivable.id, "partner_id": customer.id, "balance": -rest})
        settled = sum(part for _item, part in parts) + rest
        lines += self._prepare_settlement_counterpart(settled)
        label = _(
            "%(document)s settled by %(order)s",
            document=", ".join(it._get_settled_name() for it in paid) or customer.complete_name,
            order=order.pos_reference,
        )
        journal = order._get_credit_till().journal_id
        move = (
            self.env["account.move"]
            .with_context(default_journal_id=journal.id)
            .create(
                {
                    "journal_id": journal.id,
                    "date": fields.Date.context_today(order, self.payment_date),
                    "ref": label,
                    "line_ids": [Command.create({"name": label, **vals}) for vals in lines],
                }
            )
        )
        move._post()
        return move

    def _prepare_settled_item(self, item, part):
        """Return the item that pays ``part`` of an open one, in the currency of that one."""
        amount_currency = part
        if item.currency_id != item.company_currency_id:
            share = part / item.amount_residual
            amount_currency = item.currency_id.round(item.amount_residual_currency * share)
        return {
            "account_id": item.account_id.id,
            "partner_id": item.partner_id.id,
            "currency_id": item.currency_id.id,
            "amount_currency": -amount_currency,
            "balance": -part,
        }

    def _prepare_settlement_counterpart(self, settled):
        """Return the items of the till, as the closing will balance them.

        :param float settled: what was taken off the customer's debt, company currency
        """
        session = self.session_id
        company = self.company_id
        vals = {
            "account_id": company.account_default_pos_receivable_account_id.id,
            "partner_id": False,
        }
        amounts = {"amount": 0.0, "amount_converted": 0.0}
        amounts = session._update_amounts(amounts, {"amount": -self.amount}, self.payment_date)
        till = session._debit_amounts(vals, amounts["amount"], amounts["amount_converted"])
        difference = company.currency_id.round(settled - amounts["amount_converted"])
        if not difference:
            return [till]
        account = company._get_rate_difference_account(difference)
        return [till, {"account_id": account.id, "balance": difference}]

    def _note_unsettled(self, rest):
        """Tell order and customer that money found nothing left to settle: it stays theirs."""
        order = self.pos_order_id
        customer = order.partner_id.commercial_partner_id
        name = self.settled_document and self.settled_document.display_name
        amount = self.company_id.currency_id.format(rest)
        if name:
            note = _(
                "%(document)s was settled already: %(amount)s stay as outstanding credits of "
                "%(customer)s.",
                document=name,
                amount=amount,
                customer=customer.complete_name,
            )
            told = _("%s was settled already: the payment stays as outstanding credits.", name)
        else:
            note = _(
                "What %(customer)s owed was settled already: %(amount)s stay as outstanding "
                "credits.",
                customer=customer.complete_name,
                amount=amount,
            )
            told = _("What was due was settled already: the rest stays as outstanding credits.")
        order.message_post(body=note)
        # The customer's chatter has readers who may not see credit: no amount there.
        customer.message_post(body=told)
