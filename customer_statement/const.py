"""Words that several topics and addons share."""

KINDS = [
    ("activity", "Activity"),
    ("open_items", "Open Items"),
    ("balance_forward", "Balance Forward"),
]
