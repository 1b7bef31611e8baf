"""Users: who among them may decide on credit requests."""

from odoo import models

from ...const import APPROVER_GROUP


class ResUsers(models.Model):
    """Adds whose turn it is to users, because levels and absences choose among those who hold the
    right.
    """

    _inherit = "res.users"

    # --- private

    def _get_credit_approvers(self, company: models.BaseModel) -> models.BaseModel:
        """Return those who are active people of the company and hold the approver right."""
        approvers = self.env.ref(APPROVER_GROUP).sudo().all_user_ids
        return (self & approvers).filtered(
            lambda user: (
                user.active
                and not user.share
                and company in user.company_ids
                and user.id != self.env.ref("base.user_root").id
            )
        )
