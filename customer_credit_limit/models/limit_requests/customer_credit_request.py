"""Credit request for a limit: asked for a customer, decided like any other, then applied."""

from datetime import date

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...const import OPEN_STATES
from ...core.notes import as_note

CHANGES = [
    ("amount", "Own amount"),
    ("temporary", "Temporary limit"),
    ("unlimited", "Unlimited"),
    ("policy", "Another policy"),
]

# Every level decides on what has no upper bound.
ALL_LEVELS = 1e15


class CustomerCreditRequest(models.Model):
    """Adds a kind for limits to requests, because the approval itself writes the limit and nobody
    else may.
    """

    _inherit = "customer.credit.request"

    # --- fields

    limit_change = fields.Selection(CHANGES, "Kind of Limit", readonly=True)
    wanted_policy_id = fields.Many2one("customer.credit.policy", readonly=True, ondelete="restrict")
    temporary_from = fields.Date(readonly=True)
    temporary_until = fields.Date(readonly=True)
    wanted_label = fields.Char("Asked For", compute="_compute_wanted_label")

    # --- computes

    @api.depends("kind", "limit_change", "wanted_limit", "temporary_until", "wanted_policy_id")
    def _compute_wanted_label(self):
        """Say in words what is asked for."""
        for request in self:
            request.wanted_label = request.kind == "limit" and request._describe_wanted()

    @api.depends("kind", "wanted_label")
    def _compute_display_name(self):
        """Say which limit for whom.

        # EXTENDS 'customer_credit_limit'
        """
        limits = self.filtered(lambda it: it.kind == "limit")
        super(CustomerCreditRequest, self - limits)._compute_display_name()
        for request in limits:
            request.display_name = _(
                "Limit %(wanted)s · %(customer)s",
                wanted=request.wanted_label,
                customer=request.partner_id.sudo().name or "",
            )

    # --- guards

    def _check_granted(self, amount):
        """Stop what is no more than the customer may owe by now.

        :param float amount: the limit that is granted, 0 for what has none
        :raise UserError: with what to do instead
        """
        if not self._is_raise(amount):
            raise UserError(_("The customer has that limit already: approve more, or refuse."))

    # --- actions

    def action_open_document(self):
        """Return the action that opens the customer of a limit, with the reader's own rights.

        # EXTENDS 'customer_credit_limit'
        """
        self.ensure_one()
        if self.kind != "limit":
            return super().action_open_document()
        return self.partner_id._get_records_action(context={})

    # --- hooks

    def _get_levels(self) -> models.BaseModel:
        """Let every level decide on what has no upper bound.

        # EXTENDS 'customer_credit_limit'
        """
        bound = self.wanted_limit and (
            self.limit_change != "policy" or self.wanted_policy_id.sudo().mode == "approval"
        )
        if self.kind != "limit" or bound:
            return super()._get_levels()
        Level = self.env["customer.credit.approval.level"]
        return Level._get_for(self.company_id, self.partner_id, ALL_LEVELS)

    @api.model
    def _get_amount_of(self, document: models.BaseModel, decision: object = None) -> float:
        """Return the limit of today for a profile, which is no document of its own.

        # EXTENDS 'customer_credit_limit'
        """
        if document._name != "customer.credit.profile":
            return super()._get_amount_of(document, decision)
        limits = document.partner_id._get_credit_limit_by_partner(document.company_id)
        return limits.get(document.partner_id) or 0.0

    def _get_allowed(self, shown: float, ceiling: float | None) -> float:
        """Return the limit that is granted; 0 stands for what was asked for without an amount.

        # EXTENDS 'customer_credit_limit'
        """
        if self.kind != "limit":
            return super()._get_allowed(shown, ceiling)
        if ceiling is not None and self.limit_change == "policy":
            raise UserError(_("A policy has no amount: approve or refuse it."))
        if self.wanted_limit and self.limit_change != "policy":
            allowed = super()._get_allowed(shown, ceiling)
        else:
            allowed = min([it for it in (ceiling, self.ceiling) if it], default=0.0)
        self._check_granted(allowed)
        return allowed

    def _refresh_figures(self):
        """Stop a decision on a customer who belongs to another one by now.

        :raise UserError: the limit of that one must be asked for

        # EXTENDS 'customer_credit_limit'
        """
        if self.kind == "limit" and self._is_of_another():
            raise UserError(self._get_changed_message())
        return super()._refresh_figures()

    def _get_last_day(self, days: int) -> date | bool:
        """A limit that was applied does not expire with its request.

        # EXTENDS 'customer_credit_limit'
        """
        return False if self.kind == "limit" else super()._get_last_day(days)

    def _tell_requester(self, title, text):
        """Tell whoever asked, on the customer, which more people read: of a limit no figure.

        # EXTENDS 'customer_credit_limit'
        """
        if self.kind != "limit":
            return super()._tell_requester(title, text)
        self._message_log(body=f"{title}: {text}" if text else title)
        self.partner_id.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self._get_told().id,
            summary=title,
            note=as_note(None if self.state == "approved" else text),
        )
        return None

    @api.model
    def _cron_reevaluate(self):
        """Close requests for limits that customers have got meanwhile.

        # EXTENDS 'customer_credit_limit'
        """
        super()._cron_reevaluate()
        requests = self.sudo().search([("state", "in", OPEN_STATES), ("kind", "=", "limit")])
        requests._do_each(lambda request: request._reevaluate_limit())

    # --- private

    def _reevaluate_limit(self):
        """Close the request for a limit that the customer has by now, or of another customer."""
        if self._is_of_another():
            self._close_changed()
        elif not self._is_raise(self.wanted_limit):
            self._close(_("No longer needed: the customer has this limit."))

    def _release_limit(self):
        """Apply the limit; whoever asked is told."""
        Profile = self.env["customer.credit.profile"]
        profile = Profile._get_or_create(self.partner_id, self.company_id)
        vals = {
            **self._get_limit_to_apply(self.ceiling),
            "last_review_date": fields.Date.context_today(self),
        }
        profile._apply(vals, note=_("Approved by request %s", self.name))
        self._tell_requester(_("Higher limit approved"), self._describe_wanted(self.ceiling))

    def _describe_wanted(self, amount=None):
        """Return what is asked for, or what was granted, in words."""
        self.ensure_one()
        amount = self.currency_id.format(amount or self.wanted_limit)
        if self.limit_change == "policy":
            return self.wanted_policy_id.sudo().name
        if self.limit_change == "temporary":
            return _(
                "%(amount)s until %(date)s",
                amount=amount, date=format_date(self.env, self.temporary_until),
            )  # fmt: skip
        if self.limit_change == "unlimited" and not self.ceiling:
            return _("Unlimited")
        return amount

    @api.model
    def _ensure_for_limit(self, profile, change, reason):
        """Return the open request (sudo) for a limit of a customer, made or brought up to date.

        Not callable by RPC; callers have checked who asks.

        :param profile: customer.credit.profile (sudo)
        :param dict change: ``limit_change``, ``wanted_limit``, ``wanted_policy_id``,
            ``temporary_from``, ``temporary_until``
        """
        values = self._get_limit_values(profile, change, reason)
        request = self.sudo().search(
            [
                ("res_model", "=", profile._name),
                ("res_id", "=", profile.id),
                ("state", "in", OPEN_STATES),
            ],
            limit=1,
        )
        if request:
            request.write({**values, "round": request.round + 1})
            request._message_log(body=_("Asked again: %s", request._describe_wanted()))
        else:
            sequence = self.env["ir.sequence"].sudo().with_company(profile.company_id)
            name = sequence.next_by_code("customer.credit.request") or _("New")
            request = self.sudo().create({"name": name, **values})
        # Mails and the page behind them name the document: what is approved stands there.
        request.document_name = f"{_('Limit')} · {request._describe_wanted()}"
        request._start_round()
        return request

    @api.model
    def _get_limit_values(self, profile: models.BaseModel, change: dict, reason: str) -> dict:
        """Return who asks for what, with the figures of now; company currency."""
        customer, company = profile.partner_id, profile.company_id
        figures = customer._get_credit_figures(company)[customer]
        overdue = customer._get_credit_overdue_by_partner(company).get(customer, (0.0, 0))
        limit, wanted = figures.limit, change.get("wanted_limit") or 0.0
        exposure = company.currency_id.round(float(figures.exposure.total))
        after = profile._get_allowance(self._prepare_limit(change, wanted))
        more = profile._get_raise(profile._get_allowance(), after)
        raised = company.currency_id.round(more) if wanted else 0.0
        return {
            "kind": "limit",
            "state": "pending",
            "company_id": company.id,
            "partner_id": customer.id,
            "res_model": profile._name,
            "res_id": profile.id,
            "document_name": _("Limit"),
            "requester_id": self.env.uid,
            "date": fields.Datetime.now(),
            "ceiling": 0.0,
            "amount": raised,
            "order_amount": wanted,
            "exposure": exposure,
            "credit_limit": limit or 0.0,
            "is_unlimited": limit is None,
            "overdue": overdue[0],
            "reasons": reason,
            "snapshot": {
                "limit": limit or 0.0, "amount": wanted, "excess": raised,
                "exposure": {"total": exposure},
            },
            "wanted_policy_id": False, "temporary_from": False, "temporary_until": False,
            **change,
        }  # fmt: skip

    def _is_of_another(self) -> bool:
        """Say whether the customer belongs to another one since the asking."""
        self.ensure_one()
        return self.partner_id.commercial_partner_id != self.partner_id

    def _is_raise(self, amount: float) -> bool:
        """Say whether this amount would allow the customer more than now, on any day.

        A limit that ends soon is none for good.
        """
        self.ensure_one()
        profile = self.env["customer.credit.profile"]._get_or_create(
            self.partner_id, self.company_id
        )
        after = profile._get_allowance(self._get_limit_to_apply(amount))
        return profile._is_raised(profile._get_allowance(), after)

    def _get_limit_to_apply(self, amount: float) -> dict:
        """Return the values of the profile that mean this amount of what was asked for."""
        self.ensure_one()
        change = {
            "limit_change": self.limit_change,
            "wanted_policy_id": self.wanted_policy_id.id,
            "temporary_from": self.temporary_from,
            "temporary_until": self.temporary_until,
        }
        return self._prepare_limit(change, amount)

    @api.model
    def _prepare_limit(self, change: dict, amount: float) -> dict:
        """Return the values of a profile by what is asked for.

        :param dict change: as of ``_ensure_for_limit``
        :param float amount: company currency; 0 for a policy, and for unlimited
        """
        kind = change["limit_change"]
        if kind == "policy":
            return {"policy_id": change["wanted_policy_id"]}
        if kind == "temporary":
            return {
                "temporary_limit": amount,
                "temporary_from": change["temporary_from"],
                "temporary_until": change["temporary_until"],
            }
        if kind == "unlimited" and not amount:
            return {"limit_mode": "unlimited"}
        return {"limit_mode": "custom", "limit_amount": amount}
