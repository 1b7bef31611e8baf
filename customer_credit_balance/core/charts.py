"""Charts of accounts: beside which account of a chart store credit stands, and what it is called.

Store credit is money received for what is not delivered yet: it belongs to the chart's advances
from customers or gift cards, else to its deferred income or other current liabilities. Each row
names that account by its record in Odoo's own chart template, which is the source: number, name
and tags stand there (`l10n_*/data/template/account.account-*.csv`). Where Odoo itself proposes an
account for down payments (`downpayment_account_id`), the row names that one.
"""

import re

# chart template: the account (record of the template) beside which store credit is booked
LIABILITY_BESIDE = {
    # Gift cards and vouchers that were sold
    "de_skr03": "account_1796",  # Ausgegebene Geschenkgutscheine
    "de_skr04": "chart_skr04_3786",  # Ausgegebene Geschenkgutscheine
    "se_K2": "a2421",  # Ej inlösta presentkort
    # Odoo's own account for down payments
    "be": "a46",
    "fr": "pcg_4191",
    "th": "l10n_th_account_212400",
    # Advances from customers
    "ar_base": "base_anticipos_de_clientes",
    "at": "chart_at_template_3200",
    "au": "au_21600",
    "bg": "l10n_bg_412",
    "br": "account_template_201010501",
    "ch": "ch_coa_2030",
    "cl": "account_210220",
    "cn_common": "l10n_cn_common_account_2203",
    "co": "co_puc_280500",
    "cy": "cy_2150",  # Customer overpayment
    "cz": "chart_cz_324000",
    "dk": "dk_coa_7410",
    "dz": "l10n_dz_419",
    "ec": "ec2110",
    "ee": "l10n_ee_20140",
    "es_common": "account_common_438",
    "et": "l10n_et3054",  # Other deposits
    "fi": "account_2861",
    "gr": "l10n_gr_30_01_03",
    "gt": "cta230101",
    "hk": "l10n_hk_2212",
    "hn": "cta230101",
    "hr": "hr_225000",
    "hr_kuna": "kp_rrif2253",
    "hu": "l10n_hu_453",
    "id": "l10n_id_28110020",
    "ie": "l10n_ie_account_2105",  # Customers with a credit balance
    "il": "il_account_111650",
    "it": "2530",
    "jp": "l10n_jp_330400",
    "kr": "l10n_kr_216001",
    "kz": "kz3510",
    "lk": "l10n_lk_account_220200",
    "lt": "account_account_template_4420",
    "lu": "lu_2011_account_431",
    "lv": "a5210",
    "ma": "pcg_4421",
    "mr": "mr_4190",
    "mt": "mt_3401",
    "mx": "cuenta206_05_01",
    "my": "l10n_my_2212",
    "mz": "l10n_mz_account_419",
    "nl": "1405",
    "no": "chart2900",
    "nz": "nz_21600",
    "pa": "212",
    "pe": "chart122",
    "ph": "l10n_ph_account_200202",
    "pl": "chart20000300",
    "pt": "chart_276",
    "ro": "pcg_419",
    "rs": "rs_430",
    "se": "a2420",
    "si": "gd_acc_230000",
    "sk": "chart_sk_324000",
    "syscebnl": "syscebnl_419",
    "syscohada": "pcg_4191",
    "tn": "l10n_tn_4191",
    "tr": "tr340",
    "tw": "l10n_tw_account_2141",
    "ua_psbo": "ua_psbp_6811",
    "ug": "411724",
    "uy": "uy_code_21301",
    # Credit notes to customers, which the chart keeps apart
    "bd": "l10n_bd_200104",
    "bh": "bh_account_200104",
    "iq": "iq_account_200104",
    "jo_standard": "jo_account_200104",
    "kw": "kw_account_200104",
    "om": "om_account_200104",
    "qa": "qa_account_200104",
    # Deferred income
    "ae": "uae_account_212000",
    "eg": "egy_account_201018",
    "generic_coa": "deferred_revenue",
    "ke": "ke211000",
    "kh": "l10n_kh_account_20500",
    "lb": "lb_account_473001",
    "mn": "account_template_3201_0101",
    "ng": "l10n_ng_deferred_revenue",
    "rw": "rw_342",
    "sa": "sa_account_201018",
    "sg": "account_account_768",
    "tz": "tz_342",
    "us": "account_account_us_deferred_revenue",
    "vn": "chart33871",
    "zm": "zm_account_9900000",
    # Other current liabilities: the chart has nothing nearer
    "bo": "l10n_bo_216",
    "ca_2023": "l10n_ca_298000",
    "cr": "account_account_template_0_211004",
    "do": "l10n_do_21010800",
    "in": "p11243",
    "mu": "mu_current_liabilities",
    "pk": "l10n_pk_2221002",
    "uk": "210200",
    "ve": "account_activa_account_2122001",
    "za": "200030",
}

