#!/bin/sh
# One would guess: the due date of a Brazilian boleto, which stands in its number as four digits
#   that count days, is read as it was written. The count came to 9999 on 21 February 2025 and
#   began again at 1000 on the next day, as the banks had announced years before.
# What happens: node-boleto writes it so. boleto.js and broleto check the digits, find the number
#   valid, and read a day 9,000 days earlier: 31 March 2026 becomes 9 August 2001. broleto says of
#   a boleto due in 2035 that it has expired, and its interest(1), one per cent a month, is more
#   than the debt itself. boleto-utils gives the old date as "vencimento", and the right one in a
#   field of its own, which in turn is wrong for boletos of before.
# Whom it hurts: who reads boletos of suppliers to pay them in time, or those of customers to chase
#   them: each one is decades late, and whoever lets the interest be computed asks for, or pays,
#   more than twice the money. Add 9,000 days to a date that lies too far back to be meant.
# Versions: node-boleto 2.3.0, boleto.js 1.1.4, broleto 0.0.12, @mrmgomes/boleto-utils 1.3.3, run
#   with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    node-boleto@2.3.0 boleto.js@1.1.4 broleto@0.0.12 @mrmgomes/boleto-utils@1.3.3 \
    >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
globalThis.window = globalThis; // boleto.js is made for pages
const { Boleto: Written } = require("node-boleto");
const ReadByBoletoJs = require("boleto.js");
const { Boleto: ReadByBroleto } = require("broleto");
const utils = require("@mrmgomes/boleto-utils");

const day = (date) => date.toISOString().slice(0, 10);
for (const due of ["2025-02-21", "2025-02-22", "2026-03-31", "2035-12-31"]) {
    const number = new Written({
        banco: "santander", data_emissao: new Date("2025-01-02T15:00:00Z"),
        data_vencimento: new Date(`${due}T15:00:00Z`), valor: 125050, nosso_numero: "1234567",
        numero_documento: "42", cedente: "Example Ltda", cedente_cnpj: "11222333000181",
        agencia: "3978", codigo_cedente: "6404154", carteira: "102",
    }).linha_digitavel.replace(/\D/g, "");
    const one = new ReadByBoletoJs(number);
    const two = new ReadByBroleto(number);
    const three = utils.validarBoleto(number);
    console.log(`due ${due}, written ${number.slice(33, 37)}`);
    console.log("  boleto.js:", one.valid(), day(one.expirationDate()));
    console.log("  broleto:", two.valid(), day(two.expirationDate()));
    console.log("  boleto-utils:", three.sucesso, day(three.vencimento),
        day(three.vencimentoComNovoFator2025));
    if (due > "2026") {
        console.log("  expired:", two.expired(), "owed:", two.amount(),
            "interest above that:", two.interest(1) > two.amount());
    }
}
JS
TZ=America/Sao_Paulo node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
due 2025-02-21, written 9999
  boleto.js: true 2025-02-21
  broleto: true 2025-02-21
  boleto-utils: true 2025-02-21 2049-10-13
due 2025-02-22, written 1000
  boleto.js: true 2000-07-03
  broleto: true 2000-07-03
  boleto-utils: true 2000-07-03 2025-02-22
due 2026-03-31, written 1402
  boleto.js: true 2001-08-09
  broleto: true 2001-08-09
  boleto-utils: true 2001-08-09 2026-03-31
  expired: true owed: 1250.5 interest above that: true
due 2035-12-31, written 4964
  boleto.js: true 2011-05-11
  broleto: true 2011-05-11
  boleto-utils: true 2011-05-11 2035-12-31
  expired: true owed: 1250.5 interest above that: true
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
