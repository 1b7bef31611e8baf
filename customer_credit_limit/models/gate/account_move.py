"""Customer invoices: the gate at posting for what no order stands behind."""

from contextlib import contextmanager

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.customer_credit_balance.const import POSTING
from odoo.addons.customer_credit_balance.models.posted.account_move import CreditWorth

from ...const import VERDICT

# Contracts and banks have rates of their own; beyond this, a typed rate is no rate.
RATE_TOLERANCE = 1.1

# What was decided on when an invoice was last posted: amount, customer, company.
PASSED_FIELDS = {
    "customer_credit_passed", "customer_credit_passed_partner_id",
    "customer_credit_passed_company_id",
}  # fmt: skip
SERVER_FIELDS = PASSED_FIELDS | {"customer_credit_conceded"}

# By which the lines of an invoice are written with it.
LINES = {"line_ids", "invoice_line_ids"}

# On the cursor for one call: ids of orders that drafts give something back to.
GIVEN_BACK = "customer_credit_limit.given_back"
# Read together, where an invoice was posted before; whatever else reads invoices wants none.
PREFETCH = "customer_credit_passed"


class AccountMove(models.Model):
    """Adds the gate to invoices, because a debt may arise without an order; delivered goods, credit
    notes and what is paid pass.

    Odoo closes the lines of a posted invoice in its form, and to some fields of a write.
    """

    _inherit = "account.move"

    # --- fields

    credit_verdict = fields.Json(**VERDICT)
    customer_credit_passed = fields.Float(
        "Decided Amount",
        compute="_compute_customer_credit_passed",
        store=True,
        copy=False,
        readonly=True,
        groups="base.group_system",
        prefetch=PREFETCH,
        help="What the invoice was worth when it was last posted, or less if it was worth less "
        "since; company currency.",
    )
    customer_credit_passed_partner_id = fields.Many2one(
        "res.partner",
        "Decided For",
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups="base.group_system",
        prefetch=PREFETCH,
        help="Who owed the invoice when it was last posted.",
    )
    customer_credit_passed_company_id = fields.Many2one(
        "res.company",
        "Decided In",
        copy=False,
        readonly=True,
        groups="base.group_system",
        prefetch=PREFETCH,
        help="Whose limits counted when the invoice was last posted.",
    )
    customer_credit_conceded = fields.Float(
        "Room Left to Others",
        compute="_compute_customer_credit_conceded",
        store=True,
        copy=False,
        readonly=True,
        groups="base.group_system",
        prefetch=PREFETCH,
        help="How much less than its orders agreed the draft has counted at the least; company "
        "currency.",
    )

    # --- computes

    @api.depends("partner_id", "company_id", "amount_total", "currency_id", "state", "move_type")
    def _compute_credit_verdict(self):
        """Follow what is being typed.

        # EXTENDS 'customer_credit_limit'
        """
        super()._compute_credit_verdict()

    @api.depends(
        "amount_total", "amount_total_signed", "invoice_currency_rate", "commercial_partner_id",
        "company_id",
    )  # fmt: skip
    def _compute_customer_credit_passed(self):
        """Keep no more as decided than a draft counts: the room that it leaves is for others.

        So nobody lowers a draft, or gives it to somebody else, posts another one in its room and
        then raises it again.
        """
        for move in self:
            if move.state != "draft" or not move.posted_before or not move.customer_credit_passed:
                continue
            currency, counted = move.company_id.currency_id, move._get_credit_counted_total()
            if currency.compare_amounts(counted, move.customer_credit_passed) < 0:
                move.customer_credit_passed = counted

    @api.depends(
        "amount_total", "amount_total_signed", "invoice_currency_rate", "commercial_partner_id",
        "company_id", "invoice_line_ids.quantity", "invoice_line_ids.price_total",
    )  # fmt: skip
    def _compute_customer_credit_conceded(self):
        """Keep how much room a draft of orders has left: its orders count nothing of it any more.

        So nobody lowers the draft of an order, or gives it to somebody else, lets another order
        pass in its room and then raises it again.
        """
        for move in self:
            if move.state != "draft" or not move.id or not move._is_credit_invoice():
                continue
            conceded, currency = move._get_credit_conceded(), move.company_id.currency_id
            if currency.compare_amounts(conceded, move.customer_credit_conceded) > 0:
                move.customer_credit_conceded = conceded

    # --- guards

    def write(self, vals):
        """Forget what was decided on invoices that are cancelled: taken up again, they ask anew.

        # EXTENDS 'customer_credit_balance'
        """
        ended = vals.get("state") == "cancel"
        if not ended and not LINES & vals.keys():
            return super().write(vals)
        with (self if ended else self.browse())._guard_credit_given_back():
            res = super().write(vals)
        if ended:
            self.sudo()._forget_credit_passed()
        return res

    def unlink(self):
        """Check the orders of drafts that left room to others: they count again.

        :raise UserError: blocked by a limit or a hold

        # EXTENDS 'account'
        """
        with self._guard_credit_given_back():
            return super().unlink()

    @contextmanager
    def _guard_credit_given_back(self):
        """Check the orders of drafts that left room to others, and give something back here.

        Once, when the outermost call is done: by then the totals are those of all its lines.

        :raise UserError: the orders count again, and there is no room for them any more
        """
        cache, ids = self.env.cr.cache, set()
        if not self.env.su:
            drafts = self.sudo().filtered(
                lambda it: it._is_credit_invoice() and it.customer_credit_conceded
            )
            ids.update(drafts.invoice_line_ids.sale_line_ids.order_id.ids)
        if GIVEN_BACK in cache:
            cache[GIVEN_BACK].update(ids)
            yield
            return
        cache[GIVEN_BACK] = ids
        try:
            yield
        finally:
            cache.pop(GIVEN_BACK, None)
        orders = self.env["sale.order"].sudo().browse(ids)
        orders.filtered(lambda it: it.state == "sale")._stop_blocked(
            _(
                "The invoice was lowered meanwhile, and its room used: "
                "ask for approval of the order."
            )
        )

    def _check_credit_rate(self):
        """Stop a typed rate by which a limited customer would owe far less.

        :raise UserError: with both rates
        """
        self.ensure_one()
        typed, usual = self.invoice_currency_rate or 1.0, self._get_credit_rate()
        if self.currency_id == self.company_id.currency_id or typed <= usual * RATE_TOLERANCE:
            return
        customer = self._get_credit_partner()
        if customer._get_credit_limit_by_partner(self.company_id).get(customer) is None:
            return
        raise UserError(
            _(
                "%(document)s: the rate %(typed)s makes the customer owe far less than the rate "
                "of its date, %(usual)s. The customer has a credit limit: correct the rate.",
                document=self.display_name,
                typed=f"{typed:g}",
                usual=f"{usual:g}",
            )
        )

    # --- hooks

    @api.model
    def _get_credit_server_names(self) -> frozenset[str]:
        """Keep what was decided on from clients, whatever their rights.

        # EXTENDS 'customer_credit_balance'
        """
        return super()._get_credit_server_names() | SERVER_FIELDS

    def _get_credit_worth_message(self, before: CreditWorth) -> str:
        """Say of what would charge more that its amount was checked against the limit.

        # EXTENDS 'customer_credit_balance'
        """
        currency = self.company_id.currency_id
        if currency.compare_amounts(self._get_credit_worth().owed, before.owed) <= 0:
            return super()._get_credit_worth_message(before)
        return _(
            "%s is posted: it cannot charge more as it is, for its amount was checked "
            "against the credit limit. Reset it to draft, change it and post it again.",
            self.display_name,
        )

    def _post(self, soft=True):
        """Check invoices before they are posted, by whatever route.

        :raise UserError: blocked by a limit or a hold, with the reasons; or a rate that hides
            what the customer owes

        # EXTENDS 'account'
        """
        drafts = self.filtered(
            lambda move: move.state == "draft" and move.move_type in ("out_invoice", "out_receipt")
        )
        for move in drafts:
            move._check_credit_rate()
        drafts.filtered(lambda move: move._is_credit_gated())._stop_blocked()
        for move in drafts.sudo():
            move._remember_credit_posted()
        return super()._post(soft=soft)

    def _is_credit_open(self) -> bool:
        """Say whether the invoice is still a draft.

        # EXTENDS 'customer_credit_limit'
        """
        return self.state == "draft" and self._is_credit_invoice()

    def _is_credit_gated(self, decision: object = None) -> bool:
        """Say whether posting this entry may be stopped.

        # EXTENDS 'customer_credit_limit'
        """
        self.ensure_one()
        if self.move_type not in ("out_invoice", "out_receipt") or self._is_credit_passed(decision):
            return False
        if self._is_credit_from_till() or self._is_credit_paid_online():
            return False
        policy = self._get_credit_policy(decision)
        currency = self.company_id.currency_id
        return bool(policy.check_invoices) and currency.round(self._get_credit_amount(decision)) > 0

    def _get_credit_amount(self, decision: object = None) -> float:
        """Return what nobody has decided on yet: without the lines of orders or of deliveries.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        amount = super()._get_credit_amount(decision)
        return amount if amount <= 0 else max(amount - self._get_credit_decided(), 0.0)

    def _get_credit_counted_terms(self, decision: object = None) -> dict[str, float]:
        """Leave in the exposure what was decided on before: only the rest is checked.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        terms = super()._get_credit_counted_terms(decision)
        if "draft_invoices" in terms:
            decided = self._get_credit_decided()
            terms["draft_invoices"] -= decided
            terms["order_drafts"] = self._origin._get_credit_of_orders() - decided
        return terms

    # --- private

    def _is_credit_invoice(self) -> bool:
        """Say whether the entry charges a customer."""
        return self.move_type in ("out_invoice", "out_receipt")

    def _is_credit_from_till(self) -> bool:
        """Say whether a till made the invoice: it is paid there, and worth no more."""
        self.ensure_one()
        if "pos_order_ids" not in self._fields or not self.sudo().pos_order_ids:
            return False
        orders = self.sudo().pos_order_ids
        if orders.partner_id.commercial_partner_id != self._get_credit_partner():
            return False
        # What was paid includes the rounding of cash.
        sold = max(sum(orders.mapped("amount_total")), sum(orders.mapped("amount_paid")))
        return self.currency_id.compare_amounts(self.amount_total, sold) <= 0

    def _is_credit_paid_online(self) -> bool:
        """Say whether payments made for this invoice cover it.

        Those of its orders reach each invoice of them, and pay the lines of these orders alone.
        """
        self.ensure_one()
        transactions = self.sudo().transaction_ids.filtered(
            lambda tx: (
                tx.state in ("authorized", "done") and tx.operation not in ("refund", "validation")
            )
        )
        if not transactions:
            return False
        of_orders = transactions.filtered("sale_order_ids")
        paid = self._get_credit_paid_by(transactions - of_orders) + min(
            self._get_credit_paid_by(of_orders),
            self._get_credit_charged_by(of_orders.sale_order_ids),
        )
        return paid > 0 and self.currency_id.compare_amounts(paid, self.amount_total) >= 0

    def _get_credit_charged_by(self, orders: models.BaseModel) -> float:
        """Return what the invoice charges without lines of its own, invoice currency.

        :param orders: sale.order (sudo) whose lines are none of its own
        """
        self.ensure_one()
        known = orders.filtered(self._is_credit_decided_by)
        own = self.sudo().invoice_line_ids.filtered(
            lambda line: not line.sale_line_ids or line.sale_line_ids.order_id - known
        )
        return self.amount_total - max(sum(own.mapped("price_total")), 0.0)

    def _get_credit_paid_by(self, transactions: models.BaseModel) -> float:
        """Return what these transactions still have for this invoice, invoice currency, >= 0.

        What is booked counts while it is open and the customer's; what is on its way counts less
        what the other invoices of the same payments wait for.

        :param transactions: payment.transaction (sudo)
        """
        self.ensure_one()
        company, today = self._get_credit_company(), fields.Date.context_today(self)
        booking = bool(self.env.cr.cache.get(POSTING))
        parts = transactions | transactions.child_transaction_ids.filtered(
            lambda tx: tx.operation != "refund"
        )
        coming = sum(
            tx.currency_id._convert(
                tx._get_credit_uncaptured(booking), self.currency_id, company, tx.last_state_change
            )
            for tx in parts
        )
        if coming:
            taken = sum(
                move.currency_id._convert(move.amount_residual, self.currency_id, company, today)
                for move in (transactions.invoice_ids - self._origin)
                if move.move_type != "out_refund"
                and (
                    move.state == "posted" or (move.state == "draft" and move.id < self._origin.id)
                )
            )
            coming = max(coming - taken, 0.0)
        return coming + sum(
            item.currency_id._convert(
                -item.amount_residual_currency, self.currency_id, company, item.date
            )
            for item in parts._get_credit_booked_items(self._get_credit_partner())
        )

    def _is_credit_passed(self, decision: object = None) -> bool:
        """Say whether it was posted before, for this customer, and is worth no more than since.

        Where drafts count for nothing, others may have used its room: it is decided on anew.
        """
        self.ensure_one()
        if not self.posted_before or not self._is_credit_decided_for():
            return False
        if not self._get_credit_policy(decision).include_draft_invoices:
            return False
        move = self.sudo()
        passed = move.customer_credit_passed
        return self.company_id.currency_id.compare_amounts(self._get_credit_total(), passed) <= 0

    def _is_credit_decided_for(self) -> bool:
        """Say whether it was posted for whoever owes it now, and in the company that it is in."""
        self.ensure_one()
        move = self.sudo()
        decided = move.customer_credit_passed_partner_id, move.customer_credit_passed_company_id
        return decided == (self._get_credit_partner(), self._get_credit_company())

    def _get_credit_counted_total(self) -> float:
        """Return what the draft counts for whom it was posted for, company currency.

        A typed rate by which it counts far less is that of the exposure, too.
        """
        self.ensure_one()
        if not self._is_credit_decided_for():
            return 0.0
        total, counted = self._get_credit_total(), self.amount_total_signed
        return total if counted * RATE_TOLERANCE >= total else counted

    def _remember_credit_posted(self):
        """Keep (as superuser) what the invoice is worth now, who owes it, and to whom."""
        self.ensure_one()
        self._note_credit(
            {
                "customer_credit_passed": self._get_credit_total(),
                "customer_credit_passed_partner_id": self._get_credit_partner().id,
                "customer_credit_passed_company_id": self._get_credit_company().id,
                "customer_credit_conceded": self._get_credit_conceded(),
            }
        )

    def _forget_credit_passed(self):
        """Take (as superuser) nothing of these invoices as decided any more."""
        decided = self.filtered("customer_credit_passed_company_id")
        decided._note_credit(dict.fromkeys(PASSED_FIELDS, False))

    @api.model
    def _remember_credit_passed(self):
        """Take what was posted before this addon looked as decided; for install and upgrade."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE account_move
                   SET customer_credit_passed
                       = COALESCE(customer_credit_passed, amount_total_signed),
                       customer_credit_passed_partner_id = commercial_partner_id,
                       customer_credit_passed_company_id = company_id
                 WHERE posted_before AND move_type IN ('out_invoice', 'out_receipt')
                   AND state != 'cancel' AND customer_credit_passed_company_id IS NULL
                """
            )
        )
        self.invalidate_model(PASSED_FIELDS, flush=False)

    def _get_credit_total(self) -> float:
        """Return what the invoice is worth, paid or not, company currency."""
        self.ensure_one()
        return self.amount_total / self._get_credit_rate()

    def _is_credit_decided_by(self, order: models.BaseModel) -> bool:
        """Say whether the order is confirmed, and whoever owes the invoice owes it as well."""
        self.ensure_one()
        return (
            order.state == "sale"
            and order._get_credit_partner() == self._get_credit_partner()
            and order._get_credit_company() == self._get_credit_company()
        )

    def _get_credit_of_orders(self) -> float:
        """Return what the lines that name orders charge, company currency, by its own rate."""
        self.ensure_one()
        lines = self.sudo().invoice_line_ids.filtered("sale_line_ids")
        return sum(lines.mapped("price_total")) / (self.invoice_currency_rate or 1.0)

    def _get_credit_decided(self) -> float:
        """Return the part of the invoice that needs no decision any more, company currency."""
        self.ensure_one()
        charged = self.sudo().invoice_line_ids
        whole = sum(charged.mapped("price_total"))
        if whole > 0 and not charged._get_credit_order_lines():
            return 0.0
        lines = charged.filtered(lambda line: line._is_credit_decided())
        decided = 0.0
        by_orders = lines.grouped(lambda line: line._get_credit_order_lines().order_id)
        for orders, items in by_orders.items():
            parts = {line: line.price_total * line._get_credit_decided_part() for line in items}
            decided += self._get_credit_decided_of(orders, parts)
        if self.currency_id.compare_amounts(decided, whole) >= 0:
            # Taxes and cash that are rounded on the document are no debt of their own.
            decided = max(decided, self.amount_total)
        decided /= self._get_credit_rate()
        conceded = self.sudo().customer_credit_conceded
        return self._take_off_credit_conceded(decided, conceded) if conceded else decided

    def _take_off_credit_conceded(self, decided: float, conceded: float) -> float:
        """Return what is decided still of a draft that left room to others, company currency.

        What its orders agreed less that room, and whatever is delivered.

        :param decided: by its orders, company currency
        :param conceded: the room that it has left at the most, company currency
        """
        rate = self._get_credit_rate()
        agreed, charged = self._get_credit_agreed_and_charged()
        excess = charged / rate - max(agreed / rate - conceded, 0.0)
        delivered = sum(
            max(line.price_total * line._get_credit_decided_part(), 0.0)
            for line in self.sudo().invoice_line_ids
            if line._is_credit_decided() and line._is_credit_delivered()
        )
        return max(decided - max(excess, 0.0), min(decided, delivered / rate))

    def _get_credit_agreed_and_charged(self) -> tuple:
        """Return what orders agreed for the quantities on this invoice, and what it charges.

        Invoice currency, taxes included. No more than is left of each order line; down payments
        and what nobody ordered are agreed as they are.
        """
        agreed = charged = 0.0
        for line in self.sudo().invoice_line_ids:
            items = line.sale_line_ids.filtered(
                lambda it: it.order_id.state == "sale" and it.product_uom_qty > 0
            )
            for item in items:
                left = max(item.product_uom_qty, item.qty_delivered)
                left -= item._get_credit_quantity(item._get_credit_others(line))
                quantity = min(item._get_credit_quantity(line), left)
                worth = max(quantity, 0.0) * item.price_total / item.product_uom_qty
                agreed += item._convert_credit(worth, self)
            if items:
                charged += line.price_total
        return agreed, charged

    def _get_credit_conceded(self) -> float:
        """Return how much less than its orders agreed this counts for their customer, >= 0.

        Company currency. Lines of its own that take something off count, and so does a typed rate
        by which it counts far less.
        """
        self.ensure_one()
        lines = self.sudo().invoice_line_ids.filtered("sale_line_ids")
        orders = lines.sale_line_ids.order_id.filtered(lambda it: it.state == "sale")
        if not orders:
            return 0.0
        agreed, charged = self._get_credit_agreed_and_charged()
        own = sum((self.sudo().invoice_line_ids - lines).mapped("price_total"))
        counted = max(charged + min(own, 0.0), 0.0)
        if not all(self._is_credit_decided_by(order) for order in orders):
            counted = 0.0
        rate = usual = self._get_credit_rate()
        if self.amount_total_signed * RATE_TOLERANCE < self._get_credit_total():
            rate = self.invoice_currency_rate or 1.0
        # Taxes may be rounded on the document, and so miss a cent for each line.
        cents = len(lines) * self.currency_id.rounding / usual
        conceded = agreed / usual - counted / rate
        return self.company_id.currency_id.round(conceded) if conceded > cents else 0.0

    def _get_credit_decided_of(self, orders: models.BaseModel, parts: dict) -> float:
        """Return what of these lines was decided on with their orders, invoice currency.

        Line by line each may be right, and together more than the order: a down payment is not
        taken off, or a line that lowers the order is left out. What is delivered stays decided.

        :param orders: sale.order (sudo)
        :param dict parts: {account.move.line: what its own order lines allow it to charge}
        """
        self.ensure_one()
        amount = sum(parts.values())
        lines = orders.order_line.filtered(lambda line: not line.display_type)
        downs = lines.filtered(lambda line: line.is_downpayment and not line.product_uom_qty)
        if not downs and not any(line.price_total < 0 for line in lines):
            return amount
        delivered = sum(
            max(part, 0.0) for line, part in parts.items() if line._is_credit_delivered()
        )
        left = sum(line._get_credit_uncharged(self) for line in lines - downs)
        left -= sum(line._get_credit_charged(self) for line in downs)
        # Taxes may be rounded on each document, and so miss a cent for each line.
        if amount <= left + len(lines) * self.currency_id.rounding:
            return amount
        return delivered + min(amount - delivered, max(left - delivered, 0.0))
