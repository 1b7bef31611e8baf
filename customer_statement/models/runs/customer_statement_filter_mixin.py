"""Which customers get a statement: what a run and a schedule have in common, and whose rights."""

from psycopg2 import DataError

from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

MANAGER = "customer_statement.group_customer_statement_manager"


class CustomerStatementFilterMixin(models.AbstractModel):
    """Finds the customers with the rights of whoever wrote the filter, whoever asks.

    A filter answers questions: whom it finds tells what it looked at. So neither a scheduled
    action nor a colleague with more rights lends theirs to it. Inherit it before
    ``customer.credit.evidence.mixin`` and ``customer.statement.delivery.mixin``.
    """

    _name = "customer.statement.filter.mixin"
    _description = "Customer Statement Filter"

    # --- fields

    domain = fields.Char(
        string="Filter",
        default="[]",
        help="Which customers, by any filter. Count them again after a change.",
    )
    # What is archived still says for whom: without any the filter would find everybody.
    tag_ids = fields.Many2many(
        "res.partner.category", string="Tags", context={"active_test": False}
    )
    salesperson_ids = fields.Many2many(
        "res.users", string="Salespeople", domain="[('share', '=', False)]",
        context={"active_test": False},
    )  # fmt: skip
    country_ids = fields.Many2many("res.country", string="Countries")
    only_overdue = fields.Boolean(
        string="Only Overdue", help="Only customers with an invoice past its due date."
    )
    filter_user_id = fields.Many2one(
        "res.users",
        string="Filter Written by",
        readonly=True,
        copy=False,
        default=lambda self: self.env.uid,
        help="Only customers whom this person may see are found, by what this person may read.",
    )

    # --- guards

    def write(self, vals):
        """Note who writes the filter: it never gets the rights of somebody else."""
        if not {*self._filter_fields(), "company_id", "schedule_id"}.isdisjoint(vals):
            self._write_engine({"filter_user_id": self.env.uid})
        return super().write(vals)

    @api.constrains("domain")
    def _check_domain(self):
        """Refuse a filter that cannot be read.

        :raise ValidationError: then
        """
        for record in self.filtered(lambda record: record.domain not in (False, "[]")):
            record._get_partners(limit=1)

    def _init_column(self, column_name):
        """Give filters that were written before to the person who is responsible for them.

        # EXTENDS 'base'
        """
        if column_name != "filter_user_id":
            return super()._init_column(column_name)
        self.env.cr.execute(
            SQL("UPDATE %s SET filter_user_id = user_id", SQL.identifier(self._table))
        )
        return None

    # --- private

    @api.model
    def _filter_fields(self):
        """Return the names of the fields that say which customers."""
        return ["domain", "tag_ids", "salesperson_ids", "country_ids", "only_overdue"]

    def _get_partner_domain(self) -> Domain:
        """Return the domain of the customers.

        :raise ValidationError: when the filter cannot be read
        """
        self.ensure_one()
        domain = self.env["customer.statement.run"]._read_domain(self.domain)
        if self.tag_ids:
            domain &= self.tag_ids._get_partner_domain()
        if self.salesperson_ids:
            domain &= Domain("user_id", "in", self.salesperson_ids.ids)
        if self.country_ids:
            domain &= Domain("country_id", "in", self.country_ids.ids)
        return domain

    def _get_filter_query(self, limit: int | None = None) -> SQL:
        """Return the select of the ids of the customers that the filters find, by name.

        Before any skip. With the rights of whoever wrote the filter, in the record's company.

        :param limit: at most so many, for a look
        :raise UserError: when that person may start runs of the company no more
        :raise ValidationError: when the filter cannot be read
        """
        self.ensure_one()
        company = self.company_id
        # What is not saved yet is written by whoever looks at it.
        writer = self.filter_user_id if self.id else self.env.user
        if not writer._is_superuser():
            self._check_writer(writer, company)
        Run = (
            self.env["customer.statement.run"]
            .with_user(writer)
            .with_context(allowed_company_ids=company.ids)
            .with_company(company)
        )
        return Run._find_query(self._get_partner_domain(), company, self.only_overdue, limit)

    def _check_writer(self, writer, company):
        """Refuse a filter of somebody who may no longer start runs of the company.

        :raise UserError: says what to do
        """
        writer = writer.sudo()
        allowed = writer.active and writer.has_group(MANAGER) and company in writer.company_ids
        if not allowed:
            raise UserError(
                _(
                    "The filter of %(name)s was written by %(user)s, who may start no runs of "
                    "%(company)s any more: look at the filter and write it again.",
                    name=self.display_name,
                    user=writer.name or _("nobody"),
                    company=company.name,
                )
            )

    def _get_partners(self, limit: int | None = None) -> models.BaseModel:
        """Return the commercial partners that the filters find now, before any skip.

        Raises as :meth:`_get_filter_query`.
        """
        rows = self._read_found(self._get_filter_query(limit))
        Partner = self.env["res.partner"].with_company(self.company_id)
        return Partner.browse([row[0] for row in rows])

    def _read_found(self, query: SQL) -> list:
        """Return the rows of a query that a filter made.

        :raise ValidationError: when the database cannot compare what the filter compares
        """
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                return self.env.execute_query(query)
        except DataError as error:
            raise ValidationError(
                _("The filter of the customers cannot be read: %(error)s", error=error)
            )
