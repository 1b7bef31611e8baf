"""Online payments of the stage: store credit, and a card whose provider refunds at once."""

from odoo import Command

from .stage_tills import TillStage


class ShopStage(TillStage):
    """What customers pay on their own pages, and what is given back to them there."""

    @classmethod
    def make_card(cls):
        """Return a provider of card payments that never asks anybody."""
        method = cls.env["payment.method"].sudo().create(
            {"name": "Card", "code": "story_card", "active": True, "support_refund": "partial"}
        )  # fmt: skip
        card = cls.env["payment.provider"].sudo().create(
            {
                "name": "Card", "code": "demo", "state": "test", "company_id": cls.company.id,
                "payment_method_ids": [Command.set(method.ids)],
            }
        )  # fmt: skip
        card.journal_id = cls.bank_journal
        return card

    def by_card(self, document, amount, **vals):
        """Return a draft card payment of an order or invoice."""
        link = "sale_order_ids" if document._name == "sale.order" else "invoice_ids"
        number = self.env["payment.transaction"].search_count([])
        return self.env["payment.transaction"].sudo().create(
            {
                "provider_id": self.card.id,
                "payment_method_id": self.card.payment_method_ids[:1].id,
                "reference": f"{document.name}-{number}",
                "amount": amount, "currency_id": document.currency_id.id,
                "partner_id": document.partner_id.id, "operation": "online_direct",
                link: [Command.set(document.ids)], **vals,
            }
        )  # fmt: skip

    def authorise(self, invoice, amount):
        """Return a card payment of an invoice that is authorised, not captured yet."""
        card = self.by_card(invoice, amount)
        card._set_authorized()
        card._post_process()
        return card

    def as_customer(self, name, document):
        """Return the document as a page of the customer's own has it."""
        user, company = self.portal_users[name], document.company_id
        return document.with_user(user).sudo().with_context(allowed_company_ids=company.ids)

    def pay_by_credit(self, name, document, amount, due):
        """Pay with store credit, by a customer who sees this as due; return the payment."""
        page = self.as_customer(name, document)
        return page._pay_with_store_credit(float(amount), float(due))

    def pay_in_parts(self, name, order, credit, rest):
        """Pay a part with store credit beside a card; return both payments."""
        page = self.as_customer(name, order)
        part = page.env["payment.transaction"]._prepare_store_credit_part(page, float(credit))
        card = self.by_card(order, float(rest), store_credit_part_id=part.id)
        card._set_done()
        card._post_process()
        return part.with_env(self.env) | card

    def place_order(self, partner, amount, day):
        """Return a quotation that is confirmed by its payment."""
        return self.in_company(self.company)["sale.order"].create(
            {
                "partner_id": partner.id, "company_id": self.company.id, "date_order": day,
                "require_payment": True, "require_signature": False, "prepayment_percent": 1.0,
                "order_line": [
                    Command.create(
                        {"product_id": self.service.id, "product_uom_qty": 1,
                         "price_unit": float(amount), "tax_ids": [Command.clear()]}
                    )
                ],
            }
        )  # fmt: skip

    def refund_online(self, document, amount, credit_invoices):
        """Give online payments back by the dialog."""
        action = document.action_refund_payments()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.write({"credit_invoices": credit_invoices, "amount": float(amount)})
        wizard.action_refund()
