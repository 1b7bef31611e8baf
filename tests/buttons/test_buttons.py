"""A button that no test presses is broken: each is pressed by somebody of the demo who sees it."""

import pytest

from odoo.modules.module import get_manifest
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import convert_file

from tests.doors.people import KINDS
from tools import paths

from .elsewhere import ELSEWHERE
from .presser import Presser, Views

PEOPLE = ("credit", "rep", "till", "admin")
# Of those with one right each the ones who see most that is not theirs; the soak takes all.
NARROW = ("credit user", "limit manager", "statement user", "till manager")


@tagged("post_install", "-at_install")
class TestButtons(TransactionCase):
    """The demo, told within the test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for addon in paths.addons():
            for file in get_manifest(addon)["demo"]:
                convert_file(cls.env, addon, file, {}, mode="init", noupdate=True)
        cls.go_on()
        cls.env.flush_all()

    @classmethod
    def go_on(cls):
        """Make what the demo has not: customers held and warned by a rule, a wish, a debt."""
        company = cls.env.ref("base.main_company")
        Rule = cls.env["customer.credit.hold.rule"]
        for name, days, grace in (("Sixty days", 60, 0), ("Ten days", 10, 7)):
            Rule.create(
                {"name": name, "company_id": company.id, "overdue_days": days,
                 "grace_days": grace}
            )  # fmt: skip
        Rule._evaluate(company)
        order = cls.env["pos.order"].search([("partner_id", "!=", False)], limit=1)
        cls.env["customer.credit.shortfall"].create(
            {
                "payment_uuid": "buttons", "partner_id": order.partner_id.id,
                "company_id": order.company_id.id, "pos_order_id": order.id,
                "session_id": order.session_id.id, "config_id": order.config_id.id,
                "amount": 12.0, "shortfall": 5.0,
            }
        )  # fmt: skip
        partner = cls.env.ref("customer_credit_balance.demo_partner_builder")
        rep = cls.env["res.users"].search([("login", "=", "rep")])
        cls.env["customer.credit.limit.ask"].with_user(rep).create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "wanted_limit": 99000.0,
                "reason": "A larger site",
            }
        ).action_ask()

    def make_users(self, kinds):
        """Return a new user of each kind."""
        return [new_test_user(self.env, login=kind, groups=KINDS[kind]) for kind in kinds]

    def walk(self, users):
        """Return what these people pressed: [Presser]."""
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *args, **named: 600)
        views, people = Views(self.env), []
        for user in users:
            context = {
                "lang": user.lang,
                "tz": user.tz,
                "allowed_company_ids": user.company_ids.ids,
            }
            presser = Presser(self.env(user=user, context=context), views)
            presser.walk()
            people.append(presser)
        return views, people

    def tell(self, people):
        """Print how many were pressed, and what was refused; return the faults."""
        for presser in people:
            refused = [str(it) for it in presser.presses if it.answer]
            print(f"{presser.env.user.login}: {len(presser.pressed)} buttons", *refused, sep="\n  ")
        faults = [str(it) for presser in people for it in presser.presses if it.fault]
        print("FAULTS", *faults, sep="\n  ")
        return faults

    def test_every_button(self):
        """Nobody who sees a button meets an error that is no answer; none is left out."""
        users = self.env["res.users"].search([("login", "in", PEOPLE)])
        views, people = self.walk([*users, *self.make_users(NARROW)])
        self.assertEqual(self.tell(people), [])
        pressed = {it.name for presser in people for it in presser.pressed}
        never = {name for kind, name in views.buttons if kind == "object"} - pressed
        self.assertEqual(sorted(never - ELSEWHERE.keys()), [])
        for name, file in ELSEWHERE.items():
            self.assertRegex((paths.ROOT / file).read_text(encoding="utf-8"), rf"\b{name}\b")

    @pytest.mark.soak
    def test_every_right(self):
        """The same for people with one right each, whom the demo has not."""
        kinds = [kind for kind, groups in KINDS.items() if groups != "base.group_portal"]
        _views, people = self.walk(self.make_users(kinds))
        self.assertEqual(self.tell(people), [])

    def test_it_can_fail(self):
        """A button that breaks, one that wants a right, and one that opens what is not there."""
        partner = self.env.ref("customer_credit_balance.demo_partner_builder")
        view = self.env["ir.ui.view"].create(
            {
                "name": "three broken buttons", "model": "res.partner", "priority": 99,
                "arch": "<form><header>" + "".join(
                    f"<button name='{action.id}' type='action' string='{name}'/>"
                    for name, action in self.make_broken().items()
                ) + "</header><sheet><field name='name'/></sheet></form>",
            }
        )  # fmt: skip
        self.env["ir.model.data"].create(
            {
                "module": paths.addons()[0],
                "name": "broken",
                "model": "ir.ui.view",
                "res_id": view.id,
            }
        )
        user = self.env["res.users"].search([("login", "=", "rep")])
        user.group_ids += self.env.ref("base.group_partner_manager")
        presser = Presser(self.env(user=user), Views(self.env))
        presser.press_all(view, partner.with_user(user), "broken")
        faults = [it.fault.split(":")[0] for it in presser.presses]
        self.assertEqual(
            faults, ["ZeroDivisionError", "AccessError", "opens a record that is gone"]
        )

    def make_broken(self):
        """Return {name: action} of three kinds."""
        model = self.env["ir.model"]._get("res.partner")
        code = {"model_id": model.id, "state": "code"}
        return {
            "breaks": self.env["ir.actions.server"].create(
                {"name": "breaks", "code": "env['res.partner'].browse(1 / 0)", **code}
            ),
            "forbidden": self.env["ir.actions.act_window"].create(
                {"name": "forbidden", "res_model": "ir.cron"}
            ),
            "gone": self.env["ir.actions.act_window"].create(
                {"name": "gone", "res_model": "res.partner", "res_id": 2**30,
                 "view_mode": "form"}
            ),
        }  # fmt: skip
