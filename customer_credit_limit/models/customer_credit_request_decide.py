"""Credit request: decisions, each checked for right, turn and four eyes."""

from odoo import _, api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_credit_balance.core.money import is_amount

from .customer_credit_approval_level import APPROVER_GROUP
from .customer_credit_request import OPEN_STATES
from .customer_credit_request_decision import DECISIONS

MAX_WORDS = 10_000


class CustomerCreditRequest(models.Model):
    """The public methods are what buttons and RPC call: they check their caller themselves."""

    _inherit = "customer.credit.request"

    def action_approve(self):
        """Approve the document as it is, for the current level; the last one releases it.

        :return: action that tells how many were decided when there are several, else True
        :raise AccessError: no approver, not the user's turn, or the user asked
        :raise UserError: decided already, or worth more than the screen shows
        """
        # What the screen shows can only stop the user, never let anything pass.
        self._check_seen(self.env.context.get("customer_credit_seen"))
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

    # --------------------------------------------------------------- guards

    def _get_refusal_to_decide(self):
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

    @api.model
    def _check_words(self, words):
        """Stop what a client sends instead of words.

        :raise UserError: no text, or more than anybody types
        """
        if words and (not isinstance(words, str) or len(words) > MAX_WORDS or "\0" in words):
            raise UserError(_("Write the reason in words, in %s characters at most.", MAX_WORDS))

    def _check_seen(self, seen):
        """Stop an approval of more than the user's screen showed: the document grew meanwhile.

        :param seen: what the screen showed in all, company currency; nothing when it is unknown
        :raise UserError: with what it is worth now
        """
        self.check_access("read")
        amount = sum(self.mapped("order_amount"))
        if not self or not is_amount(seen):
            return
        if self[0].currency_id.compare_amounts(amount, seen) > 0:
            raise UserError(
                _(
                    "It was changed while you looked at it: %(now)s instead of %(seen)s. Reload "
                    "the page, then decide.",
                    now=self[0].currency_id.format(amount),
                    seen=self[0].currency_id.format(seen),
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
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if left else "success",
                "title": _(
                    "%(label)s: %(count)s of %(total)s",
                    label=label, count=len(mine), total=len(self),
                ),
                "message": " ".join(left),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }  # fmt: skip

    # --------------------------------------------------------------- decisions

    def _decide(self, decision, reason, ceiling):
        """Write a decision down and do what follows; the caller was checked."""
        self.ensure_one()
        request = self.sudo()
        # What the approver saw, whatever the document became meanwhile.
        shown = request.order_amount
        request._refresh_figures()
        if decision == "approve":
            request.ceiling = request.currency_id.round(request._get_allowed(shown, ceiling))
        request._write_decision(decision, reason)
        request._clear_activities()
        getattr(request, f"_after_{decision}")(reason)

    def _get_allowed(self, shown, ceiling):
        """Return the amount that is approved: never more than was asked for or allowed before."""
        allowed = shown if ceiling is None else min(shown, ceiling)
        return min(allowed, self.ceiling) if self.ceiling else allowed

    def _refresh_figures(self):
        """Decide on today's figures: they are what the snapshot keeps."""
        document = self._get_document()
        if not document or self.kind == "limit":
            return
        if document._get_credit_partner() != self.partner_id:
            raise UserError(_("The customer of the document changed: it must be asked for again."))
        values = self._get_request_values(document, document._get_credit_verdict())
        if not values["reasons"]:
            values.pop("reasons")
        self.write(values)

    def _write_decision(self, decision, reason):
        """Append the decision and put it on record."""
        self.env["customer.credit.request.decision"]._append(
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
        self._release_document()

    def _after_refuse(self, reason):
        """Tell who asked, on the order too."""
        self.write({"state": "refused", "ceiling": 0.0})
        if self.order_id:
            self.order_id._set_credit_state("refused")
        self._tell_requester(_("Credit approval refused"), reason)

    def _after_ask(self, reason):
        """Wait for an answer."""
        self.state = "asked"
        self._tell_requester(_("Question about the credit request"), reason)
