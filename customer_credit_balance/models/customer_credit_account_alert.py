"""What people hear when an account cannot pay, or fell below its floor."""

from markupsafe import escape

from odoo import _, models

from ..exceptions import InsufficientCredit


class CustomerCreditAccount(models.Model):
    """Refusals that name what is available, and to-dos for the credit managers."""

    _inherit = "customer.credit.account"

    def _raise_insufficient(self, wanted):
        """Say what is available instead of ``wanted``, as of now.

        :raise InsufficientCredit: always, unless the figures changed since the transaction began
        """
        self._lock_before_refusing()
        if self.state == "frozen":
            raise InsufficientCredit(
                _(
                    "The store credit of %(customer)s is frozen: %(reason)s. "
                    "A Customer Credit manager can release it.",
                    customer=self.display_name,
                    reason=self.frozen_reason or _("its figures are being checked"),
                ),
                _("The store credit of the customer is frozen."),
            )
        raise InsufficientCredit(
            _(
                "%(customer)s has %(available)s of store credit available, "
                "%(wanted)s is needed. Use %(available)s or less.",
                customer=self.display_name,
                available=self.currency_id.format(self.available),
                wanted=self.currency_id.format(wanted),
            ),
            _("Less store credit than that is available."),
        )

    def _alert_below_floor(self):
        """Record why the account froze and give every credit manager of the company a to-do."""
        missing = -(self.balance - self.reserved + self.overdraft_limit)
        reason = _("the books took it %s below its floor", self.currency_id.format(missing))
        self._set_state("frozen", reason)
        self._schedule_ledger_activity(
            _("Store credit overdrawn"),
            _(
                "A correction in the books left %(customer)s %(missing)s below the floor. Collect "
                "the money or book an adjustment, then release the account.",
                customer=self.display_name,
                missing=self.currency_id.format(missing),
            ),
        )

    def _schedule_ledger_activity(self, summary, note):
        """Give every credit manager of the company one open to-do on this account."""
        xmlid = "customer_credit_balance.mail_activity_type_ledger"
        group = self.env.ref("customer_credit_balance.group_customer_credit_manager")
        managers = group.sudo().all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )
        managers -= (
            self.sudo()
            .activity_ids.filtered(lambda a: a.activity_type_id == self.env.ref(xmlid))
            .user_id
        )
        # Names and reasons are typed by people: text, and plaintext2html makes links of it.
        note = escape(note)
        for user in managers:
            self.sudo().activity_schedule(xmlid, user_id=user.id, summary=summary, note=note)
