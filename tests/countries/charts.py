"""Charts of accounts: the module that brings each, and a sample of all kinds."""

# One of each kind: own advances account (FR, SE), gift cards (DE), tags (MX), legal documents
# (AR), fiscal positions by stored fields (IN), a country code of its own for QR (CH), three
# decimals and no chart account for advances (KW).
SAMPLE = {
    "fr": "l10n_fr_account",
    "de_skr03": "l10n_de",
    "se_K2": "l10n_se",
    "mx": "l10n_mx",
    "ar_ri": "l10n_ar",
    "in": "l10n_in",
    "ch": "l10n_ch",
    "kw": "l10n_kw",
}
# What a company or a customer of a country needs before it can invoice: field, record or value.
COMPANY = {
    "AR": {"l10n_ar_afip_responsibility_type_id": "l10n_ar.res_IVARI", "vat": "30714295698"},
    "CL": {"vat": "CL762012243"},
    "CH": {"zip": "8001", "city": "Zurich", "street": "Bahnhofstrasse 1"},
}
CUSTOMER = {
    "AR": {"l10n_ar_afip_responsibility_type_id": "l10n_ar.res_CF"},
    "CL": {"l10n_cl_sii_taxpayer_type": "4", "vat": "CL762012243"},
    "CH": {"zip": "3003", "city": "Bern", "street": "Bundesplatz 3"},
    "IN": {"state_id": "base.state_in_gj"},
}
IBAN = {
    "CH": "CH9300762011623852957",
    "DE": "DE89370400440532013000",
    "FR": "FR7630006000011234567890189",
    "SE": "SE4550000000058398257466",
}
