#!/bin/sh
# One would guess: the bank's code (BIC) that is found by itself for an account fits the account: the
#   country in it is that of the IBAN. Where none is known, none is written, as SEPA needs none.
# What happens: sepa-xml for JavaScript looks the four characters behind the check digits up in a list
#   of Dutch banks, whatever the country. Other countries have the bank's letters there, too: an
#   Irish account at Citibank becomes one at CITINL2X, a British one at Deutsche Bank one at
#   DEUTNL2N. A German account, which has digits there, gets no BIC. An amount is written as the
#   number prints: 0.1 + 0.2 as 0.30000000000000004, while the control sum is rounded.
# Whom it hurts: who pays credits back to customers abroad by file: IBAN and BIC contradict each other,
#   and the bank refuses the payment, or the whole file. Give each payment its BIC, and a rounded text
#   as its amount.
# Versions: sepa-xml 0.6.0, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    sepa-xml@0.6.0 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const SepaXML = require("sepa-xml");

const file = new SepaXML("pain.001.001.03");
file.setHeaderInfo({ messageId: "M1", initiator: "Shop" });
file.setPaymentInfo({
    id: "P1", method: "TRF", senderName: "Shop", senderIBAN: "NL39RABO0300065264",
    bic: "RABONL2U", when: new Date(2026, 2, 5),
});
for (const [iban, amount] of [
    ["NL39RABO0300065264", 10], ["IE58CITI99005112345678", 0.1 + 0.2],
    ["GB87DEUT40508112345678", 10], ["RO21INGB0000999901234567", 10],
    ["DE89370400440532013000", 10],
]) {
    file.addTransaction({ id: "E1", amount, name: "Customer", iban, description: "credit" });
}
file.compile((error, text) => {
    if (error) throw error;
    console.log("control sum", text.match(/<CtrlSum>(.*?)</)[1]);
    for (const payment of text.split("<CdtTrfTxInf>").slice(1)) {
        const read = (tag) => (payment.match(new RegExp(`<${tag}[^>]*>(.*?)<`)) || [])[1];
        console.log(read("IBAN"), read("BIC") || "no BIC", read("InstdAmt"));
    }
});
JS
node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
control sum 40.30
NL39RABO0300065264 RABONL2U 10
IE58CITI99005112345678 CITINL2X 0.30000000000000004
GB87DEUT40508112345678 DEUTNL2N 10
RO21INGB0000999901234567 INGBNL2A 10
DE89370400440532013000 no BIC 10
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
