"""Odoo's records that carry numbers of the suite."""

from odoo import fields, models


class ResCompany(models.Model):
    """Adds who may raise store credit to companies, because in some everybody who keeps the books
    may.

    Whether anybody who keeps the books may raise store credit.
    """

    _name = "res.company"
    _inherit = ["res.company", "customer.credit.numbers.mixin"]

    # --- fields

    store_credit_manager_only = fields.Boolean(
        "Only Managers Raise Store Credit by Hand",
        default=True,
        groups="base.group_user",
        help="An entry, bill, payment or bank transaction that gives a customer store credit is "
        "posted by Customer Credit managers only. Invoices of top-ups, the closing of a till, "
        "online payments and reversals of what was spent are posted by everybody as ever.",
    )

    # --- private

    def _get_credit_members(self, group: str) -> models.BaseModel:
        """Return the res.users (sudo) of a group who work in this company, the first one first.

        :param group: external id
        """
        self.ensure_one()
        users = self.env.ref(group).sudo().all_user_ids._filter_present()
        return users.filtered(lambda user: self in user.company_ids).sorted("id")

    def _in_credit_time(self, group: str, records: models.BaseModel) -> models.BaseModel:
        """Return records on the day of the first member of a group who has chosen a time zone.

        Scheduled actions have none. As they are where nobody has chosen one.

        :param group: external id
        """
        zone = self._get_credit_members(group).filtered("tz")[:1].tz
        return records.with_context(tz=zone) if zone else records
