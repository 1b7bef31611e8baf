"""Common ground of requests: an order over the limit, one level, the people around it."""

from odoo import Command

from .common import CreditLimitCommon


class CreditRequestCommon(CreditLimitCommon):
    """Orders that wait, and who may decide on them."""

    @classmethod
    def setUpClass(cls):
        """Give the customer's company a level with one approver."""
        super().setUpClass()
        cls.Request = cls.env["customer.credit.request"]
        cls.Level = cls.env["customer.credit.approval.level"]
        cls.director = cls._new_user(
            "credit_director",
            "customer_credit_limit.group_credit_limit_approver,sales_team.group_sale_salesman",
        )
        cls.Level.search([]).active = False
        cls.level = cls.new_level("Credit desk", cls.approver)
        cls.salesperson.sudo().write({"email": "rep@example.com"})
        cls.approver.sudo().write({"email": "approver@example.com"})

    @classmethod
    def new_level(cls, name, users, min_excess=0.0, sequence=10, **vals):
        """Return a level where these users decide."""
        return cls.Level.create(
            {
                "name": name,
                "company_id": cls.company.id,
                "user_ids": [Command.set(users.ids)],
                "min_excess": min_excess,
                "sequence": sequence,
                **vals,
            }
        )

    def waiting_order(self, amount=1500.0, limit=1000.0, user=None):
        """Return an order that the salesperson tried to confirm, and that waits now."""
        self.set_limit(limit)
        order = self.quotation(amount, user_id=self.salesperson.id)
        order.with_user(user or self.salesperson).action_confirm()
        return order

    def request_of(self, document):
        """Return the newest request of a document."""
        return self.Request.search(
            [("res_model", "=", document._name), ("res_id", "=", document.id)], limit=1
        )

    def turn_of(self, request):
        """Return who has an activity to decide."""
        activity_type = self.env.ref("customer_credit_limit.mail_activity_credit_approval")
        activities = request.sudo().activity_ids
        return activities.filtered(lambda it: it.activity_type_id == activity_type).user_id

    def todo_of(self, document, user):
        """Return what the user was told by activities on the document."""
        activities = document.sudo().activity_ids.filtered(lambda it: it.user_id == user)
        return " ".join(f"{it.summary} {it.note or ''}" for it in activities)
