"""Till payments by what they did to store credit: paid, added, given back, undone."""

from odoo import models

KINDS = {
    "till_payment": "paid",
    "till_topup": "added",
    "till_refund": "given_back",
    "till_undo": "undone",
}


class PosPayment(models.Model):
    """Adds sums by kind to payments, because one net figure of store credit says nothing to
    whoever closes a till.
    """

    _inherit = "pos.payment"

    # --- private

    def _get_store_credit_by_kind(self) -> dict[str, float]:
        """Return what these payments did to store credit, one query.

        What was missing while offline was paid as far as the till knows.

        :return: {"paid", "added", "given_back", "undone": amount in the currency of the till,
            >= 0}
        """
        sums = dict.fromkeys(KINDS.values(), 0.0)
        mine = self.sudo().filtered("payment_method_id.is_store_credit")
        entries = mine._find_store_credit_entries() if mine else {}
        for payment in mine:
            entry = entries.get(payment)
            kind = KINDS[entry.event] if entry and entry.event in KINDS else None
            if kind is None:
                kind = "paid" if payment.amount > 0 else "given_back"
            sums[kind] = payment.currency_id.round(sums[kind] + abs(payment.amount))
        return sums

    def _get_store_credit_rows(self) -> list[dict]:
        """Return what these payments did, for people: what did not happen is left out.

        :return: [{"kind", "name": words, "amount": >= 0, "signed": as payments count it}]
        """
        sums = self._get_store_credit_by_kind()
        names = {
            "paid": self.env._("Paid with it"),
            "added": self.env._("Added"),
            "given_back": self.env._("Given back"),
            "undone": self.env._("Top-ups undone"),
        }
        return [
            {
                "kind": kind,
                "name": names[kind],
                "amount": amount,
                "signed": amount if kind in ("paid", "undone") else -amount,
            }
            for kind, amount in sums.items()
            if amount
        ]
