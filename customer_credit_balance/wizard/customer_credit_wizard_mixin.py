"""What all money wizards share: who may confirm, for whom, when, and exactly once."""

from uuid import uuid4

from odoo import Command, _, api, fields, models
from odoo.exceptions import UserError

from ..core.keys import extend_key, is_uuid, request_key
from ..models.door import door
from ..models.notice import CLOSE, get_notice

# What a client may say about itself; nothing else of its context reaches the books.
TRUSTED_CONTEXT = ("lang", "tz", "allowed_company_ids", "tracking_disable")


class CustomerCreditWizardMixin(models.AbstractModel):
    """A dialog that books one change of credit; ``action_confirm`` is also callable by RPC."""

    _name = "customer.credit.wizard.mixin"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Customer Credit Wizard"
    _check_company_auto = True
    _request_prefix = None

    partner_id = fields.Many2one("res.partner", "Customer", required=True, check_company=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    amount = fields.Monetary()
    date = fields.Date(required=True, default=fields.Date.context_today)
    request_uuid = fields.Char(
        "Request",
        required=True,
        default=lambda self: str(uuid4()),
        help="Names this request: confirming it again books nothing.",
    )
    balance_before = fields.Monetary(
        "Store Credit Now",
        compute="_compute_figures",
        help="Store credit of the customer in this company.",
    )
    balance_after = fields.Monetary("Store Credit After", compute="_compute_figures")

    # --------------------------------------------------------------- values

    @api.model
    def default_get(self, fields):
        """Propose customer, company and credits from the records the user came from.

        The context only proposes: what is booked is checked in :meth:`action_confirm`.

        :raise UserError: the chosen records belong to several customers or companies
        """
        defaults = super().default_get(fields)
        if "partner_id" in fields and not defaults.get("partner_id"):
            proposal = self._get_context_defaults()
            proposal = {name: proposal[name] for name in proposal if name in fields}
            self._check_dialog_values([proposal])
            defaults.update(proposal)
        return defaults

    @api.model
    def _get_context_defaults(self) -> dict:
        """Return defaults read from ``active_model`` and ``active_ids`` (managers only)."""
        model, ids = self.env.context.get("active_model"), self.env.context.get("active_ids")
        if not ids or not self._is_manager():
            return {}
        if model == "customer.credit":
            model = "account.move.line"
        if model not in ("res.partner", "customer.credit.account", "account.move.line"):
            return {}
        records = self.env[model].sudo().browse(ids).exists()
        partners = records if model == "res.partner" else records.partner_id
        if len(partners.commercial_partner_id) > 1:
            raise UserError(_("Choose records of one customer: each receives its own booking."))
        defaults = {"partner_id": partners.commercial_partner_id.id}
        if model != "res.partner":
            if len(records.company_id) > 1:
                raise UserError(_("Choose records of one company: each books for itself."))
            if not self._is_company_allowed(records.company_id):
                return {}
            defaults["company_id"] = records.company_id.id
        if model == "account.move.line":
            defaults["credit_line_ids"] = [(6, 0, records.ids)]
        return defaults

    # --------------------------------------------------------------- figures

    @api.depends("partner_id", "company_id", "amount")
    def _compute_figures(self):
        """Show the store credit before and after; nothing for companies the user is not in."""
        for wizard in self:
            account = wizard._get_visible_account()
            wizard.balance_before = account.balance if account else 0.0
            wizard.balance_after = wizard.balance_before + wizard._get_store_credit_change()

    def _get_visible_account(self) -> models.BaseModel:
        """Return the customer's credit account (sudo) if the user may know it, or none."""
        self.ensure_one()
        Account = self.env["customer.credit.account"]
        if not self.partner_id or not self._is_manager():
            return Account
        if not self._is_company_allowed(self.company_id):
            return Account
        return Account._find(self.partner_id.sudo()._origin, self.company_id)

    def _get_store_credit_change(self) -> float:
        """Hook: return the change of store credit that confirming books, company currency.

        Signed: above zero is what the customer gains.
        """
        return 0.0

    # --------------------------------------------------------------- confirm

    @door(single=True)
    def action_confirm(self):
        """Book this request once and close the dialog (managers, see :meth:`_check_may_confirm`).

        :return: action that closes the dialog and says what was booked; the same one when
            confirmed again
        :raise AccessError: no credit manager, or not in the company
        :raise UserError: the request cannot be booked as it is; the message says what to do
        """
        self.ensure_one()
        self._check_may_confirm()
        self._check_company_access()
        self.check_access("write")
        wizard = self._with_books()
        if (moves := wizard._find_booked()) is None:
            wizard._check_customer()
            wizard._check_date()
            wizard._check_request()
            moves = wizard._book()
            wizard._check_booked_date(moves)
        return wizard._get_done_action(moves)

    def _with_books(self):
        """Return the wizard in sudo, in its company, without the client's context."""
        context = {key: value for key, value in self.env.context.items() if key in TRUSTED_CONTEXT}
        wizard = self.with_context(context).sudo()
        return wizard.with_company(wizard.company_id)

    def _get_request_key(self, suffix: int | None = None) -> str:
        """Return the request key of the event that this wizard books.

        :param int suffix: id of a part of the event that is booked on its own
        :raise UserError: a client sent something else than the number of a dialog
        """
        if not is_uuid(self.request_uuid):
            raise UserError(_("This dialog has no valid number: close it and open it again."))
        key = request_key(self._request_prefix, self.request_uuid)
        return extend_key(key, suffix) if suffix else key

    def _find_booked(self) -> models.BaseModel | None:
        """Return the journal entries that this request booked before; None if it did not.

        The answer may be empty: what was booked may have been cancelled since.

        :raise ValidationError: the request was booked with another customer or amount
        """
        entry = self.env["customer.credit.entry"]._find_by_key(self._get_request_key())
        if not entry:
            return None
        # Its document was made by the first confirmation; the prefix says which dialog it was.
        entry._check_same_amount(self._get_account(), self._get_store_credit_change())
        return entry.move_id

    def _check_request(self) -> None:
        """Hook: refuse what cannot be booked, saying what to do."""

    def _book(self) -> models.BaseModel:
        """Hook: book and return the posted journal entries."""
        raise NotImplementedError

    def _get_account(self) -> models.BaseModel:
        """Return the credit account (sudo) of the customer, opened if needed."""
        return self.env["customer.credit.account"]._get_or_create(self.partner_id, self.company_id)

    def _create_entry(self, items, ref, key=None):
        """Return a draft entry of the credit journal, tied to this request.

        Items carry the customer and no taxes: credit is tender, whatever an account proposes.

        :param items: list of journal item values: ``account_id``, ``balance`` and, for items
            in another currency, ``currency_id`` and ``amount_currency``
        """
        customer = self.partner_id.commercial_partner_id
        common = {
            "name": ref,
            "partner_id": customer.id,
            "currency_id": self.currency_id.id,
            "date_maturity": self.date,
            "tax_ids": [Command.clear()],
        }
        return self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self._get_credit_journal().id,
                "company_id": self.company_id.id,
                "currency_id": self.currency_id.id,
                "date": self.date,
                "ref": ref,
                "store_credit_request_key": key or self._get_request_key(),
                "line_ids": [Command.create({**common, **item}) for item in items],
            }
        )

    def _get_liability_lines(self, moves: models.BaseModel) -> models.BaseModel:
        """Return the items of these entries on the store-credit account."""
        account = self.company_id.store_credit_account_id
        return moves.line_ids.filtered(lambda line: line.account_id == account)

    def _match_store_credit(self):
        """Match the customer's open liability items, oldest first."""
        self.env["account.move.line"]._match_store_credit(self.partner_id, self.company_id)

    # --------------------------------------------------------------- afterwards

    def _get_done_title(self) -> str:
        """Hook: return what was done, as the title of message and notification."""
        return self._description

    def _log_receipt(self, told, title, rows):
        """Write a receipt into the chatter of the credit account, as an internal note.

        Whoever reads contacts reads their chatter, but not the figures of their credit: the
        customer's chatter says what happened and who did it, without amounts.

        :param str told: what happened, without a figure
        :param str title: what happened, with the amount
        :param rows: (label, value) pairs; empty values are left out
        """
        rows = [*rows, (_("By"), self.env.user.name)]
        receipts = {self.partner_id.commercial_partner_id: (told, rows[-1:])}
        receipts[self._get_account()] = (title, rows)
        for record, (head, shown) in receipts.items():
            record.message_post(
                body=self.env["ir.qweb"]._render(
                    "customer_credit_balance.credit_receipt_message",
                    {"title": head, "rows": [row for row in shown if row[1]]},
                ),
                subtype_xmlid="mail.mt_note",
            )

    def _format(self, amount):
        """Return an amount in company currency as text."""
        return self.currency_id.format(amount)

    def _get_done_action(self, moves: models.BaseModel) -> dict:
        """Return the notification that closes the dialog, with a link to what was booked."""
        moves = moves.with_user(self.env.user)
        links = []
        if moves.has_access("read"):
            links = [{"label": move.name, "url": f"/odoo/account.move/{move.id}"} for move in moves]
        return get_notice(
            " ".join(["%s"] * len(links)) or self.partner_id.complete_name,
            title=self._get_done_title(),
            then=CLOSE,
            links=links,
        )
