"""Hold rules: which customers stop buying by themselves, how far, and after how many days."""

from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import timedelta

from odoo import _, api, fields, models
from odoo.tools import SQL, format_date, split_every

from odoo.addons.customer_credit_balance.models.notice import RELOAD, get_notice

from ...const import MANAGER_GROUP
from ...core.behaviour import WINDOW_DAYS
from ...core.notes import as_note
from ..policy.customer_credit_policy import HOLD_LEVELS
from ..profile.customer_credit_profile import PROFILE_COLUMNS
from ..search import res_partner as candidates

# Customers whom a to-do names; it counts the others.
NAMED = 30

# What the manager of a rule hears of.
HEARD = ("grace", "held", "asked")

# Whom a rule holds, or asks about.
CAUGHT = ["|", ("auto_hold", "=", True), ("hold_ask", "!=", False)]


@dataclass(frozen=True)
class Slice:
    """Customers who are looked at together: those with ids in a range, or some of them."""

    ids: list
    first: int
    last: int
    caught: bool = False  # these alone, whom a rule has caught already
    after: int = 0  # where the next slice begins; 0 when this is the last

    @property
    def among(self):
        """Return the SQL condition that follows the id of a customer."""
        if self.caught:
            return SQL("= ANY(%s)", self.ids)
        return SQL("BETWEEN %s AND %s", self.first, self.last)

    @property
    def domain(self):
        """Return the domain of the profiles that are looked at."""
        if self.caught:
            return [("partner_id", "in", self.ids)]
        return [("partner_id", ">=", self.first), ("partner_id", "<=", self.last)]

    def pick(self, by_customer):
        """Return the part of {id: value} that is about customers of the slice."""
        if self.caught:
            return {pid: by_customer[pid] for pid in self.ids if pid in by_customer}
        return {pid: it for pid, it in by_customer.items() if self.first <= pid <= self.last}


