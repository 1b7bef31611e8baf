"""What happens in the story of limits, as plain data: (verb, customer, *arguments).

`LimitTeller` has one method for each verb. The customers and what they owe come from the story
of the base; amounts are in the company's currency and whole.
"""

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
