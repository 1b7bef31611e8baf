"""Disputes: accepted with a draft credit note of what was disputed."""

import json

from odoo import Command, _, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_credit_balance.models.door import door

# A change of the price changes taxes too, by a part of it: each turn comes nearer.
FITTING_TURNS = 6


class CustomerStatementDispute(models.Model):
    """Adds the credit note to disputes, because who agrees with the customer has to correct the
    books as well.
    """

    _inherit = "customer.statement.dispute"

    # --- fields

    credit_note_id = fields.Many2one(
        "account.move", "Credit Note", readonly=True, copy=False, ondelete="set null",
        index="btree_not_null", groups="base.group_user",
    )  # fmt: skip
    can_credit = fields.Boolean(compute="_compute_can_credit")

    # --- computes

    @api.depends_context("uid")
    def _compute_can_credit(self):
        """Say whether the user both settles disputes and makes credit notes."""
        user = self.env.user
        self.can_credit = user.has_group(
            "customer_statement.group_customer_statement_manager"
        ) and user.has_group("account.group_account_invoice")

    # --- actions

    @door(single=True)
    def action_accept_with_credit_note(self):
        """Accept the dispute and open a draft credit note of it. Managers who may invoice only.

        The amount is that of the dispute, not more than is open, or than the invoice where it is
        paid by now, and never what other credit notes give back; taxes are those of the invoice,
        in their proportion. Somebody looks at the draft and confirms it.

        :raise AccessError: the user settles no disputes, or makes no credit notes
        :raise UserError: the dispute of a balance, or an invoice that cannot be credited, or of
            which nothing is left to credit
        """
        self.ensure_one()
        self._check_may_settle("dispute")
        self.env["account.move"].check_access("create")
        invoice = self._get_disputed_invoice()
        note = self._make_credit_note(invoice)
        self._write_engine({"credit_note_id": note.id})
        self._settle("accepted")
        return note._get_records_action()

    @door(single=True)
    def action_open_credit_note(self):
        """Open the credit note of this dispute.

        :raise UserError: it has none, or it was deleted
        """
        self.ensure_one()
        self.check_access("read")
        if not self.credit_note_id:
            raise UserError(_("There is no credit note of this dispute any more."))
        return self.credit_note_id._get_records_action()

    # --- private

    def _get_disputed_invoice(self) -> models.BaseModel:
        """Return the invoice (account.move) that is disputed, with the user's rights.

        :raise UserError: none, or one that a credit note does not fit
        """
        invoice = self.move_id
        if not invoice:
            raise UserError(
                _("The whole balance is disputed: make the credit note on the invoice it is about.")
            )
        invoice.check_access("read")
        if invoice.company_id not in self.env.companies:
            raise AccessError(_("Switch to the company of the invoice first."))
        if invoice.move_type != "out_invoice" or invoice.state != "posted":
            raise UserError(_("%s is no confirmed invoice.", invoice.display_name))
        if invoice.currency_id != self.currency_id:
            raise UserError(
                _("%s is in another currency than the dispute: credit it by hand.",
                  invoice.display_name)
            )  # fmt: skip
        return invoice

    def _make_credit_note(self, invoice):
        """Return a draft credit note of the disputed part of the invoice, linked with it."""
        amount = self._get_amount_to_credit(invoice)
        # In the customer's language, as the lines of the invoice are.
        told = self.with_context(lang=invoice.partner_id.lang or self.env.lang)
        reasons = dict(told._fields["reason"]._description_selection(told.env))
        why = reasons.get(self.reason) or told.env._("Dispute")
        note = invoice.with_company(invoice.company_id)._reverse_moves(
            [
                {
                    "date": fields.Date.context_today(self),
                    "invoice_date": fields.Date.context_today(self),
                    "ref": _("%(invoice)s: %(why)s", invoice=invoice.name, why=why),
                    "invoice_payment_term_id": False,
                }
            ]
        )
        currency = invoice.currency_id
        if currency.compare_amounts(amount, invoice.amount_total) < 0:
            self._shrink(note, amount, why)
        note.message_post(
            body=_(
                "Draft of a dispute: %(amount)s of %(invoice)s. %(note)s",
                amount=currency.format(amount),
                invoice=invoice.name,
                note=self.note or "",
            ),
            subtype_xmlid="mail.mt_note",
        )
        invoice.message_post(
            body=_("A dispute was accepted: credit note of %s.", currency.format(amount)),
            subtype_xmlid="mail.mt_note",
        )
        return note

    def _get_amount_to_credit(self, invoice: models.BaseModel) -> float:
        """Return how much of the dispute is left to credit, less what other credit notes give back.

        Drafts count: two disputes of one line, of this statement and the next, are two drafts
        that somebody confirms. Invoice currency.

        :raise UserError: nothing is left
        """
        currency = invoice.currency_id
        notes = invoice.sudo().reversal_move_ids.filtered(
            lambda it: it.move_type == "out_refund" and it.state != "cancel"
        )
        drafts = notes.filtered(lambda it: it.state == "draft")
        left = invoice.amount_total - sum(notes.mapped("amount_total"))
        if not currency.is_zero(invoice.amount_residual):
            left = min(left, invoice.amount_residual - sum(drafts.mapped("amount_total")))
        amount = currency.round(min(abs(self.amount), left))
        if currency.compare_amounts(amount, 0.0) <= 0:
            raise UserError(
                _(
                    "%(invoice)s is credited already, by %(notes)s: accept the dispute without "
                    "another credit note.",
                    invoice=invoice.display_name,
                    notes=", ".join(notes.mapped("display_name")) or _("a credit"),
                )
            )
        return amount

    def _shrink(self, note, amount, why):
        """Leave one line for each set of taxes, that together give the amount with taxes.

        Cost centres get back their part. It is not rounded to coins, as it is no payment.
        """
        note.invoice_cash_rounding_id = False
        lines = note.invoice_line_ids.filtered(lambda it: it.display_type == "product")
        share, currency = amount / note.amount_total, note.currency_id
        commands = [Command.delete(line.id) for line in note.invoice_line_ids]
        for (taxes, account, spread), some in lines.grouped(
            lambda it: (it.tax_ids, it.account_id, json.dumps(it.analytic_distribution or False))
        ).items():
            included = any(taxes.flatten_taxes_hierarchy().mapped("price_include"))
            price = sum(some.mapped("price_total" if included else "price_subtotal"))
            commands.append(
                Command.create(
                    {
                        "name": why,
                        "quantity": 1.0,
                        "price_unit": currency.round(price * share),
                        "tax_ids": [Command.set(taxes.ids)],
                        "account_id": account.id,
                        "analytic_distribution": json.loads(spread),
                    }
                )
            )
        note.write({"invoice_line_ids": commands})
        self._fit(note, amount)

    def _fit(self, note, amount):
        """Put on the largest line what taxes leave or take, until the note gives the amount.

        Where no price gives just that with its taxes, the note stays a cent below.
        """
        currency = note.currency_id
        largest = note.invoice_line_ids.sorted("price_unit")[-1]
        for _turn in range(FITTING_TURNS):
            missing = currency.round(amount - note.amount_total)
            if currency.is_zero(missing):
                return
            largest.price_unit = currency.round(largest.price_unit + missing)
        if currency.compare_amounts(note.amount_total, amount) > 0:
            largest.price_unit = currency.round(largest.price_unit - currency.rounding)
