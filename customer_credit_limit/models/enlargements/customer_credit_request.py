"""Credit request to enlarge a confirmed order: the difference waits, the order goes on."""

from odoo import _, api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from odoo.addons.customer_credit_balance.exceptions import open_reason

from ...const import OPEN_STATES


class CustomerCreditRequest(models.Model):
    """Adds the order as it shall be to requests, because approval makes the change and so must have
    seen its figures.
    """

    _inherit = "customer.credit.request"

    # --- fields

    enlargement = fields.Json(readonly=True)
    enlarge_from = fields.Monetary(
        "Order Amount Before", readonly=True, help="What the confirmed order is worth as it is."
    )
    enlarge_note = fields.Text("Change Asked For", readonly=True)

    # --- hooks

    @api.model
    def _get_kind_values(self, document: models.BaseModel) -> dict:
        """An order that is a quotation again is asked for as it stands, not as it should grow.

        # EXTENDS 'customer_credit_limit'
        """
        as_it_stands = {"enlargement": False, "enlarge_from": 0.0, "enlarge_note": False}
        return {**super()._get_kind_values(document), **as_it_stands}

    def _refresh_figures(self):
        """Decide on the order as it shall be, not as it is.

        # EXTENDS 'customer_credit_limit'
        """
        if self.kind != "enlargement" or self.order_id.state != "sale":
            return super()._refresh_figures()
        self._check_for(self._get_document())
        preview = self._preview_enlargement()
        if not preview:
            return True
        verdict, values = preview
        if verdict.state != "blocked":
            values.pop("reasons")
        return self.write(values)

    def _reevaluate(self):
        """Make changes that fit by now; an order that ended needs none.

        # EXTENDS 'customer_credit_limit'
        """
        growing = self.filtered(lambda it: it.kind == "enlargement" and it.order_id.state == "sale")
        for request in growing:
            if not request._is_for(request._get_document()):
                request._close_changed()
                continue
            preview = request._preview_enlargement()
            if not preview or preview[0].state == "blocked":
                request.write(preview[1] if preview else {})
                continue
            problem = request._enlarge_order()
            request._close(_("No longer needed: nothing stops the change any more."))
            title = _("The order is changed: it needs no approval any more")
            if problem:
                title = _("Enlarging the order needs no approval any more")
            request._tell_requester(title, problem or request.enlarge_note)
        return super(CustomerCreditRequest, self - growing)._reevaluate()

    # --- private

    def _release_enlargement(self):
        """Make the change, or tell the rep how far the order may grow."""
        if self.currency_id.compare_amounts(self.order_amount, self.ceiling) > 0:
            self._tell_requester(
                _("Credit approved up to a lower amount"),
                _("The order may grow to %s.", self.currency_id.format(self.ceiling)),
            )
        elif not self._get_policy().auto_confirm:
            self._tell_requester(_("Credit approved: change the order"), self.enlarge_note)
        elif problem := self._enlarge_order():
            self._tell_requester(_("Credit approved, but the order is not changed"), problem)
        else:
            self._tell_requester(_("Credit approved: the order is changed"), self.enlarge_note)

    @api.model
    def _ask_to_enlarge(self, order, changes, values, note):
        """Return the open request (sudo) to change a confirmed order, made or brought up to date.

        Not callable by RPC: the dialog calls it with what was just previewed.

        :param list changes: as of ``sale.order._write_credit_changes``
        :param dict values: figures of the request, as if the order was changed
        :param str note: the change in words
        """
        asked = {
            **values,
            "kind": "enlargement",
            "enlargement": changes,
            "enlarge_from": self._get_amount_of(order.sudo()),
            "enlarge_note": note,
        }
        Request = self.sudo()
        pending = Request.search(
            [
                ("res_model", "=", order._name),
                ("res_id", "=", order.id),
                ("state", "in", OPEN_STATES),
            ]
        )
        if pending:
            pending.write({**asked, **pending._get_round_values(order)})
        else:
            pending = Request.create({**self._get_new_values(order, confirm=False), **asked})
        pending._start_round()
        pending._message_log(body=pending._describe_enlargement())
        return pending

    def _describe_enlargement(self):
        """Return the difference in one sentence."""
        self.ensure_one()
        format_ = self.currency_id.format
        return _(
            "Confirmed order %(old)s → %(new)s (%(difference)s more): %(note)s",
            old=format_(self.enlarge_from),
            new=format_(self.order_amount),
            difference=format_(self.order_amount - self.enlarge_from),
            note=self.enlarge_note or "",
        )

    def _preview_enlargement(self):
        """Return (Verdict, figures) as if the order was changed, or None while it cannot be."""
        try:
            verdict, values = self.order_id._preview_credit_changes(self.enlargement)
        except (UserError, RedirectWarning):
            # Locked, or another addon refuses: the figures of the asking stand.
            return None
        return verdict, self._get_values_now(values)

    def _enlarge_order(self):
        """Change the order and return what kept it from being changed, or nothing."""
        order = self.order_id.sudo()
        if order.state != "sale" or order.locked:
            return _("The order is not open for changes any more.")
        known = set(order.order_line.ids)
        if any(it["line_id"] and it["line_id"] not in known for it in self.enlargement):
            return _("Lines were deleted meanwhile: change the order by hand.")
        try:
            with self.env.cr.savepoint():
                order._write_credit_changes(self.enlargement)
        except (UserError, RedirectWarning) as error:
            return open_reason(error)
        return ""
