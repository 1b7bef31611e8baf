"""Answers of the customer: agree, disagree, dispute, promise; always as a known person."""

from odoo import _, fields, http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from .portal import StatementPortal


def text_of(value):
    """Return what a form sent as text: no file, and nothing that the database cannot hold."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else ""


class StatementAnswerPortal(StatementPortal):
    """Each route needs a logged-in person of the customer; a token is not enough."""

    def _get_answerable(self, statement_id: int) -> tuple:
        """Return (statement in superuser mode, the visitor's contact).

        :raise AccessError: for everybody but people of the customer
        """
        statement = self._get_statement(statement_id)
        if not self._is_customer(statement):
            raise AccessError(_("Only the customer of a statement answers it."))
        return statement, request.env.user.partner_id

    def _answer(self, statement_id, answered, function):
        """Do an answer and show the statement again, with thanks or with what is wrong."""
        try:
            statement, author = self._get_answerable(statement_id)
        except (AccessError, MissingError):
            return request.redirect("/my")
        self._note_look(statement)
        try:
            with request.env.cr.savepoint():
                function(statement, author.sudo())
        except UserError as error:
            return self._render_statement(statement, None, error=str(error))
        return request.redirect(f"/my/statements/{statement_id}?answered={answered}")

    @http.route(
        "/my/statements/<int:statement_id>/confirm",
        type="http", auth="user", methods=["POST"], website=True,
    )  # fmt: skip
    def confirm(self, statement_id, answer="", note="", **kwargs):
        """Agree or disagree with the balance."""
        agreed = answer == "agree"

        def function(statement, author):
            if answer not in ("agree", "disagree"):
                raise UserError(_("Choose whether you agree."))
            statement._answer_balance(author, agreed, text_of(note))

        return self._answer(statement_id, "agreed" if agreed else "disagreed", function)

    @http.route(
        "/my/statements/<int:statement_id>/dispute",
        type="http", auth="user", methods=["POST"], website=True,
    )  # fmt: skip
    def dispute(self, statement_id, line="", reason="", note="", **kwargs):
        """Dispute a line of the statement."""

        def function(statement, author):
            statement._dispute(author, text_of(line), text_of(reason), text_of(note))

        return self._answer(statement_id, "disputed", function)

    @http.route(
        "/my/statements/<int:statement_id>/promise",
        type="http", auth="user", methods=["POST"], website=True,
    )  # fmt: skip
    def promise(self, statement_id, line="", date="", note="", **kwargs):
        """Promise to pay a line, or everything, on a day."""

        def function(statement, author):
            try:
                day = fields.Date.to_date(text_of(date))
            except ValueError:
                day = None
            statement._promise(author, text_of(line), day, text_of(note))

        return self._answer(statement_id, "promised", function)
