"""What the workers do: requests as the product's callers write them, each with a request key."""

from odoo import Command

from .jobs_checkout import *  # noqa: F403 (the worker finds every job here)
from .jobs_http import *  # noqa: F403
from .jobs_till import *  # noqa: F403


def make_customer(env, name, amount=0.0):
    """Return the id of a new customer with this much store credit (Dr bank / Cr liability)."""
    partner = env["res.partner"].create({"name": name})
    if amount:
        bank = env["account.journal"].search([("type", "=", "bank")], order="id", limit=1)
        _book(env, partner, amount, bank.default_account_id)
    return partner.id


def _book(env, partner, amount, counterpart, key=None):
    """Post a journal entry that raises (or lowers) the store credit by ``amount``."""
    company = env.company
    move = env["account.move"].create(
        {
            "move_type": "entry",
            "journal_id": company.store_credit_journal_id.id,
            "store_credit_request_key": key,
            "line_ids": [
                Command.create(
                    {"account_id": item.id, "partner_id": partner.id, "balance": balance}
                )
                for item, balance in (
                    (counterpart, amount),
                    (company.store_credit_account_id, -amount),
                )
            ],
        }
    )
    move.action_post()
    return move


def _account(env, partner_id):
    """Return the credit account and the customer (who may have been merged into another)."""
    partner = env["res.partner"].browse(partner_id).exists()
    return env["customer.credit.account"]._get_or_create(partner, env.company), partner


def open_account(env, partner_id, key=None):
    """Open the credit account, or find it."""
    return _account(env, partner_id)[0].id


def post(env, partner_id, amount, key):
    """Spend at once: the ledger first, then the journal entry that books it."""
    if env["customer.credit.entry"]._find_by_key(key):
        return "again"
    account, partner = _account(env, partner_id)
    account._append_entry(-amount, "payment", key)
    _book(env, partner, -amount, partner.property_account_receivable_id, key)
    return "booked"


def post_only(env, partner_id, amount, key):
    """Spend in the ledger alone; whoever calls books later (see ``settle``)."""
    account, _partner = _account(env, partner_id)
    return account._append_entry(-amount, "payment", key).id


def settle(env, partner_id, prefix):
    """Book the journal entries of all entries that wait for theirs."""
    entries = env["customer.credit.entry"].search(
        [("request_key", "=like", f"{prefix}%"), ("move_line_id", "=", False)]
    )
    partner = env["res.partner"].browse(partner_id)
    for entry in entries:
        receivable = partner.property_account_receivable_id
        _book(env, partner, entry.amount, receivable, entry.request_key)
    return len(entries)


def pay(env, partner_id, amount, key):
    """Spend by a real payment in the credit journal."""
    if env["customer.credit.entry"]._find_by_key(key):
        return "again"
    account, partner = _account(env, partner_id)
    account._append_entry(-amount, "payment", key)
    payment = env["account.payment"].create(
        {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": partner.id,
            "amount": amount,
            "journal_id": env.company.store_credit_journal_id.id,
            "store_credit_request_key": key,
        }
    )
    payment.action_post()
    return "booked"


def reserve(env, partner_id, amount, key):
    """Set store credit aside for a document."""
    return _account(env, partner_id)[0]._reserve(amount, key).state


def capture(env, partner_id, amount, key):
    """Spend what was reserved and book it."""
    if env["customer.credit.entry"]._find_by_key(key):
        return "again"
    partner = env["res.partner"].browse(partner_id).exists()
    env["customer.credit.account"]._capture(key)
    _book(env, partner, -amount, partner.property_account_receivable_id, key)
    return "booked"


def release(env, key, **_unused):
    """Free what was reserved."""
    return env["customer.credit.account"]._release(key).state


def merge(env, source_id, target_id, key=None):
    """Merge two contacts, as the contact merge wizard does."""
    partners = env["res.partner"].browse([source_id, target_id]).exists()
    if len(partners) == 2:
        wizard = env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(partners.ids, env["res.partner"].browse(target_id))
    return True


def tie_out(env):
    """Return what the tie-out of every company has to say."""
    companies = env["res.company"].search([])
    Account = env["customer.credit.account"]
    return [fault["message"] for company in companies for fault in Account._tie_out(company)]


def merged_pay(env, source_id, target_id, amount, key):
    """Spend from a contact, or from the one that it was merged into."""
    partner = env["res.partner"].browse(source_id).exists()
    return pay(env, partner.id or target_id, amount, key)


def nothing(env, key=None):
    """Take a moment."""
    env.cr.execute("SELECT pg_sleep(0.1)")


def make_limited_customer(env, name, limit):
    """Return (customer id, product id): a customer with this limit and something to order."""
    partner = env["res.partner"].create({"name": name})
    profile = env["customer.credit.profile"]._get_or_create(partner, env.company)
    profile.write({"limit_mode": "custom", "limit_amount": limit})
    product = env["product.product"].create(
        {"name": name, "type": "service", "taxes_id": [Command.clear()]}
    )
    return partner.id, product.id


def confirm_order(env, partner_id, product_id, amount, key=None):
    """Order for this amount and confirm; return the state of the order."""
    line = {"product_id": product_id, "product_uom_qty": 1, "price_unit": amount,
            "tax_ids": [Command.clear()]}  # fmt: skip
    vals = {"partner_id": partner_id, "client_order_ref": key, "order_line": [Command.create(line)]}
    order = env["sale.order"].create(vals)
    order.action_confirm()
    return order.state
