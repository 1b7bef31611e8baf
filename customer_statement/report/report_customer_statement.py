"""Values of the HTML twin: the documents that the PDF draws."""

from odoo import models


class ReportCustomerStatement(models.AbstractModel):
    """Hands the documents to the template of the report."""

    _name = "report.customer_statement.report_customer_statement"
    _description = "Customer Statement Report"

    def _get_report_values(self, docids: list[int], data: dict | None = None) -> dict:
        """Return the statements with their documents, see ``_get_document``."""
        statements = self.env["customer.statement"].browse(docids)
        statements.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": "customer.statement",
            "docs": statements,
            "values_of": {
                statement.id: statement._get_html_values(statement._get_document())
                for statement in statements
            },
        }
