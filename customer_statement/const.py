"""Words that several topics and addons share."""

# Settings of the company are read together, and not with whatever else asks for a company.
PREFETCH = "customer_statement"

KINDS = [
    ("activity", "Activity"),
    ("open_items", "Open Items"),
    ("balance_forward", "Balance Forward"),
]