# What the books show, by language as in Odoo's own charts: account, adjustments, journal.
ENGLISH = ("Store Credit", "Customer Credit Adjustments", "Customer Credit")
NAMES = {
    "ar": ("رصيد العملاء الدائن", "تسويات رصيد العملاء", "رصيد العملاء"),
    "bg": ("Кредит на клиенти", "Корекции на кредит на клиенти", "Кредит на клиенти"),
    "bs": ("Kredit kupaca", "Ispravke kredita kupaca", "Kredit kupaca"),
    "ca": ("Saldo a favor de clients", "Ajustos del saldo de clients", "Saldo de clients"),
    "cs": ("Kredit zákazníků", "Úpravy kreditu zákazníků", "Kredit zákazníků"),
    "da": ("Kundetilgodehavender", "Reguleringer af kundetilgodehavender", "Kundetilgodehavender"),
    "de": ("Kundenguthaben", "Anpassungen von Kundenguthaben", "Kundenguthaben"),
    "el": ("Πιστωτικό υπόλοιπο πελατών", "Διορθώσεις πίστωσης πελατών", "Πίστωση πελατών"),
    "es": ("Saldo a favor de clientes", "Ajustes del saldo de clientes", "Saldo de clientes"),
    "et": ("Klientide krediit", "Klientide krediidi korrigeerimised", "Klientide krediit"),
    "fa": ("اعتبار مشتریان", "تعدیل اعتبار مشتریان", "اعتبار مشتریان"),
    "fi": ("Asiakashyvitykset", "Asiakashyvitysten oikaisut", "Asiakashyvitykset"),
    "fr": ("Crédit client", "Ajustements du crédit client", "Crédit client"),
    "he": ("יתרות זכות של לקוחות", "התאמות יתרות זכות של לקוחות", "זכות לקוחות"),
    "hr": ("Kredit kupaca", "Ispravci kredita kupaca", "Kredit kupaca"),
    "hu": ("Vevői jóváírások", "Vevői jóváírások helyesbítése", "Vevői jóváírás"),
    "id": ("Kredit Pelanggan", "Penyesuaian Kredit Pelanggan", "Kredit Pelanggan"),
    "it": ("Credito clienti", "Rettifiche del credito clienti", "Credito clienti"),
    "ja": ("顧客クレジット", "顧客クレジット調整", "顧客クレジット"),
    "km": ("ឥណទានអតិថិជន", "ការកែតម្រូវឥណទានអតិថិជន", "ឥណទានអតិថិជន"),
    "ko": ("고객 적립금", "고객 적립금 조정", "고객 적립금"),
    "lt": ("Klientų kreditas", "Klientų kredito koregavimai", "Klientų kreditas"),
    "lv": ("Klientu kredīts", "Klientu kredīta korekcijas", "Klientu kredīts"),
    "mn": ("Харилцагчийн кредит", "Харилцагчийн кредитийн залруулга", "Харилцагчийн кредит"),
    "ms": ("Kredit Pelanggan", "Pelarasan Kredit Pelanggan", "Kredit Pelanggan"),
    "nb": ("Kundetilgodehavende", "Justering av kundetilgodehavende", "Kundetilgodehavende"),
    "nl": ("Klanttegoeden", "Aanpassingen van klanttegoeden", "Klanttegoed"),
    "pl": ("Saldo klientów", "Korekty salda klientów", "Saldo klientów"),
    "pt": ("Crédito de clientes", "Ajustes do crédito de clientes", "Crédito de clientes"),
    "ro": ("Credit clienți", "Ajustări ale creditului clienților", "Credit clienți"),
    "ru": ("Кредит покупателей", "Корректировки кредита покупателей", "Кредит покупателей"),
    "sk": ("Kredit zákazníkov", "Úpravy kreditu zákazníkov", "Kredit zákazníkov"),
    "sl": ("Dobroimetje kupcev", "Popravki dobroimetja kupcev", "Dobroimetje kupcev"),
    "sr": ("Кредит купаца", "Исправке кредита купаца", "Кредит купаца"),
    "sr@Cyrl": ("Кредит купаца", "Исправке кредита купаца", "Кредит купаца"),
    "sr@latin": ("Kredit kupaca", "Ispravke kredita kupaca", "Kredit kupaca"),
    "sv": ("Kundtillgodohavanden", "Justeringar av kundtillgodohavanden", "Kundtillgodohavande"),
    "th": ("เครดิตของลูกค้า", "รายการปรับปรุงเครดิตของลูกค้า", "เครดิตของลูกค้า"),
    "tr": ("Müşteri Alacak Bakiyesi", "Müşteri Bakiyesi Düzeltmeleri", "Müşteri Bakiyesi"),
    "uk": ("Кредит покупців", "Коригування кредиту покупців", "Кредит покупців"),
    "vi": ("Tín dụng khách hàng", "Điều chỉnh tín dụng khách hàng", "Tín dụng khách hàng"),
    "zh_CN": ("客户储值", "客户储值调整", "客户储值"),
    "zh_TW": ("客戶儲值", "客戶儲值調整", "客戶儲值"),
    "zh_HK": ("客戶儲值", "客戶儲值調整", "客戶儲值"),
}
# chart template: the account beside which goodwill to customers is booked, where the accounts that
# Odoo names for discounts and cash differences are none of the chart's own, or internal ones.
ADJUSTMENT_BESIDE = {
    "ar_base": "base_gastos_varios_comerciales",
    "se": "a6090",  # Övriga försäljningskostnader; discounts are 9993 of the internal class 9
}
# Numbers that Odoo gives to accounts that a chart has not: 999999 and down, 999 and zeros and up.
INVENTED = re.compile(r"9999\d*|9990+\d+")
WIDE = 5  # digits of numbers whose last two count accounts of one group


