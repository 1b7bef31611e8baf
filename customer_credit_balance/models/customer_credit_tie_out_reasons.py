"""Tie-out, second half, in words: what is open that should not be, and what to do about it."""

from odoo import _, models

# Faults of open items: somebody has to look, but no money of the ledger is wrong.
OPEN_ITEM_CODES = ("pair", "helper", "listed", "unpaid", "reservation")


class CustomerCreditAccount(models.Model):
    """Tells people about open items that do not add up."""

    _inherit = "customer.credit.account"

    def _get_fault_reason(self, code, row):
        """Say what is open that should not be, and what to do.

        # EXTENDS 'customer_credit_balance'
        """
        if code not in OPEN_ITEM_CODES:
            return super()._get_fault_reason(code, row)
        Line = self.env["account.move.line"].sudo()
        line, other = Line.browse(row["move_line_id"]), row["other_id"]
        amount = self._format_fault(row)
        if code == "reservation":
            reservation = self.env["customer.credit.reservation"].sudo().browse(other)
            return _(
                "%(amount)s is reserved for %(document)s, which does not need it any more: free "
                "the reservation.",
                amount=amount,
                document=reservation.origin_name or reservation.request_key,
            )
        if code == "unpaid":
            return _(
                "%(amount)s was spent for %(invoice)s, which does not count it as paid: apply "
                "%(payment)s to the invoice, or cancel the payment.",
                amount=amount,
                invoice=self.env["account.move"].sudo().browse(other).display_name,
                payment=line.move_name,
            )
        reasons = {
            "pair": lambda: _(
                "%(item)s and %(other)s are of one origin and both open, so %(amount)s is no real "
                "credit: reconcile the two journal items.",
                item=line.display_name,
                other=Line.browse(other).display_name,
                amount=amount,
            ),
            "helper": lambda: _(
                "journal item %(item)s only carries credit on, but %(amount)s of it is open: "
                "reconcile it with the credit that it was taken from, or reverse its entry.",
                item=line.display_name,
                amount=amount,
            ),
            "listed": lambda: _(
                "journal item %(item)s spent %(amount)s that still counts as remaining in the "
                "list of credits: reconcile it with the credits on its account.",
                item=line.display_name,
                amount=amount,
            ),
        }
        return reasons[code]()

    def _format_fault(self, row):
        """Return the amount of a fault as text, without its sign."""
        line = self.env["account.move.line"].sudo().browse(row["move_line_id"])
        account = self.sudo().browse(row["account_id"])
        currency = line.company_currency_id or account.currency_id
        return currency.format(abs(float(row["difference"] or 0.0)))

    def _freeze_faulty(self, faults):
        """Open items that are wrong are told to somebody, and stop nobody from spending.

        # EXTENDS 'customer_credit_balance'
        """
        told = {}
        for fault in faults:
            if fault["code"] in OPEN_ITEM_CODES and fault["account_id"]:
                told.setdefault(fault["account_id"], []).append(fault["message"])
        for account in self.browse(told):
            account._schedule_ledger_activity(
                _("Open items do not add up"), " · ".join(told[account.id])
            )
        return super()._freeze_faulty([it for it in faults if it["code"] not in OPEN_ITEM_CODES])
