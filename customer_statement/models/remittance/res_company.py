"""Company: whether payments that were announced are applied by themselves."""

from odoo import fields, models

from ...const import PREFETCH


class ResCompany(models.Model):
    """Adds what happens to announced payments to companies, because some want to look first."""

    _inherit = "res.company"

    # --- fields

    customer_statement_apply_remittances = fields.Boolean(
        "Apply Announced Payments", groups="base.group_user",
        help="A payment that quotes the reference of an announcement is applied to the documents "
        "and amounts announced, as soon as it is posted. Otherwise it is proposed.",
        prefetch=PREFETCH,
    )  # fmt: skip
