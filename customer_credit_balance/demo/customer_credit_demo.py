"""The entry of the demo story: called by the demo data, and once more when a chart comes later."""

import logging

from odoo import api, models

from .teller import Teller

_logger = logging.getLogger(__name__)


class CustomerCreditDemo(models.AbstractModel):
    """Tells the demo story in one company."""

    _name = "customer.credit.demo"
    _description = "Customer Credit Demo Story"

    @api.model
    def _create_story(self, company=None):
        """Make every document of the story; do nothing without a chart or the second time.

        Only the installation of demo data and tests call it; it is out of reach of RPC.

        :param company: res.company that tells it; default the main company
        :return: whether the story was made
        """
        company = company or self.env.ref("base.main_company")
        if not company._has_chart_of_accounts():
            _logger.info("the demo story waits for the chart of accounts of %s", company.name)
            return False
        teller = Teller(self.env, company)
        if teller.is_told():
            return False
        company._ensure_store_credit_setup()
        teller.tell()
        return True

    @api.model
    def _get_stories(self) -> list:
        """Return what addons tell in the main company, in order: [(addon, method), ...]."""
        return [("customer_credit_balance", "_create_story")]

    @api.model
    def _tell_stories(self):
        """Tell what was installed with demo data and could not be told then, nothing twice."""
        for addon, story in self._get_stories():
            if self.env.ref(f"base.module_{addon}").demo:
                getattr(self, story)()


class AccountChartTemplate(models.AbstractModel):
    """A chart that is loaded after the demo data still gets its story."""

    _inherit = "account.chart.template"

    def _load(self, template_code, company, install_demo, force_create=True):
        """Tell the stories when demo data was installed before there was a chart.

        # EXTENDS 'account'
        """
        res = super()._load(template_code, company, install_demo, force_create)
        if company == self.env.ref("base.main_company"):
            self.env["customer.credit.demo"].sudo()._tell_stories()
        return res
