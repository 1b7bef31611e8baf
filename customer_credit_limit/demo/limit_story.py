"""What happens in the story of limits, as plain data: (verb, customer, *arguments).

`LimitTeller` has one method for each verb. The customers and what they owe come from the story
of the base; amounts are in the company's currency and whole.
"""

# Invoices of the past that were paid in full: what makes up a score. Steps of the base's teller:
# (days ago, verb, customer, *arguments). Invoices are due after 30 days.
HISTORY = [
    (190, "invoice", "builder", "a", "timber", 3),
    (150, "pay", "builder", "a"),
    (140, "invoice", "builder", "b", "timber", 5),
    (92, "pay", "builder", "b"),
    (330, "invoice", "logistics", "a", "transport", 3),
    (298, "pay", "logistics", "a"),
    (240, "invoice", "logistics", "b", "transport", 4),
    (190, "pay", "logistics", "b"),
    (170, "invoice", "logistics", "c", "transport", 2),
    (139, "pay", "logistics", "c"),
    (320, "invoice", "health_kitchen", "a", "coffee", 20),
    (285, "pay", "health_kitchen", "a"),
    (200, "invoice", "health_kitchen", "b", "coffee", 25),
    (155, "pay", "health_kitchen", "b"),
    (120, "invoice", "health_laboratory", "c", "lab", 3),
    (84, "pay", "health_laboratory", "c"),
]

LIMITS = [
    ("limit", "cafe", 1000),
    ("limit", "builder", 10000),
    ("limit", "school", 5000),
    ("limit", "gifts", 500),
    ("limit", "events", 1500),
    ("limit", "logistics", 500),
    ("limit", "parts", 800),
    ("limit", "health", 400),
    ("limit", "emma", 0),
    ("limit", "bergmann", None),
]

# The rep sells; what goes over a limit waits for the credit desk.
ORDERS = [
    ("quote", "parts", "order", "cables", 6),
    ("quote", "logistics", "order", "transport", 4),
    ("confirm", "logistics", "order"),
    ("approve_up_to", "logistics", "order", 255, "Three transports now, the fourth once paid."),
    ("reduce", "logistics", "order", 3),
    ("confirm", "logistics", "order"),
    ("quote", "health_laboratory", "order", "lab", 6),
    ("confirm", "health_laboratory", "order"),
]

HOLDS = [
    (
        "hold",
        "parts",
        "Card payment charged back: 300 are missing",
        "Please settle the returned card payment first",
    ),
]


def limit_steps():
    """Return every step in the order of time."""
    return [*LIMITS, *ORDERS, *HOLDS]
