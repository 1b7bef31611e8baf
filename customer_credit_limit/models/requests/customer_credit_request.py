"""Credit request: the recorded ask for an exception; one open request per document."""

import logging
from datetime import date as Date
from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError

from odoo.addons.customer_credit_balance.core.money import is_amount
from odoo.addons.customer_credit_balance.core.verdict import Verdict
from odoo.addons.customer_credit_balance.exceptions import open_reason
from odoo.addons.customer_credit_balance.models.notice import CLOSE, get_notice

from ...const import APPROVER_GROUP, MANAGER_GROUP, OPEN_STATES
from ...core.notes import as_note
from ...decision import CreditDecision
from .customer_credit_request_decision import DECISIONS

STATES = [
    ("pending", "Waiting"),
    ("asked", "Asked back"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("expired", "Expired"),
    ("closed", "No longer needed"),
]

MAX_WORDS = 10_000

_logger = logging.getLogger(__name__)

ACTIVITY = "customer_credit_limit.mail_activity_credit_approval"


class CustomerCreditRequest(models.Model):
    """Nobody creates or edits one by hand: gates ask, approvers decide, the server writes.

    A second asking updates the request and tells the difference; it is not repeated.
    The public methods are what buttons and RPC call: they check their caller themselves.
    An approval holds for one document, one customer, one company, an amount and some days.
    Everybody who may decide gets an activity and a mail; a decision clears them all.
    """

    _name = "customer.credit.request"
    _description = "Credit Request"
    _inherit = ["mail.thread", "mail.activity.mixin", "customer.credit.document.mixin"]
    _order = "id desc"

    _mail_post_access = "read"
    _one_open = models.UniqueIndex(
        "(res_model, res_id) WHERE state IN ('pending', 'asked')",
        "A document has one open credit request.",
    )

    # --- fields

    name = fields.Char(required=True, readonly=True, copy=False)
    kind = fields.Selection(
        [
            ("order", "Order"),
            ("invoice", "Invoice"),
            ("limit", "Limit Change"),
            ("enlargement", "Larger Order"),
        ],
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference("Document ID", model_field="res_model", readonly=True)
    document_name = fields.Char("Document", readonly=True)
    requester_id = fields.Many2one(
        "res.users", "Asked By", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date = fields.Datetime("Asked On", required=True, readonly=True)
    state = fields.Selection(
        STATES, required=True, readonly=True, default="pending", tracking=True, index=True
    )
    round = fields.Integer(readonly=True, default=1)
    amount = fields.Monetary("Over the Limit Then", readonly=True, tracking=True)
    order_amount = fields.Monetary("Document Amount", readonly=True, tracking=True)
    ceiling = fields.Monetary(
        "Approved Up To", readonly=True, tracking=True,
        help="The document may be worth this much in all; more goes back to the queue.",
    )  # fmt: skip
    expires_on = fields.Date(readonly=True, tracking=True)
    confirm_after = fields.Boolean(
        readonly=True, help="Confirmation was asked for: it follows the last approval."
    )
    wanted_limit = fields.Monetary(readonly=True)
    exposure = fields.Monetary("Owed Then", readonly=True)
    credit_limit = fields.Monetary("Limit Then", readonly=True)
    is_unlimited = fields.Boolean(readonly=True)
    overdue = fields.Monetary("Overdue Then", readonly=True)
    reasons = fields.Text(readonly=True)
    snapshot = fields.Json(readonly=True)
    level_id = fields.Many2one(
        "customer.credit.approval.level", "Level", readonly=True, tracking=True,
        ondelete="restrict",
    )  # fmt: skip
    decision_ids = fields.One2many(
        "customer.credit.request.decision", "request_id", "Decisions", readonly=True
    )
    waiting_days = fields.Integer("Days Waiting", compute="_compute_waiting_days")
    can_decide = fields.Boolean(compute="_compute_can_decide")
    can_answer = fields.Boolean(compute="_compute_can_decide")
    decider_names = fields.Char("With", compute="_compute_can_decide")
    exposure_now = fields.Monetary("Owed Now", compute="_compute_now", compute_sudo=True)
    credit_limit_now = fields.Monetary("Limit Now", compute="_compute_now", compute_sudo=True)
    overdue_now = fields.Monetary(compute="_compute_now", compute_sudo=True)
    order_amount_now = fields.Monetary(
        "Document Amount Now", compute="_compute_now", compute_sudo=True
    )
    reasons_now = fields.Text(
        compute="_compute_now", compute_sudo=True, help="Empty while they are those of the asking."
    )
    amount_now = fields.Monetary("Over the Limit Now", compute="_compute_now", compute_sudo=True)

    # --- computes

    @api.depends("name", "document_name", "partner_id", "amount")
    def _compute_display_name(self):
        """Say which document of whom, and how far it goes."""
        for request in self:
            parts = [request.document_name or request.name, request.partner_id.sudo().name or ""]
            if request.amount:
                parts.append(_("%s over", request.currency_id.format(request.amount)))
            request.display_name = " · ".join(parts)

    @api.depends("date", "state")
    def _compute_waiting_days(self):
        """Count the days since approval was asked for, while it is open."""
        now = fields.Datetime.now()
        for request in self:
            is_open = request.state in OPEN_STATES and request.date
            request.waiting_days = (now - request.date).days if is_open else 0

    @api.depends("state", "level_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        """Say whose turn it is, and whether it is the reader's."""
        for request in self:
            is_open = request.state in OPEN_STATES
            names = request._get_recipients().mapped("name") if is_open else []
            request.decider_names = ", ".join(names)
            request.can_decide = not request._get_refusal_to_decide()
            request.can_answer = request.state == "asked" and request._is_asker()

    @api.depends("state")
    def _compute_now(self):
        """Read today's figures, to be put beside those of the asking."""
        for company in self.company_id:
            requests = self.filtered(lambda it, company=company: it.company_id == company)
            figures = requests.partner_id._get_credit_figures(company)
            overdue = requests.partner_id._get_credit_overdue_by_partner(company)
            for request in requests:
                customer = request.partner_id.commercial_partner_id
                known = figures[customer]
                document = request._get_document()
                request.exposure_now = float(known.exposure.total)
                request.credit_limit_now = known.limit or 0.0
                request.overdue_now = overdue.get(customer, (0.0, 0))[0]
                request.order_amount_now = document and request._get_amount_of(document)
                verdict = request._get_verdict_now(document, figures)
                excess = float(verdict.excess) if verdict else 0.0
                request.amount_now = request.currency_id.round(excess)
                request.reasons_now = request._get_changed_reasons(verdict)

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Create requests (the server alone).

        :raise UserError: for a client, whatever its rights
        """
        self._check_server()
        return super().create(vals_list)

    def write(self, vals):
        """Change requests (the server alone).

        :raise UserError: for a client, whatever its rights
        """
        self._check_server()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """Requests are kept: they are the authority behind what was let through."""
        raise UserError(_("A credit request cannot be deleted."))

    def _check_server(self):
        """Stop everybody but the server."""
        if not self.env.su:
            raise UserError(
                _("Credit requests are made by the documents and changed by decisions alone.")
            )

    @api.model
    def _check_words(self, words):
        """Stop what a client sends instead of words.

        :raise UserError: no text, or more than anybody types
        """
        if words and (not isinstance(words, str) or len(words) > MAX_WORDS or "\0" in words):
            raise UserError(_("Write the reason in words, in %s characters at most.", MAX_WORDS))

    def _check_seen(self, seen):
        """Stop an approval of more than the user's screen showed: a document grew meanwhile.

        :param seen: company currency, nothing when it is unknown: what the screen showed of one
            request, or {id as text: amount} of several, each compared for itself
        :raise UserError: with what it is worth now
        """
        self.check_access("read")
        if not isinstance(seen, dict):
            seen = {str(self.id): seen} if len(self) == 1 else {}
        for request in self:
            shown = seen.get(str(request.id))
            if not is_amount(shown):
                continue
            if request.currency_id.compare_amounts(request.order_amount, shown) > 0:
                raise UserError(
                    _(
                        "%(request)s was changed while you looked at it: %(now)s instead of "
                        "%(seen)s. Reload the page, then decide.",
                        request=request.document_name or request.name,
                        now=request.currency_id.format(request.order_amount),
                        seen=request.currency_id.format(shown),
                    )
                )

    def _check_decide(self):
        """Stop a user who may not decide on this now.

        :raise AccessError: no approver, not the user's turn, or the user asked
        :raise UserError: decided already
        """
        refusal = self._get_refusal_to_decide()
        if refusal:
            raise refusal[0](refusal[1])

    # --- actions

    def action_open_document(self):
        """Return the action that opens the document, with the reader's own rights."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def action_approve(self):
        """Approve the document as it is, for the current level; the last one releases it.

        Where the customer was put on hold after the asking, the approver is asked first.

        :return: action that tells how many were decided when there are several, else True; or
            the dialog that asks
        :raise AccessError: no approver, not the user's turn, or the user asked
        :raise UserError: decided already, or worth more than the screen shows
        """
        # What the screen shows can only stop the user, never let anything pass.
        self._check_seen(self.env.context.get("customer_credit_seen"))
        if self._get_hold_news():
            if len(self) == 1:
                self._check_decide()
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "customer_credit_limit.action_credit_request_approve"
            )
            context = {"default_decision": "approve", "active_ids": self.ids}
            return {**action, "name": _("Approve All the Same"), "context": context}
        return self._decide_each("approve")

    def action_refuse(self, reason=None):
        """Refuse; whoever asked is told why.

        :param str reason: shown to whoever asked
        :raise AccessError: no approver, not the user's turn, or the user asked
        :raise UserError: decided already
        """
        return self._decide_each("refuse", reason=reason)

    def action_approve_up_to(self, ceiling, reason=None):
        """Approve a document of at most this amount, company currency.

        :raise AccessError: no approver, not the user's turn, or the user asked
        :raise UserError: decided already, or no positive amount
        """
        if not is_amount(ceiling) or ceiling <= 0:
            raise UserError(_("Approve an amount above zero, or refuse."))
        return self._decide_each("approve", reason=reason, ceiling=ceiling)

    def action_ask(self, question=None):
        """Ask back; the request waits for an answer and stays open.

        :raise AccessError: no approver, not the user's turn, or the user asked
        :raise UserError: decided already
        """
        return self._decide_each("ask", reason=question)

    def action_answer(self, answer=None):
        """Answer a question; the approvers are told.

        :raise AccessError: neither asked for approval nor sells the order
        :raise UserError: nothing was asked
        """
        self.check_access("read")
        self._check_words(answer)
        for request in self:
            if request.state != "asked":
                raise UserError(_("Nothing was asked on %s.", request.display_name))
            if not request._is_asker():
                raise AccessError(_("Only who asked for approval answers."))
            request.sudo()._write_decision("answer", answer)
            request.sudo().state = "pending"
            request.sudo()._tell_deciders()
        return True

    # --- private

    def _get_document(self) -> models.BaseModel:
        """Return the document (sudo) in the company of the request, or nothing when it is gone."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env or not self.res_id:
            return self.env["sale.order"]
        document = self.env[self.res_model].sudo().browse(self.res_id).exists()
        return document.with_company(self.company_id)

    @api.model
    def _get_amount_of(self, document: models.BaseModel, decision: object = None) -> float:
        """Return what a ceiling is compared with: all the document is worth, company currency.

        What was invoiced or paid already counts too, or an approval could be used twice.
        """
        amount = document._get_credit_amount(decision)
        if document._name == "sale.order":
            amount = max(amount, document._get_credit_total())
        elif "currency_rate" in document._fields:
            amount = max(amount, document.amount_total / (document.currency_rate or 1.0))
        return document._get_credit_company().currency_id.round(amount)

    def _get_verdict_now(self, document: models.BaseModel, figures: dict) -> Verdict | None:
        """Return the ``Verdict`` on the document by these figures; None where nobody asks any more.

        Not of a confirmed order: what it shall become is not written anywhere but in its request.

        :param document: of this request, may be empty
        :param dict figures: {customer: CreditFigures}
        """
        self.ensure_one()
        if not document or self.kind == "limit" or document.state == "sale":
            return None
        return document._get_credit_verdict(CreditDecision(self.company_id, figures))

    def _get_changed_reasons(self, verdict: Verdict) -> str | bool:
        """Return what stands against the document now, where that is news to an open request."""
        self.ensure_one()
        if not verdict or self.state not in OPEN_STATES:
            return False
        now = "\n".join(verdict.messages) or _("Nothing stops the document any more.")
        return now != (self.reasons or "") and now

    @api.model
    def _ensure_for(self, document, verdict, confirm=True):
        """Return the open request (sudo) of a document, made or brought up to date.

        Not callable by RPC: gates call it with what they have just decided.

        :param verdict: core ``Verdict`` that stopped the document
        :param bool confirm: confirmation was asked for and follows the last approval
        """
        Request = self.sudo()
        latest = Request.search(
            [("res_model", "=", document._name), ("res_id", "=", document.id)], limit=1
        )
        values = self._get_request_values(document, verdict)
        elsewhere = latest.company_id != document._get_credit_company()
        if latest.state in OPEN_STATES and elsewhere:
            latest._close(self._get_changed_message())
        if not latest or latest.state in ("closed", "expired") or elsewhere:
            request = Request.create({**self._get_new_values(document, confirm), **values})
            request._start_round()
            return request
        latest._ask_again(values, confirm)
        return latest

    @api.model
    def _get_new_values(self, document: models.BaseModel, confirm: bool) -> dict:
        """Return what names the document and who asks."""
        company = document._get_credit_company()
        sequence = self.env["ir.sequence"].sudo().with_company(company)
        return {
            "name": sequence.next_by_code("customer.credit.request") or _("New"),
            **self._get_kind_values(document),
            "company_id": company.id,
            "order_id": document.id if document._name == "sale.order" else False,
            "res_model": document._name,
            "res_id": document.id,
            "document_name": document.sudo().display_name,
            "requester_id": self._get_asker(document).id,
            "date": fields.Datetime.now(),
            "confirm_after": confirm and document._name == "sale.order",
        }

    @api.model
    def _get_kind_values(self, document: models.BaseModel) -> dict:
        """Return what makes this a request for a document as it stands."""
        return {"kind": {"sale.order": "order", "account.move": "invoice"}[document._name]}

    @api.model
    def _get_request_values(self, document: models.BaseModel, verdict: Verdict) -> dict:
        """Return the figures of the asking, company currency."""
        company = document._get_credit_company()
        round_ = company.currency_id.round
        customer = document._get_credit_partner().sudo()
        overdue = customer._get_credit_overdue_by_partner(company).get(customer, (0.0, 0))
        unlimited = verdict.limit is None
        return {
            "partner_id": customer.id,
            "amount": round_(float(verdict.excess)),
            "order_amount": self._get_amount_of(document.sudo()),
            "exposure": round_(float(verdict.exposure.total)) if verdict.exposure else 0.0,
            "credit_limit": 0.0 if unlimited else round_(float(verdict.limit)),
            "is_unlimited": unlimited,
            "overdue": overdue[0],
            "reasons": "\n".join(verdict.messages),
            "snapshot": {**verdict.as_dict(), "hold": document.sudo()._get_credit_hold_key()},
        }

    @api.model
    def _get_asker(self, document: models.BaseModel) -> models.BaseModel:
        """Return who asks: the user, or the salesperson when a customer or the system does."""
        user = self.env.user
        if user.share or user.id == self.env.ref("base.user_root").id:
            salesperson = document.sudo()["user_id"] if "user_id" in document._fields else user
            return salesperson if "user_id" in document._fields and salesperson else user
        return user

    def _ask_again(self, values, confirm):
        """Bring a request up to date; one that was decided goes back to the queue.

        So does one for more, or for another customer: who asks for that asks anew.
        """
        self.ensure_one()
        grown = self.currency_id.compare_amounts(values["order_amount"], self.order_amount)
        other = values["partner_id"] != self.partner_id.id
        same = (
            not grown
            and not other
            and not self.currency_id.compare_amounts(values["amount"], self.amount)
        )
        confirm = self.confirm_after or (confirm and bool(self.order_id))
        if self.state in OPEN_STATES and same:
            self.write({**values, "confirm_after": confirm})
            self._refresh_activities()
            return
        difference = self._describe_difference(values, grown > 0)
        values = {**values, **self._get_kind_values(self._get_document())}
        if self.state in OPEN_STATES and grown <= 0 and not other:
            self.write({**values, "confirm_after": confirm})
            self._refresh_activities()
        else:
            document = self._get_document()
            self.write({**values, **self._get_round_values(document), "confirm_after": confirm})
            self._start_round()
        self._message_log(body=difference)

    def _describe_difference(self, values, grown):
        """Return the sentence that says what is different from the last asking."""
        format_ = self.currency_id.format
        if self.state == "approved" and not grown:
            return _(
                "Approved before, but for other reasons than those of now: back to the queue. "
                "%(reasons)s",
                reasons=values["reasons"],
            )
        if self.state == "approved":
            return _(
                "Approved up to %(ceiling)s, now %(new)s: back to the queue.",
                ceiling=format_(self.ceiling),
                new=format_(values["order_amount"]),
            )
        return _(
            "Asked again: document %(old)s → %(new)s, over the limit %(old_over)s → %(new_over)s.",
            old=format_(self.order_amount),
            new=format_(values["order_amount"]),
            old_over=format_(self.amount),
            new_over=format_(values["amount"]),
        )

    def _start_round(self):
        """Put the request before its first level and tell everybody who may decide there."""
        self.ensure_one()
        self.level_id = self._get_levels()[:1]
        self._log_request("request", self.reasons)
        self._tell_deciders()

    def _get_levels(self) -> models.BaseModel:
        """Return the levels (sudo) that decide on this request, in their order."""
        self.ensure_one()
        Level = self.env["customer.credit.approval.level"]
        return Level._get_for(self.company_id, self.partner_id, self.amount)

    def _get_deciders(self) -> models.BaseModel:
        """Return who may decide now."""
        self.ensure_one()
        return self._get_deciding_level()._get_deciders(self.company_id) - self._get_kept_out()

    def _get_recipients(self) -> models.BaseModel:
        """Return who is told that it is their turn."""
        self.ensure_one()
        level, kept_out = self._get_deciding_level(), self._get_kept_out()
        told = level._get_recipients(self.company_id) - kept_out
        return told or level._get_deciders(self.company_id) - kept_out

    def _get_deciding_level(self) -> models.BaseModel:
        """Return the level (sudo) whose people decide now.

        None, and so the credit managers, where four eyes leave nobody of it.
        """
        self.ensure_one()
        level = self.sudo().level_id
        left = level._get_deciders(self.company_id) - self._get_kept_out()
        return level if left else level.browse()

    def _get_turn(self) -> str:
        """Return the names of whose turn it is."""
        return ", ".join(self._get_recipients().mapped("name")) or _("a credit manager")

    def _get_earlier_deciders(self) -> models.BaseModel:
        """Return who approved this asking already, on other levels."""
        self.ensure_one()
        return (
            self.sudo()
            .decision_ids.filtered(lambda it: it.decision == "approve" and it.round == self.round)
            .user_id
        )

    def _needs_four_eyes(self):
        """Say whether whoever asked may not decide."""
        return self._get_policy().four_eyes

    def _get_policy(self) -> models.BaseModel:
        """Return the policy (sudo) of the customer."""
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id.sudo()
        return customer._get_credit_policy_by_partner(self.company_id)[customer]

    def _is_asker(self) -> bool:
        """Say whether the user asked, or sells the order."""
        self.ensure_one()
        return self.env.user in (self.requester_id | self.sudo().order_id.user_id)

    def _log_request(self, event, note=None, old=None, new=None):
        """Put what happened to the request on record."""
        self.ensure_one()
        self.env["customer.credit.audit"]._log(
            event, self.partner_id, self.company_id, note=note, figures=self.snapshot,
            document=self, old=old, new=new,
        )  # fmt: skip

    def _get_refusal_to_decide(self) -> tuple | None:
        """Return why the user may not decide on this now, as (exception, sentence), or None."""
        self.ensure_one()
        user = self.env.user
        if not user.has_group(APPROVER_GROUP):
            return AccessError, _("Only approvers decide on credit requests.")
        if self.state not in OPEN_STATES:
            return UserError, _("%s is decided already.", self.display_name)
        if self._needs_four_eyes() and user == self.requester_id:
            return AccessError, _("You asked for this approval: somebody else decides.")
        if self._needs_four_eyes() and user in self._get_earlier_deciders():
            return AccessError, _("You approved it on an earlier level: somebody else decides.")
        if user not in self._get_deciders():
            return AccessError, _(
                "%(request)s waits for %(people)s.",
                request=self.display_name,
                people=", ".join(self._get_recipients().mapped("name")) or _("a credit manager"),
            )
        return None

    def _decide_each(self, decision, reason=None, ceiling=None):
        """Decide on each; of several, those that are not the user's to decide are left."""
        self.check_access("read")
        self._check_words(reason)
        if len(self) == 1:
            self._check_decide()
            self._decide(decision, reason, ceiling)
            return True
        mine = self.filtered(lambda it: not it._get_refusal_to_decide())
        for request in mine:
            request._decide(decision, reason, ceiling)
        return self._report_batch(decision, mine)

    def _report_batch(self, decision, mine):
        """Return the message that says how many were decided, and why others were not."""
        label = dict(DECISIONS)[decision]
        left = [it._get_refusal_to_decide()[1] for it in self - mine]
        return get_notice(
            " ".join(left),
            "warning" if left else "success",
            title=_(
                "%(label)s: %(count)s of %(total)s",
                label=label,
                count=len(mine),
                total=len(self),
            ),
            then=CLOSE,
        )

    def _decide(self, decision, reason, ceiling):
        """Write a decision down and do what follows; the caller was checked."""
        self.ensure_one()
        request = self.sudo()
        # What the approver saw, whatever the document became meanwhile; what shrank is approved as
        # it is, for the levels are those of its figures of now.
        shown = request.order_amount
        request._refresh_figures()
        if decision == "approve":
            shown = min(shown, request.order_amount)
            request.ceiling = request.currency_id.round(request._get_allowed(shown, ceiling))
        request._write_decision(decision, reason)
        request._clear_activities()
        after = {
            "approve": request._after_approve,
            "refuse": request._after_refuse,
            "ask": request._after_ask,
        }
        after[decision](reason)

    def _get_allowed(self, shown: float, ceiling: float | None) -> float:
        """Return the amount that is approved, company currency.

        Never more than was asked for or allowed before.
        """
        allowed = shown if ceiling is None else min(shown, ceiling)
        return min(allowed, self.ceiling) if self.ceiling else allowed

    def _refresh_figures(self):
        """Decide on today's figures: they are what the snapshot keeps."""
        document = self._get_document()
        if not document or self.kind == "limit":
            return
        self._check_for(document)
        verdict = document._get_credit_verdict()
        values = self._get_values_now(self._get_request_values(document, verdict))
        if not values["reasons"]:
            values.pop("reasons")
        self.write(values)

    def _write_decision(self, decision, reason):
        """Append the decision and put it on record."""
        self.env["customer.credit.request.decision"]._write_down(
            {
                "request_id": self.id,
                "company_id": self.company_id.id,
                "level_id": self.level_id.id,
                "decision": decision,
                "ceiling": self.ceiling if decision == "approve" else 0.0,
                "reason": reason,
                "round": self.round,
                "figures": self.snapshot,
            }
        )
        up_to = self.currency_id.format(self.ceiling) if decision == "approve" else None
        label = dict(DECISIONS)[decision]
        self._log_request("decision", reason, new=f"{label} {up_to}" if up_to else label)

    def _after_approve(self, reason):
        """Go to the next level, or release the document."""
        passed = self.decision_ids.filtered(
            lambda it: it.decision == "approve" and it.round == self.round
        )
        rest = self._get_levels() - passed.level_id
        if rest:
            self.write({"level_id": rest[0].id, "state": "pending"})
            self._tell_deciders()
            return
        days = self._get_policy().request_validity_days
        self.write({"state": "approved", "level_id": False, "expires_on": self._get_last_day(days)})
        self._release()

    def _after_refuse(self, reason):
        """Tell who asked; a quotation shows it, a confirmed order stays as it is."""
        self.write({"state": "refused", "ceiling": 0.0})
        if self.kind == "order":
            self.order_id._set_credit_state("refused")
        titles = {
            "limit": _("Higher limit refused"),
            "enlargement": _("Enlarging the order was refused"),
        }
        self._tell_requester(titles.get(self.kind, _("Credit approval refused")), reason)

    def _after_ask(self, reason):
        """Wait for an answer."""
        self.state = "asked"
        self._tell_requester(_("Question about the credit request"), reason)

    @api.model
    def _find_approved(
        self, document: models.BaseModel, decision: object = None, waiting: list | None = None
    ) -> models.BaseModel:
        """Return the approved request (sudo) that covers the document now, or none.

        :param waiting: the reasons that wait for approval, read where they are not given
        """
        origin = document._origin
        if not origin:
            return self.sudo().browse()
        requests = self.sudo().search(
            [
                ("res_model", "=", document._name),
                ("res_id", "=", origin.id),
                ("state", "=", "approved"),
            ]
        )
        return requests.filtered(lambda it: it._covers(document, decision, waiting))[:1]

    def _covers(self, document, decision=None, waiting=None):
        """Say whether this approval lets the document through as it is now.

        :param waiting: the reasons that wait for approval, read where they are not given
        """
        self.ensure_one()
        request = self.sudo()
        today = fields.Date.context_today(self)
        return bool(
            request.state == "approved"
            and request.res_model == document._name
            and request.res_id == document._origin.id
            and request._is_for(document)
            and not (request.expires_on and request.expires_on < today)
            and request.currency_id.compare_amounts(
                self._get_amount_of(document.sudo(), decision), request.ceiling
            )
            <= 0
            and not request._get_news(document, decision, waiting)
            and not request._get_levels_beyond(document.sudo(), decision)
        )

    def _get_last_day(self, days: int) -> Date | bool:
        """Return the last day of an approval given today; False without an end."""
        return days and fields.Date.context_today(self) + timedelta(days=days)

    def _release(self):
        """Do what was approved, by the kind of the request; never fail the decision."""
        self.ensure_one()
        release = {
            "order": self._release_order,
            "invoice": self._release_invoice,
            "limit": self._release_limit,
            "enlargement": self._release_enlargement,
        }
        release[self.kind]()

    def _release_invoice(self):
        """Tell whoever posts it."""
        self._tell_requester(_("Credit approved"), None)

    def _release_order(self):
        """Confirm the order, if that was asked for, or tell the rep."""
        order = self.order_id
        covered = self._covers(order)
        order._set_credit_state("approved" if covered else "waiting")
        if order.state not in ("draft", "sent"):
            return
        if covered and self.confirm_after and self._get_policy().auto_confirm:
            problem = self._confirm_order()
            if not problem:
                text = self._add_decision(_("Credit approved: the order is confirmed"))
                order._message_log(body=text)
                self._show_requester(order.name, text)
                return
            self._tell_requester(_("Credit approved, but the order is not confirmed"), problem)
        elif covered:
            self._tell_requester(_("Credit approved: confirm the order"), None)
        else:
            self._tell_requester(
                _("Credit approved up to a lower amount"),
                _(
                    "Lower the order to %s, then confirm it.",
                    self.currency_id.format(self.ceiling),
                ),
            )

    def _confirm_order(self):
        """Confirm the order and return what kept it from being confirmed, or nothing."""
        order = self.order_id.sudo()
        try:
            with self.env.cr.savepoint():
                order.action_confirm()
        except (UserError, RedirectWarning) as error:
            return open_reason(error)
        return "" if order.state == "sale" else _("Something else stops it: see the order.")

    def _close(self, reason):
        """Close the request and take it from everybody's list."""
        self.ensure_one()
        self.state = "closed"
        self._clear_activities()
        self._message_log(body=reason)
        self._log_request("closed", reason)

    def _tell_deciders(self):
        """Give every approver of the current level an activity and a mail."""
        self.ensure_one()
        request = self.sudo()
        request._clear_activities()
        people = request._get_recipients()
        # One mail with the figures, not Odoo's generic one on top.
        quiet = request.with_context(mail_activity_quick_update=True)
        for user in people:
            quiet.activity_schedule(
                ACTIVITY,
                user_id=user.id,
                summary=request.display_name,
                note=as_note(request.reasons),
            )
        request._mail_deciders(people)

    def _refresh_activities(self):
        """Let the lists of whoever decides show the figures of now; nobody is told again."""
        self.ensure_one()
        request = self.sudo()
        kind, note = self.env.ref(ACTIVITY), as_note(request.reasons)
        activities = request.activity_ids.filtered(lambda it: it.activity_type_id == kind)
        if set(activities.mapped("summary")) - {request.display_name} or any(
            str(it.note or "") != str(note or "") for it in activities
        ):
            activities.write({"summary": request.display_name, "note": note})

    def _tell_requester(self, title, text):
        """Tell whoever asked, on the order where there is one."""
        self.ensure_one()
        document = self._get_document()
        note = self._add_decision(text, told=text)
        body = f"{title}: {note}" if note else title
        self._message_log(body=body)
        if not document or "activity_ids" not in document._fields:
            return
        self._show_requester(document.display_name, body)
        document.with_context(mail_activity_quick_update=False).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self._get_told().id, summary=title,
            note=as_note(note),
        )  # fmt: skip
        document._message_log(body=body)

    def _get_told(self) -> models.BaseModel:
        """Return who hears of it: the salesperson, who asked, or where both left a manager."""
        self.ensure_one()
        return (
            (self.order_id.user_id | self.requester_id)._filter_present()[:1]
            or self.company_id._get_credit_members(MANAGER_GROUP)[:1]
            or self.requester_id
        )

    def _add_decision(self, words, told=None):
        """Return words with who decided, and why; as they are where nobody did.

        :param str told: the reason, where the words tell it already
        """
        decision = self.decision_ids[-1:]
        if self.state in ("closed", "expired") or not decision:
            return words
        reason = decision.reason if decision.reason != told else None
        return " · ".join(filter(None, [words, decision.user_id.name, reason]))

    def _show_requester(self, title, message):
        """Show who asked, and who sells, in a browser that is open, what was decided."""
        for user in self.order_id.user_id | self.requester_id:
            self._show_user(user, title, message)

    @api.model
    def _show_user(self, user, title, message):
        """Show a person some words, in a browser that is open."""
        user._bus_send("simple_notification", {"title": title, "message": message})

    def _clear_activities(self):
        """Take the request from the lists of everybody."""
        self.sudo().activity_unlink([ACTIVITY])

    def _get_reason_lines(self) -> list:
        """Return the reasons one by one, for the mail."""
        self.ensure_one()
        return (self.reasons or _("No reason is on record.")).splitlines()
