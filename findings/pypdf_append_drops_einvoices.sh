#!/bin/sh
# One would guess: PdfWriter.append(), which is how several PDFs become one, takes along the files
#   that are embedded in them, as it takes bookmarks and form fields.
# What happens: pages come, embedded files do not, and nothing is said. A copy of one document
#   (clone_from) keeps them.
# Whom it hurts: who sends statements with the invoices behind them as one PDF, or stamps an
#   invoice by appending it: of a Factur-X or ZUGFeRD invoice the XML is gone, and what arrives is
#   a picture of an e-invoice. Attach the invoices as files of their own, or embed the XML again.
# Versions: pypdf 7.1.1.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install pypdf==7.1.1 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
import io

from pypdf import PdfReader, PdfWriter


def saved(writer):
    file = io.BytesIO()
    writer.write(file)
    return io.BytesIO(file.getvalue())


def tell(title, file):
    reader = PdfReader(file)
    print(f"{title}: pages {len(reader.pages)}, files {sorted(reader.attachments)}")


invoice = PdfWriter()
invoice.add_blank_page(595, 842)
invoice.add_attachment("factur-x.xml", b"<Invoice/>")
invoice = saved(invoice)
statement = PdfWriter()
statement.add_blank_page(595, 842)
statement = saved(statement)

together = PdfWriter()
together.append(statement)
together.append(invoice)
tell("invoice", invoice)
tell("appended", saved(together))
tell("cloned", saved(PdfWriter(clone_from=invoice)))
PY
cat >"$work/expected" <<'TXT'
invoice: pages 1, files ['factur-x.xml']
appended: pages 2, files []
cloned: pages 1, files ['factur-x.xml']
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
