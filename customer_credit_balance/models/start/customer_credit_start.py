"""Start page of the app Credit: tiles with live figures, each opens the list behind it."""

from odoo import _, api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...const import MANAGER_GROUP, USER_GROUP

# In the order of the page: what somebody has to do today comes first, nothing to do last.
TONES = ["stopped", "look", "none"]


class CustomerCreditStart(models.AbstractModel):
    """Counts by the reader's own rights, so a tile never says more than its list shows.

    Whoever only sells sees the own customers; whoever keeps books, decides or leads sees all.
    """

    _name = "customer.credit.start"
    _description = "Credit: Start Page"

    # --- actions

    @api.model
    def get_page(self) -> dict:
        """Return what the page shows to the user, by the chosen companies.

        :return: ``own`` (the figures are of the user's own customers), ``tiles`` [{code, label,
            value, detail, tone (none, look, stopped), action}], the most urgent first;
            amounts are formatted, of the companies that share the current one's currency
        :raise AccessError: for users without the right to see credit
        """
        if not self.env.user.has_group(USER_GROUP):
            raise AccessError(_("You do not see the credit of customers: ask for the right."))
        tiles = [tile for tile in self._get_tiles() if tile]
        tiles.sort(key=lambda it: TONES.index(it["tone"]))
        return {"own": self._is_own(), "tiles": tiles}

    # --- hooks

    @api.model
    def _get_tiles(self) -> list[dict | None]:
        """Hook: return the tiles of ``get_page``; None where the user may not see the list."""
        currency = self.env.company.currency_id
        return [
            self._make_tile(
                "unapplied",
                _("Outstanding credits"),
                "customer.credit",
                Domain("kind", "=", "outstanding")
                & Domain("status", "in", ["open", "partial"])
                & Domain("company_id", "in", self._get_companies().ids)
                & self._get_own("partner_id"),
                total=("remaining_amount", currency),
            ),
            self._make_tile(
                "store_credit",
                _("Store credit we owe"),
                "customer.credit.account",
                Domain("balance", ">", 0)
                & Domain("merged_into_id", "=", False)
                & Domain("company_id", "in", self._get_companies().ids)
                & self._get_own("partner_id"),
                tone="none",
                total=("balance", currency),
            ),
        ]

    @api.model
    def _get_wide_groups(self) -> list[str]:
        """Hook: return the groups whose people see all customers, whoever sells to them."""
        return [
            MANAGER_GROUP,
            "account.group_account_readonly",
            "account.group_account_invoice",
            "sales_team.group_sale_salesman_all_leads",
        ]

    # --- private

    @api.model
    def _is_own(self) -> bool:
        """Say whether the user sees the own customers alone."""
        return not any(map(self.env.user.has_group, self._get_wide_groups()))

    @api.model
    def _get_own(self, path: str) -> Domain:
        """Return the domain of whose figures are shown.

        :param path: field that leads from the listed model to the customer; "" on customers
        """
        if not self._is_own():
            return Domain.TRUE
        return Domain(f"{path}.user_id" if path else "user_id", "=", self.env.uid)

    @api.model
    def _get_companies(self) -> models.BaseModel:
        """Return the chosen companies whose amounts can be added up."""
        currency = self.env.company.currency_id
        return self.env.companies.filtered(lambda it: it.currency_id == currency)

    @api.model
    def _make_tile(
        self,
        code: str,
        label: str,
        model: str,
        domain: list,
        tone: str = "look",
        detail: str = "",
        total: tuple | None = None,
    ) -> dict | None:
        """Return a tile that counts these records and opens their list, one query.

        :param tone: colour while there are some; without any it is "none"
        :param total: (field to add up and show, its res.currency)
        :return: None where the user may not read the model
        """
        Model = self.env[model]
        if not Model.has_access("read"):
            return None
        if total:
            name, currency = total
            count, amount = Model._read_group(domain, [], ["__count", f"{name}:sum"])[0]
            value, detail = currency.format(amount or 0.0), _("%s in all", count)
        else:
            value = count = Model.search_count(domain)
        return {
            "code": code,
            "label": label,
            "value": value,
            "detail": detail,
            "tone": tone if count else "none",
            "action": {
                "type": "ir.actions.act_window",
                "name": label,
                "res_model": model,
                "views": [[False, "list"], [False, "kanban"], [False, "form"]],
                "mobile_view_mode": "kanban",
                "domain": list(Domain(domain)),
                "help": _("Nothing to do here. What comes is counted on the start page."),
                "context": {"create": False},
            },
        }
