"""Figures of a decision: policy, profile, limit, exposure and overdue, in two or three queries."""

from datetime import datetime, timedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.customer_credit_balance.models.exposure.movement import CreditMovement
from odoo.addons.customer_credit_balance.models.exposure.scope import CreditQuestion, CreditScope

from ...decision import CreditFigures

# What is read along and is no term.
LOOKUPS = ("overdue", "overdue_days", "online_count", "orders_beyond", "authorized_beyond")


class ResPartner(models.Model):
    """Adds terms, limits and choices of the policy to the exposure of contacts, because a decision
    reads all that it needs by one statement.

    The terms of the base, money that is authorized, and the choices of the policy.
    One more line: what the customer may still owe, of how much.
    Readers see the list with their own rights; the sum may be more than they may open.
    """

    _inherit = "res.partner"

    # --- actions

    def action_open_credit_term(self, code, company_id=None):
        """Return the action that lists what stands behind one part of the exposure.

        :param str code: as of ``_get_credit_exposure_terms``
        :param int company_id: one of the user's companies; default the current one
        :raise AccessError: no customer credit user, or no right to read the contact
        :raise UserError: nothing stands behind such a part
        """
        self.ensure_one()
        self.env["customer.credit.profile"].check_access("read")
        self.check_access("read")
        company = self.env.companies.filtered(lambda it: it.id == company_id) or self.env.company
        action = self.commercial_partner_id._get_credit_term_action(code, company)
        if not action:
            raise UserError(_("Nothing can be opened for this part."))
        return action

    # --- hooks

    def _get_credit_exposure_parameters(self) -> dict:
        """Add what a policy looks at.

        ``overdue_days``: what is overdue for more than so many days; ``horizon``: the moment
        after which orders are left out; ``orders``: ids of the orders decided on.

        # EXTENDS 'customer_credit_balance'
        """
        return {
            **super()._get_credit_exposure_parameters(),
            "overdue_days": "int",
            "horizon": "timestamp",
            "orders": "int[]",
        }

    def _get_credit_exposure_queries(self, scope: CreditScope) -> dict:
        """Add ``authorized``: orders that a payment secures, which is not captured yet.

        # EXTENDS 'customer_credit_balance'
        """
        return {
            **super()._get_credit_exposure_queries(scope),
            ("authorized",): self._credit_authorized_query("authorized"),
        }

    def _get_credit_lookup_queries(self, scope: CreditScope) -> dict:
        """Add what policies and decisions look at beside the terms.

        ``orders_beyond``, ``authorized_beyond``: parts of those terms that lie beyond the
        horizon. ``order_drafts``: the part of draft invoices that orders count no more.
        ``store_credit``: what may be spent, negative; ``set_aside``: what is kept for orders.
        ``overdue``, ``overdue_days``: amount and age of the oldest. ``online_count``: payments of
        the orders decided on, and store credit set aside for them.

        # EXTENDS 'customer_credit_balance'
        """
        beyond = SQL(
            "credit_order.commitment_date > %s AND credit_order.customer_id %s",
            scope["horizon"],
            scope.among,
        )
        return {
            **super()._get_credit_lookup_queries(scope),
            ("orders_beyond",): self._credit_orders_beyond_query(beyond),
            ("authorized_beyond",): self._credit_authorized_query("authorized_beyond", beyond),
            ("order_drafts",): self._credit_order_drafts_query(scope),
            ("store_credit",): self._credit_store_query(scope),
            ("set_aside",): self._credit_set_aside_query(scope),
            ("overdue", "overdue_days"): self._credit_overdue_query(scope),
            ("online_count",): self._credit_online_query(scope),
        }

    def _get_credit_exposure_movements(self) -> dict[str, CreditMovement]:
        """Add online payments, and limits and policies: by them the same debts count for more.

        # EXTENDS 'customer_credit_balance'
        """
        return {
            **super()._get_credit_exposure_movements(),
            "payment_transaction": CreditMovement(
                ("state", "amount", "currency_id", "payment_id", "is_post_processed", "operation",
                 "source_transaction_id"),
                lambda row: self._credit_moved_by_payment(
                    SQL("IN (%(row)s.id, %(row)s.source_transaction_id)", row=row)
                ),
            ),
            "sale_order_transaction_rel": CreditMovement(
                ("sale_order_id", "transaction_id"),
                lambda row: SQL(
                    "%s UNION %s",
                    self._credit_moved_by_order(SQL("= %s.sale_order_id", row)),
                    self._credit_moved_by_payment(SQL("= %s.transaction_id", row)),
                ),
            ),
            "customer_credit_profile": CreditMovement(
                ("partner_id", "company_id", "policy_id", "limit_mode", "limit_amount",
                 "temporary_limit", "temporary_from", "temporary_until"),
                lambda row: SQL("SELECT %(row)s.company_id, %(row)s.partner_id", row=row),
            ),
            "customer_credit_policy": CreditMovement(
                ("company_id", "is_default", "basis", "include_draft_invoices",
                 "include_store_credit", "horizon_days", "default_limit_mode", "default_limit"),
                lambda row: SQL("SELECT %s.company_id, NULL::int", row),
            ),
            # Whose figures are deleted has none that would hold.
            "customer_credit_snapshot": CreditMovement(
                ("partner_id", "company_id"),
                lambda row: SQL(
                    "SELECT %(row)s.company_id, %(row)s.partner_id WHERE %(row)s.latest", row=row
                ),
                inserts=False,
            ),
        }  # fmt: skip

    def _get_credit_position(self, company: models.BaseModel) -> dict:
        """Add the line ``room`` for customers with a limit, and put a hold first.

        # EXTENDS 'customer_credit_balance'
        """
        positions = super()._get_credit_position(company)
        if company.id not in self.env["customer.credit.policy"]._get_companies_in_use():
            return positions
        figures = self._get_credit_figures(company, concise=True)
        for customer, position in positions.items():
            self._set_credit_position_room(position, figures[customer], company.currency_id)
        return positions

    def _get_credit_term_action(self, code: str, company: models.BaseModel) -> dict | None:
        """Hook: return the action of a part of the exposure, or None.

        Addons that add terms open their own documents; callers have checked the right.
        """
        self.ensure_one()
        if code in ("receivable", "draft_invoices", "order_drafts"):
            ids, view = self._get_credit_term_moves(code, company), None
            if code == "receivable" and (drafts := self._get_credit_paid_by_drafts(company)):
                ids += [move.id for move in drafts if move.id not in ids]
                view = "customer_credit_limit.account_move_view_list_credit_owed"
            title = self._get_credit_title(code)
            return self._open_credit_documents("account.move", ids, title, view)
        if code in ("orders", "authorized"):
            where = self._credit_orders_where(self._get_credit_scope(company))
            query = SQL(
                "SELECT id FROM (%s) remaining WHERE amount > 0",
                self._credit_exposure_orders_query(where),
            )
            self.env.flush_all()
            ids = [row[0] for row in self.env.execute_query(query)]
            return self._open_credit_documents("sale.order", ids, self._get_credit_title(code))
        if code in ("credits", "store_credit", "set_aside", "overdrawn"):
            return self.action_open_credit_centre()
        return None

    # --- private

    def _credit_moved_by_payment(self, which):
        """Return the select of whom online payments move.

        :param SQL which: condition that follows the id of a transaction
        """
        return self._credit_moved_by_order(
            SQL(
                "IN (SELECT rel.sale_order_id FROM sale_order_transaction_rel rel"
                " WHERE rel.transaction_id %s)",
                which,
            )
        )

    def _get_credit_figures(
        self,
        company: models.BaseModel,
        decide: bool = False,
        concise: bool = False,
        documents: models.BaseModel | None = None,
    ) -> dict:
        """Return what decides on each customer: policy, profile, limit, exposure, overdue.

        :param company: res.company whose books, limits and policies count
        :param bool decide: for gates: leave out the exposure that nothing depends on, and
            update the credit account rows of the others as it is read
        :param bool concise: for lists and bars: as for gates, but update nothing and leave out
            what is overdue
        :param documents: what is decided on; its selects are read along
        :return: {commercial res.partner: CreditFigures} for every customer
        """
        profiles = self._get_credit_profile_by_partner(company)
        customers = self._get_credit_customers()
        figures = customers._get_credit_standing_by_partner(company, profiles)
        counted = customers
        if decide or concise:
            counted = customers.filtered(
                lambda it: figures[it].limit is not None and figures[it].mode != "off"
            )
        extra = documents._get_credit_decision_values(figures) if documents else {}
        groups = customers._get_credit_policy_groups(figures, counted, not concise, extra)
        touch = None
        if decide and counted:
            touch = self.env["customer.credit.account"]._touch_query(counted.ids, company)
        question = CreditQuestion(tuple((it, values) for _policy, it, values in groups), touch)
        read = customers._get_credit_exposure_terms if counted else customers._read_credit_terms
        terms = {code: dict(amounts) for code, amounts in read(company, question).items()}
        for policy, members, _values in groups:
            (members & counted)._filter_credit_terms(terms, policy, company)
        found = {code: terms.pop(code, {}) for code in LOOKUPS}
        for customer, exposure in counted._make_credit_exposures(terms).items():
            figures[customer].exposure = exposure
        for customer, amount in found["overdue"].items():
            figures[customer].overdue = amount
            figures[customer].overdue_days = int(found["overdue_days"].get(customer, 0))
        if documents:
            documents._set_credit_decision_figures(figures, found)
        return figures

    def _get_credit_policy_groups(
        self, figures: dict, counted: models.BaseModel, overdue: bool, extra: dict
    ) -> list:
        """Return [(policy, customers who share it, values that they are asked by)].

        Those who are not counted are asked for no term; whoever is asked for nothing is left out.

        :param bool overdue: look at what is overdue where the policy does
        :param dict extra: values of the documents decided on
        """
        members = {}
        for customer in self:
            key = (figures[customer].policy, customer in counted)
            members.setdefault(key, []).append(customer.id)
        groups = []
        for (policy, is_counted), ids in members.items():
            values = self._get_credit_policy_values(policy) if is_counted else {"asked": []}
            if overdue and policy and policy.overdue_mode != "off":
                values.update(self._get_credit_overdue_values(policy.overdue_days))
                values["asked"] = [*values["asked"], "overdue", "overdue_days"]
            values = {**values, **extra, "asked": [*values["asked"], *extra.get("asked", ())]}
            if values["asked"]:
                groups.append((policy, self.browse(ids), values))
        return groups

    def _get_credit_standing_by_partner(
        self, company: models.BaseModel, profiles: dict | None = None
    ) -> dict:
        """Return {customer: CreditFigures} with policy, profile and limit alone, in one query.

        :param dict profiles: of ``_get_credit_profile_by_partner``, if they are known already
        """
        if profiles is None:
            profiles = self._get_credit_profile_by_partner(company)
        default = self.env["customer.credit.policy"]._get_default(company)
        nobody = self.env["customer.credit.profile"].sudo()
        figures = {}
        for customer in self:
            profile = profiles.get(customer, nobody)
            limit = self._get_effective_credit_limit(profile, default)
            figures[customer] = CreditFigures(profile.policy_id or default, profile, limit)
        return figures

    def _get_credit_limit_exposure_by_partner(self, company: models.BaseModel) -> dict:
        """Return what of each customer's exposure counts against the limit.

        The terms of the base, as the customer's policy wants them: by invoices the orders are
        out (and drafts, if the policy says so); orders beyond the horizon are out; available
        store credit is a negative term ``store_credit`` if the policy says so.

        :param company: res.company whose books, orders and policies count
        :return: {commercial res.partner: core Exposure} for every customer, company currency
        """
        customers = self._get_credit_customers()
        terms = customers._get_credit_limit_exposure_terms(company)
        return customers._make_credit_exposures(terms)

    def _get_credit_limit_exposure_terms(
        self, company: models.BaseModel, policies: dict | None = None
    ) -> dict:
        """Return {code: {commercial res.partner: float}} that counts, by each one's policy.

        :param dict policies: {customer: customer.credit.policy}, if they are known already
        """
        groups = self._group_by_credit_policy(company, policies)
        question = CreditQuestion(
            tuple((it, self._get_credit_policy_values(policy)) for policy, it in groups.items())
        )
        read = self._get_credit_exposure_terms(company, question)
        terms = {code: dict(amounts) for code, amounts in read.items()}
        for policy, members in groups.items():
            members._filter_credit_terms(terms, policy, company)
        return terms

    def _group_by_credit_policy(self, company, policies=None):
        """Return {policy: the customers here it holds for}; in most companies one for all.

        :param dict policies: {customer: customer.credit.policy}, if they are known already
        """
        Policy = self.env["customer.credit.policy"]
        if policies is None and company.id not in Policy._get_companies_with_choice():
            return {Policy._get_default(company): self}
        by_policy = {}
        for customer, policy in (policies or self._get_credit_policy_by_partner(company)).items():
            by_policy.setdefault(policy, []).append(customer.id)
        return {policy: self.browse(ids) for policy, ids in by_policy.items()}

    @api.model
    def _get_credit_policy_values(self, policy: models.BaseModel) -> dict:
        """Return the values that customers with this policy are asked by, for all that counts."""
        values = {"asked": list(self.env["customer.credit.exposure"]._get_term_codes())}
        if policy.basis == "orders" and policy.horizon_days:
            values["horizon"] = self._get_credit_horizon(policy.horizon_days)
            values["asked"] += ["orders_beyond", "authorized_beyond"]
        if policy.basis == "orders" and not policy.include_draft_invoices:
            values["asked"].append("order_drafts")
        if policy.include_store_credit:
            values["asked"].append("store_credit")
        if policy.basis == "orders":
            values["asked"].append("set_aside")
        return values

    def _credit_orders_beyond_query(self, where):
        """Return the select of what orders beyond the horizon do not owe yet.

        What is delivered already is owed, whatever day somebody writes on the order.

        :param SQL where: condition on ``credit_order``
        """
        return SQL(
            """
            SELECT 'orders_beyond', credit_order.customer_id,
                   SUM(credit_order.amount - LEAST(credit_order.amount, GREATEST(0, done.amount)))
              FROM credit_order, LATERAL (
                   SELECT COALESCE(SUM(
                              CASE WHEN line.product_uom_qty > 0
                                   THEN GREATEST(0, line.qty_delivered
                                                    - COALESCE(line.qty_invoiced, 0))
                                        * line.price_total / line.product_uom_qty
                                   ELSE GREATEST(0, line.credit_unordered_total) END), 0)
                          / COALESCE(NULLIF(credit_order.currency_rate, 0), 1) AS amount
                     FROM sale_order_line line
                    WHERE line.order_id = credit_order.id AND line.display_type IS NULL) done
             WHERE %s
             GROUP BY credit_order.customer_id
            """,
            where,
        )

    def _credit_order_drafts_query(self, scope):
        """Return the select of what draft invoices took over from orders, which count it no more.

        Where drafts do not count it does all the same: an order is owed until it is invoiced.
        What takes back counts as in ``draft_invoices``.
        """
        return SQL(
            """
            SELECT 'order_drafts', move.commercial_partner_id,
                   SUM(CASE WHEN move.move_type = 'out_refund' OR own.amount < 0
                            THEN -%(taken_back)s ELSE own.amount END)
              FROM account_move move, LATERAL (
                   SELECT SUM(item.price_total)
                          / COALESCE(NULLIF(move.invoice_currency_rate, 0), 1) AS amount
                     FROM account_move_line item
                    WHERE item.move_id = move.id AND item.display_type = 'product'
                      AND EXISTS (SELECT 1 FROM sale_order_line_invoice_rel rel
                                   WHERE rel.invoice_line_id = item.id)) own
             WHERE move.state = 'draft' AND move.company_id = %(company)s
               AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
               AND move.commercial_partner_id %(among)s AND own.amount IS NOT NULL
             GROUP BY move.commercial_partner_id
            """,
            taken_back=self._credit_taken_back(),
            company=scope["company"],
            among=scope.among,
        )

    def _credit_store_query(self, scope):
        """Return the select of money that is there: an allowed overdraft is none."""
        return SQL(
            """
            SELECT 'store_credit', partner_id, -GREATEST(balance - reserved, 0)
              FROM customer_credit_account
             WHERE company_id = %s AND merged_into_id IS NULL AND state = 'active'
               AND partner_id %s
            """,
            scope["company"],
            scope.among,
        )

    def _credit_set_aside_query(self, scope):
        """Return the select of store credit that is kept for confirmed orders, negative.

        It pays its own order, as far as that is still to be invoiced, and makes room for no other.
        """
        return SQL(
            """
            SELECT 'set_aside', credit_order.customer_id,
                   -SUM(LEAST(credit_order.amount, kept.amount))
              FROM (SELECT res_id, SUM(amount) AS amount
                      FROM customer_credit_reservation
                     WHERE state = 'open' AND company_id = %(company)s
                       AND res_model = 'sale.order' AND starts_with(request_key, 'order:')
                     GROUP BY res_id) kept
              JOIN credit_order ON credit_order.id = kept.res_id
             WHERE (credit_order.commitment_date > %(horizon)s) IS NOT TRUE
               AND credit_order.customer_id %(among)s
             GROUP BY credit_order.customer_id
            """,
            company=scope["company"],
            horizon=scope["horizon"],
            among=scope.among,
        )

    def _credit_online_query(self, scope):
        """Return the select of whether anything was paid for the orders decided on, or kept."""
        return SQL(
            """
            SELECT 'online_count', partner.commercial_partner_id, COUNT(*)
              FROM (SELECT rel.sale_order_id AS id FROM sale_order_transaction_rel rel
                     WHERE rel.sale_order_id = ANY(%(orders)s)
                     UNION ALL
                    SELECT res_id FROM customer_credit_reservation
                     WHERE state = 'open' AND res_model = 'sale.order'
                       AND res_id = ANY(%(orders)s)) paid
              JOIN sale_order orders ON orders.id = paid.id
              JOIN res_partner partner ON partner.id = orders.partner_invoice_id
             WHERE partner.commercial_partner_id %(among)s
             GROUP BY partner.commercial_partner_id
            """,
            orders=scope["orders"],
            among=scope.among,
        )

    def _filter_credit_terms(self, terms, policy, company):
        """Change ``terms`` in place for these customers, who share a policy."""
        for code in ("orders", "authorized"):
            beyond = terms.get(f"{code}_beyond")
            if not beyond:
                continue
            for customer in [it for it in self if it in beyond]:
                left = terms[code].get(customer, 0.0) - beyond.pop(customer)
                terms[code][customer] = company.currency_id.round(left)
        for code in self._get_credit_dropped_terms(policy):
            for customer in self:
                terms[code].pop(customer, None)

    @api.model
    def _get_credit_dropped_terms(self, policy: models.BaseModel) -> list:
        """Return the codes of the terms that do not count by this policy."""
        dropped = ["orders", "authorized"] if policy.basis == "invoices" else []
        if policy and not policy.include_draft_invoices:
            dropped.append("draft_invoices")
        return dropped

    def _get_credit_horizon(self, days: int) -> datetime:
        """Return the moment after which orders are left out."""
        return fields.Datetime.now() + timedelta(days=days)

    def _credit_authorized_query(self, code, where=None):
        """Return the select of money that secures confirmed orders and is not captured yet.

        Negative, and never more than what is still to be invoiced of its own order: it makes no
        room for other orders. A payment for several orders secures none of them. It starts from
        the payments, as there are few of them at any time.

        :param SQL where: condition on ``credit_order``; default all of them
        """
        return SQL(
            """
            SELECT %(code)s, credit_order.customer_id, -SUM(LEAST(credit_order.amount,
                       GREATEST(secured.amount, 0)
                       / COALESCE(NULLIF(credit_order.currency_rate, 0), 1)))
              FROM (SELECT rel.sale_order_id, tx.currency_id,
                           SUM(tx.amount - COALESCE((
                               SELECT SUM(child.amount)
                                 FROM payment_transaction child
                                WHERE child.source_transaction_id = tx.id
                                  AND child.operation != 'refund'
                                  AND child.state IN ('done', 'cancel')), 0)) AS amount
                      FROM payment_transaction tx
                      JOIN sale_order_transaction_rel rel ON rel.transaction_id = tx.id
                     WHERE (tx.state = 'authorized' OR tx.state = 'done' AND tx.payment_id IS NULL
                            AND tx.is_post_processed IS NOT TRUE)
                       AND tx.operation != 'validation'
                       AND (SELECT COUNT(*) FROM sale_order_transaction_rel one
                             WHERE one.transaction_id = tx.id) = 1
                     GROUP BY rel.sale_order_id, tx.currency_id) secured
              JOIN credit_order ON credit_order.id = secured.sale_order_id
                               AND credit_order.currency_id = secured.currency_id
             WHERE %(where)s
             GROUP BY credit_order.customer_id
            """,
            code=code,
            where=where or SQL("TRUE"),
        )

    def _set_credit_position_room(self, position, figures, currency):
        """Change a position in place: line, colour and words."""
        if figures.limit is not None and figures.mode != "off":
            room = currency.round(float(figures.exposure.headroom(figures.limit)))
            position["room"], position["limit"] = room, figures.limit
            position["lines"].append(self._get_credit_room_line(figures, room))
            if room < 0:
                self._raise_credit_position(position, "look", _("Over the limit"))
            elif position["state"] == "none":
                position.update(state="fine", state_label=_("Within the limit"))
        if figures.profile and figures.profile._is_on_hold():
            self._raise_credit_position(position, "stopped", _("On hold"))

    def _raise_credit_position(self, position, state, label):
        """Show the state unless a worse one is shown already; a hold comes before anything."""
        order = ("none", "fine", "look", "stopped")
        if state == "stopped" or order.index(position["state"]) < order.index(state):
            position.update(state=state, state_label=label)

    def _get_credit_room_line(self, figures: CreditFigures, room: float) -> dict:
        """Return the line: amount left (or over), of the limit, with a bar for what is used."""
        parts = [self._credit_position_part(_("of"), figures.limit)]
        progress = float(figures.exposure.utilisation(figures.limit)) / 100
        return {
            "code": "room",
            "label": _("May still owe") if room >= 0 else _("Over the limit"),
            "amount": abs(room),
            "parts": parts,
            "progress": min(max(progress, 0.0), 1.0),
        }

    def _get_credit_title(self, code: str) -> str:
        """Return the words above the list."""
        titles = {
            "receivable": _("Open Invoices"),
            "draft_invoices": _("Draft Invoices"),
            "order_drafts": _("Draft Invoices"),
            "orders": _("Orders Not Invoiced"),
            "authorized": _("Orders Not Invoiced"),
        }
        return f"{titles[code]} · {self.complete_name}"

    def _get_credit_term_moves(self, code: str, company: models.BaseModel) -> list[int]:
        """Return the ids of the entries behind a part."""
        if code in ("draft_invoices", "order_drafts"):
            domain = [
                ("state", "=", "draft"),
                ("company_id", "=", company.id),
                ("move_type", "in", ("out_invoice", "out_receipt", "out_refund")),
                ("commercial_partner_id", "=", self.id),
            ]
            drafts = self.env["account.move"].sudo().search(domain)
            if code == "order_drafts":
                drafts = drafts.filtered("invoice_line_ids.sale_line_ids")
            return drafts.ids
        return [item.key for item in self._get_credit_open_items(company)]

    def _get_credit_paid_by_drafts(self, company: models.BaseModel) -> models.BaseModel:
        """Return the invoices (account.move) that entries pay which were reset to draft.

        The exposure counts them as owed: it is careful with what is decided in the house. Whatever
        goes to customers or stops them (reminders, statements, the portal, holds, what is overdue)
        goes by what Odoo leaves to pay: who paid is not asked again while the payment is mended.
        A payment that never came is cancelled, and then Odoo opens its invoices.
        """
        matches = self.env["account.partial.reconcile"].sudo().search(
            [
                ("credit_move_id.move_id.state", "=", "draft"),
                ("credit_move_id.move_id.commercial_partner_id", "=", self.id),
                ("debit_move_id.account_id", "in", self._get_receivable_account_ids(company)),
                ("debit_move_id.parent_state", "=", "posted"),
                ("debit_move_id.partner_id", "=", self.id),
                ("debit_move_id.company_id", "=", company.id),
            ]
        )  # fmt: skip
        return matches.debit_move_id.move_id

    def _open_credit_documents(self, model, ids, name, view=None):
        """Return the action of a list of these documents; invoices add up by what is left.

        :param str view: XML id of another list
        """
        by_rest = "customer_credit_limit.account_move_view_list_credit_rest"
        rows = cards = False
        if model == "account.move":
            rows = self.env.ref(view or by_rest).id
            cards = self.env.ref("customer_credit_balance.account_move_view_kanban_open").id
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(rows, "list"), (cards, "kanban"), (False, "form")],
            "mobile_view_mode": "kanban",
            "domain": [("id", "in", ids)],
            "context": {"create": False},
            "help": _("Nothing of this counts any more: look at the document again."),
        }
