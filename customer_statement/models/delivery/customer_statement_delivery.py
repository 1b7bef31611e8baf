"""Deliveries: each time a statement was handed over, to whom, how, and what became of it."""

from odoo import api, fields, models
from odoo.tools.mail import email_normalize, email_normalize_all


class CustomerStatementDelivery(models.Model):
    """Written by the engine alone: a statement that is sent to another address has two of them.

    What Odoo can tell is told: whether the mail server took the email, whether it came back, and
    whether the customer opened the page of the statement afterwards.
    """

    _name = "customer.statement.delivery"
    _description = "Delivery of a Statement"
    _inherit = "customer.credit.evidence.mixin"
    _order = "id desc"
    _rec_name = "recipients"

    # --- fields

    statement_id = fields.Many2one(
        "customer.statement", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="statement_id.company_id", store=True, index=True)
    way = fields.Selection(
        [("mail", "Email"), ("portal", "Portal"), ("print", "Paper")],
        string="Delivery",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("queued", "Queued"),
            ("sent", "Sent"),
            ("failed", "Not delivered"),
            ("bounced", "Came back"),
            ("shown", "On the portal"),
            ("printed", "Given on paper"),
        ],
        string="Status",
        required=True,
        readonly=True,
    )
    recipients = fields.Text(readonly=True)
    recipient_cc = fields.Char(string="Copy to", readonly=True)
    subject = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    date = fields.Datetime(string="When", required=True, readonly=True, default=fields.Datetime.now)
    opened_at = fields.Datetime(
        string="Opened on",
        readonly=True,
        help="When the customer opened the page of the statement for the first time after this "
        "delivery.",
    )
    problem = fields.Char(readonly=True)
    mail_id = fields.Many2one(
        "mail.mail", string="Email", readonly=True, ondelete="set null", index="btree_not_null",
        groups="base.group_system",
    )  # fmt: skip
    again_of_id = fields.Many2one(
        "customer.statement.delivery", string="Instead of", readonly=True, ondelete="set null",
        index="btree_not_null",
    )  # fmt: skip
    again_ids = fields.One2many(
        "customer.statement.delivery", "again_of_id", string="Sent Again to", readonly=True
    )

    # --- actions

    def action_send_elsewhere(self):
        """Return the window that sends the same statement to another address.

        Statement users, own customers.

        :raise UserError: the statement is replaced by a newer one
        """
        self.ensure_one()
        self.check_access("read")
        action = self.statement_id.action_send_again()
        return {**action, "context": {**action["context"], "default_again_of_id": self.id}}

    # --- private

    @api.model
    def _find_mailed(self, mails: models.BaseModel) -> models.BaseModel:
        """Return the deliveries by these mail.mail."""
        return self.search([("mail_id", "in", mails.ids)]) if mails else self.browse()

    def _find_addressed(self, email: str) -> models.BaseModel:
        """Return the newest of these deliveries that went to an address; empty without."""
        wanted = email_normalize(email) or email
        return self.filtered(
            lambda delivery: (
                delivery.way == "mail"
                and wanted
                in email_normalize_all(f"{delivery.recipients}, {delivery.recipient_cc or ''}")
            )
        ).sorted("id", reverse=True)[:1]

    def _record_result(self, state, problem=False):
        """Write how the email ended.

        :param state: queued, sent, failed or bounced
        :param problem: why, in words
        """
        self._write_engine({"state": state, "problem": problem})

    @api.model
    def _record_look(self, statements):
        """Note that the customer looked at these statements, on what has reached nobody before."""
        unopened = self.search(
            [
                ("statement_id", "in", statements.ids),
                ("opened_at", "=", False),
                ("way", "!=", "print"),
                ("state", "not in", ("failed", "bounced")),
            ]
        )
        unopened._write_engine({"opened_at": fields.Datetime.now()})
