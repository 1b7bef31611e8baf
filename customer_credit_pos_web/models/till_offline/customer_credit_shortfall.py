"""Shortfalls: till payments made offline for which not enough store credit was left."""

from markupsafe import escape

from odoo import _, api, fields, models
from odoo.exceptions import UserError


class CustomerCreditShortfall(models.Model):
    """The list for managers: one row per payment, with what was missing and who owes it.

    The missing part is no store credit: it stands on the customer's receivable from the closing
    of the session on, and in the exposure before.
    """

    _name = "customer.credit.shortfall"
    _description = "Store Credit Missing at a Till"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "pos_order_id"

    _mail_post_access = "read"
    _one_per_payment = models.UniqueIndex(
        "(payment_uuid)", "A payment can miss store credit only once."
    )

    # --- fields

    payment_uuid = fields.Char("Payment", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    pos_order_id = fields.Many2one(
        "pos.order", "Order", required=True, readonly=True, index=True, ondelete="restrict"
    )
    session_id = fields.Many2one(
        "pos.session", required=True, readonly=True, index=True, ondelete="restrict"
    )
    config_id = fields.Many2one("pos.config", "Till", required=True, readonly=True)
    date = fields.Datetime("Arrived", required=True, readonly=True, default=fields.Datetime.now)
    amount = fields.Monetary("Paid", readonly=True, help="The payment as the till accepted it.")
    taken_amount = fields.Monetary(
        "Taken", readonly=True, help="The store credit that was available and was taken."
    )
    shortfall = fields.Monetary(
        "Missing", readonly=True, help="Not available when the order arrived: the customer owes it."
    )
    move_line_id = fields.Many2one(
        "account.move.line", "Receivable Item", readonly=True, index="btree_not_null"
    )
    open_amount = fields.Monetary(
        "Still Owed",
        compute="_compute_open_amount",
        compute_sudo=True,
        help="What the customer has not paid yet of the missing amount.",
    )
    state = fields.Selection(
        [("open", "Open"), ("settled", "Settled")],
        required=True,
        readonly=True,
        default="open",
        tracking=True,
    )
    reason = fields.Char(readonly=True, tracking=True)
    settled_by_id = fields.Many2one("res.users", "Settled By", readonly=True)
    settled_on = fields.Datetime(readonly=True)

    # --- computes

    @api.depends("shortfall", "move_line_id.amount_residual")
    def _compute_open_amount(self):
        """Read it from the books once the session is closed."""
        for line in self:
            item = line.move_line_id
            line.open_amount = item.amount_residual if item else line.shortfall

    # --- actions

    def action_settle(self):
        """Open the dialog that asks for the reason (credit managers).

        :raise AccessError: when the caller is no credit manager
        """
        self.env["customer.credit.account"]._check_manager()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": _("Settle"),
            "res_model": "customer.credit.shortfall.settle",
            "view_mode": "form",
            "target": "new",
            "context": {"default_shortfall_ids": self.ids},
        }

    def action_open_credit_centre(self):
        """Open the customer's Credit Centre (users who may see credit)."""
        self.ensure_one()
        return self.partner_id.action_open_credit_centre()

    def action_open_order(self):
        """Open the order of the till."""
        self.ensure_one()
        return self.pos_order_id._get_records_action()

    # --- private

    @api.model
    def _record(self, account, payment, taken, missing):
        """Put a payment on the list and give the managers a to-do.

        :param account: customer.credit.account that could not pay
        :param payment: pos.payment made offline
        :param float taken: company currency, >= 0; what the account paid
        :param float missing: company currency, > 0
        :return: customer.credit.shortfall (sudo), one record
        """
        order = payment.pos_order_id
        record = self.sudo().create(
            {
                "payment_uuid": payment.uuid,
                "partner_id": account.partner_id.id,
                "company_id": order.company_id.id,
                "pos_order_id": order.id,
                "session_id": order.session_id.id,
                "config_id": order._get_credit_till().id,
                "amount": taken + missing,
                "taken_amount": taken,
                "shortfall": missing,
            }
        )
        record._schedule_activities()
        return record

    def _schedule_activities(self):
        """Give every credit manager of the company a to-do."""
        group = "customer_credit_balance.group_customer_credit_manager"
        for line in self:
            for user in line.company_id._get_credit_members(group):
                line.activity_schedule(
                    "customer_credit_pos_web.mail_activity_type_shortfall",
                    user_id=user.id,
                    note=escape(
                        _(
                            "%(customer)s paid %(amount)s offline at %(till)s, but %(missing)s of "
                            "it was not available. Collect the money, then settle.",
                            customer=line.partner_id.complete_name,
                            amount=line.currency_id.format(line.amount),
                            till=line.config_id.display_name,
                            missing=line.currency_id.format(line.shortfall),
                        )
                    ),
                )

    def _settle(self, reason):
        """Close these rows; the caller has checked the right. What is owed stays owed.

        :param str reason: what was done about it
        :raise UserError: without a reason
        """
        if not (reason or "").strip():
            raise UserError(_("Say what was done about it."))
        lines = self.sudo().filtered(lambda line: line.state == "open")
        lines.write(
            {
                "state": "settled",
                "reason": reason.strip(),
                "settled_by_id": self.env.uid,
                "settled_on": fields.Datetime.now(),
            }
        )
        lines.activity_feedback(
            ["customer_credit_pos_web.mail_activity_type_shortfall"], feedback=reason
        )
