"""The net position of customers: both sides of the account, ready to be shown."""

from datetime import timedelta

from odoo import _, fields, models
from odoo.tools import SQL

# Days overdue from which a customer is shown as long overdue.
LONG_OVERDUE_DAYS = 30

STATES = ("none", "fine", "look", "stopped")


class ResPartner(models.Model):
    """One line for a document's form, in a constant number of queries."""

    _inherit = "res.partner"

    # --- private

    def _get_credit_position(self, company):
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

    def _get_credit_position_figures(self, company):
        """Return {customer: figures}: receivable accounts, ledger and books, orders: 3 queries."""
        rows = self._read_credit_position(company)
        orders = self._get_credit_exposure_orders(company)
        currency = company.currency_id
        today = fields.Date.context_today(self)
        figures = {}
        for customer in self:
            row = rows.get(customer.id, {})
            amounts = {
                name: currency.round(float(row.get(name) or 0.0))
                for name in ("store_credit", "reserved", "outstanding", "open", "overdue")
            }
            due = row.get("oldest_due")
            owed = currency.round(amounts["store_credit"] + amounts["outstanding"])
            figures[customer] = {
                "partner_id": customer.id,
                "currency_id": currency.id,
                **amounts,
                "outstanding_count": row.get("outstanding_count") or 0,
                "overdue_days": (today - due).days if due else 0,
                "orders": currency.round(orders.get(customer, 0.0)),
                "frozen": bool(row.get("frozen")),
                "owed": owed,
                "net": currency.round(amounts["open"] - owed),
            }
        return figures

    def _read_credit_position(self, company):
        """Return {partner id: row} of ledger and open receivable items, in one query."""
        account_ids = self._get_receivable_account_ids(company) or (0,)
        self.env.flush_all()
        yesterday = fields.Date.context_today(self) - timedelta(days=1)
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT partner_id, SUM(store_credit) AS store_credit, SUM(reserved) AS reserved,
                       bool_or(frozen) AS frozen, SUM(outstanding) AS outstanding,
                       SUM(outstanding_count)::int AS outstanding_count, SUM(open) AS open,
                       SUM(overdue) AS overdue, MIN(oldest_due) AS oldest_due
                  FROM (
                    SELECT account.partner_id, account.balance AS store_credit, account.reserved,
                           account.state = 'frozen' AS frozen, 0 AS outstanding,
                           0 AS outstanding_count, 0 AS open, 0 AS overdue,
                           NULL::date AS oldest_due
                      FROM customer_credit_account account
                     WHERE account.company_id = %(company)s AND account.merged_into_id IS NULL
                       AND account.partner_id IN %(partners)s
                 UNION ALL
                    SELECT line.partner_id, 0, 0, FALSE,
                           -SUM(line.amount_residual) FILTER (WHERE line.amount_residual < 0),
                           COUNT(*) FILTER (WHERE line.amount_residual < 0),
                           SUM(line.amount_residual) FILTER (WHERE line.amount_residual > 0),
                           SUM(line.amount_residual) FILTER (
                               WHERE line.amount_residual > 0
                                 AND COALESCE(line.date_maturity, line.date) <= %(yesterday)s),
                           MIN(COALESCE(line.date_maturity, line.date)) FILTER (
                               WHERE line.amount_residual > 0
                                 AND COALESCE(line.date_maturity, line.date) <= %(yesterday)s)
                      FROM account_move_line line
                     WHERE line.account_id IN %(accounts)s AND line.partner_id IN %(partners)s
                       AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
                       AND line.company_id = %(company)s
                  GROUP BY line.partner_id
                  ) part
                 GROUP BY partner_id
                """,
                accounts=account_ids,
                partners=tuple(self.ids) or (0,),
                company=company.id,
                yesterday=yesterday,
            )
        )
        return {row["partner_id"]: row for row in rows}

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

    def _get_credit_position_lines(self, values):
        """Return the two lines of the bar; none for a customer without any balance."""
        if values["state"] == "none":
            return []
        owe, due = [], []
        if values["store_credit"]:
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
        if values["orders"]:
            due.append(
                self._credit_position_part(_("orders not invoiced"), values["orders"], "muted")
            )
        return [
            {"code": "owed", "label": _("We owe them"), "amount": values["owed"], "parts": owe,
             "progress": None},
            {"code": "open", "label": _("They owe us"), "amount": values["open"], "parts": due,
             "progress": None},
        ]  # fmt: skip

    def _credit_position_part(self, label, amount=None, tone=None):
        """Return one figure of a line; amount None for words alone."""
        return {"label": label, "amount": amount, "tone": tone}
