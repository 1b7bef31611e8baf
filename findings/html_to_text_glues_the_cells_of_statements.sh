#!/bin/sh
# One would guess: the plain text that html-to-text makes of a mail has a table's cells apart: on
#   lines of their own or, as browsers and text readers do it, in columns.
# What happens: unless a table is chosen by a selector with the format "dataTable", its cells
#   follow one another without even a space: an invoice INV/1 of 50.00 is "INV/150.00". All rows
#   stand in one line, with a space between them only if the source has white space there.
# Whom it hurts: who sends reminders and statements as HTML and lets the text part be made: for
#   whoever reads or indexes the text, the amount has grown by the number before it. Choose the
#   format for all tables with figures: {selectors: [{selector: "table.lines", format:
#   "dataTable"}]}.
# Versions: html-to-text 10.0.1, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    html-to-text@10.0.1 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const { htmlToText } = require("html-to-text");

const MAIL = `<p>You owe us:</p>
<table>
  <tr><td>INV/1</td><td>50.00</td></tr>
  <tr><td>INV/2</td><td>-10.00</td></tr>
</table>
<p>Total 40.00</p>`;

console.log(htmlToText(MAIL));
console.log("-- chosen as a table of data");
console.log(htmlToText(MAIL, { selectors: [{ selector: "table", format: "dataTable" }] }));
JS
node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
You owe us:

INV/150.00 INV/2-10.00

Total 40.00
-- chosen as a table of data
You owe us:

INV/1   50.00
INV/2   -10.00

Total 40.00
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
