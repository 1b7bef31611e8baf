"""How a statement is paid: bank account, reference, link and QR code."""

from urllib.parse import quote, urlencode

from odoo import _, api, models

from ..core.statement_data import StatementData
from ..pdf import document as doc
from .formats import Formats

# Codes that a service on the internet makes for one payment within the hour: Odoo's QRIS
# (Indonesia) asks it each time a page is drawn. On paper such a code pays nothing any more.
SHORT_LIVED = {"id_qr"}


class CustomerStatement(models.Model):
    """Payment instructions of the document."""

    _inherit = "customer.statement"

    def _get_payment(self, data: StatementData, formats: Formats) -> doc.Payment | None:
        """Return the doc.Payment, None when nothing is owed or the template leaves it out."""
        template = self.template_id.sudo()
        owed = self._get_owed(data)
        if not template.show_payment or not owed:
            return None
        bank = self._get_bank_account()
        url = self._get_payment_url()
        currency, amount = owed[0]
        if not bank and not url and not self._get_upi_link(amount, currency):
            return None
        lines = [(_("Amount"), formats.amount(amount, currency))]
        if len(owed) > 1:
            lines = [
                (self.env._("Amount in %s", part.name), formats.amount(value, part))
                for part, value in owed
            ]
        if bank:
            holder = bank.acc_holder_name or bank.partner_id.name or ""
            lines += [(_("Payee"), holder), (_("Account"), self._get_account_number(bank))]
            if bank.bank_id:
                name = " · ".join(filter(None, [bank.bank_id.name, bank.bank_id.bic]))
                lines.append((_("Bank"), name))
        lines.append((_("Reference"), self._get_payment_reference() or "-"))
        payment = doc.Payment(_("How to pay"), lines, url=url, url_label=_("Pay online"))
        if template.show_qr:
            code = self._get_qr(bank, amount, currency, url)
            payment.qr, payment.qr_label, payment.kind = code
        return payment

    @api.model
    def _get_account_number(self, bank: models.BaseModel) -> str:
        """Return the number that is paid to: a QR reference reaches a QR-IBAN alone."""
        if "l10n_ch_qr_iban" in bank._fields and bank.l10n_ch_qr_iban:
            return bank.l10n_ch_qr_iban
        return bank.acc_number or ""

    def _get_owed(self, data: StatementData) -> list:
        """Return [(currency, amount owed in it)], the company's own currency first.

        Each is paid by itself: what the customer has open in one currency pays nothing in another.
        """
        own = self.company_id.currency_id.id
        parts = [part for part in data.sections if part.closing > 0]
        return [
            (self.env["res.currency"].browse(part.currency_id), part.closing)
            for part in sorted(parts, key=lambda part: part.currency_id != own)
        ]

    def _get_bank_account(self) -> models.BaseModel:
        """Return the company's bank account to pay to, empty without one."""
        company = self.company_id.sudo()
        banks = company.partner_id.bank_ids.filtered(
            lambda bank: not bank.company_id or bank.company_id == company
        )
        return banks[:1]

    def _get_qr(
        self, bank: models.BaseModel, amount: float, currency: models.BaseModel, url: str
    ) -> tuple:
        """Return (text, label, kind) of the QR code: the bank's own, else the payment link.

        The kind is Odoo's name of it, empty for the link.
        """
        for method, _name in bank.get_available_qr_methods_in_sequence() if amount > 0 else ():
            values = method not in SHORT_LIVED and bank._build_qr_code_vals(
                currency.round(amount), self.name, self.payment_reference or None, currency,
                self.partner_id.sudo(), qr_method=method,
            )  # fmt: skip
            parameters = values and bank._get_qr_code_generation_params(**values)
            if parameters and parameters.get("barcode_type") == "QR":
                return parameters["value"], _("Scan to pay by bank"), method
        if link := self._get_upi_link(amount, currency):
            return link, _("Scan to pay by UPI"), "upi"
        if url:
            return url, _("Scan to pay online"), ""
        return "", "", ""

    def _get_upi_link(self, amount: float, currency: models.BaseModel) -> str:
        """Return the link by which Indian apps pay, empty without the company's UPI id.

        Odoo makes it for invoices alone, and leaves spaces and signs of names as they are.
        """
        company = self.company_id.sudo()
        name = "l10n_in_upi_id" in company._fields and company.l10n_in_upi_id
        if not name or company.country_code != "IN" or currency.name != "INR" or amount <= 0:
            return ""
        values = {
            "pa": name,
            "pn": company.name,
            "am": f"{amount:.2f}",
            "cu": "INR",
            "tr": self._get_payment_reference(),
            "tn": self.name,
        }
        return "upi://pay?" + urlencode(values, quote_via=quote, safe="@/")
