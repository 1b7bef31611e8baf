"""Customers at the till: their credit, read live, and what open sessions add to their exposure."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.customer_credit_balance.core.money import is_id
from odoo.addons.customer_credit_balance.models.exposure.movement import CreditMovement
from odoo.addons.customer_credit_balance.models.exposure.scope import CreditScope

# A till shows a list of customers, screen by screen.
MOST_CUSTOMERS = 2000


def browse_readable(model, ids, names):
    """Return the records of these ids that exist: one query where all may be read.

    :param list names: fields that are read with them
    :raise AccessError: one of them is out of reach
    """
    found = model.with_context(active_test=False).search_fetch(
        [("id", "in", ids)], names, order="id"
    )
    missing = model.browse(set(ids) - set(found.ids)).exists()
    missing.check_access("read")
    return found.with_context(model.env.context) | missing


class ResPartner(models.Model):
    """Adds a reader for tills to contacts, because fields added to the till's customer list could
    empty it.
    """

    _inherit = "res.partner"

    # --- guards

    @api.model
    def _check_till_call(self, partner_ids, config_id):
        """Return customers and till of a call by a till, read with the rights of its user.

        :raise AccessError: not a till user, or a till or customer out of reach
        :raise UserError: values that no till sends
        """
        if not self.env.user.has_group("point_of_sale.group_pos_user"):
            raise AccessError(_("Only till users may read store credit at the till."))
        sound = (
            is_id(config_id)
            and isinstance(partner_ids, (list, tuple))
            and len(partner_ids) <= MOST_CUSTOMERS
            and all(map(is_id, partner_ids))
        )
        config = browse_readable(
            self.env["pos.config"], [config_id] if sound else [], ["company_id"]
        )
        if not config:
            raise UserError(_("The till asked for something that does not exist: open it again."))
        return browse_readable(self, partner_ids, ["commercial_partner_id"]), config

    # --- actions

    @api.model
    def get_store_credit_for_till(self, partner_ids, config_id):
        """Return the store credit of customers for a till, in the till's currency.

        For till users who may see the till and the customers; others get an AccessError.
        The figures are for people: nothing is decided on them.

        :param list partner_ids: ids of res.partner, any contact
        :param int config_id: id of the pos.config
        :return: {partner id: {"available", "balance", "reserved", "overdraft": float,
            "frozen": bool, "reserved_orders": {sale order id: float}}}; customers without an
            account have zeros. What is set aside for a sale order can pay that order here.
            With "owed": float, >= 0, where the till settles what is due.
        :raise AccessError: not a till user, or a till or customer out of reach
        :raise UserError: values that no till sends
        """
        partners, config = self._check_till_call(partner_ids, config_id)
        company = config.sudo().company_id
        accounts = (
            self.env["customer.credit.account"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", partners.commercial_partner_id.ids),
                    ("company_id", "=", company.id),
                    ("merged_into_id", "=", False),
                ]
            )
            .grouped("partner_id")
        )
        today = fields.Date.context_today(self)

        def convert(amount):
            return company.currency_id._convert(amount, config.sudo().currency_id, company, today)

        def spendable(amount):
            return company._get_most_in_currency(amount, config.sudo().currency_id, today)

        nothing = self.env["customer.credit.account"]
        reserved = nothing.union(*accounts.values())._get_reserved_by_sale_order()
        more = partners._get_figures_for_till(config.sudo())
        result = {}
        for partner in partners:
            account = accounts.get(partner.commercial_partner_id, nothing)
            result[partner.id] = {
                **{name: convert(amount) for name, amount in more[partner].items()},
                "available": spendable(account.available),
                "balance": convert(account.balance),
                "reserved": convert(account.reserved),
                "overdraft": convert(account.overdraft_limit),
                "frozen": account.state == "frozen",
                "reserved_orders": {
                    order_id: spendable(amount) for order_id, amount in reserved[account].items()
                },
            }
        return result

    @api.model
    def get_store_credit_customers_for_till(self, config_id):
        """Return the contacts of customers who have store credit, the largest first.

        For till users who may see the till; contacts out of their reach are left out. A till
        shows them on its list: nothing is decided on it.

        :param int config_id: id of the pos.config
        :return: ids of res.partner, at most 2,000
        :raise AccessError: not a till user, or a till out of reach
        :raise UserError: a value that no till sends
        """
        _partners, config = self._check_till_call([], config_id)
        accounts = (
            self.env["customer.credit.account"]
            .sudo()
            .search(
                [
                    ("company_id", "=", config.sudo().company_id.id),
                    ("merged_into_id", "=", False),
                    ("balance", ">", 0),
                ],
                order="balance desc, id",
                limit=MOST_CUSTOMERS,
            )
        )
        place = {customer.id: number for number, customer in enumerate(accounts.partner_id)}
        found = self.search_fetch(
            [("commercial_partner_id", "in", list(place))],
            ["commercial_partner_id"],
            limit=MOST_CUSTOMERS,
        )
        return found.sorted(lambda it: (place[it.commercial_partner_id.id], it.id)).ids

    # --- hooks

    def _get_figures_for_till(self, config: models.BaseModel) -> dict:
        """Hook: return {contact: {name: amount}} that tills show beside store credit.

        :param config: pos.config (sudo)
        :return: amounts in company currency; every contact has its dict
        """
        return {partner: {} for partner in self}

    def _get_credit_exposure_queries(self, scope: CreditScope) -> dict:
        """Add what open till sessions put on customers' accounts: code ``till``.

        # EXTENDS 'customer_credit_balance'
        """
        queries = super()._get_credit_exposure_queries(scope)
        return {**queries, ("till",): self._credit_till_query(scope)}

    def _get_credit_exposure_movements(self) -> dict[str, CreditMovement]:
        """Add orders of open sessions, what was paid for them, and what closes them.

        # EXTENDS 'customer_credit_balance'
        """
        return {
            **super()._get_credit_exposure_movements(),
            "pos_order": CreditMovement(
                ("session_id", "state", "company_id", "account_move", "partner_id",
                 "currency_rate"),
                lambda row: SQL(
                    """
                    SELECT %(row)s.company_id, %(row)s.partner_id
                     WHERE %(row)s.partner_id IS NOT NULL
                    """,
                    row=row,
                ),
            ),
            "pos_payment": CreditMovement(
                ("pos_order_id", "amount", "payment_method_id", "account_move_id"),
                lambda row: self._credit_moved_by_till(SQL("id = %s.pos_order_id", row)),
            ),
            "pos_session": CreditMovement(
                ("state",),
                lambda row: self._credit_moved_by_till(SQL("session_id = %s.id", row)),
                inserts=False,
            ),
            "pos_payment_method": CreditMovement(
                ("journal_id", "is_online_payment")
                if "is_online_payment" in self.env["pos.payment.method"]._fields
                else ("journal_id",),
                lambda row: SQL("SELECT company.id, NULL::int FROM res_company company"),
                inserts=False,
                deletes=False,
            ),
        }  # fmt: skip

    # --- private

    def _credit_moved_by_till(self, which):
        """Return the select of whom orders of tills move.

        :param SQL which: condition on ``orders``
        """
        return SQL(
            """
            SELECT orders.company_id, orders.partner_id FROM pos_order orders
             WHERE orders.partner_id IS NOT NULL AND orders.%s
            """,
            which,
        )

    def _credit_till_query(self, scope):
        """Return the select of what is on account in open sessions and not invoiced.

        Invoiced orders and settlements stand in the receivable already; the others reach it at
        closing.
        """
        # Methods without a journal are the customer's account, but for payments by link.
        on_account = SQL("SELECT id FROM pos_payment_method WHERE journal_id IS NULL")
        if "is_online_payment" in self.env["pos.payment.method"]._fields:
            on_account = SQL("%s AND is_online_payment IS NOT TRUE", on_account)
        return SQL(
            """
            SELECT 'till', customer.commercial_partner_id,
                   SUM(payment.amount / COALESCE(NULLIF(orders.currency_rate, 0), 1))
              FROM pos_order orders
              JOIN pos_session session ON session.id = orders.session_id
              JOIN pos_payment payment ON payment.pos_order_id = orders.id
              JOIN res_partner customer ON customer.id = orders.partner_id
             WHERE session.state <> 'closed' AND orders.state IN ('paid', 'done')
               AND orders.company_id = %(company)s AND orders.account_move IS NULL
               AND payment.account_move_id IS NULL
               AND payment.payment_method_id IN (%(on_account)s)
               AND customer.commercial_partner_id %(among)s
             GROUP BY customer.commercial_partner_id
            """,
            company=scope["company"],
            on_account=on_account,
            among=scope.among,
        )
