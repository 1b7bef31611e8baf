"""Settings: how many work on runs of statements, for the whole database."""

from odoo import fields, models

from .customer_statement_run import DEFAULT, PARAMETER


class ResConfigSettings(models.TransientModel):
    """Adds the number of workers to the settings, because each company has other servers."""

    _inherit = "res.config.settings"

    # --- fields

    customer_statement_workers = fields.Integer(
        "Workers of Statement Runs",
        default=DEFAULT,
        config_parameter=PARAMETER,
        help="How many scheduled actions, or jobs of a job queue, work on runs at once.",
    )
