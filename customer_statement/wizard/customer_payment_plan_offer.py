"""The dialog of payment plans: which documents, in how many parts, from which day."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_credit_balance.models.door import door

from ..core import plans

EVERY = [("month", "Every month"), ("two_weeks", "Every two weeks"), ("week", "Every week")]


class CustomerPaymentPlanOffer(models.TransientModel):
    """Proposes parts that add up; the rows may be edited, and count when they still add up.

    Shows figures and carries choices only: what is open is read again when the plan is made.
    """

    _name = "customer.payment.plan.offer"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Offer a Payment Plan"

    # --- fields

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    item_ids = fields.One2many("customer.payment.plan.offer.item", "offer_id", "Documents")
    part_count = fields.Integer("Parts", default=3, required=True)
    first_date = fields.Date(
        "First Part", required=True, default=lambda self: fields.Date.context_today(self)
    )
    every = fields.Selection(EVERY, "Then", default="month", required=True)
    cents = fields.Selection(
        [("last", "Last part"), ("first", "First part")], "Odd Cents", default="last", required=True
    )
    total = fields.Monetary("To Be Planned", compute="_compute_total")
    part_ids = fields.One2many("customer.payment.plan.offer.part", "offer_id", "Rows")
    difference = fields.Monetary(compute="_compute_problem")
    problem = fields.Char(compute="_compute_problem")

    # --- computes

    @api.depends("item_ids.take", "item_ids.open_amount")
    def _compute_total(self):
        """Add up what is ticked."""
        for offer in self:
            offer.total = sum(offer.item_ids.filtered("take").mapped("open_amount"))

    @api.depends("part_ids.amount", "part_ids.date", "item_ids.take", "part_count")
    def _compute_problem(self):
        """Say what is wrong with the rows while they are edited."""
        Plan = self.env["customer.payment.plan"]
        today = fields.Date.context_today(self)
        for offer in self:
            currency = offer.currency_id
            total = currency.round(offer.total)
            offer.difference = currency.round(total - sum(offer.part_ids.mapped("amount")))
            offer.problem = False
            try:
                if not offer.part_ids and total > 0:
                    plans.split(total, offer.part_count, currency.decimal_places)
                plans.check_parts(offer._get_rows(), total, today)
            except plans.PlanError as error:
                offer.problem = Plan._explain(error, currency)

    @api.onchange("item_ids", "part_count", "first_date", "every", "cents")
    def _onchange_parts(self):
        """Propose equal parts of what is ticked; none where that is not possible."""
        for offer in self:
            rows = []
            total = sum(offer.item_ids.filtered("take").mapped("open_amount"))
            if total > 0 and offer.first_date and offer.currency_id:
                digits = offer.currency_id.decimal_places
                total = offer.currency_id.round(total)
                try:
                    amounts = plans.split(total, offer.part_count, digits, offer.cents)
                except plans.PlanError:
                    amounts = []
                days = plans.get_days(offer.first_date, len(amounts), offer.every)
                rows = [
                    fields.Command.create({"date": day, "amount": float(amount)})
                    for day, amount in zip(days, amounts, strict=True)
                ]
            offer.part_ids = [fields.Command.clear(), *rows]

    # --- actions

    @door(single=True)
    def action_offer(self):
        """Offer the plan: the customer gets an email and agrees in the portal.

        :return: the action that opens the plan
        :raise AccessError: for who may not offer plans
        :raise UserError: it does not add up, or nobody could be written to, with what to do
        """
        plan = self._make()
        if not plan.sudo()._send("offered"):
            raise UserError(
                _(
                    "%s has no email address: add one, or choose Customer Agreed once you know "
                    "that they agree.",
                    self.partner_id.complete_name,
                )
            )
        return plan._get_records_action()

    @door(single=True)
    def action_agree(self):
        """Make the plan count from now on, as the customer agreed by telephone or in a letter.

        :return: the action that opens the plan
        :raise AccessError: for who may not offer plans
        :raise UserError: it does not add up, with what to do
        """
        plan = self._make()
        plan.action_agree()
        return plan._get_records_action()

    # --- private

    @api.model
    def _open(self, customer, company, moves=None):
        """Return the action of a new dialog of a customer, filled in.

        :param moves: account.move to be ticked; by default what is overdue, or all that is open
        :raise AccessError: for who may not offer plans to this customer
        :raise UserError: nothing is open that could be planned
        """
        Plan = self.env["customer.payment.plan"]
        Plan._check_may_offer(customer, company)
        items = Plan._find_coverable(customer, company)
        today = fields.Date.context_today(self)
        late = items.filtered(lambda item: (item.date_maturity or item.date) < today)
        chosen = items & moves.sudo().line_ids if moves else late or items
        if not chosen:
            raise UserError(_("Nothing of this is open that is not planned or being paid already."))
        currency = chosen[0].currency_id
        dialog = self.create(
            {
                "company_id": company.id,
                "partner_id": customer.id,
                "currency_id": currency.id,
                "item_ids": [
                    fields.Command.create(
                        {
                            "take": item in chosen,
                            "item": item.id,
                            "document": item.move_id.name,
                            "due": item.date_maturity or item.date,
                            "open_amount": item.amount_residual_currency,
                        }
                    )
                    for item in items
                    if item.currency_id == currency
                ],
            }
        )
        dialog._onchange_parts()
        return dialog._get_dialog_action(_("Payment Plan"))

    def _get_rows(self) -> list:
        """Return the rows as core.plans.Part; those that are not filled in yet are left out."""
        digits = self.currency_id.decimal_places
        return [
            plans.Part(row.date, plans.to_amount(row.amount, digits))
            for row in self.part_ids
            if row.date
        ]

    def _make(self):
        """Return the plan of this dialog, an offer, for whoever opened it.

        :raise AccessError: for who may not offer plans to this customer
        :raise UserError: it does not add up, with what to do
        """
        if self.create_uid != self.env.user and not self.env.su:
            raise AccessError(_("Open a dialog of your own."))
        Plan = self.env["customer.payment.plan"]
        customer, company = self.partner_id, self.company_id
        Plan._check_may_offer(customer, company)
        if any(not row.date for row in self.part_ids):
            raise UserError(_("Each part needs a day: choose one."))
        chosen = set(self.item_ids.filtered("take").mapped("item"))
        if not chosen:
            raise UserError(_("Tick the documents that the plan is about."))
        items = Plan._find_coverable(customer, company).filtered(lambda item: item.id in chosen)
        if len(items) != len(chosen):
            raise UserError(
                _("Something of this is paid or planned already: open the dialog again.")
            )
        return Plan._make(
            customer, company, items, [(row.date, row.amount) for row in self.part_ids],
            offered_by_id=self.env.uid, user_id=self.env.uid,
        ).sudo(self.env.su)  # fmt: skip
