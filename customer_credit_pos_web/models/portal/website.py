"""Website: outstanding credits that its customers use on their invoices, oldest first."""

from hashlib import sha256
from uuid import uuid4

from odoo import _, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq

from odoo.addons.customer_credit_balance.core.keys import request_key
from odoo.addons.customer_credit_balance.models.application.customer_credit import Wanted


class Website(models.Model):
    """Adds what credits would pay to websites, because their customers settle it themselves; who
    may spend the store credit of a customer may use its other credits, too.
    """

    _inherit = "website"

    # --- private

    def _get_outstanding_domain(self, customer: models.BaseModel) -> list:
        """Return the domain of the outstanding credits that a customer sees here.

        What paid an order waits for its invoice: to the customer that money is spent.
        """
        waiting = [("state", "=", "sale"), ("invoice_status", "!=", "invoiced")]
        return [
            ("partner_id", "=", customer.id),
            ("company_id", "=", self.company_id.id),
            ("kind", "=", "outstanding"),
            ("used_up", "=", False),
            (
                "move_line_id.payment_id",
                "not any",
                [("payment_transaction_id.sale_order_ids", "any", waiting)],
            ),
            # Given, not paid on account: whoever gave does not pay invoices with it.
            (
                "move_line_id.payment_id",
                "not any",
                [("payment_transaction_id.is_donation", "=", True)],
            ),
        ]

    def _get_credit_plan(self, user: models.BaseModel) -> dict:
        """Return which outstanding credits of the user's customer would pay which invoices.

        Oldest first, in the currency of the company. Nothing for those who may not spend, see
        less than the history, or where the website takes no credit for invoices.

        :return: {} when nothing can be paid, else ``steps`` [(account.move.line, account.move,
            amount)], ``total``, ``credits_left``, ``invoices_left``, and ``code``, which names
            exactly this plan
        """
        self.ensure_one()
        website = self.sudo()
        customer, company = user.sudo().partner_id.commercial_partner_id, website.company_id
        if (
            not website.credit_on_invoices
            or website._get_store_credit_access(user) != "history"
            or not customer._may_spend_store_credit(user, company)
        ):
            return {}
        credits = self.env["customer.credit"].sudo().search(self._get_outstanding_domain(customer))
        own = company.currency_id
        lines = credits.move_line_id.filtered(lambda line: line.currency_id == own)
        lines = lines.sorted(lambda line: (line.date, line.id))
        invoices = self._find_credit_payable(customer.sudo(), company) if lines else None
        if not invoices:
            return {}
        Apply = self.env["customer.credit.apply"].sudo().with_company(company)
        givers, takers, steps = Apply._get_oldest_first(
            customer, company, lines, invoices, [], fields.Date.context_today(self)
        )
        if not steps:
            return {}
        Line, Move = self.env["account.move.line"].sudo(), self.env["account.move"].sudo()
        total = own.round(sum(amount for _credit, _invoice, amount, _given in steps))
        return {
            "steps": [
                (Line.browse(credit), Move.browse(invoice), amount)
                for credit, invoice, amount, _given in steps
            ],
            "total": total,
            "credits_left": own.round(sum(amount for _key, _cur, amount in givers) - total),
            "invoices_left": own.round(sum(amount for _key, _cur, amount in takers) - total),
            "code": sha256(repr((customer.id, company.id, steps)).encode()).hexdigest(),
        }

    def _find_credit_payable(
        self, customer: models.BaseModel, company: models.BaseModel
    ) -> models.BaseModel:
        """Return the open invoices (sudo) that credits may pay here, company currency."""
        items = customer._find_open_receivable(company, ">")
        return items._get_moves_payable_by_credit().filtered(
            lambda move: move.move_type == "out_invoice" and move.currency_id == company.currency_id
        )

    def _apply_credit_plan(self, user, code):
        """Apply the outstanding credits of the user's customer as the page has shown it.

        The plan is made anew: what is not what the customer saw is refused.

        :param str code: of the plan that was shown, a client's value
        :raise UserError: nothing can be paid, or something has changed since
        """
        self.ensure_one()
        customer, company = user.sudo().partner_id.commercial_partner_id, self.company_id.sudo()
        if self._get_credit_plan(user):
            # Of two clicks at once the second starts over, and sees what the first has paid.
            self.env["customer.credit.mixin"].sudo()._touch_credit_account(customer, company)
            self.env.invalidate_all()
        plan = self._get_credit_plan(user)
        if not plan or not isinstance(code, str) or not code.isascii():
            raise UserError(_("There is nothing to use your credits on at the moment."))
        if not consteq(plan["code"], code):
            raise UserError(_("Your credits or invoices have changed meanwhile: look again."))
        self.env["customer.credit"].sudo().with_company(company)._apply_to_invoices(
            customer, company, [Wanted(*step) for step in plan["steps"]],
            date=fields.Date.context_today(self), key=request_key("portal", str(uuid4())),
        )  # fmt: skip
        for invoice in {step[1]: None for step in plan["steps"]}:
            invoice.message_post(
                body=_(
                    "%(customer)s used %(amount)s of credits on this invoice: %(credits)s",
                    customer=user.sudo().partner_id.name,
                    amount=company.currency_id.format(
                        sum(it[2] for it in plan["steps"] if it[1] == invoice)
                    ),
                    credits=", ".join(it[0].move_name for it in plan["steps"] if it[1] == invoice),
                ),
                author_id=user.sudo().partner_id.id,
                subtype_xmlid="mail.mt_note",
            )
