"""Contacts: what they owe goes to another customer only where that one has room for it."""

from contextlib import contextmanager

from odoo import _, models
from odoo.exceptions import AccessError

from ...const import MANAGER_GROUP

# What makes somebody else the customer of a contact's orders and invoices.
OWNER_FIELDS = {"parent_id", "is_company"}


class ResPartner(models.Model):
    """Adds the gate to changes of a contact's company, because orders and invoices follow it.

    They were decided on for the customer of before: one with room could let orders pass that then
    are owed by another one without.
    """

    _inherit = "res.partner"

    # --- guards

    def write(self, vals):
        """Stop a change of company that brings a customer over the limit.

        :raise AccessError: more would be owed than allowed, and the user manages no limits

        # EXTENDS 'customer_credit_limit'
        """
        if not OWNER_FIELDS & vals.keys():
            return super().write(vals)
        with self._guard_credit_moving():
            return super().write(vals)

    @contextmanager
    def _guard_credit_moving(self):
        """Check the customers to whom contacts here, and those under them, belong afterwards."""
        companies = self._get_companies_that_guard()
        if not companies:
            yield
            return
        everybody = self.sudo().with_context(active_test=False)
        contacts = everybody.search([("id", "child_of", self.ids)])
        before = {contact: contact.commercial_partner_id for contact in contacts}
        yield
        moved = contacts.filtered(lambda it: it.commercial_partner_id != before[it])
        for customer, some in moved.grouped("commercial_partner_id").items():
            for company in companies:
                owed = some._get_credit_moved(customer, company)
                some._check_credit_moved_to(customer, company, owed)

    @contextmanager
    def _guard_credit_merging(self, stays):
        """Check the customer who owes for these contacts, and for those under them, afterwards.

        Their debts are read before: a merge writes in the database alone, and they disappear.

        :param stays: res.partner that they become
        :raise AccessError: more would be owed than allowed, and the user manages no limits
        """
        companies = self._get_companies_that_guard()
        customer = stays.sudo().commercial_partner_id
        everybody = self.sudo().with_context(active_test=False)
        contacts = companies and everybody.search([("id", "child_of", self.ids)])
        moved = contacts and contacts.filtered(lambda it: it.commercial_partner_id != customer)
        owed = dict.fromkeys(companies, 0.0)
        for owner, some in moved.grouped("commercial_partner_id").items() if moved else ():
            # A company under a contact stays a customer of its own, and invoices of a contact
            # stay with its company: orders move in any case.
            goes = owner in self.sudo()
            if goes or owner not in moved:
                for company in companies:
                    owed[company] += some._get_credit_moved(owner if goes else customer, company)
        yield
        for company, amount in owed.items():
            if amount:
                self.env.invalidate_all()
                self.sudo()._check_credit_moved_to(customer, company, amount)

    def _get_companies_that_guard(self) -> models.BaseModel:
        """Return the companies (sudo) whose limits this user may not go beyond by moving debts."""
        companies = self.env["res.company"].sudo()
        if self.env.su or self.env.user.has_group(MANAGER_GROUP):
            return companies
        return companies.browse(sorted(self.env["customer.credit.policy"]._get_companies_in_use()))

    def _check_credit_moved_to(self, customer, company, owed):
        """Stop where these contacts (sudo) bring debts to a customer who has no room for them.

        :param float owed: what they bring, company currency
        :raise AccessError: without figures, as whoever writes contacts need not see them
        """
        if company.currency_id.compare_amounts(owed, 0.0) <= 0:
            return
        figures = customer._get_credit_figures(company, decide=True)[customer]
        if figures.limit is None or figures.mode != "approval":
            return
        room = float(figures.exposure.headroom(figures.limit))
        if company.currency_id.compare_amounts(room, 0.0) < 0:
            raise AccessError(
                _(
                    "%(contacts)s has orders or invoices that %(customer)s would owe, beyond the "
                    "credit limit. Ask a Customer Credit Limit manager to make this change.",
                    contacts=", ".join(self.mapped("complete_name")),
                    customer=customer.complete_name,
                )
            )

    # --- private

    def _get_credit_moved(self, customer: models.BaseModel, company: models.BaseModel) -> float:
        """Return what these contacts (sudo) bring along: orders, and invoices that Odoo moves.

        Company currency; what is open as a credit is no debt.
        """
        orders = self.env["sale.order"].sudo().search(
            [("partner_invoice_id", "in", self.ids), ("company_id", "=", company.id),
             ("state", "=", "sale"), ("invoice_status", "!=", "invoiced")]
        )  # fmt: skip
        owed = sum(it[2] for it in orders._get_credit_standing().values()) if orders else 0.0
        Move = self.env["account.move"].sudo()
        for move in Move.search(
            [("partner_id", "in", self.ids), ("commercial_partner_id", "=", customer.id),
             ("company_id", "=", company.id), ("move_type", "in", ("out_invoice", "out_receipt")),
             ("state", "in", ("draft", "posted")), ("amount_residual", ">", 0)]
        ):  # fmt: skip
            owed += move.amount_residual_signed
        return owed
