#!/bin/sh
# One would guess: the customer's reference in a line of a SWIFT MT940 statement (:61:) goes on to the two slashes
#   that part it from the bank's own, or to the end of the line. One slash is a character like
#   others in it (SWIFT's set x; only at either end and doubled it is not allowed).
# What happens: mt940js, mt940-js and swiftmessageparser end the reference at the first slash: INV/2026/00042 is read
#   as INV, and RE 2026/45 as RE 2026. What is behind is in no other field, and the bank's reference behind // is
#   lost with it; where the reference has no slash, it is kept, slashes included, by two of the three. mt-940 for
#   Python reads all of it. No error is raised, and the amounts add up.
# Whom it hurts: who matches payments by reference and numbers invoices with slashes, as many accounting
#   programs do by themselves: every payment has the reference INV, and none is matched, or all with the
#   first. Read :61: again from the file, or number with hyphens.
# Versions: mt940js 1.3.5, mt940-js 1.0.0 (with tslib 2.8.1, which it does not ask for), swiftmessageparser 1.2.1,
#   run with Node.js; mt-940 5.1.1 (to compare).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    mt940js@1.3.5 mt940-js@1.0.0 tslib@2.8.1 swiftmessageparser@1.2.1 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install mt-940==5.1.1 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
cat >"$work/statement.sta" <<'TXT'
:20:S1
:25:12345678
:28C:1/1
:60F:C260331EUR100,00
:61:2603310331C50,50NTRFINV/2026/00042
:61:2603310331C70,00NTRFINV/2026/00043//BANK7
:61:2603310331C70,00NTRFINV-2026-00044//BANK/8
:61:2603310331C10,00NTRFRE 2026/45
:62F:C260331EUR300,50
-
TXT
cat >"$work/run.js" <<'JS'
const { readFileSync } = require("fs");
const { Parser } = require("mt940js");
const { read } = require("mt940-js");
const { parse } = require("swiftmessageparser");

const text = readFileSync("statement.sta", "utf8");

function show(name, lines, reference) {
    console.log(`${name}:`, lines.map((it) => `${it[reference]} [${it.bankReference}]`).join(", "));
}

show("mt940js", new Parser().parse(text)[0].transactions, "reference");
show("swiftmessageparser", parse({ type: "mt940", data: text })[0].transactions, "reference");
read(Buffer.from(text)).then((found) => show("mt940-js", found[0].transactions, "customerReference"));
JS
node "$work/run.js" >"$work/seen"
"$work/venv/bin/python" - >>"$work/seen" <<'PY'
import mt940

with open("statement.sta", encoding="ascii") as file:
    found = [it.data for it in mt940.parse(file.read())]
print("mt-940:", ", ".join(f"{it['customer_reference']} [{it['bank_reference'] or ''}]" for it in found))
PY
cat >"$work/expected" <<'TXT'
mt940js: INV [], INV [], INV-2026-00044 [BANK/8], RE 2026 []
swiftmessageparser: INV [], INV [], INV-2026-00044 [BANK/8], RE 2026 []
mt940-js: INV [], INV [], INV-2026-00044 [], RE 2026 []
mt-940: INV/2026/00042 [], INV/2026/00043 [BANK7], INV-2026-00044 [BANK/8], RE 2026/45 []
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
