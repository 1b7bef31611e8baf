"""Claims: interest and fixed sums that a person asks of a customer."""

import re

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_credit_balance.models.door import door

from ..runs.customer_statement_due_mixin import PROBLEM_ACTIVITY
from .customer_statement_interest import LateItem


class CustomerStatementInterestClaim(models.Model):
    """What was claimed of one customer in one currency at once, and the invoice that books it.

    Without an invoice it is claimed and not booked; an invoice that is taken back ends the claim
    when somebody withdraws it.
    """

    _name = "customer.statement.interest.claim"
    _inherit = [
        "customer.credit.evidence.mixin", "mail.thread", "customer.statement.due.mixin",
    ]  # fmt: skip
    _description = "Claim of Interest and Costs"
    _order = "id desc"
    _check_company_auto = True

    # --- fields

    name = fields.Char("Number", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    date = fields.Date("Until", required=True, readonly=True, help="Last day with interest.")
    user_id = fields.Many2one(
        "res.users", "Claimed By", required=True, readonly=True, ondelete="restrict"
    )
    amount = fields.Monetary(readonly=True)
    state = fields.Selection(
        [("claimed", "Claimed"), ("booked", "Booked"), ("withdrawn", "Withdrawn")],
        required=True, readonly=True, default="claimed", tracking=True, index=True,
    )  # fmt: skip
    move_id = fields.Many2one(
        "account.move", "Invoice", readonly=True, index="btree_not_null", ondelete="set null"
    )
    payment_state = fields.Selection(related="move_id.payment_state", string="Payment")
    line_ids = fields.One2many(
        "customer.statement.interest.line", "claim_id", "Items", readonly=True
    )

    # --- guards

    def unlink(self):
        """Refuse: claims stay on record.

        :raise UserError: always
        """
        raise UserError(_("A claim stays on record: withdraw it instead."))

    def _check_may_settle(self):
        """Raise AccessError unless the user keeps the books of these claims."""
        for company, claims in self.grouped("company_id").items():
            self.env["customer.statement.interest"]._check_may_settle(claims.partner_id, company)
        if not self.env.su:
            self.check_access("read")

    # --- actions

    @door
    def action_book(self):
        """Make and post the invoice of each claim that has none. Accountants only.

        :raise AccessError: no accountant
        :raise UserError: withdrawn, booked, or nothing says to which account
        """
        self._check_may_settle()
        for claim in self:
            if claim.state != "claimed":
                raise UserError(_("%s is booked or withdrawn already.", claim.name))
            claim._book()
        return True

    @door
    def action_withdraw(self):
        """Give up claims: days and fixed sums may be claimed or waived again. Accountants only.

        :raise AccessError: no accountant
        :raise UserError: the invoice still counts
        """
        self._check_may_settle()
        for claim in self:
            move = claim.sudo().move_id
            if claim.state == "withdrawn":
                raise UserError(_("%s is withdrawn already.", claim.name))
            if move.state in ("draft", "posted") and move.payment_state != "reversed":
                raise UserError(
                    _("Cancel or reverse the invoice %s first: it asks for this claim.",
                      move.display_name)
                )  # fmt: skip
            claim.sudo()._leave({"state": "withdrawn"})
            claim.sudo().line_ids._stop_counting()
        return True

    @door(single=True)
    def action_open_invoice(self):
        """Return the action that opens the invoice of the claim.

        :raise UserError: the claim is not booked
        """
        self.check_access("read")
        if not self.move_id:
            raise UserError(_("This claim is not booked."))
        return self.move_id._get_records_action(context={})

    @api.model
    def _cron_book_paid(self):
        """Book and match claims whose number an open payment of the customer quotes.

        Where the company books interest when it is paid; a payment that does not cover the whole
        claim is left to a person. One that cannot be booked says so, and stops no other.
        """
        waiting = [
            ("state", "=", "claimed"),
            ("company_id.customer_statement_interest_booking", "=", "paid"),
        ]
        self._do_due(waiting, lambda claim: claim._book_if_paid())

    # --- hooks

    @api.model
    def _outsider_fields(self):
        """Show outsiders nothing: they read claims on statements.

        # EXTENDS 'customer_credit_balance'
        """
        return set()

    # --- private

    @api.model
    def _settle(self, company, partner, day, item_ids, reason=None):
        """Claim what late items of one customer cost, or waive it; not callable by RPC.

        Figures are computed here: nothing that a client showed or sent counts.

        :param partner: res.partner, one customer
        :param day: last day with interest
        :param item_ids: ids of journal items, others than late ones are left out
        :param reason: waive, and why; None to claim
        :return: the claims, one for each currency; none when it was waived
        :raise AccessError: no accountant
        :raise UserError: nothing to claim, a rate is missing, the day is to come
        """
        Interest = self.env["customer.statement.interest"]
        customer = partner.commercial_partner_id
        Interest._check_may_settle(customer, company)
        if day > fields.Date.context_today(self):
            raise UserError(_("Interest of days to come cannot be claimed: choose another day."))
        items = [
            it
            for found in Interest._read(company, customer, day).values()
            for it in found
            if it.item_id in item_ids
        ]
        for item in items:
            if problem := Interest._get_problem(company, item):
                raise UserError(problem)
        items = [it for it in items if it.total]
        if not items:
            raise UserError(_("There is nothing to claim or waive of what was chosen."))
        if reason is not None:
            self._write_lines(company, items, {"reason": reason})
            return self
        claims = self
        for currency_id in dict.fromkeys(it.currency_id for it in items):
            chosen = [it for it in items if it.currency_id == currency_id]
            claims |= self._make(company, customer, day, chosen)
        if company.sudo().customer_statement_interest_booking == "claim":
            for claim in claims:
                claim._book()
        return claims

    @api.model
    def _make(self, company, customer, day, items):
        """Return a new claim of items of one currency, with its lines."""
        number = self.env["ir.sequence"].sudo().with_company(company).next_by_code(self._name)
        claim = self.sudo().create(
            {
                "name": number,
                "company_id": company.id,
                "partner_id": customer.id,
                "currency_id": items[0].currency_id,
                "date": day,
                "user_id": self.env.uid,
                "amount": float(sum(it.total for it in items)),
            }
        )
        self._write_lines(company, items, {"claim_id": claim.id})
        return claim.sudo(False)

    @api.model
    def _write_lines(self, company, items, common):
        """Put on record which days and fixed sums are claimed or waived.

        What is claimed is explained in the customer's language, as the invoice repeats it.
        """
        Interest = self.env["customer.statement.interest"]
        if "claim_id" in common:
            customer = self.env["res.partner"].browse(items[0].partner_id)
            Interest = Interest.with_context(lang=customer.lang or self.env.lang)
        now, rows = fields.Datetime.now(), []
        for item in items:
            vals = {
                **common,
                "company_id": company.id,
                "partner_id": item.partner_id,
                "move_id": item.move_id,
                "move_line_id": item.item_id,
                "document": item.number,
                "currency_id": item.currency_id,
                "user_id": self.env.uid,
                "date": now,
            }
            if item.fee:
                rows.append({**vals, "kind": "fee", "amount": float(item.fee)})
            if item.interest:
                rows += [{**vals, "kind": "interest", **days}
                         for days in self._get_days(item, Interest._describe(item))]  # fmt: skip
        self.env["customer.statement.interest.line"]._append(rows)

    @api.model
    def _get_days(self, item: LateItem, detail: str) -> list:
        """Return the days of an item's interest as values of lines: the amount with the last.

        What was settled before may lie in between: then there is a line for each run of days,
        so that no day stands twice, and the item is rounded once all the same.
        """
        runs = []
        for part in item.stretches:
            if runs and (part.first - runs[-1]["date_to"]).days == 1:
                runs[-1]["date_to"] = part.last
            else:
                runs.append({"date_from": part.first, "date_to": part.last, "amount": 0.0})
        runs[-1].update(amount=float(item.interest), detail=detail)
        return runs

    def _book(self):
        """Make and post the invoice, with the rights of the user.

        :raise UserError: nothing says to which account
        """
        self.ensure_one()
        self = self.with_company(self.company_id)
        common, problem = self.company_id._get_interest_line_values()
        if problem:
            raise UserError(problem)
        Move = self.env["account.move"]
        if not Move.has_access("create"):
            raise AccessError(_("Only accountants book claims."))
        lang = self.partner_id.lang or self.env.lang
        move = Move.create(
            {
                "move_type": "out_invoice",
                "company_id": self.company_id.id,
                "partner_id": self._get_invoice_contact().id,
                "currency_id": self.currency_id.id,
                "invoice_date": fields.Date.context_today(self),
                # Interest and costs are due at once.
                "invoice_payment_term_id": False,
                "invoice_origin": self.name,
                "invoice_line_ids": [
                    fields.Command.create({**common, **line._get_invoice_line(lang)})
                    for line in self.sudo().line_ids.filtered("amount").sorted("id")
                ],
            }
        )
        self.sudo()._leave({"move_id": move.id, "state": "booked"})
        move.action_post()

    def _leave(self, vals):
        """Write that nothing waits any more, nor says why it could not be booked (sudo)."""
        self._write_engine({**vals, "problem": False})
        self.activity_unlink([PROBLEM_ACTIVITY])

    def _book_if_paid(self):
        """Book this claim and match it with the payment that quotes it, if there is one."""
        payment = self._find_payment()
        if not payment:
            return
        self._book()
        items = self.move_id.line_ids.filtered(
            lambda item: item.account_id == payment.account_id and not item.reconciled
        )
        (items + payment).reconcile()

    def _find_payment(self) -> models.BaseModel:
        """Return the oldest open receivable item that quotes the number and covers the claim."""
        self.ensure_one()
        items = self.env["account.move.line"].search(
            [
                ("company_id", "child_of", self.company_id.id),
                ("partner_id", "child_of", self.partner_id.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("currency_id", "=", self.currency_id.id),
                ("amount_residual_currency", "<=", -self.amount),
                "|",
                "|",
                ("name", "ilike", self.name),
                ("ref", "ilike", self.name),
                ("move_id.origin_payment_id.memo", "ilike", self.name),
            ],
            order="date, id",
        )
        # Not as the beginning of a longer number.
        number = re.compile(rf"(?<!\w){re.escape(self.name)}(?!\d)", re.IGNORECASE)
        texts = {item: (item.name, item.ref, item.move_id.origin_payment_id.memo) for item in items}
        return items.filtered(lambda item: any(number.search(text or "") for text in texts[item]))[
            :1
        ]

    def _get_invoice_contact(self) -> models.BaseModel:
        """Return the contact that invoices of the customer go to."""
        partner = self.partner_id
        return partner.browse(partner.address_get(["invoice"])["invoice"])
