"""Orders in step: what changes on an order is collected, then its invoices follow once."""

from contextlib import contextmanager

from markupsafe import escape

from odoo import _, api, models
from odoo.exceptions import RedirectWarning, UserError

from ..exceptions import open_reason
from .door import door

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


class SaleOrder(models.Model):
    """Opt-in per company and customer: invoices follow their order, whatever route it takes."""

    _inherit = "sale.order"

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

    # --------------------------------------------------------------- collecting

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

    # --------------------------------------------------------------- rights and failures

    def _credit_in_step_sudo(self):
        """Return the order as its own company and without limits of the user's rights.

        A salesperson confirms without accounting rights, as in Odoo's own invoicing.
        """
        self.ensure_one()
        return self.sudo().with_company(self.company_id)

    def _get_credit_order_invoicing(self):
        """Return "off", "draft" or "posted" for this order's customer."""
        self.ensure_one()
        customer = self.env["res.partner"]
        # Who the customer is matters, and is read, once anybody has a choice of their own.
        if customer._has_credit_choices("credit_order_invoicing"):
            customer = self._get_credit_partner()
        return customer._get_credit_order_invoicing(self.company_id)

    def _is_credit_auto_adjusted(self):
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
        user = self.user_id or self.env.user
        if user._is_internal():
            self.activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=user.id,
                summary=_("Invoices not in step"),
                note=escape(text),
            )
