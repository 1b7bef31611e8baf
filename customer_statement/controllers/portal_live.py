"""The statement of this moment, for any period, to people of the customer."""

from odoo import _, fields, http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from ..core import recurrence
from .portal import FILES, StatementPortal

FIRST_YEAR = 1970
KINDS = ("open_items", "activity", "balance_forward")


class StatementLivePortal(StatementPortal):
    """Nothing is stored: the values are read from the books when the page is asked for."""

    @http.route("/my/statements/today", type="http", auth="user", website=True, readonly=True)
    def today(self, kind="open_items", date_from=None, date_to=None, report_type=None, **kwargs):
        """Show the statement of any kind and period as the books are now, or give its file."""
        customer = request.env.user.partner_id.commercial_partner_id
        try:
            self._check_may_look(customer)
            first, last, kind = self._read_period(kind, date_from, date_to)
        except (AccessError, UserError, ValueError):
            return request.redirect("/my/statements")
        statement = self._make_live(customer.sudo(), kind, first, last)
        if report_type in FILES:
            name = f"{_('Statement')} {last}.{report_type}"
            return self._give_file(statement, report_type, name=name)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "statements",
            "document": statement._render_html(),
            "statement": statement,
            "kind": kind,
            "date_from": first,
            "date_to": last,
            "kinds": statement._fields["kind"]._description_selection(request.env),
            "bootstrap_formatting": True,
        }
        return request.render("customer_statement.portal_statement_today", values)

    def _check_may_look(self, customer):
        """Raise AccessError for internal users, visitors without a customer, other contacts."""
        if request.env.user._is_internal() or not customer:
            raise AccessError(_("This page is for customers."))
        narrow = request.env["customer.statement"]._get_companies_narrow_to_viewer()
        if request.env.company in narrow and request.env.user.partner_id != customer:
            raise AccessError(_("Your company's statements are not shown to every contact."))

    def _read_period(self, kind: str, date_from: str, date_to: str) -> tuple:
        """Return (first day, last day, kind); ValueError for days that are none or out of order."""
        if kind not in KINDS:
            raise ValueError(kind)
        today = fields.Date.context_today(request.env.user)
        last = fields.Date.to_date(date_to) or today
        if not FIRST_YEAR <= last.year <= today.year + 10:
            raise ValueError("year")
        first = fields.Date.to_date(date_from) or recurrence.running_period("month", 3, last)[0]
        if first > last or first.year < FIRST_YEAR:
            raise ValueError("order")
        return first, last, kind

    def _make_live(self, customer, kind, first, last):
        """Return a statement that is not stored, with the values of this moment."""
        company = request.env.company.sudo()
        seen = customer._get_store_credit_visibility(request.env.user, company)
        return (
            request.env["customer.statement"]
            .sudo()
            ._make_live(
                customer, company, kind, first, last, store_credit=seen != "none", whole=True
            )
        )
