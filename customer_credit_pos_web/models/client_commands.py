"""Commands of a client for lines and payments: which records they name."""

from odoo import Command

from odoo.addons.customer_credit_balance.core.money import is_id

# What only a cashier or the server sets on an order, its lines and its payments.
CASHIER_FIELDS = {
    "account_move",
    "account_move_id",
    "customer_account_line_id",
    "customer_credit_oldest_first",
    "customer_credit_settled_parts",
    "is_store_credit_topup",
    "refund_orderline_ids",
    "refunded_orderline_id",
    "settled_document",
}
# What a guest's order consists of; whatever else hangs on it is not the guest's to write.
GUEST_MODELS = ("pos.order", "pos.pack", "pos.payment", "product.attribute.custom", "restaurant.")


def get_named_ids(commands):
    """Return the ids of records that exist already and that commands of a client name."""
    ids = []
    for command in commands or []:
        if command[0] == Command.SET:
            ids += command[2]
        elif command[0] not in (Command.CREATE, Command.CLEAR):
            ids.append(command[1])
    return [it for it in ids if is_id(it)]


def walk(model, vals):
    """Yield what a client sends for a record and, at any depth, for the records that hang on it.

    :param model: empty recordset
    :param dict vals: values as the client sent them
    :return: iterator of (model, values, ids): ids of that model that exist and are named; values
        are empty where records are only named
    """
    yield model, vals, []
    for name, commands in vals.items():
        field = model._fields.get(name)
        if not field or field.type not in ("one2many", "many2many") or not commands:
            continue
        comodel = model.env[field.comodel_name]
        # The till sends what is no part of an order, as taxes, by their bare numbers.
        commands = [Command.link(it) if isinstance(it, int) else it for it in commands]
        ids = get_named_ids(commands)
        if ids and field.type == "one2many":
            yield comodel, {}, ids
        for command in commands:
            if command[0] in (Command.CREATE, Command.UPDATE):
                yield from walk(comodel, command[2] or {})
            elif command[0] == Command.DELETE:
                yield comodel, {}, [command[1]]


def walk_order(orders, order):
    """Yield what ``walk`` does for an order, and what the till links by uuid.

    :param orders: pos.order, empty
    :param dict order: as a client sent it
    """
    yield from walk(orders, order)
    for name, mapping in (order.get("relations_uuid_mapping") or {}).items():
        for vals in mapping.values():
            yield orders.env[name], vals, []
