"""The report of statements: PDF drawn by ReportLab, from any place that prints reports."""

import io
from collections import OrderedDict

from odoo import models

REPORT_NAME = "customer_statement.report_customer_statement"


class IrActionsReport(models.Model):
    """Statements need no browser to become a PDF."""

    _inherit = "ir.actions.report"

    def _is_statement_report(self, report_ref: object) -> bool:
        return self._get_report(report_ref).report_name == REPORT_NAME

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Draw statements as PDF even where core makes do with HTML.

        # EXTENDS 'base'
        """
        if not self._is_statement_report(report_ref):
            return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        if isinstance(res_ids, int):
            res_ids = [res_ids]
        return self._render_qweb_pdf_prepare_streams(report_ref, data or {}, res_ids=res_ids), "pdf"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Return the PDF of each statement; a sent one's is the file that was sent.

        # EXTENDS 'base'
        """
        if not self._is_statement_report(report_ref):
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        statements = self.env["customer.statement"].browse(res_ids or [])
        statements.check_access("read")
        return OrderedDict(
            (statement.id, {"stream": io.BytesIO(statement._render_pdf()), "attachment": None})
            for statement in statements
        )
