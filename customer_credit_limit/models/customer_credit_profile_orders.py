"""Credit profile: open quotations say that their customer is held, and stop saying so."""

from odoo import api, fields, models
from odoo.tools import SQL


class CustomerCreditProfile(models.Model):
    """Only what is shown: the gates decide by the profile itself."""

    _inherit = "customer.credit.profile"

    def _apply(self, vals, note=None):
        """Show a changed hold on the customer's quotations.

        # EXTENDS 'customer_credit_limit'
        """
        released = self.filtered(lambda it: it._is_release(vals))
        res = super()._apply(vals, note)
        released._start_grace()
        if {"hold", "hold_until", "auto_hold", "grace_until", "policy_id"} & vals.keys():
            for company in self.company_id:
                mine = self.filtered(lambda it, company=company: it.company_id == company)
                self._show_holds_on_orders(company, mine.partner_id.ids)
        return res

    def _is_release(self, vals):
        """Say whether these values let a customer go who is held today."""
        self.ensure_one()
        return vals.get("hold") in ("auto", "off") and self.hold == "on" and self._is_on_hold()

    def _start_grace(self):
        """After a release by a person, rules wait for the policy's days of grace."""
        today = fields.Date.context_today(self)
        for profile in self:
            days = profile._get_policy().grace_days
            if days:
                until = fields.Date.add(today, days=days)
                profile.sudo()._write_quietly(
                    {
                        "grace_until": max(profile.grace_until or until, until),
                        "auto_held_on": False,
                    }
                )

    @api.model
    def _show_holds_on_orders(self, company, partner_ids):
        """Mark the quotations of held customers, and take the mark from the others.

        Two statements for any number of customers. Quotations that wait, are approved or were
        refused keep what their request says.
        """
        if not partner_ids:
            return
        self.env.flush_all()
        held = self._held_sql(company)
        orders = SQL(
            """
            orders.state IN ('draft', 'sent') AND orders.company_id = %s
            AND partner.id = orders.partner_invoice_id AND partner.commercial_partner_id IN %s
            """,
            company.id,
            tuple(partner_ids),
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE sale_order orders SET credit_state = 'hold'
                  FROM res_partner partner
                 WHERE %s AND COALESCE(orders.credit_state, 'ok') IN ('ok', 'warning')
                   AND partner.commercial_partner_id IN (%s)
                """,
                orders,
                held,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE sale_order orders SET credit_state = NULL
                  FROM res_partner partner
                 WHERE %s AND orders.credit_state = 'hold'
                   AND partner.commercial_partner_id NOT IN (%s)
                """,
                orders,
                held,
            )
        )
        self.env["sale.order"].invalidate_model(["credit_state"], flush=False)

    @api.model
    def _held_sql(self, company):
        """Return the query of commercial partners whose hold stops something today."""
        today = fields.Date.context_today(self)
        default = self.env["customer.credit.policy"]._get_default(company)
        return SQL(
            """
            SELECT profile.partner_id
              FROM (SELECT it.*, CASE WHEN it.hold_until < %(today)s THEN 'auto'
                                      ELSE it.hold END AS choice
                      FROM customer_credit_profile it WHERE it.company_id = %(company)s) profile
              LEFT JOIN customer_credit_policy policy
                ON policy.id = COALESCE(profile.policy_id, %(default)s)
             WHERE (profile.choice = 'on' AND policy.hold_level IS DISTINCT FROM 'warn')
                OR (profile.choice = 'auto' AND profile.auto_hold
                    AND (profile.grace_until IS NULL OR profile.grace_until < %(today)s)
                    AND COALESCE(profile.auto_hold_level, policy.hold_level)
                        IS DISTINCT FROM 'warn')
            """,
            today=today,
            company=company.id,
            default=default.id or None,
        )
