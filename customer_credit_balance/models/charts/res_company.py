"""Company: where in its chart of accounts customer credit is booked, and under what name."""

from odoo import Command, _, models

from ...core.charts import (
    ADJUSTMENT_BESIDE,
    ENGLISH,
    LIABILITY_BESIDE,
    codes_beside,
    is_invented,
    names_in,
)

# Tags of the cash flow statement: one of them at most, and goodwill is an operating cost.
CASH_FLOW_TAGS = ("operating", "investing", "financing")


class ResCompany(models.Model):
    """Adds accounts beside the chart's own to companies, because Odoo alone would take the highest
    number of the type.

    Existing accounts are never moved: what an accountant may want to move is only said.
    """

    _inherit = "res.company"

    # --- private

    def _create_store_credit_liability(self):
        """Return a new liability account beside the chart's advances from customers."""
        beside = self._get_store_credit_beside() or self._get_last_account("liability_current")
        return self._create_credit_account(
            beside, ENGLISH[0], "liability_current", beside.tag_ids, reconcile=True
        )

    def _create_credit_adjustment_expense(self):
        """Return a new expense account beside discounts granted, or what is nearest to them."""
        beside = self._get_credit_adjustment_beside()
        return self._create_credit_account(
            beside, ENGLISH[1], "expense", self._get_operating_tags(beside)
        )

    def _create_credit_account(self, beside, name, account_type, tags, **vals):
        """Create an account beside another: all that Odoo would guess is given."""
        Account = self.env["account.account"].with_company(self).with_context(lang=None)
        account = Account.create(
            {
                "name": name,
                "code": self._get_code_beside(beside),
                "account_type": account_type,
                "company_ids": [Command.set(self.ids)],
                "tag_ids": [Command.set(tags.ids)],
                **vals,
            }
        )
        return account.with_env(self.env)

    def _get_store_credit_beside(self) -> models.BaseModel:
        """Return the account of the chart beside which store credit belongs; may be empty."""
        self.ensure_one()
        found = self._get_account_of_chart(LIABILITY_BESIDE)
        return found or self.downpayment_account_id.with_company(self)

    def _get_account_of_chart(self, table: dict) -> models.BaseModel:
        """Return the account that a table {chart: record of the template} names, or none."""
        Template = self.env["account.chart.template"].sudo().with_company(self)
        charts = Template._get_parent_template(self.chart_template) if self.chart_template else []
        for chart in charts:
            if chart in table:
                found = Template.ref(table[chart], raise_if_not_found=False)
                if found:
                    return found.with_company(self)
        return self.env["account.account"].sudo().with_company(self)

    def _get_credit_adjustment_beside(self) -> models.BaseModel:
        """Return the expense account that is nearest to goodwill given to customers."""
        if found := self._get_account_of_chart(ADJUSTMENT_BESIDE):
            return found
        candidates = (
            self.account_journal_early_pay_discount_loss_account_id
            + self.default_cash_difference_expense_account_id
            + self.expense_account_id
        ).with_company(self)
        costs = candidates.filtered(
            lambda it: it.account_type == "expense" and not is_invented(it.code)
        )
        return costs[:1] or self._get_last_account("expense")

    def _get_last_account(self, account_type: str) -> models.BaseModel:
        """Return the account of a type with the highest number, where a chart names no better.

        Numbers that Odoo made for what a chart has not are nobody's neighbours.
        """
        Account = self.env["account.account"].sudo().with_company(self)
        domain = [*Account._check_company_domain(self), ("account_type", "=", account_type)]
        accounts = Account.search(domain, order="code desc")
        return accounts.filtered(lambda it: not is_invented(it.code))[:1] or accounts[:1]

    def _get_code_beside(self, beside: models.BaseModel) -> str:
        """Return the nearest free number beside an account."""
        Account = self.env["account.account"].sudo().with_company(self)
        accounts = Account.with_context(active_test=False).search(
            Account._check_company_domain(self)
        )
        taken = set(accounts.mapped("code"))
        return next(code for code in codes_beside(beside.code or "990000") if code not in taken)

    def _get_operating_tags(self, beside: models.BaseModel) -> models.BaseModel:
        """Return the tags of an account, with operating for another kind of cash flow."""
        cash_flow = [self.env.ref(f"account.account_tag_{name}") for name in CASH_FLOW_TAGS]
        operating, *others = cash_flow
        tags = beside.tag_ids
        if any(tag in tags for tag in others):
            return tags.filtered(lambda tag: tag not in others) | operating
        return tags

    def _translate_credit_names(self, langs=None):
        """Name accounts and journal in the installed languages, as the chart's own are.

        A name that somebody changed, in whatever language, stays.

        :param langs: codes of languages, default all that are installed
        """
        langs = langs or [code for code, _name in self.env["res.lang"].get_installed()]
        for company in self.sudo():
            records = (
                company.store_credit_account_id,
                company.store_credit_adjustment_account_id,
                company.store_credit_journal_id,
            )
            for index, record in enumerate(records):
                if record:
                    self._translate_credit_name(record, index, langs)

    def _translate_credit_name(self, record, index, langs):
        """Name one record in the languages in which it still has our English name, or none."""
        record.flush_recordset(["name"])
        stored = record._fields["name"]._get_stored_translations(record) or {}
        if stored.get("en_US") != ENGLISH[index]:
            return
        open_langs = [lang for lang in langs if stored.get(lang, ENGLISH[index]) == ENGLISH[index]]
        names = {lang: names_in(lang)[index] for lang in open_langs if names_in(lang)}
        if names:
            record.update_field_translations("name", names)

    def _get_credit_setup_advice(self) -> list:
        """Return what an accountant may want to move: sentences, empty where all is in place."""
        self.ensure_one()
        root = self.root_id.sudo().with_company(self.root_id)
        account = root.store_credit_account_id.with_company(root)
        beside = account and root._get_store_credit_beside()
        advice = []
        if beside and account.code not in {beside.code, *codes_beside(beside.code)}:
            advice.append(
                _(
                    "Store credit is booked on %(account)s. This chart of accounts has "
                    "%(beside)s for money received in advance: a number beside it, such as "
                    "%(code)s, would show store credit where auditors look for it.",
                    account=account.display_name,
                    beside=beside.display_name,
                    code=root._get_code_beside(beside),
                )
            )
        elif beside and account.tag_ids != beside.tag_ids:
            advice.append(
                _(
                    "%(account)s has other tags than %(beside)s: reports of your country may "
                    "show store credit in another place.",
                    account=account.display_name,
                    beside=beside.display_name,
                )
            )
        return advice + root._get_credit_adjustment_advice()

    def _get_credit_adjustment_advice(self) -> list:
        """Return what is odd about the account of adjustments."""
        account = self.store_credit_adjustment_account_id.with_company(self)
        advice = []
        if ".copy" in (account.code or ""):
            advice.append(
                _(
                    "Adjustments are booked on %(account)s: a number such as %(code)s would fit "
                    "your chart of accounts.",
                    account=account.display_name,
                    code=self._get_code_beside(self._get_credit_adjustment_beside()),
                )
            )
        if account and self._get_operating_tags(account) != account.tag_ids:
            advice.append(
                _(
                    "%s is tagged as investing or financing: goodwill to customers is an "
                    "operating cost.",
                    account.display_name,
                )
            )
        return advice
