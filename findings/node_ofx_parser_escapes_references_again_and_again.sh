#!/bin/sh
# One would guess: a bank statement (OFX) that holds R&amp;D/2026/42, which is how & is written in it,
#   is read as R&D/2026/42; at worst the reader leaves the five signs of &amp; to its user.
# What happens: node-ofx-parser escapes what is escaped already, twice: the reference is read as
#   R&amp;amp;amp;D/2026/42, and one that a bank wrote with a bare & as R&amp;amp;D/2026/42. "a &lt; b"
#   becomes "a &amp;amp;lt; b". The parser of ofx-js reads the same file right.
# Whom it hurts: who matches payments by reference or by the payer's name: Smith & Sons are never found,
#   so their payment is not applied and they are reminded. Unescape the texts three times, or
#   use another reader.
# Versions: node-ofx-parser 0.5.1 with fast-xml-parser 3.21.1, ofx-js 1.1.1, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    node-ofx-parser@0.5.1 fast-xml-parser@3.21.1 ofx-js@1.1.1 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const readers = { "node-ofx-parser": require("node-ofx-parser"), "ofx-js": require("ofx-js") };

const statement = (memo) => `OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0
<SEVERITY>INFO
</STATUS><DTSERVER>20260301
<LANGUAGE>ENG
</SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><TRNUID>1
<STATUS><CODE>0
<SEVERITY>INFO
</STATUS><STMTRS><CURDEF>EUR
<BANKACCTFROM><BANKID>1
<ACCTID>2
<ACCTTYPE>CHECKING
</BANKACCTFROM><BANKTRANLIST><DTSTART>20260201
<DTEND>20260301
<STMTTRN><TRNTYPE>CREDIT
<DTPOSTED>20260301
<TRNAMT>100.00
<FITID>1
<NAME>Smith &amp; Sons
<MEMO>${memo}
</STMTTRN></BANKTRANLIST><LEDGERBAL><BALAMT>0
<DTASOF>20260301
</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`;

(async () => {
    for (const [name, reader] of Object.entries(readers)) {
        for (const memo of ["R&amp;D/2026/42", "a &lt; b"]) {
            const read = await reader.parse(statement(memo));
            const line = read.OFX.BANKMSGSRSV1.STMTTRNRS.STMTRS.BANKTRANLIST.STMTTRN;
            console.log(`${name}: ${memo} -> ${line.MEMO} (${line.NAME})`);
        }
    }
})();
JS
node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
node-ofx-parser: R&amp;D/2026/42 -> R&amp;amp;amp;D/2026/42 (Smith &amp;amp;amp; Sons)
node-ofx-parser: a &lt; b -> a &amp;amp;lt; b (Smith &amp;amp;amp; Sons)
ofx-js: R&amp;D/2026/42 -> R&D/2026/42 (Smith & Sons)
ofx-js: a &lt; b -> a < b (Smith & Sons)
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
