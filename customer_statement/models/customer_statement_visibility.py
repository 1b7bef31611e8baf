"""Who may see a statement that tells the store credit of its customer."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column, table_exists


class CustomerStatement(models.Model):
    """The base says who sees the store credit; a sent statement is shown as a whole or not."""

    _inherit = "customer.statement"

    tells_store_credit = fields.Boolean(
        compute="_compute_tells_store_credit",
        store=True,
        help="Whether people of the customer who may not see the store credit may not see it.",
    )
    is_open_to_viewer = fields.Boolean(
        compute="_compute_is_open_to_viewer", search="_search_is_open_to_viewer"
    )

    def _auto_init(self):
        """Fill the column of statements that exist already in one query.

        # EXTENDS 'base'
        """
        cr = self.env.cr
        if table_exists(cr, self._table) and not column_exists(
            cr, self._table, "tells_store_credit"
        ):
            create_column(cr, self._table, "tells_store_credit", "boolean")
            cr.execute(
                SQL(
                    """
                    UPDATE customer_statement
                       SET tells_store_credit =
                           COALESCE(("values" ->> 'store_credit')::numeric, 0) <> 0
                    """
                )
            )
        return super()._auto_init()

    @api.depends("values", "document")
    def _compute_tells_store_credit(self):
        """Say whether the store credit stands on the document, as its template wants it now."""
        for statement in self:
            amount = (statement.values or {}).get("store_credit")
            statement.tells_store_credit = bool(
                amount and statement.template_id.sudo().show_store_credit
            )

    @api.depends("tells_store_credit", "company_id")
    @api.depends_context("uid")
    def _compute_is_open_to_viewer(self):
        """Say whether the user may see the statement, as far as the store credit goes."""
        companies = self._get_companies_open_to_viewer()
        for statement in self:
            statement.is_open_to_viewer = (
                not statement.tells_store_credit or statement.company_id in companies
            )

    def _search_is_open_to_viewer(self, operator, value):
        """Find the statements that are open to the user."""
        if operator != "in":
            return NotImplemented
        companies = self._get_companies_open_to_viewer()
        found = Domain("tells_store_credit", "=", False) | Domain("company_id", "in", companies.ids)
        wanted = {bool(item) for item in value}
        if wanted == {True, False}:
            return Domain.TRUE
        return found if wanted == {True} else ~found

    @api.model
    def _get_companies_open_to_viewer(self):
        """Return the companies (sudo) whose store credit statements may tell the current user.

        Those who may see it, see the hook of the base; and contacts that get the statements, as
        somebody inside has decided: it was sent to them.
        """
        user = self.env.user.sudo()
        companies = user.company_ids
        if user._is_internal() or user.partner_id.statement_role:
            return companies
        customer = user.partner_id.commercial_partner_id
        if not customer:
            return companies.browse()
        return companies.filtered(
            lambda company: customer._get_store_credit_visibility(user, company) != "none"
        )
