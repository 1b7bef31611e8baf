"""What people open all day beside their neighbours: the forms and lists of their own work."""

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form

KINDS = ("form", "list", "search")


def opened_by_everybody(story):
    """Open each screen as those who work with it, with the rights of that work alone."""
    invoice, payment = story.invoice_for(), story.pay(100.0)
    story.give_credit()
    order = story.order()
    story.limit_to(1.0)
    order.action_confirm()
    account = story.env["customer.credit.account"]._get_or_create(story.customer, story.company)
    request, statement = story.request_of(order), story.statement()
    told = []
    for role, records in (
        ("seller", order), ("approver", order), ("approver", request), ("biller", invoice),
        ("accountant", invoice), ("biller", payment), ("biller", statement),
        ("credit manager", account),
        *((role, story.customer) for role in ("seller", "biller", "accountant", "credit manager",
                                              "limit manager", "cashier")),
    ):  # fmt: skip
        told += _open(story.hand(records, role), role, records._name in story.closed)
    assert not told, told


def _open(records, role, closed):
    """Open a form and read a list, as the web client does; return what went wrong.

    :param closed: whether a neighbour may close the form, with ours or without
    """
    try:
        views = records.get_views([(False, kind) for kind in KINDS])["views"]
        Form(records)
        shown = etree.fromstring(views["list"]["arch"]).iter("field")
        names = {node.get("name"): {} for node in shown}
        records.web_search_read([("id", "in", records.ids)], names)
    except Exception as error:  # noqa: BLE001, all of them are told
        if closed and isinstance(error, AccessError):
            return []
        return [f"{role}, {records._name}: {error}"]
    return []
