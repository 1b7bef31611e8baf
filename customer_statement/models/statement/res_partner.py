"""Customers: how they get their statements, who reads them, and the statements they got."""

from collections import Counter, namedtuple
from datetime import date

from odoo import _, api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

Recipients = namedtuple("Recipients", "to cc")

# Who reads the statements of all customers, or leads those who sell.
LEADERS = (
    "customer_statement.group_customer_statement_manager,account.group_account_readonly,"
    "account.group_account_invoice,sales_team.group_sale_manager"
)


class ResPartner(models.Model):
    """Adds statements to contacts, because they belong to the commercial partner while its contacts
    receive them.

    The statements of a customer are open to its salesperson, whom anybody may write.
    """

    _inherit = "res.partner"

    # --- fields

    statement_role = fields.Selection(
        [("to", "Receives statements"), ("cc", "Gets a copy")],
        string="Statements",
        groups="base.group_user",
        help="Whether the statements of the customer go to this contact. Without any such contact "
        "they go to the invoice address.",
    )
    statement_delivery = fields.Selection(
        [("mail", "By email"), ("portal", "On the portal only"), ("print", "On paper"),
         ("none", "Never")],
        company_dependent=True,
        string="Statement Delivery",
        groups="base.group_user",
        help="How this customer gets statements. By email when nothing is chosen.",
    )  # fmt: skip
    statement_ids = fields.One2many(
        "customer.statement",
        "partner_id",
        groups="customer_statement.group_customer_statement_user",
    )
    statement_count = fields.Integer(
        compute="_compute_statement_figures",
        groups="customer_statement.group_customer_statement_user",
    )
    statement_last_date = fields.Date(
        string="Last Statement",
        compute="_compute_statement_figures",
        groups="customer_statement.group_customer_statement_user",
        help="Last day of the newest statement that was sent.",
    )
    customer_statement_mine = fields.Boolean(
        compute="_compute_customer_statement_mine",
        groups="customer_statement.group_customer_statement_user",
    )
    statement_dispute_count = fields.Integer(
        string="Open Disputes",
        compute="_compute_statement_figures",
        groups="customer_statement.group_customer_statement_user",
    )

    # --- computes

    @api.depends_context("uid")
    @api.depends("commercial_partner_id.user_id")
    def _compute_customer_statement_mine(self):
        """Say of which customers the user may make statements; each action asks again."""
        others = self.env["customer.statement"]._get_not_mine(self)
        for partner in self:
            partner.customer_statement_mine = partner not in others

    @api.depends_context("company", "uid")
    def _compute_statement_figures(self):
        """Count statements and open disputes that the user may see, those of contacts, too."""
        domain = Domain(
            "partner_id.commercial_partner_id", "in", self.commercial_partner_id.ids
        ) & Domain("company_id", "in", self.env.companies.ids)
        counts, days, disputes = Counter(), {}, Counter()
        for partner, count, last in self.env["customer.statement"]._read_group(
            domain & Domain("state", "not in", ("draft",)),
            ["partner_id"],
            ["__count", "date_to:max"],
        ):
            customer = partner.sudo().commercial_partner_id.id
            counts[customer] += count
            days[customer] = max(last, days.get(customer, last))
        for partner, count in self.env["customer.statement.dispute"]._read_group(
            domain & Domain("state", "=", "open"), ["partner_id"], ["__count"]
        ):
            disputes[partner.sudo().commercial_partner_id.id] += count
        for partner in self:
            customer = partner.commercial_partner_id.id
            partner.statement_count = counts[customer]
            partner.statement_last_date = days.get(customer, False)
            partner.statement_dispute_count = disputes[customer]

    # --- guards

    def write(self, vals):
        """Let nobody take over a colleague's customer, and with it the statements.

        Whoever sells to a customer hands it over, and so do managers; a customer without a
        salesperson is taken by whoever sells to it first, as Odoo shows its orders to everybody.

        :raise AccessError: the user takes a customer from a colleague

        # EXTENDS 'base'
        """
        takes = not self.env.su and vals.get("user_id") == self.env.uid
        if takes and not any(self.env.user.has_group(it) for it in LEADERS.split(",")):
            taken = self.sudo().filtered(
                lambda partner: (
                    partner.user_id.active
                    and partner.user_id != self.env.user
                    and partner.commercial_partner_id == partner
                )
            )
            if taken:
                raise AccessError(
                    _(
                        "%(customer)s is a customer of %(colleague)s, who alone reads its "
                        "statements: ask %(colleague)s or a sales manager to hand it over.",
                        customer=taken[0].complete_name,
                        colleague=taken[0].user_id.name,
                    )
                )
        return super().write(vals)

    # --- actions

    def action_open_statements(self):
        """Return the action that lists the statements of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_statement.action_customer_statement"
        )
        return {
            **action,
            "domain": [("partner_id.commercial_partner_id", "=", self.commercial_partner_id.id)],
            "context": {"default_partner_id": self.commercial_partner_id.id},
        }

    def action_make_statement(self):
        """Return the dialog that makes, previews and sends a statement."""
        return {
            "type": "ir.actions.act_window",
            "name": _("Send Statement"),
            "res_model": "customer.statement.send",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"active_model": "res.partner", "active_ids": self.ids},
        }

    # --- hooks

    @api.model
    def _get_broken_promises(
        self, company: models.BaseModel, since: date | None = None
    ) -> dict[int, list[tuple[date, bool]]]:
        """Add what customers promised on their statements.

        # EXTENDS 'customer_credit_balance'
        """
        broken = super()._get_broken_promises(company, since)
        recorded = self.env["customer.statement.dispute"]._get_broken_promises(company, since)
        for customer, promises in recorded.items():
            broken[customer] = [*broken.get(customer, []), *promises]
        return broken

    # --- private

    def _get_statement_recipients(self) -> dict:
        """Return {customer: Recipients(to, cc)}: contacts with an email address.

        To: the contacts that receive statements; without any, the invoice addresses; without
        any, the customer. A contact that has statements of its own gets them itself. One query
        for any number of customers.
        """
        customers = self.commercial_partner_id
        contacts = self.env["res.partner"].search_fetch(
            [
                ("commercial_partner_id", "in", customers.ids),
                ("email", "!=", False),
                "|",
                "|",
                ("statement_role", "!=", False),
                ("type", "=", "invoice"),
                ("id", "in", customers.ids),
            ],
            ["commercial_partner_id", "statement_role", "type", "email"],
            order="id",
        )
        # By ids: of thousands of customers each look at a record counts.
        found = {pid: {"to": [], "cc": [], "invoice": [], "self": []} for pid in customers._ids}
        for contact in contacts:
            pid, customer = contact.id, contact.commercial_partner_id
            place = contact.statement_role or (
                "self" if pid == customer.id else contact.type == "invoice" and "invoice"
            )
            if place:
                found[customer.id][place].append(pid)
        result, nobody = {}, contacts.browse()
        for partner in self:
            customer = partner.commercial_partner_id
            places = found[customer.id]
            to = contacts.browse(places["to"] or places["invoice"] or places["self"])
            if partner.id != customer.id and partner.email:
                to = partner
            result[partner] = Recipients(
                to, contacts.browse(places["cc"]) if places["cc"] else nobody
            )
        return result
