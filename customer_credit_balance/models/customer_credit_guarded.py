"""The records behind gates and exposure: orders, invoices, payments, and whose they are."""

from contextlib import contextmanager

from odoo import _, api, models
from odoo.exceptions import UserError

POSTING = "customer_credit_balance.posting"
# What says of a payment that money has arrived.
PAID = {"state", "payment_id", "is_post_processed", "source_transaction_id"}


class SaleOrder(models.Model):
    """Total, currency, rate and invoice status come from the lines and the table of rates."""

    _name = "sale.order"
    _inherit = ["sale.order", "customer.credit.guarded.mixin"]

    _credit_decisive_names = frozenset({"currency_id", "invoice_status"})
    _credit_server_names = frozenset({"transaction_ids"})

    def write(self, vals):
        """Keep the date of confirmed orders whose rate depends on it.

        :raise UserError: a client moves a confirmed order to the rate of another day

        # EXTENDS 'sale'
        """
        if "date_order" in vals and not self.env.su:
            foreign = self.filtered(
                lambda it: it.state == "sale" and it.currency_id != it.company_id.currency_id
            )
            if foreign:
                raise UserError(
                    _(
                        "%s is confirmed in a foreign currency: its date, and with it the rate, "
                        "stays. Cancel the order and confirm it again to change it.",
                        ", ".join(foreign.mapped("name")),
                    )
                )
        return super().write(vals)


class SaleOrderLine(models.Model):
    """Amounts follow from price and quantity, what is invoiced from the invoices."""

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "customer.credit.guarded.mixin"]

    # Invoicing the timesheets of a period sets it as the user; exposure takes it as a minimum.
    _credit_free_names = frozenset({"qty_to_invoice"})
    _credit_server_names = frozenset({"invoice_lines"})


