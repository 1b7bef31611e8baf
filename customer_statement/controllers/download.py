"""One file with the PDFs of a run, written to disk piece by piece so that memory stays flat."""

import re
import tempfile
import zipfile

from werkzeug.wsgi import wrap_file

from odoo import _, http
from odoo.exceptions import AccessError, MissingError
from odoo.http import Response, content_disposition, request

from ..models.delivery.customer_statement import MOST_IN_FILE
from .portal import ID_LIMIT

CHUNK = 100
# What one file holds at most: of statements chosen by id, for people inside and for customers.
MOST_OUTSIDE = 20
ID = re.compile(r"[0-9]{1,9}")
IN_MEMORY = 8 * 1024 * 1024


class StatementDownload(http.Controller):
    """Files for statement users."""

    @http.route("/customer_statement/run/<int:run_id>/zip", type="http", auth="user", readonly=True)
    def run_zip(self, run_id, **kwargs):
        """Give the PDF of each statement of a run that the user may read."""
        run = request.env["customer.statement.run"].browse(run_id if run_id < ID_LIMIT else 0)
        try:
            run.check_access("read")
            name = run.name
        except (AccessError, MissingError):
            raise request.not_found()
        statements = request.env["customer.statement"].search(
            [("run_id", "=", run.id), ("state", "!=", "draft")], order="id"
        )
        return self._zip(statements, name)

    @http.route("/customer_statement/zip/<ids>", type="http", auth="user", readonly=True)
    def statements_zip(self, ids, **kwargs):
        """Give the PDF of each of these statements that was sent, if the user may read them all."""
        most = MOST_IN_FILE if request.env.user._is_internal() else MOST_OUTSIDE
        # Each once, however often the address repeats it.
        chosen = dict.fromkeys(ids.split(","))
        if not all(ID.fullmatch(number) for number in chosen):
            raise request.not_found()
        if len(chosen) > most:
            return Response(
                _("One file holds %(count)s statements at most: choose fewer.", count=most),
                status=422,
                content_type="text/plain; charset=utf-8",
            )
        statements = request.env["customer.statement"].browse(map(int, chosen)).exists()
        try:
            statements.check_access("read")
        except AccessError:
            raise request.not_found()
        return self._zip(statements, "statements")

    def _zip(self, statements, name):
        """Return the response with one file for the statements' frozen PDFs."""
        target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (sent, then closed)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for start in range(0, len(statements), CHUNK):
                part = statements[start : start + CHUNK].sudo()
                for statement in part:
                    if statement.attachment_id:
                        archive.writestr(statement._get_file_name(), statement.attachment_id.raw)
                part.attachment_id.invalidate_recordset(["raw"])
        size = target.tell()
        target.seek(0)
        return Response(
            wrap_file(request.httprequest.environ, target),
            direct_passthrough=True,
            headers=[
                ("Content-Type", "application/zip"),
                ("Content-Length", size),
                ("Content-Disposition", content_disposition(f"{name}.zip".replace("/", "-"))),
            ],
        )
