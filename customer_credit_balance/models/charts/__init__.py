"""Accounts in the manner of each chart: number, tags and name."""

from . import (
    account_chart_template,
    res_company,
    res_config_settings,
)
