"""Orders in step: the documents that make invoices equal to their order again."""

from odoo import _, models
from odoo.fields import Command
from odoo.tools import float_is_zero


class SaleOrder(models.Model):
    """Everything is derived from what live invoices and credit notes hold.

    So running it twice, or after somebody credited by hand, never credits twice. Callers hold
    the order in sudo and in its company.
    """

    _inherit = "sale.order"

    def _credit_invoice_confirmed(self):
        """Make the first invoice of a confirmed order; nothing when nothing is invoiceable."""
        self.ensure_one()
        quiet = self.with_context(raise_if_nothing_to_invoice=False)
        self._credit_finish_documents(quiet._create_invoices(final=True))

    def _credit_invoice_changes(self, changed):
        """Let the invoices follow changed lines.

        :param dict changed: {order line id: whether its price changed}
        """
        self.ensure_one()
        lines = self.env["sale.order.line"].browse(changed) & self.order_line
        if not self.order_line._filter_credit_in_step()._get_credit_live_lines():
            self._credit_invoice_confirmed()
            return
        prices = lines.filtered(lambda line: changed[line.id])
        self._credit_update_drafts(lines, prices)
        adjusts = self._is_credit_auto_adjusted()
        quantities = lines.filtered(lambda line: line._is_credit_quantity_due(adjusts))
        corrections = {}
        for line in prices:
            difference = line._get_credit_price_difference()
            if not self.currency_id.is_zero(difference) and (difference > 0 or adjusts):
                corrections[line] = difference
        if quantities or corrections:
            self._credit_create_difference(quantities, corrections)

    # --------------------------------------------------------------- drafts

    def _credit_update_drafts(self, lines, prices):
        """Change draft invoices in place as far as they can take the change."""
        for line in lines:
            drafts = line.invoice_lines.filtered(
                lambda it: it.parent_state == "draft" and it.move_id.move_type == "out_invoice"
            ).sorted("id", reverse=True)
            if line in prices:
                for item in drafts.filtered(lambda it, line=line: it._is_credit_like(line)):
                    item.write({"price_unit": line.price_unit, "discount": line.discount})
            for item in drafts:
                line._credit_move_quantity(item)
        if self._get_credit_order_invoicing() == "draft":
            self._credit_add_to_draft(lines.filtered(lambda it: not it.invoice_lines))

    def _credit_add_to_draft(self, lines):
        """Put new lines on the newest draft that was made for this order alone."""
        drafts = self.invoice_ids.filtered(
            lambda move: (
                move.state == "draft"
                and move.move_type == "out_invoice"
                and move.credit_in_step
                and move.line_ids.sale_line_ids.order_id == self
            )
        )
        lines = lines.filtered(lambda line: line.qty_to_invoice > 0)
        if not drafts or not lines:
            return
        draft = drafts.sorted("id")[-1]
        sequence = max(draft.invoice_line_ids.mapped("sequence"), default=0)
        vals_list = []
        for number, line in enumerate(lines, 1):
            vals_list += line._prepare_invoice_lines_vals_list(sequence=sequence + number)
        draft.write({"invoice_line_ids": [Command.create(vals) for vals in vals_list]})

    # --------------------------------------------------------------- differences

    def _credit_create_difference(self, quantities, corrections):
        """Make one invoice, or credit note when the sum is negative, of the differences.

        :param quantities: order lines whose quantity to invoice is due, positive or negative
        :param dict corrections: {order line: amount to correct its price by}
        """
        self.ensure_one()
        order = self.with_context(lang=self.partner_invoice_id.lang or self.env.lang)
        downs = order.order_line.filtered(
            lambda it: it.is_downpayment and not it.display_type and it.qty_to_invoice < 0
        )
        if not any(line.qty_to_invoice > 0 for line in quantities):
            downs = downs.browse()
        vals_list = []
        for line in quantities.with_env(order.env):
            vals_list += line._prepare_invoice_lines_vals_list(sequence=len(vals_list))
        for line in downs:
            vals_list += line._prepare_invoice_lines_vals_list(
                sequence=len(vals_list),
                quantity=-1.0,
                extra_tax_data=self.env["account.tax"]._reverse_quantity_base_line_extra_tax_data(
                    line.extra_tax_data
                ),
            )
        for line, difference in corrections.items():
            correction = line.with_env(order.env)._prepare_credit_correction(
                difference, len(vals_list)
            )
            vals_list.append(correction)
        vals = order._prepare_invoice()
        vals["invoice_line_ids"] = [Command.create(line_vals) for line_vals in vals_list]
        move = order._create_account_invoices([vals], final=True)
        if move.amount_total < 0:
            move.action_switch_move_type()
            move.transaction_ids = [Command.clear()]
        self._credit_finish_documents(move)

    def _credit_finish_documents(self, moves):
        """Post what the setting or the nature of a document asks for, apply it, and say so."""
        mode = self._get_credit_order_invoicing()
        moves.write({"credit_in_step": True})
        for move in moves:
            if mode == "posted" or move.move_type == "out_refund":
                move.action_post()
            if move.move_type == "out_refund":
                self._credit_apply_refund(move)
            self._credit_tell_document(move)

    def _credit_apply_refund(self, refund):
        """Apply a credit note to the open invoices of its lines, then of the order."""
        credit = refund._get_credit_receivable_lines()
        lines = refund.invoice_line_ids._get_credit_order_lines()
        invoices = (self.order_line._get_credit_live_lines().move_id).filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )
        own = invoices.filtered(lambda it: it.invoice_line_ids._get_credit_order_lines() & lines)
        for group in (own, invoices - own):
            open_credit = credit.filtered(lambda it: not it.reconciled)
            debits = group._get_credit_receivable_lines().filtered(
                lambda it: it.account_id == credit.account_id
            )
            if debits and open_credit:
                (open_credit | debits).reconcile()

    def _credit_tell_document(self, move):
        """Post on the order what was made and where its money went."""
        currency, left = move.currency_id, move.amount_residual
        values = {
            "document": move._get_html_link(),
            "amount": currency.format(move.amount_total),
            "applied": currency.format(move.amount_total - left),
            "left": currency.format(left),
        }
        if move.move_type != "out_refund":
            text = _("%(document)s of %(amount)s follows this order.", **values)
        elif currency.is_zero(left):
            text = _(
                "%(document)s credits what was lowered: %(amount)s, applied to open invoices.",
                **values,
            )
        elif currency.compare_amounts(left, move.amount_total) == 0:
            text = _(
                "%(document)s credits what was lowered: %(amount)s is an outstanding credit of "
                "the customer now.",
                **values,
            )
        else:
            text = _(
                "%(document)s credits what was lowered: of %(amount)s, %(applied)s is applied "
                "to open invoices and %(left)s is an outstanding credit of the customer now.",
                **values,
            )
        self.message_post(body=text)


