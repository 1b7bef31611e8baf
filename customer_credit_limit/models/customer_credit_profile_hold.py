"""Credit profile: who is held today, by hand or by a rule."""

from odoo import _, api, fields, models


class CustomerCreditProfile(models.Model):
    """On and Off overrule the rules until their last day; a release gives days of grace."""

    _inherit = "customer.credit.profile"

    @api.depends("hold", "hold_until", "auto_hold", "grace_until")
    def _compute_on_hold(self):
        """Say who is held today."""
        for profile in self:
            profile.on_hold = profile._is_on_hold()

    def _is_on_hold(self):
        """Say whether the customer is held today: by hand, or by a rule outside its grace."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        hold = self._get_hold_choice()
        if hold == "auto":
            return self.auto_hold and not (self.grace_until and self.grace_until >= today)
        return hold == "on"

    def _get_hold_choice(self):
        """Return what counts today: auto, on or off; a choice lapses after its last day."""
        self.ensure_one()
        lapsed = self.hold_until and self.hold_until < fields.Date.context_today(self)
        return "auto" if lapsed else self.hold

    def _get_hold_reason(self):
        """Return why the customer is held, for colleagues; False when nobody said why."""
        self.ensure_one()
        return self.hold_reason or (self.auto_hold and self.auto_hold_reason) or False

    def _get_hold_sentence(self):
        """Return the sentence for colleagues that says who is held and why."""
        self.ensure_one()
        name, reason = self.partner_id.display_name, self.hold_message or self._get_hold_reason()
        if not reason:
            return _("%s is on hold.", name)
        return _("%(customer)s is on hold: %(reason)s", customer=name, reason=reason)

    @api.model
    def _search_on_hold(self, operator, value):
        """Find who is held today (one domain on stored columns)."""
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        running = ["|", ("hold_until", "=", False), ("hold_until", ">=", today)]
        over = [("hold_until", "!=", False), ("hold_until", "<", today)]
        by_hand = fields.Domain([("hold", "=", "on"), *running])
        rules = fields.Domain("hold", "=", "auto") | fields.Domain(over)
        no_grace = fields.Domain(["|", ("grace_until", "=", False), ("grace_until", "<", today)])
        held = by_hand | (fields.Domain("auto_hold", "=", True) & rules & no_grace)
        wanted = set(value)
        if wanted >= {True, False}:
            return fields.Domain.TRUE
        return held if True in wanted else ~held
