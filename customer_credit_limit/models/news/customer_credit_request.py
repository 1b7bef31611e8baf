"""Credit request: who asked hears at once, may remind and withdraw; mails lead to the decision."""

import logging
from datetime import timedelta
from typing import NamedTuple

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import hash_sign, verify_hash_signed

from odoo.addons.customer_credit_balance.models.door import door
from odoo.addons.customer_credit_balance.models.notice import RELOAD, get_notice

from ...const import OPEN_STATES

_logger = logging.getLogger(__name__)

TEMPLATE = "customer_credit_limit.mail_template_credit_request"

# Between two reminders of one request.
REMIND_HOURS = 4

# How long the link in a mail leads to the decision.
LINK_DAYS = 7

LINK_SCOPE = "customer_credit_limit.decide"

MAX_LINK = 1000


class DecisionLink(NamedTuple):
    """What the link in an approver's mail says."""

    request: models.BaseModel
    user: models.BaseModel
    amount: float  # what the mail showed, company currency
    is_current: bool  # the asking and the level are those of the mail


class CustomerCreditRequest(models.Model):
    """Adds news to requests, because who waits wants to know for whom, and who decides is seldom
    at a desk.

    A link in a mail names the approver, the asking and the amount that the mail showed. It opens
    a page and gives no right: the approver logs in, and every guard of a decision is asked there.
    """

    _inherit = "customer.credit.request"

    # --- fields

    reminded_on = fields.Datetime(readonly=True, copy=False)
    can_withdraw = fields.Boolean(compute="_compute_can_withdraw")

    # --- computes

    @api.depends("state", "requester_id")
    @api.depends_context("uid")
    def _compute_can_withdraw(self):
        """Offer to remind and to withdraw where the reader asked."""
        for request in self:
            request.can_withdraw = request.state in OPEN_STATES and request._is_asker()

    # --- actions

    @door
    def action_remind(self):
        """Tell whoever has to decide once more (only who asked, once in some hours).

        :return: notification that names them
        :raise AccessError: the user did not ask
        :raise UserError: decided already, waits for an answer, or reminded a short while ago
        """
        self._check_asker()
        before = fields.Datetime.now() - timedelta(hours=REMIND_HOURS)
        for request in self:
            if request.state == "asked":
                raise UserError(_("%s waits for your answer.", request.display_name))
            if max(request.date, request.reminded_on or request.date) > before:
                raise UserError(
                    _(
                        "%(people)s heard of it less than %(hours)s hours ago: wait a little, or "
                        "call.",
                        people=request._get_turn(),
                        hours=REMIND_HOURS,
                    )
                )
            request.sudo().reminded_on = fields.Datetime.now()
            request.sudo()._tell_deciders()
            text = _("Reminded: %s", request._get_turn())
            request.sudo()._message_log(body=text)
            request.sudo()._log_on_document(text)
        names = ", ".join(dict.fromkeys(self.mapped("decider_names")))
        return self._get_news_action(_("Reminded: %s", names))

    @door
    def action_withdraw(self):
        """Take the asking back; a quotation goes on as a draft (only who asked).

        :return: notification
        :raise AccessError: the user did not ask
        :raise UserError: decided already
        """
        self._check_asker()
        for request in self.sudo():
            people = request._get_recipients()
            text = _("%s withdrew the request for credit approval.", self.env.user.name)
            request._close(text)
            request._log_on_document(text)
            order = request.order_id
            if request.kind == "order" and order.state in ("draft", "sent"):
                order._set_credit_state(False)
            for user in people - self.env.user:
                request._show_user(user, request.display_name, text)
        return self._get_news_action(_("Withdrawn: nobody has to decide on it any more."))

    # --- hooks

    def _start_round(self):
        """Say on the document whose turn it is.

        # EXTENDS 'customer_credit_limit'
        """
        super()._start_round()
        self._tell_asked(_("Credit approval asked for: waits for %s.", self._get_turn()))

    def _after_approve(self, reason):
        """Say that one level has approved, and who is next.

        # EXTENDS 'customer_credit_limit'
        """
        super()._after_approve(reason)
        if self.state == "pending":
            self._tell_asked(
                self._add_decision(
                    _("Approved on one level, now it waits for %s", self._get_turn())
                )
            )

    # --- private

    def _check_asker(self):
        """Stop whoever did not ask, and what is over.

        :raise AccessError: the user did not ask
        :raise UserError: decided already
        """
        self.check_access("read")
        for request in self:
            if not request._is_asker():
                raise AccessError(_("Only who asked for approval may do this."))
            if request.state not in OPEN_STATES:
                raise UserError(_("%s is decided already.", request.display_name))

    def _tell_asked(self, text):
        """Write on the document what was asked of whom; show it to an asker who is elsewhere."""
        self._log_on_document(text)
        for user in (self.requester_id | self.order_id.user_id) - self.env.user:
            self._show_user(user, self.document_name, text)

    def _log_on_document(self, text):
        """Write a note on the document, where it takes notes."""
        document = self._get_document()
        if document and "message_ids" in document._fields:
            document._message_log(body=text)

    @api.model
    def _get_news_action(self, message: str) -> dict:
        """Return the notification, after which the screen shows the news."""
        return get_notice(message, then=RELOAD)

    def _mail_deciders(self, people):
        """Mail each of these users the figures and the link (sudo); a mail stops no order.

        The link is the approver's own: one mail for each, in the reader's language.
        """
        self.ensure_one()
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        for user in people.filtered("email") if template else ():
            link = self._get_decision_url(user)
            problem = template._send_apart(self, user.partner_id, customer_credit_link=link)
            if problem:
                # The activity tells the approver.
                _logger.warning("no mail about %s: %s", self.display_name, problem)

    def _get_decision_url(self, user: models.BaseModel) -> str:
        """Return the page where this user decides; the link is for this asking and some days.

        :param user: approver; whoever else opens the link is told for whom it is
        """
        self.ensure_one()
        values = [self.id, user.id, self.round, self.level_id.id, self.order_amount]
        token = hash_sign(
            self.env(su=True), LINK_SCOPE, values, expiration=timedelta(days=LINK_DAYS)
        )
        return f"/customer_credit/decide?token={token}"

    @api.model
    def _read_decision_link(self, token: str) -> DecisionLink:
        """Return what a link says; an empty one for what nobody signed, or what is too old.

        :return: ``DecisionLink``, its records as superuser
        """
        nothing = DecisionLink(self.sudo().browse(), self.env["res.users"].sudo(), 0.0, False)
        if not isinstance(token, str) or len(token) > MAX_LINK:
            return nothing
        try:
            values = verify_hash_signed(self.env(su=True), LINK_SCOPE, token)
        except ValueError:
            return nothing
        if not values:
            return nothing
        request_id, user_id, round_, level_id, amount = values
        request = self.sudo().browse(request_id).exists()
        current = (request.round, request.level_id.id) == (round_, level_id)
        user = self.env["res.users"].sudo().browse(user_id)
        return DecisionLink(request, user, amount, current)

    def _approve_from_mail(self, token, reason):
        """Approve what the mail showed, with the user's own rights.

        :raise AccessError: no approver, not the user's turn, or the user asked
        :raise UserError: decided already, worth more than the mail showed, or a hold came later
        """
        self._check_seen(self._read_decision_link(token).amount)
        if self._get_hold_news():
            raise UserError(
                _("The customer was put on hold after the asking: decide in the request itself.")
            )
        self._decide_each("approve", reason=reason)
