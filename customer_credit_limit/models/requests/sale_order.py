"""Sale orders: the credit request behind them, for lists, ribbon and buttons."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.customer_credit_balance.core.verdict import Verdict
from odoo.addons.customer_credit_balance.models.notice import RELOAD, get_notice

from ...const import OPEN_STATES


class SaleOrder(models.Model):
    """Adds its request to an order, because who waits wants to see for whom, and what could be sold
    meanwhile.

    The request is made without confirming anything: that stays the rep's own step.
    Whole units, line by line in their order; offered where the limit alone is in the way.
    """

    _inherit = "sale.order"

    # --- fields

    credit_request_ids = fields.One2many(
        "customer.credit.request", "order_id", "Credit Requests", readonly=True,
        groups="customer_credit_balance.group_customer_credit_user",
    )  # fmt: skip
    credit_request_id = fields.Many2one(
        "customer.credit.request", "Credit Request", compute="_compute_credit_request",
        search="_search_credit_request", compute_sudo=True,
        groups="customer_credit_balance.group_customer_credit_user",
    )  # fmt: skip
    # Not related: whoever may read orders would search a related field, its groups or not.
    credit_request_state = fields.Selection(
        "_get_credit_request_states",
        string="Request",
        compute="_compute_credit_request",
        search="_search_credit_request_state",
        compute_sudo=True,
        groups="customer_credit_balance.group_customer_credit_user",
    )
    credit_waits_for = fields.Char(
        "Waiting For", compute="_compute_credit_request", compute_sudo=True,
        groups="customer_credit_balance.group_customer_credit_user",
    )  # fmt: skip

    # --- computes

    @api.depends("credit_request_ids.state", "credit_request_ids.level_id")
    def _compute_credit_request(self):
        """Show the newest request, and who has it while it is open."""
        for order in self:
            request = order.credit_request_ids.sorted("id", reverse=True)[:1]
            order.credit_request_id = request
            order.credit_request_state = request.state
            order.credit_waits_for = request.decider_names if request else False

    @api.model
    def _get_credit_request_states(self) -> list:
        """Return the states of requests as (value, label)."""
        return self.env["customer.credit.request"]._fields["state"]._description_selection(self.env)

    def _search_credit_request(self, operator, value):
        """Find orders by their newest request.

        :raise AccessError: no customer credit user; Odoo asks for groups when reading alone
        """
        self._check_field_access(self._fields["credit_request_id"], "read")
        if operator not in ("in", "any", "any!"):
            return NotImplemented
        Request = self.env["customer.credit.request"].sudo()
        groups = Request._read_group([("order_id", "!=", False)], ["order_id"], ["id:max"])
        newest = Request.browse(newest for _order, newest in groups)
        if operator == "in":
            orders = newest.filtered(lambda it: it.id in value).order_id
            domain = Domain("id", "in", orders.ids)
            return (
                domain | Domain("id", "not in", newest.order_id.ids) if False in value else domain
            )
        # What a client looks for in requests is looked for in those that it may see.
        seen = Request if operator == "any!" else self.env["customer.credit.request"]
        found = seen.search(Domain("id", "in", newest.ids) & Domain(value)).sudo()
        return [("id", "in", found.order_id.ids)]

    def _search_credit_request_state(self, operator, value):
        """Find orders by the state of their newest request; False finds those without any.

        :raise AccessError: no customer credit user, as for the request itself
        """
        self._check_field_access(self._fields["credit_request_state"], "read")
        if operator != "in":
            return NotImplemented
        found = Domain(self._search_credit_request("any!", Domain("state", "in", list(value))))
        return found | self._search_credit_request("in", [False]) if False in value else found

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Ask for quotations that are created as sent.

        # EXTENDS 'customer_credit_limit'
        """
        orders = super().create(vals_list)
        orders.filtered(lambda it: it.state == "sent")._request_credit_when_sent()
        return orders

    def write(self, vals):
        """Ask again for sent quotations that were changed.

        # EXTENDS 'customer_credit_limit'
        """
        res = super().write(vals)
        if {"order_line", "partner_id", "partner_invoice_id", "pricelist_id"} & vals.keys():
            self.filtered(lambda it: it.state == "sent")._request_credit_when_sent()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_close_credit_requests(self):
        """Close what was asked for orders that are deleted; it stays on record."""
        requests = self.sudo().credit_request_ids
        for request in requests.filtered(lambda it: it.state in OPEN_STATES):
            request._close(_("The document is gone."))

    # --- actions

    def action_open_credit_request(self):
        """Return the action that opens the newest request of the order."""
        self.ensure_one()
        return self.credit_request_id._get_records_action(context={})

    def action_credit_split(self):
        """Keep what fits, move the rest to a new quotation (whoever may edit the order).

        :return: action that names the new quotation
        :raise AccessError: no right to edit the order
        :raise UserError: no part of it fits, or more than the limit is in the way
        """
        self.ensure_one()
        self.check_access("write")
        fitting, _amount = self._get_credit_split(self._get_credit_verdict())
        if not fitting:
            raise UserError(_("No part of %s fits: look at the document again.", self.name))
        # Line by line: of a copy other addons leave lines out, such as rewards.
        rest = self.copy({"origin": self.name, "user_id": self.user_id.id, "order_line": []})
        for mine in self.order_line.sorted(lambda it: (it.sequence, it.id)):
            left = mine.product_uom_qty - fitting.get(mine, 0.0)
            if mine.display_type or left > 0:
                other = mine.copy({"order_id": rest.id})
            if not mine.display_type and left > 0:
                other._set_credit_quantity(left, mine)
                mine._set_credit_quantity(fitting[mine], mine)
        for order in self + rest:
            order._drop_empty_credit_sections()
        self._message_log(body=_("What does not fit the limit was moved to %s.", rest.name))
        rest._message_log(body=_("Split from %s: this part does not fit the limit.", self.name))
        self.env["customer.credit.request"]._trigger_reevaluation(self._get_credit_partner().ids)
        message = _("%(order)s holds what fits now; the rest is %(rest)s.",
                    order=self.name, rest=rest.name)  # fmt: skip
        return get_notice(message, then=RELOAD)

    # --- hooks

    def _get_credit_banner_title(self, verdict: Verdict) -> str:
        """Name the people whose turn it is.

        # EXTENDS 'customer_credit_limit'
        """
        names = self.sudo().credit_waits_for
        if verdict.state == "blocked" and self._is_credit_requested() and names:
            return _("Waits for approval by %s", names)
        return super()._get_credit_banner_title(verdict)

    def _get_credit_ways(self, verdict: Verdict) -> list[dict]:
        """Offer to split the order where part of it fits.

        # EXTENDS 'customer_credit_limit'
        """
        ways = super()._get_credit_ways(verdict)
        amount = self._get_credit_split(verdict)[1]
        if amount:
            ways.append(self._make_credit_way("split", amount, []))
        return ways

    # --- private

    def _request_credit_when_sent(self):
        """Ask for approval of exceeding quotations that go out; an open request is updated.

        # OVERRIDES 'customer_credit_limit'
        """
        early = self.filtered(lambda it: it._get_credit_policy().request_on == "save")
        if not early:
            return
        for order, verdict in early._decide_credit().items():
            if verdict.state != "blocked":
                continue
            if order.credit_state == "waiting":
                order._request_credit_approval(verdict, confirm=False)
            else:
                order._wait_for_credit(verdict, confirm=False)

    def _get_credit_split(self, verdict: Verdict) -> tuple:
        """Return ({line: quantity that fits}, their amount in company currency), or ({}, 0.0).

        :param verdict: core ``Verdict`` of the order as it is
        """
        self.ensure_one()
        hard = {it.code for it in verdict.blockers if it.level != "warn"}
        lines = self.order_line.filtered(lambda it: not it.display_type)
        if hard != {"over_limit"} or self.state not in ("draft", "sent") or not self._origin:
            return {}, 0.0
        # Discounts and bundles belong to the whole: nobody but a person can divide them.
        if any(it.is_downpayment or it.price_total < 0 or it.product_uom_qty <= 0
               or it.linked_line_id for it in lines):  # fmt: skip
            return {}, 0.0
        rate = self._get_credit_rate()
        # What pays the order already makes room for it, too.
        left = room = max(self._get_credit_total() - float(verdict.excess), 0.0) * rate
        fitting = {}
        for line in lines:
            unit = line.price_total / line.product_uom_qty
            quantity = line._get_credit_fitting(unit, left)
            fitting[line] = quantity
            left -= unit * quantity
        used = self._get_credit_company().currency_id.round((room - left) / rate)
        rest = any(quantity < line.product_uom_qty for line, quantity in fitting.items())
        return (fitting, used) if used > 0 and rest else ({}, 0.0)

    def _drop_empty_credit_sections(self):
        """Delete sections and subsections that no product follows any more."""
        self.ensure_one()
        empty, in_section, in_subsection = self.env["sale.order.line"], False, False
        for line in self.order_line.sorted(lambda it: (it.sequence, it.id), reverse=True):
            if not line.display_type:
                in_section = in_subsection = True
            elif line.display_type == "line_subsection":
                empty |= empty if in_subsection else line
                in_subsection = False
            elif line.display_type == "line_section":
                empty |= empty if in_section else line
                in_section = in_subsection = False
        empty.unlink()
