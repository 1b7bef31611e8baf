"""Payments: store credit as their liquidity side, and the request key that ties them to entries."""

from odoo import api, fields, models


class AccountPayment(models.Model):
    """Adds the liability account to payments, because in the store-credit journal they book
    liability against receivable.
    """

    _inherit = "account.payment"

    # --- fields

    store_credit_request_key = fields.Char(
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups=fields.NO_ACCESS,  # names an entry: nobody but the engine may choose one
        help="Request key of the credit entry that this payment books.",
    )

    # --- computes

    @api.depends("journal_id")
    def _compute_outstanding_account_id(self):
        """Use the liability account in the store-credit journal, whatever the method line says.

        # EXTENDS 'account'
        """
        res = super()._compute_outstanding_account_id()
        for payment in self:
            if payment.journal_id and payment.journal_id._is_store_credit():
                account = payment.journal_id.company_id.sudo().store_credit_account_id
                payment.outstanding_account_id = account
        return res

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Give online payments that credit rests on an entry, whatever their journal leaves to
        the bank's statement.

        # EXTENDS 'account'
        """
        # Odoo takes them out of the values, and uses them where there is an account already.
        discounts = [vals.get("write_off_line_vals") for vals in vals_list]
        payments = super().create(vals_list)
        for payment, discount in zip(payments, discounts, strict=True):
            tx = payment.payment_transaction_id
            if tx and not payment.outstanding_account_id and tx._needs_credit_entry():
                account = payment._get_outstanding_account(payment.payment_type)
                payment.outstanding_account_id = account
                payment._generate_journal_entry(write_off_line_vals=discount)
        return payments

    def write(self, vals):
        """Lock the credit of top-ups again that a payment paid which is rejected, or free it.

        # EXTENDS 'account'
        """
        res = super().write(vals)
        if "state" in vals:
            matches = self.sudo().move_id.line_ids.matched_debit_ids
            paid = matches.debit_move_id.move_id
            paid.line_ids._filter_store_credit()._sync_store_credit_reservations()
        return res

    # --- actions

    def action_reject(self):
        """End the entries of rejected payments that use or give store credit.

        Odoo leaves them posted, as if the money were on its way still: the customer would spend a
        top-up that the bank refused, and an invoice stay paid by store credit that nobody took.
        Where an entry must not change any more it is reversed instead.

        # EXTENDS 'account'
        """
        moved = self.filtered(
            lambda it: (
                it.move_id.state == "posted"
                and it.move_id.line_ids._filter_store_credit()
                and "posted" not in it.move_id.reversal_move_ids.mapped("state")
            )
        )
        final = moved.filtered(lambda it: it.move_id._is_store_credit_payment_final())
        for payment in final:
            payment.move_id.line_ids.remove_move_reconcile()
            payment.move_id._reverse_credit_entry()
        (moved - final).action_cancel()
        return super().action_reject()

    # --- hooks

    def _prepare_move_line_default_vals(self, *args, **kwargs):
        """Book for the commercial partner, and store credit in company currency.

        Odoo puts invoices on the commercial partner but leaves a payment on the contact who
        made it, where nothing would find it. Items in several currencies could not be matched
        on the liability account without leaving foreign residuals behind.

        # EXTENDS 'account'
        """
        vals_list = super()._prepare_move_line_default_vals(*args, **kwargs)
        company = self.company_id.sudo()
        for vals in vals_list:
            if (
                self.partner_type == "customer"
                and vals["account_id"] == self.destination_account_id.id
            ):
                vals["partner_id"] = self.partner_id.commercial_partner_id.id
            if company.store_credit_account_id.id == vals["account_id"]:
                balance = vals.get("balance", vals.get("debit", 0.0) - vals.get("credit", 0.0))
                vals.update(currency_id=company.currency_id.id, amount_currency=balance)
        return vals_list

    # --- private

    def _is_by_store_credit(self) -> bool:
        """Say whether the liability account pays: in whatever journal was the one of store credit.

        Another one may be chosen in the settings later.
        """
        self.ensure_one()
        liability = self.company_id.sudo().store_credit_account_id
        return bool(liability) and self.outstanding_account_id == liability

    def _take_back_store_credit(self):
        """Make these payments store credit again, but for those that still settle something.

        They are cancelled. Where their entry must not change any more (secured, a closed period)
        they are reversed instead, as an accountant would, on the first open day from today.
        """
        # Whatever their state says: that of a payment may be written without its entry's.
        for payment in self.filtered(lambda it: it.move_id.state == "posted"):
            receivable = payment.move_id.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            )
            if receivable.matched_debit_ids:
                continue
            if payment.move_id._is_store_credit_payment_final():
                payment.move_id._reverse_credit_entry()
            else:
                payment.action_cancel()
