"""Credit request: the recorded ask for an exception; one open request per document."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .credit_desk import desk

STATES = [
    ("pending", "Waiting"),
    ("asked", "Asked back"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("expired", "Expired"),
    ("closed", "No longer needed"),
]
OPEN_STATES = ("pending", "asked")


class CustomerCreditRequest(models.Model):
    """Nobody creates or edits one by hand: gates ask, approvers decide, the server writes."""

    _name = "customer.credit.request"
    _description = "Credit Request"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mail_post_access = "read"

    name = fields.Char(required=True, readonly=True, copy=False)
    kind = fields.Selection(
        [("order", "Order"), ("invoice", "Invoice"), ("limit", "Limit Change")],
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference("Document ID", model_field="res_model", readonly=True)
    document_name = fields.Char("Document", readonly=True)
    requester_id = fields.Many2one(
        "res.users", "Asked By", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date = fields.Datetime("Asked On", required=True, readonly=True)
    state = fields.Selection(
        STATES, required=True, readonly=True, default="pending", tracking=True, index=True
    )
    round = fields.Integer(readonly=True, default=1)
    amount = fields.Monetary("Over the Limit Then", readonly=True, tracking=True)
    order_amount = fields.Monetary("Document Amount", readonly=True, tracking=True)
    ceiling = fields.Monetary(
        "Approved Up To", readonly=True, tracking=True,
        help="The document may be worth this much in all; more goes back to the queue.",
    )  # fmt: skip
    expires_on = fields.Date(readonly=True, tracking=True)
    confirm_after = fields.Boolean(
        readonly=True, help="Confirmation was asked for: it follows the last approval."
    )
    wanted_limit = fields.Monetary(readonly=True)
    exposure = fields.Monetary("Exposure Then", readonly=True)
    credit_limit = fields.Monetary("Limit Then", readonly=True)
    is_unlimited = fields.Boolean(readonly=True)
    overdue = fields.Monetary("Overdue Then", readonly=True)
    reasons = fields.Text(readonly=True)
    snapshot = fields.Json(readonly=True)
    level_id = fields.Many2one(
        "customer.credit.approval.level", "Level", readonly=True, tracking=True,
        ondelete="restrict",
    )  # fmt: skip
    decision_ids = fields.One2many(
        "customer.credit.request.decision", "request_id", "Decisions", readonly=True
    )
    waiting_days = fields.Integer("Days Waiting", compute="_compute_waiting_days")
    can_decide = fields.Boolean(compute="_compute_can_decide")
    can_answer = fields.Boolean(compute="_compute_can_decide")
    decider_names = fields.Char("With", compute="_compute_can_decide")
    exposure_now = fields.Monetary(compute="_compute_now", compute_sudo=True)
    credit_limit_now = fields.Monetary("Limit Now", compute="_compute_now", compute_sudo=True)
    overdue_now = fields.Monetary(compute="_compute_now", compute_sudo=True)
    order_amount_now = fields.Monetary(
        "Document Amount Now", compute="_compute_now", compute_sudo=True
    )
    amount_now = fields.Monetary("Over the Limit Now", compute="_compute_now", compute_sudo=True)

    _one_open = models.UniqueIndex(
        "(res_model, res_id) WHERE state IN ('pending', 'asked')",
        "A document has one open credit request.",
    )

    # --------------------------------------------------------------- computes

    @api.depends("name", "document_name", "partner_id", "amount")
    def _compute_display_name(self):
        """Say which document of whom, and how far it goes."""
        for request in self:
            parts = [request.document_name or request.name, request.partner_id.sudo().name or ""]
            if request.amount:
                parts.append(_("%s over", request.currency_id.format(request.amount)))
            request.display_name = " · ".join(parts)

    @api.depends("date", "state")
    def _compute_waiting_days(self):
        """Count the days since approval was asked for, while it is open."""
        now = fields.Datetime.now()
        for request in self:
            is_open = request.state in OPEN_STATES and request.date
            request.waiting_days = (now - request.date).days if is_open else 0

    @api.depends("state", "level_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        """Say whose turn it is, and whether it is the reader's."""
        for request in self:
            is_open = request.state in OPEN_STATES
            names = request._get_recipients().mapped("name") if is_open else []
            request.decider_names = ", ".join(names)
            request.can_decide = not request._get_refusal_to_decide()
            request.can_answer = request.state == "asked" and request._is_asker()

    @api.depends("state")
    def _compute_now(self):
        """Read today's figures, to be put beside those of the asking."""
        for company in self.company_id:
            requests = self.filtered(lambda it, company=company: it.company_id == company)
            figures = requests.partner_id._get_credit_figures(company)
            overdue = requests.partner_id._get_credit_overdue_by_partner(company)
            for request in requests:
                customer = request.partner_id.commercial_partner_id
                known = figures[customer]
                document = request._get_document()
                request.exposure_now = float(known.exposure.total)
                request.credit_limit_now = known.limit or 0.0
                request.overdue_now = overdue.get(customer, (0.0, 0))[0]
                request.order_amount_now = document and request._get_amount_of(document)
                request.amount_now = request._get_excess_of(document, figures)

    # --------------------------------------------------------------- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Create requests (the server alone).

        :raise UserError: for a client, whatever its rights
        """
        self._check_server()
        return super().create(vals_list)

    def write(self, vals):
        """Change requests (the server alone).

        :raise UserError: for a client, whatever its rights
        """
        self._check_server()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """Requests are kept: they are the authority behind what was let through."""
        raise UserError(_("A credit request cannot be deleted."))

    def _check_server(self):
        """Stop everybody but the server."""
        if not self.env.su:
            raise UserError(
                _("Credit requests are made by the documents and changed by decisions alone.")
            )

    # --------------------------------------------------------------- the document

    def _get_document(self):
        """Return the document (sudo) in the company of the request, or nothing when it is gone."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env or not self.res_id:
            return self.env["sale.order"]
        document = self.env[self.res_model].sudo().browse(self.res_id).exists()
        return document.with_company(self.company_id)

    @api.model
    def _get_amount_of(self, document):
        """Return what a ceiling is compared with: all the document is worth, company currency.

        What was invoiced or paid already counts too, or an approval could be used twice.
        """
        amount = document._get_credit_amount()
        if document._name == "sale.order":
            amount = max(amount, document._get_credit_total())
        elif "currency_rate" in document._fields:
            amount = max(amount, document.amount_total / (document.currency_rate or 1.0))
        return document._get_credit_company().currency_id.round(amount)

    def _get_excess_of(self, document, figures):
        """Return how far over the limit the document would take its customer, by these figures.

        Not of a confirmed order: what it shall become is not written anywhere but in its request.
        """
        self.ensure_one()
        if not document or self.kind == "limit" or document.state == "sale":
            return 0.0
        with desk(document.env, self.company_id, figures):
            return self.currency_id.round(float(document._get_credit_verdict().excess))

    def action_open_document(self):
        """Return the action that opens the document, with the reader's own rights."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
