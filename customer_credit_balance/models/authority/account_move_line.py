"""The records behind gates and exposure: orders, invoices, payments, and whose they are."""

from collections import defaultdict

from odoo import _, api, models
from odoo.exceptions import AccessError, UserError

from ...const import MANAGER_GROUP, MATCHING

# What makes money of an entry something else.
WORTH = frozenset({"account_id", "balance", "debit", "credit", "amount_currency"})


class AccountMoveLine(models.Model):
    """Adds guards to journal items, because what is open follows from their balance and matches,
    and store credit is not raised by hand.

    Decide by what was booked and by whom; no context and no field of the entry counts.
    """

    _name = "account.move.line"
    _inherit = ["account.move.line", "customer.credit.guarded.mixin"]

    _credit_decisive_names = frozenset({"reconciled"})
    # Whose part an item carries: taking an application back follows these.
    _credit_server_names = frozenset({"credit_source_line_id", "credit_split_line_id"})

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Link no order of another customer.

        # EXTENDS 'sale'
        """
        lines = super().create(vals_list)
        if not self.env.su and any(vals.get("sale_line_ids") for vals in vals_list):
            lines._check_credit_order_links(self.browse())
        return lines

    def write(self, vals):
        """Link no order afterwards, nor one of another customer; what paid top-ups stays money.

        :raise AccessError: a posted entry pays top-ups with less money than before

        # EXTENDS 'sale'
        """
        links, worth = "sale_line_ids" in vals, bool(WORTH & vals.keys())
        if self.env.su or not (links or worth):
            return super().write(vals)
        before = {line: line.sale_line_ids for line in self.sudo()} if links else {}
        res = super().write(vals)
        changed = self.filtered(
            lambda line: links and line.sudo().sale_line_ids != before[line.sudo()]
        )
        changed._check_credit_order_links(changed.filtered(lambda it: it.parent_state == "posted"))
        if worth:
            self.move_id.filtered(lambda it: it.state == "posted")._check_topup_matches()
        return res

    def _check_credit_order_links(self, posted):
        """Stop a link that says of an order what its invoices do not.

        :param posted: items among these that were posted before the change
        :raise UserError: an order of another customer, or a posted invoice
        """
        for line in self.sudo():
            move = line.move_id
            if not move.is_sale_document(include_receipts=True):
                continue
            ours = move.reversed_entry_id or all(
                move.commercial_partner_id
                in (order.partner_id | order.partner_invoice_id).commercial_partner_id
                for order in line.sale_line_ids.order_id
            )
            if not ours or line._origin in posted.sudo():
                raise UserError(
                    _(
                        "%(move)s cannot be linked with this order: invoice the order from the "
                        "order itself.",
                        move=move.display_name,
                    )
                )

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

    # --- hooks

    def _reconcile_plan_with_sync(self, plan_list, all_amls):
        """Tell matches that Odoo makes from those of a client.

        # EXTENDS 'account'
        """
        cache = self.env.cr.cache
        before = cache.get(MATCHING)
        cache[MATCHING] = True
        try:
            return super()._reconcile_plan_with_sync(plan_list, all_amls)
        finally:
            cache[MATCHING] = before

    # --- private

    def _get_store_credit_undone(
        self, entry: models.BaseModel, customer: models.BaseModel
    ) -> float:
        """Return what a customer gets back because an entry is reset, cancelled or deleted.

        Company currency, >= 0. Nothing for an item that changed while its entry stays posted,
        and nothing twice: what a reversal gave back already is not given back again.
        """
        move = entry.move_line_id.move_id
        if move.state == "posted":
            return 0.0
        returned = move.reversal_move_ids._get_store_credit_given(customer)
        return max(-entry.amount - max(returned, 0.0), 0.0)

    def _get_hand_message(self, customer: models.BaseModel) -> str:
        """Return the sentence for those who may not raise store credit by hand."""
        return _(
            "This would give %s store credit. Only a Customer Credit manager books that by hand: "
            "ask one, or choose another account.",
            customer.sudo().complete_name,
        )
