"""Customer invoices: the gate at posting for what no order stands behind."""

from odoo import api, fields, models

from .customer_credit_mixin_banner import VERDICT


class AccountMove(models.Model):
    """Never for delivered goods, credit notes, the till, or what is paid already."""

    _inherit = "account.move"

    credit_verdict = fields.Json(**VERDICT)

    def _post(self, soft=True):
        """Check invoices before they are posted, by whatever route.

        :raise UserError: blocked by a limit or a hold, with the reasons

        # EXTENDS 'account'
        """
        self.filtered(
            lambda move: move.state == "draft" and move._is_credit_gated()
        )._stop_blocked()
        return super()._post(soft=soft)

    @api.depends("partner_id", "company_id", "amount_total", "currency_id", "state", "move_type")
    def _compute_credit_verdict(self):
        """Follow what is being typed.

        # EXTENDS 'customer_credit_limit'
        """
        super()._compute_credit_verdict()

    def _is_credit_open(self):
        """Say whether the invoice is still a draft.

        # EXTENDS 'customer_credit_limit'
        """
        return self.state == "draft" and self.move_type in ("out_invoice", "out_receipt")

    def _is_credit_gated(self):
        """Say whether posting this entry may be stopped.

        # EXTENDS 'customer_credit_limit'
        """
        self.ensure_one()
        if self.move_type not in ("out_invoice", "out_receipt") or self.posted_before:
            return False
        if self._is_credit_from_till() or self.sudo().transaction_ids.filtered(
            lambda tx: tx.state in ("authorized", "done")
        ):
            return False
        policy = self._get_credit_policy()
        return bool(policy.check_invoices) and self._get_credit_amount() > 0

    def _is_credit_from_till(self):
        """Say whether a till made the invoice: it is paid there."""
        self.ensure_one()
        return bool("pos_order_ids" in self._fields and self.sudo().pos_order_ids)

    def _get_credit_amount(self):
        """Return what nobody has decided on yet: without the lines of orders or of deliveries.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        amount = super()._get_credit_amount()
        return amount if amount <= 0 else max(amount - self._get_credit_decided(), 0.0)

    def _get_credit_counted_terms(self):
        """Leave in the exposure what was decided on before: only the rest is checked.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        terms = super()._get_credit_counted_terms()
        if "draft_invoices" in terms:
            terms["draft_invoices"] -= self._get_credit_decided()
        return terms

    def _get_credit_decided(self):
        """Return the part of the invoice that needs no decision any more, company currency."""
        self.ensure_one()
        lines = self.sudo().invoice_line_ids.filtered(lambda line: line._is_credit_decided())
        return sum(lines.mapped("price_total")) / (self.invoice_currency_rate or 1.0)
