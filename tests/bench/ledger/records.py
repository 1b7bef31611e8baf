"""What the simulation works with: dates, rates, documents and their due lines."""

from datetime import date

TODAY = date.today()
TERMS = ["immediate", "15", "30", "45", "30/60"]
RATE = {"USD": 1.0, "EUR": 2.0}  # company currency (USD) per unit
FIRST = [
    "Harbour", "North", "Blue", "Silver", "Oak", "River", "Summit", "Maple", "Delta", "Union",
    "Golden", "Granite", "Cedar", "Prairie", "Atlantic", "Beacon", "Castle", "Falcon", "Garden",
    "Horizon",
]  # fmt: skip
SECOND = [
    "Bakery", "Logistics", "Systems", "Furniture", "Foods", "Textiles", "Media", "Motors",
    "Clinic", "School", "Builders", "Energy", "Pharma", "Retail", "Studios", "Hotels", "Farms",
    "Chemicals", "Books", "Optics",
]  # fmt: skip
GIVEN = [
    "Ana", "Ben", "Chloe", "David", "Elif", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kira",
    "Liam", "Mona", "Nils", "Olga", "Pedro", "Rita", "Sami", "Tara", "Viktor",
]  # fmt: skip
FAMILY = [
    "Moreau", "Khan", "Silva", "Jansen", "Novak", "Haddad", "Fischer", "Rossi", "Dubois",
    "Tanaka", "Olsen", "Costa", "Meyer", "Garcia", "Popov", "Smith", "Lopez", "Weber", "Kaya",
    "Ivanov",
]  # fmt: skip


class Due:
    """One receivable line: what is owed (or credited) and what is matched."""

    __slots__ = ("date", "doc", "id", "partials", "residual", "total")

    def __init__(self, id_, doc, date_, total):
        self.id, self.doc, self.date, self.total, self.residual = id_, doc, date_, total, total
        self.partials = []


class Doc:
    __slots__ = (
        "by_credit",
        "by_payment",
        "cur",
        "date",
        "due_date",
        "dues",
        "id",
        "invoices",
        "key",
        "kind",
        "line_ids",
        "lines",
        "memo",
        "name",
        "number",
        "origin",
        "partner",
        "pay_id",
        "prefix",
        "reversed",
        "so_link",
        "tax",
        "total",
        "untaxed",
    )