class CustomerCreditHoldRule(models.Model):
    """Any reason of a rule is enough; of several rules the first one holds the customer.

    Every night, on demand and when money arrives; people who chose On or Off come first.
    """

    _name = "customer.credit.hold.rule"
    _description = "Credit Hold Rule"
    _inherit = ["mail.thread", "mail.activity.mixin", "customer.credit.bounded.mixin"]
    _order = "company_id, sequence, id"

    _any_reason = models.Constraint(
        "CHECK (on_overdue OR on_utilisation OR on_temporary_ended OR on_review_due"
        " OR on_broken_promise)",
        "A hold rule needs a reason: choose at least one.",
    )
    _figures_positive = models.Constraint(
        "CHECK (overdue_days >= 0 AND overdue_amount >= 0 AND utilisation > 0 AND grace_days >= 0)",
        "Days and amounts of a hold rule cannot be negative, and its share is above zero.",
    )

    # --- fields

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade",
        default=lambda self: self.env.company,
    )  # fmt: skip
    currency_id = fields.Many2one(related="company_id.currency_id")
    tag_ids = fields.Many2many(
        "res.partner.category", string="Customer Tags",
        # An archived tag still says for whom: without any it would be for everybody.
        context={"active_test": False},
        help="Only for customers who carry one of these tags. Empty: for all.",
    )  # fmt: skip
    on_overdue = fields.Boolean("Overdue Invoices", default=True, tracking=True)
    overdue_days = fields.Integer(
        default=30, tracking=True, help="Invoices overdue for more than this many days count."
    )
    overdue_amount = fields.Monetary(
        tracking=True, help="Up to this amount in all, nothing happens."
    )
    on_utilisation = fields.Boolean("Share of the Limit Used", tracking=True)
    utilisation = fields.Float(
        "Share (%)", default=120.0, tracking=True,
        help="What is owed is above this percentage of the limit. Customers without credit are "
        "held as soon as they owe anything.",
    )  # fmt: skip
    on_temporary_ended = fields.Boolean(
        "Temporary Limit Ended", tracking=True,
        help="A temporary limit has ended and what is owed is above the limit that counts now.",
    )  # fmt: skip
    on_review_due = fields.Boolean(
        "Limit Expired", tracking=True, help="The date of the next review has passed."
    )
    on_broken_promise = fields.Boolean(
        "Broken Promises", tracking=True,
        help="The customer promised to pay by a day and has not paid since.",
    )  # fmt: skip
    hold_level = fields.Selection(
        HOLD_LEVELS, required=True, default="no_order", tracking=True,
        help="What a hold by this rule stops.",
    )  # fmt: skip
    grace_days = fields.Integer(
        tracking=True,
        help="A customer who is newly caught is held after this many days, unless the reason is "
        "gone by then.",
    )
    user_id = fields.Many2one(
        "res.users", "Told", required=True, default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Gets an activity when the rule catches or holds customers.",
    )  # fmt: skip
    last_evaluated = fields.Datetime(readonly=True, copy=False)
    evaluated_to = fields.Integer(
        "Evaluated up to Customer", readonly=True, copy=False,
        help="While rules are evaluated: who is done. 0 when all are.",
    )  # fmt: skip
    held_count = fields.Integer("Customers Held", compute="_compute_counts", compute_sudo=True)
    grace_count = fields.Integer("In Grace", compute="_compute_counts", compute_sudo=True)
    reason_summary = fields.Char("Reasons", compute="_compute_reason_summary")

    # --- computes

    def _compute_counts(self):
        """Count whom each rule holds today, and who is in its grace."""
        Profile = self.env["customer.credit.profile"]
        caught = [("hold_rule_id", "in", self.ids), ("auto_hold", "=", True)]
        held = dict(
            Profile._read_group([*caught, ("on_hold", "=", True)], ["hold_rule_id"], ["__count"])
        )
        today = fields.Date.context_today(self)
        grace = dict(
            Profile._read_group([*caught, ("grace_until", ">=", today)], ["hold_rule_id"],
                                ["__count"])
        )  # fmt: skip
        for rule in self:
            rule.held_count = held.get(rule._origin, 0)
            rule.grace_count = grace.get(rule._origin, 0)

    @api.depends(
        "on_overdue", "overdue_days", "overdue_amount", "on_utilisation", "utilisation",
        "on_temporary_ended", "on_review_due", "on_broken_promise",
    )  # fmt: skip
    def _compute_reason_summary(self):
        """Say in one line when the rule holds."""
        for rule in self:
            parts = []
            if rule.on_overdue:
                parts.append(
                    _(
                        "more than %(amount)s overdue for more than %(days)s days",
                        amount=rule.currency_id.format(rule.overdue_amount),
                        days=rule.overdue_days,
                    )
                )
            if rule.on_utilisation:
                parts.append(_("more than %g%% of the limit used", rule.utilisation))
            if rule.on_temporary_ended:
                parts.append(_("over the limit after a temporary limit"))
            if rule.on_review_due:
                parts.append(_("limit not reviewed in time"))
            if rule.on_broken_promise:
                parts.append(_("a promise to pay not kept"))
            rule.reason_summary = ", ".join(parts)

    # --- guards

    def write(self, vals):
        """Change rules (managers only, by access rights); archived ones release at once.

        :raise AccessError: no Customer Credit Limit manager
        """
        res = super().write(vals)
        if vals.get("active") is False:
            for company in self.company_id:
                self._evaluate(company, held_only=True)
        return res

    def unlink(self):
        """Delete rules (managers only, by access rights); whom they held is released.

        :raise AccessError: no Customer Credit Limit manager
        """
        companies = self.company_id
        res = super().unlink()
        for company in companies:
            self._evaluate(company, held_only=True)
        return res

    # --- actions

    def action_evaluate(self):
        """Evaluate all rules of these rules' companies now and say what changed.

        More customers than one slice holds are left to the scheduled action.

        :return: notification
        :raise AccessError: no Customer Credit Limit manager
        """
        self.env["customer.credit.policy"]._check_manager()
        self.check_access("read")
        held = released = grace = 0
        if any(map(self.env["res.partner"]._has_many_credit_candidates, self.company_id)):
            self.sudo().evaluated_to = 0
            self.env.ref("customer_credit_limit.cron_evaluate_hold_rules").sudo()._trigger()
            return get_notice(
                _(
                    "The rules are being evaluated in the background: whoever they catch is "
                    "on your activities when they are done."
                )
            )
        for company in self.company_id:
            result = self._evaluate(company)
            held += result["held"]
            released += result["released"]
            grace += result["grace"]
        return get_notice(
            _(
                "%(held)s newly held, %(grace)s newly in grace, %(released)s released.",
                held=held,
                grace=grace,
                released=released,
            ),
            title=_("Evaluated"),
            then=RELOAD,
        )

    def action_open_held(self):
        """Return the list of the customers whom this rule holds today."""
        self.ensure_one()
        return self._get_customers_action(_("Held by %s", self.name), [("on_hold", "=", True)])

    def action_open_grace(self):
        """Return the list of the customers whom this rule holds soon."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        return self._get_customers_action(
            _("Held soon by %s", self.name), [("grace_until", ">=", today)]
        )

    def action_release_wizard(self):
        """Return the dialog that releases the customers whom this rule holds."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": _("Release Customers"),
            "res_model": "customer.credit.hold.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_operation": "release",
                "default_company_id": self.company_id.id,
                "default_partner_ids": self._get_customers([("on_hold", "=", True)]).ids,
            },
        }

    # --- private

    def _get_customers_action(self, title: str, domain: list) -> dict:
        """Return the action that lists customers caught by this rule."""
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "res.partner",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "mobile_view_mode": "kanban",
            "domain": [("id", "in", self._get_customers(domain).ids)],
            "context": {"create": False},
            "help": _("This rule holds nobody here. It looks every night, or by Evaluate now."),
        }

    def _get_customers(self, domain: list) -> models.BaseModel:
        """Return the customers caught by these rules whose profile fits the domain."""
        return (
            self.env["customer.credit.profile"]
            .search([("hold_rule_id", "in", self.ids), ("auto_hold", "=", True), *domain])
            .partner_id
        )

    @api.model
    def _cron_evaluate(self):
        """Evaluate the rules of every company that has some, or holds somebody by one.

        Each slice of customers is committed. A run that is cut off goes on where it was, with
        the company that it had not finished and then those that waited longest.
        """
        companies = self._get_companies()
        rules = self.sudo().search([("company_id", "in", companies.ids)])
        last = {rule.company_id: (not rule.evaluated_to, rule.last_evaluated or rule.create_date)
                for rule in rules}  # fmt: skip
        never = (True, fields.Datetime.now())
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=len(companies))
        for company in companies.sorted(lambda it: last.get(it, never)):
            # Nobody is late before the day is over, where limits are managed.
            here = company._in_credit_time(MANAGER_GROUP, self)
            finished = here._evaluate_slices(company, pause=lambda: not progress(0))[1]
            if not finished or not progress(1):
                return

    @api.model
    def _cron_release(self):
        """Release whom no rule catches any more: money may have arrived."""
        progress = self.env["ir.cron"]._commit_progress
        for company in self._get_companies(held_only=True):
            # Whoever is cut off begins at the front: few are held.
            here = company._in_credit_time(MANAGER_GROUP, self)
            here._evaluate_slices(company, held_only=True, pause=lambda: progress(0) and False)

    @api.model
    def _get_companies(self, held_only: bool = False) -> models.BaseModel:
        """Return the companies that have something to evaluate."""
        Profile = self.env["customer.credit.profile"].sudo()
        held = Profile._read_group(CAUGHT, ["company_id"])
        companies = self.env["res.company"].sudo().union(*(row[0] for row in held))
        if held_only:
            return companies
        companies |= companies.browse(self.env["customer.credit.policy"]._get_companies_in_use())
        return companies.union(*(row[0] for row in self.sudo()._read_group([], ["company_id"])))

    @api.model
    def _evaluate(self, company, held_only=False):
        """Hold and release by the active rules of a company; callers have checked the right.

        :param bool held_only: look only at those whom a rule has caught already (release)
        :return: {"held", "grace", "released"}: how many customers changed
        """
        return self._evaluate_slices(company, held_only)[0]

    @api.model
    def _evaluate_slices(self, company, held_only=False, pause=None):
        """Do the same by slices of customers, with the same memory for any number.

        :param pause: function that is called after each slice, to commit it; when it returns
            True, the rest is left for the next call
        :return: (how many changed, as of ``_evaluate``; whether everybody was looked at)
        """
        rules = self.sudo().with_company(company).search([("company_id", "=", company.id)])
        promises = rules._get_promises(company)
        reasons = self.env["res.partner"].sudo()._get_credit_hold_reasons(company)
        counts, news = Counter(held=0, grace=0, released=0), {}
        if held_only or not rules:
            slices = self._get_held_slices(company, set() if held_only else reasons.keys())
        else:
            slices = self._get_slices(company, rules)
        for part in slices:
            result = rules._evaluate_part(company, part, promises, reasons)
            counts.update({name: len(result[name]) for name in counts})
            rules._note_news(news, result)
            for profile in result["asked"]:
                if not profile.hold_rule_id:
                    # No rule has a manager who hears of it.
                    profile._ask_to_hold(profile.hold_ask_reason, self.env["res.users"])
            if not held_only and rules:
                rules.evaluated_to = part.after
            if part.after:
                # What was read of these customers is not needed again.
                self.env.invalidate_all()
                if pause and pause():
                    break
        if not part.after:
            rules.last_evaluated = fields.Datetime.now()
        rules._tell_managers(news)
        return dict(counts), not part.after

    def _evaluate_part(self, company, part, promises, reasons):
        """Hold and release the customers of a slice by these rules and by reasons of addons.

        :param dict promises: of ``_get_promises``
        :param dict reasons: of ``res.partner._get_credit_hold_reasons``
        :return: result of ``_apply_rules``
        """
        Profile = self.env["customer.credit.profile"].sudo()
        profiles = Profile.search_fetch(
            [("company_id", "=", company.id), *part.domain], PROFILE_COLUMNS
        )
        known = {it.partner_id.id: it for it in profiles}
        found = self._find_customers(company, known, part, part.pick(promises))
        for pid, reason in part.pick(reasons).items():
            found.setdefault(pid, (self.browse(), reason))
        return Profile._apply_rules(company, known, found)

    @api.model
    def _evaluate_customers(self, company, customers):
        """Hold and release these customers now, by the rules of a company and other addons.

        Callers have checked the right; nobody is told of what rules did.

        :param customers: commercial res.partner
        :return: result of ``_apply_rules``
        """
        rules = self.sudo().with_company(company).search([("company_id", "=", company.id)])
        part = Slice(customers.ids, 0, candidates.LAST, caught=True)
        reasons = self.env["res.partner"].sudo()._get_credit_hold_reasons(company, customers.ids)
        return rules._evaluate_part(company, part, rules._get_promises(company), reasons)

    def _get_slices(self, company: models.BaseModel, rules: models.BaseModel) -> Iterator:
        """Yield the slices of all customers by id; together they leave nobody out."""
        slices = self.env["res.partner"]._get_credit_slices(company, rules[:1].evaluated_to)
        for customers, first, last in slices:
            after = 0 if last == candidates.LAST else last
            yield Slice(list(customers._ids), first, last, after=after)

    def _get_held_slices(self, company: models.BaseModel, others: Set) -> Iterator:
        """Yield slices of the customers whom a rule has caught; always one at least.

        :param others: ids of customers who are looked at as well
        """
        held = self.env["customer.credit.profile"].sudo()._read_group(
            [("company_id", "=", company.id), *CAUGHT], aggregates=["partner_id:array_agg"],
        )[0][0] or []  # fmt: skip
        ids = sorted({*held, *others})
        slices = list(split_every(candidates.SLICE, ids, list)) or [[]]
        for ids in slices:
            after = ids[-1] if ids is not slices[-1] else 0
            yield Slice(ids, 0, candidates.LAST, caught=True, after=after)

    def _get_promises(self, company: models.BaseModel) -> dict:
        """Return {partner id: day of the oldest promise that is not kept}; {} if no rule asks."""
        if not any(rule.on_broken_promise for rule in self):
            return {}
        since = fields.Date.context_today(self) - timedelta(days=WINDOW_DAYS)
        broken = self.env["res.partner"].sudo()._get_broken_promises(company, since)
        oldest = {
            pid: min((day for day, unpaid in promises if unpaid), default=None)
            for pid, promises in broken.items()
        }
        return {pid: day for pid, day in oldest.items() if day}

    def _find_customers(
        self,
        company: models.BaseModel,
        profiles: dict,
        part: Slice,
        promises: dict,
    ) -> dict:
        """Return {id of a commercial partner: (rule, reason)} of whom these rules catch.

        :param dict profiles: {partner id: customer.credit.profile (sudo)}
        :param part: ``Slice`` of customers to look at
        :param dict promises: of ``_get_promises``, of these customers
        """
        used = {}
        if any(rule.on_utilisation or rule.on_temporary_ended for rule in self):
            used = self._read_use(company, part.ids)
        found = {}
        for rule in self:
            members = rule._get_tagged(company)
            for pid, reason in rule._find_reasons(company, profiles, used, part, promises):
                if pid not in found and (members is None or pid in members):
                    found[pid] = (rule, reason)
        return found

    def _find_reasons(
        self,
        company: models.BaseModel,
        profiles: dict,
        used: dict,
        part: Slice,
        promises: dict,
    ) -> Iterator:
        """Yield (partner id, reason) of whoever has a reason of this rule."""
        if self.on_overdue:
            yield from self._find_overdue(company, part.among)
        if self.on_utilisation:
            yield from self._find_utilised(used)
        if self.on_temporary_ended:
            yield from self._find_temporary_ended(profiles, used)
        if self.on_broken_promise:
            yield from self._find_broken_promises(promises)
        if self.on_review_due:
            for pid, profile in profiles.items():
                if profile._is_review_due():
                    yield (
                        pid,
                        _("The limit was to be reviewed by %s.", profile._format_review_date()),
                    )

    def _find_overdue(self, company: models.BaseModel, among: SQL) -> Iterator:
        """Yield who has more overdue than allowed; disputed invoices do not count."""
        Partner = self.env["res.partner"]
        account_ids = Partner._get_receivable_account_ids(company)
        if not account_ids:
            return
        self.env.flush_all()
        today = fields.Date.context_today(self)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, SUM(line.amount_residual),
                       MIN(COALESCE(line.date_maturity, line.date))
                  FROM account_move_line line
                  JOIN res_partner partner ON partner.id = line.partner_id
                 WHERE line.account_id IN %(accounts)s AND line.company_id = %(company)s
                   AND %(is_overdue)s AND partner.commercial_partner_id %(among)s
                 GROUP BY partner.commercial_partner_id
                HAVING SUM(line.amount_residual) > %(amount)s
                """,
                accounts=account_ids,
                company=company.id,
                is_overdue=Partner._credit_is_overdue(today - timedelta(days=self.overdue_days)),
                amount=self.overdue_amount + company.currency_id.rounding / 2,
                among=among,
            )
        )
        format_ = company.currency_id.format
        for pid, amount, oldest in rows:
            reason = _(
                "%(amount)s overdue, the oldest for %(days)s days (%(allowed)s are allowed).",
                amount=format_(float(amount)),
                days=(today - oldest).days,
                allowed=self.overdue_days,
            )
            yield pid, reason

    def _find_broken_promises(self, promises: dict) -> Iterator:
        """Yield who promised to pay within the last year, did not, and still has not."""
        for pid, promised in promises.items():
            day = format_date(self.env, promised)
            yield pid, _("Promised to pay by %s, and has not paid.", day)

    def _find_utilised(self, used: dict) -> Iterator:
        """Yield who uses more of the limit than allowed."""
        format_ = self.currency_id.format
        for pid, (total, limit) in used.items():
            if self.currency_id.compare_amounts(total, limit * self.utilisation / 100) <= 0:
                continue
            if not limit:
                yield pid, _("No credit is allowed, but %s are owed.", format_(total))
                continue
            reason = _(
                "%(share).0f%% of the limit used: %(total)s of %(limit)s.",
                share=total * 100 / limit,
                total=format_(total),
                limit=format_(limit),
            )
            yield pid, reason

    def _find_temporary_ended(self, profiles: dict, used: dict) -> Iterator:
        """Yield who is over the limit that counts again after a temporary one."""
        today = fields.Date.context_today(self)
        for pid, (total, limit) in used.items():
            profile = profiles.get(pid)
            until = profile and profile.temporary_until
            if not until or until >= today or self.currency_id.compare_amounts(total, limit) <= 0:
                continue
            reason = _(
                "The temporary limit ended on %(date)s: %(excess)s over the limit of %(limit)s.",
                date=format_date(self.env, until),
                excess=self.currency_id.format(total - limit),
                limit=self.currency_id.format(limit),
            )
            yield pid, reason

    @api.model
    def _read_use(self, company: models.BaseModel, ids: list[int]) -> dict:
        """Return {partner id: (exposure, limit)} of those of these customers who have a limit."""
        Partner = self.env["res.partner"].sudo().with_context(active_test=False)
        customers = Partner.browse(ids)
        customers.fetch(["commercial_partner_id"])
        limits = customers._get_credit_limit_by_partner(company)
        limited = Partner.browse(it.id for it, limit in limits.items() if limit is not None)
        terms = limited._get_credit_limit_exposure_terms(company).values()
        round_ = company.currency_id.round
        return {
            customer.id: (round_(sum(amounts.get(customer, 0.0) for amounts in terms)), limit)
            for customer, limit in limits.items()
            if limit is not None
        }

    def _get_tagged(self, company: models.BaseModel) -> set | None:
        """Return the ids of the customers this rule is for; None: for all.

        A tag that is archived still says for whom.
        """
        self.ensure_one()
        if not self.tag_ids:
            return None
        Partner = self.env["res.partner"].sudo().with_context(active_test=False)
        return set(Partner._search([("category_id", "in", self.tag_ids.ids)]))

    def _note_news(self, news, result):
        """Add to ``news`` how many each rule caught and held, and who the first of them are.

        :param dict news: {rule: {"grace", "held" or "asked": [count, [sentence]]}}
        :param dict result: of ``_apply_rules``
        """
        for name in HEARD:
            for profile in result[name]:
                rule = profile.hold_rule_id
                heard = news.setdefault(rule, {it: [0, []] for it in HEARD})[name]
                heard[0] += 1
                if heard[0] <= NAMED:
                    heard[1].append(rule._describe_caught(profile))

    def _tell_managers(self, news):
        """Give the manager of each rule one activity about whom it caught and holds."""
        for rule in self:
            if rule not in news:
                continue
            user = rule._get_told()
            (grace, soon), (held, now), (asked, who) = (news[rule][name] for name in HEARD)
            if grace or held:
                rule.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=_(
                        "%(held)s customers held, %(grace)s in grace", held=held, grace=grace
                    ),
                    note=as_note("\n".join((soon + now)[:NAMED])),
                )
            if asked:
                rule.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=_("Put on hold? Private persons to decide on: %s", asked),
                    note=as_note("\n".join(who)),
                )

    def _get_told(self) -> models.BaseModel:
        """Return who hears of this rule: where that person has left, a manager of limits."""
        self.ensure_one()
        if self.user_id.active:
            return self.user_id
        return self.company_id._get_credit_members(MANAGER_GROUP)[:1] or self.user_id

    def _describe_caught(self, profile):
        """Return who is caught, since or from when, and why."""
        name, reason = profile.partner_id.name, profile.auto_hold_reason
        if profile.hold_ask == "open":
            return _("%(customer)s: to decide on the customer, What They May Owe. %(reason)s",
                     customer=name, reason=profile.hold_ask_reason)  # fmt: skip
        if profile._is_on_hold():
            return _("%(customer)s: on hold. %(reason)s", customer=name, reason=reason)
        day = format_date(self.env, profile.grace_until)
        return _("%(customer)s: held after %(date)s. %(reason)s",
                 customer=name, date=day, reason=reason)  # fmt: skip
