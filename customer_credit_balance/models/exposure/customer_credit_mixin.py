"""Documents that use credit: the customer, the amount and the verdict on them."""

from odoo import fields, models
from odoo.tools import SQL

from ...core.exposure import Exposure
from ...core.verdict import Verdict
from ..turns import want_accounts


class CustomerCreditMixin(models.AbstractModel):
    """The contract between documents and the addons that may stop them.

    A document says who the customer is and what it adds. An addon that knows a reason against
    a document extends ``_get_credit_blockers``. A gate calls ``_check_credit`` and reads the
    verdict; nothing here raises, and asking for approval is a separate action.
    """

    _name = "customer.credit.mixin"
    _description = "Document That Uses Credit"

    # --- guards

    def _check_credit(self):
        """Return the core ``Verdict`` that a gate may act on. Final; raises nothing by itself.

        Two decisions on one customer at the same time would each see the exposure without the
        other. So the customer's credit account row is updated first: the second transaction
        gets a serialization error, is replayed, and sees what the first one decided.
        """
        self.ensure_one()
        customer = self._get_credit_partner()
        if customer:
            self._touch_credit_account(customer, self._get_credit_company())
        return self._get_credit_verdict()

    # --- hooks

    def _get_credit_partner(self) -> models.BaseModel:
        """Hook: return the commercial partner who will owe the document, or none."""
        self.ensure_one()
        return self.partner_id.commercial_partner_id._origin

    def _get_credit_company(self) -> models.BaseModel:
        """Hook: return the company whose books and limits count."""
        self.ensure_one()
        return self.company_id or self.env.company

    def _get_credit_amount(self, decision: object = None) -> float:
        """Hook: return what the document adds to the exposure, company currency.

        :param decision: what the addon that decides has in hand, handed from hook to hook; it is
            read anew where nobody decides

        Zero for a document that adds nothing (any more); negative when it lowers the exposure.
        """
        self.ensure_one()
        return 0.0

    def _get_credit_counted_terms(self, decision: object = None) -> dict[str, float]:
        """Hook: return {term: amount} of this document within its customer's exposure now.

        The verdict takes them out, so that exposure + amount is the figure after the document.
        """
        self.ensure_one()
        return {}

    def _get_credit_limit(self, decision: object = None) -> float | None:
        """Hook: return what the customer may owe, company currency; None when unlimited."""
        self.ensure_one()
        return  # unlimited

    def _get_credit_blockers(self, decision: object = None) -> list:
        """Hook: return the reasons against this document, a list of core ``Blocker``.

        Extend with super; may read anything in sudo, must not write or raise.
        """
        self.ensure_one()
        return []

    def _get_credit_customer_message(self) -> str | bool:
        """Hook: return what the customer is told when this document is stopped, or False."""
        self.ensure_one()
        return False

    def _is_credit_document_placed(self) -> bool:
        """Hook: say whether the customer handed it in; a cart is nothing that anybody reviews."""
        self.ensure_one()
        return True

    # --- private

    def _get_credit_contacts(self) -> models.BaseModel:
        """Return contacts of whoever will owe these documents, who need not be read for it."""
        return self.env["res.partner"].union(*(it._get_credit_partner() for it in self))

    def _get_credit_exposure(self, decision: object = None) -> Exposure:
        """Return the customer's core ``Exposure`` without this document."""
        self.ensure_one()
        customer, company = self._get_credit_partner(), self._get_credit_company()
        exposure = customer._get_credit_exposure_by_partner(company).get(customer, Exposure())
        for code, amount in self._get_credit_counted_terms(decision).items():
            exposure = exposure.with_term(code, float(exposure.term(code)) - amount)
        return exposure

    def _get_credit_verdict(self, decision: object = None) -> Verdict:
        """Return the core ``Verdict`` for display: decides nothing, locks nothing.

        :return: Verdict; without a customer an empty one
        """
        self.ensure_one()
        document = self.sudo()
        if not document._get_credit_partner():
            return Verdict()
        currency = document._get_credit_company().currency_id
        return Verdict(
            document._get_credit_blockers(decision),
            document._get_credit_exposure(decision),
            document._get_credit_limit(decision),
            currency.round(document._get_credit_amount(decision)),
        )

    def _touch_credit_account(self, customer, company):
        """Update the one row that all decisions on a customer share."""
        account = self.env["customer.credit.account"]._get_or_create(customer, company)
        self.env.flush_all()
        want_accounts(account.ids)
        self.env.cr.execute(
            SQL(
                "UPDATE customer_credit_account SET write_date = %s WHERE id = %s",
                fields.Datetime.now(),
                account.id,
            ),
            log_exceptions=False,
        )
