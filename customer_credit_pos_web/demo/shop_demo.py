"""The shop of the demo: what a shopper needs to try store credit; nothing is bought yet."""

from odoo import api, models


class CustomerCreditDemo(models.AbstractModel):
    """Opens the shop; the figures of the story stay what they are."""

    _inherit = "customer.credit.demo"

    @api.model
    def _open_shop(self):
        """Let shoppers pay with Odoo's demo provider, where it is installed, and on account.

        Only the installation of demo data calls it; it is out of reach of RPC.
        """
        provider = self.env.ref("payment.payment_provider_demo", raise_if_not_found=False)
        if provider and provider.sudo().code == "demo":
            provider.sudo().write({"state": "test", "is_published": True})
        website = self.env["website"].sudo().search([], order="id", limit=1)
        website.credit_on_account = True
        cafe = self.env.ref("customer_credit_balance.demo_partner_cafe").sudo()
        cafe.with_company(website.company_id).customer_credit_on_account = True
        # Odoo's demo data shows Europeans prices in euros, which store credit does not pay.
        own = (
            self.env["product.pricelist"]
            .sudo()
            .search([("currency_id", "=", website.company_id.currency_id.id)], order="id", limit=1)
        )
        shopper = self.env.ref("customer_credit_pos_web.demo_partner_shopper").sudo()
        shopper.with_company(website.company_id).specific_property_product_pricelist = own
