"""Customers: the score and class of the latest snapshot in the current company."""

from odoo import api, fields, models

from .customer_credit_snapshot import GRADES
from .res_partner import USER_GROUP

SCORE_FIELDS = ["credit_score", "credit_class", "credit_insight"]


class ResPartner(models.Model):
    """For lists and searches; nothing is decided by it."""

    _inherit = "res.partner"

    credit_score = fields.Integer(
        compute="_compute_credit_score",
        search="_search_credit_score",
        compute_sudo=True,
        groups=USER_GROUP,
        help="How the customer pays, from 0 to 100, as of the last snapshot. 0 with the class "
        "Not enough history: then nothing is known.",
    )
    credit_class = fields.Selection(
        GRADES,
        compute="_compute_credit_score",
        search="_search_credit_class",
        compute_sudo=True,
        groups=USER_GROUP,
        help="A from 80 points, B from 60, C from 40, D below.",
    )

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_credit_score(self):
        """Read the latest snapshots of all customers at once."""
        latest = self.env["customer.credit.snapshot"]._get_latest_by_partner(self, self.env.company)
        for partner in self:
            snapshot = latest.get(partner.commercial_partner_id._origin)
            partner.credit_score = snapshot.score if snapshot else 0
            partner.credit_class = snapshot.score_class if snapshot else "new"

    def _search_credit_score(self, operator, value):
        """Search by score in the current company; customers without one are never found."""
        if operator not in ("in", "<", "<=", ">", ">="):
            return NotImplemented
        if operator == "in":
            value = [self._read_credit_score(it) for it in value]
        else:
            value = self._read_credit_score(value)
        return self._search_credit_snapshot(
            [("score_class", "!=", "new"), ("score", operator, value)]
        )

    @api.model
    def _read_credit_score(self, value):
        """Return the score that is searched; beyond any score is as good as just beyond.

        :raise UserError: no number
        """
        return min(max(self._read_credit_search(value), -1.0), 101.0)

    def _search_credit_class(self, operator, value):
        """Search by class in the current company; nobody without a snapshot has history."""
        if operator != "in" or not all(isinstance(it, (str, bool, type(None))) for it in value):
            return NotImplemented
        if "new" in value or False in value:
            others = [code for code, _label in GRADES if code not in value]
            return ~self._search_credit_snapshot([("score_class", "in", others)])
        return self._search_credit_snapshot([("score_class", "in", list(value))])

    def _search_credit_snapshot(self, domain):
        """Return the domain of partners whose customer's latest snapshot fits."""
        self._check_credit_search()
        snapshots = self.env["customer.credit.snapshot"].sudo()._search(
            [*domain, ("latest", "=", True), ("company_id", "=", self.env.company.id)]
        )  # fmt: skip
        return fields.Domain("commercial_partner_id", "in", snapshots.subselect("partner_id"))

    @api.model
    def _invalidate_credit_score_cache(self):
        """Drop cached figures after a snapshot was taken."""
        names = [name for name in SCORE_FIELDS if name in self._fields]
        self.invalidate_model(names, flush=False)
