#!/bin/sh
# One would guess: a semicolon inside a street is escaped in a vCard (RFC 2426 and 6350), and who reads
#   the card has the street back as it was, and the town, the postcode and the country behind it.
# What happens: vcards-js writes the escape as it should, and vcf reads it as a separator: of "Calle Mayor
#   5; 2 B" the street keeps "Calle Mayor 5\", " 2 B" becomes the town, Madrid the region, and the
#   address has eight parts instead of seven. Commas and line ends keep their backslashes, in names of
#   companies and in notes. ical.js and vobject read the same card right. The other way, vcf writes
#   a semicolon in a part bare, and then each of them reads a moved address. No error is raised.
# Whom it hurts: who takes addresses of customers from cards, or hands them on as cards: reminders and
#   statements by post go to "2 B" instead of Madrid. "Street 5; flat 2 B" is usual in Spain,
#   and "Smith, Sons" everywhere. Read cards with ical.js or vobject, and undo escapes only once.
# Versions: vcards-js 2.11.1, vcf 2.1.2, ical.js 2.2.1, vobject 0.9.9; Node.js 18 or later.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    vcards-js@2.11.1 vcf@2.1.2 ical.js@2.2.1 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install vobject==0.9.9 \
    2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
cat >"$work/cards.mjs" <<'JS'
import { writeFileSync } from "fs";
import ICAL from "ical.js";
import VCard from "vcards-js";
import vcf from "vcf";

const PARTS = ["", "", "Calle Mayor 5; 2 B", "Madrid", "", "28013", "Spain"];

function show(writer, text) {
    writeFileSync(`${writer}.vcf`, text);
    console.log(`${writer} writes`, text.split(/\r?\n/).find((it) => it.startsWith("ADR")));
    const [, fields] = new vcf().parse(text).toJSON();
    const card = new ICAL.Component(ICAL.parse(text));
    for (const name of ["adr", "org", "note"]) {
        const field = fields.find((it) => it[0] === name);
        if (field) {
            console.log(` ${name}: vcf ${JSON.stringify(field[3])}`);
            console.log(` ${name}: ical.js ${JSON.stringify(card.getFirstPropertyValue(name))}`);
        }
    }
}

const [, , street, city, , postalCode, countryRegion] = PARTS;
const card = VCard();
Object.assign(card, { organization: "Smith, Sons", note: "Terms: 30 days\nAsk on Monday", firstName: "Ana" });
Object.assign(card.workAddress, { street, city, postalCode, countryRegion });
show("vcards-js", card.getFormattedString());
const fields = [["version", {}, "text", "4.0"], ["fn", {}, "text", "Ana"], ["adr", {}, "text", PARTS]];
show("vcf", vcf.fromJSON(["vcard", fields]).toString("4.0"));
JS
node "$work/cards.mjs" >"$work/seen"
"$work/venv/bin/python" -W ignore - >>"$work/seen" <<'PY'
import vobject

for writer in ("vcards-js", "vcf"):
    with open(f"{writer}.vcf", encoding="utf-8") as file:
        address = vobject.readOne(file.read(), allowQP=False).adr.value
    print(f"vobject, from {writer}:", [address.street, address.city, address.region, address.code, address.country])
PY
cat >"$work/expected" <<'TXT'
vcards-js writes ADR;TYPE=WORK:;;Calle Mayor 5\; 2 B;Madrid;;28013;Spain
 adr: vcf ["","","Calle Mayor 5\\"," 2 B","Madrid","","28013","Spain"]
 adr: ical.js ["","","Calle Mayor 5; 2 B","Madrid","","28013","Spain"]
 org: vcf "Smith\\, Sons"
 org: ical.js "Smith, Sons"
 note: vcf "Terms: 30 days\\nAsk on Monday"
 note: ical.js "Terms: 30 days\nAsk on Monday"
vcf writes ADR:;;Calle Mayor 5; 2 B;Madrid;;28013;Spain
 adr: vcf ["","","Calle Mayor 5"," 2 B","Madrid","","28013","Spain"]
 adr: ical.js ["","","Calle Mayor 5"," 2 B","Madrid","","28013","Spain"]
vobject, from vcards-js: ['Calle Mayor 5; 2 B', 'Madrid', '', '28013', 'Spain']
vobject, from vcf: ['Calle Mayor 5', ' 2 B', 'Madrid', '', '28013']
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
