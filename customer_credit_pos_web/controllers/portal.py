"""The customer's page of store credit: balance, reservations, credits, history and till code."""

import base64
from uuid import uuid4

from dateutil.relativedelta import relativedelta
from reportlab.graphics import renderSVG
from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import _, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.customer_credit_balance.core.money import is_id
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.addons.sale.controllers.portal import CustomerPortal

from .checkout import FLASH, format_amount, parse_amount

PAGE_SIZE = 20
CODE_SIZE = 240


class StoreCreditPortal(CustomerPortal):
    """Everything is read for the user's commercial partner in the website's company."""

    def _prepare_quotations_domain(self, partner):
        """Leave top-ups out of the quotations: the page of store credit shows them.

        # EXTENDS 'sale'
        """
        domain = super()._prepare_quotations_domain(partner)
        return [*domain, ("store_credit_topup_user_id", "=", False)]

    @route(
        ["/my/credit", "/my/credit/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_my_credit(self, page=1, filterby="all", **kw):
        """Show the store credit of the user's customer.

        Colleagues who may see nothing are sent to their account page; those who may see the
        amount only get no history, no reservations and no credits.
        """
        website, user = request.website, request.env.user
        access = website._get_store_credit_access(user)
        if access == "none":
            return request.redirect("/my")
        account = website._get_store_credit_account(user)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "store_credit",
            "default_url": "/my/credit",
            "access": access,
            "credit_account": account,
            "currency": website.company_id.sudo().currency_id,
            "topup_product": website._get_topup_product(),
            "topups_open": self._get_open_topups(),
            **self._get_credit_code_values(),
        }
        if access == "history":
            values.update(self._get_credit_history_values(account, page, filterby))
            values.update(self._get_credit_detail_values(account))
            values.update(self._get_credit_due_values())
        return request.render("customer_credit_pos_web.portal_my_credit", values)

    @route("/my/credit/code/renew", type="http", auth="user", methods=["POST"], website=True)
    def portal_renew_credit_code(self, **kw):
        """Void the user's own till code and show a new one."""
        request.env.user.sudo().partner_id._renew_credit_qr_token()
        return request.redirect("/my/credit#till_code")

    @route(
        "/my/credit/due/<int:move_id>",
        type="http", auth="user", methods=["POST"], website=True, sitemap=False,
    )  # fmt: skip
    def portal_pay_due(self, move_id, amount=None, due=None, uuid=None, **_post):
        """Pay an opening balance with store credit, at once; only its customer can.

        :param str amount: what was typed
        :param str due: what the page showed as due: when that changed, nothing is paid
        :param str uuid: of the form: sent twice, it pays once
        """
        move = request.env["account.move"].sudo()
        if is_id(move_id):
            move = move.browse(move_id).exists().filtered(
                lambda it: it.move_type == "entry"
                and it.company_id == request.website.company_id
                and it._is_store_credit_owner(request.env.user)
            )  # fmt: skip
        if not move:
            return request.redirect("/my/credit")
        try:
            move._pay_entry_with_store_credit(parse_amount(move, amount), due, uuid)
        except (UserError, AccessError) as error:
            request.env.cr.rollback()
            request.session[FLASH] = str(error)
        return request.redirect("/my/credit#due")

    @route(
        "/my/credit/reservation/<int:reservation_id>/free",
        type="http", auth="user", methods=["POST"], website=True, sitemap=False,
    )  # fmt: skip
    def portal_free_reservation(self, reservation_id, **_post):
        """Free what a payment that is not made yet set aside; only its customer can."""
        reservation = request.env["customer.credit.reservation"].sudo()
        if is_id(reservation_id):
            reservation = reservation.browse(reservation_id).exists()
        try:
            if reservation:
                reservation._release_in_shop(request.env.user)
        except UserError as error:
            request.session[FLASH] = str(error)
        return request.redirect("/my/credit#reserved")

    # --------------------------------------------------------------- values

    def _get_credit_due_values(self) -> dict:
        """Return what the user's customer owes in the company of the website, how it adds up.

        Invoices in one line, as they have a page of their own; opening balances and whatever else
        is no invoice one by one; less what tills took back and have not booked.
        """
        customer = request.env.user.sudo().partner_id.commercial_partner_id
        items = customer._find_open_receivable(request.website.company_id, ">")
        waiting = items._get_credit_waiting()
        invoices = items.filtered(lambda item: item.move_id.is_invoice(include_receipts=True))
        entries = []
        for move, lines in (items - invoices).grouped("move_id").items():
            usable = move._get_store_credit_usable(request.env.user)
            entries.append(
                {
                    "move": move,
                    "amount": sum(lines.mapped("amount_residual")),
                    "usable": usable,
                    "value": format_amount(move, usable),
                    "due": move._get_store_credit_due(),
                    "uuid": uuid4(),
                }
            )
        open_amount = sum(items.mapped("amount_residual"))
        return {
            "due_invoices": sum(invoices.mapped("amount_residual")),
            "due_entries": entries,
            "due_waiting": sum(waiting.values()),
            "due_total": open_amount - sum(waiting.values()),
            "store_credit_message": request.session.pop(FLASH, ""),
        }

    def _get_credit_periods(self) -> dict:
        """Return the periods of the history as {key: {"label", "domain"}}."""
        today = fields.Date.context_today(request.env.user)
        month, year = today.replace(day=1), today.replace(day=1, month=1)

        def between(start, end):
            return [("date", ">=", start), ("date", "<", end)]

        return {
            "all": {"label": _("All"), "domain": []},
            "month": {"label": _("This month"), "domain": [("date", ">=", month)]},
            "last_month": {
                "label": _("Last month"),
                "domain": between(month - relativedelta(months=1), month),
            },
            "quarter": {
                "label": _("Last 3 months"),
                "domain": [("date", ">", today - relativedelta(months=3))],
            },
            "year": {"label": _("This year"), "domain": [("date", ">=", year)]},
            "last_year": {
                "label": _("Last year"),
                "domain": between(year - relativedelta(years=1), year),
            },
        }

    def _get_credit_history_values(
        self, account: models.BaseModel, page: int, filterby: str
    ) -> dict:
        """Return the entries of one page, newest first, with their documents."""
        Entry = request.env["customer.credit.entry"].sudo()
        periods = self._get_credit_periods()
        filterby = filterby if filterby in periods else "all"
        domain = Domain("account_id", "=", account.id) & Domain(periods[filterby]["domain"])
        total = Entry.search_count(domain) if account else 0
        pager = portal_pager(
            url="/my/credit",
            url_args={"filterby": filterby},
            total=total,
            page=page,
            step=PAGE_SIZE,
        )
        entries = Entry.search(domain, limit=PAGE_SIZE, offset=pager["offset"]) if total else Entry
        return {
            "entries": entries,
            "documents": entries._get_portal_documents(),
            "pager": pager,
            "searchbar_filters": periods,
            "filterby": filterby,
        }

    def _get_credit_detail_values(self, account: models.BaseModel) -> dict:
        """Return what is reserved, and the outstanding credits of the customer."""
        Reservation = request.env["customer.credit.reservation"].sudo()
        Credit = request.env["customer.credit"].sudo()
        customer = request.env.user.sudo().partner_id.commercial_partner_id
        listed = request.website._get_outstanding_domain(customer)
        credits = Credit.search(listed, limit=PAGE_SIZE)
        [(total,)] = Credit._read_group(listed, [], ["remaining_amount:sum"])
        domain = [("account_id", "=", account.id), ("state", "=", "open")]
        reservations = Reservation.search(domain) if account else Reservation
        return {
            "reservations": reservations,
            "reservations_free": reservations.filtered(
                lambda it: it._is_shop_releasable(request.env.user)
            ),
            "outstanding_credits": credits,
            "outstanding_total": total or 0.0,
            "now": fields.Datetime.now(),
        }

    def _get_open_topups(self) -> models.BaseModel:
        """Return the user's own top-ups (sudo) that wait for a payment."""
        user, website = request.env.user, request.website
        orders = (
            request.env["sale.order"]
            .sudo()
            .search(
                [
                    ("store_credit_topup_user_id", "=", user.id),
                    ("website_id", "=", website.id),
                    ("company_id", "=", website.company_id.id),
                    ("state", "=", "sent"),
                ],
                limit=5,
            )
        )
        return orders.filtered(
            lambda order: not order.is_expired or order.get_portal_last_transaction()
        )

    def _get_credit_code_values(self) -> dict:
        """Return the user's till code as an image within the page, where there are tills."""
        company = request.website.company_id
        tills = request.env["pos.config"].sudo().search_count(
            [("company_id", "=", company.id)], limit=1
        )  # fmt: skip
        if not tills:
            return {"code_image": False}
        token = request.env.user.sudo().partner_id._get_credit_qr_token()
        # Within the page: an address would leave the code in logs and histories. As SVG: sharp
        # at any size, and drawn without the imaging libraries that a host may lack.
        drawing = createBarcodeDrawing(
            "QR", value=token, width=CODE_SIZE, height=CODE_SIZE, barLevel="M", barBorder=0
        )
        image = renderSVG.drawToString(drawing)
        encoded = base64.b64encode(image.encode()).decode()
        return {"code_image": f"data:image/svg+xml;base64,{encoded}"}
