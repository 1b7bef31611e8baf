"""The door of a public method: each is an RPC endpoint, whatever ids a client makes up."""

from functools import wraps

from odoo import _
from odoo.exceptions import UserError

from ..core.money import is_id


def door(method=None, *, single=False):
    """Let a public method run on records that exist only, with a sentence for anything else.

    Records that a form has not saved yet pass: the server made them.

    :param method: a method without arguments but its records
    :param bool single: it works on one record at a time
    :raise UserError: an id that no record can have or has any more, none or several records
    """
    if method is None:
        return lambda function: door(function, single=single)

    @wraps(method)
    def checked(self):
        made_up = [one for one in self._ids if isinstance(one, (int, float, str, list, dict))]
        if not all(is_id(one) for one in made_up):
            raise UserError(_("There is no such record: reload the page."))
        if made_up and len(self.sudo().exists()) != len(set(made_up)):
            raise UserError(_("A record is gone meanwhile: reload the page."))
        if single and len(self) != 1:
            raise UserError(_("Choose one record at a time."))
        return method(self)

    return checked
