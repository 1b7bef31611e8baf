"""Accounts of customer credit get their names in the installed languages; none is moved.

What an accountant may want to move is written to the log, and shown in the settings.
"""

import logging

from odoo import SUPERUSER_ID, api

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    """Translate names nobody changed; say what stands in an odd place."""
    companies = api.Environment(cr, SUPERUSER_ID, {})["res.company"].search([])
    companies._translate_credit_names()
    for company in companies.filtered("store_credit_account_id"):
        for advice in company._get_credit_setup_advice():
            _logger.info("%s: %s", company.name, advice)