class AccountMove(models.Model):
    """Totals and what is left to pay come from the items; posting is a step of its own."""

    _name = "account.move"
    _inherit = ["account.move", "customer.credit.guarded.mixin"]

    _credit_decisive_names = frozenset({"commercial_partner_id"})
    _credit_server_names = frozenset({"transaction_ids", "pos_order_ids"})

    def _post(self, soft=True):
        """Tell writes that come from here from those of a client.

        # EXTENDS 'account'
        """
        with self._credit_posting():
            return super()._post(soft=soft)

    def write(self, vals):
        """Refuse to post, or to look posted before, otherwise than by posting.

        :raise UserError: a client writes the state

        # EXTENDS 'account'
        """
        claims = vals.get("state") == "posted" or "posted_before" in vals
        if claims and not self.env.su and not self.env.cr.cache.get(POSTING):
            raise UserError(_("An entry is posted by its Post button, which checks it first."))
        if "payment_state" not in vals or self.env.su:
            return super().write(vals)
        if not self._may_claim_payment_state(vals["payment_state"]):
            vals = {name: vals[name] for name in vals if name != "payment_state"}
        res = super().write(vals)
        self.env.add_to_compute(self._fields["payment_state"], self)
        return res

    def _may_claim_payment_state(self, value):
        """Say whether a client may set this: Odoo's button blocks open invoices, and frees them.

        Anything else follows from what is matched, as Odoo computes it.
        """
        if value == "blocked":
            return not any(move.payment_state in ("paid", "in_payment") for move in self)
        return value == "not_paid" and all(move.payment_state == "blocked" for move in self)

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse entries that claim to have been posted before.

        :raise UserError: a client says so

        # EXTENDS 'account'
        """
        if not self.env.su and any(vals.get("posted_before") for vals in vals_list):
            raise UserError(_("An entry is posted by its Post button, which checks it first."))
        return super().create(vals_list)

    @api.model
    @contextmanager
    def _credit_posting(self):
        """Mark the cursor while entries or payments take a step of their own.

        A client cannot, unlike with a context key.
        """
        cache = self.env.cr.cache
        before = cache.get(POSTING)
        cache[POSTING] = True
        try:
            yield
        finally:
            cache[POSTING] = before


class AccountMoveLine(models.Model):
    """What is open on an item follows from its balance and what it is matched with."""

    _name = "account.move.line"
    _inherit = ["account.move.line", "customer.credit.guarded.mixin"]

    _credit_decisive_names = frozenset({"reconciled"})

    @api.model_create_multi
    def create(self, vals_list):
        """Link no order of another customer.

        # EXTENDS 'sale'
        """
        lines = super().create(vals_list)
        if not self.env.su and any(vals.get("sale_line_ids") for vals in vals_list):
            lines._check_credit_order_links(self.browse())
        return lines

    def write(self, vals):
        """Link no order afterwards, nor one of another customer.

        # EXTENDS 'sale'
        """
        if self.env.su or "sale_line_ids" not in vals:
            return super().write(vals)
        before = {line: line.sale_line_ids for line in self.sudo()}
        res = super().write(vals)
        changed = self.filtered(lambda line: line.sudo().sale_line_ids != before[line.sudo()])
        changed._check_credit_order_links(changed.filtered(lambda it: it.parent_state == "posted"))
        return res

    def _check_credit_order_links(self, posted):
        """Stop a link that says of an order what its invoices do not.

        :param posted: items among these that were posted before the change
        :raise UserError: an order of another customer, or a posted invoice
        """
        for line in self.sudo():
            move = line.move_id
            if not move.is_sale_document(include_receipts=True):
                continue
            ours = move.reversed_entry_id or all(
                move.commercial_partner_id
                in (order.partner_id | order.partner_invoice_id).commercial_partner_id
                for order in line.sale_line_ids.order_id
            )
            if not ours or line._origin in posted.sudo():
                raise UserError(
                    _(
                        "%(move)s cannot be linked with this order: invoice the order from the "
                        "order itself.",
                        move=move.display_name,
                    )
                )


class PaymentTransaction(models.Model):
    """Providers say what was paid; whoever may read payments does not."""

    _name = "payment.transaction"
    _inherit = ["payment.transaction", "customer.credit.guarded.mixin"]

    _credit_server_names = frozenset(
        {
            "state", "amount", "currency_id", "operation", "sale_order_ids", "invoice_ids",
            "payment_id", "is_post_processed", "source_transaction_id", "partner_id",
            "last_state_change", "provider_id", "reference", "provider_reference",
        }
    )  # fmt: skip

    def _update_state(self, allowed_states, target_state, state_message):
        """Tell writes of the payment engine from those of a client.

        # EXTENDS 'payment'
        """
        with self.env["account.move"]._credit_posting():
            return super()._update_state(allowed_states, target_state, state_message)

    def _post_process(self):
        """Tell writes of the payment engine from those of a client.

        # EXTENDS 'payment'
        """
        with self.env["account.move"]._credit_posting():
            return super()._post_process()

    @api.model_create_multi
    def create(self, vals_list):
        """Make payments that are still to be paid; nobody creates paid ones.

        :raise UserError: a client says that money was paid

        # EXTENDS 'payment'
        """
        if not self.env.su:
            for vals in vals_list:
                claims = {name: vals[name] for name in PAID & vals.keys() if vals[name]}
                if claims.get("state") == "draft":
                    del claims["state"]
                self._check_credit_server_names(claims)
            # What a payment is for is said when it is made, before anything is paid.
            with self.env["account.move"]._credit_posting():
                return super().create(vals_list)
        return super().create(vals_list)

    @api.model
    def _check_credit_server_names(self, vals):
        """Let the steps of the payment engine pass, and administrators who repair them.

        # EXTENDS 'customer_credit_balance'
        """
        if not self.env.cr.cache.get(POSTING) and not self.env.is_system():
            super()._check_credit_server_names(vals)


class ResPartner(models.Model):
    """Who owes for a contact follows from its parent."""

    _name = "res.partner"
    _inherit = ["res.partner", "customer.credit.guarded.mixin"]

    _credit_decisive_names = frozenset({"commercial_partner_id"})
