"""Who works on runs: scheduled actions, or jobs of a job queue."""

from . import (
    customer_statement_run,
    ir_config_parameter,
    res_config_settings,
)
