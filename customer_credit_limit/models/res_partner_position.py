"""The net-position bar: room under the limit, and holds said first."""

from odoo import _, models


class ResPartner(models.Model):
    """One more line: what the customer may still owe, of how much."""

    _inherit = "res.partner"

    def _get_credit_position(self, company):
        """Add the line ``room`` for customers with a limit, and put a hold first.

        # EXTENDS 'customer_credit_balance'
        """
        positions = super()._get_credit_position(company)
        if company.id not in self.env["customer.credit.policy"]._get_companies_in_use():
            return positions
        figures = self._get_credit_figures(company, concise=True)
        for customer, position in positions.items():
            self._set_credit_position_room(position, figures[customer], company.currency_id)
        return positions

    def _set_credit_position_room(self, position, figures, currency):
        """Change a position in place: line, colour and words."""
        if figures.limit is not None and figures.mode != "off":
            room = currency.round(float(figures.exposure.headroom(figures.limit)))
            position["room"], position["limit"] = room, figures.limit
            position["lines"].append(self._get_credit_room_line(figures, room))
            if room < 0:
                self._raise_credit_position(position, "look", _("Over the limit"))
            elif position["state"] == "none":
                position.update(state="fine", state_label=_("Within the limit"))
        if figures.profile and figures.profile._is_on_hold():
            self._raise_credit_position(position, "stopped", _("On hold"))

    def _raise_credit_position(self, position, state, label):
        """Show the state unless a worse one is shown already; a hold comes before anything."""
        order = ("none", "fine", "look", "stopped")
        if state == "stopped" or order.index(position["state"]) < order.index(state):
            position.update(state=state, state_label=label)

    def _get_credit_room_line(self, figures, room):
        """Return the line: amount left (or over), of the limit, with a bar for what is used."""
        parts = [self._credit_position_part(_("of"), figures.limit)]
        progress = float(figures.exposure.utilisation(figures.limit)) / 100
        return {
            "code": "room",
            "label": _("Room") if room >= 0 else _("Over the limit"),
            "amount": abs(room),
            "parts": parts,
            "progress": min(max(progress, 0.0), 1.0),
        }
