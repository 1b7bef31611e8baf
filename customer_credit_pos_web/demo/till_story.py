"""What happens at the till of the bakery, as plain data: (verb, customer, *arguments).

`TillTeller` has one method for each verb. Amounts are in the company's currency and whole, so
that every currency can tell it; a sale costs them, whatever is sold.
"""

# This morning's session, which is closed.
MORNING = [
    ("topup", "olivia", 50),
    ("sell", "olivia", "1", 12, {"credit": 12}),
    ("topup", "tom", 20),
    ("sell", "tom", "1", 30, {"credit": 18, "cash": 12}),
    ("sell", "olivia", "2", 8, {"credit": 8}),
    ("refund", "olivia", "2", 8),
    ("sell", None, "1", 14, {"cash": 14}),
]

# The switches that the demo shows at the till and in the shop.
TOPUP_AMOUNTS = "20, 50, 100"
TOPUP_MAX = 500
