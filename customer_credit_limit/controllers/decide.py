"""The page behind the link of an approver's mail: looked at by GET, decided by POST."""

from odoo import _, http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from odoo.addons.customer_credit_balance.exceptions import open_reason

from ..const import OPEN_STATES

PAGE = "customer_credit_limit.decide_page"


class DecideController(http.Controller):
    """Opens for whoever is logged in; decides with that user's rights and nothing else."""

    @http.route(
        "/customer_credit/decide",
        type="http", auth="user", methods=["GET"], website=True, sitemap=False,
    )  # fmt: skip
    def show(self, token=None, **_kwargs):
        """Show what is to be decided. Mail scanners open links too: this changes nothing."""
        found, problem = self._open(token)
        return self._render(found, token, problem)

    @http.route(
        "/customer_credit/decide/answer",
        type="http", auth="user", methods=["POST"], website=True, sitemap=False,
    )  # fmt: skip
    def answer(self, token=None, decision=None, reason=None, **_kwargs):
        """Decide as the logged-in user, by every guard of a decision in the back end."""
        found, problem = self._open(token)
        if problem or decision not in ("approve", "refuse"):
            return self._render(found, token, problem or _("Choose: approve or refuse."))
        if decision == "refuse" and not (reason or "").strip():
            return self._render(found, token, _("Say why: whoever asked is told."), keep=True)
        try:
            with request.env.cr.savepoint():
                if decision == "approve":
                    found._approve_from_mail(token, reason)
                else:
                    found.action_refuse(reason)
        except (AccessError, UserError) as error:
            return self._render(found, token, open_reason(error))
        return self._render(found, token, None)

    def _open(self, token):
        """Return (request with the user's rights, why nothing can be decided here or None)."""
        link = request.env["customer.credit.request"]._read_decision_link(token)
        found, user, nothing = link.request, link.user, link.request.browse()
        if not found:
            return nothing, _("This link is not valid any more: look at your credit requests.")
        if user != request.env.user:
            return nothing, _("This link is for %s: log in as that user to decide.", user.name)
        if found.company_id not in user.company_ids:
            return nothing, _("You do not work in the company of this request any more.")
        # The page of a website knows the website's company alone.
        mine = request.env["customer.credit.request"].with_context(
            allowed_company_ids=found.company_id.ids
        )
        if found.state in OPEN_STATES and not link.is_current:
            return mine.browse(found.id), _(
                "It was decided or asked again since this mail: a newer mail or the request "
                "itself says what is open."
            )
        return mine.browse(found.id), None

    def _render(self, found, token, problem, keep=False):
        """Return the page: to decide, decided, or why not."""
        news = [] if problem or not found else found._get_hold_news()
        return request.render(
            PAGE,
            {
                "credit_request": found,
                "token": token,
                "problem": problem,
                "hold_news": news,
                "can_decide": bool(found) and found.can_decide and (keep or not problem),
            },
            headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
        )
