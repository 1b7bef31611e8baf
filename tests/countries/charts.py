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
    # Merchants' QR codes name the city.
    "BR": {"city": "Sao Paulo"},
    "HK": {"city": "Hong Kong"},
    "IN": {"l10n_in_upi_id": "world@upi"},
    "SG": {"city": "Singapore"},
    "TH": {"city": "Bangkok"},
    "VN": {"city": "Hanoi"},
}
CUSTOMER = {
    "AR": {"l10n_ar_afip_responsibility_type_id": "l10n_ar.res_CF"},
    "CL": {"l10n_cl_sii_taxpayer_type": "4", "vat": "CL762012243"},
    "CH": {"zip": "3003", "city": "Bern", "street": "Bundesplatz 3"},
    "IN": {"state_id": "base.state_in_gj"},
}
# The company's bank account, and the kind of QR code that Odoo makes for it.
BANK = {
    "AT": {"acc_number": "AT611904300234573201"},
    "BE": {"acc_number": "BE71096123456769"},
    "BR": {
        "acc_number": "123456789012345678",
        "proxy_type": "br_random",
        "proxy_value": "71d6c6e1-64ea-4a11-9560-a10870c40ca2",
        "include_reference": True,
    },
    "CH": {"acc_number": "CH9300762011623852957", "l10n_ch_qr_iban": "CH4431999123000889012"},
    "DE": {"acc_number": "DE89370400440532013000"},
    "ES": {"acc_number": "ES9121000418450200051332"},
    "FI": {"acc_number": "FI2112345600000785"},
    "FR": {"acc_number": "FR7630006000011234567890189"},
    "HK": {
        "acc_number": "123456789012345678",
        "proxy_type": "mobile",
        "proxy_value": "+852-67891234",
        "include_reference": True,
    },
    # QRIS codes last for half an hour and come from the internet: a statement has the link.
    "ID": {
        "acc_number": "1234567890",
        "l10n_id_qris_api_key": "key",
        "l10n_id_qris_mid": "mid",
    },
    "IT": {"acc_number": "IT60X0542811101000000123456"},
    "NL": {"acc_number": "NL91ABNA0417164300"},
    "SE": {"acc_number": "SE4550000000058398257466"},
    "SG": {
        "acc_number": "123456789012345678",
        "proxy_type": "uen",
        "proxy_value": "200002150HWCF",
        "include_reference": True,
    },
    "SI": {"acc_number": "SI56263300012039086"},
    "TH": {
        "acc_number": "123456789012345678",
        "proxy_type": "mobile",
        "proxy_value": "0810704060",
    },
    "VN": {
        "acc_number": "123456789012345678",
        "proxy_type": "bank_acc",
        "proxy_value": "660704060000129",
        "include_reference": True,
    },
}
CODES = {
    **dict.fromkeys(("AT", "BE", "DE", "ES", "FI", "FR", "IT", "NL", "SI"), "sct_qr"),
    **dict.fromkeys(("BR", "HK", "SG", "TH", "VN"), "emv_qr"),
    "CH": "ch_qr",
    "IN": "upi",
}
