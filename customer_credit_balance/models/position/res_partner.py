"""The net position of customers: both sides of the account, ready to be shown."""

from odoo import _, api, fields, models
from odoo.tools import SQL

from ...const import USER_GROUP
from ..door import door
from ..exposure.scope import CreditQuestion, CreditScope

# Days overdue from which a customer is shown as long overdue.
LONG_OVERDUE_DAYS = 30

# What the bar reads along with the orders.
LEDGER_CODES = ("store_credit_now", "reserved", "frozen_count")
BOOKS_CODES = ("outstanding", "outstanding_count", "open", "open_overdue", "open_overdue_days")

STATES = ("none", "fine", "look", "stopped")


class ResPartner(models.Model):
    """Adds both sides of the account in one line to contacts, because documents show them in a
    constant number of queries.
    """

    _inherit = "res.partner"

    # --- fields

    customer_credit_due_amount = fields.Monetary(
        "They Owe Us", currency_field="credit_currency_id", compute="_compute_customer_credit_due",
        compute_sudo=True, groups=USER_GROUP, help="What is open of posted invoices.",
    )  # fmt: skip
    customer_credit_overdue_amount = fields.Monetary(
        "Overdue", currency_field="credit_currency_id", compute="_compute_customer_credit_due",
        compute_sudo=True, groups=USER_GROUP,
    )  # fmt: skip
    customer_credit_overdue_days = fields.Integer(
        "Days Overdue", compute="_compute_customer_credit_due", compute_sudo=True,
        groups=USER_GROUP, help="Of the oldest open item.",
    )  # fmt: skip

    # --- computes

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_customer_credit_due(self):
        """Read the other side of the account in the current company, all customers at once."""
        customers = self._origin.commercial_partner_id
        figures = customers._get_credit_position_figures(self.env.company)
        for partner in self:
            row = figures.get(partner.commercial_partner_id._origin, {})
            partner.customer_credit_due_amount = row.get("open", 0.0)
            partner.customer_credit_overdue_amount = row.get("overdue", 0.0)
            partner.customer_credit_overdue_days = row.get("overdue_days", 0)

    # --- actions

    @door(single=True)
    def action_credit_open_items(self):
        """Show what the customer owes in the current company, earliest due first."""
        self.ensure_one()
        self.env["customer.credit.account"].check_access("read")
        moves = self.env["account.move"]
        moves.check_access("read")
        customer = self.commercial_partner_id
        items = customer._find_open_receivable(self.env.company, ">")
        cards = self.env.ref("customer_credit_balance.account_move_view_kanban_open").id
        return {
            "type": "ir.actions.act_window",
            "name": _("What %s Owes", customer.complete_name),
            "res_model": "account.move",
            "view_mode": "list,kanban,form",
            "views": [(False, "list"), (cards, "kanban"), (False, "form")],
            "mobile_view_mode": "kanban",
            "domain": [("id", "in", items.move_id.ids)],
            "context": {"create": False},
            "help": _("Nothing is open any more: what was paid is in the list of invoices."),
        }

    # --- hooks

    def _get_credit_lookup_queries(self, scope: CreditScope) -> dict:
        """Add what the bar shows of ledger and books.

        # EXTENDS 'customer_credit_balance'
        """
        return {
            **super()._get_credit_lookup_queries(scope),
            LEDGER_CODES: self._credit_ledger_query(scope),
            BOOKS_CODES: self._credit_open_query(scope),
        }

    # --- private

    def _get_credit_position(self, company: models.BaseModel) -> dict:
        """Return what to show of each customer: figures, sentence, colour and lines.

        Extend with super and append to ``lines`` (or raise ``state``) to show more. Nothing is
        checked here: the callers' field or method is limited to customer credit users.

        :param company: res.company whose books count; all amounts are in its currency
        :return: {commercial res.partner: dict} for every customer in self, with

            - ``partner_id``, ``currency_id``: ids
            - ``store_credit``, ``reserved``, ``outstanding``, ``outstanding_count``,
              ``owed`` (= all we owe), ``open``, ``overdue``, ``overdue_days``, ``orders``: figures
            - ``net``: open - owed; positive when the customer owes us
            - ``state``: one of ``STATES``: grey, green, amber, red; ``state_label``: the words
            - ``net_label``: the words for the net amount
            - ``lines``: [{"code", "label", "amount", "parts", "progress"}], shown in this order;
              ``parts`` are [{"label", "amount", "tone"}] with amount None for words alone and tone
              one of None, "muted", "warning", "danger"; ``progress`` is None or 0..1
        """
        customers = self._origin.commercial_partner_id
        figures = customers._get_credit_position_figures(company)
        for values in figures.values():
            self._set_credit_position_state(values)
            values["lines"] = self._get_credit_position_lines(values)
        return figures

    def _get_credit_position_figures(self, company: models.BaseModel) -> dict:
        """Return {customer: figures} of ledger, books and orders, by one query."""
        asked = ["orders", *LEDGER_CODES, *BOOKS_CODES]
        values = {"asked": asked, "today": fields.Date.context_today(self)}
        terms = self._read_credit_terms(company, CreditQuestion(((self, values),)))
        currency = company.currency_id
        figures = {}
        for customer in self:
            row = {code: terms[code].get(customer, 0.0) for code in asked}
            owed = currency.round(row["store_credit_now"] + row["outstanding"])
            figures[customer] = {
                "partner_id": customer.id,
                "currency_id": currency.id,
                "store_credit": row["store_credit_now"],
                "reserved": row["reserved"],
                "outstanding": row["outstanding"],
                "outstanding_count": int(row["outstanding_count"]),
                "open": row["open"],
                "overdue": row["open_overdue"],
                "overdue_days": int(row["open_overdue_days"]),
                "orders": currency.round(row["orders"]),
                "frozen": bool(row["frozen_count"]),
                "owed": owed,
                "net": currency.round(row["open"] - owed),
            }
        return figures

    def _credit_ledger_query(self, scope):
        """Return the select of ``LEDGER_CODES``: the row of the ledger."""
        return SQL(
            """
            SELECT part.code, account.partner_id, part.amount
              FROM customer_credit_account account,
                   LATERAL (VALUES ('store_credit_now', account.balance),
                                   ('reserved', account.reserved),
                                   ('frozen_count', (account.state = 'frozen')::int)
                           ) part(code, amount)
             WHERE account.company_id = %s AND account.merged_into_id IS NULL
               AND account.partner_id %s
            """,
            scope["company"],
            scope.among,
        )

    def _credit_open_query(self, scope):
        """Return the select of ``BOOKS_CODES``: what is open on the receivable."""
        return SQL(
            """
            SELECT part.code, items.partner_id, part.amount
              FROM (SELECT line.partner_id,
                           -SUM(line.amount_residual) FILTER (WHERE line.amount_residual < 0)
                               AS outstanding,
                           COUNT(*) FILTER (WHERE line.amount_residual < 0) AS outstanding_count,
                           SUM(line.amount_residual) FILTER (WHERE line.amount_residual > 0)
                               AS open,
                           SUM(line.amount_residual) FILTER (
                               WHERE line.amount_residual > 0
                                 AND COALESCE(line.date_maturity, line.date) < %(today)s
                                 AND NOT %(postponed)s)
                               AS overdue,
                           %(today)s - MIN(COALESCE(line.date_maturity, line.date)) FILTER (
                               WHERE line.amount_residual > 0
                                 AND COALESCE(line.date_maturity, line.date) < %(today)s
                                 AND NOT %(postponed)s)
                               AS days
                      FROM account_move_line line
                     WHERE line.account_id = ANY(%(accounts)s) AND line.partner_id %(among)s
                       AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
                       AND line.company_id = %(company)s
                     GROUP BY line.partner_id) items,
                   LATERAL (VALUES ('outstanding', items.outstanding),
                                   ('outstanding_count', items.outstanding_count),
                                   ('open', items.open),
                                   ('open_overdue', items.overdue),
                                   ('open_overdue_days', items.days)) part(code, amount)
            """,
            today=scope["today"],
            postponed=self._credit_is_postponed(),
            accounts=scope["accounts"],
            among=scope.among_by_index,
            company=scope["company"],
        )

    def _set_credit_position_state(self, values):
        """Set the colour and the words that say the same."""
        days = values["overdue_days"]
        if values["frozen"]:
            state, label = "stopped", _("Store credit frozen")
        elif days > LONG_OVERDUE_DAYS:
            state, label = "stopped", _("Long overdue")
        elif days:
            state, label = "look", _("Overdue")
        elif values["open"] or values["owed"] or values["orders"]:
            state, label = "fine", _("Nothing overdue")
        else:
            state, label = "none", _("No open balance")
        net = values["net"]
        if net > 0:
            net_label = _("Net: they owe us")
        elif net < 0:
            net_label = _("Net: we owe them")
        else:
            net_label = _("Net: even")
        values.update(state=state, state_label=label, net_label=net_label)

    def _get_credit_position_lines(self, values: dict) -> list:
        """Return the two lines of the bar; none for a customer without any balance."""
        if values["state"] == "none":
            return []
        owe, due = [], []
        # What is overdrawn is theirs to pay: amounts are never below zero, words say who owes.
        overdrawn = max(-values["store_credit"], 0.0)
        if values["store_credit"] > 0:
            owe.append(self._credit_position_part(_("store credit"), values["store_credit"]))
        if values["reserved"]:
            owe.append(self._credit_position_part(_("reserved"), values["reserved"], "muted"))
        if count := values["outstanding_count"]:
            label = _("1 open credit") if count == 1 else _("%s open credits", count)
            owe.append(self._credit_position_part(label, values["outstanding"]))
        if values["overdue"]:
            tone = "danger" if values["overdue_days"] > LONG_OVERDUE_DAYS else "warning"
            due.append(self._credit_position_part(_("overdue"), values["overdue"], tone))
            days = values["overdue_days"]
            age = _("oldest 1 day") if days == 1 else _("oldest %s days", days)
            due.append(self._credit_position_part(age, None, tone))
        if overdrawn:
            due.append(self._credit_position_part(_("store credit overdrawn"), overdrawn))
        if values["orders"]:
            due.append(
                self._credit_position_part(_("orders not invoiced"), values["orders"], "muted")
            )
        return [
            {"code": "owed", "label": _("We owe them"), "amount": values["owed"] + overdrawn,
             "parts": owe, "progress": None},
            {"code": "open", "label": _("They owe us"), "amount": values["open"] + overdrawn,
             "parts": due, "progress": None},
        ]  # fmt: skip

    def _credit_position_part(self, label, amount=None, tone=None):
        """Return one figure of a line; amount None for words alone."""
        return {"label": label, "amount": amount, "tone": tone}
