#!/bin/sh
# One would guess: an amount as JavaScript writes it for a language comes out of PDFKit as it went in,
#   or PDFKit says that its standard fonts (Helvetica, its default) lack a sign.
# What happens: for a sign that the fonts' encoding (WinAnsi) lacks, PDFKit prints the two halves of
#   its number as signs. Swedish, Norwegian, Finnish and Slovenian write the minus as U+2212: a
#   credit reads "12 345,50 kr, with a quotation mark before it (22) and no minus. French separates
#   thousands by U+202F: a space and a slash, 12 /345,50. Rupees (U+20B9) become a space and a small
#   one before the amount, Turkish lira (U+20BA) a small o. Nothing is raised or warned of.
# Whom it hurts: who prints statements, receipts or credit notes from a web shop or a till in
#   JavaScript: credits read as debts. A font of one's own (doc.font("some.ttf")) has the signs.
# Versions: pdfkit 0.20.2, pypdf 7.1.0 reads the text; Node.js 18 or later.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    pdfkit@0.20.2 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install pypdf==7.1.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
cat >"$work/print.js" <<'JS'
const PDFDocument = require("pdfkit");
const document_ = new PDFDocument();
document_.pipe(require("fs").createWriteStream("amounts.pdf"));
for (const [language, currency] of [
    ["en-US", "USD"], ["de-DE", "EUR"], ["sv-SE", "SEK"], ["nb-NO", "NOK"], ["fi-FI", "EUR"],
    ["sl-SI", "EUR"], ["fr-FR", "EUR"], ["en-IN", "INR"], ["tr-TR", "TRY"],
]) {
    const format = new Intl.NumberFormat(language, {style: "currency", currency});
    document_.text(`${language}: ${format.format(-12345.5)}`);
}
document_.end();
JS
node "$work/print.js"
"$work/venv/bin/python" - >"$work/seen" <<'PY'
import re

import pypdf

# As the eye reads it: spaces of any kind are spaces, signs without a shape are none.
for line in pypdf.PdfReader("amounts.pdf").pages[0].extract_text().splitlines():
    if line.strip():
        print(re.sub(r"(?<=[-\"]) ", "", re.sub(r"[\s\x00-\x1f]+", " ", line)).strip())
PY
cat >"$work/expected" <<'TXT'
en-US: -$12,345.50
de-DE: -12.345,50 €
sv-SE: "12 345,50 kr
nb-NO: "12 345,50 kr
fi-FI: "12 345,50 €
sl-SI: "12.345,50 €
fr-FR: -12 /345,50 €
en-IN: -¹12,345.50
tr-TR: -º12.345,50
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
