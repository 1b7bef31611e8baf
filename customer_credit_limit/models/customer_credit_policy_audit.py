"""Credit policy: whoever changes the rules of all customers leaves a line on record."""

from odoo import api, models

# What is no rule.
QUIET = {"name", "customer_message", "company_id"}


class CustomerCreditPolicy(models.Model):
    """Default limit, threshold, modes: everything that decides about many customers at once."""

    _inherit = "customer.credit.policy"

    @api.model_create_multi
    def create(self, vals_list):
        """Put a new policy on record.

        # EXTENDS 'customer_credit_limit'
        """
        policies = super().create(vals_list)
        self.env["customer.credit.audit"]._log_many(
            [
                {
                    "event": "policy",
                    "partner": self.env["res.partner"],
                    "company": policy.company_id,
                    "document": policy,
                    "new": policy.name,
                }
                for policy in policies
            ]
        )
        return policies

    def write(self, vals):
        """Put what really changes on record.

        # EXTENDS 'customer_credit_limit'
        """
        names = sorted(set(vals) & set(self._fields) - QUIET)
        olds = {policy: {name: policy[name] for name in names} for policy in self}
        res = super().write(vals)
        lines = []
        for policy, old in olds.items():
            changed = [name for name in names if policy[name] != old[name]]
            if changed:
                lines.append(
                    {
                        "event": "policy",
                        "partner": self.env["res.partner"],
                        "company": policy.company_id,
                        "document": policy,
                        "old": ", ".join(f"{name}: {old[name]}" for name in changed),
                        "new": ", ".join(f"{name}: {policy[name]}" for name in changed),
                    }
                )
        if lines:
            self.env["customer.credit.audit"]._log_many(lines)
        return res
