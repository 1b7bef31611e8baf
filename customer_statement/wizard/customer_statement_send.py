"""The dialog on customers: kind, period, preview, send; many customers become a run."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.core.money import is_id

from ..core import recurrence

# Sent at once by the dialog; more are the work of a run in the background.
AT_ONCE = 20


class CustomerStatementSend(models.TransientModel):
    """Makes a statement for one customer, or prepares a run for those chosen in a list."""

    _name = "customer.statement.send"
    _description = "Send Statements"
    _inherit = ["customer.credit.dialog.mixin", "customer.statement.delivery.mixin"]
    _check_company_auto = True
    # As many customers as a list hands to an action.
    _dialog_rows = 20_000

    company_id = fields.Many2one(readonly=False)
    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    partner_count = fields.Integer(compute="_compute_partner_count")
    is_manager = fields.Boolean(compute="_compute_partner_count")
    period = fields.Selection(
        [
            ("today", "As of today"),
            ("month", "Last month"),
            ("quarter", "Last quarter"),
            ("year", "This year"),
            ("custom", "Other"),
        ],
        required=True,
        default="today",
    )
    date_from = fields.Date(
        string="From", compute="_compute_dates", store=True, readonly=False, precompute=True
    )
    date_to = fields.Date(
        string="To", compute="_compute_dates", store=True, readonly=False, precompute=True
    )
    recipients = fields.Char(compute="_compute_recipients")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    problem = fields.Text(compute="_compute_preview")

    @api.model
    def default_get(self, fields_list):
        """Take the customers that are chosen in the list or on the form."""
        values = super().default_get(fields_list)
        if self.env.context.get("active_model") == "res.partner":
            chosen = self.env.context.get("active_ids")
            ids = [one for one in chosen if is_id(one)] if isinstance(chosen, list) else []
            partners = self.env["res.partner"].browse(ids).exists()
            values["partner_ids"] = [fields.Command.set(partners.commercial_partner_id.ids)]
        return values

    @api.model
    def _fits_dialog_field(self, field, value):
        """Let the preview, which clients send back, be as long as the statement is.

        # EXTENDS 'customer_credit_balance'
        """
        if field.name == "preview":
            return isinstance(value, str)
        return super()._fits_dialog_field(field, value)

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        """Count the customers and say whether the user may start a run."""
        manager = self.env.user.has_group("customer_statement.group_customer_statement_manager")
        for wizard in self:
            wizard.partner_count = len(wizard.partner_ids)
            wizard.is_manager = manager

    @api.depends("period")
    def _compute_dates(self):
        """Fill the days of a period that has a name."""
        today = fields.Date.context_today(self)
        for wizard in self:
            name = "this_month" if wizard.period == "today" else wizard.period
            if days := recurrence.named_period(name, today):
                wizard.date_from, wizard.date_to = days
            else:
                wizard.date_from = wizard.date_from or today.replace(day=1)
                wizard.date_to = wizard.date_to or today

    @api.depends("partner_ids", "delivery")
    def _compute_recipients(self):
        """Say to whom the email of one customer goes."""
        for wizard in self:
            partner = wizard.partner_ids[:1]._origin
            found = partner._get_statement_recipients().get(partner) if partner else None
            names = found and [*found.to.mapped("email_formatted"),
                               *found.cc.mapped("email_formatted")]  # fmt: skip
            wizard.recipients = ", ".join(names or [])

    @api.depends("partner_ids", "kind", "date_from", "date_to", "template_id")
    def _compute_preview(self):
        """Draw the statement of the first customer as it would be sent."""
        for wizard in self:
            wizard.preview, wizard.problem = False, False
            partner = wizard._get_addressees()[:1]
            if partner and wizard.date_to and (wizard.date_from or wizard.kind == "open_items"):
                wizard._check_customers()
                draft = self.env["customer.statement"].new(
                    {
                        "partner_id": partner.id,
                        "company_id": wizard.company_id.id,
                        "kind": wizard.kind,
                        "date_from": wizard.date_from,
                        "date_to": wizard.date_to,
                        "template_id": wizard.template_id.id,
                    }
                )
                wizard.preview, wizard.problem = draft._get_preview()

    # --------------------------------------------------------------- actions

    def _check_customers(self):
        """Raise unless the user may make statements of these customers, in this company."""
        self.ensure_one()
        self.env["customer.statement"]._check_may_make(
            self.partner_ids._origin, self.company_id._origin, self.template_id._origin
        )

    def _get_addressees(self) -> models.BaseModel:
        """Return who gets a statement: the customers, or those of their contacts with documents.

        As a run does, where the template makes one for each contact.
        """
        self.ensure_one()
        partners = self.partner_ids._origin
        run = (
            self.env["customer.statement.run"]
            .sudo()
            .new(
                {
                    "company_id": self.company_id._origin.id,
                    "template_id": self.template_id._origin.id,
                    "date_to": self.date_to,
                }
            )
        )
        if not (partners and self.date_to and run._is_per_contact()):
            return partners
        self.env.flush_all()
        return partners.browse(sorted(run._read_balances(partners))) or partners

    def _make(self):
        """Make the drafts of the chosen customers and return them."""
        self.ensure_one()
        self._check_customers()
        addressees = self._get_addressees()
        if len(addressees) > AT_ONCE:
            raise UserError(
                _(
                    "More than %(count)s customers are the work of a run: ask a statement manager "
                    "to start one.",
                    count=AT_ONCE,
                )
            )
        statements = self.env["customer.statement"]._generate(
            addressees,
            self.company_id,
            self.kind,
            self.date_from,
            self.date_to,
            self.template_id,
            user_id=self.env.uid,
            note=self.message,
            attach_invoices=self.attach_invoices,
        )
        return statements

    def action_make(self):
        """Make drafts and open them; nothing is sent."""
        return self._open(self._make())

    def action_send(self):
        """Make the statements and send them as chosen.

        :raise UserError: for one that does not add up, or a customer without email address
        """
        statements = self._make()
        delivery = self.delivery if self.delivery != "preferred" else None
        statements.with_context(statement_delivery=delivery).action_send()
        return self._open(statements)

    def action_compose(self):
        """Make the drafts and open the window with their recipients, words and files.

        Who discards the window discards them.
        """
        action = self._make().action_compose()
        return {**action, "context": {**action["context"], "statements_made_for_window": True}}

    def action_test(self):
        """Make a draft of the first customer and send it to the user alone."""
        self.ensure_one()
        wizard = self.copy({"partner_ids": [fields.Command.set(self.partner_ids[:1].ids)]})
        statements = wizard._make()
        try:
            return statements[:1].action_send_test()
        finally:
            statements.sudo().unlink()

    def action_run(self):
        """Prepare a run for the chosen customers, with its counts; managers only."""
        self.ensure_one()
        self._check_statement_manager()
        self._check_customers()
        run = self.env["customer.statement.run"].create(
            {
                **self._delivery_values(),
                "date_from": self.date_from,
                "date_to": self.date_to,
                "domain": str([("id", "in", self.partner_ids.ids)]),
            }
        )
        run._prepare(self.partner_ids)
        return run._get_form_action()

    def _open(self, statements):
        """Return the action that shows the statements."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_statement.action_customer_statement"
        )
        if len(statements) == 1:
            return {**action, "res_id": statements.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", statements.ids)], "context": {}}
