"""My Payment Plans: choosing a plan, agreeing to an offer, and paying a part."""

from odoo import _, fields, http, models
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.fields import Command
from odoo.http import request

from odoo.addons.customer_credit_balance.core.money import is_amount, read_amount

from ..core import plans
from .portal import ID_LIMIT
from .portal_pay import StatementPayPortal


class PaymentPlanPortal(StatementPayPortal):
    """Whoever has the link of a plan looks at it and pays a part; who is logged in agrees.

    A client names documents and a number of parts. Amounts are the server's; the client's is
    compared only, so that nobody pays another amount than what the page showed.
    """

    # --------------------------------------------------------------- the list

    def _prepare_home_portal_values(self, counters):
        """Count the plans of the customer.

        # EXTENDS 'portal'
        """
        values = super()._prepare_home_portal_values(counters)
        if "payment_plan_count" in counters:
            Plan = request.env["customer.payment.plan"]
            allowed = Plan.has_access("read")
            values["payment_plan_count"] = (
                Plan.search_count(self._get_plan_domain(), limit=1) if allowed else 0
            )
        return values

    def _get_plan_domain(self) -> fields.Domain:
        """Return the domain of the plans of the visitor's company."""
        customer = request.env.user.partner_id.commercial_partner_id
        return fields.Domain("partner_id", "child_of", customer.ids)

    @http.route("/my/payment_plans", type="http", auth="user", website=True, readonly=True)
    def my_payment_plans(self, **kwargs):
        """Show the plans of the customer, the newest first."""
        Plan = request.env["customer.payment.plan"]
        found = Plan.browse()
        if Plan.has_access("read"):
            found = Plan.search(self._get_plan_domain(), limit=100)
        values = self._prepare_portal_layout_values()
        values.update(
            plans=found.sudo(), page_name="payment_plans", default_url="/my/payment_plans"
        )
        return request.render("customer_statement.portal_my_payment_plans", values)

    # --------------------------------------------------------------- a new one

    def _get_proposer(self, company_id: object) -> tuple:
        """Return (customer, company, policy), all sudo, of a visitor who may choose a plan.

        :raise AccessError: nobody of a customer, or the company lets nobody choose
        """
        user = request.env.user
        customer = user.partner_id.commercial_partner_id.sudo()
        company = request.env.company.sudo()
        if company_id:
            chosen = self._read_ids([company_id])
            company = company.browse(chosen).exists()
        if user._is_internal() or user._is_public() or not customer or not company:
            raise AccessError(_("This page is for customers."))
        narrow = request.env["customer.statement"]._get_companies_narrow_to_viewer()
        if company in narrow and user.partner_id != customer:
            raise AccessError(_("Your company's statements are not shown to every contact."))
        policy = request.env["customer.payment.plan"]._find_rules(customer, company)
        if not policy:
            raise AccessError(_("Ask us for a payment plan: write to us or call."))
        return customer, company, policy

    def _read_choice(self, every: object, count: object, policy: models.BaseModel) -> tuple:
        """Return (number of parts, rhythm) that a form sent, or what is proposed."""
        every = every if every in plans.EVERY else "month"
        most = policy.plan_most_parts
        if not isinstance(count, str) or not count.isascii() or not count.isdigit():
            return min(3, most), every
        return int(count[:4]), every

    @http.route("/my/payment_plans/new", type="http", auth="user", website=True, methods=["GET"])
    def new_payment_plan(self, company=None, count=None, every=None, **kwargs):
        """Show what is overdue and the parts that are possible; nothing is agreed yet."""
        try:
            customer, company, policy = self._get_proposer(company)
            chosen = self._read_chosen()
        except (AccessError, ValueError):
            return request.redirect("/my/payment_plans")
        return self._render_new(customer, company, policy, chosen, count, every)

    @http.route("/my/payment_plans/new", type="http", auth="user", website=True, methods=["POST"])
    def create_payment_plan(self, company=None, count=None, every=None, total=None, **kwargs):
        """Agree to the plan that was shown; then its first part is paid.

        :param str total: what the page planned; when that changed, nothing is agreed
        """
        try:
            customer, company, policy = self._get_proposer(company)
            chosen = self._read_ids(request.httprequest.form.getlist("item"))
        except (AccessError, ValueError):
            return request.redirect("/my/payment_plans")
        number, rhythm = self._read_choice(every, count, policy)
        try:
            with request.env.cr.savepoint():
                plan = request.env["customer.payment.plan"]._propose(
                    customer, company, chosen, number, rhythm, request.env.user.partner_id
                )
                seen = read_amount(total)
                if seen is None or plan.currency_id.compare_amounts(seen, plan.amount):
                    raise UserError(
                        _("Something of this was paid or changed meanwhile: choose again.")
                    )
        except UserError as error:
            return self._render_new(customer, company, policy, chosen, count, every, str(error))
        return request.redirect(plan.access_url)

    def _render_new(self, customer, company, policy, chosen, count, every, error=None):
        """Show the page of a new plan.

        :param error: a sentence of the server
        """
        Plan = request.env["customer.payment.plan"]
        items = Plan._find_proposable(customer, company)
        items = items.filtered(lambda item: item.currency_id == items[0].currency_id)
        ticked = items if chosen is None else items.filtered(lambda item: item.id in chosen)
        number, rhythm = self._read_choice(every, count, policy)
        parts = []
        if ticked:
            try:
                parts = Plan._prepare_proposal(ticked, policy, number, rhythm)
            except UserError as problem:
                error = error or str(problem)
        choices = request.env["customer.payment.plan.offer"]._fields["every"]
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "payment_plans",
            "new_plan": True,
            "company": company,
            "items": items,
            "ticked": ticked,
            "currency": items.currency_id,
            "parts": parts,
            "count": number,
            "most": policy.plan_most_parts,
            "every": rhythm,
            "rhythms": choices._description_selection(request.env),
            "error": error,
        }
        return request.render("customer_statement.portal_new_payment_plan", values)

    # --------------------------------------------------------------- one plan

    def _get_plan(self, plan_id: int, access_token: object = None) -> models.BaseModel:
        """Return the plan (superuser) if the visitor may see it.

        :raise AccessError: without right and token
        :raise MissingError: when there is none
        """
        if plan_id >= ID_LIMIT:
            raise MissingError(_("This payment plan does not exist."))
        if not isinstance(access_token, str) or not access_token.isascii():
            access_token = None
        return self._document_check_access("customer.payment.plan", plan_id, access_token)

    def _is_of_plan(self, plan: models.BaseModel) -> bool:
        """Return whether the visitor is logged in as somebody of the customer."""
        user = request.env.user
        return (
            not user._is_public()
            and not user._is_internal()
            and user.partner_id.commercial_partner_id == plan.partner_id.commercial_partner_id
        )

    def _may_agree(self, plan: models.BaseModel) -> bool:
        """Return whether the visitor may agree: somebody of the customer who may see the plan."""
        return self._is_of_plan(plan) and plan.with_user(request.env.user).has_access("read")

    @http.route("/my/payment_plans/<int:plan_id>", type="http", auth="public", website=True)
    def my_payment_plan(self, plan_id, access_token=None, **kwargs):
        """Show a plan, what is paid of it, and how to pay the next part."""
        try:
            plan = self._get_plan(plan_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        return self._render_plan(plan, access_token)

    def _render_plan(self, plan, access_token, error=None):
        """Show the page of one plan.

        :param error: a sentence of the server
        """
        plan = plan.with_context(lang=request.env.lang)
        values = {
            "page_name": "payment_plans",
            "plan": plan,
            "parts": plan._get_ordered(),
            "known": self._is_of_plan(plan) or request.env.user._is_internal(),
            "may_agree": self._may_agree(plan) and plan.state == "offered",
            "on_its_way": plan.state == "active" and plan._is_being_paid(),
            "access_token": access_token,
            "error": error,
            "can_pay": False,
        }
        if plan.state == "active" and plan.next_amount and not values["on_its_way"]:
            values |= self._get_part_form_values(plan, access_token)
        return request.render("customer_statement.portal_my_payment_plan", values)

    def _get_part_form_values(self, plan: models.BaseModel, access_token: str | None) -> dict:
        """Return what Odoo's payment form needs to pay the next part."""
        values = self._get_common_page_view_values(
            invoices_data={
                "partner": plan.partner_id,
                "company": plan.company_id,
                "total_amount": plan.next_amount,
                "currency": plan.currency_id,
                "amount_residual": plan.next_amount,
                "payment_reference": plan.name,
                "landing_route": plan.get_portal_url(),
                "transaction_route": f"/my/payment_plans/{plan.id}/transaction",
            },
            access_token=access_token,
        )
        if not self._is_of_plan(plan):
            values["tokens_sudo"] = values["tokens_sudo"].browse()
        return values | {"amount": plan.next_amount, "can_pay": True}

    @http.route(
        "/my/payment_plans/<int:plan_id>/agree",
        type="http", auth="user", methods=["POST"], website=True,
    )  # fmt: skip
    def agree(self, plan_id, **kwargs):
        """Agree to an offer, as a person who is known."""
        try:
            plan = self._get_plan(plan_id)
        except (AccessError, MissingError):
            return request.redirect("/my")
        if not self._may_agree(plan):
            return request.redirect("/my")
        try:
            with request.env.cr.savepoint():
                plan._agree(request.env.user.partner_id)
        except UserError as error:
            return self._render_plan(plan, None, str(error))
        return request.redirect(plan.access_url)

    @http.route("/my/payment_plans/<int:plan_id>/transaction", type="jsonrpc", auth="public")
    def plan_transaction(self, plan_id, access_token=None, amount=None, **kwargs):
        """Create the transaction of the next part; the amount is the server's.

        :raise ValidationError: without access, with nothing to pay, or when the visitor's page
            shows another amount than what is due now
        """
        try:
            plan = self._get_plan(plan_id, access_token)
        except (AccessError, MissingError):
            raise ValidationError(_("The access token is invalid."))
        # Of two at the same time the second starts over, and sees what the first one pays.
        request.env["customer.credit.mixin"].sudo()._touch_credit_account(
            plan.partner_id.commercial_partner_id, plan.company_id
        )
        due = plan.next_amount
        if (
            plan.state != "active"
            or not due
            or plan._is_being_paid()
            or not is_amount(amount)
            or plan.currency_id.compare_amounts(amount, due)
        ):
            raise ValidationError(
                _("What is open has changed in the meantime: load the page again.")
            )
        self._validate_transaction_kwargs(kwargs, additional_allowed_keys={"payment_reference"})
        kwargs.pop("payment_reference", None)
        if not self._is_of_plan(plan):
            self._check_no_saved_card(kwargs)
        kwargs.update(is_validation=False, landing_route=plan.get_portal_url())
        return self._create_part_transaction(plan, due, kwargs)

    def _create_part_transaction(self, plan, due, kwargs):
        """Return the processing values of a new transaction of the next part."""
        debts = plan._get_debts()
        invoices = debts.move_id.filtered(lambda move: move.is_invoice(include_receipts=True))
        public = request.env.user._is_public()
        transaction = self._create_transaction(
            amount=due,
            currency_id=plan.currency_id.id,
            partner_id=(plan.partner_id if public else request.env.user.partner_id).id,
            reference_prefix=plan.name,
            custom_create_values={
                "invoice_ids": [Command.set(invoices.ids)],
                "customer_statement_plan_id": plan.id,
                "statement_item_ids": [Command.set(debts.ids)],
            },
            **kwargs,
        )
        return transaction._get_processing_values()
