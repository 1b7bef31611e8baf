"""Online payments of a statement: booked and matched as the page said it would be."""

from odoo import _, api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from odoo.addons.customer_credit_balance.core.keys import request_key
from odoo.addons.customer_credit_balance.exceptions import open_reason
from odoo.addons.customer_credit_balance.models.application.customer_credit import Wanted

from .customer_statement import allocate_in_order

# Odoo waits for these in the same way: a bank transfer may never come.
NEVER_WAITED_FOR = ("none", "custom")


class PaymentTransaction(models.Model):
    """Adds the items to pay to transactions, because a payment of a statement settles these, with
    the credits chosen.
    """

    _inherit = "payment.transaction"

    # --- fields

    statement_id = fields.Many2one(
        "customer.statement", readonly=True, copy=False, index="btree_not_null"
    )
    statement_item_ids = fields.Many2many(
        "account.move.line",
        "customer_statement_transaction_item_rel",
        string="Paid Items",
        readonly=True,
        copy=False,
    )
    statement_credit_ids = fields.Many2many(
        "account.move.line",
        "customer_statement_transaction_credit_rel",
        string="Used Credits",
        readonly=True,
        copy=False,
    )

    # --- hooks

    @api.model
    def _get_credit_server_names(self) -> frozenset[str]:
        """Let the page alone say what a payment is for.

        # EXTENDS 'customer_credit_balance'
        """
        return super()._get_credit_server_names() | {
            "statement_id", "statement_item_ids", "statement_credit_ids",
        }  # fmt: skip

    def _create_payment(self, **extra_create_values):
        """Match the payment of a statement with what was chosen, after the credits.

        Odoo's own matching knows neither credits nor chosen instalments, so the invoices are
        hidden from it until the payment is there.

        # EXTENDS 'account_payment'
        """
        self.ensure_one()
        source = self.source_transaction_id
        paid = source if source.operation == self.operation else self
        items = paid.sudo().statement_item_ids
        if not items or self.amount <= 0:
            return super()._create_payment(**extra_create_values)
        invoices = paid.invoice_ids
        paid.invoice_ids = False
        extra_create_values.setdefault("destination_account_id", items[:1].account_id.id)
        payment = super()._create_payment(**extra_create_values)
        paid.invoice_ids = invoices
        payment.invoice_ids = invoices
        paid.sudo()._match_statement_payment(payment.sudo())
        return payment

    def _needs_credit_entry(self) -> bool:
        """Book the payment of a statement at once: what it pays shall not be asked for again.

        # EXTENDS 'customer_credit_balance'
        """
        return super()._needs_credit_entry() or bool(
            (self | self.source_transaction_id).sudo().statement_item_ids
        )

    def _get_statement_customer(self) -> models.BaseModel:
        """Hook: return the customer whose items this payment settles."""
        return self.statement_id.commercial_partner_id

    # --- private

    @api.model
    def _find_on_their_way(self, items: models.BaseModel) -> models.BaseModel:
        """Return the payments (sudo) that somebody made for these items and that are not booked.

        One that is pending for longer than the company waits is none.

        :param items: account.move.line, debts or credits
        """
        if not items:
            return self.sudo().browse()
        found = self.sudo().search(
            [
                "|", "|",
                ("statement_item_ids", "in", items.ids),
                ("statement_credit_ids", "in", items.ids),
                ("invoice_ids", "in", items.move_id.ids),
                "|",
                "&", ("state", "in", ("pending", "authorized")),
                ("provider_code", "not in", NEVER_WAITED_FOR),
                "&", ("state", "=", "done"), ("is_post_processed", "=", False),
            ]
        )  # fmt: skip
        return found.filtered(lambda payment: not payment._is_stalled())

    def _is_stalled(self) -> bool:
        """Return whether the provider has left this payment pending for too long."""
        self.ensure_one()
        if self.state != "pending" or not self.last_state_change:
            return False
        since = self.company_id._get_pending_since(fields.Date.context_today(self))
        return self.last_state_change.date() < since

    @api.model
    def _leave_out_on_their_way(self, debts: models.BaseModel) -> models.BaseModel:
        """Return those of these debts (sudo) that nobody pays at this moment, first due first.

        A payment that was registered is on its way, too, until the bank makes its entry.
        """
        waiting = self._find_on_their_way(debts)
        free = debts - waiting.statement_item_ids
        registered = debts.move_id.matched_payment_ids.filtered(
            lambda payment: payment.state == "in_process" and not payment.move_id
        )
        paid = waiting.invoice_ids | registered.invoice_ids
        return free.filtered(lambda item: item.move_id not in paid)._sort_first_due()

    def _match_statement_payment(self, payment):
        """Use the credits first and the payment second; whatever does not fit stays open.

        Money has arrived: nothing here stops it from being booked.
        """
        self.ensure_one()
        received = payment.move_id.line_ids.filtered(
            lambda line: (
                line.account_id == payment.destination_account_id
                and line.amount_residual_currency < 0
            )
        )
        wanted, day = self._get_statement_wanted(received)
        if not wanted:
            return
        customer = self._get_statement_customer()
        try:
            with self.env.cr.savepoint():
                self.env["customer.credit"].sudo()._apply_to_invoices(
                    customer, self.company_id, wanted, date=day, key=request_key("tx", self.id)
                )
        except (UserError, RedirectWarning) as error:
            payment.message_post(
                body=_(
                    "This payment of %(statement)s could not be matched as its page said: "
                    "%(reason)s It is not tried again. What fits was matched; match the rest by "
                    "hand.",
                    statement=self.statement_id.name or self.reference,
                    reason=open_reason(error),
                )
            )
            self._match_what_fits(received)

    def _get_statement_wanted(self, received: models.BaseModel) -> tuple:
        """Return (wishes for the engine that applies credits, accounting date).

        What is open is read again: it may have changed since the page was shown.

        :param received: the items of the payment that are open
        """
        currency = self.currency_id
        credits = self.statement_credit_ids.filtered(
            lambda line: not line.reconciled and line.parent_state == "posted"
        ).sorted(lambda line: (line.date, line.id))
        givers = [(line, -line.amount_residual_currency) for line in credits | received]
        debts, day = self._get_statement_debts()
        wanted = [
            Wanted(credit, move, amount)
            for credit, move, amount in allocate_in_order(currency, givers, debts)
        ]
        return wanted, day

    def _get_statement_debts(self) -> tuple:
        """Return ([(document, what was to be paid of it)], accounting date).

        A discount counts by the day of the order to pay, however long the provider took.
        """
        today = fields.Date.context_today(self)
        ordered = fields.Datetime.context_timestamp(self, self.create_date).date()
        items = self.statement_item_ids.filtered(
            lambda line: not line.reconciled and line.parent_state == "posted"
        )._sort_first_due()
        debts, day = {}, today
        for item in items:
            open_amount = item.amount_residual_currency
            debts[item.move_id] = debts.get(item.move_id, 0.0) + open_amount
        for move in debts:
            saved, _last_day = self.env["customer.credit"].sudo()._get_early_discount(move, ordered)
            if saved:
                debts[move] -= saved
                day = ordered
        return [(move, self.currency_id.round(amount)) for move, amount in debts.items()], day

    def _match_what_fits(self, received):
        """Match the payment with the chosen items as Odoo does by itself."""
        items = self.statement_item_ids.filtered(
            lambda line: not line.reconciled and line.account_id == received.account_id
        )
        if items and received:
            (received | items).reconcile()
