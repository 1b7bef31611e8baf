"""Till orders on the customer's account: they ask the same contract as sale orders."""

import logging

from odoo import Command, _, api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.customer_credit_balance.core.money import is_amount

from ...const import PAID_STATES

_logger = logging.getLogger(__name__)


class PosOrder(models.Model):
    """Adds customer account and settlements to orders of the till, because what is put on account
    passes the gate and is paid there later.

    The debt of an order and what pays it may be booked in any order.
    A settlement has no goods: money in, documents paid, nothing sold.

    Each chosen document is a negative payment by customer account; the positive payments say
    how it was paid. The rules look at stored records, never at what the client says of them.
    Store credit settles invoices too: what we owe the customer and what they owe go down.
    Usable at the till for its own order; freed when that is paid in another way.
    Nothing but what the customer owes stays open, whichever way the order was paid.

    Odoo books each payment again, for the invoice, and takes the closing's part back in a
    reversal. Where a payment names its customer (store credit, customer account, cards that
    identify), both halves are on the receivable, and Odoo leaves them open: the reversal would
    look like a credit to spend.
    """

    _inherit = "pos.order"

    # --- fields

    customer_credit_kind = fields.Selection(
        [
            ("topup", "Top-up"),
            ("undo", "Top-up Undone"),
            ("settlement", "Settlement"),
            ("settlement_undo", "Settlement Undone"),
        ],
        "Without Goods",
        compute="_compute_customer_credit_kind",
        help="What a paid order without goods was for: as an order it is worth nothing.",
    )
    customer_credit_kind_amount = fields.Monetary(
        "Added or Settled",
        compute="_compute_customer_credit_kind",
        help="What came in for it; negative when it was undone.",
    )

    # --- computes

    @api.depends("state", "lines", "payment_ids.amount", "payment_ids.payment_method_id")
    def _compute_customer_credit_kind(self):
        """Read the payments: lists would say that nothing was paid."""
        for order in self:
            kind, amount = False, 0.0
            if order.state in PAID_STATES and not order.lines:
                settlements = order._get_settlements()
                if settlements:
                    amount = -sum(settlements.mapped("amount"))
                    kind = "settlement" if amount > 0 else "settlement_undo"
                elif order._get_store_credit_payments():
                    amount = order.store_credit_moved
                    kind = "topup" if amount > 0 else "undo"
            order.customer_credit_kind = kind
            order.customer_credit_kind_amount = amount

    # --- guards

    def _check_customer_account(self):
        """Ask the contract before an order is put on the customer's account.

        :raise UserError: the verdict is blocked; no customer; or more than the goods cost
        """
        self.ensure_one()
        payments = self._get_customer_account_payments()
        given = self._get_store_credit_payments().filtered(lambda payment: payment.amount < 0)
        if not self._get_settlements() and not given:  # these have rules of their own
            self._check_owed_for_goods(payments.filtered(lambda payment: payment.amount > 0))
        owed = self.currency_id.compare_amounts(sum(payments.mapped("amount")), 0)
        if owed < 0 and self.lines:
            self._check_taken_off_account()
        if owed <= 0:
            return
        if not self.partner_id:
            raise UserError(_("Choose a customer: somebody has to owe this order."))
        verdict = self._check_credit()
        if verdict.state == "blocked":
            raise UserError(self._get_customer_account_refusal())

    def _check_owed_for_goods(self, payments):
        """Stop what is owed for no goods: money that goes out for it would be a loan.

        :param payments: pos.payment (sudo) that put something on the customer's account
        :raise UserError: with what the goods cost
        """
        cost = max(self._get_credit_total(), 0.0)
        owed = sum(payments.mapped("amount"))
        if self.currency_id.compare_amounts(owed, cost + self._get_credit_rounding()) > 0:
            raise UserError(
                _(
                    "Only what goods cost is put on the customer's account: %s or less.",
                    self.currency_id.format(cost),
                )
            )

    def _check_taken_off_account(self):
        """Stop goods that come off an account they never stood on, or that were sold to others.

        What comes off is the customer's to spend, as store credit is: the same rules count.
        Touches the originals: a settlement, or another refund, of the same order has its turn.

        :raise UserError: another customer's order, one that is not paid, more than is left of it,
            or no order at all
        """
        originals = self.sudo().lines.refunded_orderline_id.order_id
        for original in originals:
            self._check_store_credit_original(original)
            left = max(original._get_store_credit_left(self), 0.0)
            if self.currency_id.compare_amounts(self._get_goods_returned_of(original), left) > 0:
                raise UserError(
                    _(
                        "Only %(amount)s of %(order)s is left to be taken back.",
                        amount=self.currency_id.format(self.currency_id.round(left)),
                        order=original.pos_reference or original.display_name,
                    )
                )
        if self._gives_back_without_order() and not self._may_return_without_order():
            raise UserError(
                _(
                    "Refund from the original order: without it only a manager may take goods off "
                    "the customer's account."
                )
            )

    def _check_owed_first(self):
        """Stop money and store credit for goods that are still owed: those come off the account.

        Whoever owes them would have both, the goods' price to spend and the time to pay it.

        :raise UserError: with what may be given back
        """
        payments = self.sudo().payment_ids - self._get_customer_account_payments()
        given, compare = -sum(payments.mapped("amount")), self.currency_id.compare_amounts
        if compare(given, 0) <= 0:
            return
        originals = self.sudo().lines.refunded_orderline_id.order_id
        owed = {original: original._get_owed_on_account() for original in originals}
        owing = originals.filtered(lambda it: owed[it])
        if not owing:
            return
        allowed = sum(
            max(min(self._get_goods_returned_of(it), it._get_store_credit_left(self) - owed[it]), 0)
            for it in originals
        )
        # What is sold beside it is paid with it; what comes back without an order is paid back.
        allowed = max(allowed + self._get_goods_returned_of(self.env["pos.order"]), 0.0)
        if compare(given, allowed + self._get_credit_rounding()) > 0:
            raise UserError(
                _(
                    "%(order)s is not paid yet: take it off the customer's account. Only "
                    "%(amount)s of it may be given back in another way.",
                    order=owing[0].pos_reference or owing[0].display_name,
                    amount=self.currency_id.format(self.currency_id.round(allowed)),
                )
            )

    def _check_credit_paid(self):
        """Leave settlements to the check of what was chosen.

        # EXTENDS 'customer_credit_pos_web'
        """
        if not self._get_settlements():
            super()._check_credit_paid()

    def _check_settlement(self, settlements):
        """Stop a settlement that is not in order.

        :param settlements: its pos.payment records with a document
        :raise UserError: with what to do
        """
        self.ensure_one()
        if self.lines or not self.currency_id.is_zero(self._get_credit_total()) or self.to_invoice:
            raise UserError(
                _("Settle what is due in an order of its own, without goods and invoice.")
            )
        if not self.partner_id:
            raise UserError(_("Choose a customer: somebody owes what is settled."))
        documents = [payment._get_settled_debt() for payment in settlements]
        if len(set(documents)) < len(documents):
            raise UserError(_("Each document is settled once in an order: leave out the others."))
        for payment in settlements:
            if payment.settled_document:
                self._check_settled_document(payment)
            else:
                self._check_settled_amount(payment)
        self._check_settlement_paid(settlements)
        self._check_settled_by_credit(settlements)

    def _check_settled_document(self, payment):
        """Refuse other customers' and companies' documents, and more than was ever due.

        :raise UserError: a client sent what the till did not offer
        """
        document = payment.settled_document.exists()
        method = payment.payment_method_id
        if not document or not method._is_customer_account() or not method.split_transactions:
            raise UserError(self._get_settlement_refusal())
        customer = self.partner_id.commercial_partner_id
        if document.company_id != self.company_id or not document._is_owed_by(customer):
            raise UserError(self._get_settlement_refusal())
        document._queue_for_settling()
        document._check_settled_by(self)
        if self.currency_id.compare_amounts(payment.amount, 0) >= 0:
            raise UserError(_("Enter what is paid of %s.", document.display_name))
        total = self._from_company_currency(document._get_settled_total(customer))
        if self.currency_id.compare_amounts(-payment.amount, total) > 0:
            raise UserError(
                _(
                    "%(document)s is over %(total)s: settle no more than that.",
                    document=document.display_name,
                    total=self.currency_id.format(total),
                )
            )

    def _check_settled_amount(self, payment):
        """Refuse an amount on account above what the customer ever owed here.

        Money that another till's payment made needless is kept, as outstanding credits: it was
        taken already. Orders of open sessions are named one by one.

        :param payment: pos.payment that pays what falls due first
        :raise UserError: a client sent what the till did not offer
        """
        method, customer = payment.payment_method_id, self.partner_id.sudo().commercial_partner_id
        if not method._is_customer_account() or not method.split_transactions:
            raise UserError(self._get_settlement_refusal())
        if self.currency_id.compare_amounts(payment.amount, 0) >= 0:
            raise UserError(_("Enter the amount that is paid."))
        most = self._from_company_currency(customer._get_ever_owed(self.company_id))
        if self.currency_id.compare_amounts(-payment.amount, most) > 0:
            # Offered one by one, roundings of another currency add up.
            offered = customer._get_due(self.company_id)
            most = max(most, sum(self._from_company_currency(due.price) for due in offered))
        if self.currency_id.compare_amounts(-payment.amount, most) > 0:
            raise UserError(
                _(
                    "%(customer)s owes %(amount)s here: settle no more than that.",
                    customer=customer.complete_name,
                    amount=self.currency_id.format(most),
                )
            )

    def _check_settled_by_credit(self, settlements):
        """Refuse store credit above what is due now: it would come back as outstanding credits.

        What somebody else settled meanwhile, at any till, is not due any more. Money beside the
        store credit was taken already: what it pays too much stays the customer's.

        :param settlements: all of the order that settle something
        :raise UserError: naming what is due
        """
        spent = sum(self._get_store_credit_payments().mapped("amount"))
        if self.currency_id.compare_amounts(spent, 0) <= 0:
            return
        due = self._get_settlement_due(settlements)
        if self.currency_id.compare_amounts(spent, due) > 0:
            raise UserError(
                _(
                    "Only %(amount)s of it is still due, the rest was settled meanwhile: remove "
                    "the store credit, and choose again what %(customer)s owes.",
                    amount=self.currency_id.format(due),
                    customer=self.partner_id.complete_name,
                )
            )

    def _check_settlement_paid(self, settlements):
        """The money is there, all of it, and is money.

        :raise UserError: paid by customer account, as a top-up, or not in full
        """
        others = self.sudo().payment_ids - settlements
        if any(payment.payment_method_id._is_customer_account() for payment in others):
            raise UserError(_("What is due cannot be settled by owing it: use another method."))
        if any(p.payment_method_id.is_store_credit and p.amount < 0 for p in others):
            raise UserError(_("A top-up is an order of its own: use Add credit."))
        config = self._get_credit_till()
        step = config.rounding_method.rounding if config.cash_rounding else 0.0
        difference = self.currency_id.round(sum((others | settlements).mapped("amount")))
        if self.currency_id.compare_amounts(abs(difference), step) > 0:
            raise UserError(
                _(
                    "Collect %s to settle what was chosen.",
                    self.currency_id.format(-sum(settlements.mapped("amount"))),
                )
            )

    def _check_settled_by(self, order):
        """Refuse an order that owes nothing.

        :param order: the pos.order that settles
        :raise UserError: not on the customer's account
        """
        self.ensure_one()
        if (
            self.state not in PAID_STATES
            or self == order
            or self._get_settled_total(order.partner_id) <= 0
        ):
            raise UserError(order._get_settlement_refusal())

    def write(self, vals):
        """Free what a sale order that is paid now does not need any more.

        # EXTENDS 'customer_credit_pos_web'
        """
        paid = self.browse()
        if vals.get("state") in PAID_STATES:
            paid = self.filtered(lambda order: order.state not in PAID_STATES)
        res = super().write(vals)
        for order in paid:
            for settled in order._get_settled_sale_orders():
                if settled._get_open_store_credit_reservations() and settled._is_settled_at_tills():
                    settled._free_store_credit()
        return res

    # --- actions

    @api.model
    def get_customer_account_refusal(self, partner_id, config_id, amount):
        """Return why an amount cannot be put on the customer's account now, or False.

        For till users who may see the till and the customer. Decides and locks nothing: the
        contract is asked again when the order is paid.

        :param int partner_id: id of res.partner
        :param int config_id: id of the pos.config
        :param float amount: currency of the till, positive
        :raise AccessError: not a till user, or a till or customer out of reach
        :raise UserError: values that no till sends
        """
        partner, config = self.env["res.partner"]._check_till_call([partner_id], config_id)
        if not is_amount(amount):
            raise UserError(_("An amount must be a number."))
        config = config.sudo()
        methods = config.payment_method_ids.filtered(lambda method: method._is_customer_account())
        order = self.sudo().new(
            {
                "partner_id": partner.id,
                "company_id": config.company_id.id,
                "config_id": config.id,
                "payment_ids": [
                    Command.create({"payment_method_id": method.id, "amount": amount})
                    for method in methods[:1]
                ],
            }
        )
        order = order.with_company(config.company_id)
        verdict = order._get_credit_verdict()
        if verdict.state != "blocked":
            return False
        return order._get_customer_account_refusal()

    def action_pos_order_paid(self):
        """Say first what is missing of a settlement, in words of its own.

        # EXTENDS 'point_of_sale'
        :raise UserError: the settlement is not in order, or not paid
        """
        settlements = self._get_settlements() if self.state not in PAID_STATES else None
        if settlements:
            self._check_settlement(settlements.with_company(self.company_id))
        return super().action_pos_order_paid()

    # --- hooks

    def _get_credit_amount(self, decision: object = None) -> float:
        """Return what goes on the customer's account, company currency.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        return self._to_company_currency(
            sum(self._get_customer_account_payments().mapped("amount"))
        )

    def _get_credit_counted_terms(self, decision: object = None) -> dict[str, float]:
        """Return what the exposure holds of this order already.

        # EXTENDS 'customer_credit_balance'
        """
        if self.state in PAID_STATES and self.session_id.state != "closed" and not self.is_invoiced:
            return {"till": self._get_credit_amount(decision)}
        return super()._get_credit_counted_terms(decision)

    def _is_gated_by_credit(self) -> bool:
        """Let goods that were on account come back by a decision, whatever is given for them.

        # EXTENDS 'customer_credit_pos_web'
        """
        return super()._is_gated_by_credit() or self._returns_from_account()

    def _get_credit_bond(self) -> str:
        """Bind what took back goods that were on account.

        # EXTENDS 'customer_credit_pos_web'
        """
        return super()._get_credit_bond() or ("account" if self._returns_from_account() else "")

    def _pass_credit_gate(self):
        """Settle the documents of orders about to be paid.

        # EXTENDS 'customer_credit_pos_web'
        :raise UserError: a document that is not the customer's, or money that does not fit; or
            money for goods that are still owed
        """
        res = super()._pass_credit_gate()
        for order in self.filtered(lambda order: order.state not in PAID_STATES):
            order._check_owed_first()
            settlements = order._get_settlements().with_company(order.company_id)
            if settlements:
                order._check_settlement(settlements)
            # Documents by name first: what falls due first comes from what they leave.
            for payment in settlements.sorted(lambda it: (not it.settled_document, it.id)):
                payment._book_settlement()
        return res

    def _generate_pos_order_invoice(self):
        """Settlements sell nothing: there is nothing to invoice.

        # EXTENDS 'point_of_sale'
        :raise UserError: one of these settles documents
        """
        if self._get_settlements():
            raise UserError(_("A settlement sells nothing: it has no invoice of its own."))
        return super()._generate_pos_order_invoice()

    def _get_store_credit_due(self) -> float:
        """Return what store credit may pay: a settlement owes what it settles.

        # EXTENDS 'customer_credit_pos_web'
        """
        settlements = self._get_settlements()
        if settlements:
            return -sum(settlements.mapped("amount"))
        return super()._get_store_credit_due()

    def _get_store_credit_settled(self) -> tuple:
        """Count what store credit paid of this order on account: at tills, and in the books.

        # EXTENDS 'customer_credit_pos_web'
        """
        paid, taken = super()._get_store_credit_settled()
        payments = self._get_customer_account_payments()
        owed = sum(payment.amount for payment in payments if not payment._is_settlement())
        worth = self._to_company_currency(owed)
        if worth <= 0:
            return paid, taken
        settled = max(min(self._get_settled_by_credit(), worth), 0.0)
        settled = self.company_id.currency_id.round(settled)
        return paid + self.currency_id.round(owed * settled / worth), taken + settled

    def _prepare_store_credit_spending(self, account):
        """Use what was set aside for the sale orders that this order settles.

        # EXTENDS 'customer_credit_pos_web'
        """
        super()._prepare_store_credit_spending(account)
        orders = self._get_settled_sale_orders()
        if orders and account.reserved:
            orders._free_store_credit()

    def _create_misc_reversal_move(self, payment_moves):
        """Match the reversal with what it takes back.

        # EXTENDS 'point_of_sale'
        """
        res = super()._create_misc_reversal_move(payment_moves)
        self._match_late_invoice()
        return res

    # --- private

    def _get_customer_account_payments(self) -> models.BaseModel:
        """Return the payments on the customer's account (sudo)."""
        return self.sudo().payment_ids.filtered(
            lambda payment: payment.payment_method_id._is_customer_account()
        )

    def _put_on_customer_account(self, payments):
        """Decide again for a paid order of which something is put on the customer's account.

        :param payments: its payments (sudo) that are on the customer's account now
        :raise UserError: the verdict is blocked, no customer, or nothing that is owed
        """
        self.ensure_one()
        others = self._get_customer_account_payments() - payments
        if (
            others
            or self._get_settlements()
            or self._get_store_credit_payments()
            or self._get_credit_refunds()
            or self._get_store_credit_originals()
        ):
            raise self._prepare_credit_frozen_error()
        if min(payments.mapped("amount")) < 0:
            raise UserError(
                _(
                    "%s is paid: nothing more can be taken off the customer's account with it. "
                    "Use an order of its own.",
                    self.display_name,
                )
            )
        self._check_customer_account()

    def _get_customer_account_refusal(self) -> str:
        """Return what is said at the till, where the customer reads it too: no figures."""
        return self._get_credit_customer_message() or _(
            "This cannot be put on the customer's account at the moment. Please choose another "
            "way to pay."
        )

    def _get_customer_account_credits(self) -> dict:
        """Return {order: pos.payment records that pay its debt}, two queries (sudo).

        Settlements that the closing books, and refunds on the customer's account.
        """
        credits = dict.fromkeys(self, self.env["pos.payment"].sudo())
        documents = [f"pos.order,{order.id}" for order in self]
        Payment = self.env["pos.payment"].sudo()
        for payment in Payment.search(
            [
                ("settled_document", "in", documents),
                ("account_move_id", "=", False),
                ("pos_order_id.state", "in", PAID_STATES),
            ]
        ):
            credits[payment.settled_document] |= payment
        refunds = self.sudo().lines.refund_orderline_ids.order_id
        for refund in refunds.filtered(lambda order: order.state in PAID_STATES):
            original = refund.lines.refunded_orderline_id.order_id[:1]
            same = original.partner_id.commercial_partner_id == (
                refund.partner_id.commercial_partner_id
            )
            if same and original in credits and not refund.account_move:
                payments = refund._get_customer_account_payments()
                credits[original] |= payments.filtered(lambda payment: payment.amount < 0)
        return credits

    def _get_unbooked_credits(self) -> dict:
        """Return {order: what is taken off its debt without being matched yet}, company currency.

        What the closing booked counts with what is left of it.
        """
        result = {}
        for order, payments in self._get_customer_account_credits().items():
            booked = payments.filtered("customer_account_line_id")
            amount = -sum(booked.customer_account_line_id.mapped("amount_residual"))
            for payment in payments - booked:
                amount -= payment.pos_order_id._to_company_currency(payment.amount)
            result[order] = amount
        return result

    def _get_waiting_credits(self) -> dict:
        """Return {order: what is taken off its debt and waits to be booked}, company currency."""
        return {
            order: -sum(
                payment.pos_order_id._to_company_currency(payment.amount)
                for payment in payments
                if not payment.customer_account_line_id
            )
            for order, payments in self._get_customer_account_credits().items()
        }

    def _get_customer_account_open(self) -> float:
        """Return what the order owes in the books, or will owe at closing, company currency."""
        self.ensure_one()
        if not self._is_owed_by_open_session():
            return sum(self._get_due_items().mapped("amount_residual"))
        payments = self._get_customer_account_payments()
        return self._to_company_currency(sum(payments.mapped("amount")))

    def _to_company_currency(self, amount):
        """Return an amount of this order in company currency, at the rate of the order."""
        company = self.company_id
        return self.currency_id._convert(amount, company.currency_id, company, self.date_order)

    def _match_customer_account(self):
        """Match the booked debts of these orders with what settled or refunded them.

        What is not booked yet, or matched already, is left alone: may be called at any time.
        """
        for order, payments in self._get_customer_account_credits().items():
            credits = payments.customer_account_line_id.filtered(
                lambda line: not line.reconciled and line.amount_residual < 0
            )
            debts = order.sudo()._get_due_items()
            for account in (credits.account_id & debts.account_id).filtered("reconcile"):
                lines = (credits | debts).filtered(
                    lambda line, account=account: line.account_id == account
                )
                lines.reconcile()

    def _get_settlements(self) -> models.BaseModel:
        """Return the payments of these orders that settle a document (sudo)."""
        return self.sudo().payment_ids.filtered(lambda payment: payment._is_settlement())

    def _returns_from_account(self) -> bool:
        """Say whether goods come back that were sold on the customer's account."""
        return bool(
            self.sudo().lines.refunded_orderline_id.order_id._get_customer_account_payments()
        )

    def _get_owed_on_account(self) -> float:
        """Return what the customer still owes of this order (sudo), order currency, >= 0.

        What came off its debt counts whether or not a closing has booked it.
        """
        payments = self._get_customer_account_payments()
        put = sum(payment.amount for payment in payments if not payment._is_settlement())
        worth = self._to_company_currency(put)
        if worth <= 0:
            return 0.0
        owed = self._get_customer_account_open() - self._get_unbooked_credits()[self]
        owed += self._get_owed_after_notes()
        # What came off in the currency of the order counts as such, whatever the rate did.
        credits = self._get_customer_account_credits()[self]
        same = credits.filtered(lambda payment: payment.currency_id == self.currency_id)
        owed = min(put * owed / worth, put + sum(same.mapped("amount")))
        return max(self.currency_id.round(owed), 0.0)

    def _get_owed_after_notes(self) -> float:
        """Return what credit notes of refunds paid of the invoice, though their money went out.

        Odoo matches the note with the invoice, and what went out stays open instead. Company
        currency, >= 0.
        """
        owed = 0.0
        notes = self.lines.refund_orderline_ids.order_id.filtered("account_move")
        for refund in notes.filtered(lambda order: order.state in PAID_STATES):
            matched = sum(
                partial.amount
                for partial in self.account_move.line_ids.matched_credit_ids
                if partial.credit_move_id.move_id == refund.account_move
            )
            taken_off = -sum(refund._get_customer_account_payments().mapped("amount"))
            owed += max(matched - refund._to_company_currency(taken_off), 0.0)
        return owed

    def _get_settled_by_credit(self) -> float:
        """Return what store credit paid of the debt of this order (sudo), company currency.

        By settlements that name it, less those that were undone; and as its items are matched.
        """
        documents = [f"{it._name},{it.id}" for it in (self, *self.account_move)]
        named = self.env["pos.payment"].sudo()
        named = named.search(
            [("settled_document", "in", documents), ("pos_order_id.state", "in", PAID_STATES)]
        )
        amount = -sum(
            payment.pos_order_id._to_company_currency(payment.amount) * payment._get_credit_share()
            for payment in named
        )
        items = self._get_customer_account_payments().customer_account_line_id
        items |= self.account_move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        counted = (named | self.payment_ids).account_move_id
        return amount + sum(
            partial.amount * partial.credit_move_id.move_id._get_credit_share()
            for partial in items.matched_credit_ids
            if partial.credit_move_id.move_id not in counted
        )

    def _get_settlement_due(self, settlements: models.BaseModel) -> float:
        """Return how much of what was chosen is due now, order currency, as the list offers it.

        What paid orders of open sessions settled or took back is not due any more.
        """
        customer = self.partner_id.sudo().commercial_partner_id
        convert = self._from_company_currency
        due = {it.document: it for it in customer._get_due(self.company_id)}
        named = {
            payment._get_settled_debt(): -payment.amount
            for payment in settlements.filtered("settled_document")
        }
        paid = {
            document: min(amount, convert(due[document].open_amount) if document in due else 0.0)
            for document, amount in named.items()
        }
        rest = sum(
            max(convert(it.price) - paid.get(document, 0.0), 0.0)
            for document, it in due.items()
            if not document._is_owed_by_open_session()
        )
        oldest = settlements.filtered(lambda payment: not payment.settled_document)
        total = sum(paid.values()) + min(-sum(oldest.mapped("amount")), rest)
        return self.currency_id.round(total)

    def _get_settlement_refusal(self) -> str:
        """Return the sentence for documents that are not the customer's; it tells nothing."""
        return _(
            "One of the documents is not due by %s here: choose again from the list.",
            self.partner_id.complete_name,
        )

    def _from_company_currency(self, amount):
        """Return an amount of company currency in the currency of this order, at today's rate."""
        return self.company_id.currency_id._convert(amount, self.currency_id, self.company_id)

    def _get_settled_name(self) -> str:
        """Return by what name a receipt calls this order."""
        return self.pos_reference or self.name

    def _queue_for_settling(self):
        """Let two tills that settle this order at once follow each other: neither books it yet."""
        self.sudo()._touch_for_store_credit()

    def _is_owed_by_open_session(self) -> bool:
        """Say whether the debt of this order waits for the closing of its session."""
        self.ensure_one()
        return not self.account_move and self.session_id.state != "closed"

    def _is_owed_by(self, customer: models.BaseModel) -> bool:
        """Say whether this is an order of the customer (commercial partner)."""
        return self.partner_id.commercial_partner_id == customer

    def _get_due_items(self, customer: models.BaseModel | None = None) -> models.BaseModel:
        """Return the open receivable items of these orders: of the invoice, or of the closing."""
        items = self._get_customer_account_payments().customer_account_line_id.filtered(
            lambda line: not line.reconciled and line.amount_residual > 0
        )
        return (items | self.account_move._get_due_items(customer))._sort_first_due()

    def _get_settled_total(self, customer: models.BaseModel) -> float:
        """Return what was put on the customer's account, company currency."""
        payments = self._get_customer_account_payments().filtered(
            lambda payment: not payment._is_settlement()
        )
        return self._to_company_currency(sum(payments.mapped("amount")))

    def _get_settled_sale_orders(self) -> models.BaseModel:
        """Return the sale orders (sudo) of this customer that this order settles."""
        lines = self.sudo().lines
        if "sale_order_origin_id" not in lines._fields:
            return self.env["sale.order"].sudo()
        customer = self.partner_id.commercial_partner_id
        return lines.sale_order_origin_id.filtered(
            lambda order: (
                order.company_id == self.company_id
                and order.partner_id.commercial_partner_id == customer
            )
        )

    def _match_late_invoice(self):
        """Match what invoicing after the closing left open; may be called at any time.

        What is matched already, by whomever, stays as it is.
        """
        reversals = (
            self.env["account.move"].sudo().search([("reversed_pos_order_id", "in", self.ids)])
        )
        for reversal in reversals.with_context(no_cash_basis=True):
            order = reversal.reversed_pos_order_id.with_company(reversal.company_id)
            lines = reversal.line_ids.filtered(lambda line: line._is_open_customer_item())
            lines -= order._match_late_payments(lines)
            order._match_late_debts(lines)

    def _match_late_payments(self, reversed_lines):
        """Match the halves of each payment that was booked again for the invoice.

        :param reversed_lines: open receivable items of the reversal of this order
        :return: those of them that belong to payments of these kinds
        """
        done = reversed_lines.browse()
        for move in self.payment_ids.account_move_id:
            payments = move.pos_payment_ids
            taken = done.browse()
            for payment in payments:
                taken |= (reversed_lines - done - taken).filtered(
                    lambda line, amount=payment.amount: (
                        line.currency_id.compare_amounts(line.amount_currency, -amount) == 0
                    )
                )[:1]
            sign = sum(payments.mapped("amount"))
            half = move.line_ids.filtered(
                lambda line, sign=sign: line._is_open_customer_item() and line.balance * sign > 0
            )
            if half:
                done |= taken
                (half | taken)._reconcile_by_account()
        return done

    def _match_late_debts(self, reversed_lines):
        """Match what the closing put on the customer's account with what takes it back.

        The debt of the closing comes first; what settled it before goes to the invoice.
        """
        debts = self._get_customer_account_payments().customer_account_line_id
        if not debts:
            return
        (reversed_lines | debts)._reconcile_by_account()
        invoiced = self.account_move.line_ids.filtered(lambda line: line._is_open_customer_item())
        # Now the invoice is paid: taxes on payments are due.
        left = (reversed_lines | debts | invoiced).with_context(no_cash_basis=False)
        left._reconcile_by_account()

    @api.model
    def _repair_late_invoices(self, company):
        """Match what was left open by orders invoiced late in earlier versions.

        :param company: res.company
        """
        lines = (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("move_id.reversed_pos_order_id", "!=", False),
                    ("company_id", "=", company.id),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                    ("partner_id", "!=", False),
                    ("account_id.account_type", "=", "asset_receivable"),
                ]
            )
        )
        for order in lines.filtered("balance").move_id.reversed_pos_order_id:
            try:
                with self.env.cr.savepoint():
                    order._match_late_invoice()
            except (UserError, ValidationError) as error:
                _logger.warning("late invoice of %s: %s", order.name, error)
