"""Making statements: in batches, numbered, with the values that the books give."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.statement_data import StatementData

# Who reaches every customer, as the record rules of statements say.
ALL_CUSTOMERS = (
    "customer_statement.group_customer_statement_manager,account.group_account_invoice,"
    "account.group_account_readonly,sales_team.group_sale_salesman_all_leads"
)


class CustomerStatement(models.Model):
    """Generation and revisions."""

    _inherit = "customer.statement"

    @api.model
    def _check_may_make(self, partners, company, template=None):
        """Refuse statements of customers that are not the user's.

        A statement tells the books of the whole customer, with all contacts: it takes the
        salesperson of the customer, not of one contact. Users who reach every customer need read
        access to the contacts only. Superuser mode passes.

        :param partners: res.partner, any number
        :param company: res.company whose books are told
        :param template: customer.statement.template whose texts are shown
        :raise AccessError: for one of the contacts, the company or the template
        """
        if self.env.su:
            return
        if not self.env.user.has_group("customer_statement.group_customer_statement_user"):
            raise AccessError(_("You may not make statements."))
        if company not in self.env.user.company_ids:
            raise AccessError(_("You have no access to this company."))
        partners.check_access("read")
        if template:
            template.check_access("read")
        if self.env.user.has_groups(ALL_CUSTOMERS):
            return
        customers = partners.sudo().commercial_partner_id
        if any(customer.user_id != self.env.user for customer in customers):
            raise AccessError(_("You make statements of your own customers only."))

    def _check_own_customers(self):
        """Refuse statements of customers that are not the user's, see :meth:`_check_may_make`."""
        for company, statements in self.grouped("company_id").items():
            self._check_may_make(statements.partner_id, company, statements.template_id)

    @api.model
    def _generate(
        self, partners, company, kind, date_from, date_to, template=None, engine=None, **options
    ):  # fmt: skip
        """Make a draft for each customer, read in batches; private.

        :param partners: res.partner; those of one commercial partner share a statement unless
            the template makes one per contact
        :param kind: activity, open_items or balance_forward
        :param engine: field values that no person may give, such as ``run_id``
        :param options: further field values of the statements, such as ``note``
        :return: the drafts, in the order of the customers
        :raise AccessError: for a customer that is not the user's
        """
        self._check_may_make(partners, company, template)
        template = template or self.env["customer.statement.template"]._get_default(company)
        if template.group != "contact":
            partners = partners.commercial_partner_id
        statements = self.create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "kind": kind,
                    "date_from": date_from if kind != "open_items" else False,
                    "date_to": date_to,
                    "template_id": template.id,
                    **options,
                }
                for partner in partners
            ]
        )
        if engine:
            statements._write_engine(engine)
        statements._read_values()
        return statements

    def _read_missing_values(self):
        """Read the books into those that were never generated."""
        self.filtered(lambda statement: not statement.values)._read_values()

    def _read_values(self):
        """Read the books into drafts: numbers, values and problems, in batches that read alike."""
        now = fields.Datetime.now()
        self._number()
        for group in self.grouped(lambda statement: statement._get_reading()).values():
            reading = group[0]._get_reader_arguments()
            found = self.env["customer.statement.reader"]._read(
                partners=group.partner_id, **reading
            )
            for statement in group:
                statement._store(self._pick_data(found, statement.partner_id), now)

    @api.model
    def _pick_data(self, found, partner):
        """Return what the reader found for a contact, or else for its customer."""
        return found.get(partner) or found[partner.commercial_partner_id]

    def _get_reading(self):
        """Return what must be alike for statements to be read together."""
        template = self.template_id
        return (self.company_id, self.kind, self.date_from, self.date_to, template)

    def _get_reader_arguments(self):
        """Return the arguments of the reader for statements like this one."""
        template = self.template_id
        return {
            "company": self.company_id,
            "kind": self.kind,
            "date_from": self.date_from,
            "date_to": self.date_to,
            **template._get_reader_arguments(),
        }

    def _render_unsaved(self):
        """Return the HTML of a statement that is not saved, from the books as they are now."""
        self.ensure_one()
        arguments = self._get_reader_arguments() | {"group": "commercial"}
        found = self.env["customer.statement.reader"]._read(
            partners=self.partner_id._origin, **arguments
        )
        data = next(iter(found.values()))
        return self._render_html(data)

    def _store(self, data, now):
        """Keep what was read, and whether it adds up."""
        if self.revision_of_id.values:
            self._mark_changes(data, StatementData.from_json(self.revision_of_id.values))
        self._write_engine(
            {
                **self._prepare_data_values(data),
                "generated_at": now,
                "lang": self.partner_id.lang or self.env.lang,
            }
        )

    def _prepare_data_values(self, data):
        """Return the field values that hold what the reader found."""
        return {
            "values": data.to_json(),
            "opening_balance": data.opening,
            "closing_balance": data.closing,
            "overdue_balance": data.overdue_total,
            "problem": self._describe_faults(data) or False,
        }

    def _number(self):
        """Number those that have no number: of the company's sequence, all at once."""
        for company, statements in (
            self.filtered(lambda statement: statement.name == "/" and not statement.revision_of_id)
            .grouped("company_id")
            .items()
        ):
            numbers = (
                self.env["ir.sequence"]
                .sudo()
                .with_company(company)
                ._next_statement_numbers(len(statements))
            )
            for statement, number in zip(statements, numbers, strict=True):
                statement._write_engine({"name": number})

    # --------------------------------------------------------------- revisions

    def _revise(self):
        """Return a new draft that will replace this statement when it is sent.

        :raise UserError: when this one is a draft, or has a revision
        """
        self.ensure_one()
        if self.state == "draft":
            raise UserError(_("A draft is changed, not revised."))
        if self.revision_ids:
            raise UserError(
                _("%(revision)s replaces this statement already.",
                  revision=self.revision_ids[:1].display_name)
            )  # fmt: skip
        revision = self.create(self._prepare_revision())
        root = self
        while root.revision_of_id:
            root = root.revision_of_id
        revision._write_engine(
            {
                "name": f"{root.name}-R{self.revision + 1}",
                "revision": self.revision + 1,
                "revision_of_id": self.id,
            }
        )
        revision._read_values()
        return revision

    def _prepare_revision(self):
        """Return the values of a revision: the same choices."""
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "kind": self.kind,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "template_id": self.template_id.id,
            "note": self.note,
        }
