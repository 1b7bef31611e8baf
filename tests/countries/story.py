"""One company and its customer, from the chart of accounts to the closing of the till."""

import traceback
from contextlib import suppress
from uuid import uuid4

from odoo import Command, fields

from odoo.addons.customer_credit_balance.core.charts import codes_beside

from .charts import BANK, CODES, COMPANY, CUSTOMER
from .references import CHECKS, EUROPEAN

PRICE = 1000.0
STEPS = (
    "accounts", "names", "top_up", "invoice", "apply", "unapply", "credit_note", "refund",
    "transfer", "adjust", "limit", "statements", "paying", "online", "till", "closing", "tie_out",
)  # fmt: skip


class Story:
    """Plays its steps one after the other, each in a savepoint; says what happened in each.

    :param env: as superuser
    :param chart: code of a chart template whose module is installed
    """

    def __init__(self, env, chart):
        self.chart, self.found = chart, {}
        self.people = {}  # who was made so far
        self.env = env
        self.company = self._make_company(env)
        self.env = self._in_company(env)
        self.company = self.company.with_env(self.env)
        self.customer = self._make_customer()
        self.product = self.env["product.product"].create(
            {"name": "Chair", "list_price": PRICE, "type": "consu", "available_in_pos": True}
        )

    def play(self):
        """Return {step: "" or what went wrong}."""
        for name in STEPS:
            try:
                with self.env.cr.savepoint():
                    getattr(self, name)()
                self.found[name] = ""
            except Exception as error:  # noqa: BLE001, a step of a country is told, whatever it is
                self.people = {}  # some of them may be gone with the step
                self.env.invalidate_all()
                self.found[name] = self._tell(error)
        return self.found

    def by(self, role):
        """Hook: return the environment of somebody whose work this is; here it is all of one."""
        assert role
        return self.env

    def _tell(self, error):
        last = traceback.extract_tb(error.__traceback__)[-1]
        text = " ".join(str(error).split())
        return f"{type(error).__name__}: {text[:200]} ({last.name}:{last.lineno})"

    # --------------------------------------------------------------- the stage

    def _make_company(self, env):
        mapping = env["account.chart.template"]._get_chart_template_mapping()[self.chart]
        country = env["res.country"].browse(mapping["country_id"] or ()) or env.ref("base.us")
        company = env["res.company"].with_context(install_mode=True).create(
            {"name": f"World {self.chart}", "country_id": country.id}
        )  # fmt: skip
        for values in (COMPANY.get(country.code, {}),):
            company.write(self._values(env, values))
        env.user.company_ids |= company
        if not env["stock.warehouse"].search_count([("company_id", "=", company.id)]):
            env["stock.warehouse"].create(
                {"name": company.name, "code": "W", "company_id": company.id}
            )
        # Odoo joins the groups of a chart with a list that PostgreSQL makes anew for each of them
        # when it believes that there are none: Mexico's thousand groups take ten minutes so.
        env.cr.execute("SET LOCAL enable_nestloop = off")
        env["account.chart.template"].with_context(allowed_company_ids=[company.id]).try_loading(
            self.chart, company, install_demo=False
        )
        env.cr.execute("SET LOCAL enable_nestloop = on")
        return company

    def _in_company(self, env):
        context = {**env.context, "allowed_company_ids": [self.company.id]}
        return env(context=context)

    def _values(self, env, values):
        """Replace names of records by their ids."""
        return {
            name: env.ref(value).id if name.endswith("_id") and "." in value else value
            for name, value in values.items()
            if name in env["res.partner"]._fields or name in env["res.company"]._fields
        }

    def _make_customer(self):
        country = self.company.country_id
        values = self._values(self.env, CUSTOMER.get(country.code, {}))
        customer = self.env["res.partner"].create(
            {"name": "Azure", "country_id": country.id, "is_company": True, **values}
        )
        if country.code in BANK:
            bank = self.env["res.partner.bank"].create(
                {"partner_id": self.company.partner_id.id, "allow_out_payment": True,
                 "bank_id": self._make_bank().id,
                 **BANK[country.code]}
            )  # fmt: skip
            self._journal("bank").bank_account_id = bank
        return customer

    def _make_bank(self):
        return self.env["res.bank"].create({"name": "World Bank", "bic": "970436"})

    def _journal(self, kind):
        domain = [("company_id", "=", self.company.id), ("type", "=", kind)]
        own = self.company.store_credit_journal_id
        return self.env["account.journal"].search([*domain, ("id", "!=", own.id)], limit=1)

    def _wizard(self, name, **vals):
        wizard = self.by("credit manager")[f"customer.credit.{name}"].create(
            {"partner_id": self.customer.id, **vals}
        )
        wizard.action_confirm()
        return wizard

    def _invoice(self, move_type="out_invoice", price=PRICE, **vals):
        move = self.by("biller")["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.customer.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create({"product_id": self.product.id, "price_unit": price})
                ],
                **vals,
            }
        )
        move.action_post()
        return move

    def _credit(self):
        accounts = self.env["customer.credit.account"].sudo()
        domain = [("company_id", "=", self.company.id), ("partner_id", "=", self.customer.id)]
        return sum(accounts.search(domain).mapped("balance"))

    def _equal(self, one, other, what):
        if self.company.currency_id.compare_amounts(one, other):
            raise AssertionError(f"{what}: {one} instead of {other}")

    # --------------------------------------------------------------- the steps

    def accounts(self):
        """Number, type and tags of the accounts are in the manner of the chart."""
        liability = self.company.store_credit_account_id
        beside = self.company._get_store_credit_beside()
        adjustment = self.company.store_credit_adjustment_account_id
        assert liability.account_type == "liability_current", liability.account_type
        assert liability.reconcile
        assert beside, "the chart's account for advances is not there"
        assert liability.code in set(codes_beside(beside.code)), (liability.code, beside.code)
        assert liability.tag_ids == beside.tag_ids, liability.tag_ids.mapped("name")
        assert adjustment.account_type == "expense", adjustment.account_type
        assert ".copy" not in adjustment.code, adjustment.code
        assert not self.company._get_credit_setup_advice()
        self.found["codes"] = f"{liability.code} | {adjustment.code}"

    def names(self):
        """Every installed language that the table knows has its own name."""
        self.company._translate_credit_names()
        assert self.company.store_credit_account_id.with_context(lang="en_US").name

    def top_up(self):
        self._wizard("topup", amount=PRICE, journal_id=self._journal("bank").id)
        self._equal(self._credit(), PRICE, "store credit")

    def invoice(self):
        """With the default tax of the country."""
        self.invoice_1 = self._invoice()
        assert self.invoice_1.state == "posted"

    def apply(self):
        """A payment on account, applied to the invoice in part."""
        # Neighbours let payments wait for the bank without an entry: no credit until then.
        Payment = self.by("biller")["account.payment"].with_context(force_payment_move=True)
        payment = Payment.create(
            {"payment_type": "inbound", "partner_type": "customer", "amount": PRICE,
             "partner_id": self.customer.id, "journal_id": self._journal("bank").id}
        )  # fmt: skip
        payment.action_post()
        self.payment = payment.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        before = self.invoice_1.amount_residual
        self._wizard(
            "apply",
            line_ids=[
                Command.create({"credit_id": self.payment.id, "invoice_id": self.invoice_1.id,
                                "amount": 300.0}),
                Command.create({"credit_id": False, "invoice_id": self.invoice_1.id,
                                "amount": 100.0}),
            ],
        )  # fmt: skip
        self.env.flush_all()
        self.env.invalidate_all()
        self._equal(self.invoice_1.amount_residual, before - 400.0, "left open")
        self._equal(self._credit(), PRICE - 100.0, "store credit")

    def unapply(self):
        """Both are taken back: nothing of them is left on the customer's account."""
        self.env.flush_all()
        applications = self.by("credit manager")["customer.credit.application"].search(
            [("partner_id", "=", self.customer.id), ("state", "=", "applied")]
        )
        assert applications
        applications.action_unapply()
        self.env.invalidate_all()
        self._equal(self.invoice_1.amount_residual, self.invoice_1.amount_total, "left open")
        self._equal(self._credit(), PRICE, "store credit")

    def credit_note(self):
        """By Odoo's own wizard, which asks for what the country wants."""
        wizard = self.by("biller")["account.move.reversal"].with_context(
            active_model="account.move", active_ids=self.invoice_1.ids
        ).create(
            {"reason": "Returned", "journal_id": self.invoice_1.journal_id.id,
             "date": fields.Date.today()}
        )  # fmt: skip
        action = wizard.refund_moves()
        note = wizard.env["account.move"].browse(action["res_id"])
        note.invoice_line_ids.filtered("product_id").price_unit = 500.0
        note.action_post()
        self.note = note.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    def refund(self):
        self._wizard("refund", amount=50.0, journal_id=self._journal("bank").id)
        self._equal(self._credit(), PRICE - 50.0, "store credit")

    def transfer(self):
        """The payment on account becomes store credit."""
        before = self._credit()
        open_amount = abs(self.payment.amount_residual)
        self._wizard("transfer", credit_line_ids=[Command.set(self.payment.ids)])
        self._equal(self._credit(), before + open_amount, "store credit")

    def adjust(self):
        before = self._credit()
        self._wizard("adjust", amount=25.0, reason="Goodwill")
        self._equal(self._credit(), before + 25.0, "store credit")

    def limit(self):
        """An order over the limit waits."""
        profile = self.env["customer.credit.profile"]._get_or_create(self.customer, self.company)
        profile = profile.with_env(self.by("limit manager"))
        profile.write({"limit_mode": "custom", "limit_amount": 1.0})
        order = self.by("seller")["sale.order"].create(
            {"partner_id": self.customer.id, "order_line": [
                Command.create({"product_id": self.product.id, "product_uom_qty": 50,
                                "price_unit": PRICE})
            ]}
        )  # fmt: skip
        order.action_confirm()
        assert order.state == "draft", order.state
        profile.write({"limit_mode": "unlimited"})
        order.action_confirm()
        assert order.state == "sale", order.state

    def statements(self):
        """Each kind, generated and drawn."""
        today = fields.Date.today()
        for kind in ("activity", "open_items", "balance_forward"):
            statement = self.by("biller")["customer.statement"]._generate(
                self.customer, self.company, kind, today.replace(month=1, day=1), today
            )
            content = statement._render_pdf()
            assert content[:4] == b"%PDF", kind

    def paying(self):
        """The reference is the country's, and the QR code is read back from the page."""
        country, today = self.company.country_id.code, fields.Date.today()
        sales = self._journal("sale")
        standards = sales._fields["invoice_reference_model"].get_values(self.env)
        own = [model for model in standards if model.startswith((country or "-").lower())]
        for standard in [*own, "euro"]:
            sales.invoice_reference_model = standard
            statement = self.env["customer.statement"]._generate(
                self.customer, self.company, "open_items", False, today
            )
            if standard == "se_ocr4" and not statement.payment_reference:
                continue  # shorter than our numbers
            # A QR-IBAN wants the QR reference, whatever the journal says.
            check = CHECKS[country] if standard in own or country == "CH" else EUROPEAN
            assert check(statement.payment_reference), (standard, statement.payment_reference)
            payment = statement._get_document().payment
            assert payment or country not in CODES, "no payment"
            assert not payment or payment.kind == CODES.get(country, ""), (payment.kind, country)
            if payment and payment.qr:
                self._read_code(statement, payment.qr)

    def _read_code(self, statement, text):
        with suppress(ImportError):
            import pypdfium2
            import zxingcpp

            pages = pypdfium2.PdfDocument(statement._render_pdf())
            pictures = [page.render(scale=2.5).to_pil() for page in pages]
            found = {code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)}
            assert text in found, (text, found)

    def online(self):
        """Money for a top-up that was paid online becomes credit, whatever the documents."""
        user = self.env["res.users"].with_context(no_reset_password=True).create(
            {"name": "Shopper", "login": str(uuid4()), "partner_id": self.customer.id,
             "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
             "company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]}
        )  # fmt: skip
        website = self.env["website"].create(
            {"name": self.chart, "company_id": self.company.id,
             "credit_product_id": self.env.ref("customer_credit_pos_web.product_store_credit").id}
        )  # fmt: skip
        order = self.env["sale.order"]._get_or_create_topup(user, website, 200.0)
        before = self._credit()
        tx = self._pay_online(order)
        tx._set_done()
        tx._post_process()
        self._equal(self._credit(), before + 200.0, "store credit")
        account = self.env["customer.credit.account"]._get_or_create(self.customer, self.company)
        invoice = order._get_topup_invoices()
        assert invoice.state == "posted", invoice.state
        assert tx.payment_id, "the transaction has no payment"
        self._equal(
            account.balance - account.reserved,
            before + 200.0,
            f"available, the invoice is {invoice.payment_state}, {tx.payment_id.state}",
        )

    def _pay_online(self, order):
        method = self.env["payment.method"].create(
            {"name": "World", "code": str(uuid4()), "active": True}
        )
        provider = self.env["payment.provider"].create(
            {"name": "World", "code": "none", "state": "test", "company_id": self.company.id,
             "is_published": True, "payment_method_ids": [Command.set(method.ids)]}
        )  # fmt: skip
        bank = self._journal("bank")
        provider.journal_id = bank
        bank.inbound_payment_method_line_ids[:1].payment_provider_id = provider
        return self.env["payment.transaction"].create(
            {"provider_id": provider.id, "payment_method_id": method.id, "reference": order.name,
             "amount": order.amount_total, "currency_id": order.currency_id.id,
             "partner_id": self.customer.id, "operation": "online_direct",
             "sale_order_ids": [Command.set(order.ids)]}
        )  # fmt: skip

    def till(self):
        """Cash and credit, a top-up, on account, and settled: all sent "to invoice" or not."""
        self._open_till()
        total = self._total()
        before = self._credit()
        part = self.company.currency_id.round(total / 2)
        self._sell([(self.cash, total - part), (self.credit, part)])
        self._send([(self.cash, 80.0), (self.credit, -80.0)], lines=False, to_invoice=True)
        self._equal(self._credit(), before - part + 80.0, "store credit")
        debt = self._sell([(self.on_account, total)])
        self._send(
            [(self.on_account, -total, f"pos.order,{debt.id}"), (self.cash, total)],
            lines=False,
            to_invoice=True,
        )

    def closing(self):
        """The session closes with what was counted, without "Force Close"."""
        session = self.session.with_env(self.by("cashier"))
        cash = session.cash_register_balance_end
        session.post_closing_cash_details(cash)
        result = session.close_session_from_ui()
        assert result.get("successful"), result
        assert session.state == "closed", session.state
        balancing = session.sudo().move_id.line_ids.filtered(
            lambda it: "Balancing" in (it.name or "")
        )
        assert not balancing, balancing.mapped("name")

    def tie_out(self):
        faults = self.env["customer.credit.account"]._tie_out(self.company)
        assert not faults, faults[0]["message"]

    # --------------------------------------------------------------- the till

    def _open_till(self):
        company = self.company
        if not company.account_default_pos_receivable_account_id:
            # The Hungarian chart names none: no till of Odoo closes until people choose one.
            company.account_default_pos_receivable_account_id = self.customer.with_company(
                company
            ).property_account_receivable_id
        self.credit = company._get_store_credit_pos_method()
        methods = self.env["pos.payment.method"]
        cash_journal = self.env["account.journal"].create(
            {"name": "Till", "type": "cash", "code": "TILLW", "company_id": company.id}
        )
        self.cash = methods.create(
            {"name": "Cash", "journal_id": cash_journal.id, "company_id": company.id}
        )
        self.on_account = methods.create(
            {"name": "On Account", "split_transactions": True, "company_id": company.id}
        )
        self.config = self.env["pos.config"].create(
            {"name": f"Till {self.chart}", "company_id": company.id,
             "payment_method_ids": [Command.set((self.cash | self.on_account).ids)]}
        )  # fmt: skip
        self.config.store_credit_enabled = True
        self.session = self.by("cashier")["pos.session"].create({"config_id": self.config.id})
        self.session.set_opening_control(0, None)

    def _taxes(self):
        domain = self.env["account.tax"]._check_company_domain(self.company)
        return self.product.taxes_id.filtered_domain(domain)

    def _total(self):
        currency = self.company.currency_id
        return self._taxes().compute_all(PRICE, currency, 1, product=self.product)["total_included"]

    def _sell(self, payments):
        return self._send(payments)

    def _send(self, payments, lines=True, more=(), **vals):
        """Send an order as the till does; return it.

        :param more: values of further lines, without tax
        """
        taxes, currency = self._taxes(), self.company.currency_id
        worth = taxes.compute_all(PRICE, currency, 1, product=self.product)
        included, excluded = worth["total_included"], worth["total_excluded"]
        total = (included if lines else 0.0) + sum(other["price_subtotal_incl"] for other in more)
        uuid = str(uuid4())
        line = Command.create(
            {"product_id": self.product.id, "qty": 1, "price_unit": PRICE, "discount": 0,
             "price_subtotal": excluded, "price_subtotal_incl": included, "uuid": str(uuid4()),
             "full_product_name": "Chair", "tax_ids": [Command.set(taxes.ids)]}
        )  # fmt: skip
        order = {
            "amount_paid": sum(payment[1] for payment in payments), "amount_return": 0,
            "amount_tax": (included - excluded) if lines else 0.0, "amount_total": total,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "fiscal_position_id": False, "name": uuid,
            "partner_id": self.customer.id, "pricelist_id": self.config.pricelist_id.id,
            "session_id": self.session.id, "sequence_number": 2, "user_id": self.by("cashier").uid,
            "company_id": self.company.id, "uuid": uuid, "state": "paid", "to_invoice": False,
            "access_token": str(uuid4()),
            "lines": [*([line] if lines else []), *map(Command.create, more)],
            "payment_ids": [
                Command.create(
                    {"amount": payment[1], "payment_method_id": payment[0].id,
                     "name": fields.Datetime.now(), "uuid": str(uuid4()),
                     **({"settled_document": payment[2]} if len(payment) > 2 else {})}
                )
                for payment in payments
            ],
            **vals,
        }  # fmt: skip
        self.by("cashier")["pos.order"].sync_from_ui([order])
        self.env.flush_all()
        found = self.env["pos.order"].search([("uuid", "=", uuid)])
        assert found.state in ("paid", "done", "invoiced"), found.state
        return found
