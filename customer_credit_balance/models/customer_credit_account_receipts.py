"""Receipts of older versions: they told figures in the chatter of the customer."""

import re

from odoo import api, models

# The shape of a receipt, in whatever language it was written, and a figure in it.
RECEIPT = re.compile(r'^\s*<div>\s*<b>.*?</b>\s*<ul class="mb-0">', re.S)
FIGURE = re.compile(r"\d[.,]\d\d?\b|\d\s?[.,]\d{3}\b")
ENTRY = re.compile(r'data-oe-model="account\.move"[^>]*data-oe-id="(\d+)"'
                   r'|data-oe-id="(\d+)"[^>]*data-oe-model="account\.move"')  # fmt: skip


class CustomerCreditAccount(models.Model):
    """Everybody who reads contacts reads their chatter; receipts belong to the account."""

    _inherit = "customer.credit.account"

    @api.model
    def _take_over_receipts(self):
        """Move receipts with figures from the customers' chatter to that of their accounts.

        For updates; not callable by RPC. The messages themselves stay: number, text, author and
        date are evidence. Customers without an account keep theirs.

        :return int: how many were moved
        """
        accounts = self.sudo().search([("partner_id", "!=", False)])
        by_customer = accounts.grouped("partner_id")
        messages = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", "res.partner"),
                    ("res_id", "in", accounts.partner_id.ids),
                    ("body", "like", '<ul class="mb-0">'),
                ]
            )
        )
        moved = 0
        for message in messages:
            body = message.body or ""
            if not RECEIPT.match(body) or not FIGURE.search(re.sub("<[^>]*>", " ", body)):
                continue
            customer = self.env["res.partner"].browse(message.res_id)
            account = by_customer[customer]._choose_of_receipt(body)
            message.write({"model": self._name, "res_id": account.id})
            moved += 1
        return moved

    def _choose_of_receipt(self, body):
        """Return the account of the company whose entry a receipt links to, else the first."""
        found = ENTRY.search(body)
        move = self.env["account.move"].sudo().browse(found and int(found[1] or found[2])).exists()
        return self.filtered(lambda it: it.company_id == move.company_id)[:1] or self[:1]
