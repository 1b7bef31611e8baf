"""Common ground of the settlement tests: orders without goods that pay what a customer owes."""

from .common_till import TillCommon


class SettlementCommon(TillCommon):
    """Settlements go through ``sync_from_ui`` as the browser sends them."""

    def settlement_data(self, documents, payments, customer=None, **vals):
        """Return a settlement: (document, amount) pairs paid by (method, amount) pairs."""
        chosen = [(self.pay_later_pm, -amount) for _document, amount in documents]
        data = self.order_data(
            [*chosen, *payments], customer=customer or self.customer, lines=[], **vals
        )
        for command, (document, _amount) in zip(data["payment_ids"], documents, strict=False):
            command[2]["settled_document"] = (
                document if isinstance(document, str) else f"{document._name},{document.id}"
            )
        return data

    def settle(self, documents, payments=None, customer=None, user=None, **vals):
        """Settle (document, amount) pairs, in cash when nothing else is said."""
        payments = payments or [(self.cash_pm1, sum(amount for _document, amount in documents))]
        return self.sync(self.settlement_data(documents, payments, customer, **vals), user)

    def due(self, customer=None, user=None, config=None):
        """Return {name: open amount} as the till lists it."""
        return {row["name"]: row["open"] for row in self.due_rows(customer, user, config)}

    def due_rows(self, customer=None, user=None, config=None):
        """Return the lines of the till's list."""
        customer, config = customer or self.customer, config or self.config
        self.env.flush_all()
        self.env.invalidate_all()
        Partner = self.env["res.partner"].with_user(user or self.cashier)
        return Partner.get_due_for_till(customer.id, config.id)

    def open_items(self, customer=None):
        """Return what is open on the customer's receivable account, oldest first."""
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", (customer or self.customer).id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ],
            order="id",
        )
        return lines.mapped("amount_residual")

    def close_and_reopen(self):
        """Close the session and open the next one."""
        session = self.close_till()
        self.open_new_session()
        return session
