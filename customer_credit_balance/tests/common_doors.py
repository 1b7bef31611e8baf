"""Common ground of the tests of doors: something to steal, and calls as a client makes them."""

import inspect

from odoo.tests import HttpCase

from .common import CreditCommon

ADDON = "odoo.addons.customer_credit_balance."
# Guarded by the access rules of their model, and tried one by one below.
ORM_METHODS = {"create", "write", "unlink", "default_get", "init", "copy"}
# What a client may claim about itself, and what must never count.
FORGED = {
    "force": True,
    "bypass": True,
    "bypass_risk": True,
    "sudo": True,
    "su": True,
    "uid": 1,
    "tracking_disable": True,
    "install_mode": True,
    "module": "customer_credit_balance",
    "check_move_validity": False,
    "skip_account_move_synchronization": True,
}
FINGERPRINT = """
    SELECT (SELECT array_agg(t ORDER BY id) FROM (SELECT id, balance, reserved, overdraft_limit,
                   state, partner_id FROM customer_credit_account) t)::text,
           (SELECT array_agg(t ORDER BY id) FROM (SELECT id, amount, move_line_id
              FROM customer_credit_entry) t)::text,
           (SELECT array_agg(t ORDER BY id) FROM (SELECT id, amount, state, account_id
              FROM customer_credit_reservation) t)::text,
           (SELECT array_agg(t ORDER BY id) FROM (SELECT id, state FROM account_move) t)::text,
           (SELECT array_agg(t ORDER BY id) FROM (SELECT id, state FROM account_payment) t)::text,
           (SELECT COUNT(*) FROM account_partial_reconcile)
"""


def find_public_methods(env, addon=ADDON):
    """Return sorted (model, method) of all public methods that an addon defines.

    Found by looking, so that a new method is tried without anybody thinking of it.

    :param str addon: Python path of the addon, with a dot at its end
    """
    found = set()
    for name, model in env.registry.items():
        if model._abstract:
            continue
        foreign = {
            method
            for cls in model.mro()
            if not cls.__module__.startswith(addon)
            for method in vars(cls)
        }
        for cls in model.mro():
            if not cls.__module__.startswith(addon):
                continue
            for method, function in vars(cls).items():
                if (
                    method.startswith("_")
                    or method in ORM_METHODS
                    or method in foreign
                    or not inspect.isfunction(inspect.unwrap(function))
                    or getattr(function, "_api_private", False)
                ):
                    continue
                found.add((name, method))
    return sorted(found)


class DoorsCommon(CreditCommon, HttpCase):
    """Something to steal, and calls as the browser makes them."""

    @classmethod
    def setUpClass(cls):
        """Store credit, a reservation, an outstanding credit and an invoice of two customers."""
        super().setUpClass()
        cls.password = {}
        for user in (cls.salesperson, cls.credit_user, cls.credit_manager, cls.employee):
            cls._set_password(user)
        cls._set_password(cls.portal_user)
        cls.portal_user.partner_id.write({"parent_id": cls.customer.id})
        cls._make_what_can_be_stolen(cls())

    @classmethod
    def _set_password(cls, user):
        cls.password[user] = f"door-{user.login}"
        user.sudo().password = cls.password[user]

    @classmethod
    def _make_what_can_be_stolen(cls, case):
        cls.entry = case.give_credit(100.0)
        case.give_credit(50.0, cls.other_customer)
        cls.account = case.credit_account()
        cls.reservation = cls.account._reserve(30.0, "doors", cls.customer)
        cls.credit_note = case.invoice(40.0, move_type="out_refund")
        cls.open_invoice = case.invoice(500.0, cls.other_customer)
        cls.env.flush_all()

    # --------------------------------------------------------------- helpers

    def fingerprint(self):
        """Return everything that must not change."""
        self.env.flush_all()
        self.env.cr.execute(FINGERPRINT)
        return self.env.cr.fetchone()

    def call(self, model, method, args=(), **kwargs):
        """Call as the browser does; return None when it worked, else the name of the error."""
        return self.try_call(model, method, args, **kwargs)[0]

    def answer(self, model, method, args=(), **kwargs):
        """Call as the browser does and return what came back; it must work."""
        error, result = self.try_call(model, method, args, **kwargs)
        self.assertFalse(error)
        return result

    def try_call(self, model, method, args=(), **kwargs):
        """Call as the browser does; return (name of the error or None, result)."""
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={
                "params": {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
            },
        ).json()
        self.env.invalidate_all()
        error = response["error"]["data"]["name"] if "error" in response else None
        return error, response.get("result")

    def log_in(self, user):
        """Log in over HTTP (None: anonymous)."""
        if user:
            self.authenticate(user.login, self.password[user])
        else:
            self.logout()

    def public_methods(self):
        """Return sorted (model, method) of all public methods that the addon defines."""
        return find_public_methods(self.env)

    def record_ids(self, model):
        """Return the ids to try a method of this model on."""
        records = {
            "customer.credit.account": self.account,
            "customer.credit.entry": self.entry,
            "customer.credit.reservation": self.reservation,
            "customer.credit": self.entry.move_line_id,
            "res.partner": self.customer,
            "account.move": self.open_invoice,
        }
        if model in records:
            return records[model].ids
        if self.env[model]._transient:
            return self._new_wizard(model).ids
        return self.env[model].sudo().search([], limit=1).ids or [1]

    def _wizard_values(self, model):
        """Return values that a credit manager could confirm."""
        values = {
            "partner_id": self.customer.id,
            "amount": 5.0,
            "journal_id": self.bank_journal.id,
            "reason": "door",
            "date": "2026-02-01",
            "company_id": self.company.id,
        }
        fields = self.env[model]._fields
        return {name: value for name, value in values.items() if name in fields}

    def _new_wizard(self, model):
        return self.env[model].create(self._wizard_values(model))

    def wizards(self):
        """Return the dialogs of this addon that change credit; its siblings try their own."""
        return sorted(
            name
            for name, model in self.env.registry.items()
            if model._transient
            and model._original_module == "customer_credit_balance"
            and not model._abstract
            and name.startswith("customer.credit.")
            and hasattr(model, "action_confirm")
        )

    def assert_refused(self, error, *, of=("AccessError", "UserError", "ValidationError")):
        """The call failed with an error that is meant for people."""
        self.assertTrue(error, "the call was let through")
        self.assertIn(error.rsplit(".", 1)[-1], of)
