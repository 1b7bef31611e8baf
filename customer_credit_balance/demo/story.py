"""What happens in the demo story: who does what, how many days ago, as plain data.

Each step is (days ago, verb, customer, *arguments); `customer.credit.demo` has one method for
each verb. Amounts are in the company's currency and whole, so that every currency can tell it.
A label names a document for later steps of the same customer.
"""

CAFE = [
    (420, "topup", "cafe", 600, "Prepayment for the winter"),
    (410, "invoice", "cafe", "1", "coffee", 12),
    (410, "pay_by_credit", "cafe", "1"),
    (375, "invoice", "cafe", "2", "coffee", 14),
    (375, "pay_by_credit", "cafe", "2"),
    (345, "topup", "cafe", 600, "Prepayment"),
    (340, "invoice", "cafe", "3", "coffee", 10),
    (340, "pay_by_credit", "cafe", "3"),
    (305, "invoice", "cafe", "4", "coffee", 15),
    (305, "pay_by_credit", "cafe", "4"),
    (270, "invoice", "cafe", "5", "coffee", 12),
    (270, "pay_by_credit", "cafe", "5"),
    (265, "topup", "cafe", 600, "Prepayment for the summer"),
    (235, "invoice", "cafe", "6", "coffee", 16),
    (235, "pay_by_credit", "cafe", "6"),
    (200, "invoice", "cafe", "7", "coffee", 11),
    (200, "pay_by_credit", "cafe", "7"),
    (185, "topup", "cafe", 600, "Prepayment"),
    (165, "invoice", "cafe", "8", "coffee", 13),
    (165, "pay_by_credit", "cafe", "8"),
    (130, "invoice", "cafe", "9", "coffee", 14),
    (130, "pay_by_credit", "cafe", "9"),
    (95, "invoice", "cafe", "10", "coffee", 12),
    (95, "pay_by_credit", "cafe", "10"),
    (85, "topup", "cafe", 600, "Prepayment for the winter"),
    (60, "invoice", "cafe", "11", "coffee", 15),
    (60, "pay_by_credit", "cafe", "11"),
    (40, "adjust", "cafe", 20, "Thank you for a year with us"),
    (5, "invoice", "cafe", "12", "coffee", 10),
    (0, "quotation", "cafe", "coffee", 16),
]

BUILDER = [
    (400, "invoice", "builder", "1", "timber", 4),
    (365, "pay", "builder", "1"),
    (300, "invoice", "builder", "2", "timber", 5),
    (260, "pay", "builder", "2"),
    (210, "invoice", "builder", "3", "timber", 3),
    (170, "pay", "builder", "3"),
    (120, "invoice", "builder", "4", "timber", 6),
    (80, "pay", "builder", "4", 2000),
    (75, "invoice", "builder", "5", "timber", 2),
    (50, "invoice", "builder", "6", "timber", 4),
    (20, "invoice", "builder", "7", "timber", 5),
    (15, "pay_on_account", "builder", 1500, "Payment on account"),
    (12, "invoice", "builder", "8", "timber", 1),
    (9, "credit_note", "builder", "3", "timber", 1, 240, "Damaged timber"),
    (6, "invoice", "builder", "9", "timber", 3),
    (4, "order", "builder", "order", "timber", 3),
    (2, "invoice", "builder", "10", "timber", 2),
    (0, "quotation", "builder", "timber", 4),
]

SCHOOL = [
    (380, "pay_on_account", "school", 4000, "Deposit for the spring term"),
    (380, "transfer", "school", 4000),
    (350, "invoice", "school", "1", "lab", 20),
    (350, "pay_by_credit", "school", "1"),
    (290, "invoice", "school", "2", "lab", 12),
    (290, "pay_by_credit", "school", "2"),
    (200, "pay_on_account", "school", 4000, "Deposit for the autumn term"),
    (200, "transfer", "school", 4000),
    (180, "invoice", "school", "3", "lab", 18),
    (180, "pay_by_credit", "school", "3"),
    (110, "invoice", "school", "4", "lab", 15),
    (110, "pay_by_credit", "school", "4"),
    (30, "pay_on_account", "school", 4000, "Deposit for the next term"),
    (28, "transfer", "school", 3000),
    (10, "invoice", "school", "5", "lab", 10),
    (10, "pay_by_credit", "school", "5"),
    (0, "quotation", "school", "lab", 8),
]

