"""Words that several topics and addons share."""

PAID_STATES = ("paid", "done")

PAYOUT_GROUP = "customer_credit_pos_web.group_pos_store_credit_payout"

STORE_CREDIT = "store_credit"
