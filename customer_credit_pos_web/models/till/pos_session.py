"""Sessions: what the till sees of store credit at closing, and the way to the entries."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ...const import PAID_STATES


class PosSession(models.Model):
    """Adds movements of store credit to sessions, because whoever closes one wants to see them."""

    _inherit = "pos.session"

    # --- fields

    store_credit_entry_count = fields.Integer(compute="_compute_store_credit_entry_count")

    # --- computes

    def _compute_store_credit_entry_count(self):
        """Count the entries of each session's orders."""
        for session in self:
            session.store_credit_entry_count = len(session._get_store_credit_entries())

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Let a session begin with its opening: its end and its entry come from the closing.

        # EXTENDS 'point_of_sale'
        :raise UserError: closed from the beginning, or with an entry of something else
        """
        sessions = super().create(vals_list)
        if not self.env.user._is_superuser():
            for session in sessions.sudo():
                if session.state == "closed" or session.move_id:
                    raise session._prepare_closing_error()
        return sessions

    def write(self, vals):
        """Keep the till of a session, and its end: only the closing ends it, and for good.

        # EXTENDS 'point_of_sale'
        :raise UserError: another till, a closed session opened again, or closed past the closing
        """
        if not self.env.user._is_superuser():
            for session in self:
                session._check_credit_session(vals)
        return super().write(vals)

    def _check_credit_session(self, vals):
        """Refuse what would take orders out of the books, or into those of another till.

        :raise UserError: naming the session
        """
        session = self.sudo()
        if "config_id" in vals and vals["config_id"] != session.config_id.id:
            raise UserError(_("%s belongs to its till: open a session there.", session.name))
        moved = "move_id" in vals and not self.env.su and vals["move_id"] != session.move_id.id
        reopened = session.state == "closed" and vals.get("state", "closed") != "closed"
        closed = vals.get("state") == "closed" and session.state != "closed"
        if moved or reopened or (closed and session._is_credit_unbooked()):
            raise session._prepare_closing_error()

    # --- actions

    def action_view_store_credit_entries(self):
        """Open the credit entries of this session (users who may see credit)."""
        self.check_access("read")
        return self.sudo().order_ids.action_view_store_credit_entries()

    # --- private

    def _is_credit_unbooked(self) -> bool:
        """Say whether orders of this session (sudo) that took or gave money wait for its entry."""
        if self.move_id.state == "posted":
            return False
        orders = self.order_ids.filtered(lambda order: order.state in PAID_STATES)
        return any(
            order._get_store_credit_payments()
            or order._get_settlements()
            or (order.payment_ids.filtered("amount") and not order.account_move)
            for order in orders
        )

    def _prepare_closing_error(self):
        """Return the error for whoever ends a session in another way than by its closing."""
        return UserError(
            _("%s is closed by its closing only, once: close it at the till.", self.name)
        )

    def _get_store_credit_entries(self) -> models.BaseModel:
        """Return the entries that the till made in these sessions (sudo)."""
        return self.sudo().order_ids._get_store_credit_entries()
