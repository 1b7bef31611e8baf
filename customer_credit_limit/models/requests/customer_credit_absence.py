"""Absence: who stands in for an approver, and from when until when."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...const import APPROVER_GROUP, MANAGER_GROUP


class CustomerCreditAbsence(models.Model):
    """A stand-in holds the approver right already: an absence gives nobody a right."""

    _name = "customer.credit.absence"
    _inherit = "customer.credit.bounded.mixin"
    _description = "Credit Approver Absence"
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    _period = models.Constraint(
        "CHECK (date_from <= date_to)", "An absence must start before it ends."
    )

    # --- fields

    user_id = fields.Many2one(
        "res.users", "Approver", required=True, index=True, ondelete="cascade",
        default=lambda self: self.env.user,
    )  # fmt: skip
    deputy_id = fields.Many2one("res.users", "Stand-in", required=True, ondelete="cascade")
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("Until", required=True)

    # --- guards

    @api.constrains("user_id", "deputy_id")
    def _check_deputy(self):
        """The stand-in is somebody else, with the right.

        :raise ValidationError: the person itself, or somebody without the approver right
        """
        for absence in self:
            if absence.user_id == absence.deputy_id:
                raise ValidationError(_("Nobody stands in for themselves: choose somebody else."))
            if not absence.deputy_id.has_group(APPROVER_GROUP):
                raise ValidationError(
                    _(
                        "%s may not decide on credit requests and cannot stand in.",
                        absence.deputy_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Name a stand-in for oneself; managers for anybody.

        :raise AccessError: for somebody else, without being a manager
        """
        absences = super().create(vals_list)
        absences._check_own()
        return absences

    def write(self, vals):
        """Change one's own absence; managers any.

        :raise AccessError: somebody else's, without being a manager
        """
        self._check_own()
        res = super().write(vals)
        self._check_own()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_own(self):
        """Delete one's own absence; managers any."""
        self._check_own()

    def _check_own(self):
        """Stop whoever speaks for others without being a manager."""
        if self.env.su or self.env.user.has_group(MANAGER_GROUP):
            return
        if self.user_id - self.env.user:
            raise AccessError(_("Only a credit manager names stand-ins for other people."))

    # --- private

    @api.model
    def _get_running(self, users: models.BaseModel) -> models.BaseModel:
        """Return today's absences (sudo) of these users."""
        today = fields.Date.context_today(self)
        return self.sudo().search(
            [
                ("user_id", "in", users.ids),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
            ]
        )
