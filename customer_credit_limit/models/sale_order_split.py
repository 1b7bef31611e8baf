"""Sale orders: the part that fits goes on, the rest becomes a quotation of its own."""

from odoo import _, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, float_round


class SaleOrder(models.Model):
    """Whole units, line by line in their order; offered where the limit alone is in the way."""

    _inherit = "sale.order"

    def _get_credit_ways(self, verdict):
        """Offer to split the order where part of it fits.

        # EXTENDS 'customer_credit_limit'
        """
        ways = super()._get_credit_ways(verdict)
        amount = self._get_credit_split(verdict)[1]
        if amount:
            ways.append(self._make_credit_way("split", amount, []))
        return ways

    def _get_credit_split(self, verdict):
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
        left = room = max(float(verdict.headroom), 0.0) * rate
        fitting = {}
        for line in lines:
            unit = line.price_total / line.product_uom_qty
            quantity = line._get_credit_fitting(unit, left)
            fitting[line] = quantity
            left -= unit * quantity
        used = self._get_credit_company().currency_id.round((room - left) / rate)
        rest = any(quantity < line.product_uom_qty for line, quantity in fitting.items())
        return (fitting, used) if used > 0 and rest else ({}, 0.0)

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
        rest = self.copy({"origin": self.name, "user_id": self.user_id.id})
        pairs = list(zip(self._get_credit_lines(), rest._get_credit_lines(), strict=True))
        for mine, other in pairs:
            left = mine.product_uom_qty - fitting[mine]
            other._set_credit_quantity(left, mine)
            mine._set_credit_quantity(fitting[mine], mine)
        for order in self + rest:
            order._drop_empty_credit_sections()
        self._message_log(body=_("What does not fit the limit was moved to %s.", rest.name))
        rest._message_log(body=_("Split from %s: this part does not fit the limit.", self.name))
        self.env["customer.credit.request"]._trigger_reevaluation(self._get_credit_partner().ids)
        message = _("%(order)s holds what fits now; the rest is %(rest)s.",
                    order=self.name, rest=rest.name)  # fmt: skip
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _get_credit_lines(self):
        """Return the lines that are worth something, in their order."""
        return self.order_line.filtered(lambda it: not it.display_type).sorted(
            lambda it: (it.sequence, it.id)
        )

    def _drop_empty_credit_sections(self):
        """Delete sections and notes that no product follows any more."""
        self.ensure_one()
        empty, followed = self.env["sale.order.line"], False
        for line in self.order_line.sorted(lambda it: (it.sequence, it.id), reverse=True):
            if not line.display_type:
                followed = True
            elif line.display_type != "line_note":
                empty |= line if not followed else empty
                followed = False
        empty.unlink()


class SaleOrderLine(models.Model):
    """What fits of one line."""

    _inherit = "sale.order.line"

    def _get_credit_fitting(self, unit, room):
        """Return how many whole units of the line fit into the room (order currency)."""
        self.ensure_one()
        if unit <= 0:
            return self.product_uom_qty
        # Whole pieces for people, whatever fractions the unit of measure would allow.
        step = max(self.product_uom_id.rounding, 1.0)
        if float_compare(self.product_uom_qty % 1.0, 0.0, precision_digits=6):
            step = self.product_uom_id.rounding or 0.01
        quantity = float_round(
            room / unit + step * 1e-9, precision_rounding=step, rounding_method="DOWN"
        )
        return max(min(quantity, self.product_uom_qty), 0.0)

    def _set_credit_quantity(self, quantity, origin):
        """Set the quantity at the price and discount agreed, or drop a line of nothing."""
        self.ensure_one()
        if quantity <= 0:
            self.unlink()
            return
        price, discount = origin.price_unit, origin.discount
        self.write({"product_uom_qty": quantity})
        self.write({"price_unit": price, "discount": discount})
