"""Announcing payments: what a coming payment is for, told by a known person of the customer."""

import re

from odoo import _, fields, http, models
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.http import request

from odoo.addons.customer_credit_balance.core.money import read_typed
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.remittance.customer_remittance import MOST_LINES, NOTE_LIMIT, Announced
from .portal import ID_LIMIT, StatementPortal
from .portal_answer import text_of

DOCUMENT = re.compile(r"take_([0-9]{1,10})")
# More than any amount has; what is longer is none.
LONGEST_AMOUNT = 24


class RemittancePortal(StatementPortal):
    """Each route needs a logged-in person of the customer. The form names documents, amounts and
    reasons; whose they are and what is open is read from the books.
    """

    # --------------------------------------------------------------- who and what

    def _get_announcer(self) -> models.BaseModel:
        """Return the visitor's contact (sudo).

        :raise AccessError: for people inside, and for whoever belongs to no customer
        """
        user = request.env.user
        if user._is_internal() or user._is_public() or not user.partner_id.commercial_partner_id:
            raise AccessError(_("This page is for customers."))
        return user.partner_id.sudo()

    def _get_remittance_company(self, statement: object) -> models.BaseModel:
        """Return the company (sudo) to pay: that of the statement named, else the website's.

        :raise AccessError: the statement is not the visitor's
        """
        text = text_of(statement)
        if not text:
            return request.env.company.sudo()
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise MissingError(_("This statement does not exist."))
        found = self._get_statement(int(text))
        if not self._is_customer(found):
            raise AccessError(_("Only the customer of a statement answers it."))
        return found.company_id.sudo()

    def _sees_own_alone(self, company: models.BaseModel) -> bool:
        """Return whether the visitor sees the own documents of this company alone."""
        narrow = request.env["customer.statement"]._get_companies_narrow_to_viewer()
        return company in narrow

    def _get_announceable_items(self, company: models.BaseModel) -> models.BaseModel:
        """Return the open items (sudo) that the visitor may announce a payment for."""
        partner = self._get_announcer()
        contact = partner if self._sees_own_alone(company) else None
        return request.env["customer.remittance"].sudo()._get_announceable(
            partner.commercial_partner_id, company, contact
        )  # fmt: skip

    def _get_remittance_domain(self) -> list:
        """Return the domain of the announcements that the visitor sees."""
        partner = self._get_announcer()
        narrow = request.env["customer.statement"]._get_companies_narrow_to_viewer()
        return [
            ("partner_id.commercial_partner_id", "=", partner.commercial_partner_id.id),
            "|", ("company_id", "not in", narrow.ids), ("author_id", "=", partner.id),
        ]  # fmt: skip

    def _get_remittance(self, remittance_id: int) -> models.BaseModel:
        """Return an announcement (sudo) of the visitor's customer.

        :raise MissingError: it is none of theirs
        """
        domain = self._get_remittance_domain()
        number = remittance_id if remittance_id < ID_LIMIT else 0
        Remittance = request.env["customer.remittance"].sudo()
        found = Remittance.search([("id", "=", number), *domain])
        if not found:
            raise MissingError(_("There is no such announcement."))
        return found

    # --------------------------------------------------------------- pages

    @http.route(
        ["/my/remittances", "/my/remittances/page/<int:page>"],
        type="http", auth="user", website=True, readonly=True,
    )  # fmt: skip
    def my_remittances(self, page=1, **kwargs):
        """List what was announced."""
        try:
            domain = self._get_remittance_domain()
        except AccessError:
            return request.redirect("/my")
        Remittance = request.env["customer.remittance"].sudo()
        pager = portal_pager(
            url="/my/remittances", total=Remittance.search_count(domain), page=page,
            step=self._items_per_page,
        )  # fmt: skip
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="remittances",
            remittances=Remittance.search(
                domain, limit=self._items_per_page, offset=pager["offset"]
            ),
            pager=pager,
            default_url="/my/remittances",
        )
        return request.render("customer_statement.portal_my_remittances", values)

    @http.route(
        "/my/remittances/new", type="http", auth="user", website=True, methods=["GET", "POST"],
    )  # fmt: skip
    def new_remittance(self, statement="", currency="", date="", **kwargs):
        """Show what is open, and record what is chosen of it."""
        try:
            company = self._get_remittance_company(statement)
            items = self._get_announceable_items(company)
        except (AccessError, MissingError):
            return request.redirect("/my")
        if request.httprequest.method != "POST":
            return self._render_new_remittance(
                company, items, text_of(statement), text_of(currency)
            )
        try:
            with request.env.cr.savepoint():
                remittance = self._record_remittance(company, items, text_of(date), kwargs)
        except UserError as error:
            return self._render_new_remittance(
                company, items, text_of(statement), text_of(currency), kwargs, str(error),
                text_of(date),
            )  # fmt: skip
        return request.redirect(f"/my/remittances/{remittance.id}")

    @http.route("/my/remittances/<int:remittance_id>", type="http", auth="user", website=True)
    def my_remittance(self, remittance_id, **kwargs):
        """Show one announcement with the reference to quote."""
        return self._render_remittance(remittance_id)

    @http.route(
        "/my/remittances/<int:remittance_id>/withdraw",
        type="http", auth="user", methods=["POST"], website=True,
    )  # fmt: skip
    def withdraw_remittance(self, remittance_id, **kwargs):
        """Take an announcement back while the payment is not there."""
        try:
            remittance = self._get_remittance(remittance_id)
        except (AccessError, MissingError):
            return request.redirect("/my")
        try:
            with request.env.cr.savepoint():
                remittance._withdraw()
        except UserError as error:
            return self._render_remittance(remittance_id, str(error))
        return request.redirect(f"/my/remittances/{remittance_id}")

    # --------------------------------------------------------------- what they show

    def _render_remittance(self, remittance_id, error=None):
        """Show one announcement."""
        try:
            remittance = self._get_remittance(remittance_id)
        except (AccessError, MissingError):
            return request.redirect("/my")
        Statement = request.env["customer.statement"].sudo()
        bank = Statement.new({"company_id": remittance.company_id.id})._get_bank_account()
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="remittances",
            remittance=remittance,
            bank=bank,
            account_number=bank and Statement._get_account_number(bank),
            error=error,
        )
        return request.render("customer_statement.portal_my_remittance", values)

    def _render_new_remittance(
        self, company, items, statement, currency, form=None, error=None, date=""
    ):
        """Show the form; what was typed before an error stays."""
        currencies = items.currency_id
        chosen = currencies.filtered(lambda it: str(it.id) == currency)[:1] or currencies[:1]
        if form is None:
            form = self._get_preset(statement)
        documents = self._get_announceable_documents(company, items, chosen, form)
        today = fields.Date.context_today(request.env.user)
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="remittances",
            company=company,
            statement_id=statement if statement.isdigit() else "",
            currencies=currencies,
            currency=chosen,
            documents=documents,
            reasons=request.env["customer.statement.dispute"]
            .sudo()
            ._fields["reason"]
            ._description_selection(request.env),
            date=date,
            today=today.isoformat(),
            note_limit=NOTE_LIMIT,
            error=error,
            new=True,
        )
        return request.render("customer_statement.portal_new_remittance", values)

    def _get_preset(self, statement: str) -> dict:
        """Return the form with what is open of a statement ticked, whose page led here."""
        if not statement:
            return {}
        moves = self._get_statement(int(statement))._get_open_debts().move_id
        return {f"take_{move.id}": "1" for move in moves}

    def _get_announceable_documents(
        self,
        company: models.BaseModel,
        items: models.BaseModel,
        currency: models.BaseModel,
        form: dict,
    ) -> list[dict]:
        """Return what the form shows of each document, the first due first."""
        customer = self._get_announcer().commercial_partner_id
        Credit = request.env["customer.credit"].sudo()
        today = fields.Date.context_today(request.env.user)
        own = items.filtered(lambda item: item.currency_id == currency)
        moves = own.move_id[:MOST_LINES]
        Remittance = request.env["customer.remittance"].sudo()
        announced = Remittance._find_announcing(customer, company, moves)
        documents = []
        for move in moves:
            left = Credit._get_open_amount(move, customer)
            saved, last_day = Credit._get_early_discount(move, today)
            amount = self._write_amount(left - saved, currency)
            documents.append(
                {
                    "move": move,
                    "due": own.filtered(lambda it, move=move: it.move_id == move)[:1].date_maturity,
                    "open": left,
                    "saved": saved,
                    "last_day": last_day,
                    "announced": announced.get(move),
                    "take": f"take_{move.id}" in form,
                    "amount": text_of(form.get(f"amount_{move.id}")) or amount,
                    "reason": text_of(form.get(f"reason_{move.id}")),
                    "note": text_of(form.get(f"note_{move.id}")),
                }
            )
        return documents

    # --------------------------------------------------------------- what they do

    def _record_remittance(self, company, items, date, form):
        """Record the form; documents of others are refused like those that do not exist.

        :raise ValidationError: says what to change
        """
        partner = self._get_announcer()
        chosen = [int(found[1]) for name in form if (found := DOCUMENT.fullmatch(name))]
        wanted = []
        for move in items.move_id.filtered(lambda move: move.id in chosen):
            amount = self._read_amount(text_of(form.get(f"amount_{move.id}")))
            if amount is None:
                raise ValidationError(_("Enter an amount above zero for %s.", move.name))
            reason = text_of(form.get(f"reason_{move.id}"))
            note = text_of(form.get(f"note_{move.id}"))
            wanted.append(Announced(move, amount, reason, note))
        if len(wanted) != len(set(chosen)):
            raise ValidationError(
                _("What is open has changed in the meantime: load the page again.")
            )
        return request.env["customer.remittance"].sudo()._announce(
            partner, company, self._read_remittance_day(date), wanted
        )  # fmt: skip

    def _get_page_lang(self) -> models.BaseModel:
        """Return the res.lang (sudo) of the page."""
        Lang = request.env["res.lang"].sudo()
        return Lang.browse(Lang._get_data(code=request.env.lang or "en_US").id)

    def _write_amount(self, amount: float, currency: models.BaseModel) -> str:
        """Return an amount as customers type it, without symbol, in the language of the page."""
        return self._get_page_lang().format(f"%.{currency.decimal_places}f", currency.round(amount))

    def _read_amount(self, text: str) -> float | None:
        """Return what a customer typed in the language of the page, None where it is no amount.

        It is in the currency of the documents that the page shows.
        """
        lang = self._get_page_lang()
        typed = text if len(text) <= LONGEST_AMOUNT else ""
        amount = read_typed(typed, lang.decimal_point or ".", lang.thousands_sep or "")
        return None if amount is None else float(amount)

    def _read_remittance_day(self, text: str) -> object:
        """Return the day of the form, None without one.

        :raise ValidationError: it is no day
        """
        try:
            return fields.Date.to_date(text) if text else None
        except ValueError:
            raise ValidationError(_("Choose a day from today on, within a year."))
