"""The teller of the demo story: orders, invoices and payments, each a real business step."""

from datetime import timedelta

from odoo import Command, fields

from .story import steps
from .teller_credit import CreditTeller

MODULE = "customer_credit_balance"
# One unit of the company's currency is worth this much foreign money on each day of the story.
FOREIGN_RATE = 0.8


class Teller(CreditTeller):
    """Plays the steps of ``story.py`` in one company, as the demo users would."""

    def __init__(self, env, company):
        """Work as the accountant of the story (``credit``) in the company."""
        self.root = env
        self.company = company
        self.accountant = env.ref(f"{MODULE}.demo_user_credit")
        self.rep = env.ref(f"{MODULE}.demo_user_rep")
        (self.accountant | self.rep).sudo().company_ids |= company
        context = {"allowed_company_ids": company.ids}
        self.env = env(user=self.accountant, su=False, context=dict(env.context, **context))
        self.documents = {}

    def is_told(self):
        """Say whether the story was told before in this company."""
        account = self.root["customer.credit.account"]._find(self.partner("cafe"), self.company)
        return bool(account.entry_ids)

    def tell(self):
        """Play every step, the oldest first."""
        for days, verb, customer, *arguments in steps():
            date = fields.Date.context_today(self.accountant) - timedelta(days=days)
            getattr(self, verb)(date, customer, *arguments)
        self.root.flush_all()

    # --------------------------------------------------------------- helpers

    def partner(self, name):
        """Return a customer of the story."""
        return self.env.ref(f"{MODULE}.demo_partner_{name}")

    def product(self, name):
        """Return a product of the story."""
        return self.env.ref(f"{MODULE}.demo_product_{name}")

    def bank(self):
        """Return the company's bank journal, but not the one of store credit."""
        journals = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)]
        )
        return journals.filtered(lambda journal: not journal._is_store_credit())[:1]

    def foreign_currency(self, date):
        """Return a currency that is not the company's, with the story's rate on this day."""
        root = self.root(su=True)
        currencies = (root.ref("base.EUR"), root.ref("base.USD"))
        currency = next(c for c in currencies if c != self.company.currency_id)
        currency.active = True
        company = self.company.root_id
        rates = currency.rate_ids.filtered(lambda r: r.name == date and r.company_id == company)
        if rates:
            rates.company_rate = FOREIGN_RATE
        else:
            root["res.currency.rate"].with_company(company).create(
                {
                    "name": date,
                    "currency_id": currency.id,
                    "company_id": company.id,
                    "company_rate": FOREIGN_RATE,
                }
            )
        return currency.with_env(self.env)

    # --------------------------------------------------------------- orders and invoices

    def quotation(self, date, customer, product, quantity):
        """The rep prepares a quotation."""
        rep = self.env(user=self.rep)
        product = self.product(product)
        line = {
            "product_id": product.id,
            "product_uom_qty": quantity,
            # Whatever pricelist the database gives its customers.
            "price_unit": product.lst_price,
        }
        return rep["sale.order"].create(
            {
                "partner_id": self.partner(customer).id,
                "date_order": fields.Datetime.to_datetime(date),
                "user_id": self.rep.id,
                "order_line": [Command.create(line)],
            }
        )

    def order(self, date, customer, label, product, quantity):
        """The rep sells; nothing is invoiced yet."""
        order = self.quotation(date, customer, product, quantity)
        order.action_confirm()
        self.documents[customer, label] = order

    def invoice(self, date, customer, label, product, quantity, price=None, currency=None):
        """The accountant invoices, to be paid within 30 days."""
        values = {
            "invoice_date_due": date + timedelta(days=30),
            "invoice_payment_term_id": False,
        }
        if currency == "foreign":
            values["currency_id"] = self.foreign_currency(date).id
        move = self._post_invoice("out_invoice", date, customer, product, quantity, price, **values)
        self.documents[customer, label] = move

    def credit_note(self, date, customer, label, product, quantity, price, reason):
        """The accountant credits part of an invoice that was paid before."""
        invoice = self.documents[customer, label]
        note = self._post_invoice(
            "out_refund", date, customer, product, quantity, price,
            reversed_entry_id=invoice.id, ref=reason,
        )  # fmt: skip
        self.documents[customer, f"{label} returned"] = note

    def _post_invoice(self, move_type, date, customer, product, quantity, price, **values):
        """Return a posted invoice or credit note of one line, without taxes."""
        product = self.product(product)
        line = {
            "product_id": product.id,
            "quantity": quantity,
            "price_unit": product.lst_price if price is None else price,
            "tax_ids": [Command.clear()],
        }
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.partner(customer).id,
                "invoice_date": date,
                "invoice_user_id": self.rep.id,
                "invoice_line_ids": [Command.create(line)],
                **values,
            }
        )
        move.action_post()
        return move

    # --------------------------------------------------------------- money

    def pay(self, date, customer, label, amount=None):
        """The customer pays an invoice through the bank, wholly or another amount."""
        self._register_payment(date, self.documents[customer, label], amount)

    def _register_payment(self, date, invoice, amount=None):
        values = {"journal_id": self.bank().id, "payment_date": date}
        if amount is not None:
            values |= {"amount": amount, "payment_difference_handling": "open"}
            values["currency_id"] = invoice.currency_id.id
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create(values)._create_payments()

    def pay_on_account(self, date, customer, amount, memo):
        """The customer pays without naming an invoice."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.partner(customer).id,
                "amount": amount,
                "date": date,
                "memo": memo,
                "journal_id": self.bank().id,
            }
        )
        payment.action_post()
