"""The dialog of interest and costs: what a customer's late items cost, to be claimed or waived."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_credit_balance.models.door import door


class CustomerStatementInterestSettle(models.TransientModel):
    """Shows figures and carries choices only: what is claimed is computed again.

    Opened by the server, which fills in the items; whoever sells to the customer reads it,
    accountants claim and waive.
    """

    _name = "customer.statement.interest.settle"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Interest and Costs"

    # --- fields

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True)
    date = fields.Date("As Of", required=True)
    # The day of the figures that are shown.
    shown_date = fields.Date("Day", readonly=True)
    reason = fields.Text("Waived Because")
    problem = fields.Text(readonly=True)
    is_accountant = fields.Boolean(compute="_compute_is_accountant")
    line_ids = fields.One2many("customer.statement.interest.settle.line", "settle_id", "Items")

    # --- computes

    @api.depends_context("uid")
    def _compute_is_accountant(self):
        """Say whether the user may claim and waive; each action asks again."""
        self.is_accountant = self.env.user.has_group("account.group_account_invoice")

    # --- actions

    @door(single=True)
    def action_refresh(self):
        """Compute the items again, as of the day that was chosen."""
        self._fill()
        return self._show()

    @door(single=True)
    def action_claim(self):
        """Claim what was ticked, and book it where the company books claims at once.

        Figures of another day are shown first, before anything is claimed.

        :return: the action that shows the claims
        :raise AccessError: no accountant
        :raise UserError: nothing is ticked, or there is nothing to claim
        """
        if self.date != self.shown_date:
            return self.action_refresh()
        claims = self._settle()
        return {
            "type": "ir.actions.act_window",
            "name": _("Claims of Interest"),
            "res_model": claims._name,
            "domain": [("id", "in", claims.ids)],
            "views": [(False, "list"), (False, "form")],
            "help": _("Nothing was claimed: open a customer and choose Interest and Costs."),
        }

    @door(single=True)
    def action_waive(self):
        """Waive what was ticked, with the reason on record.

        :raise AccessError: no accountant
        :raise UserError: no reason, nothing is ticked, or there is nothing to waive
        """
        if self.date != self.shown_date:
            return self.action_refresh()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(_("Say why it is waived."))
        self._settle(reason)
        return {"type": "ir.actions.act_window_close"}

    # --- private

    @api.model
    def _open(self, customer, company):
        """Return a new dialog of a customer as of today, filled in.

        :raise AccessError: the customer is not the user's
        :raise UserError: private persons owe none, or interest is not switched on
        """
        dialog = self.create(
            {
                "company_id": company.id,
                "partner_id": customer.id,
                "date": fields.Date.context_today(self),
            }
        )
        dialog._fill()
        return dialog

    def _show(self) -> dict:
        """Return the action that shows the dialog, wide enough for its columns."""
        context = {"dialog_size": "extra-large"}
        return self._get_dialog_action(_("Interest and Costs"), context=context)

    def _check_customer(self):
        """Refuse customers that are not the user's, or owe no interest.

        :raise AccessError: the customer is not the user's
        :raise UserError: private persons owe none, or interest is not switched on
        """
        self.ensure_one()
        if self.create_uid != self.env.user and not self.env.su:
            raise AccessError(_("Open a dialog of your own."))
        self.env["customer.statement"]._check_may_make(self.partner_id, self.company_id)
        if not self.company_id.sudo().customer_statement_interest:
            raise UserError(
                _("Interest is switched off for %s: switch it on in the settings.",
                  self.company_id.name)
            )  # fmt: skip
        if not self.partner_id.commercial_partner_id.is_company:
            raise UserError(_("Private persons owe no interest between businesses."))

    def _fill(self):
        """Compute the items as of the day, all ticked but those that cannot be claimed."""
        self._check_customer()
        Interest = self.env["customer.statement.interest"]
        found = Interest._read(self.company_id, self.partner_id, self.date)
        items = [it for part in found.values() for it in part]
        problems = [Interest._get_problem(self.company_id, it) for it in items]
        self.write(
            {
                "shown_date": self.date,
                "problem": next(filter(None, problems), False),
                "line_ids": [
                    fields.Command.clear(),
                    *(
                        fields.Command.create(
                            {
                                "take": bool(it.total) and not it.missing,
                                "item": it.item_id,
                                "document": it.number,
                                "due": it.due,
                                "days": it.days,
                                "currency_id": it.currency_id,
                                "open_amount": float(it.base),
                                "interest": float(it.interest),
                                "fee": float(it.fee),
                                "is_disputed": it.disputed,
                                "detail": Interest._describe(it),
                            }
                        )
                        for it in items
                    ),
                ],
            }
        )

    def _settle(self, reason=None):
        """Claim or waive what is ticked."""
        self._check_customer()
        chosen = set(self.line_ids.filtered("take").mapped("item"))
        if not chosen:
            raise UserError(_("Tick the invoices that it is about."))
        return self.env["customer.statement.interest.claim"]._settle(
            self.company_id, self.partner_id, self.date, chosen, reason
        )
