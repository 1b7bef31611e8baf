"""Company: the document that a top-up gets, as its country has it."""

from odoo import _, models

# A top-up of a credit that buys anything is no supply: it is taxed when it is spent (EU directive
# 2016/1065, article 30b of the VAT directive). Formats of e-invoices still want each line to say
# so. Field of Odoo's tax: value, and where that value is defined.
NO_SUPPLY = {
    "ubl_cii_tax_category_code": "O",  # UNCL 5305: services outside scope of tax
    "ubl_cii_tax_exemption_reason_code": "VATEX-EU-O",  # CEF code list VATEX: not subject to VAT
    "l10n_it_exempt_reason": "N2.2",  # Agenzia delle Entrate, tabella Natura: non soggette
    "l10n_es_type": "no_sujeto",  # AEAT, SII and TicketBAI: operación no sujeta
    "l10n_sa_exemption_reason_code": "VATEX-SA-OOS",  # ZATCA: not subject to VAT
    "l10n_hu_tax_type": "ATK",  # NAV 3.0: outside the scope of the VAT law
}
# Countries whose own formats ask for it, whatever format the customer has.
NATIONAL_FORMATS = {"IT", "ES", "SA", "HU"}


class ResCompany(models.Model):
    """Adds journal and tax of top-ups to companies, because nothing about a country may stand in
    the way of money that has arrived.

    Where journals of invoices issue legal documents (Latin America), a top-up is booked in one
    that does not: Odoo's own switch for receipts. Elsewhere its invoice says "not subject to
    tax" where an e-invoice needs it, and has no tax where none does.
    """

    _inherit = "res.company"

    # --- private

    def _get_topup_journal(self, journal: models.BaseModel) -> models.BaseModel:
        """Return the journal of top-ups: the one given unless it issues legal documents."""
        self.ensure_one()
        if not journal or not self._has_legal_documents(journal):
            return journal
        Journal = self.env["account.journal"].sudo().with_company(self)
        domain = [("company_id", "=", journal.company_id.id), ("type", "=", "sale")]
        plain = Journal.search([*domain, ("l10n_latam_use_documents", "=", False)], limit=1)
        return plain or Journal.create(
            {
                "name": _("Store Credit Receipts"),
                "code": Journal._get_next_journal_default_code("sale", journal.company_id),
                "type": "sale",
                "company_id": journal.company_id.id,
                "default_account_id": journal.default_account_id.id,
                "l10n_latam_use_documents": False,
                "show_on_dashboard": False,
            }
        )

    def _has_legal_documents(self, journal):
        return (
            "l10n_latam_use_documents" in journal._fields
            and journal.sudo().l10n_latam_use_documents
        )

    def _get_topup_tax(self, customer: models.BaseModel) -> models.BaseModel:
        """Return the tax that says "no supply" for an e-invoice to this customer, or none.

        :param customer: commercial res.partner that gets the invoice
        :return: account.tax (sudo) of 0 %, made when it is first needed
        """
        self.ensure_one()
        Tax = self.env["account.tax"].sudo().with_company(self)
        values = {name: value for name, value in NO_SUPPLY.items() if name in Tax._fields}
        national = self.account_fiscal_country_id.code in NATIONAL_FORMATS
        wanted = national or customer.sudo().with_company(self).invoice_edi_format
        if not values or not wanted:
            return Tax
        domain = [
            *Tax._check_company_domain(self),
            ("type_tax_use", "=", "none"),
            ("amount", "=", 0.0),
            ("name", "=", self._get_topup_tax_name()),
        ]
        return Tax.search(domain, limit=1) or Tax.create(
            {
                **values,
                "invoice_legal_notes": _("Not subject to tax: taxed when the credit is spent."),
                "name": self._get_topup_tax_name(),
                "amount": 0.0,
                "type_tax_use": "none",
                "company_id": self.id,
                "country_id": self.account_fiscal_country_id.id,
            }
        )

    def _get_topup_tax_name(self) -> str:
        """Return a name that is the same in every language: the tax is found by it."""
        return "0% O (store credit)"
