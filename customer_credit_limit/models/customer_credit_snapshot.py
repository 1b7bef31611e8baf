"""Credit snapshot: the figures of one customer in one company at the end of one day."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..core.score import CLASSES, NEW

GRADES = [(code, code.upper()) for code, _least in CLASSES] + [(NEW, "Not enough history")]
USAGES = [
    ("over", "Over the limit"),
    ("high", "80 % and more"),
    ("medium", "50 % to 80 %"),
    ("low", "Below 50 %"),
    ("unlimited", "Unlimited"),
]


class CustomerCreditSnapshot(models.Model):
    """Lists and charts read it, at no cost; decisions read live figures. Taken every night."""

    _name = "customer.credit.snapshot"
    _description = "Credit Snapshot"
    _order = "date desc, excess desc, exposure desc, id"
    _rec_name = "partner_id"

    date = fields.Date(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True, ondelete="set null")
    latest = fields.Boolean(readonly=True, help="The newest figures of this customer.")
    month_end = fields.Boolean(readonly=True, help="Kept when daily figures are dropped.")
    rebuilt = fields.Boolean(
        readonly=True,
        help="Made later from the books as they were on that day, with the limit of the day it "
        "was made on.",
    )

    exposure = fields.Monetary(readonly=True)
    credit_limit = fields.Monetary("Limit", readonly=True)
    is_unlimited = fields.Boolean(readonly=True)
    headroom = fields.Monetary(readonly=True, help="Limit - exposure. 0 when unlimited.")
    excess = fields.Monetary("Over the Limit", readonly=True)
    utilisation = fields.Float(
        "Utilisation (%)",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Exposure / limit x 100. Empty when unlimited.",
    )
    usage = fields.Selection(USAGES, "Use of the Limit", readonly=True)
    on_hold = fields.Boolean(readonly=True)
    review_date = fields.Date(
        "Limit to Review",
        readonly=True,
        help="When the limit is to be reviewed, or the temporary limit ends: what comes first.",
    )

    receivable = fields.Monetary("Open Invoices", readonly=True)
    overdue = fields.Monetary(readonly=True)
    overdue_ratio = fields.Float(
        "Overdue (%)", readonly=True, aggregator="avg", digits=(16, 1),
        help="Overdue / open invoices x 100.",
    )  # fmt: skip
    oldest_days = fields.Integer(
        "Oldest Item (days)",
        readonly=True,
        aggregator="max",
        help="Days by which the oldest open item is overdue.",
    )
    high_balance = fields.Monetary(
        readonly=True, aggregator="max", help="Most that was open at the end of a month, 24 months."
    )
    sales = fields.Monetary(
        "Sales of 12 Months", readonly=True, help="Invoices less credit notes, tax included."
    )
    dso = fields.Float(
        "DSO",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Days sales outstanding: open invoices / sales x days, over the last 365 days, or "
        "since the first invoice.",
    )
    average_days_delinquent = fields.Float(
        "Days Delinquent",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Days sales outstanding less what they would be if nothing were overdue.",
    )
    days_beyond_terms = fields.Float(
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Days between due date and payment of 12 months, weighed by amount; negative when "
        "paid early.",
    )
    on_time_rate = fields.Float(
        "On Time (%)", readonly=True, aggregator="avg", digits=(16, 1),
        help="Share of the money of 12 months that came by the due date.",
    )  # fmt: skip
    settled_count = fields.Integer("Settled Invoices", readonly=True)
    returned_count = fields.Integer(
        "Returned Payments", readonly=True, help="Promises to pay that were not kept included."
    )
    tenure_months = fields.Integer("Customer for (months)", readonly=True, aggregator="avg")

    score = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="How the customer pays, from 0 to 100. Empty with fewer than 3 invoices settled in "
        "12 months. It never changes a limit by itself.",
    )
    score_class = fields.Selection(GRADES, "Class", readonly=True)
    score_parts = fields.Json(readonly=True)

    _one_per_day = models.UniqueIndex(
        "(company_id, partner_id, date)", "A customer has one snapshot for each day."
    )
    _one_latest = models.UniqueIndex(
        "(company_id, partner_id) WHERE latest", "A customer has one latest snapshot."
    )
    _date_idx = models.Index("(company_id, date)")
    _over_idx = models.Index("(company_id, excess) WHERE latest AND excess > 0")

    # --------------------------------------------------------------- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse: snapshots are taken by the server alone.

        :raise UserError: always
        """
        raise UserError(_("Credit snapshots are taken every night; nobody makes one by hand."))

    def write(self, vals):
        """Refuse: a snapshot stays as it was taken.

        :raise UserError: always
        """
        raise UserError(_("A credit snapshot stays as it was taken."))

    # --------------------------------------------------------------- actions

    def action_open_customer(self):
        """Return the action that opens the customer, with the reader's own rights."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    @api.model
    def action_take_now(self):
        """Take the figures of the current company now (managers of credit limits).

        :raise AccessError: no Customer Credit Limit manager
        """
        self.env["customer.credit.policy"]._check_manager()
        count = self.sudo()._take(self.env.company)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": _("Figures of %s customers are up to date.", count),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # --------------------------------------------------------------- readers

    @api.model
    def _get_latest_by_partner(self, customers, company):
        """Return {commercial res.partner: its latest customer.credit.snapshot (sudo)}, one query.

        Customers without one are left out.
        """
        snapshots = self.sudo().search(
            [
                ("partner_id", "in", customers._origin.commercial_partner_id.ids),
                ("company_id", "=", company.id),
                ("latest", "=", True),
            ],
            order="id",
        )
        return {customers.browse(it.partner_id.id): it for it in snapshots}

    @api.model
    def _get_trend_by_partner(self, customers, company, months=12):
        """Return {commercial res.partner: [snapshot (sudo)]}: month ends and the latest, in order.

        :param int months: how far back; one query
        """
        start = fields.Date.subtract(fields.Date.context_today(self), months=months, days=3)
        trends = {}
        snapshots = self.sudo().search(
            [
                ("partner_id", "in", customers._origin.commercial_partner_id.ids),
                ("company_id", "=", company.id),
                ("date", ">=", start),
                "|",
                ("month_end", "=", True),
                ("latest", "=", True),
            ],
            order="date",
        )
        for snapshot in snapshots:
            trends.setdefault(customers.browse(snapshot.partner_id.id), []).append(snapshot)
        return trends
