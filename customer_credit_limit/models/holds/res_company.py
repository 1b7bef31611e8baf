"""Company: whether rules hold private persons by themselves."""

from odoo import fields, models


class ResCompany(models.Model):
    """Adds the question before a hold to companies, because a decision on a person that only a
    machine takes is one that the person may object to (GDPR, article 22).
    """

    _inherit = "res.company"

    # --- fields

    customer_credit_hold_ask_persons = fields.Boolean(
        "Ask before a Private Person Is Held", default=True, groups="base.group_user",
        help="Rules and reminders put companies on hold by themselves; of a private person they "
        "ask a manager of credit limits.",
    )  # fmt: skip
