"""Booking of top-ups: their invoices, their credit notes, and a person who is told."""

from odoo import Command, _, models


class SaleOrder(models.Model):
    """The invoice line stands on the liability account, so the base ledger mirrors it."""

    _inherit = "sale.order"

    def _get_topup_invoices(self):
        """Return the invoices (not cancelled) of the store credit of these orders."""
        lines = self.order_line._filter_topups().invoice_lines
        return lines.move_id.filtered(
            lambda move: move.state != "cancel" and move.move_type == "out_invoice"
        )

    def _create_topup_invoice(self):
        """Return the invoice of the store credit of this order, made and posted once.

        Other lines of the order keep their own invoicing. Empty when there is nothing to do.

        :raise UserError: Odoo refuses to post it (period, journal)
        """
        self.ensure_one()
        existing = self._get_topup_invoices()
        lines = self.order_line._filter_topups().filtered(lambda line: line.qty_to_invoice > 0)
        if existing or not lines:
            return existing.filtered(lambda move: move.payment_state == "not_paid")
        values = self._prepare_invoice()
        # What store credit paid belongs to the other lines: Odoo matches these payments.
        money = self.transaction_ids.filtered(lambda tx: tx.provider_code != "store_credit")
        values["transaction_ids"] = [Command.set(money.ids)]
        values["invoice_line_ids"] = [
            Command.create(vals)
            for line in lines
            for vals in line._prepare_invoice_lines_vals_list(tax_ids=[Command.clear()])
        ]
        invoice = self.env["account.move"].sudo().with_company(self.company_id).create(values)
        invoice.action_post()
        return invoice

    def _credit_topup_refund(self, refund):
        """Book the credit note of a refund and match it with the payment that went out.

        :param refund: payment.transaction that is done, with a negative amount
        :raise UserError: Odoo refuses to post it
        """
        self.ensure_one()
        invoice = self._get_topup_invoices()[:1]
        payment_lines = refund.payment_id.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
        )
        if not invoice or not payment_lines:
            return
        open_notes = invoice.reversal_move_ids.line_ids.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.account_id == payment_lines.account_id
                and not line.reconciled
            )
        )
        currency = refund.currency_id
        missing = abs(refund.amount) + sum(open_notes.mapped("amount_residual_currency"))
        if currency.compare_amounts(missing, 0.0) > 0:
            note = self._create_topup_credit_note(invoice, missing, refund)
            open_notes |= note.line_ids.filtered(
                lambda line: line.account_id == payment_lines.account_id
            )
        (payment_lines | open_notes).reconcile()

    def _create_topup_credit_note(self, invoice, amount, refund):
        """Return a posted credit note of ``amount`` (invoice currency) for this top-up.

        Its line is not tied to the order: the order was delivered and invoiced, and must not
        ask for an invoice again.
        """
        line = invoice.invoice_line_ids.filtered(lambda item: item.product_id.is_store_credit)[:1]
        note = (
            self.env["account.move"]
            .sudo()
            .with_company(self.company_id)
            .create(
                {
                    "move_type": "out_refund",
                    "reversed_entry_id": invoice.id,
                    "partner_id": invoice.partner_id.id,
                    "journal_id": invoice.journal_id.id,
                    "currency_id": invoice.currency_id.id,
                    "ref": _("Refund of %s", refund.source_transaction_id.reference),
                    "invoice_origin": self.name,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": line.product_id.id,
                                "name": line.name,
                                "quantity": 1,
                                "price_unit": amount,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
        )
        note.action_post()
        self.message_post(
            body=_(
                "%(amount)s was refunded: the store credit was taken back by %(note)s.",
                amount=invoice.currency_id.format(amount),
                note=note.name,
            )
        )
        return note

    def _tell_topup_problem(self, message):
        """Write on the order what went wrong and give the credit managers a to-do."""
        self.ensure_one()
        self.message_post(body=message)
        account = self.env["customer.credit.account"]._get_or_create(
            self._get_credit_partner(), self.company_id
        )
        account._schedule_ledger_activity(
            _("Top-up needs a look"), _("%(order)s: %(what)s", order=self.name, what=message)
        )
