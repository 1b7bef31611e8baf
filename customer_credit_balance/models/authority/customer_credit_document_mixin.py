"""Rows that name a document by model and id: who may open it."""

from odoo import api, fields, models

from ..documents import get_readable


class CustomerCreditDocumentMixin(models.AbstractModel):
    """Says of which rows the reader may see the document, for the button that opens it.

    Models that inherit it have ``res_model`` and ``res_id``.
    """

    _name = "customer.credit.document.mixin"
    _description = "Document That a Row Names"

    # --- fields

    can_open_document = fields.Boolean(compute="_compute_can_open_document")

    # --- computes

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("res_model", "res_id")
    def _compute_can_open_document(self):
        """Ask once for each model; no for documents that are gone."""
        readable = get_readable(self.env, [(it.res_model, it.res_id) for it in self])
        for row in self:
            row.can_open_document = (row.res_model, row.res_id) in readable
