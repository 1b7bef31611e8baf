"""Sale orders: the gate at confirmation by any route, and at whatever raises exposure later."""

from contextlib import contextmanager

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.customer_credit_balance.models.notice import CLOSE, get_notice

from ...passing import has_passed, passed, repriced

CREDIT_STATES = [
    ("ok", "Within the limit"),
    ("warning", "Warning"),
    ("waiting", "Waiting for credit approval"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("hold", "On hold"),
]

SERVER_FIELDS = {"credit_state", "credit_request_id"}

# Fields of a confirmed order that may move exposure to somebody or up.
RAISING_FIELDS = {
    "state", "partner_id", "partner_invoice_id", "company_id", "payment_term_id", "order_line",
    "currency_id", "pricelist_id", "fiscal_position_id", "commitment_date", "currency_rate",
    "date_order", "website_id",
}  # fmt: skip

# What may make a quotation one of another customer, company or shop: as good as a new one.
NEW_FIELDS = {"partner_id", "partner_invoice_id", "company_id", "website_id"}


class SaleOrder(models.Model):
    """Adds the gate to orders, because they are confirmed by buttons, batches, signatures,
    payments, imports and plain writes.
    """

    _inherit = "sale.order"

    # --- fields

    credit_state = fields.Selection(
        CREDIT_STATES,
        "Credit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="What the credit check said when the order was last to be confirmed.",
    )

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Check orders that are created confirmed, and customers who may not order.

        :raise UserError: blocked by a limit or a hold, or a client sets what the server decides

        # EXTENDS 'sale'
        """
        for vals in vals_list:
            self._check_credit_server_fields(vals)
        with self._credit_in_step_changes():
            orders = super().create(vals_list)
            orders._check_credit_hold_on_new()
            orders.filtered(lambda it: it.state == "sale" and not has_passed(it))._pass_credit()
        return orders

    def write(self, vals):
        """Check orders that become confirmed here, and confirmed ones whose exposure is raised.

        :raise UserError: blocked by a limit or a hold, or a client sets what the server decides

        # EXTENDS 'sale'
        """
        self._check_credit_server_fields(vals)
        if not RAISING_FIELDS & vals.keys():
            return super().write(vals)
        reopened = self.filtered(lambda it: it.state == "cancel")
        before = {it: it._get_credit_new_keys() for it in self if NEW_FIELDS & vals.keys()}
        confirming = self.browse()
        if vals.get("state") == "sale":
            confirming = self.filtered(
                lambda it: it.state != "sale" and not has_passed(it, it._get_credit_total())
            )
        # Invoices in step follow what has passed: an order that is invoiced adds nothing itself.
        with self._credit_in_step_changes():
            with (self - confirming)._guard_credit_raise():
                res = super().write(vals)
            renewed = reopened.union(
                *(it for it in before if it._get_credit_new_keys() != before[it])
            )
            renewed.filtered(lambda it: it.state in ("draft", "sent"))._check_credit_hold_on_new()
            if confirming:
                confirming._pass_credit()
        if vals.get("state") in ("draft", "cancel"):
            self._set_credit_state(False)
        elif vals.get("state") == "sent":
            self._request_credit_when_sent()
        return res

    def _check_credit_server_fields(self, vals):
        """Refuse what only the server decides.

        :raise UserError: for everybody
        """
        if not self.env.su and SERVER_FIELDS & vals.keys():
            raise UserError(_("The credit state of an order is decided by the server."))

    def _check_credit_hold_on_new(self):
        """Stop new orders of customers on hold, where the policy says so; carts come later.

        The shop makes its carts as superuser: what a person says of the website of an order
        makes no cart of it.

        :raise UserError: with the reason
        """
        is_shop = self.env.su
        for company in self.company_id:
            orders = self.filtered(
                lambda it, company=company: (
                    it.company_id == company and not (is_shop and it._is_credit_cart())
                )
            ).sudo()
            customers = self.env["res.partner"].union(*(it._get_credit_partner() for it in orders))
            profiles = customers.sudo()._get_credit_profile_by_partner(company)
            for profile in profiles.values():
                if profile._is_on_hold() and profile._get_hold_level() == "no_order":
                    orders._stop_new_order(profile)

    # --- actions

    def action_confirm(self):
        """Confirm what may be confirmed; the others wait with a request, nothing fails for all.

        # EXTENDS 'sale'
        """
        waiting, amounts = self._credit_gate_confirmation()
        going = self - waiting
        res = True
        if going or not self:
            with passed(self.env, amounts):
                res = super(SaleOrder, going).action_confirm()
            going._forget_credit_of_kept()
        return waiting._notify_credit_waiting() if waiting else res

    def action_free_credit_set_aside(self):
        """Keep for a confirmed order what it was confirmed with, unless there is room without it.

        :raise UserError: more would be owed, and a limit or a hold stops it

        # EXTENDS 'customer_credit_balance'
        """
        res = super().action_free_credit_set_aside()
        if self.state == "sale" and self.sudo()._is_credit_paid_aside():
            self._stop_blocked(
                _("The order was confirmed with it: a credit manager can raise the limit, or "
                  "cancel the order.")
            )  # fmt: skip
        return res

    # --- hooks

    def _request_credit_when_sent(self) -> None:
        """Hook: ask for approval of exceeding quotations that go out."""

    # --- private

    def _is_credit_paid_aside(self) -> bool:
        """Say whether what is set aside for the order (sudo) makes room that nothing else makes."""
        policy = self._get_credit_policy()
        return policy.basis == "orders" and not policy.include_store_credit

    def _credit_gate_confirmation(self):
        """Decide on the quotations here; return those that wait, and {order that goes: amount}."""
        quotations = self.filtered(lambda it: it.state not in ("sale", "cancel"))
        waiting, amounts = self.browse(), {}
        for order, verdict in quotations._decide_credit().items():
            if verdict.state == "blocked":
                # What Odoo refuses anyway asks nobody: it goes on, to be told why.
                if not order._confirmation_error_message():
                    waiting |= order
                    order._wait_for_credit(verdict)
            else:
                state = "warning" if verdict.state == "warning" else "ok"
                order._set_credit_state("approved" if verdict.waived else state)
                amounts[order] = order._get_credit_total()
        return waiting, amounts

    def _forget_credit_of_kept(self):
        """Say nothing of quotations that another addon kept: what was decided is asked again."""
        kept = self.filtered(lambda it: it.state in ("draft", "sent"))
        kept.filtered(lambda it: it.credit_state in ("ok", "warning"))._set_credit_state(False)

    def _wait_for_credit(self, verdict, confirm=True):
        """Leave the order as it is, ask for approval and put on record what stopped it."""
        self.ensure_one()
        held = any(it.code == "hold" for it in verdict.blockers)
        over = any(it.code != "hold" and it.level != "warn" for it in verdict.blockers)
        self._set_credit_state("hold" if held and not over else "waiting")
        if self._request_credit_approval(verdict, confirm=confirm):
            self._set_credit_state("waiting")
        self._log_blocked(verdict)

    def _set_credit_state(self, state):
        """Write the state as the server; callers have decided.

        Addons of reviews (OCA's `base_tier_validation`) keep orders under review from changes:
        the state is no change of the order, and they know this word for it. It only says that
        this write needs no review; nothing here asks it for permission.
        """
        changed = self.filtered(lambda it: it.credit_state != state)
        if changed:
            server = changed.sudo().with_context(skip_validation_check=True)
            super(SaleOrder, server).write({"credit_state": state})

    def _notify_credit_waiting(self):
        """Return the message that tells the user which orders wait."""
        return get_notice(
            _(
                "%s cannot be confirmed yet. The reasons, and what would help, are on the order.",
                ", ".join(self.mapped("name")),
            ),
            "warning",
            title=_("Waiting for credit approval"),
            then=CLOSE,
        )

    def _pass_credit(self):
        """Stop confirmed orders that may not be; mark the others.

        :raise UserError: with every reason
        """
        self._stop_blocked()
        for order in self:
            approved = bool(order._get_approved_request())
            order._set_credit_state("approved" if approved else "ok")

    def _stop_new_order(self, profile):
        """Put it on record and raise.

        :raise UserError: always, with the reason
        """
        message = self._get_new_order_message(profile)
        Audit = self.env["customer.credit.audit"]
        stopped = self.filtered(lambda it: it._get_credit_partner() == profile.partner_id)
        Audit._log_when_over(
            [
                Audit._get_log_values(
                    "blocked", profile.partner_id, profile.company_id, note=message, document=order
                )
                for order in stopped
            ]
        )
        raise UserError(message)

    @api.model
    def _get_new_order_message(self, profile: models.BaseModel) -> str:
        """Return who is held and why, that no order is made, and what to do."""
        held = profile._get_hold_sentence()
        return _(
            "%s No new sales orders are made for this customer: ask a credit manager to release "
            "the hold.",
            held if held.endswith((".", "!", "?", "…")) else f"{held}.",
        )

    def _is_credit_cart(self) -> bool:
        """Say whether this is a shopper's cart, which is stopped before payment instead."""
        self.ensure_one()
        return bool("website_id" in self._fields and self.website_id)

    def _get_credit_new_keys(self) -> tuple:
        """Return (customer, company, shop): with another of them an order is as good as a new one.

        Another contact of the same customer is none of it.
        """
        self.ensure_one()
        shop = "website_id" in self._fields and self.website_id
        return self._get_credit_partner(), self._get_credit_company(), shop

    @contextmanager
    def _guard_credit_raise(self):
        """Check the confirmed orders here that end up with more exposure than before.

        :raise UserError: more, and blocked by a limit or a hold
        """
        confirmed = self.filtered(lambda it: it.state == "sale" and not has_passed(it))
        if not confirmed:
            yield
            return
        before = confirmed._get_credit_standing()
        with self._credit_in_step_changes():
            with passed(self.env, dict.fromkeys(confirmed, 0.0)):
                yield
            after = confirmed._get_credit_standing()
            raised = confirmed.filtered(
                lambda it: it.state == "sale" and it._is_credit_raised(before[it], after[it])
            )
            with repriced(self.env, raised._get_credit_repriced(before, after)):
                raised._stop_blocked(self._get_credit_enlarge_advice())

    def _get_credit_standing(self) -> dict:
        """Return {order: (customer, company, amount, paid at once, invoiced)}.

        The amount as exposure counts it; what is invoiced at the prices of now, order currency.
        """
        self.env.flush_all()
        where = SQL("orders.id IN %s", tuple(self.ids))
        query = SQL(
            """
            SELECT worth.id, worth.amount, (
                   SELECT SUM(line.price_total / line.product_uom_qty * line.qty_invoiced)
                     FROM sale_order_line line
                    WHERE line.order_id = worth.id AND line.display_type IS NULL
                      AND line.is_downpayment IS NOT TRUE AND line.product_uom_qty <> 0)
              FROM (%s) worth
            """,
            self.env["res.partner"]._credit_exposure_orders_query(where),
        )
        found = {row[0]: row[1:] for row in self.env.execute_query(query)}
        amounts = {
            order: [float(it or 0.0) for it in found.get(order.id, (0.0, 0.0))]
            if not order._is_credit_beyond_horizon() else [0.0, 0.0]
            for order in self
        }  # fmt: skip
        return {
            order: (
                order._get_credit_partner(),
                order.company_id,
                amounts[order][0],
                order._is_credit_immediate(),
                amounts[order][1],
            )
            for order in self
        }

    def _get_credit_repriced(self, before: dict, after: dict) -> dict:
        """Return {order: by how much more what is invoiced of it costs now}, company currency.

        Invoices charge it when somebody corrects them, and ask nobody again: the order allows it.

        :param dict before: of ``_get_credit_standing``
        :param dict after: of ``_get_credit_standing``
        """
        return {
            order: (after[order][4] - before[order][4]) / order._get_credit_rate()
            for order in self
            if order.currency_id.compare_amounts(after[order][4], before[order][4]) > 0
        }

    def _is_credit_raised(self, before: tuple, after: tuple) -> bool:
        """Compare two standings: another debtor, more to owe, dearer, or no longer paid at once."""
        amount = self.company_id.currency_id.compare_amounts(after[2], before[2])
        if after[:2] != before[:2]:
            return after[2] > 0
        dearer = self.currency_id.compare_amounts(after[4], before[4])
        return amount > 0 or dearer > 0 or (after[2] > 0 and before[3] and not after[3])

    def _is_credit_immediate(self) -> bool:
        """Say whether the payment terms are immediate."""
        self.ensure_one()
        lines = self.sudo().payment_term_id.line_ids
        return not any(line.nb_days or line.delay_type != "days_after" for line in lines)
