"""A statement in the send window."""

from odoo import api, fields, models


class CustomerStatementComposeLine(models.TransientModel):
    """What becomes of one of several: to whom it goes, how, and why it cannot."""

    _name = "customer.statement.compose.line"
    _description = "Statement in the Send Window"
    _inherit = "customer.credit.dialog.mixin"

    compose_id = fields.Many2one("customer.statement.compose", required=True, ondelete="cascade")
    statement_id = fields.Many2one("customer.statement", required=True, readonly=True)
    is_draft = fields.Boolean(
        help="When the window was opened: nobody sends twice what a colleague has sent meanwhile."
    )
    partner_id = fields.Many2one(related="statement_id.partner_id")
    closing_balance = fields.Monetary(related="statement_id.closing_balance")
    currency_id = fields.Many2one(related="statement_id.currency_id")
    way = fields.Selection(
        [("mail", "Email"), ("portal", "Portal"), ("print", "Paper")],
        string="Delivery",
        compute="_compute_way",
    )
    recipients = fields.Char(compute="_compute_way")
    subject = fields.Char(compute="_compute_subject")
    problem = fields.Char(compute="_compute_way")

    @api.depends("statement_id", "compose_id.delivery", "compose_id.recipient_ids")
    def _compute_way(self):
        """Say how each goes, to whom, and what stands in the way."""
        for line in self:
            statement, window = line.statement_id._origin, line.compose_id
            line.way = statement and statement._get_delivery(window.delivery)
            to = statement.recipient_ids if line.way == "mail" else statement.browse()
            line.recipients = ", ".join(to.mapped("email_formatted")) if to else False
            line.problem = (statement and window._find_problem(statement)) or False

    @api.depends("statement_id")
    def _compute_subject(self):
        """Fill in the subjects of all, each in the language of its customer."""
        statements = self.statement_id._origin
        words = statements._get_mail_words() if statements else {}
        for line in self:
            line.subject = words.get(line.statement_id._origin.id, {}).get("subject", False)