def names_in(language):
    """Return (account, adjustments, journal) in a language such as "fr_BE", or None."""
    for code in (language, language.split("@")[0], language.split("_")[0]):
        if code in NAMES:
            return NAMES[code]
    return None


def is_invented(code):
    """Tell whether a number was made by Odoo, beside no account of the chart.

    >>> is_invented("999000000001"), is_invented("999998"), is_invented("6090")
    (True, True, False)
    """
    return bool(INVENTED.fullmatch(code or "9999"))


def codes_beside(code):
    """Yield the numbers beside an account, nearest first: of its length, and of its group.

    Only the last digit changes, then the last two; then come numbers below the account. The
    number of another group of accounts never comes.

    >>> list(codes_beside("2421"))[:2]
    ['2422', '2423']
    """
    digits = re.search(r"\d*$", code).group()
    head = code[: len(code) - len(digits)]
    for width in (1, 2) if len(digits) > WIDE else (1,):
        if not digits[:-width]:
            break
        group, last = digits[:-width], int(digits[-width:])
        nearer = int(digits[-width:][0] + "9" * (width - 1)) if width > 1 else last
        for number in range(nearer + 1, 10**width):
            yield f"{head}{group}{number:0{width}}"
    for number in range(1, 100):
        yield f"{code}{number:02}"
