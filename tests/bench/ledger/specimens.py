"""Specimens: one document of each kind made by Odoo itself, copied in bulk afterwards."""

from datetime import timedelta

from .records import RATE, TERMS, TODAY


class Specimens:
    """Make one document of each kind with the ORM and remember its row ids."""

    def __init__(self, env):
        self.env = env
        self.company = env.ref("base.main_company")
        self._setup()
        self._make()

    def _setup(self):
        env, company = self.env, self.company
        eur = env.ref("base.EUR")
        eur.active = True
        env["res.currency.rate"].search([("currency_id", "=", eur.id)]).unlink()
        env["res.currency.rate"].create(
            {
                "currency_id": eur.id,
                "name": "2010-01-01",
                "rate": 1 / RATE["EUR"],
                "company_id": company.id,
            }
        )
        self.currency = {"USD": company.currency_id, "EUR": eur}
        self.tax = env["account.tax"].search(
            [("company_id", "=", company.id), ("amount", "=", 15), ("type_tax_use", "=", "sale")],
            limit=1,
        )
        self.products = env["product.product"]
        for name in ("Consulting day", "Maintenance plan", "Training seat"):
            self.products |= env["product.product"].search(
                [("name", "=", "GEN " + name)], limit=1
            ) or env["product.product"].create(
                {
                    "name": "GEN " + name,
                    "type": "service",
                    "invoice_policy": "order",
                    "list_price": 100,
                    "taxes_id": [(6, 0, self.tax.ids)],
                }
            )
        account = env["account.account"].search(
            [("company_ids", "in", company.id), ("name", "=", "Outstanding Receipts")], limit=1
        )
        self.bank = env["account.journal"].search(
            [("code", "=", "GBNK"), ("company_id", "=", company.id)], limit=1
        ) or env["account.journal"].create({"name": "GEN Bank", "code": "GBNK", "type": "bank"})
        self.bank.inbound_payment_method_line_ids.payment_account_id = account
        self.pricelist = {
            c: env["product.pricelist"].search([("name", "=", "GEN " + c)], limit=1)
            or env["product.pricelist"].create(
                {"name": "GEN " + c, "currency_id": self.currency[c].id}
            )
            for c in RATE
        }
        by_name = {t.name: t for t in env["account.payment.term"].search([])}
        self.term = {
            "immediate": by_name["Immediate Payment"],
            "15": by_name["15 Days"],
            "30": by_name["30 Days"],
            "45": by_name["45 Days"],
            "30/60": by_name["30% Now, Balance 60 Days"],
        }

    def _make(self):
        env = self.env
        tag = "GEN specimen"
        Partner = env["res.partner"]
        company = Partner.create(
            {
                "name": tag + " company",
                "is_company": True,
                "email": "spec@example.com",
                "city": "Springfield",
                "country_id": env.ref("base.us").id,
                "customer_rank": 1,
            }
        )
        self.partner = {
            "company": company.id,
            "person": Partner.create(
                {
                    "name": tag,
                    "email": "spec@example.com",
                    "city": "Springfield",
                    "country_id": env.ref("base.us").id,
                    "customer_rank": 1,
                }
            ).id,
            "contact": Partner.create(
                {"name": tag + " contact", "parent_id": company.id, "type": "invoice"}
            ).id,
        }
        self.move, self.line, self.payment, self.order, self.order_line = {}, {}, {}, {}, {}
        for cur, currency in self.currency.items():
            for term in TERMS:
                inv = self._invoice(company, currency, term)
                inv.action_post()
                self._remember(("inv", cur, term), inv)
            draft = self._invoice(company, currency, "30")
            self._remember(("draft", cur, "30"), draft)
            refund = self._invoice(company, currency, "immediate", "out_refund")
            refund.action_post()
            self._remember(("cn", cur, "immediate"), refund)
            pay = env["account.payment"].create(
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": company.id,
                    "amount": 100,
                    "currency_id": currency.id,
                    "journal_id": self.bank.id,
                    "memo": tag,
                }
            )
            pay.action_post()
            self.payment[cur] = pay.id
            self.move["pay", cur] = (pay.move_id.id, pay.move_id.sequence_prefix, pay.name)
            liquidity, counterpart, _x = pay._seek_for_lines()
            self.line["pay", cur] = {
                "bank": (liquidity.id, liquidity.name),
                "due": [(counterpart.id, counterpart.name)],
            }
            for kind in ("quote", "open", "half", "done"):
                so = env["sale.order"].create(
                    {
                        "partner_id": company.id,
                        "pricelist_id": self.pricelist[cur].id,
                        "payment_term_id": self.term["30"].id,
                        "order_line": [
                            (0, 0, {"product_id": p.id, "product_uom_qty": 2, "price_unit": 100})
                            for p in self.products
                        ],
                    }
                )
                if kind != "quote":
                    so.action_confirm()
                if kind in ("half", "done"):
                    move = so._create_invoices()
                    if kind == "half":
                        move.invoice_line_ids.quantity = 1
                    move.action_post()
                self.order[kind, cur] = so.id
                self.order_line[kind, cur] = so.order_line.ids
        env.flush_all()

    def _invoice(self, partner, currency, term, move_type="out_invoice"):
        return self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "currency_id": currency.id,
                "invoice_date": TODAY - timedelta(days=90),
                "invoice_payment_term_id": self.term[term].id,
                "invoice_line_ids": [
                    (0, 0, {"product_id": p.id, "quantity": 2, "price_unit": 100})
                    for p in self.products
                ],
            }
        )

    def _remember(self, key, move):
        lines = move.line_ids
        due = lines.filtered(lambda item: item.display_type == "payment_term").sorted(
            "date_maturity"
        )
        self.move[key] = (move.id, move.sequence_prefix, move.name or "")
        self.line[key] = {
            "product": [
                (item.id, item.name)
                for p in self.products
                for item in lines.filtered(
                    lambda item, p=p: item.display_type == "product" and item.product_id == p
                )
            ],
            "tax": (lines.filtered("tax_line_id").id, lines.filtered("tax_line_id").name),
            "due": [(item.id, item.name) for item in due],
        }
