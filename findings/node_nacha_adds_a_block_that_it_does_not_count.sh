#!/bin/sh
# One would guess: a file of direct debits for banks in the United States (ACH) is filled up with lines of
#   nines to a multiple of ten lines, by none if it has that already; and the number of blocks of ten
#   lines that its last record states is that of the file.
# What happens: @midlandsbank/node-nacha adds ten lines of nines to a file that is full. With 6 debits in
#   one batch, 16 or 26 it has a block more than it says: 20 lines, "1 block". Trace numbers begin at 0.
#   achkit, which checks such files, finds all else in order, sums and hash, and refuses these three of
#   thirty for the number of blocks; what it writes itself for the same debits passes.
# Whom it hurts: who collects invoices by file: one file in ten, which looks like those of the days before,
#   contradicts itself, and a bank that checks refuses it as a whole: nobody is debited that day. Cut the
#   lines of nines down to ten times the number of blocks (columns 8 to 13 of the record that begins
#   with 9 and is not all nines).
# Versions: @midlandsbank/node-nacha 0.4.0, run with Node.js; achkit 0.2.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    @midlandsbank/node-nacha@0.4.0 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install achkit==0.2.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
cat >"$work/write.js" <<'JS'
const fs = require("fs");
const nacha = require("@midlandsbank/node-nacha");

for (let debits = 1; debits <= 30; debits += 1) {
    let batch = nacha.create({
        from: { name: "Shop", fein: "123456789" }, for: { name: "Bank", routing: "123456780" },
    }).ppd({ effectiveDate: "261230", description: "Invoices", date: "Nov 30" });
    for (let number = 1; number <= debits; number += 1) {
        batch = batch.debit({
            name: `Customer ${number}`, account: { num: "135792468", type: "C" },
            routing: "987654320", amount: 12345,
        });
    }
    fs.writeFileSync(`${__dirname}/${debits}.ach`, nacha.from(batch).to("ach"));
}
JS
node "$work/write.js"
cat >"$work/run.py" <<'PY'
import collections
import pathlib
import sys

from achkit import AchFile, validate

said = collections.defaultdict(list)
for debits in range(1, 31):
    text = (pathlib.Path(sys.argv[1]) / f"{debits}.ach").read_text()
    lines = text.splitlines()
    (control,) = [it for it in lines if it[0] == "9" and it.strip("9")]
    if debits in (5, 6, 7):
        print(f"{debits} debits: {len(lines)} lines, {int(control[7:13])} block(s), "
              f"first trace number ends in {lines[2][-7:]}")
    said["; ".join(it["message"] for it in validate(text)["errors"]) or "in order"].append(debits)
    own = AchFile.create("123456780", "123456789", origin_name="Shop")
    batch = own.batch("PPD", "Invoices", "2026-12-30")
    for number in range(debits):
        batch.debit(f"Customer {number}", "987654320", "135792468", 12345)
    assert validate(own.render())["ok"]
for message, numbers in sorted(said.items(), key=lambda it: it[1][0]):
    print(message + ":", *(numbers if len(numbers) < 5 else [f"{len(numbers)} files"]))
PY
"$work/venv/bin/python" "$work/run.py" "$work" >"$work/seen"
cat >"$work/expected" <<'TXT'
5 debits: 10 lines, 1 block(s), first trace number ends in 0000000
6 debits: 20 lines, 1 block(s), first trace number ends in 0000000
7 debits: 20 lines, 2 block(s), first trace number ends in 0000000
in order: 27 files
block count 1 != 2: 6
block count 2 != 3: 16
block count 3 != 4: 26
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
