"""Credit policy: how the company weighs the parts of the score."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ...core.score import WEIGHTS


class CustomerCreditPolicy(models.Model):
    """Adds the weights of the score to policies, because companies judge lateness differently."""

    _inherit = "customer.credit.policy"

    _score_positive = models.Constraint(
        "CHECK (score_beyond_terms >= 0 AND score_on_time >= 0 AND score_overdue >= 0"
        " AND score_oldest >= 0 AND score_returned >= 0 AND score_tenure >= 0"
        " AND score_grace_days >= 0)",
        "Points of the score and days of grace cannot be negative.",
    )

    # --- fields

    score_beyond_terms = fields.Integer(
        "Days Beyond Terms",
        default=WEIGHTS["beyond_terms"],
        help="All points for payments on their due date or sooner, none for 60 days late.",
    )
    score_on_time = fields.Integer(
        "On-time Rate", default=WEIGHTS["on_time"], help="By the share of money paid on time."
    )
    score_overdue = fields.Integer(
        "Overdue Ratio",
        default=WEIGHTS["overdue"],
        help="By the share of what is open that is not overdue.",
    )
    score_oldest = fields.Integer(
        "Oldest Item",
        default=WEIGHTS["oldest"],
        help="All points when nothing is overdue, none from 90 days on.",
    )
    score_returned = fields.Integer(
        "Returned Payments",
        default=WEIGHTS["returned"],
        help="All points without any in 12 months, half of them with one, none with two.",
    )
    score_tenure = fields.Integer(
        "Time as a Customer", default=WEIGHTS["tenure"], help="All points after 24 months."
    )
    score_grace_days = fields.Integer(
        "On Time Within (days)",
        help="Payments up to so many days after the due date still are on time.",
    )

    # --- guards

    @api.constrains(*(f"score_{code}" for code in WEIGHTS))
    def _check_score_weights(self):
        """The parts of a score make 100 points.

        :raise ValidationError: with what they make
        """
        for policy in self:
            total = sum(policy._get_score_weights().values())
            if total != 100:
                raise ValidationError(
                    _("The parts of the score make 100 points, not %(total)s.", total=total)
                )

    # --- private

    def _get_score_weights(self) -> dict:
        """Return {code of the part: points}; the usual ones without a policy."""
        if not self:
            return dict(WEIGHTS)
        self.ensure_one()
        return {code: self[f"score_{code}"] for code in WEIGHTS}
