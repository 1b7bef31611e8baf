"""Credit policies: three presets, the result in a sentence, and what it would have stopped."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.tools import SQL

from ...const import MANAGER_GROUP
from ...core.limit import limit_on

# Orders that a preview names; it counts the others.
NAMED = 8

DAYS = 90

# Older figures of a customer say nothing of an order.
FIGURES_DAYS = 35

PRESETS = {
    "warn": {"mode": "warn", "overdue_mode": "warn", "hold_level": "warn"},
    "ask": {"mode": "approval", "overdue_mode": "approval", "hold_level": "no_confirm"},
    "block": {"mode": "approval", "overdue_mode": "approval", "hold_level": "no_order"},
}


class CustomerCreditPolicy(models.Model):
    """Adds presets and a preview to policies, because nobody knows thirty fields by heart.

    A preset only fills in fields that anybody may change afterwards. The preview reads the values
    of the form and the nightly figures, and writes nothing.
    """

    _inherit = "customer.credit.policy"

    # --- fields

    preset = fields.Selection(
        [("warn", "Warn"), ("ask", "Ask"), ("block", "Block")],
        compute="_compute_preset", readonly=False, store=False,
        help="Fills in what happens over the limit, with overdue invoices and on hold.",
    )  # fmt: skip
    effect = fields.Text("What Happens", compute="_compute_effect")
    show_preview = fields.Boolean("What would have waited?", store=False, groups=MANAGER_GROUP)
    preview = fields.Text("Last 90 Days", compute="_compute_preview", groups=MANAGER_GROUP)

    # --- computes

    @api.depends("mode", "overdue_mode", "hold_level")
    def _compute_preset(self):
        """Name the preset that the fields are those of, if any."""
        for policy in self:
            policy.preset = next(
                (
                    name
                    for name, values in PRESETS.items()
                    if all(policy[field] == value for field, value in values.items())
                ),
                False,
            )

    @api.onchange("preset")
    def _onchange_preset(self):
        """Fill in the fields of the preset."""
        if self.preset:
            self.update(PRESETS[self.preset])

    @api.depends(
        "mode", "overdue_mode", "hold_level", "overdue_days", "overdue_tolerance", "company_id"
    )
    def _compute_effect(self):
        """Say in sentences what happens to orders."""
        for policy in self:
            policy.effect = " ".join(
                [
                    policy._describe_limit_mode(),
                    policy._describe_overdue_mode(),
                    policy._describe_hold_level(),
                ]
            )

    @api.depends(
        "show_preview", "company_id", "is_default", "mode", "default_limit_mode", "default_limit",
        "overdue_mode", "overdue_days", "overdue_tolerance",
    )  # fmt: skip
    def _compute_preview(self):
        """Answer where it was asked for."""
        for policy in self:
            asked = policy.show_preview and policy._may_preview(policy.company_id)
            policy.preview = asked and policy._describe_preview()

    # --- private

    @api.model
    def _may_preview(self, company: models.BaseModel) -> bool:
        """Return whether the user works in a company: forms name any, previews read past rules."""
        company = company._origin
        return bool(company) and (self.env.su or company.id in self.env.user._get_company_ids())

    def _describe_limit_mode(self):
        """Return what happens over the limit."""
        return {
            "off": _("Over the limit nothing happens."),
            "warn": _("An order over the limit goes on with a warning."),
            "approval": _("An order over the limit waits for approval."),
        }.get(self.mode, "")

    def _describe_overdue_mode(self):
        """Return what happens with overdue invoices."""
        if self.overdue_mode == "off":
            return _("Overdue invoices stop nothing.")
        values = {
            "amount": self.currency_id.format(self.overdue_tolerance)
            if self.currency_id
            else self.overdue_tolerance,
            "days": self.overdue_days,
        }
        if self.overdue_mode == "warn":
            return _(
                "With more than %(amount)s overdue for more than %(days)s days it goes on with a "
                "warning.",
                **values,
            )
        return _(
            "With more than %(amount)s overdue for more than %(days)s days it waits for approval.",
            **values,
        )

    def _describe_hold_level(self):
        """Return what a hold stops."""
        return {
            "warn": _("Orders of customers on hold go on with a warning."),
            "no_confirm": _("Customers on hold get quotations, but no confirmed orders."),
            "no_order": _("Customers on hold get no new orders."),
        }.get(self.hold_level, "")

    def _describe_preview(self):
        """Return which orders of the last days would have waited, in words.

        By the figures of the evening before each order and by today's limits: an estimate.
        """
        company = self.company_id._origin
        rows = self._read_orders(company)
        return self._describe_orders(
            rows, self._get_preview_limits(company, {it[2] for it in rows})
        )

    def _describe_orders(self, rows: list, limits: dict) -> str:
        """Return how many of these orders would have waited by this policy, and which.

        :param rows: as of ``_read_orders``
        :param limits: {id of a customer: limit or None}, company currency
        """
        if not rows:
            return _("There was no such order in the last %s days.", DAYS)
        found = {"approval": [], "warn": []}
        unknown = 0
        for name, amount, customer, exposure, overdue, oldest in rows:
            if exposure is None:
                unknown += 1
                continue
            level = self._get_preview_level(amount, exposure, limits[customer], overdue, oldest)
            if level in found:
                found[level].append((name, amount))
        format_ = self.company_id.currency_id.format
        lines = [
            _("%(waits)s of %(total)s orders of the last %(days)s days would have waited for "
              "approval, %(warned)s would have shown a warning.",
              waits=len(found["approval"]), total=len(rows), days=DAYS,
              warned=len(found["warn"])),
        ]  # fmt: skip
        lines += [f"{name}: {format_(amount)}" for name, amount in found["approval"][:NAMED]]
        if unknown:
            lines.append(_("Of %s of them no figures of that day are known.", unknown))
        lines.append(_("An estimate, by the figures of the evening before and by today's limits."))
        return "\n".join(lines)

    def _get_preview_level(
        self, amount: float, exposure: float, limit: float | None, overdue: float, oldest: int
    ) -> str:
        """Return what would have happened to an order: "approval", "warn" or "off"."""
        levels = []
        compare = self.company_id.currency_id.compare_amounts
        if limit is not None and compare(exposure + amount, limit) > 0:
            levels.append(self.mode)
        if oldest > self.overdue_days and compare(overdue, self.overdue_tolerance) > 0:
            levels.append(self.overdue_mode)
        return next((level for level in ("approval", "warn") if level in levels), "off")

    def _get_preview_limits(self, company: models.BaseModel, customer_ids: set[int]) -> dict:
        """Return {id of a customer: today's limit, None when unlimited}, with this policy."""
        default = self._get_default_limit()
        limits = dict.fromkeys(customer_ids, default)
        today = fields.Date.context_today(self)
        customers = self.env["res.partner"].sudo().browse(sorted(customer_ids))
        for partner_id, _policy, mode, amount, *temporary in customers._read_limit_choices(company):
            limits[partner_id] = limit_on(today, mode, amount, default, tuple(temporary))
        return limits

    def _read_orders(self, company: models.BaseModel, customer: int | None = None) -> list[tuple]:
        """Return the orders of the last days of this policy's customers, newest first.

        A default policy, and one that nobody has yet, is tried on whoever follows the default.

        :param customer: id of the only customer to look at, whatever policy it has
        :return: [(name, amount in company currency, id of the customer, exposure, overdue, days of
            the oldest item)], the last three of the evening before, None when unknown
        """
        self.env.flush_all()
        followed = SQL("profile.policy_id IS NULL")
        if self._origin and not self.is_default:
            followed = SQL("profile.policy_id = %s", self._origin.id)
        if customer:
            followed = SQL("customer.commercial_partner_id = %s", customer)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT o.name, o.amount_total / COALESCE(NULLIF(o.currency_rate, 0), 1),
                       customer.commercial_partner_id, past.exposure, past.overdue,
                       past.oldest_days
                  FROM sale_order o
                  JOIN res_partner customer ON customer.id = o.partner_invoice_id
             LEFT JOIN customer_credit_profile profile
                    ON profile.partner_id = customer.commercial_partner_id
                   AND profile.company_id = o.company_id
     LEFT JOIN LATERAL (
                       SELECT exposure, overdue, oldest_days
                         FROM customer_credit_snapshot s
                        WHERE s.partner_id = customer.commercial_partner_id
                          AND s.company_id = o.company_id
                          AND s.date < o.date_order::date
                          AND s.date >= o.date_order::date - %(kept)s
                     ORDER BY s.date DESC LIMIT 1) past ON TRUE
                 WHERE o.company_id = %(company)s AND o.state = 'sale'
                   AND o.date_order >= %(since)s AND %(followed)s
              ORDER BY o.date_order DESC, o.id DESC
                """,
                kept=FIGURES_DAYS,
                company=company.id,
                since=fields.Datetime.now() - timedelta(days=DAYS),
                followed=followed,
            )
        )
        return [
            (
                name,
                float(amount),
                customer,
                None if exposure is None else float(exposure),
                float(overdue or 0.0),
                oldest or 0,
            )
            for name, amount, customer, exposure, overdue, oldest in rows
        ]
