"""Credit profile: what hold rules have decided, written for many customers at once."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ...core.notes import as_note
from ..policy.customer_credit_policy import HOLD_LEVELS

# To-do about one customer of whom no rule tells its manager.
QUESTION = "customer_credit_limit.mail_activity_hold_question"


class CustomerCreditProfile(models.Model):
    """Adds holds of rules to profiles, because they count while nobody overrules them and their
    grace has passed.
    """

    _inherit = "customer.credit.profile"

    # --- fields

    hold_rule_id = fields.Many2one(
        "customer.credit.hold.rule", readonly=True, index="btree_not_null", ondelete="set null"
    )
    auto_hold_level = fields.Selection(HOLD_LEVELS, "Level of the Rule", readonly=True)
    auto_held_on = fields.Date(
        readonly=True, help="Day on which the rule's hold began, after its grace."
    )

    hold_ask = fields.Selection(
        [("open", "To decide"), ("yes", "Hold agreed"), ("no", "Not to be held")],
        "Put on Hold?", readonly=True, index="btree_not_null",
        help="A rule would hold this private person: somebody decides.",
    )  # fmt: skip
    hold_ask_reason = fields.Char("Why Put on Hold", readonly=True)

    # --- private

    def _get_hold_level(self) -> str | bool:
        """Return what today's hold stops: the level of the rule, or of the policy if by hand."""
        self.ensure_one()
        by_rule = self._get_hold_choice() == "auto" and self.auto_hold_level
        return by_rule or self._get_policy().hold_level

    def _get_hold_key(self) -> list:
        """Return what tells this hold from another one of the same customer, as JSON keeps it.

        The reason of a rule counts days and amounts: it changes while the hold stays the same.
        """
        self.ensure_one()
        if self._get_hold_choice() == "auto":
            return ["auto", self.hold_rule_id.id, fields.Date.to_string(self.auto_held_on)]
        return ["on", self.hold_reason or ""]

    def _get_rule_notice(self) -> str | bool:
        """Return what a rule does with this customer besides holding today, or False."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        if not self.auto_hold or self._get_hold_choice() == "on":
            return False
        if self._get_hold_choice() == "off":
            return _(
                "Off by hand, or the rule %(rule)s would hold: %(reason)s",
                rule=self.hold_rule_id.name, reason=self.auto_hold_reason,
            )  # fmt: skip
        if self.grace_until and self.grace_until >= today:
            return _(
                "Held after %(date)s unless the reason is gone: %(reason)s",
                date=format_date(self.env, self.grace_until), reason=self.auto_hold_reason,
            )  # fmt: skip
        if not self.hold_rule_id:
            return _("Released by itself when the reason is gone.")
        return _("By the rule %s; released by itself when the reason is gone.",
                 self.hold_rule_id.name)  # fmt: skip

    def _answer_hold(self, answer):
        """Write what a manager decided on a hold that was asked for; the caller checks rights.

        :param answer: "yes", held at once if the reason still is one, or "no", left alone until
            the reason is gone
        :raise UserError: when nothing is asked any more
        """
        self.ensure_one()
        self.lock_for_update()
        if self.hold_ask != "open":
            raise UserError(
                _("%s: there is nothing to decide any more.", self.partner_id.complete_name)
            )
        reason = self.hold_ask_reason
        self._write_quietly({"hold_ask": answer})
        if answer == "yes":
            Rule = self.env["customer.credit.hold.rule"].sudo()
            Rule._evaluate_customers(self.company_id, self.partner_id)
            return
        self.env["customer.credit.audit"]._log(
            "other", self.partner_id, self.company_id, document=self,
            note=_("Not put on hold: %s", reason),
        )  # fmt: skip

    def _ask_to_hold(self, reason, user):
        """Give a manager of limits the question whether to hold, in the own language.

        :param user: res.users who is asked where the company has no such manager; may be empty
        """
        self.ensure_one()
        company, decider = self.company_id, self._get_reviewer() or user
        if not decider:
            return
        told = self.partner_id.with_company(company).with_user(decider).sudo()
        told = told.with_context(lang=decider.lang)
        told.activity_schedule(
            QUESTION,
            user_id=decider.id,
            summary=told.env._(
                "Put %(customer)s on hold? (%(company)s)",
                customer=told.complete_name,
                company=company.name,
            ),
            note=as_note(reason),
        )

    @api.model
    def _drop_questions(self, company, partners):
        """Take the to-dos away that ask about customers in a company; those of others stay."""
        partners = partners.sudo()
        elsewhere = self.sudo()._read_group(
            [("partner_id", "in", partners.ids), ("hold_ask", "=", "open"),
             ("company_id", "!=", company.id)], ["partner_id"]
        )  # fmt: skip
        shared = partners.browse(partner.id for (partner,) in elsewhere)
        (partners - shared).activity_unlink([QUESTION])
        asked = shared.activity_search([QUESTION])
        asked.filtered(lambda it: f"({company.name})" in (it.summary or "")).unlink()

    @api.model
    def _apply_rules(self, company, known, found):
        """Write what rules found and put holds and releases on record; not callable by RPC.

        :param dict known: {partner id: profile (sudo)} of whoever was looked at
        :param dict found: {partner id: (rule, reason)}
        :return: {"held", "grace", "asked", "released": [customer.credit.profile (sudo)]}
        """
        rows, changes = [], {"held": [], "grace": [], "asked": [], "released": []}
        persons = self._find_persons(company, found)
        for pid in sorted(known.keys() | found.keys()):
            plan = self._plan_question if pid in persons else self._plan_rule
            values, change = plan(known.get(pid), found.get(pid))
            if values:
                rows.append((pid, *values))
            if change:
                changes[change].append(pid)
        if not rows:
            return {name: [] for name in changes}
        gone = {pid: known[pid].auto_hold_reason for pid in changes["released"]}
        decided = [row[0] for row in rows if row[7] != "open" and row[0] in known
                   and known[row[0]].hold_ask == "open"]  # fmt: skip
        self._drop_questions(company, self.env["res.partner"].browse(decided))
        self._write_rules(company, rows)
        profiles = {
            it.partner_id.id: it
            for it in self.search(
                [("company_id", "=", company.id), ("partner_id", "in", [row[0] for row in rows])]
            )
        }
        self._log_rules(company, profiles, changes, gone)
        self._show_holds_on_orders(company, list(profiles))
        released = changes["released"]
        if released:
            self.env["customer.credit.request"]._trigger_reevaluation(released)
        return {name: [profiles[pid] for pid in ids] for name, ids in changes.items()}

    @api.model
    def _find_persons(self, company: models.BaseModel, found: dict) -> set[int]:
        """Return the ids of those who were found and are held when somebody agrees, one query."""
        if not found or not company.sudo().customer_credit_hold_ask_persons:
            return set()
        Partner = self.env["res.partner"].sudo().with_context(active_test=False)
        return set(Partner.browse(sorted(found)).filtered(lambda it: it._is_private_person()).ids)

    @api.model
    def _plan_question(self, profile, hit):
        """Return what ``_plan_rule`` does for a private person: a question before the hold.

        Whoever is held already stays so. Choices by hand come first: nobody is asked then.
        """
        answer = profile and profile.hold_ask
        if answer == "yes" or (profile and profile.auto_hold):
            return self._plan_rule(profile, hit)
        today = fields.Date.context_today(self)
        grace = (profile and profile.grace_until) or None
        waits = grace and grace >= today
        overruled = profile and profile._get_hold_choice() != "auto"
        rule, reason = hit
        asked = None if overruled or waits else answer or "open"
        values = (False, None, None, (asked and rule.id) or None, grace, None, asked,
                  asked and reason)  # fmt: skip
        change = "asked" if asked == "open" and not answer else None
        return (values if values != self._read_rule(profile) else None), change

    @api.model
    def _plan_rule(self, profile, hit):
        """Return (column values or None, name of the change or None) for one customer."""
        if not hit:
            if not profile or not (profile.auto_hold or profile.hold_ask):
                return None, None
            was = profile.auto_held_on and profile._get_hold_choice() == "auto"
            return self._read_rule(None), "released" if was else None
        today = fields.Date.context_today(self)
        rule, reason = hit
        grace = (profile and profile.grace_until) or None
        agreed = "yes" if profile and profile.hold_ask == "yes" else None
        if not agreed and (not profile or not profile.auto_hold) and rule.grace_days:
            grace = max(grace or today, today + timedelta(days=rule.grace_days))
        waits = bool(grace and grace >= today)
        choice = profile._get_hold_choice() if profile else "auto"
        since = (profile and profile.auto_held_on) or None
        if waits or choice == "off":
            # A rule that may not hold holds from the day on which it may again: that is news.
            since = None
        elif choice == "auto":
            since = since or today
        before = self._read_rule(profile)
        values = (True, reason, rule.hold_level or None, rule.id or None, grace, since, agreed,
                  None)  # fmt: skip
        change = None
        if choice == "auto" and waits and not before[0]:
            change = "grace"
        elif choice == "auto" and since and not before[5]:
            change = "held"
        return (values if values != before else None), change

    @api.model
    def _read_rule(self, profile: models.BaseModel | None) -> tuple:
        """Return what rules have written on a profile, in the order of the columns."""
        if not profile:
            return (False, None, None, None, None, None, None, None)
        return (
            profile.auto_hold,
            profile.auto_hold_reason or None,
            profile.auto_hold_level or None,
            profile.hold_rule_id.id or None,
            profile.grace_until or None,
            profile.auto_held_on or None,
            profile.hold_ask or None,
            profile.hold_ask_reason or None,
        )

    @api.model
    def _write_rules(self, company, rows):
        """Write all rows in one statement, opening profiles where there are none."""
        in_use = self.env["customer.credit.policy"]._get_companies_in_use()
        self.env.flush_all()
        (partners, holds, reasons, levels, rules, graces, sinces, asks,
         whys) = map(list, zip(*rows, strict=True))  # fmt: skip
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_credit_profile AS profile
                    (company_id, partner_id, limit_mode, hold, auto_hold, auto_hold_reason,
                     auto_hold_level, hold_rule_id, grace_until, auto_held_on, hold_ask,
                     hold_ask_reason, create_uid, write_uid, create_date, write_date)
                SELECT %(company)s, partner, 'default', 'auto', held, reason, level, rule, grace,
                       since, ask, why, %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC',
                       now() AT TIME ZONE 'UTC'
                  FROM unnest(%(partners)s::int[], %(holds)s::bool[], %(reasons)s::text[],
                              %(levels)s::text[], %(rules)s::int[], %(graces)s::date[],
                              %(sinces)s::date[], %(asks)s::text[], %(whys)s::text[])
                       AS found(partner, held, reason, level, rule, grace, since, ask, why)
                ON CONFLICT (company_id, partner_id) DO UPDATE
                   SET auto_hold = EXCLUDED.auto_hold,
                       auto_hold_reason = EXCLUDED.auto_hold_reason,
                       auto_hold_level = EXCLUDED.auto_hold_level,
                       hold_rule_id = EXCLUDED.hold_rule_id,
                       grace_until = EXCLUDED.grace_until,
                       auto_held_on = EXCLUDED.auto_held_on,
                       hold_ask = EXCLUDED.hold_ask,
                       hold_ask_reason = EXCLUDED.hold_ask_reason,
                       write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
                """,
                company=company.id,
                uid=self.env.uid,
                partners=partners,
                holds=holds,
                reasons=reasons,
                levels=levels,
                rules=rules,
                graces=graces,
                sinces=sinces,
                asks=asks,
                whys=whys,
            )
        )
        self.invalidate_model(flush=False)
        self.env["res.partner"]._invalidate_credit_limit_cache()
        if company.id not in in_use:
            self.env.registry.clear_cache()

    @api.model
    def _log_rules(self, company, profiles, changes, gone):
        """Put holds and releases on record; the reason of a release is that which is gone."""
        lines = []
        for event, name in (("hold", "held"), ("release", "released")):
            for pid in changes[name]:
                profile = profiles[pid]
                lines.append(
                    {
                        "event": event,
                        "partner": profile.partner_id,
                        "company": company,
                        "note": gone.get(pid) or profile.auto_hold_reason or None,
                        "document": profile,
                        "old": profile._describe_value("auto_hold", event == "release"),
                        "new": profile._describe_value("auto_hold", event == "hold"),
                    }
                )
        self.env["customer.credit.audit"]._log_many(lines)
