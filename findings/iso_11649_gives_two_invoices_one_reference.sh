#!/bin/sh
# One would guess: a creditor reference (ISO 11649) has letters and digits only, so a library refuses a
#   number with other signs, as iso-11649 says it does ("must respect format ^[A-Z0-9]{1,21}$"), or at
#   least gives two numbers two references; and what a library makes, it calls valid.
# What happens: iso-11649 drops what is no letter or digit and raises nothing: INV/1/11 and INV/11/1 get
#   one reference, RF30INV111, with right check digits. node-iso11649 computes the same check
#   digits and keeps the slashes: RF30INV/1/11, to which its own validate says false, the other
#   library's true. More than 21 characters: iso-11649 raises an error, node-iso11649 makes a
#   reference of 26, which banks refuse, and which it calls false itself.
# Whom it hurts: who makes references of invoice numbers with slashes (INV/2026/00042) or of a customer's
#   number and a month: a payment settles the other invoice, or a transfer with the reference is sent
#   back. Replace the signs by a rule of your own that keeps numbers apart, and check what comes out.
# Versions: iso-11649 1.0.1, node-iso11649 2.1.2; Node.js 18 or later.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    iso-11649@1.0.1 node-iso11649@2.1.2 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/references.js" <<'JS'
const one = require("iso-11649");
const other = require("node-iso11649");

function attempt(make) {
    try {
        return make();
    } catch {
        return "an error";
    }
}
for (const number of ["INV/1/11", "INV/11/1", "INV-111", "INV/2026/00042", "CUSTOMER42STATEMENT202611"]) {
    const made = [attempt(() => one.generate(number)), attempt(() => other.generate({ reference: number }))];
    const valid = made.map((it) => `${attempt(() => one.validate(it))}/${other.validate(it)}`);
    console.log(`${number}: iso-11649 ${made[0]} (${valid[0]}), node-iso11649 ${made[1]} (${valid[1]})`);
}
JS
node "$work/references.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
INV/1/11: iso-11649 RF30INV111 (true/true), node-iso11649 RF30INV/1/11 (true/false)
INV/11/1: iso-11649 RF30INV111 (true/true), node-iso11649 RF30INV/11/1 (true/false)
INV-111: iso-11649 RF30INV111 (true/true), node-iso11649 RF30INV-111 (true/false)
INV/2026/00042: iso-11649 RF36INV202600042 (true/true), node-iso11649 RF36INV/2026/00042 (true/false)
CUSTOMER42STATEMENT202611: iso-11649 an error (an error/false), node-iso11649 RF17CUSTOMER42STATEMENT202611 (an error/false)
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
