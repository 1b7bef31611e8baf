"""Entries: the append-only history of every credit account, guarded in the ORM and the database."""

import itertools

from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date

from ...core.keys import request_key
from ..documents import get_readable
from ..door import door


class CustomerCreditEntry(models.Model):
    """One signed movement of store credit, with the balance after it."""

    _name = "customer.credit.entry"
    _inherit = ["customer.credit.request.key.mixin", "customer.credit.append.only.mixin"]
    _description = "Customer Credit Entry"
    _order = "id desc"
    _rec_name = "request_key"

    _append_only_linking = ("move_line_id",)

    _request_key_unique = models.UniqueIndex(
        "(request_key)", "This request was booked before: nothing is booked twice."
    )
    _reversed_once = models.UniqueIndex(
        "(reversed_entry_id) WHERE reversed_entry_id IS NOT NULL",
        "This entry was reversed before.",
    )
    _account_history = models.Index("(account_id, id DESC)")
    _waiting = models.Index("(id) WHERE move_line_id IS NULL")

    # --- fields

    account_id = fields.Many2one(
        "customer.credit.account", "Credit Account", required=True, index=True, readonly=True,
        ondelete="restrict",
    )  # fmt: skip
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, readonly=True)
    event = fields.Selection(
        [
            ("topup", "Top-up"),
            ("payment", "Payment"),
            ("refund", "Refund"),
            ("adjustment", "Adjustment"),
            ("transfer_in", "Transfer In"),
            ("transfer_out", "Transfer Out"),
            ("reversal", "Reversal"),
            ("merge", "Contact Merge"),
        ],
        required=True,
        readonly=True,
    )
    amount = fields.Monetary(
        required=True, readonly=True, help="Positive raises what we owe the customer."
    )
    balance_after = fields.Monetary(required=True, readonly=True)
    request_key = fields.Char(
        required=True,
        readonly=True,
        help="Names the business event; the database takes each key once.",
    )
    move_line_id = fields.Many2one(
        "account.move.line", "Journal Item", readonly=True, index="btree_not_null",
        ondelete="set null",
    )  # fmt: skip
    move_id = fields.Many2one(related="move_line_id.move_id", string="Journal Entry")
    reversed_entry_id = fields.Many2one(
        "customer.credit.entry", "Reversal Of", readonly=True, index="btree_not_null",
        ondelete="restrict",
    )  # fmt: skip
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="restrict")
    note = fields.Char(readonly=True)
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference("Document ID", model_field="res_model", readonly=True)
    origin_name = fields.Char("Source Document", compute="_compute_origin_name", compute_sudo=True)
    can_open_origin = fields.Boolean(compute="_compute_can_open_origin")

    # --- computes

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("res_model", "res_id", "move_line_id")
    def _compute_can_open_origin(self):
        """Say of which entries the reader may see the document, or the journal entry."""
        readable = self._get_readable_origins()
        for entry in self:
            entry.can_open_origin = entry in readable

    @api.depends_context("lang")
    @api.depends("event", "date")
    def _compute_display_name(self):
        """Name what happened and when: the request key is for the database.

        # EXTENDS 'base'
        """
        event = self._fields["event"]
        for entry in self:
            name = event.convert_to_export(entry.event, entry)
            entry.display_name = f"{name}, {format_date(self.env, entry.date)}"

    # --- actions

    @door(single=True)
    def action_open_origin(self):
        """Return the action that opens the source document, else the journal entry.

        :raise UserError: there is neither that the reader may see
        """
        self.ensure_one()
        self.check_access("read")
        record = self._get_readable_origins().get(self)
        if not record:
            raise UserError(_("This entry has no document to open."))
        return record._get_records_action(context={})

    # --- hooks

    @api.model
    def _get_append_only_messages(self) -> dict[str, str]:
        """Say how store credit changes.

        # EXTENDS 'customer_credit_balance'
        """
        correct = _("The credit ledger is append-only: book a correction instead.")
        return {
            "create": _(
                "Store credit changes by a booked document: use a top-up, adjustment or transfer."
            ),
            "write": correct,
            "unlink": correct,
        }

    def _get_key_conflict(self) -> str:
        """Say that the key stands for something else.

        # EXTENDS 'customer_credit_balance'
        """
        return _("The request %s was already booked for something else.", self.request_key)

    def _is_allowed_to_wait(self) -> models.BaseModel:
        """Hook: may this entry still wait for its journal item? Base: no.

        # E: a till whose session is open extends it.
        :return: subset of self
        """
        return self.browse()

    # --- private

    def _get_readable_origins(self) -> dict:
        """Return {entry: source document, else journal entry}, as far as the reader may see them.

        Cashiers' orders and accountants' entries are not for everybody who sees a balance.
        """
        wanted = {}
        for entry in self.sudo():
            documents = [(entry.res_model, entry.res_id), ("account.move", entry.move_id.id)]
            wanted[entry.with_env(self.env)] = documents
        readable = get_readable(self.env, itertools.chain.from_iterable(wanted.values()))
        return {
            entry: self.env[found[0][0]].browse(found[0][1])
            for entry, documents in wanted.items()
            if (found := [it for it in documents if it in readable])
        }

    def _link_move_line(self, move_line):
        """Tie a waiting entry to the posted journal item that books it.

        :raise ValidationError: linked before, or the item's customer, company or amount differs
        """
        self.ensure_one()
        wanted = -move_line.balance
        if (
            self.move_line_id
            or self.company_id != move_line.company_id
            or self.account_id.partner_id.commercial_partner_id
            != move_line.partner_id.commercial_partner_id
            or self.currency_id.compare_amounts(self.amount, wanted)
        ):
            raise ValidationError(
                _(
                    "The journal item %(item)s does not fit the credit entry %(key)s.",
                    item=move_line.display_name,
                    key=self.request_key,
                )
            )
        self.env.cr.execute(
            SQL(
                "UPDATE customer_credit_entry SET move_line_id = %s WHERE id = %s",
                move_line.id,
                self.id,
            )
        )
        self.invalidate_recordset(["move_line_id", "move_id"])

    def _reverse(self, *, note=None, date=None, move_line=None):
        """Append the opposite entry, whatever the floor (the books dictate it), once.

        :return: customer.credit.entry, one record (sudo)
        """
        self.ensure_one()
        # By the entry, not by the key: older versions made another key of it.
        existing = self.sudo().search([("reversed_entry_id", "=", self.id)], limit=1)
        if existing:
            return existing
        account = self.account_id._get_live()
        balance = account._force_balance(-self.amount)
        return self._append(
            [
                {
                    "account_id": account.id,
                    "company_id": self.company_id.id,
                    "date": date or fields.Date.context_today(self),
                    "event": "reversal",
                    "amount": -self.amount,
                    "balance_after": balance,
                    "request_key": request_key("reversal", self.id),
                    "note": note,
                    "move_line_id": move_line and move_line.id,
                    "reversed_entry_id": self.id,
                    "user_id": self.env.uid,
                    "res_model": self.res_model,
                    "res_id": self.res_id,
                }
            ]
        )

    def _is_waiting(self) -> bool:
        """Say whether this entry came before its journal item and still waits for it."""
        self.ensure_one()
        return (
            not self.move_line_id
            and not self.reversed_entry_id
            and self.event != "merge"
            and not self.search_count([("reversed_entry_id", "=", self.id)], limit=1)
        )
