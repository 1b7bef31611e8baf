"""The dialog of announced payments: what a customer said inside, on the phone or by mail."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_credit_balance.models.door import door

from ..models.remittance.customer_remittance import MOST_LINES, Announced


class CustomerRemittanceAnnounce(models.TransientModel):
    """Carries choices only: what is open is read again when it is confirmed.

    Opened by the server, which fills in the documents of one currency.
    """

    _name = "customer.remittance.announce"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Announced Payment Dialog"

    # --- fields

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    has_more = fields.Boolean(readonly=True)
    date = fields.Date("Expected on")
    total = fields.Monetary(compute="_compute_total")
    line_ids = fields.One2many("customer.remittance.announce.line", "announce_id", "Documents")

    # --- computes

    @api.depends("line_ids.take", "line_ids.amount")
    def _compute_total(self):
        """Add what is chosen."""
        for dialog in self:
            dialog.total = sum(dialog.line_ids.filtered("take").mapped("amount"))

    # --- actions

    @door(single=True)
    def action_confirm(self):
        """Record the announcement and show it with the reference to quote.

        :raise AccessError: the customer is not the user's
        :raise ValidationError: what was chosen cannot be announced
        """
        self._check_customer()
        chosen = self.line_ids.filtered("take")
        moves = self.env["account.move"].sudo()
        remittance = self.env["customer.remittance"].sudo()._announce(
            self.partner_id.sudo(), self.company_id.sudo(), self.date,
            [Announced(moves.browse(it.document), it.amount, it.reason or "", it.note or "")
             for it in chosen],
            self.env.user.partner_id,
        )  # fmt: skip
        return remittance.with_env(self.env)._get_records_action()

    # --- private

    @api.model
    def _open(self, partner, company):
        """Return a new dialog of a customer, filled with what is open, the first due first.

        :raise AccessError: the customer is not the user's
        :raise UserError: nothing is open
        """
        self.env["customer.remittance"]._check_may_announce(partner, company)
        Remittance, customer = self.env["customer.remittance"].sudo(), partner.commercial_partner_id
        items = Remittance._get_announceable(customer.sudo(), company)
        if not items:
            raise UserError(_("%s owes nothing that is open.", partner.complete_name))
        currency = items[0].currency_id
        own = items.filtered(lambda item: item.currency_id == currency)
        moves = own.move_id[:MOST_LINES]
        amounts = {}
        for item in own:
            amounts[item.move_id] = amounts.get(item.move_id, 0.0) + item.amount_residual_currency
        return self.create(
            {
                "company_id": company.id,
                "partner_id": partner.id,
                "currency_id": currency.id,
                "has_more": len(items.move_id) > len(moves),
                "line_ids": [
                    fields.Command.create(
                        {
                            "document": move.id,
                            "name": move.name,
                            "due": own.filtered(lambda it, move=move: it.move_id == move)[
                                :1
                            ].date_maturity,
                            "open_amount": currency.round(amounts[move]),
                            "amount": currency.round(amounts[move]),
                        }
                    )
                    for move in moves
                ],
            }
        )

    def _check_customer(self):
        """Refuse dialogs and customers of others.

        :raise AccessError: in both cases
        """
        if self.create_uid != self.env.user and not self.env.su:
            raise AccessError(_("Open a dialog of your own."))
        self.env["customer.remittance"]._check_may_announce(self.partner_id, self.company_id)
