"""The session report: store credit paid, added and given back stand apart."""

from odoo import models


class ReportPointOfSaleReportSaledetails(models.AbstractModel):
    """Adds rows of store credit to the report, because a net figure hides both sides."""

    _inherit = "report.point_of_sale.report_saledetails"

    # --- hooks

    def get_sale_details(
        self, date_start=False, date_stop=False, config_ids=False, session_ids=False, **kwargs
    ):
        """Split the row of store credit by what it did; nobody counts it.

        # EXTENDS 'point_of_sale'
        """
        details = super().get_sale_details(date_start, date_stop, config_ids, session_ids, **kwargs)
        Method = self.env["pos.payment.method"]
        mine = set(
            Method.browse([row["id"] for row in details["payments"] if row.get("id")])
            .filtered("is_store_credit")
            .ids
        )
        if not mine:
            return details
        if not session_ids:
            date_start, date_stop = self._get_date_start_and_date_stop(date_start, date_stop)
        domain = self._get_domain(date_start, date_stop, config_ids, session_ids, **kwargs)
        payments = self.env["pos.order"].search(domain).payment_ids
        rows = []
        for row in details["payments"]:
            if row.get("id") not in mine:
                rows.append(row)
                continue
            own = payments.filtered(
                lambda it, row=row: (
                    it.payment_method_id.id == row["id"] and it.session_id.id == row["session"]
                )
            )
            rows += [
                {
                    **row,
                    "name": f"{row['name']} · {part['name']}",
                    "total": part["signed"],
                    "count": False,
                }
                for part in own._get_store_credit_rows()
            ]
        return {**details, "payments": rows}
