"""Common ground of tests that set and try many PINs."""

from unittest.mock import patch

from odoo.addons.base.models import res_users


def hash_quickly(case):
    """Hash passwords and PINs with few rounds while the tests of this class run."""
    case.startClassPatcher(patch.object(res_users, "MIN_ROUNDS", 1))
    case.env["ir.config_parameter"].set_param("password.hashing.rounds", 1)
    case.env.registry.clear_cache("stable")
    case.addClassCleanup(case.env.registry.clear_cache, "stable")
