"""Hold rules: all customers of a company looked at together, in a constant number of queries."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.tools import SQL, format_date

from ..core.behaviour import WINDOW_DAYS
from ..core.notes import as_note
from .customer_credit_profile_read import PROFILE_COLUMNS


class CustomerCreditHoldRule(models.Model):
    """Every night, on demand and when money arrives; people who chose On or Off come first."""

    _inherit = "customer.credit.hold.rule"

    @api.model
    def _cron_evaluate(self):
        """Evaluate the rules of every company that has some, or holds somebody by one."""
        for company in self._get_companies():
            self._evaluate(company)

    @api.model
    def _cron_release(self):
        """Release whom no rule catches any more: money may have arrived."""
        for company in self._get_companies(held_only=True):
            self._evaluate(company, held_only=True)

    @api.model
    def _get_companies(self, held_only=False):
        """Return the companies that have something to evaluate."""
        Profile = self.env["customer.credit.profile"].sudo()
        held = Profile._read_group([("auto_hold", "=", True)], ["company_id"])
        companies = self.env["res.company"].sudo().union(*(row[0] for row in held))
        if held_only:
            return companies
        return companies.union(*(row[0] for row in self.sudo()._read_group([], ["company_id"])))

    @api.model
    def _evaluate(self, company, held_only=False):
        """Hold and release by the active rules of a company; callers have checked the right.

        :param bool held_only: look only at those whom a rule has caught already (release)
        :return: {"held", "grace", "released"}: how many customers changed
        """
        Profile = self.env["customer.credit.profile"].sudo()
        rules = self.sudo().with_company(company).search([("company_id", "=", company.id)])
        domain = [("company_id", "=", company.id)]
        if held_only:
            domain.append(("auto_hold", "=", True))
        known = {it.partner_id.id: it for it in Profile.search_fetch(domain, PROFILE_COLUMNS)}
        found = rules._find_customers(company, known, list(known) if held_only else None)
        result = Profile._apply_rules(company, known, found)
        rules.last_evaluated = fields.Datetime.now()
        rules._tell_managers(result)
        return {name: len(result[name]) for name in ("held", "grace", "released")}

    # --------------------------------------------------------------- who is caught

    def _find_customers(self, company, profiles, ids):
        """Return {id of a commercial partner: (rule, reason)} of whom these rules catch.

        :param dict profiles: {partner id: customer.credit.profile (sudo)}
        :param ids: look only at these customers; None: at all
        """
        used = {}
        if any(rule.on_utilisation or rule.on_temporary_ended for rule in self):
            used = self._read_use(company, ids)
        found = {}
        for rule in self:
            members = rule._get_tagged(company)
            for pid, reason in rule._find_reasons(company, profiles, used, ids):
                if pid not in found and (members is None or pid in members):
                    found[pid] = (rule, reason)
        return found

    def _find_reasons(self, company, profiles, used, ids):
        """Yield (partner id, reason) of whoever has a reason of this rule."""
        if self.on_overdue:
            yield from self._find_overdue(company, ids)
        if self.on_utilisation:
            yield from self._find_utilised(used)
        if self.on_temporary_ended:
            yield from self._find_temporary_ended(profiles, used)
        if self.on_broken_promise:
            yield from self._find_broken_promises(company, ids)
        if self.on_review_due:
            for pid, profile in profiles.items():
                if profile._is_review_due():
                    yield (
                        pid,
                        _("The limit was to be reviewed by %s.", profile._format_review_date()),
                    )

    def _find_overdue(self, company, ids):
        """Yield who has more overdue than allowed; disputed invoices do not count."""
        account_ids = self.env["res.partner"]._get_receivable_account_ids(company)
        if not account_ids or ids == []:
            return
        self.env.flush_all()
        today = fields.Date.context_today(self)
        only = SQL("AND partner.commercial_partner_id IN %s", tuple(ids)) if ids else SQL()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, SUM(line.amount_residual),
                       MIN(COALESCE(line.date_maturity, line.date))
                  FROM account_move_line line
                  JOIN res_partner partner ON partner.id = line.partner_id
                 WHERE line.account_id IN %(accounts)s AND line.company_id = %(company)s
                   AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
                   AND line.amount_residual > 0 AND line.no_followup IS NOT TRUE
                   AND COALESCE(line.date_maturity, line.date) < %(before)s %(only)s
                 GROUP BY partner.commercial_partner_id
                HAVING SUM(line.amount_residual) > %(amount)s
                """,
                accounts=account_ids,
                company=company.id,
                before=today - timedelta(days=self.overdue_days),
                amount=self.overdue_amount + company.currency_id.rounding / 2,
                only=only,
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

    def _find_broken_promises(self, company, ids):
        """Yield who promised to pay within the last year, did not, and still has not."""
        since = fields.Date.context_today(self) - timedelta(days=WINDOW_DAYS)
        broken = self.env["res.partner"].sudo()._get_broken_promises(company, since)
        for pid, promises in broken.items():
            open_since = min((day for day, unpaid in promises if unpaid), default=None)
            if open_since and (ids is None or pid in ids):
                day = format_date(self.env, open_since)
                yield pid, _("Promised to pay by %s, and has not paid.", day)

    def _find_utilised(self, used):
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

    def _find_temporary_ended(self, profiles, used):
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
    def _read_use(self, company, ids):
        """Return {partner id: (exposure, limit)} of everybody who has a limit."""
        Partner = self.env["res.partner"].sudo().with_context(active_test=False)
        customers = Partner._get_credit_candidates(company) if ids is None else Partner.browse(ids)
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

    def _get_tagged(self, company):
        """Return the ids of the customers this rule is for; None: for all."""
        self.ensure_one()
        if not self.tag_ids:
            return None
        Partner = self.env["res.partner"].sudo().with_context(active_test=False)
        return set(Partner._search([("category_id", "in", self.tag_ids.ids)]))

    # --------------------------------------------------------------- who is told

    def _tell_managers(self, result):
        """Give the manager of each rule one activity about whom it caught and holds."""
        for rule in self:
            grace = [it for it in result["grace"] if it.hold_rule_id == rule]
            held = [it for it in result["held"] if it.hold_rule_id == rule]
            if not grace and not held:
                continue
            notes = [rule._describe_caught(it) for it in (grace + held)[:30]]
            rule.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=rule.user_id.id,
                summary=_(
                    "%(held)s customers held, %(grace)s in grace", held=len(held), grace=len(grace)
                ),
                note=as_note("\n".join(notes)),
            )

    def _describe_caught(self, profile):
        """Return who is caught, since or from when, and why."""
        name, reason = profile.partner_id.name, profile.auto_hold_reason
        if profile._is_on_hold():
            return _("%(customer)s: on hold. %(reason)s", customer=name, reason=reason)
        day = format_date(self.env, profile.grace_until)
        return _("%(customer)s: held after %(date)s. %(reason)s",
                 customer=name, date=day, reason=reason)  # fmt: skip
