"""Dates and amounts as the customer's language writes them, quickly for thousands of lines."""

from functools import lru_cache

from babel.dates import format_date

from odoo.tools.misc import babel_locale_parse, get_lang, posix_to_ldml

NBSP = "\N{NO-BREAK SPACE}"


@lru_cache(maxsize=65536)
def write_date(day, code, pattern):
    """Return a day as Odoo writes it; thousands of statements name the same few days."""
    locale = babel_locale_parse(code)
    return format_date(day, format=posix_to_ldml(pattern, locale=locale), locale=locale)


class Formats:
    """The formats of one language."""

    def __init__(self, env, lang_code):
        """Take an installed language; another one falls back as Odoo does."""
        self.env = env
        self.lang = get_lang(env, lang_code)
        data = env["res.lang"]._get_data(code=self.lang.code)
        self.point = data.decimal_point or "."
        self.separator = data.thousands_sep or ""
        self.plain = data.grouping in ("[3,0]", "[3, 0]")
        self.date_format = data.date_format

    def date(self, day):
        """Return a day, empty for none."""
        return write_date(day, self.lang.code, self.date_format) if day else ""

    def number(self, amount, digits=2):
        """Return an amount without its currency; zero never has a sign."""
        amount = round(amount, digits) + 0.0
        if self.plain:
            whole, _point, rest = f"{amount:,.{digits}f}".partition(".")
            whole = whole.replace(",", self.separator)
            text = f"{whole}{self.point}{rest}" if rest else whole
        else:
            text = self.lang.format(f"%.{digits}f", amount, grouping=True)
        return text.replace(" ", NBSP)

    def amount(self, amount, currency):
        """Return an amount with the symbol of its currency, where the currency puts it."""
        text = self.number(amount, currency.decimal_places)
        # Odoo's own data has blanks around some Arabic symbols.
        symbol = (currency.symbol or "").strip() or currency.name
        if currency.position == "before":
            # The sign before the symbol: -$ 5.00.
            sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
            return f"{sign}{symbol}{NBSP}{text}"
        return f"{text}{NBSP}{symbol}"
