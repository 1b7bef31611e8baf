"""Books by hand: an entry that raises store credit needs a credit manager, whatever its form."""

from collections import defaultdict

from odoo import _, fields, models
from odoo.exceptions import AccessError

from .customer_credit_account import MANAGER_GROUP


class ResCompany(models.Model):
    """Whether anybody who keeps the books may raise store credit."""

    _inherit = "res.company"

    store_credit_manager_only = fields.Boolean(
        "Only Managers Raise Store Credit by Hand",
        default=True,
        groups="base.group_user",
        help="An entry, bill, payment or bank transaction that gives a customer store credit is "
        "posted by Customer Credit managers only. Invoices of top-ups, the closing of a till, "
        "online payments and reversals of what was spent are posted by everybody as ever.",
    )


class AccountMove(models.Model):
    """How much store credit an entry may give without a decision of a manager."""

    _inherit = "account.move"

    def _get_store_credit_given(self, customer):
        """Return what the posted items of these entries give the customer, company currency.

        :return: float; negative when they take more than they give
        """
        lines = self.sudo().line_ids._filter_store_credit()
        return -sum(
            line.balance
            for line in lines
            if line.parent_state == "posted" and line.partner_id.commercial_partner_id == customer
        )

    def _get_store_credit_left_to_reverse(self, customer):
        """Return what the reversed entry and its other reversals still give the customer.

        :return: float, company currency; positive may be taken back by this entry, negative may
            be given back; 0.0 for an entry that reverses none
        """
        self.ensure_one()
        original = self.sudo().reversed_entry_id
        if not original:
            return 0.0
        others = original.reversal_move_ids - self
        return (original | others)._get_store_credit_given(customer)

    def _get_store_credit_known(self, customer):
        """Hook: return how much store credit this entry may give without a manager's decision.

        Base: a customer invoice gives what the customer owes for it, and it stays reserved until
        it is paid; a reversal gives back what was spent. Anything else is booked by hand.

        :return: float >= 0, company currency
        """
        self.ensure_one()
        if self.is_sale_document(include_receipts=True):
            debt = sum(
                line.balance
                for line in self.sudo().line_ids
                if line.account_id.account_type == "asset_receivable"
            )
            if self.move_type != "out_refund":
                return max(debt, 0.0)
        return max(-self._get_store_credit_left_to_reverse(customer), 0.0)

    def _get_topup_money(self):
        """Hook: return how much money, or credit of the customer, this entry pays invoices with.

        Base: what a payment or bank transaction puts on accounts of its journal, without what it
        writes off; a credit note and a difference of exchange rates count whole.

        :return: float >= 0, company currency
        """
        self.ensure_one()
        move = self.sudo()
        exchange = move.company_id.currency_exchange_journal_id
        if move.is_sale_document(include_receipts=True) or move.journal_id == exchange:
            return float("inf")
        payment, accounts = move.origin_payment_id, move.journal_id.default_account_id
        if payment:
            # Not the account that the payment names: whoever makes it may write it.
            journal = payment.journal_id
            accounts |= journal.inbound_payment_method_line_ids.payment_account_id
            accounts |= payment._get_outstanding_account("inbound")
        elif not move.statement_line_id:
            return 0.0
        items = move.line_ids.filtered(lambda line: line.account_id in accounts)
        return max(sum(items.mapped("balance")), 0.0)


class AccountPartialReconcile(models.Model):
    """What pays the invoice of a top-up gives store credit."""

    _inherit = "account.partial.reconcile"

    def _check_topup_money(self):
        """Stop whoever pays a top-up by a write-off or by hand without being a manager.

        Superuser flows (till, online payments, dialogs that checked their user) pass.

        :raise AccessError: credit would be free that no money stands behind
        """
        if self.env.su:
            return
        manager = self.env.user.has_group(MANAGER_GROUP)
        allowed = set(self.env.user._get_company_ids()) if manager else set()
        for partial in self.sudo():
            invoice, company = partial.debit_move_id.move_id, partial.company_id
            if company.id in allowed or not company.store_credit_manager_only:
                continue
            if not invoice.is_sale_document(include_receipts=True):
                continue
            if not invoice.line_ids._filter_store_credit():
                continue
            money = partial.credit_move_id.move_id._get_topup_money()
            if company.currency_id.compare_amounts(partial.amount, min(money, 1e15)) > 0:
                raise AccessError(
                    _(
                        "%(invoice)s tops up store credit, and this pays more of it than money "
                        "has arrived. Only a Customer Credit manager writes off a top-up or pays "
                        "it by an entry: ask one, or register what was received.",
                        invoice=invoice.display_name,
                    )
                )


class AccountMoveLine(models.Model):
    """Decide by what was booked and by whom; no context and no field of the entry counts."""

    _inherit = "account.move.line"

    def _check_store_credit_raised_by_hand(self, undone):
        """Stop whoever raises a customer's store credit by hand without being a manager.

        Superuser flows (till closing, online payments, dialogs that checked their user) pass.

        :param self: items that became entries which nobody had announced
        :param undone: customer.credit.entry that were reversed in the same step
        :raise AccessError: a customer gains more than known events give
        """
        if self.env.su or not (self or undone):
            return
        manager = self.env.user.has_group(MANAGER_GROUP)
        allowed = set(self.env.user._get_company_ids()) if manager else set()
        gained, known = defaultdict(float), defaultdict(float)
        for line in self.sudo():
            owner = line.company_id, line.partner_id.commercial_partner_id
            gained[owner] -= line.balance
        for entry in undone.sudo():
            owner = entry.company_id, entry.account_id._get_live().partner_id.commercial_partner_id
            gained[owner] -= entry.amount
            known[owner] += self._get_store_credit_undone(entry, owner[1])
        for (company, customer), amount in gained.items():
            if not company.store_credit_manager_only or company.id in allowed:
                continue
            if company.currency_id.compare_amounts(amount, 0.0) <= 0:
                continue
            mine = self.sudo().filtered(
                lambda line, owner=customer: line.partner_id.commercial_partner_id == owner
            )
            events = sum(move._get_store_credit_known(customer) for move in mine.move_id)
            if company.currency_id.compare_amounts(amount, known[company, customer] + events) > 0:
                raise AccessError(self._get_hand_message(customer))

    def _get_store_credit_undone(self, entry, customer):
        """Return what a customer gets back because an entry is reset, cancelled or deleted.

        Nothing for an item that changed while its entry stays posted, and nothing twice: what a
        reversal gave back already is not given back again.
        """
        move = entry.move_line_id.move_id
        if move.state == "posted":
            return 0.0
        returned = move.reversal_move_ids._get_store_credit_given(customer)
        return max(-entry.amount - max(returned, 0.0), 0.0)

    def _get_hand_message(self, customer):
        """Return the sentence for those who may not raise store credit by hand."""
        return _(
            "This would give %s store credit. Only a Customer Credit manager books that by hand: "
            "ask one, or choose another account.",
            customer.sudo().display_name,
        )
