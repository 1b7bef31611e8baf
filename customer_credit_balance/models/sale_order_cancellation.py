"""Orders in step: what a cancelled order or a cancelled invoice leaves behind is credited."""

from odoo import _, fields, models
from odoo.fields import Command

# Values of an invoice line that make two of them one line of a credit note.
LINE_FIELDS = ("product_id", "price_unit", "discount", "account_id", "product_uom_id", "name")


class SaleOrder(models.Model):
    """Money that was paid for something that is no longer sold surfaces at once."""

    _inherit = "sale.order"

    # --------------------------------------------------------------- a cancelled invoice

    def _credit_follow_cancelled_invoice(self, invoice, paid):
        """Tell the order what the cancelled invoice frees; take back its credit notes.

        :param invoice: account.move, cancelled just now
        :param float paid: what had been settled of it, company currency
        """
        self.ensure_one()
        if not self._is_credit_auto_adjusted():
            return
        order = self._credit_in_step_sudo()
        if not invoice.company_currency_id.is_zero(paid):
            order.message_post(
                body=_(
                    "%(invoice)s was cancelled: %(amount)s that had been applied to it is "
                    "outstanding credit of %(customer)s again.",
                    invoice=invoice._get_html_link(),
                    amount=invoice.company_currency_id.format(paid),
                    customer=order._get_credit_partner().display_name,
                )
            )
        lines = invoice.invoice_line_ids.sudo()._get_credit_order_lines() & order.order_line
        self._credit_in_step_safely(lambda: order._credit_take_back_refunds(lines))

    def _credit_take_back_refunds(self, lines):
        """Cancel credit notes made in step that credit more of these lines than is invoiced."""
        excess = lines.filtered(
            lambda line: (
                not line.is_downpayment
                and not line.display_type
                and line.currency_id.compare_amounts(line._get_credit_invoiced_amount(), 0.0)
                == (1 if line.price_unit < 0 else -1)
            )
        )
        refunds = excess._get_credit_live_lines().move_id.filtered(
            lambda move: (
                move.credit_in_step and move.move_type == "out_refund" and move.state == "posted"
            )
        )
        if not refunds:
            return
        others = refunds.invoice_line_ids._get_credit_order_lines() & self.order_line
        refunds.button_cancel()
        if self.state == "sale":
            self._credit_lower_invoices(others)

    def _credit_lower_invoices(self, lines):
        """Credit again what other invoices of these lines charge too much; invoice nothing."""
        quantities = lines.filtered(
            lambda line: line.qty_to_invoice < 0 and not line.is_downpayment
        )
        corrections = {}
        for line in lines - lines.filtered("is_downpayment"):
            difference = line._get_credit_price_difference()
            if self.currency_id.compare_amounts(difference, 0.0) < 0:
                corrections[line] = difference
        if quantities or corrections:
            self._credit_create_difference(quantities, corrections)

    # --------------------------------------------------------------- a cancelled order

    def _credit_follow_cancellation(self):
        """Cancel drafts and credit what was posted of a cancelled order."""
        if not self._is_credit_auto_adjusted():
            return
        order = self._credit_in_step_sudo()
        live = order.order_line._get_credit_live_lines()
        live.move_id.filtered(
            lambda move: move.state == "draft" and order._is_credit_only_order(move)
        ).button_cancel()
        order._credit_take_back_refunds(order.order_line)
        posted = order.order_line._get_credit_live_lines().filtered(
            lambda line: line.parent_state == "posted"
        )
        moves = posted.move_id
        if not moves:
            return
        customer, company = order._get_credit_partner(), order.company_id
        before = customer._get_outstanding_credit_by_partner(company).get(customer, 0.0)
        if all(
            move.move_type == "out_invoice" and order._is_credit_only_order(move) for move in moves
        ):
            refunds = order._credit_reverse(moves)
        else:
            refunds = order._credit_refund_rest(posted)
        after = customer._get_outstanding_credit_by_partner(company).get(customer, 0.0)
        if refunds:
            order._credit_tell_cancellation(refunds, after - before)

    def _is_credit_only_order(self, move):
        """Say whether every line of the invoice belongs to this order."""
        products = move.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        return all(line._get_credit_order_lines().order_id == self for line in products)

    def _credit_reverse(self, invoices):
        """Reverse whole invoices; their payments are free again. Return the credit notes."""
        today = fields.Date.context_today(self)
        values = [
            {
                "invoice_date": today,
                "date": today,
                "ref": _("Cancellation of %s", self.name),
                "credit_in_step": True,
            }
            for _invoice in invoices
        ]
        return invoices._reverse_moves(values, cancel=True)

    def _credit_refund_rest(self, posted):
        """Credit what invoices less credit notes still charge; return the credit notes."""
        refunds = self.env["account.move"]
        for currency, lines in posted.grouped("currency_id").items():
            groups = {}
            for line in lines:
                key = (
                    tuple(line[name] for name in LINE_FIELDS),
                    tuple(line.tax_ids.ids),
                    tuple(line._get_credit_order_lines().ids),
                )
                groups.setdefault(key, []).append(line)
            vals_list = [vals for group in groups.values() if (vals := self._prepare_rest(group))]
            vals = {
                **self._prepare_invoice(),
                "move_type": "out_invoice",
                "currency_id": currency.id,
                "transaction_ids": [],
                "credit_in_step": True,
                "ref": _("Cancellation of %s", self.name),
                "invoice_line_ids": [Command.create(line_vals) for line_vals in vals_list],
            }
            if not vals_list:
                continue
            refund = self._create_account_invoices([vals], final=True)
            if currency.compare_amounts(refund.amount_total, 0.0) >= 0:
                # Credited more than invoiced, by hand: that is not ours to take back.
                refund.unlink()
                continue
            refund.action_switch_move_type()
            refund.action_post()
            self._credit_apply_refund(refund)
            refunds |= refund
        return refunds

    def _prepare_rest(self, lines):
        """Return the values of one line that takes back what equal invoice lines leave."""
        quantity = sum(
            line.quantity * (1 if line.move_id.move_type == "out_refund" else -1) for line in lines
        )
        line = lines[0]
        if not quantity:
            return None
        return {
            **{name: line[name].id for name in ("product_id", "account_id", "product_uom_id")},
            **{name: line[name] for name in ("name", "price_unit", "discount", "is_downpayment")},
            "quantity": quantity,
            "tax_ids": [Command.set(line.tax_ids.ids)],
            "analytic_distribution": line.analytic_distribution,
            "sale_line_ids": [Command.set(line.sale_line_ids.ids)],
            "credit_sale_line_id": line.credit_sale_line_id.id,
        }

    def _credit_tell_cancellation(self, refunds, freed):
        """Post on the order what was credited and what surfaced."""
        total = sum(refunds.mapped("amount_total_signed"))
        currency = self.company_id.currency_id
        self.message_post(
            body=_(
                "The order was cancelled after it was invoiced: %(amount)s was credited "
                "(%(documents)s). %(freed)s that had been paid is outstanding credit of "
                "%(customer)s now.",
                amount=currency.format(abs(total)),
                documents=", ".join(refunds.mapped("name")),
                freed=currency.format(max(freed, 0.0)),
                customer=self._get_credit_partner().display_name,
            )
        )
