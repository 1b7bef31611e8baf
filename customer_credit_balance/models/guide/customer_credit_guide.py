"""User guide: a page per person, to which every addon adds its chapters."""

from typing import NamedTuple

from odoo import _, api, models

from ...const import MANAGER_GROUP


class Person(NamedTuple):
    """Whom a page of the guide is for."""

    name: str  # as the reader sees it
    template: str  # external id of the page, which chapters inherit from
    groups: tuple[str, ...]  # whose own page it is


class CustomerCreditGuide(models.AbstractModel):
    """Knows who has a page: a person whom no installed addon writes for has none."""

    _name = "customer.credit.guide"
    _description = "Credit: User Guide"

    # --- hooks

    @api.model
    def _get_persons(self) -> dict[str, Person]:
        """Hook: return {code: person}; a reader's own page is the first that fits.

        An addon that adds a person, or a group to one, replaces what ``super`` returned.
        """
        return {
            "manager": Person(
                _("Credit manager"), "customer_credit_balance.guide_manager", (MANAGER_GROUP,)
            ),
            "accountant": Person(
                _("Accountant"),
                "customer_credit_balance.guide_accountant",
                ("account.group_account_readonly", "account.group_account_invoice"),
            ),
            "rep": Person(
                _("Sales rep"),
                "customer_credit_balance.guide_rep",
                ("sales_team.group_sale_salesman",),
            ),
        }

    # --- private

    @api.model
    def _get_customer_person(self) -> Person:
        """Return the person of the portal: for addons whose customers find something there."""
        return Person(
            _("Customer"), "customer_credit_balance.guide_customer", ("base.group_portal",)
        )

    @api.model
    def _get_pages(self) -> dict[str, Person]:
        """Return {code: person} of the pages that the user may read.

        Colleagues read all of them; somebody of the portal reads the page of customers.
        """
        persons = self._get_persons()
        if self.env.user._is_internal():
            return persons
        return {code: it for code, it in persons.items() if self._is_own(it)}

    @api.model
    def _find_own(self, pages: dict[str, Person]) -> str | None:
        """Return the code of the user's own page: the first that fits, else the first of all."""
        own = (code for code, person in pages.items() if self._is_own(person))
        return next(own, next(iter(pages), None))

    @api.model
    def _is_own(self, person: Person) -> bool:
        """Say whether the page is the user's own."""
        return any(map(self.env.user.has_group, person.groups))
