"""Buttons that the demo shows nobody, and the tests that press them."""

_LIMITS, _CREDIT = "customer_credit_limit/tests", "customer_credit_balance/tests"
_TILL, _STATEMENTS = "customer_credit_pos_web/tests", "customer_statement/tests"

ELSEWHERE = {
    "action_credit_hold_agree": f"{_LIMITS}/test_holds_persons.py",
    "action_credit_hold_decline": f"{_LIMITS}/test_holds_persons.py",
    "action_credit_write_off": f"{_CREDIT}/test_write_off.py",
    "action_free_credit_set_aside": f"{_CREDIT}/test_set_aside.py",
    "action_next": f"{_CREDIT}/test_dialogs_apply_all.py",
    "action_open_credit_note": f"{_STATEMENTS}/test_credit_notes.py",
    "action_open_credit_write_off": f"{_CREDIT}/test_write_off.py",
    "action_pause": f"{_STATEMENTS}/test_runs.py",
    "action_record_chargeback": f"{_TILL}/test_shop_changes.py",
    "action_refund_payments": f"{_TILL}/test_refund.py",
    "action_remove_credit_pin": f"{_TILL}/test_till_verification.py",
    "action_resume": f"{_STATEMENTS}/test_runs.py",
    "action_resume_chasing": f"{_STATEMENTS}/test_answers.py",
    "action_retry": f"{_STATEMENTS}/test_runs.py",
    "action_save_as_schedule": f"{_STATEMENTS}/test_runs_schedule.py",
    "action_send_test": f"{_STATEMENTS}/test_delivery.py",
    "action_undo_credit_auto_apply": f"{_CREDIT}/test_application_auto.py",
    "action_undo_store_credit_topup": f"{_TILL}/test_till_undo.py",
}
