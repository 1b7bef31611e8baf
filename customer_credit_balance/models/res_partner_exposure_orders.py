"""Exposure of orders: what their invoices will have, to the cent, in one select."""

from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    """The part of the exposure that is not in the books yet."""

    _inherit = "res.partner"

    def _credit_exposure_orders_query(self, where):
        """Return the query of confirmed orders and what is still to invoice of each.

        Quantities on invoices, draft ones included, are out: those lines count as draft or
        receivable. ``qty_to_invoice`` adds what was delivered beyond the order. A down payment
        counts with its invoice, so the order counts less until the final invoice deducts it.
        The rate is the order's, as in its own totals. Where taxes are rounded on the document,
        the lines add up to a few cents more or less than it: they count by the share that the
        document's total has in them. A stored total that is further off counts for nothing.

        :param SQL where: condition on ``orders`` (sale_order), and ``contact``, who is invoiced
        :return: SQL of the columns ``id``, ``customer_id`` (commercial partner), ``amount``
            (company currency), ``commitment_date``, ``currency_id``, ``currency_rate``
        """
        return SQL(
            """
            SELECT worth.id, worth.customer_id,
                   CASE WHEN ABS(worth.open * worth.share - worth.down) <= worth.cents
                             AND worth.down != 0 THEN 0
                        ELSE GREATEST(0, worth.open * worth.share - worth.down)
                   END / worth.divisor AS amount,
                   worth.commitment_date, worth.currency_id, worth.currency_rate
              FROM (
                SELECT orders.id, contact.commercial_partner_id AS customer_id,
                       orders.commitment_date, orders.currency_id, orders.currency_rate,
                       COALESCE(NULLIF(orders.currency_rate, 0), 1) AS divisor,
                       COUNT(*) * currency.rounding AS cents,
                       CASE WHEN ABS(orders.amount_total - SUM(line.price_total))
                                 <= 2 * COUNT(*) * currency.rounding
                            THEN COALESCE(orders.amount_total / NULLIF(SUM(line.price_total), 0), 1)
                            ELSE 1 END AS share,
                       COALESCE(SUM(%s) FILTER (
                           WHERE line.is_downpayment AND line.product_uom_qty = 0), 0) AS down,
                       COALESCE(SUM(
                           CASE WHEN line.product_uom_qty > 0 THEN
                                     GREATEST(0, line.qty_to_invoice, %s,
                                              line.product_uom_qty - COALESCE(line.qty_invoiced, 0))
                                     * line.price_total / line.product_uom_qty
                                WHEN line.product_uom_qty < 0 THEN
                                     LEAST(0, line.product_uom_qty - COALESCE(line.qty_invoiced, 0))
                                     * line.price_total / line.product_uom_qty
                                ELSE GREATEST(0, line.credit_unordered_total) END
                       ) FILTER (
                           WHERE (line.is_downpayment AND line.product_uom_qty = 0) IS NOT TRUE), 0
                       ) AS open
                  FROM sale_order orders
                  JOIN res_partner contact ON contact.id = orders.partner_invoice_id
                  JOIN res_currency currency ON currency.id = orders.currency_id
                  JOIN sale_order_line line
                       ON line.order_id = orders.id AND line.display_type IS NULL
                 WHERE orders.state = 'sale' AND %s
                 GROUP BY orders.id, contact.id, currency.id
              ) worth
            """,
            self._credit_down_payment(),
            self._credit_delivered_beyond(),
            where,
        )

    def _credit_delivered_beyond(self):
        """Return the expression of ``qty_to_invoice`` of deliveries beyond ``line``, unforged."""
        return SQL(
            """
            CASE WHEN line.qty_delivered > line.product_uom_qty THEN (
                      SELECT line.qty_delivered - COALESCE(line.qty_invoiced, 0)
                        FROM product_product item
                        JOIN product_template product ON product.id = item.product_tmpl_id
                       WHERE item.id = line.product_id AND product.invoice_policy = 'delivery')
                 END
            """
        )

    def _credit_down_payment(self):
        """Return the subselect of what invoices hold of the order line ``line``, tax included.

        An item of an invoice is booked on the other side than its price says, one of a credit
        note on the same: that spares a look at each entry.
        """
        return SQL(
            """
            (SELECT SUM(CASE WHEN item.balance * item.price_total > 0 THEN -item.price_total
                             ELSE item.price_total END)
               FROM sale_order_line_invoice_rel rel
               JOIN account_move_line item ON item.id = rel.invoice_line_id
              WHERE rel.order_line_id = line.id AND item.parent_state != 'cancel')
            """
        )
