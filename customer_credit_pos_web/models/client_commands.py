"""Commands of a client for lines and payments: which records they name."""

from odoo import Command

from odoo.addons.customer_credit_balance.core.money import is_id


def get_named_ids(commands):
    """Return the ids of records that exist already and that commands of a client name."""
    ids = []
    for command in commands or []:
        if command[0] == Command.SET:
            ids += command[2]
        elif command[0] not in (Command.CREATE, Command.CLEAR):
            ids.append(command[1])
    return [it for it in ids if is_id(it)]
