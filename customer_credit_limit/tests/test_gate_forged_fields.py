"""Stored figures are anybody's to write by RPC: no decision and no exposure follows them."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .rpc_common import CreditRpcCommon


@tagged("post_install", "-at_install")
class TestForgedFigures(CreditRpcCommon):
    """The attacker sells or invoices, and writes what the views do not let them."""

    @classmethod
    def setUpClass(cls):
        """Make somebody who invoices."""
        super().setUpClass()
        cls.invoicer = cls._new_user(
            "forging_invoicer",
            "account.group_account_invoice,sales_team.group_sale_salesman_all_leads",
        )

    def setUp(self):
        """A customer with room for 1,000."""
        super().setUp()
        self.set_limit(1000.0)

    def names(self, model):
        """Return what the guard found in the registry."""
        return sorted(self.env[model]._get_credit_computed_names())

    def forged(self, record, name):
        """Return a value of this field that somebody could claim."""
        field = record._fields[name]
        if field.type in ("monetary", "float"):
            return 1.0
        if field.type == "many2one":
            return self.env[field.comodel_name].search([], limit=1).id
        if field.type == "selection":
            return {"invoice_status": "invoiced", "state": "draft"}.get(name) or next(
                iter(field.get_values(self.env)), False
            )
        return {"boolean": True, "date": "2001-01-01"}.get(field.type, "x")

    def exposure(self):
        """Return what the customer owes as the limit counts it."""
        figures = self.customer._get_credit_limit_exposure_by_partner(self.company)
        return float(figures[self.customer].total)

    # --------------------------------------------------------------- orders

    def test_no_total_lets_an_order_through(self):
        """Each computed field of the order and its lines, written before the confirmation."""
        quote = self.quotation(1500.0, user_id=self.salesperson.id)
        self.log_in(self.salesperson)
        for record in (quote, quote.order_line):
            for name in self.names(record._name):
                self.call(record, "write", {name: self.forged(record, name)})
                self.call(quote, "action_confirm")
                self.assertEqual(quote.state, "draft", name)
        self.assertEqual((quote.amount_total, quote.currency_rate), (1500.0, 1.0))
        self.assertIn("amount_total", self.names("sale.order"))
        self.assertIn("price_total", self.names("sale.order.line"))

    def test_no_total_hides_what_an_order_is_worth(self):
        """Written on the confirmed order: the exposure stays."""
        order = self.order((self.chair, 9, 100))
        self.assertEqual(self.exposure(), 900.0)
        self.log_in(self.salesperson)
        for record in (order, order.order_line):
            for name in self.names(record._name):
                self.call(record, "write", {name: self.forged(record, name)})
                self.assertEqual(self.exposure(), 900.0, name)
        for record, vals in (
            (order.order_line, {"is_downpayment": True}),
            (order.order_line, {"qty_to_invoice": 0.0}),
            (order, {"order_line": [Command.update(order.order_line.id, {"price_total": 1.0})]}),
            (order.order_line, {"invoice_lines": [Command.link(1)]}),
        ):
            self.call(record, "write", vals)
            self.assertEqual(self.exposure(), 900.0, vals)

    def test_a_cancelled_invoice_is_taken_off_its_order(self):
        """An addon that merges drafts does so as the user; what counts cannot be taken off."""
        order = self.order((self.chair, 9, 100))
        cancelled, kept = (self.invoice_order(order, False, [3]) for _turn in "12")
        cancelled.button_cancel()
        line = order.order_line
        self.log_in(self.salesperson)
        for commands in (
            [Command.set(cancelled.invoice_line_ids.ids)],
            [Command.unlink(kept.invoice_line_ids.id)],
            [Command.set(kept.invoice_line_ids.ids), Command.link(1)],
            [Command.clear()],
            [(Command.SET, 0, [[1]])],
            [(Command.UNLINK, {}, 0)],
        ):
            self.assert_refused(self.call(line, "write", {"invoice_lines": commands}), "steps")
            self.assertEqual(line.invoice_lines.move_id, cancelled | kept, commands)
        for commands in ([Command.set(kept.invoice_line_ids.ids)], []):
            self.assertTrue(self.call(line, "write", {"invoice_lines": commands})[1], commands)
            self.assertEqual(line.invoice_lines.move_id, kept, commands)

    def test_delivered_beyond_the_order_counts(self):
        """Whatever is claimed about what is to be invoiced."""
        self.chair.invoice_policy = "delivery"
        order = self.order((self.chair, 2, 100))
        order.order_line.qty_delivered = 5
        self.assertEqual(self.exposure(), 500.0)
        self.log_in(self.salesperson)
        self.call(order.order_line, "write", {"qty_to_invoice": 0.0})
        self.assertEqual(self.exposure(), 500.0)

    def test_totals_in_a_new_order_mean_nothing(self):
        """As an import or a script sends them; the rest of the values is taken."""
        self.log_in(self.salesperson)
        line = {"product_id": self.chair.id, "price_unit": 1500.0, "price_total": 1.0}
        vals = {"partner_id": self.customer.id, "amount_total": 1.0, "currency_rate": 1000.0,
                "client_order_ref": "kept", "order_line": [Command.create(line)]}  # fmt: skip
        error, ids = self.call(self.env["sale.order"], "create", [vals])
        self.assertFalse(error)
        order = self.env["sale.order"].browse(ids)
        self.assertEqual(order.client_order_ref, "kept")
        self.assertEqual(order.order_line.price_total, 1500.0)
        self.assertEqual((order.amount_total, order.currency_rate), (1500.0, 1.0))

    def test_an_empty_list_claims_nothing(self):
        """Odoo's form sends one along with the lines of a combo."""
        self.log_in(self.salesperson)
        line = {"product_id": self.chair.id, "price_unit": 1500.0}
        for claimed, refused in (
            ([], False), ([[6, False, []]], False), ([[5, False, False]], False),
            ([[4, 1, False]], True), ([[6, False, [1]]], True), ([5], True), (1, True),
        ):  # fmt: skip
            vals = {"partner_id": self.customer.id,
                    "order_line": [Command.create({**line, "invoice_lines": claimed})]}  # fmt: skip
            error, _ids = self.call(self.env["sale.order"], "create", [vals])
            self.assertEqual(bool(error), refused, claimed)

    def test_the_rate_of_an_old_day_opens_nothing(self):
        """Rates come from the table, and a quotation is worth what it is worth today."""
        foreign = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("id", "!=", self.company.currency_id.id)], limit=1)
        )
        foreign.active = True
        today = fields.Date.today()
        self.env["res.currency.rate"].search([("currency_id", "=", foreign.id)]).unlink()
        for day, rate in ((today - timedelta(days=900), 100.0), (today, 1.0)):
            self.env["res.currency.rate"].create(
                {"currency_id": foreign.id, "company_id": self.company.id, "name": day,
                 "rate": rate}
            )  # fmt: skip
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": foreign.id, "company_id": self.company.id}
        )
        quote = self.quotation(1500.0, pricelist_id=pricelist.id, user_id=self.salesperson.id)
        quote.order_line.price_unit = 1500.0
        self.log_in(self.salesperson)
        old = fields.Datetime.to_string(fields.Datetime.now() - timedelta(days=800))
        self.assertFalse(self.call(quote, "write", {"date_order": old})[0])
        self.assertEqual(quote.currency_rate, 100.0)
        self.assert_refused(self.call(quote, "write", {"state": "sale"}))
        self.call(quote, "action_confirm")
        self.assertEqual(quote.state, "draft")
        small = self.quotation(600.0, pricelist_id=pricelist.id)
        small.order_line.price_unit = 600.0
        small.action_confirm()
        self.assertEqual(self.exposure(), 600.0)
        self.assertTrue(self.call(small, "write", {"date_order": old})[0])
        self.assertEqual(self.exposure(), 600.0)

    def test_payments_of_others_are_no_money_for_an_order(self):
        """Only the payment engine links a payment with what it pays."""
        quote = self.quotation(1500.0, user_id=self.salesperson.id)
        provider = self.env["payment.provider"].create({"name": "Any", "code": "none"})
        method = self.env["payment.method"].search([], limit=1)
        paid = self.env["payment.transaction"].sudo().create(
            {"provider_id": provider.id, "payment_method_id": method.id, "amount": 1500.0,
             "currency_id": self.company.currency_id.id, "partner_id": self.customer.id,
             "reference": "elsewhere", "state": "done", "operation": "online_redirect"}
        )  # fmt: skip
        self.log_in(self.salesperson)
        self.assertTrue(self.call(quote, "write", {"transaction_ids": [Command.link(paid.id)]})[0])
        self.log_in(self.invoicer)
        claim = {"provider_id": provider.id, "payment_method_id": method.id, "amount": 1500.0,
                 "currency_id": self.company.currency_id.id, "partner_id": self.customer.id,
                 "reference": "claimed", "operation": "online_redirect", "state": "done",
                 "sale_order_ids": [Command.set(quote.ids)]}  # fmt: skip
        self.assertTrue(self.call(self.env["payment.transaction"], "create", [claim])[0])
        for vals in ({"sale_order_ids": [Command.link(quote.id)]}, {"state": "authorized"}):
            self.assertTrue(self.call(paid, "write", vals)[0])
        self.call(quote, "action_confirm")
        self.assertEqual(quote.state, "draft")

    # --------------------------------------------------------------- invoices

    def test_no_figure_posts_an_invoice(self):
        """Each computed field of the draft and its items, then the button."""
        draft = self.invoice(1500.0, post=False)
        self.log_in(self.invoicer)
        self.assert_refused(self.call(draft, "action_post"))
        for record in (draft, draft.invoice_line_ids):
            for name in self.names(record._name):
                self.call(record, "write", {name: self.forged(record, name)})
                self.call(draft, "action_post")
                self.assertEqual(draft.state, "draft", name)
        self.assertEqual(draft.amount_residual_signed, 1500.0)
        self.assertIn("amount_residual_signed", self.names("account.move"))

    def test_states_are_no_buttons(self):
        """Neither posted, nor posted before, by write, web form or import."""
        draft = self.invoice(1500.0, post=False)
        Move = self.env["account.move"]
        self.log_in(self.invoicer)
        for door in (
            lambda: self.call(draft, "write", {"state": "posted"}),
            lambda: self.call(draft, "web_save", {"state": "posted"}, specification={}),
            lambda: self.call(draft, "write", {"posted_before": True}),
            lambda: self.call(draft, "write", {"state": "posted"},
                              context={"customer_credit_balance.posting": True}),
            lambda: self.call(Move, "load", [".id", "state"], [[str(draft.id), "posted"]]),
        ):  # fmt: skip
            error, result = door()
            self.assertTrue(error or (isinstance(result, dict) and not result.get("ids")))
            self.assertEqual(draft.state, "draft")
            self.assertFalse(draft.posted_before)
        self.assert_refused(self.call(draft, "action_post"))

    def test_open_items_stay_open(self):
        """The exposure of a posted invoice does not follow what is written on its items."""
        invoice = self.owe(700.0)
        item = invoice.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        self.log_in(self.invoicer)
        for record in (invoice, item):
            for name in self.names(record._name):
                self.call(record, "write", {name: self.forged(record, name)})
                self.assertEqual(self.exposure(), 700.0, name)

    def test_another_company_is_refused_as_by_odoo(self):
        """Not left out without a word: of an item, of a line; its own company is no claim."""
        invoice, quote = self.owe(700.0), self.quotation(100.0, user_id=self.salesperson.id)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        for user, record in (
            (self.invoicer, invoice.line_ids[0]), (self.salesperson, quote.order_line),
        ):  # fmt: skip
            self.log_in(user)
            self.assert_refused(self.call(record, "write", {"company_id": other.id}), "Company")
            self.assertEqual(record.company_id, self.company)
            for own in (self.company.id, False):
                self.assertFalse(self.call(record, "write", {"company_id": own})[0])
                self.assertEqual(record.company_id, self.company)
        self.log_in(self.invoicer)
        self.assertFalse(self.call(invoice.line_ids[0], "write", {"name": "Chair, red"})[0])
        self.assertEqual(self.exposure(), 700.0)

    def test_what_is_paid_follows_from_payments(self):
        """No client says that an invoice is paid; Odoo's button blocks it and frees it."""
        invoice = self.owe(900.0)
        self.log_in(self.invoicer)
        for state in ("paid", "in_payment", "reversed", "invoicing_legacy", "partial"):
            self.call(invoice, "write", {"payment_state": state})
            self.assertEqual(invoice.payment_state, "not_paid", state)
        for state in ("blocked", "not_paid"):
            self.assertFalse(self.call(invoice, "action_toggle_block_payment")[0])
            self.assertEqual(invoice.payment_state, state)

    def test_who_owes_is_no_field_to_write(self):
        """A contact's company is its parent's, not what somebody writes."""
        self.owe(700.0)
        self.log_in(self.salesperson)
        self.call(self.customer, "write", {"commercial_partner_id": self.other_customer.id})
        self.assertEqual(self.customer.commercial_partner_id, self.customer)
        self.assertEqual(self.exposure(), 700.0)

    def test_honest_people_notice_nothing(self):
        """Invoice of an order, credit note, payment: with the fields a form sends along."""
        self.log_in(self.invoicer)
        order = self.order((self.chair, 5, 100))
        order.order_line.qty_delivered = 5
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_user(self.invoicer)
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create({"advance_payment_method": "percentage", "amount": 50})
        )
        wizard.create_invoices()
        down = order.invoice_ids
        error, _result = self.call(down, "action_post")
        self.assertFalse(error)
        self.assertFalse(self.call(down, "write", {"payment_state": "not_paid"})[0])
        reversal = (
            self.env["account.move.reversal"]
            .with_user(self.invoicer)
            .with_context(active_model="account.move", active_ids=down.ids)
            .create({"journal_id": down.journal_id.id})
        )
        reversal.reverse_moves()
        self.assertEqual(len(order.invoice_ids), 2)

    def test_a_link_to_an_order_decides_nothing_beyond_it(self):
        """An invoice that names a small order is checked for the rest."""
        order = self.order((self.chair, 1, 100))
        draft = self.invoice(5000.0, post=False)
        self.log_in(self.invoicer)
        link = {"sale_line_ids": [Command.set(order.order_line.ids)]}
        self.call(draft.invoice_line_ids, "write", link)
        self.assert_refused(self.call(draft, "action_post"))
        others = self.order((self.chair, 1, 100), partner=self.other_customer)
        link = {"sale_line_ids": [Command.set(others.order_line.ids)]}
        self.assertTrue(self.call(draft.invoice_line_ids, "write", link)[0])

    def test_an_invoice_that_was_posted_once_is_checked_when_it_grows(self):
        """Back to draft, a hundred times the price, posted again; unchanged it passes."""
        invoice = self.owe(50.0)
        self.log_in(self.invoicer)
        self.call(invoice, "button_draft")
        self.set_limit(10.0)
        self.assertFalse(self.call(invoice, "action_post")[0])
        self.call(invoice, "button_draft")
        line = Command.update(invoice.invoice_line_ids.id, {"price_unit": 5000.0})
        self.assertFalse(self.call(invoice, "write", {"invoice_line_ids": [line]})[0])
        self.assert_refused(self.call(invoice, "action_post"))

    def test_a_posted_invoice_does_not_grow(self):
        """By its items, by each field of the invoice that holds them, in Odoo's own contexts."""
        invoice = self.owe(900.0)
        names = [
            name
            for name, field in invoice._fields.items()
            if field.type == "one2many" and field.comodel_name == "account.move.line"
        ]
        self.assertIn("journal_line_ids", names)
        self.log_in(self.invoicer)
        item = invoice.invoice_line_ids
        more = self.copied(item)
        for context in ({}, {"skip_readonly_check": True}):
            self.call(item, "write", {"price_unit": 5000.0}, context=context)
            self.call(item.browse(), "create", [{"move_id": invoice.id, **more}], context=context)
            for name in names:
                self.call(invoice, "write", {name: [Command.create(more)]}, context=context)
                self.assertEqual(self.exposure(), 900.0, (name, context))
        answer = self.call(invoice, "write", {"journal_line_ids": [Command.create(more)]})
        self.assert_refused(answer, "cannot charge more as it is")

    def copied(self, item):
        """Return the values of an item like this one, as a form sends them."""
        values = item.sudo().copy_data()[0]
        return {
            name: value
            for name, value in values.items()
            if isinstance(value, bool | int | float | str) and name != "move_id"
        }

    def test_a_posted_invoice_takes_other_words(self):
        """What Odoo lets people correct afterwards."""
        item = self.owe(900.0).invoice_line_ids
        self.log_in(self.invoicer)
        self.assertFalse(self.call(item, "write", {"name": "Chair, blue"})[0])
        self.assertEqual(item.name, "Chair, blue")

    def test_a_typed_rate_hides_no_debt(self):
        """The table's rate decides, and a limited customer's invoice keeps near it."""
        foreign = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("id", "!=", self.company.currency_id.id)], limit=1)
        )
        foreign.active = True
        self.env["res.currency.rate"].search([("currency_id", "=", foreign.id)]).unlink()
        draft = self.invoice(1500.0, post=False, currency_id=foreign.id)
        small = self.invoice(500.0, post=False, currency_id=foreign.id)
        self.log_in(self.invoicer)
        for move in (draft, small):
            self.call(move, "write", {"invoice_currency_rate": 1000.0})
        self.assertTrue(self.call(draft, "action_post")[0])
        self.assertIn("rate", self.call(small, "action_post")[0] or "")
        self.call(draft, "write", {"invoice_currency_rate": 1.0})
        self.assert_refused(self.call(draft, "action_post"))
        self.call(small, "write", {"invoice_currency_rate": 1.02})
        draft.sudo().unlink()
        self.assertFalse(self.call(small, "action_post")[0])
