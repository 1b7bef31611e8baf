"""Words that several topics and addons share."""

MANAGER_GROUP = "customer_credit_limit.group_credit_limit_manager"

USER_GROUP = "customer_credit_balance.group_customer_credit_user"

# The banner of each document that has one. Not a field of the mixin: documents of other addons
# would have it, and show it nowhere.
# No help: it would pop up over the whole box.
VERDICT = {
    "string": "Credit Check",
    "compute": "_compute_credit_verdict",
    "groups": USER_GROUP,
}

APPROVER_GROUP = "customer_credit_limit.group_credit_limit_approver"

OPEN_STATES = ("pending", "asked")
