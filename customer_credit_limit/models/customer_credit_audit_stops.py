"""Audit of stops that raise: the error rolls everything back, but not the record of it."""

import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

# The same stop of the same document and user within this time is a retry, not another event.
RETRY = timedelta(minutes=1)


class CustomerCreditAudit(models.Model):
    """Written by a transaction of its own, when the one that was stopped has let go its locks."""

    _inherit = "customer.credit.audit"

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
        """Append stops, less those that are on record since a moment ago."""
        Audit = self.sudo()
        since = fields.Datetime.now() - RETRY
        for vals in vals_list:
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
