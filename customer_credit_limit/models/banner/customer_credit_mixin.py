"""The banner of a document: figures, reasons and the path to yes, ready to be shown."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.const import MANAGER_GROUP
from odoo.addons.customer_credit_balance.core.verdict import Verdict, path_to_yes

OVERDUE_VIEW = "customer_credit_limit.account_move_view_list_credit_overdue"


class CustomerCreditMixin(models.AbstractModel):
    """Adds the banner and its ways out to documents, because whoever is stopped needs to know what
    would help; the gates decide, by the same verdict.
    """

    _inherit = "customer.credit.mixin"

    # --- computes

    def _compute_credit_verdict(self):
        """Prepare the banner of documents that are still to be decided."""
        for document in self:
            document.credit_verdict = document._get_credit_banner()

    # --- actions

    def action_credit_way(self, code):
        """Return the action that starts one way of the banner (whoever may read the document).

        :raise UserError: the way is not open any more
        """
        self.ensure_one()
        self.check_access("read")
        verdict = self._get_credit_verdict()
        ways = {way["code"]: way for way in self._get_credit_ways(verdict)}
        if not isinstance(code, str) or code not in ways:
            raise UserError(_("The figures have changed: look at the document again."))
        if code == "split":
            return self.action_credit_split()
        if code == "deposit":
            return self._get_credit_deposit_action(ways[code]["amount"])
        if code in ("invoices", "overdue"):
            return self._get_credit_partner()._open_credit_documents(
                "account.move", ways[code]["moves"], ways[code]["label"],
                view=OVERDUE_VIEW if code == "overdue" else None,
            )  # fmt: skip
        return self._use_credit_way(ways[code])

    def action_credit_term(self, code):
        """Return the action that lists what stands behind one part of the exposure.

        :raise AccessError: no right to read the document, or no customer credit user
        :raise UserError: nothing stands behind such a part
        """
        self.ensure_one()
        self.check_access("read")
        company = self._get_credit_company()
        return self._get_credit_partner().action_open_credit_term(code, company.id)

    # --- hooks

    def _is_credit_open(self) -> bool:
        """Hook: say whether the document is still to be decided."""
        self.ensure_one()
        return True

    def _is_credit_requested(self) -> bool:
        """Hook: say whether approval has been asked for and is not decided."""
        self.ensure_one()
        return False

    def _get_credit_usable(self, verdict: Verdict) -> float:
        """Hook: return the store credit that would make room here, used by whoever looks.

        Company currency, >= 0. Applied to invoices it does by any policy that does not deduct it
        already; that takes a right.
        """
        self.ensure_one()
        if not self.env.user.has_group(MANAGER_GROUP):
            return 0.0
        customer, company = self._get_credit_partner().sudo(), self._get_credit_company()
        account = customer._get_store_credit_account_by_partner(company).get(customer)
        return max(account.available, 0.0) if account else 0.0

    def _use_credit_way(self, way: dict) -> dict:
        """Hook: use store credit as ``_get_credit_usable`` says; return the action that follows."""
        self.ensure_one()
        return self._get_credit_partner().action_open_credit_centre()

    def _get_credit_term_labels(self) -> dict[str, str]:
        """Hook: return {code of a term: words}; addons that add terms name them."""
        return {
            "receivable": _("open invoices"),
            "credits": _("outstanding credits"),
            "orders": _("orders not invoiced"),
            "authorized": _("authorized payments"),
            "draft_invoices": _("draft invoices"),
            "order_drafts": _("draft invoices"),
            "store_credit": _("store credit"),
            "set_aside": _("store credit"),
            "overdrawn": _("overdrawn store credit"),
            "passed": _("confirmed just now"),
        }

    # --- private

    def _get_credit_banner(self) -> dict | bool:
        """Return the banner, or False when there is nothing to say.

        :return: dict of ``state`` (warning, blocked), ``title``, ``currency_id``, ``figures`` and
            ``terms`` [{code, label, amount}], ``reasons`` [{code, message, level}], ``note`` (the
            figures in the document's own currency, in words, else False), ``ways``
            [{code, label, amount, button, confirm}], ``can_request``; amounts in company
            currency, ``button`` what it does with its figures, ``confirm`` a question for what
            acts at once, else False
        """
        self.ensure_one()
        if not self._is_credit_open() or not self._get_credit_partner():
            return False
        verdict = self._get_credit_verdict()
        if verdict.state == "ok":
            return False
        return {
            "state": verdict.state,
            "title": self._get_credit_banner_title(verdict),
            "currency_id": self._get_credit_company().currency_id.id,
            "figures": self._get_credit_banner_figures(verdict),
            "terms": self._get_credit_banner_terms(verdict),
            "reasons": verdict.as_dict()["blockers"],
            "note": self._get_credit_currency_note(verdict),
            "ways": [
                {"confirm": False}
                | {key: way[key] for key in way if key not in ("moves", "to_pay")}
                for way in self._get_credit_ways(verdict)
            ],
            "can_request": verdict.state == "blocked" and bool(self._origin)
            and not self._is_credit_requested(),
        }  # fmt: skip

    def _get_credit_banner_title(self, verdict: Verdict) -> str:
        """Return the first words of the banner."""
        if verdict.state == "warning":
            return _("Please look")
        if self._is_credit_requested():
            return _("Waiting for credit approval")
        return _("Needs approval")

    def _get_credit_banner_figures(self, verdict: Verdict) -> list:
        """Return exposure, limit, headroom and what is left after this document."""
        figures = [("exposure", _("Owes or will owe"), verdict.exposure.total)]
        if verdict.limit is not None:
            figures += [
                ("limit", _("Limit"), verdict.limit),
                ("headroom", _("May still owe"), verdict.headroom),
                ("after", _("May still owe after this"), verdict.headroom_after),
            ]
        return [{"code": code, "label": label, "amount": float(amount)}
                for code, label, amount in figures]  # fmt: skip

    def _get_credit_banner_terms(self, verdict: Verdict) -> list:
        """Return the parts of the exposure that are not zero."""
        labels = self._get_credit_term_labels()
        return [
            {"code": code, "label": labels.get(code, code), "amount": float(amount)}
            for code, amount in verdict.exposure.terms
            if amount
        ]

    def _get_credit_ways(self, verdict: Verdict) -> list[dict]:
        """Return what would release the document, each way enough by itself for its reason.

        :return: [{code, label, amount, button, moves, to_pay, confirm}]; company currency
        """
        self.ensure_one()
        codes = {it.code for it in verdict.blockers}
        customer, company = self._get_credit_partner().sudo(), self._get_credit_company()
        ways = []
        if "overdue" in codes:
            days = self._get_credit_policy().overdue_days
            items = customer._get_credit_open_items(company, overdue_days=days)
            amount = company.currency_id.round(sum(float(it.amount) for it in items))
            ways.append(self._make_credit_way("overdue", amount, [it.key for it in items]))
        if "over_limit" in codes and verdict.excess:
            counted = self._get_credit_policy().include_store_credit
            for way in path_to_yes(
                verdict.excess,
                customer._get_credit_open_items(company),
                [],
                0.0 if counted else self._get_credit_usable(verdict),
                company.currency_id.rounding,
            ):
                deposit = sum(part.amount for part in way.parts if part.code == "deposit")
                if deposit > verdict.amount:
                    continue  # more than the document itself: nobody can pay that on it
                moves = [part.key for part in way.parts if part.code == "invoice"]
                if moves and set(moves) == set(ways[0]["moves"] if ways else ()):
                    continue  # the overdue invoices are those that make room: said once
                ways.append(self._make_credit_way(way.code, float(way.amount), moves, way))
        return ways

    def _make_credit_way(self, code, amount, moves, way=None):
        """Return a way in words and figures; its button says what it does, and how much."""
        count = len(moves)
        format_ = self._get_credit_company().currency_id.format
        figure = format_(amount)
        invoices = _("Pay 1 open invoice") if count == 1 else _("Pay %s open invoices", count)
        overdue = _("Pay 1 overdue invoice") if count == 1 else _("Pay %s overdue invoices", count)
        labels = {
            "deposit": (_("Deposit"), _("Send pay link for %s", figure)),
            "invoices": (invoices, self._get_credit_show_button(count, figure, overdue=False)),
            "overdue": (overdue, self._get_credit_show_button(count, figure, overdue=True)),
            "store_credit": (_("Use store credit"), _("Use %s store credit", figure)),
            "split": (_("Split: what fits now goes on"), _("Order what fits: %s", figure)),
        }
        label, button = labels.get(code, (code, _("Open")))
        if way and code == "store_credit" and way.to_pay:
            rest, figure = format_(float(way.to_pay)), format_(amount - float(way.to_pay))
            label = _("Use store credit, and a deposit of %s", rest)
            button = _("Use %(credit)s store credit, and a deposit of %(rest)s",
                       credit=figure, rest=rest)  # fmt: skip
        confirm = code == "split" and _(
            "This order keeps what fits; the rest goes to a new quotation. Split it now?"
        )
        return {
            "code": code,
            "label": label,
            "amount": amount,
            "button": button,
            "moves": moves,
            "to_pay": float(way.to_pay) if way else 0.0,
            "confirm": confirm,
        }

    @api.model
    def _get_credit_show_button(self, count: int, figure: str, overdue: bool) -> str:
        """Return what the button says that lists invoices."""
        if overdue:
            one = _("Show the overdue invoice: %s", figure)
            many = _("Show the %(count)s overdue invoices: %(amount)s", count=count, amount=figure)
        else:
            one = _("Show the open invoice: %s", figure)
            many = _("Show %(count)s open invoices: %(amount)s", count=count, amount=figure)
        return one if count == 1 else many

    def _get_credit_currency_rate(self) -> float:
        """Return today's rate, document currency per company currency."""
        company = self._get_credit_company()
        today = fields.Date.context_today(self)
        return self.env["res.currency"]._get_conversion_rate(
            company.currency_id, self.currency_id, company, today
        )

    def _get_credit_currency_note(self, verdict: Verdict) -> str | bool:
        """Return what the limit means in the document's own currency, where it is another one."""
        currency = "currency_id" in self._fields and self.currency_id
        if not currency or currency == self._get_credit_company().currency_id:
            return False
        if not verdict.excess:
            return False
        rate = self._get_credit_currency_rate()
        excess = currency.format(currency.round(float(verdict.excess) * rate))
        return _(
            "In %(currency)s: over the limit by %(amount)s", currency=currency.name, amount=excess
        )

    def _get_credit_deposit_action(self, amount: float) -> dict:
        """Return the dialog that makes a pay link over what is missing."""
        self.ensure_one()
        rate = self._get_credit_currency_rate()
        values = self._get_default_payment_link_values()
        amount = min(self.currency_id.round(amount * rate), values["amount_max"])
        wizard = self.env["payment.link.wizard"].create(
            {
                "res_model": self._name,
                "res_id": self.id,
                "amount": amount,
                **{name: values[name] for name in ("currency_id", "partner_id", "amount_max")},
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": _("Pay Link"),
            "res_model": "payment.link.wizard",
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _wait_for_credit(self, verdict):
        """Ask for approval and put on record what stopped the document."""
        self.ensure_one()
        self._request_credit_approval(verdict)
        self._log_blocked(verdict)
