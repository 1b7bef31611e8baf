"""Credits given at the till and in the shop: where they come from, and what is none."""

from odoo import api, fields, models
from odoo.tools import SQL


class CustomerCredit(models.Model):
    """Adds events of till and shop to the list of credits, because they give and pass on credit in
    ways of their own.
    """

    _inherit = "customer.credit"

    _depends = {"account.payment": ["pos_session_id"], "pos.session": ["move_id"]}

    # --- fields

    origin = fields.Selection(selection_add=[("till", "Paid at the Till")])

    # --- hooks

    @api.model
    def _get_origin_by_event(self) -> dict[str, str]:
        """Name what till and shop gave.

        # EXTENDS 'customer_credit_balance'
        """
        return {
            **super()._get_origin_by_event(),
            "till_payment": "till",
            "till_topup": "topup",
            "till_refund": "refund",
            "web_refund": "refund",
        }

    @api.model
    def _sql_internal(self, item: SQL | None = None) -> SQL:
        """Leave out what a till passes on by itself: of closings, and of payments to them.

        That is an item of which nothing is open, and which met nothing else: of a closing the
        closing itself and the till's payments by store credit, of such a payment closings alone.
        What the payment took is listed where it came from, once its store credit is found.
        Closings are few beside all credits: they are read once instead of asked for by each.

        # EXTENDS 'customer_credit_balance'
        """
        return SQL(
            """
            (%(others)s OR %(item)s.amount_residual >= 0 AND (
                 %(item)s.move_id IN (SELECT session.move_id FROM pos_session session
                                       WHERE session.move_id IS NOT NULL)
                 AND NOT EXISTS (
                     SELECT FROM account_partial_reconcile used
                       JOIN account_move_line taken ON taken.id = used.debit_move_id
                      WHERE used.credit_move_id = %(item)s.id
                        AND taken.move_id != %(item)s.move_id AND NOT %(payment)s)
              OR %(paying)s
                 AND EXISTS (
                     SELECT FROM account_move_line given
                      WHERE given.move_id = %(item)s.move_id AND given.amount_residual = 0
                        AND given.account_id = (SELECT store_credit_account_id FROM res_company
                                                 WHERE id = %(item)s.company_id))
                 AND NOT EXISTS (
                     SELECT FROM account_partial_reconcile used
                       JOIN account_move_line taken ON taken.id = used.debit_move_id
                      WHERE used.credit_move_id = %(item)s.id AND NOT EXISTS (
                          SELECT FROM pos_session session
                           WHERE session.move_id = taken.move_id))))
            """,
            others=super()._sql_internal(item),
            item=item or SQL("line"),
            payment=self._sql_till_payment(SQL("taken")),
            paying=self._sql_till_payment(item or SQL("line")),
        )

    # --- private

    @api.model
    def _sql_till_payment(self, item: SQL) -> SQL:
        """Return the SQL condition: the item is of a payment by store credit that a till booked.

        One by hand, of what a till sold on account, is an application like any other.

        :param item: alias of the item
        """
        return SQL(
            """
            (%(item)s.payment_id IS NOT NULL
             AND EXISTS (SELECT FROM account_payment booked
                          WHERE booked.id = %(item)s.payment_id
                            AND booked.pos_session_id IS NOT NULL)
             AND EXISTS (SELECT FROM res_company company
                          WHERE company.id = %(item)s.company_id
                            AND company.store_credit_journal_id = %(item)s.journal_id))
            """,
            item=item,
        )
