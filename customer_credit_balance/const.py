"""Words that several topics and addons share."""

POSTING = "customer_credit_balance.posting"

MATCHING = "customer_credit_balance.matching_items"

MANAGER_GROUP = "customer_credit_balance.group_customer_credit_manager"

USER_GROUP = "customer_credit_balance.group_customer_credit_user"
