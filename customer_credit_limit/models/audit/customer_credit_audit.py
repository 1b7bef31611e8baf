"""Audit: what was changed, stopped, asked and decided, as it was written down at that moment."""

import logging
from datetime import timedelta

import psycopg2

from odoo import _, api, fields, models

EVENTS = [
    ("limit_change", "Limit Changed"),
    ("hold", "Held"),
    ("release", "Released"),
    ("policy", "Policy Changed"),
    ("blocked", "Stopped"),
    ("request", "Approval Asked For"),
    ("decision", "Decision"),
    ("closed", "Request Closed"),
    ("expired", "Approval Expired"),
    ("other", "Other"),
]


_logger = logging.getLogger(__name__)

# The same stop of the same document and user within this time is a retry, not another event.
# Jobs of other addons try again some minutes later.
RETRY = timedelta(hours=1)


class CustomerCreditAudit(models.Model):
    """One line per event; nobody edits or deletes it, in the ORM or in the database.

    Written by a transaction of its own, when the one that was stopped has let go its locks.
    """

    _name = "customer.credit.audit"
    _inherit = ["customer.credit.append.only.mixin", "customer.credit.document.mixin"]
    _description = "Credit Audit"
    _order = "id desc"

    _append_only_moving = ("partner_id",)

    # --- fields

    date = fields.Datetime(required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, index=True, ondelete="restrict"
    )
    partner_name = fields.Char("Customer's Name Then", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    event = fields.Selection(EVENTS, required=True, readonly=True, index=True)
    old_value = fields.Char("Before", readonly=True)
    new_value = fields.Char("After", readonly=True)
    note = fields.Text(readonly=True)
    document_name = fields.Char("Document", readonly=True)
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference("Document ID", model_field="res_model", readonly=True)
    exposure = fields.Monetary("Owes or Will Owe", readonly=True, aggregator=None)
    credit_limit = fields.Monetary("Limit", readonly=True, aggregator=None)
    amount = fields.Monetary("Document Amount", readonly=True)
    excess = fields.Monetary("Over the Limit", readonly=True)
    figures = fields.Json(readonly=True)

    # --- computes

    @api.depends("event", "partner_name")
    def _compute_display_name(self):
        """Say what happened to whom."""
        labels = dict(self._fields["event"]._description_selection(self.env))
        for line in self:
            line.display_name = f"{labels.get(line.event, '')} · {line.partner_name or ''}"

    # --- actions

    def action_open_document(self):
        """Return the action that opens the document, with the reader's own rights."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    # --- hooks

    @api.model
    def _get_append_only_messages(self) -> dict[str, str]:
        """Say that the system alone writes the record.

        # EXTENDS 'customer_credit_balance'
        """
        return {
            "create": _("The credit audit is written by the system alone."),
            "write": _("The credit audit cannot be changed."),
            "unlink": _("The credit audit cannot be deleted."),
        }

    # --- private

    @api.model
    def _log(
        self, event, partner, company, note=None, figures=None, document=None, old=None, new=None
    ):
        """Append one line about the commercial partner and return it (sudo).

        Not callable by RPC; callers have checked the right to do what they put on record.

        :param event: one of ``EVENTS``; another code is kept as "other"
        :param figures: ``Verdict.as_dict()`` or any JSON-safe dict
        :param document: the record it is about, whose name is kept as it is now
        """
        return self._append(
            [self._get_log_values(event, partner, company, note, figures, document, old, new)]
        )

    @api.model
    def _log_many(self, lines):
        """Append many lines at once and return them (sudo); not callable by RPC.

        :param lines: [dict] with the arguments of ``_log`` as keys
        """
        return self._append([self._get_log_values(**line) for line in lines])

    @api.model
    def _get_log_values(
        self,
        event: str,
        partner: models.BaseModel,
        company: models.BaseModel,
        note: str | bool | None = None,
        figures: dict | None = None,
        document: models.BaseModel | None = None,
        old: str | None = None,
        new: str | None = None,
    ) -> dict:
        """Return the values of a line, as things are now; parameters as of ``_log``."""
        customer = partner.commercial_partner_id if partner else partner
        figures = figures or {}
        exposure = figures.get("exposure") or {}
        vals = {
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            "partner_id": customer.id if customer else False,
            "partner_name": customer.sudo().complete_name if customer else False,
            "company_id": company.id,
            "event": event if event in dict(EVENTS) else "other",
            "old_value": old,
            "new_value": new,
            "note": note,
            "figures": figures or False,
        }
        if figures:
            # Holds of thousands of customers have none: to round each nothing to its currency
            # takes longer than to write the line.
            total = exposure.get("total") if isinstance(exposure, dict) else 0.0
            vals.update(
                exposure=float(total or 0.0),
                credit_limit=float(figures.get("limit") or 0.0),
                amount=float(figures.get("amount") or 0.0),
                excess=float(figures.get("excess") or 0.0),
            )
        if document:
            vals.update(
                document_name=document.sudo().display_name,
                res_model=document._name,
                res_id=document.id,
            )
        return vals

    @api.model
    def _log_when_over(self, vals_list):
        """Put stops on record when this transaction has ended, however it ends.

        Not before: a second transaction could wait for rows that this one has locked, for ever.
        Not callable by RPC.

        :param list vals_list: values as of ``_get_log_values``
        """
        registry, uid, cr = self.env.registry, self.env.uid, self.env.cr

        def write_down():
            try:
                with registry.cursor() as own:
                    env = api.Environment(own, uid, {})
                    env["customer.credit.audit"]._append_stops(vals_list)
            except psycopg2.Error:
                # The user has the answer already: what is left is to tell the administrator.
                _logger.exception("could not put on record what a credit check stopped")

        # Ending runs one of the two and forgets the other.
        cr.postrollback.add(write_down)
        cr.postcommit.add(write_down)

    @api.model
    def _append_stops(self, vals_list):
        """Append stops, less those that are on record since the last try.

        Nobody is left to tell where the company was rolled back too, and the end of a transaction
        must not fail.
        """
        Audit = self.sudo()
        companies = Audit.env["res.company"].browse({vals["company_id"] for vals in vals_list})
        existing = set(companies.exists().ids)
        since = fields.Datetime.now() - RETRY
        for vals in vals_list:
            if vals["company_id"] not in existing:
                continue
            same = [(name, "=", vals.get(name)) for name in
                    ("user_id", "event", "company_id", "document_name", "note")]  # fmt: skip
            known = Audit.search([("date", ">=", since), *same], limit=1)
            if not known:
                Audit._append([self._keep_existing(vals)])

    def _keep_existing(self, vals):
        """Return the values without links to records that were rolled back too."""
        vals = dict(vals)
        if not self.env["res.partner"].sudo().browse(vals["partner_id"] or ()).exists():
            vals["partner_id"] = False
        model = vals.get("res_model")
        if model and not self.env[model].sudo().browse(vals["res_id"]).exists():
            vals["res_id"] = False
        return vals
