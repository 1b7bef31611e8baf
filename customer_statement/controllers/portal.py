"""My Statements: the list and the page of one statement, with its files."""

from odoo import _, http, models
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.http import content_disposition, request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

FILES = ("pdf", "xlsx", "csv")
DISPUTES_SHOWN = 50
# One more than the database counts to.
ID_LIMIT = 2**31
SEEN = ("sent", "viewed", "disputed", "replaced")


class StatementPortal(CustomerPortal):
    """Customers see what was sent to their company; a link with a token shows one statement.

    Whoever holds the link may look, download and pay. To answer (agree, disagree, dispute,
    promise, write) one logs in: an answer is a statement of a known person, and a link in an
    email gets forwarded.
    """

    def _prepare_home_portal_values(self, counters):
        """Count the statements of the customer.

        # EXTENDS 'portal'
        """
        values = super()._prepare_home_portal_values(counters)
        if "statement_count" in counters:
            values["statement_count"] = self._count_statements(limit=1)
        return values

    def _get_statement_domain(self) -> Domain:
        """Return the domain of the statements of the visitor's company."""
        customer = request.env.user.partner_id.commercial_partner_id
        return Domain("state", "in", SEEN) & Domain("partner_id", "child_of", customer.ids)

    def _count_statements(self, limit=None):
        Statement = request.env["customer.statement"]
        if not Statement.has_access("read"):
            return 0
        return Statement.search_count(self._get_statement_domain(), limit=limit)

    @http.route(
        ["/my/statements", "/my/statements/page/<int:page>"],
        type="http", auth="user", website=True, readonly=True,
    )  # fmt: skip
    def my_statements(self, page=1, **kwargs):
        """Show the list."""
        Statement = request.env["customer.statement"]
        pager = portal_pager(
            url="/my/statements",
            total=self._count_statements(),
            page=page,
            step=self._items_per_page,
        )
        statements = Statement.browse()
        if Statement.has_access("read"):
            statements = Statement.search(
                self._get_statement_domain(),
                order="date_to desc, id desc",
                limit=self._items_per_page,
                offset=pager["offset"],
            )
        request.session["my_statements_history"] = statements.ids[:100]
        values = self._prepare_portal_layout_values()
        values.update(
            statements=statements.sudo(),
            page_name="statements",
            pager=pager,
            default_url="/my/statements",
        )
        return request.render("customer_statement.portal_my_statements", values)

    @http.route("/my/statements/<int:statement_id>", type="http", auth="public", website=True)
    def my_statement(
        self, statement_id, access_token=None, report_type=None, download=False, **kwargs
    ):
        """Show one statement, or give its file; the first look of the customer is remembered."""
        try:
            statement = self._get_statement(statement_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        self._note_look(statement)
        if report_type in FILES and statement.generated_at:
            return self._give_file(statement, report_type, bool(download))
        return self._render_statement(statement, access_token, kwargs.get("answered"))

    def _give_file(self, statement, extension, download=True, name=None):
        """Return the PDF that was sent, byte for byte, or its lines as spreadsheet or CSV."""
        content, mimetype = statement._get_file(extension)
        name = name or statement._get_file_name(extension)
        way = "attachment" if download else "inline"
        headers = [
            ("Content-Type", mimetype),
            ("Content-Length", len(content)),
            ("Content-Disposition", content_disposition(name, way)),
        ]
        return request.make_response(content, headers)

    def _get_statement(
        self, statement_id: int, access_token: str | None = None
    ) -> models.BaseModel:
        """Return the statement (superuser) if the visitor may see it.

        :raise AccessError: without right and token, and for drafts, which nobody outside sees
        :raise MissingError: when there is none
        """
        if statement_id >= ID_LIMIT:
            raise MissingError(_("This statement does not exist."))
        # Odoo compares tokens of ASCII only, and stops at anything else.
        if not isinstance(access_token, str) or not access_token.isascii():
            access_token = None
        statement = self._document_check_access("customer.statement", statement_id, access_token)
        if statement.state not in SEEN and not request.env.user._is_internal():
            raise AccessError(_("This statement is not sent yet."))
        return statement

    def _note_look(self, statement):
        """Mark the statement as viewed when the customer looks, not when a colleague does."""
        if not request.env.user._is_internal():
            statement._mark_viewed()

    def _is_customer(self, statement: models.BaseModel) -> bool:
        """Return whether the visitor is logged in as somebody of the customer."""
        user = request.env.user
        return (
            not user._is_public()
            and not user._is_internal()
            and user.partner_id.commercial_partner_id == statement.commercial_partner_id
        )

    def _is_known(self, statement: models.BaseModel) -> bool:
        """Return whether the visitor is logged in and may read this statement, link or not."""
        user = request.env.user
        if self._is_customer(statement):
            return True
        return user._is_internal() and statement.with_user(user).has_access("read")

    def _get_thanks(self, statement: models.BaseModel, answered: str) -> str | None:
        """Return the answer to thank for: only what stands on the statement, not on the address."""
        given = {
            "agreed": statement.confirmation == "agreed",
            "disagreed": statement.confirmation == "disagreed",
            "disputed": "dispute" in statement.dispute_ids.mapped("kind"),
            "promised": "promise" in statement.dispute_ids.mapped("kind"),
        }
        return answered if given.get(answered) else None

    def _render_statement(self, statement, access_token, answered=None, error=None):
        """Show the page of one statement.

        :param error: a sentence of the server; never a text of the address, which anybody writes
        """
        values = self._get_statement_page_values(statement, access_token, answered, error)
        return request.render("customer_statement.portal_my_statement", values)

    def _get_statement_page_values(
        self,
        statement: models.BaseModel,
        access_token: str | None,
        answered: str | None = None,
        error: Exception | None = None,
    ) -> dict:
        """Return what the page shows; amounts to pay are read now.

        A link gets forwarded: whoever has nothing but the link sees the statement and how to pay
        it, and neither what people of the customer answered nor other documents.
        """
        known = self._is_known(statement)
        may_answer = self._is_customer(statement) and statement.state != "replaced"
        lang = request.env.lang
        statement = statement.with_context(lang=lang)
        disputes = statement.dispute_ids.sorted("date", reverse=True)
        disputes = disputes[:DISPUTES_SHOWN] if known else disputes.browse()
        to_pay = self._get_amounts_to_pay(statement)
        values = {
            "page_name": "statements",
            "statement": statement,
            "known": known,
            "replaced_by": statement.revision_ids[:1],
            "document": statement._render_html(),
            "to_pay": to_pay,
            # What is being paid, or is owed to a branch, is open and cannot be paid here.
            "is_settled": not to_pay and not statement._get_still_owed(),
            "may_answer": may_answer,
            "disputes": disputes,
            "lines": self._get_answerable_lines(statement) if may_answer else [],
            "reasons": disputes._fields["reason"]._description_selection(request.env),
            "answered": known and self._get_thanks(statement, answered),
            "error": error,
            "note_limit": 2000,
            "bootstrap_formatting": True,
        }
        # The conversation is for people who are known: no token is handed to it.
        return {
            **self._get_page_view_values(statement, None, values, "my_statements_history", False),
            "access_token": access_token,
        }

    def _get_amounts_to_pay(self, statement: models.BaseModel) -> list:
        """Return the plans of what is due now, one for each currency, credits used first."""
        return statement._get_payment_plans(known=self._is_known(statement))

    def _get_answerable_lines(self, statement: models.BaseModel) -> list:
        """Return the lines that can be disputed or promised: [{key, number, amount, currency}]."""
        found = {}
        for section in statement._get_data().sections:
            currency = request.env["res.currency"].sudo().browse(section.currency_id)
            for line in section.open_items:
                if line.residual > 0 and line.key.isdigit():
                    found[line.key] = {
                        "key": line.key,
                        "number": line.number,
                        "due": line.due,
                        "amount": line.residual,
                        "currency": currency,
                    }
        return list(found.values())
