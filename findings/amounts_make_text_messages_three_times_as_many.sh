#!/bin/sh
# One would guess: a reminder of 150 letters, digits and spaces is one text message (160 characters of
#   the GSM alphabet), also in French, Swedish or Polish without their special letters, and an
#   amount in it costs as many characters as it has.
# What happens: the spaces that CLDR puts into amounts (U+202F between French thousands, U+00A0 between
#   Swedish ones and before each currency that stands behind its amount, German and Polish as well)
#   are not in the GSM alphabet. One of them turns the whole message into UCS-2,
#   with 67 characters to a part: three messages instead of one. Two counters of parts agree about
#   it; with plain spaces all are one message. The euro sign is in the alphabet.
# Whom it hurts: who sends reminders as text messages with amounts as Babel or Intl write them: three
#   times the price, and shops that cap a message at one part cut off the amount or the link. Put
#   plain spaces for U+00A0 and U+202F before it is sent.
# Versions: sms-segments-calculator 1.3.0, split-sms 0.1.7, Node.js 18 or later with its full ICU.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    sms-segments-calculator@1.3.0 split-sms@0.1.7 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/count.js" <<'JS'
const { SegmentedMessage } = require("sms-segments-calculator");
const { split } = require("split-sms");
const TEXT = ", due since 1 October 2026, is not paid yet. Please pay it this week: "
    + "https://example.com/my/statements/2026/0042 - or call us.";

function parts(text) {
    return `${new SegmentedMessage(text).segmentsCount} ${split(text).parts.length}`;
}
for (const [language, currency] of [
    ["en-US", "USD"], ["en-IE", "EUR"], ["de-DE", "EUR"], ["fr-FR", "EUR"], ["sv-SE", "SEK"], ["pl-PL", "EUR"],
]) {
    const format = new Intl.NumberFormat(language, { style: "currency", currency });
    const amount = format.format(1234.5);
    const plain = amount.replace(/[\u00a0\u202f]/g, " ");
    const length = amount.length + TEXT.length;
    console.log(`${plain}: ${length} characters, ${parts(amount + TEXT)}; plain ${parts(plain + TEXT)}`);
}
JS
node "$work/count.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
$1,234.50: 136 characters, 1 1; plain 1 1
€1,234.50: 136 characters, 1 1; plain 1 1
1.234,50 €: 137 characters, 3 3; plain 1 1
1 234,50 €: 137 characters, 3 3; plain 1 1
1 234,50 kr: 138 characters, 3 3; plain 1 1
1234,50 €: 136 characters, 3 3; plain 1 1
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
