"""The entry of the story of limits: it goes on where the story of the base ends."""

import logging

from odoo import api, models

from .limit_teller import LimitTeller

_logger = logging.getLogger(__name__)
CUSTOMER = "customer_credit_balance.demo_partner_builder"


class CustomerCreditDemo(models.AbstractModel):
    """Tells limits, holds and requests of the customers of the base's story."""

    _inherit = "customer.credit.demo"

    @api.model
    def _create_limit_story(self, company=None):
        """Set limits, ask, decide and take a year of figures; nothing the second time.

        Only the installation of demo data and tests call it; it is out of reach of RPC.

        :param company: res.company that tells it; default the main company
        :return: whether the story was made
        """
        company = company or self.env.ref("base.main_company")
        if not self.env.ref(CUSTOMER, raise_if_not_found=False):
            _logger.info("no story of limits: there are no demo customers")
            return False
        teller = LimitTeller(self.env, company)
        if not teller.is_told() or teller.has_limits():
            return False
        teller.tell_limits()
        return True

    @api.model
    def _get_stories(self) -> list:
        """Go on when demo data was installed before there was a chart.

        # EXTENDS 'customer_credit_balance'
        """
        return [*super()._get_stories(), ("customer_credit_limit", "_create_limit_story")]
