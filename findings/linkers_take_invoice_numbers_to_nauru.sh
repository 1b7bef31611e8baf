#!/bin/sh
# One would guess: what makes links of the addresses in a text makes them of web addresses: of what begins
#   with http or www, and perhaps of names that end in com or org; abbreviations as they stand before the
#   numbers of bills ("Org.nr", "Kd.Nr", "Inv.No") are words, and digits in groups are a reference.
# What happens: bleach, linkify-it-py, linkify-string and Autolinker take any word with a point in it for
#   an address if it ends like a country's: "nr" is Nauru, "no" Norway, and "de" Germany, so that Org.nr
#   and Kd.Nr lead to a web site in Nauru, Inv.No to one in Norway, and a Mexican company written S.A.de
#   C.V. to one in Germany. Autolinker makes telephone numbers of a Swedish company's number and of a
#   reference like 202-600-0042 as well. markdown-it with its "linkify" makes none of these.
# Whom it hurts: who sends reminders and statements through one of them, or shows customers' answers so: a
#   blue word beside the amount leads to a stranger's site, and a tap on the reference calls a stranger.
#   Ask for links with "://" only, as the last column does.
# Versions: bleach 6.4.0, linkify-it-py 2.2.0, linkifyjs and linkify-string 4.3.3, autolinker 4.1.5,
#   markdown-it 15.0.3, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    linkifyjs@4.3.3 linkify-string@4.3.3 autolinker@4.1.5 markdown-it@15.0.3 \
    >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install bleach==6.4.0 linkify-it-py==2.2.0 \
    2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
cat >"$work/lines.txt" <<'TXT'
Org.nr 556677-8899
Kd.Nr 10042
Inv.No 42
S.A.de C.V.
Ref. 202-600-0042
Total 1.250,50 on 30.11.2026
see https://example.com
TXT
cat >"$work/run.js" <<'JS'
const lines = require("fs").readFileSync(`${__dirname}/lines.txt`, "utf8").trim().split("\n");
const Autolinker = require("autolinker").default;
const linkify = require("linkify-string");
const markdown = require("markdown-it");

const links = (html) => [...html.matchAll(/href="(.*?)"/g)].map((it) => it[1]).join(" ") || "-";
const text = linkify.default || linkify;
const page = (markdown.default || markdown)({ linkify: true });
for (const line of lines) {
    console.log(`${line}: ${links(text(line))} | ${links(Autolinker.link(line))}`
        + ` | ${links(page.renderInline(line))} |`,
        links(text(line, { validate: { url: (value) => value.includes("://") } })),
        links(Autolinker.link(line, { phone: false, urls: { tldMatches: false } })));
}
JS
cat >"$work/run.py" <<'PY'
import pathlib
import re
import sys

import bleach
from linkify_it import LinkifyIt

for line in pathlib.Path(sys.argv[1]).read_text().splitlines():
    print(f"{line}:", *re.findall('href="(.*?)"', bleach.linkify(line)) or "-", "|",
          *[it.url for it in LinkifyIt().match(line) or []] or "-", "|",
          *[it.url for it in LinkifyIt(options={"fuzzy_link": False}).match(line) or []] or "-")
PY
{
    echo "linkify-string | Autolinker | markdown-it | the first two with :// only"
    node "$work/run.js"
    echo "bleach | linkify-it-py | the second with :// only"
    "$work/venv/bin/python" "$work/run.py" "$work/lines.txt"
} >"$work/seen"
cat >"$work/expected" <<'TXT'
linkify-string | Autolinker | markdown-it | the first two with :// only
Org.nr 556677-8899: http://Org.nr | http://Org.nr tel:5566778899 | - | - -
Kd.Nr 10042: http://Kd.Nr | http://Kd.Nr | - | - -
Inv.No 42: http://Inv.No | http://Inv.No | - | - -
S.A.de C.V.: http://S.A.de | http://S.A.de | - | - -
Ref. 202-600-0042: - | tel:2026000042 | - | - -
Total 1.250,50 on 30.11.2026: - | - | - | - -
see https://example.com: https://example.com | https://example.com | https://example.com | https://example.com https://example.com
bleach | linkify-it-py | the second with :// only
Org.nr 556677-8899: http://Org.nr | http://Org.nr | -
Kd.Nr 10042: http://Kd.Nr | http://Kd.Nr | -
Inv.No 42: http://Inv.No | http://Inv.No | -
S.A.de C.V.: http://S.A.de | http://S.A.de | -
Ref. 202-600-0042: - | - | -
Total 1.250,50 on 30.11.2026: - | - | -
see https://example.com: https://example.com | https://example.com | https://example.com
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
