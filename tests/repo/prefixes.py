"""Fields that we add to Odoo's models: under a prefix of ours, so that every neighbour installs.

Two addons that define one name on one model with other types refuse each other.
"""

import ast

from tests.repo.source import ABSTRACT, addons, models, tree

OURS = ("customer_credit_", "store_credit_", "pos_store_credit_", "customer_statement_")
# Older than the rule: in nobody's way among the addons of Odoo and of the community for 19.0.
# What is added today takes a prefix. A name that meets another addon's is renamed with a
# migration, as customer_credit_limit 19.0.1.2.0 does.
OLDER = {
    "account.move": "credit_discount_invoice_id has_credit_auto_applied credit_auto_apply_undone "
    "credit_in_step credit_verdict credit_refundable",
    "account.move.line": "credit_source_line_id credit_split_line_id credit_sale_line_id",
    "account.partial.reconcile": "credit_auto_applied",
    "payment.transaction": "statement_id statement_item_ids statement_credit_ids",
    "pos.order": "is_store_credit_topup",
    "pos.payment": "settled_document customer_account_line_id",
    "pos.payment.method": "is_store_credit",
    "product.template": "is_store_credit",
    "res.company": "credit_order_invoicing credit_auto_adjust credit_auto_apply",
    "res.config.settings": "has_store_credit_entries credit_order_invoicing credit_auto_adjust "
    "credit_auto_apply credit_product_id website_credit_in_shop website_credit_on_quotations "
    "website_credit_on_invoices website_credit_on_account",
    "res.partner": "credit_currency_id credit_balance outstanding_credit_amount "
    "credit_order_invoicing credit_auto_apply credit_hold_notice credit_score credit_class "
    "credit_insight credit_limit_request_id credit_limit_request_for credit_limit_mode "
    "credit_limit_amount credit_limit_effective credit_is_unlimited credit_exposure "
    "credit_headroom credit_utilisation credit_hold credit_on_hold credit_hold_reason "
    "credit_temporary_limit credit_temporary_from credit_temporary_until "
    "credit_last_review_date credit_next_review_date credit_hold_message credit_hold_until "
    "credit_hold_review_date statement_role statement_delivery statement_ids statement_count "
    "statement_last_date statement_dispute_count",
    "sale.order": "can_apply_credit credit_can_enlarge credit_verdict credit_state "
    "credit_request_ids credit_request_id credit_request_state credit_waits_for credit_to_use "
    "credit_paid_amount credit_refundable_amount",
    "sale.order.line": "credit_unordered_total credit_correction_line_ids",
    "website": "credit_in_shop credit_on_quotations credit_on_invoices credit_on_account "
    "credit_product_id",
}
# Names that other addons of 19.0 define on these models, whatever their prefix.
TAKEN = {
    "credit_policy_id": "account_credit_control",
    "credit_control_line_ids": "account_credit_control",
    "credit_limit": "account",
    "use_partner_credit_limit": "account",
    "risk_exception": "account_financial_risk",
}


def problems(root):
    """Return every field on a model of Odoo whose name another addon may choose as well."""
    lines, seen = [], set()
    for addon in addons(root):
        for model, name, place in _fields(addon, _own_models(root)):
            seen.add((model, name))
            if name in TAKEN:
                lines.append(f"{place}: {model}.{name} belongs to {TAKEN[name]}")
            elif not name.startswith(OURS) and name not in OLDER.get(model, "").split():
                lines.append(f"{place}: {model}.{name} has no prefix of ours: {', '.join(OURS)}")
    return lines


def gone(root):
    """Return the names of the list above that no addon defines any more."""
    found = {
        (model, name)
        for addon in addons(root)
        for model, name, _place in _fields(addon, _own_models(root))
    }
    listed = {(model, name) for model, names in OLDER.items() for name in names.split()}
    return sorted(f"{model}.{name}" for model, name in listed - found)


def _own_models(root):
    return {model.name for addon in addons(root) for model in models(addon) if model.new}


def _fields(addon, own):
    """Return [(model, field, 'file:line')] of new fields on models that are not ours."""
    found = []
    for model in models(addon):
        if model.name in own or model.kind == ABSTRACT:
            continue
        node = next(
            each
            for each in ast.walk(tree(model.path))
            if isinstance(each, ast.ClassDef) and each.lineno == model.line
        )
        for statement in node.body:
            if _is_field(statement):
                place = f"{addon.inner(model.path)}:{statement.lineno}"
                found.append((model.name, statement.targets[0].id, place))
    return found


def _is_field(statement):
    """Tell a new field from one that only changes Odoo's: selection_add."""
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Call):
        return False
    call = statement.value
    changes = any(word.arg == "selection_add" for word in call.keywords)
    return (
        isinstance(call.func, ast.Attribute)
        and getattr(call.func.value, "id", "") == "fields"
        and not changes
    )
