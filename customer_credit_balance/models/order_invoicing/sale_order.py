"""Orders in step: what changes on an order is collected, then its invoices follow once."""

from contextlib import contextmanager

from markupsafe import escape

from odoo import _, api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Command

from ...exceptions import open_reason
from ..door import door

COLLECTOR = "customer_credit_in_step"


class InStepChanges:
    """What changed within one call: ids of orders confirmed and cancelled, and of their lines."""

    def __init__(self):
        """Start empty."""
        self.confirmed = []
        self.cancelled = []
        self.lines = {}

    def add_lines(self, lines, price=False):
        """Remember lines; ``price`` when more than their quantity changed."""
        for line_id in lines.ids:
            self.lines[line_id] = price or self.lines.get(line_id, False)


# Values of an invoice line that make two of them one line of a credit note.
LINE_FIELDS = ("product_id", "price_unit", "discount", "account_id", "product_uom_id", "name")


class SaleOrder(models.Model):
    """Adds invoices in step to orders, because an order that changes after it was invoiced leaves a
    difference that somebody has to book.

    Everything is derived from what live invoices and credit notes hold.

    So running it twice, or after somebody credited by hand, never credits twice. Callers hold
    the order in sudo and in its company.
    Money that was paid for something that is no longer sold surfaces at once.
    """

    _inherit = "sale.order"

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Invoice orders that are created confirmed.

        # EXTENDS 'sale'
        """
        with self._credit_in_step_changes() as changes:
            orders = super().create(vals_list)
            changes.confirmed += orders.filtered(lambda order: order.state == "sale").ids
        return orders

    def write(self, vals):
        """Invoice orders that become confirmed, credit those that are cancelled.

        # EXTENDS 'sale'
        """
        if not {"state", "order_line"} & vals.keys():
            return super().write(vals)
        confirmed = {order for order in self if order.state == "sale"}
        with self._credit_in_step_changes() as changes:
            res = super().write(vals)
            for order in self:
                if order.state == "sale" and order not in confirmed:
                    changes.confirmed.append(order.id)
                elif order.state == "cancel" and order in confirmed:
                    changes.cancelled.append(order.id)
        return res

    # --- actions

    @door
    def action_bring_in_step(self):
        """Make the invoices and credit notes that these orders lack (whoever may edit them).

        For orders whose invoicing failed or was undone by hand. Does nothing to orders that are
        invoiced by hand.
        """
        self.check_access("write")
        for order in self.filtered(lambda it: it.state == "sale"):
            lines = order.order_line._filter_credit_in_step()
            order._credit_bring_in_step(dict.fromkeys(lines.ids, True))

    # --- private

    @api.model
    @contextmanager
    def _credit_in_step_changes(self):
        """Collect changes; the outermost call lets the invoices follow when it is done.

        So a form that changes five lines makes one document, not five.
        """
        cache = self.env.cr.cache
        if COLLECTOR in cache:
            yield cache[COLLECTOR]
            return
        changes = cache[COLLECTOR] = InStepChanges()
        try:
            yield changes
        finally:
            cache.pop(COLLECTOR, None)
        self._credit_follow_changes(changes)

    @api.model
    def _credit_follow_changes(self, changes):
        """Let the invoices follow what was collected."""
        cancelled, confirmed = self.browse(changes.cancelled), self.browse(changes.confirmed)
        for order in cancelled:
            order._credit_in_step_safely(order._credit_follow_cancellation)
        for order in confirmed:
            order._credit_bring_in_step()
        lines = self.env["sale.order.line"].browse(changes.lines)
        for order, some in lines.grouped("order_id").items():
            if order not in confirmed and order.state == "sale":
                order._credit_bring_in_step({line.id: changes.lines[line.id] for line in some})

    def _credit_in_step_sudo(self):
        """Return the order as its own company and without limits of the user's rights.

        A salesperson confirms without accounting rights, as in Odoo's own invoicing.
        """
        self.ensure_one()
        return self.sudo().with_company(self.company_id)

    def _get_credit_order_invoicing(self) -> str:
        """Return "off", "draft" or "posted" for this order's customer."""
        self.ensure_one()
        customer = self.env["res.partner"]
        # Who the customer is matters, and is read, once anybody has a choice of their own.
        if customer._has_credit_choices("credit_order_invoicing"):
            customer = self._get_credit_partner()
        return customer._get_credit_order_invoicing(self.company_id)

    def _is_credit_auto_adjusted(self) -> bool:
        """Say whether lowered or cancelled orders are credited by themselves."""
        self.ensure_one()
        adjusts = self.company_id.sudo().credit_auto_adjust
        return adjusts and self._get_credit_order_invoicing() != "off"

    def _credit_bring_in_step(self, lines=None):
        """Make what the order's invoices lack; never raises because of invoicing.

        :param dict lines: {order line id: whether its price changed}; None for a first invoice
        """
        self.ensure_one()
        if self._get_credit_order_invoicing() == "off":
            return
        order = self._credit_in_step_sudo()
        if lines is None:
            self._credit_in_step_safely(order._credit_invoice_confirmed)
        else:
            self._credit_in_step_safely(lambda: order._credit_invoice_changes(lines))

    def _credit_in_step_safely(self, follow):
        """Run one step; when the books refuse it, undo it, say why on the order and go on.

        The order matters more than its invoice: money may have been taken for it already.
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                follow()
        except (UserError, RedirectWarning) as error:
            reason = open_reason(error)
            self._credit_in_step_sudo()._credit_report_failure(reason)

    def _credit_report_failure(self, reason):
        """Say on the order what could not be invoiced and give its salesperson a to-do."""
        text = _(
            "The invoices of this order could not follow it: %s "
            "Solve this, then choose Bring Invoices in Step from the actions.",
            reason,
        )
        self.message_post(body=text)
        user = self.user_id.filtered("active") or self.env.user
        if user._is_internal():
            self.activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=user.id,
                summary=_("Invoices not in step"),
                note=escape(text),
            )

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
                    customer=order._get_credit_partner().complete_name,
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

    def _is_credit_only_order(self, move: models.BaseModel) -> bool:
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
        values = {
            "amount": currency.format(abs(total)),
            "documents": ", ".join(refunds.mapped("name")),
        }
        if currency.compare_amounts(freed, 0.0) <= 0:
            self.message_post(
                body=_(
                    "The order was cancelled after it was invoiced: %(amount)s was credited "
                    "(%(documents)s).",
                    **values,
                )
            )
            return
        self.message_post(
            body=_(
                "The order was cancelled after it was invoiced: %(amount)s was credited "
                "(%(documents)s). %(freed)s that had been paid is outstanding credit of "
                "%(customer)s now.",
                freed=currency.format(freed),
                customer=self._get_credit_partner().complete_name,
                **values,
            )
        )
