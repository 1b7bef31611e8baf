"""Early payment discounts: paid by credit in time, an invoice costs what it costs by card."""

from odoo import Command, _, api, fields, models


class CustomerCredit(models.Model):
    """The discount is booked beside the matches, in an entry of its own, and goes with them."""

    _inherit = "customer.credit"

    @api.model
    def _get_early_discount(self, invoice, day):
        """Return what the customer saves by paying the whole invoice on this day.

        :param invoice: account.move (sudo)
        :return: (amount in the invoice's currency, zero without a discount; its last day or None)
        """
        if not invoice.is_invoice(include_receipts=True) or not invoice.invoice_payment_term_id:
            return 0.0, None
        if not invoice._is_eligible_for_early_payment_discount(invoice.currency_id, day):
            return 0.0, None
        term = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
        company = invoice.company_id
        if len(term) != 1 or not company.account_journal_early_pay_discount_loss_account_id:
            return 0.0, None
        saved = invoice.currency_id.round(term.amount_currency - term.discount_amount_currency)
        return max(saved, 0.0), term.discount_date

    @api.model
    def _find_early_discounts(self, wanted, customer, date):
        """Return the invoices (sudo) that these wishes pay to the cent less their discount."""
        paid = {}
        for item in wanted:
            paid[item.invoice] = paid.get(item.invoice, 0.0) + item.amount
        found = self.env["account.move"].sudo()
        for invoice, amount in paid.items():
            saved, _last_day = self._get_early_discount(invoice, date)
            due = self._get_open_amount(invoice, customer) - saved
            if saved and not invoice.currency_id.compare_amounts(amount, due):
                found |= invoice
        return found


class AccountMove(models.Model):
    """The entry of a discount knows its invoice, so that undoing one match undoes it, too."""

    _inherit = "account.move"

    credit_discount_invoice_id = fields.Many2one(
        "account.move",
        "Discount on",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="Invoice whose early payment discount this entry books, as it was paid by credit.",
    )

    def _prepare_credit_discount(self, date):
        """Return the values of the entry of this invoice's discount, before anything is matched.

        Accounts and taxes are those of Odoo's own payments.
        """
        self.ensure_one()
        term = self.line_ids.filtered(lambda line: line.display_type == "payment_term")
        saved = term.balance - term.discount_balance
        parts = self._get_invoice_counterpart_amls_for_early_payment_discount(
            [{"aml": term, "amount_currency": -term.amount_residual_currency,
              "balance": -term.amount_residual}],
            saved,
        )  # fmt: skip
        items = [vals for some in parts.values() for vals in some]
        items.append(
            {
                "name": _("Early payment discount on %s", self.name),
                "account_id": term.account_id.id,
                "partner_id": term.partner_id.id,
                "currency_id": term.currency_id.id,
                "amount_currency": -sum(vals["amount_currency"] for vals in items),
                "balance": -sum(vals["balance"] for vals in items),
                "tax_ids": [Command.clear()],
            }
        )
        return {
            "move_type": "entry",
            "journal_id": self.company_id.store_credit_journal_id.id,
            "company_id": self.company_id.id,
            "date": date,
            "ref": _("Early payment discount on %s", self.name),
            "credit_discount_invoice_id": self.id,
            "line_ids": [Command.create(vals) for vals in items],
        }

    def _book_credit_discounts(self, vals_list):
        """Post the entries of these invoices' discounts and match them.

        :param list vals_list: of ``_prepare_credit_discount``, one for each invoice
        :return: account.move posted
        """
        moves = self.env["account.move"].sudo().create(vals_list)
        moves._post(soft=False)
        for move, invoice in zip(moves, self, strict=True):
            term = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
            item = move.line_ids.filtered_domain([("account_id", "=", term.account_id.id)])
            # It carries a part of no other credit: the lists leave it out.
            item.credit_source_line_id = item
            (term | item).reconcile()
        return moves

    def _undo_credit_discounts(self):
        """Reverse the discounts of these invoices: what earned them was taken back."""
        discounts = self.env["account.move"].sudo().search(
            [("credit_discount_invoice_id", "in", self.ids), ("state", "=", "posted")]
        )  # fmt: skip
        # First of all, as reversing removes matches, which comes back here.
        discounts.credit_discount_invoice_id = False
        for move in discounts:
            move._reverse_credit_entry()
