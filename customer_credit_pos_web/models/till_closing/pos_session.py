"""Closing: every store-credit payment gets its journal item, per customer, linked to its entry."""

from odoo import Command, _, models
from odoo.exceptions import UserError, ValidationError


class PosSession(models.Model):
    """Adds the booking of store credit to the closing, because Odoo's split payments know no
    liability.
    """

    _inherit = "pos.session"

    # --- guards

    def _check_store_credit_booked(self):
        """Stop the closing when an entry found no journal item.

        :raise UserError: naming the orders
        """
        waiting = (
            self.order_ids._get_store_credit_entries()
            .filtered(lambda entry: not entry.move_line_id)
            .filtered(lambda entry: entry._is_waiting())
        )
        if waiting:
            orders = self.env["pos.order"].sudo().browse(waiting.mapped("res_id"))
            raise UserError(
                _(
                    "The store credit of these orders was not booked: %s. Nothing was closed, and "
                    "nothing is lost: close again. If this comes back, show it to an accountant.",
                    ", ".join(orders.mapped("display_name")),
                )
            )

    # --- actions

    def get_closing_control_data(self):
        """Show what store credit and customers' accounts did, each way apart: nobody counts it.

        # EXTENDS 'point_of_sale'
        """
        data = super().get_closing_control_data()
        mine = self.payment_method_ids.filtered(lambda method: method._is_gated_by_credit())
        if mine:
            shown = {method["id"]: method for method in data["non_cash_payment_methods"]}
            payments = self._get_closed_orders().payment_ids.grouped("payment_method_id")
            for method in mine.filtered(lambda method: method.id in shown):
                own = payments.get(method, self.env["pos.payment"])
                if method.is_store_credit:
                    shown[method.id]["type"] = "store_credit"
                    shown[method.id]["apart"] = own._get_store_credit_rows()
                else:
                    shown[method.id]["apart"] = own._get_customer_account_rows()
        return data

    # --- hooks

    def _validate_session(self, *args, **kwargs):
        """Close, then make sure that no entry of the session still waits.

        # EXTENDS 'point_of_sale'
        :raise UserError: naming the orders that were not booked
        """
        res = super()._validate_session(*args, **kwargs)
        if self.state == "closed":
            self._check_store_credit_booked()
        return res

    def _create_bank_payment_moves(self, data):
        """Put the receivables of store credit into the session's entry; they are paid later.

        Nothing may flush while the entry is half built: it would be balanced by a line too many
        where a country makes entries depend on a stored field, as India does.

        # EXTENDS 'point_of_sale'
        """
        split = data["split_receivables_bank"]
        mine = {key: split[key] for key in split if key.payment_method_id.is_store_credit}
        others = {key: split[key] for key in split if key not in mine}
        data = super()._create_bank_payment_moves({**data, "split_receivables_bank": others})
        data["split_receivables_bank"] = split
        owed = data["MoveLine"].create(
            [
                self._get_split_receivable_vals(key, it["amount"], it["amount_converted"])
                for key, it in mine.items()
            ]
        )
        data["payment_to_receivable_lines"].update(zip(mine, owed, strict=True))
        return data

    def _reconcile_account_move_lines(self, data):
        """Book and match all store credit at once: nothing is left for Odoo to match one by one.

        # EXTENDS 'point_of_sale'
        :raise UserError: naming the order that cannot be booked
        """
        self._book_store_credit(data)
        items = [
            lines.filtered(lambda line: not line.reconciled)
            for payment, lines in data["payment_to_receivable_lines"].items()
            if payment.payment_method_id.is_store_credit
        ]
        # What is on two accounts is left to Odoo, which says so.
        items = [lines for lines in items if len(lines) > 1 and len(lines.account_id) == 1]
        plan = [lines for lines in items if lines.account_id.reconcile]
        if plan:
            self.env["account.move.line"].with_context(no_cash_basis=True)._reconcile_plan(plan)
        result = super()._reconcile_account_move_lines(data)
        # What was scheduled at posting ran when the savepoint ended, as a savepoint flushes: the
        # receivables were open then, and payments whose receivable is open are passed over.
        booked = self.env["account.move.line"].union(*items).move_id.line_ids
        booked._filter_store_credit()._schedule_store_credit_matching()
        return result

    def _create_diff_account_move_for_split_payment_method(self, payment_method, diff_amount):
        """Refuse a counted difference: nobody can count store credit.

        # EXTENDS 'point_of_sale'
        :raise UserError: any difference on store credit
        """
        if payment_method.is_store_credit and not self.currency_id.is_zero(diff_amount):
            raise UserError(self._get_store_credit_difference_message(payment_method))
        return super()._create_diff_account_move_for_split_payment_method(
            payment_method, diff_amount
        )

    def _cannot_close_session(self, bank_payment_method_diffs=None):
        """Tell the cashier before anything is booked.

        # EXTENDS 'point_of_sale'
        """
        for method in self.payment_method_ids.filtered("is_store_credit"):
            difference = (bank_payment_method_diffs or {}).get(method.id) or 0.0
            if not self.currency_id.is_zero(difference):
                message = self._get_store_credit_difference_message(method)
                return {"successful": False, "message": message, "redirect": False}
        return super()._cannot_close_session(bank_payment_method_diffs)

    # --- private

    def _book_store_credit(self, data):
        """Book all store credit at once: Odoo books payment by payment.

        :param dict data: of the closing, whose entry is posted: the items that pay are added
        :raise UserError: naming the order that cannot be booked
        """
        lines = data["payment_to_receivable_lines"]
        items = {key: lines[key] for key in lines if key.payment_method_id.is_store_credit}
        if not items:
            return
        payments = self.env["pos.payment"].union(*items)
        try:
            with self.env.cr.savepoint():
                paid = self._create_store_credit_payments(payments, items)
        except (UserError, ValidationError):
            paid = self._create_store_credit_payments_one_by_one(payments, items)
        for payment in paid:
            lines[payment] |= paid[payment]

    def _create_store_credit_payments_one_by_one(self, payments, items):
        """Find the order at fault, when all at once did not work.

        :raise UserError: naming the order that cannot be booked
        """
        paid = {}
        for payment in payments:
            try:
                paid.update(self._create_store_credit_payments(payment, items))
            except (UserError, ValidationError) as error:
                raise payment.pos_order_id._prepare_store_credit_error(error) from error
        return paid

    def _create_store_credit_payments(self, payments, items):
        """Return {till payment: receivable item of the payment that books it}.

        :param dict items: {pos.payment: receivable item of the session's entry}
        """
        entries = payments._get_store_credit_entry_by_payment()
        # Taken long ago, but for payments older than this addon.
        missing = payments.filtered(lambda it: it not in entries)
        for order in missing.pos_order_id:
            order._take_store_credit()
        if missing:
            entries.update(missing._get_store_credit_entry_by_payment())
        # No user may write a key, whoever closes the session.
        created = (
            self.env["account.payment"]
            .sudo()
            .create(
                [
                    {
                        **self._prepare_store_credit_payment(it, entries[it]),
                        **self._prepare_store_credit_items(it, entries[it], items[it]),
                    }
                    for it in payments
                ]
            )
        )
        created.action_post()
        return {
            payment: account_payment.move_id.line_ids.filtered(
                lambda line, account=account_payment.destination_account_id: (
                    line.account_id == account
                )
            )
            for payment, account_payment in zip(payments, created, strict=True)
        }

    def _prepare_store_credit_payment(self, payment, entry):
        """Return the values of the payment that books a till payment.

        Amount and customer are those of the entry: a rate that changed since must not leave
        the entry waiting for another amount.
        """
        customer = self.env["res.partner"]._find_accounting_partner(payment.partner_id)
        customer = customer.with_company(self.company_id)
        order = payment.pos_order_id
        return {
            "payment_type": "inbound" if entry.amount < 0 else "outbound",
            "partner_type": "customer",
            "partner_id": customer.id,
            "company_id": self.company_id.id,
            "currency_id": self.company_id.currency_id.id,
            "amount": abs(entry.amount),
            "journal_id": payment.payment_method_id.journal_id.id,
            "destination_account_id": customer.property_account_receivable_id.id,
            "memo": _("%(order)s in %(session)s", order=order.name, session=self.name),
            "pos_payment_method_id": payment.payment_method_id.id,
            "pos_session_id": self.id,
            "store_credit_request_key": entry.request_key,
        }

    def _prepare_store_credit_items(self, payment, entry, owed):
        """Return {"line_ids": items of the payment} where the till has a currency of its own.

        The receivable is paid in the till's currency, so that no rate of another day leaves a
        part open; the store credit moves by what the entry says. A refund gives what the original
        took, an order takes what it cost on its day: what the rate did since is a gain or loss.

        :param owed: receivable item of the session's entry
        """
        company = self.company_id
        if owed.currency_id == company.currency_id:
            return {}
        short = payment._get_shortfalls()
        share = short.taken_amount / short.amount if short else 1.0
        balance = company.currency_id.round(owed.balance * share)
        difference = company.currency_id.round(balance + entry.amount)
        account = company._get_rate_difference_account(difference)
        if difference and not account:
            return {}
        common = {"partner_id": owed.partner_id.id, "name": payment.pos_order_id.name}
        lines = [
            {
                **common,
                "account_id": company.store_credit_account_id.id,
                "currency_id": company.currency_id.id,
                "amount_currency": -entry.amount,
                "balance": -entry.amount,
            },
            {
                **common,
                "account_id": owed.account_id.id,
                "currency_id": owed.currency_id.id,
                "amount_currency": -owed.currency_id.round(owed.amount_currency * share),
                "balance": -balance,
            },
        ]
        if difference:
            lines.append(
                {
                    **common,
                    "account_id": account.id,
                    "currency_id": company.currency_id.id,
                    "amount_currency": difference,
                    "balance": difference,
                }
            )
        return {"line_ids": [Command.create(vals) for vals in lines]}

    def _get_store_credit_difference_message(self, method: models.BaseModel) -> str:
        """Return the sentence that refuses a difference on store credit."""
        return _(
            "%s cannot have a difference: every payment is booked to its customer already.",
            method.name,
        )
