"""Odoo as a script: the server starts its event process by the name of what was started.

By `python -m odoo` that name is a file within the package, which cannot be run: the server starts
it again and again, and the processor has no time for anything else.

Passwords are hashed in one round, as their makers do (worker.py): dozens of people log in.
"""

import sys

sys.path.pop(0)  # this folder

import odoo.cli

from odoo.addons.base.models import res_users

res_users.MIN_ROUNDS = 1

if __name__ == "__main__":
    odoo.cli.main()
