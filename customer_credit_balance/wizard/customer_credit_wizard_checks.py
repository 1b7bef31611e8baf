"""What every money wizard refuses, with a sentence that says what to do."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..core.money import is_amount


class CustomerCreditWizardMixin(models.AbstractModel):
    """Caller, customer, date and amount are checked on the server, whoever calls."""

    _inherit = "customer.credit.wizard.mixin"

    @api.model
    def _is_manager(self) -> bool:
        """Say whether the caller manages credit."""
        group = "customer_credit_balance.group_customer_credit_manager"
        return self.env.su or self.env.user.has_group(group)

    @api.model
    def _is_company_allowed(self, company: models.BaseModel) -> bool:
        """Say whether the user belongs to the company, whatever companies the client names."""
        return self.env.su or company._origin.id in self.env.user._get_company_ids()

    def _check_may_confirm(self) -> None:
        """Hook: stop callers who may not book this; a dialog with a right of its own asks for it.

        :raise AccessError: no credit manager
        """
        self.env["customer.credit.account"]._check_manager()

    def _check_company_access(self):
        """Stop callers who do not belong to the company.

        :raise AccessError: the user is not in the wizard's company
        """
        if not self._is_company_allowed(self.company_id):
            raise AccessError(
                _("You do not work for this company: ask an administrator for access to it.")
            )

    def _check_customer(self):
        """The customer exists in this company and is not archived.

        :raise UserError: archived, or of another company
        """
        customer = self.partner_id.commercial_partner_id
        for partner in self.partner_id | customer:
            if not partner.active:
                raise UserError(
                    _(
                        "%s is archived. Unarchive the customer before changing the credit.",
                        partner.complete_name,
                    )
                )
            if not partner.filtered_domain(partner._check_company_domain(self.company_id)):
                raise UserError(
                    _(
                        "%(customer)s belongs to another company than %(company)s. Switch to "
                        "the customer's company.",
                        customer=partner.complete_name,
                        company=self.company_id.name,
                    )
                )
        if not self.company_id.store_credit_account_id or not self._get_credit_journal():
            raise UserError(
                _(
                    "%s has no store credit account or journal yet. Choose them in Invoicing > "
                    "Configuration > Settings > Customer Credit.",
                    self.company_id.name,
                )
            )

    def _check_date(self):
        """The date is not in the future and its period is open.

        A closed period is refused: Odoo would book on another day without a word.

        :raise UserError: future date or closed period
        """
        if self.date > fields.Date.context_today(self):
            raise UserError(_("The date is in the future. Choose today or an earlier day."))
        journal = self._get_booking_journal()
        locks = self.company_id._get_violated_lock_dates(self.date, False, journal)
        if locks:
            raise UserError(
                _(
                    "The period of %(date)s is closed: %(locks)s. Choose a later date, or ask an "
                    "accountant to reopen the period.",
                    date=format_date(self.env, self.date),
                    locks=self.company_id._format_lock_dates(locks),
                )
            )

    def _check_booked_date(self, moves):
        """Undo everything if something moved the entry to another day.

        :raise UserError: an entry is not dated as asked
        """
        if any(move.date != self.date for move in moves):
            raise UserError(
                _("The entry cannot be booked on this date. Choose a day in an open period.")
            )

    def _check_positive(self, amount, currency):
        """Return the amount rounded to the currency.

        :raise UserError: zero, negative, not a number or too large
        """
        if not is_amount(amount):
            raise UserError(_("The amount is too large to be booked: enter a smaller one."))
        rounded = currency.round(amount)
        if currency.compare_amounts(rounded, 0.0) <= 0:
            raise UserError(_("The amount must be more than zero: enter what is to be booked."))
        return rounded

    def _get_credit_journal(self) -> models.BaseModel:
        """Return the journal "Customer Credit" of the company."""
        return self.company_id.store_credit_journal_id

    def _get_booking_journal(self) -> models.BaseModel:
        """Hook: return the journal that the entry is booked in."""
        return self._get_credit_journal()
