"""The entry of the story of the till: told by the demo data, or when a chart comes later."""

import logging

from odoo import api, models

from .till_teller import TillTeller

_logger = logging.getLogger(__name__)


class CustomerCreditDemo(models.AbstractModel):
    """Tells what happened at the till of the bakery."""

    _inherit = "customer.credit.demo"

    @api.model
    def _create_till_story(self, company=None):
        """Open the bakery, and let its customers top up, pay and return; nothing the second time.

        Only the installation of demo data and tests call it; it is out of reach of RPC.

        :param company: res.company that tells it; default the main company
        :return: whether the story was made
        """
        company = company or self.env.ref("base.main_company")
        teller = TillTeller(self.env, company)
        if not company._has_chart_of_accounts() or not teller.has_cast() or teller.is_told():
            _logger.info("no story of the till in %s", company.name)
            return False
        company._ensure_store_credit_setup()
        teller.tell()
        return True

    @api.model
    def _get_stories(self) -> list:
        """Go on when demo data was installed before there was a chart.

        # EXTENDS 'customer_credit_balance'
        """
        return [*super()._get_stories(), ("customer_credit_pos_web", "_create_till_story")]
