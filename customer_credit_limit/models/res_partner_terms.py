"""Parts of the exposure: each one opens the documents behind it."""

from odoo import _, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ResPartner(models.Model):
    """Readers see the list with their own rights; the sum may be more than they may open."""

    _inherit = "res.partner"

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

    def _get_credit_term_action(self, code, company):
        """Hook: return the action of a part of the exposure, or None.

        Addons that add terms open their own documents; callers have checked the right.
        """
        self.ensure_one()
        if code in ("receivable", "draft_invoices"):
            ids = self._get_credit_term_moves(code, company)
            return self._open_credit_documents("account.move", ids, self._get_credit_title(code))
        if code in ("orders", "authorized"):
            where = self._credit_orders_where(company)
            query = SQL(
                "SELECT id FROM (%s) remaining WHERE amount > 0",
                self._credit_exposure_orders_query(where),
            )
            self.env.flush_all()
            ids = [row[0] for row in self.env.execute_query(query)]
            return self._open_credit_documents("sale.order", ids, self._get_credit_title(code))
        if code in ("credits", "store_credit", "overdrawn"):
            return self.action_open_credit_centre()
        return None

    def _get_credit_title(self, code):
        """Return the words above the list."""
        titles = {
            "receivable": _("Open Invoices"),
            "draft_invoices": _("Draft Invoices"),
            "orders": _("Orders Not Invoiced"),
            "authorized": _("Orders Not Invoiced"),
        }
        return f"{titles[code]} · {self.display_name}"

    def _get_credit_term_moves(self, code, company):
        """Return the ids of the entries behind a part."""
        if code == "draft_invoices":
            domain = [
                ("state", "=", "draft"),
                ("company_id", "=", company.id),
                ("move_type", "in", ("out_invoice", "out_receipt", "out_refund")),
                ("commercial_partner_id", "=", self.id),
            ]
            return self.env["account.move"].sudo().search(domain).ids
        return [item.key for item in self._get_credit_open_items(company)]

    def _open_credit_documents(self, model, ids, name):
        """Return the action of a list of these documents."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", ids)],
            "context": {"create": False},
        }