class SaleOrderLine(models.Model):
    """The part of a difference that one line decides."""

    _inherit = "sale.order.line"

    def _is_credit_quantity_due(self, adjusts):
        """Say whether a quantity is left to invoice or, if differences are, to credit."""
        self.ensure_one()
        precision = self.env["decimal.precision"].precision_get("Product Unit")
        if float_is_zero(self.qty_to_invoice, precision_digits=precision):
            return False
        return self.qty_to_invoice > 0 or adjusts

    def _credit_move_quantity(self, item):
        """Move the quantity due onto a draft invoice line, down to zero at most."""
        self.ensure_one()
        precision = self.env["decimal.precision"].precision_get("Product Unit")
        due = self.qty_to_invoice
        if float_is_zero(due, precision_digits=precision):
            return
        due = self.product_uom_id._compute_quantity(due, item.product_uom_id, round=False)
        quantity = max(item.quantity + due, min(item.quantity, 0.0))
        move = item.move_id
        if not float_is_zero(quantity, precision_digits=precision):
            item.quantity = quantity
            return
        others = move.invoice_line_ids.filtered(lambda it: it.display_type == "product") - item
        if others:
            move.write({"invoice_line_ids": [Command.delete(item.id)]})
        elif move.posted_before:
            move.button_cancel()
        else:
            move.unlink()
