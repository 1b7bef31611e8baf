"""Credit request: asking, once per document, and back to the queue when the document grows."""

from odoo import _, api, fields, models

from .customer_credit_request import OPEN_STATES


class CustomerCreditRequest(models.Model):
    """A second asking updates the request and tells the difference; it is not repeated."""

    _inherit = "customer.credit.request"

    @api.model
    def _ensure_for(self, document, verdict, confirm=True):
        """Return the open request (sudo) of a document, made or brought up to date.

        Not callable by RPC: gates call it with what they have just decided.

        :param verdict: core ``Verdict`` that stopped the document
        :param bool confirm: confirmation was asked for and follows the last approval
        """
        Request = self.sudo()
        latest = Request.search(
            [("res_model", "=", document._name), ("res_id", "=", document.id)], limit=1
        )
        values = self._get_request_values(document, verdict)
        if not latest or latest.state in ("closed", "expired"):
            request = Request.create({**self._get_new_values(document, confirm), **values})
            request._start_round()
            return request
        latest._ask_again(values, confirm)
        return latest

    @api.model
    def _get_new_values(self, document, confirm):
        """Return what names the document and who asks."""
        company = document._get_credit_company()
        sequence = self.env["ir.sequence"].sudo().with_company(company)
        return {
            "name": sequence.next_by_code("customer.credit.request") or _("New"),
            "kind": {"sale.order": "order", "account.move": "invoice"}.get(document._name, "limit"),
            "company_id": company.id,
            "order_id": document.id if document._name == "sale.order" else False,
            "res_model": document._name,
            "res_id": document.id,
            "document_name": document.sudo().display_name,
            "requester_id": self._get_asker(document).id,
            "date": fields.Datetime.now(),
            "confirm_after": confirm and document._name == "sale.order",
        }

    @api.model
    def _get_request_values(self, document, verdict):
        """Return the figures of the asking, company currency."""
        company = document._get_credit_company()
        round_ = company.currency_id.round
        customer = document._get_credit_partner().sudo()
        overdue = customer._get_credit_overdue_by_partner(company).get(customer, (0.0, 0))
        unlimited = verdict.limit is None
        return {
            "partner_id": customer.id,
            "amount": round_(float(verdict.excess)),
            "order_amount": self._get_amount_of(document.sudo()),
            "exposure": round_(float(verdict.exposure.total)) if verdict.exposure else 0.0,
            "credit_limit": 0.0 if unlimited else round_(float(verdict.limit)),
            "is_unlimited": unlimited,
            "overdue": overdue[0],
            "reasons": "\n".join(verdict.messages),
            "snapshot": verdict.as_dict(),
        }

    @api.model
    def _get_asker(self, document):
        """Return who asks: the user, or the salesperson when a customer or the system does."""
        user = self.env.user
        if user.share or user.id == self.env.ref("base.user_root").id:
            salesperson = document.sudo()["user_id"] if "user_id" in document._fields else user
            return salesperson if "user_id" in document._fields and salesperson else user
        return user

    def _ask_again(self, values, confirm):
        """Bring a request up to date; one that was decided goes back to the queue."""
        self.ensure_one()
        grown = self.currency_id.compare_amounts(values["order_amount"], self.order_amount)
        same = (
            not grown
            and values["partner_id"] == self.partner_id.id
            and not self.currency_id.compare_amounts(values["amount"], self.amount)
        )
        confirm = self.confirm_after or (confirm and bool(self.order_id))
        if self.state in OPEN_STATES and same:
            self.write({**values, "confirm_after": confirm})
            return
        difference = self._describe_difference(values)
        if self.state in OPEN_STATES and grown <= 0:
            self.write({**values, "confirm_after": confirm})
        else:
            self.write(
                {
                    **values,
                    "confirm_after": confirm,
                    "state": "pending",
                    "ceiling": 0.0,
                    "expires_on": False,
                    "requester_id": self._get_asker(self._get_document()).id,
                    "date": fields.Datetime.now(),
                    "round": self.round + 1,
                }
            )
            self._start_round()
        self._message_log(body=difference)

    def _describe_difference(self, values):
        """Return the sentence that says what is different from the last asking."""
        format_ = self.currency_id.format
        if self.state == "approved":
            return _(
                "Approved up to %(ceiling)s, now %(new)s: back to the queue.",
                ceiling=format_(self.ceiling),
                new=format_(values["order_amount"]),
            )
        return _(
            "Asked again: document %(old)s → %(new)s, over the limit %(old_over)s → %(new_over)s.",
            old=format_(self.order_amount),
            new=format_(values["order_amount"]),
            old_over=format_(self.amount),
            new_over=format_(values["amount"]),
        )

    def _start_round(self):
        """Put the request before its first level and tell everybody who may decide there."""
        self.ensure_one()
        self.level_id = self._get_levels()[:1]
        self._log_request("request", self.reasons)
        self._tell_deciders()

    def _get_levels(self):
        """Return the levels (sudo) that decide on this request, in their order."""
        self.ensure_one()
        Level = self.env["customer.credit.approval.level"]
        return Level._get_for(self.company_id, self.partner_id, self.amount)

    def _get_deciders(self):
        """Return who may decide now."""
        self.ensure_one()
        return self.sudo().level_id._get_deciders(self.company_id)

    def _get_recipients(self):
        """Return who is told that it is their turn.

        With four eyes never whoever asked, nor who approved it on an earlier level.
        """
        self.ensure_one()
        recipients = self.sudo().level_id._get_recipients(self.company_id)
        if not self._needs_four_eyes():
            return recipients
        return recipients - self.requester_id - self._get_earlier_deciders()

    def _get_earlier_deciders(self):
        """Return who approved this asking already, on other levels."""
        self.ensure_one()
        return (
            self.sudo()
            .decision_ids.filtered(lambda it: it.decision == "approve" and it.round == self.round)
            .user_id
        )

    def _needs_four_eyes(self):
        """Say whether whoever asked may not decide."""
        return self._get_policy().four_eyes

    def _get_policy(self):
        """Return the policy (sudo) of the customer."""
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id.sudo()
        return customer._get_credit_policy_by_partner(self.company_id)[customer]

    def _is_asker(self):
        """Say whether the user asked, or sells the order."""
        self.ensure_one()
        return self.env.user in (self.requester_id | self.sudo().order_id.user_id)

    def _log_request(self, event, note=None, old=None, new=None):
        """Put what happened to the request on record."""
        self.ensure_one()
        self.env["customer.credit.audit"]._log(
            event, self.partner_id, self.company_id, note=note, figures=self.snapshot,
            document=self, old=old, new=new,
        )  # fmt: skip
