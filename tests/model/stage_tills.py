"""The tills of the stage: one in the company's currency, one in euros; goods at a price of one."""

import contextlib
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command

from odoo.addons.customer_credit_pos_web.tests.common_settlement import SettlementCommon
from odoo.addons.customer_credit_pos_web.tests.common_till import TillCommon

PRESENT = "2026-11-29 12:00:00"


class AskedError(Exception):
    """Odoo asks a person for an account."""


class TillStage(SettlementCommon):
    """Orders are sent as a till sends them, by a cashier."""

    def setUp(self):
        """Open no till: stories do, when something is sold."""
        super(TillCommon, self).setUp()  # pylint: disable=bad-super-call
        # Once: to freeze it anew each time means a look at all modules of Python.
        frozen = freeze_time(PRESENT)
        self.frozen = frozen.start()
        self.addCleanup(frozen.stop)

    @contextlib.contextmanager
    def on_day(self, day):
        """Let it be this day meanwhile."""
        self.frozen.move_to(f"{day} 12:00:00")
        try:
            yield
        finally:
            self.frozen.move_to(PRESENT)

    @classmethod
    def make_tills(cls):
        """Make the tills; call it when currencies and rates are there."""
        cls.tills = {"home": cls.config, "abroad": cls.other_currency_config}
        cls.cashier.company_ids |= cls.branch  # at work in both, as whoever plays the story
        abroad = cls.tills["abroad"]
        abroad.store_credit_enabled = True
        abroad.payment_method_ids = [Command.link(cls.pay_later_pm.id)]
        cls.goods = cls.create_product("Goods", cls.categ_basic, 1.0, 0.5)
        cls.goods.write({"is_storable": False, "type": "service"})
        abroad.pricelist_id.item_ids = [
            Command.create({"product_tmpl_id": cls.goods.product_tmpl_id.id, "fixed_price": 1.0,
                            "compute_price": "fixed", "applied_on": "1_product"})
        ]  # fmt: skip
        cls.methods = {
            till: {"cash": cash, "account": cls.pay_later_pm, "credit": cls.credit_pm}
            for till, cash in (("home", cls.cash_pm1), ("abroad", cls.cash_pm2))
        }

    def open_till_of(self, till):
        """Stand at this till, in its open session."""
        self.config = self.tills[till].with_env(self.env)
        if self.config.current_session_id:
            self.pos_session = self.config.current_session_id
            self.currency = self.pos_session.currency_id
            self.pricelist = self.config.pricelist_id
            return
        self.open_new_session()

    def payments_of(self, till, amounts, sign=1):
        """Return (method, amount) pairs."""
        return [
            (self.methods[till][kind].with_env(self.env), sign * float(amount))
            for kind, amount in amounts.items()
            if amount
        ]

    def sell_at(self, till, partner, total, amounts, invoiced):
        """Sell goods; return the order."""
        self.open_till_of(till)
        data = self.order_data(
            self.payments_of(till, amounts), customer=partner,
            lines=[(self.goods.with_env(self.env), float(total))], to_invoice=invoiced,
        )  # fmt: skip
        return self.sync(data)

    def refund_at(self, till, order, quantity, amounts, invoiced):
        """Take so much of an order back."""
        self.open_till_of(till)
        line = order.lines[:1]
        data = self.order_data(
            self.payments_of(till, amounts, -1), customer=order.partner_id,
            lines=[{"product": line.product_id, "quantity": -float(quantity),
                    "refunded_orderline_id": line.id}],
            to_invoice=invoiced, is_refund=True,
        )  # fmt: skip
        return self.sync(data)

    def top_up_at(self, till, partner, amount):
        """Take cash for store credit."""
        self.open_till_of(till)
        payments = self.payments_of(till, {"cash": amount, "credit": -amount})
        return self.sync(self.order_data(payments, customer=partner, lines=[]))

    def undo_at(self, till, topup):
        """Take a top-up back, as who may pay out store credit."""
        self.open_till_of(till)
        self.env["pos.order"].undo_store_credit_topup(topup.id, self.pos_session.id)

    def undo_settlement_at(self, till, order):
        """Take a settlement back, as who may pay out store credit."""
        self.open_till_of(till)
        self.env["pos.order"].undo_settlement(order.id, self.pos_session.id, "Wrong customer")

    def settle_at(self, till, partner, document, amount, kind):
        """Take what a customer owes."""
        self.open_till_of(till)
        payments = self.payments_of(till, {kind: amount})
        return self.sync(self.settlement_data([(document, float(amount))], payments, partner))

    def can_close(self, till):
        """Say whether Odoo can book the cash of a session.

        In a foreign currency each payment is worth what it was on its day. Where more came in than
        went out, and what went out was worth more, the entry has two signs, which Odoo refuses.
        """
        session, paid = self._cash_of(till)
        home = session.company_id.currency_id
        worth = sum(
            session.currency_id._convert(it.amount, home, session.company_id, it.payment_date)
            for it in paid
        )
        return sum(paid.mapped("amount")) * worth >= 0

    def close_till_of(self, till):
        """Close the session with the cash that is expected; return it.

        In a foreign currency each payment is converted on its own. When that leaves a cent, Odoo
        rolls back and asks a person for an account, which is named here.
        """
        session, paid = self._cash_of(till)
        counted = sum(paid.mapped("amount"))
        cents = self._try_to_close(session, counted)
        if cents:
            session.with_user(self.cashier).post_closing_cash_details(counted)
            account = session._get_balancing_account()
            session.sudo().action_pos_session_closing_control(account, cents)
        self.assertEqual(session.state, "closed")
        return session

    def _cash_of(self, till):
        """Return the open session of a till and its payments in cash."""
        self.open_till_of(till)
        session, cash = self.pos_session, self.methods[till]["cash"]
        return session, session.order_ids.payment_ids.filtered(
            lambda it: it.payment_method_id == cash
        )

    def _try_to_close(self, session, counted):
        """Close a session as its cashier does; return what Odoo asks an account for, mostly 0."""
        asked, cr = [], self.env.cr
        with (
            patch.object(cr, "rollback", lambda: None),
            patch.object(type(session), "_close_session_action",
                         lambda _session, cents: asked.append(cents) or {"name": "Asked"}),
            contextlib.suppress(AskedError),
            cr.savepoint(),
        ):  # fmt: skip
            session.with_user(self.cashier).post_closing_cash_details(counted)
            result = session.with_user(self.cashier).close_session_from_ui()
            if asked:
                raise AskedError
            self.assertTrue(result["successful"], result)
        self.env.invalidate_all()
        return asked[0] if asked else 0.0