GIFT_SHOP = [
    (330, "invoice", "gifts", "1", "gift", 50),
    (310, "pay", "gifts", "1"),
    (230, "invoice", "gifts", "2", "gift", 40),
    (225, "pay", "gifts", "2"),
    (220, "credit_note", "gifts", "2", "gift", 10, 24, "Returned: 10 boxes"),
    (215, "refund", "gifts", 240, "2 returned"),
    (140, "invoice", "gifts", "3", "gift", 60),
    (134, "pay", "gifts", "3"),
    (130, "credit_note", "gifts", "3", "gift", 20, 24, "Returned: 20 boxes"),
    (45, "invoice", "gifts", "4", "gift", 30),
    (41, "apply", "gifts", "3 returned", "4", 100),
    (41, "unapply", "gifts", "4"),
    (40, "apply", "gifts", "3 returned", "4", 300),
    (35, "credit_note", "gifts", "3", "gift", 5, 24, "Returned: 5 boxes"),
    (30, "transfer", "gifts", 120, "3 returned"),
]

EVENTS = [
    (90, "topup", "events", 1200, "Prepayment for the season"),
    (60, "invoice", "events", "1", "hall", 1),
    (60, "pay_by_credit", "events", "1"),
    (3, "order", "events", "fair", "hall", 2),
    (3, "reserve", "events", "fair", 250),
]

LOGISTICS = [
    (160, "overdraft", "logistics", 500),
    (160, "topup", "logistics", 1000, "Prepayment"),
    (100, "invoice", "logistics", "1", "transport", 8),
    (100, "pay_by_credit", "logistics", "1"),
    (55, "invoice", "logistics", "2", "transport", 6),
    (55, "pay_by_credit", "logistics", "2"),
    (14, "invoice", "logistics", "3", "transport", 4),
]

PARTS = [
    (70, "topup", "parts", 400, "Card payment"),
    (50, "invoice", "parts", "1", "cables", 10),
    (50, "pay_by_credit", "parts", "1"),
    (20, "charge_back", "parts"),
]

FOREIGN = [
    (100, "invoice", "bergmann", "1", "lab", 8, 100, "foreign"),
    (80, "pay", "bergmann", "1", 1000),
    (25, "invoice", "bergmann", "2", "lab", 4, 100, "foreign"),
]

HEALTH = [
    (250, "topup", "health_kitchen", 1500, "Budget of the year"),
    (220, "invoice", "health_laboratory", "1", "lab", 6),
    (220, "pay_by_credit", "health_laboratory", "1"),
    (150, "invoice", "health_kitchen", "2", "coffee", 20),
    (150, "pay_by_credit", "health_kitchen", "2"),
    (40, "pay_on_account", "health_laboratory", 500, "Paid twice by mistake"),
    (8, "invoice", "health_kitchen", "3", "coffee", 30),
    (0, "quotation", "health_laboratory", "lab", 5),
]

PRIVATE_PERSON = [
    (120, "topup", "emma", 100, "Birthday present"),
    (100, "invoice", "emma", "1", "gift", 3),
    (100, "pay_by_credit", "emma", "1"),
    (95, "refund", "emma", 28),
    (45, "adjust", "emma", 25, "Sorry for the late delivery"),
]

CHAPTERS = (
    CAFE, BUILDER, SCHOOL, GIFT_SHOP, EVENTS, LOGISTICS, PARTS, FOREIGN, HEALTH, PRIVATE_PERSON,
)  # fmt: skip


def steps():
    """Return every step of the story in the order of time."""
    every = [step for chapter in CHAPTERS for step in chapter]
    return sorted(every, key=lambda step: -step[0])
