"""Refund payments: one button gives back what card and store credit paid, once."""

from odoo import _, api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from odoo.addons.customer_credit_balance.exceptions import open_reason

from ..const import STORE_CREDIT


class CustomerCreditPaymentRefund(models.TransientModel):
    """Each part goes back to where it came from, in proportion, never more than was paid."""

    _name = "customer.credit.payment.refund"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Refund Payments"

    order_id = fields.Many2one("sale.order", "Order", readonly=True)
    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    refundable_amount = fields.Monetary("Refundable", readonly=True)
    owed_amount = fields.Monetary(
        "Owed Back",
        readonly=True,
        help="What payments and credit notes leave open: no invoice has used it.",
    )
    amount = fields.Monetary("Refund")
    credit_invoices = fields.Boolean(
        "Credit the Invoices",
        help="Makes credit notes of what was invoiced, so that the payments are owed back.",
    )
    invoice_names = fields.Char(readonly=True)
    line_ids = fields.One2many(
        "customer.credit.payment.refund.line", "wizard_id", "Payments", readonly=True
    )
    done = fields.Boolean(readonly=True)

    # --------------------------------------------------------------- start

    @api.model
    def _start(self, document):
        """Return the dialog of this order, invoice or credit note; the caller checked the user.

        :raise UserError: nothing was paid with store credit, or all was given back
        """
        payments = document._get_refundable_payments()
        if not payments:
            raise UserError(
                _("%s has no online payment that could be refunded.", document.display_name)
            )
        owed = document._get_refund_owed()
        invoices = document._get_refund_invoices_to_credit()
        nothing_owed = document.currency_id.compare_amounts(owed, 0.0) <= 0
        return self.create(
            {
                "order_id": document.id if document._name == "sale.order" else False,
                "move_id": document.id if document._name == "account.move" else False,
                "company_id": document.company_id.id,
                "currency_id": document.currency_id.id,
                "refundable_amount": sum(tx._get_store_credit_refundable() for tx in payments),
                "owed_amount": max(owed, 0.0),
                "credit_invoices": nothing_owed and bool(invoices),
                "invoice_names": ", ".join(invoices.mapped("name")),
                "line_ids": [
                    fields.Command.create(
                        {"transaction_id": tx.id, "refundable": tx._get_store_credit_refundable()}
                    )
                    for tx in payments
                ],
            }
        )._propose()

    def _propose(self):
        """Fill in everything that can be given back; return the dialog."""
        self.amount = self._get_largest()
        self._onchange_amount()
        return self

    def _get_largest(self) -> float:
        """Return the most that may be given back, by what was paid and owed, document currency."""
        self.ensure_one()
        machine = sum(self.line_ids.filtered(lambda line: not line.by_hand).mapped("refundable"))
        return machine if self.credit_invoices else min(machine, self.owed_amount)

    @api.onchange("credit_invoices")
    def _onchange_credit_invoices(self):
        """Propose what the choice allows."""
        self._propose()

    @api.onchange("amount")
    def _onchange_amount(self):
        """Show how much goes back which way."""
        lines = self.line_ids
        for line in lines:
            line.amount = 0.0
        amount = min(max(self.amount, 0.0), self._get_largest())
        for line, part in lines._split(amount).items():
            line.amount = part

    # --------------------------------------------------------------- do it

    def action_refund(self):
        """Give back the amount, each part through its own provider, once.

        Store credit goes first, as it can be rolled back; a provider that refuses keeps its part
        and is named in the answer.

        :return: client action with the result
        :raise AccessError: no invoicing right
        :raise UserError: done already, or more than was paid or is owed
        """
        self.ensure_one()
        document = (self.order_id or self.move_id).with_company(self.company_id)
        document._check_refunder()
        wizard, document = self.sudo(), document.sudo()
        # Two clicks, or two colleagues: the second waits here, and finds what the first did.
        customer = document.partner_id.commercial_partner_id
        self.env["sale.order"]._touch_credit_account(customer, document.company_id)
        wizard._check_not_done()
        wizard.done = True
        if wizard.credit_invoices:
            wizard._credit_open_invoices(document)
        parts = wizard._check_parts(document)
        refunds = self.env["payment.transaction"].sudo()
        for tx in sorted(parts, key=lambda tx: tx.provider_code != STORE_CREDIT):
            refunds |= wizard._refund_safely(tx, parts[tx])
        document.message_post(body=wizard._get_message(refunds))
        problems = wizard._book_refunds(refunds, document)
        answer = refunds._build_action_feedback_notification()
        if problems:
            told = answer["params"]
            failed = told["type"] == "danger"
            message = " ".join([told["message"], *problems] if failed else problems)
            told.update(type="danger" if failed else "warning", message=message, sticky=True)
        return answer

    def _check_not_done(self):
        """Refuse the second click.

        :raise UserError: this dialog refunded already
        """
        self.invalidate_recordset(["done"])
        if self.done:
            raise UserError(_("This refund was made already: open the dialog again."))

    def _check_parts(self, document):
        """Return {transaction: amount} to give back, by today's figures.

        :raise UserError: nothing, or more than was paid or is owed
        """
        self.invalidate_recordset()
        payments = document._get_refundable_payments()
        lines = self.line_ids.filtered(lambda line: line.transaction_id in payments)
        for line in lines:
            line.refundable = line.transaction_id._get_store_credit_refundable()
        self.owed_amount = document._get_refund_owed()
        largest = min(
            sum(lines.filtered(lambda line: not line.by_hand).mapped("refundable")),
            max(self.owed_amount, 0.0),
        )
        currency = self.currency_id
        amount = currency.round(self.amount)
        if currency.compare_amounts(amount, 0.0) <= 0:
            raise UserError(_("Enter an amount above zero."))
        if currency.compare_amounts(amount, largest) > 0:
            raise UserError(
                _(
                    "%s can be refunded at most: no more was paid, or is owed to the customer. "
                    "Make a credit note first for what was invoiced.",
                    currency.format(largest),
                )
            )
        parts = lines._split(amount)
        if currency.compare_amounts(sum(parts.values()), amount) < 0:
            raise UserError(_("A payment can be refunded as a whole only: refund everything."))
        return {line.transaction_id: part for line, part in parts.items() if part}

    def _credit_open_invoices(self, document):
        """Reverse the posted invoices as a whole, so that their payments are open again.

        :raise UserError: an invoice charges other orders too, or was credited in part
        """
        invoices = document._get_refund_invoices_to_credit()
        orders = document._get_refund_orders()
        foreign = invoices.filtered(
            lambda move: (
                move.line_ids.sale_line_ids.order_id - orders
                or move.reversal_move_ids.filtered(lambda note: note.state == "posted")
            )
        )
        if foreign:
            raise UserError(
                _(
                    "%s was credited in part, or charges other orders too: make its credit note "
                    "by hand, then refund the payments.",
                    ", ".join(foreign.mapped("name")),
                )
            )
        today = fields.Date.context_today(self)
        values = [
            {"date": today, "invoice_date": today, "ref": self.env._("Refund of %s", move.name)}
            for move in invoices
        ]
        # Freed first, these payments stay for the amount that was typed in. What else paid the
        # invoices ends with them: store credit is store credit again.
        paid = document._get_refund_payments().payment_id.move_id
        invoices.line_ids.matched_credit_ids.filtered(
            lambda match: (
                (match.credit_move_id | match.credit_move_id.credit_source_line_id).move_id & paid
            )
        ).unlink()
        invoices._reverse_moves(values, cancel=True)
        document.invalidate_recordset()

    def _refund_safely(self, tx, amount):
        """Return the refund of one part; a provider that fails must not undo the others."""
        try:
            with self.env.cr.savepoint():
                return tx._refund_part(amount)
        except (UserError, RedirectWarning) as error:
            refund = tx._create_child_transaction(amount, is_refund=True)
            refund._set_error(open_reason(error))
            return refund

    @api.model
    def _book_refunds(self, refunds, document) -> list[str]:
        """Book what providers have paid; what the books refuse stays on record, and is told.

        :return: a sentence for each refund that the books refused
        """
        problems = [
            self.env._(
                "%(amount)s was given back, but is not booked yet: %(reason)s Mend the reason: it "
                "is tried again by itself for four days, and nothing must be refunded a second "
                "time.",
                amount=refund.currency_id.format(-refund.amount),
                reason=problem,
            )
            for refund in refunds
            if (problem := refund._book_refund())
        ]
        for problem in problems:
            document.message_post(body=problem)
        return problems

    def _get_message(self, refunds: models.BaseModel) -> str:
        """Return what is written on the document."""
        lines = [
            _(
                "%(amount)s by %(method)s: %(state)s",
                amount=refund.currency_id.format(-refund.amount),
                method=refund.payment_method_id.name or refund.provider_id.name,
                state=dict(refund._fields["state"]._description_selection(self.env))[refund.state],
            )
            for refund in refunds
        ]
        return _("Refund of payments: %s", "; ".join(lines))
