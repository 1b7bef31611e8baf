#!/bin/sh
# One would guess: a credit of 1.50 in words has the word for minus before it, or is refused, or at
#   worst reads as 1.50; and 0.999 is rounded before it is put into words.
# What happens: numero-a-letras writes -1.50 as "Novecientos Noventa y Nueve Mil Novecientos
#   Noventa y Ocho Pesos 50/100", @vigilio/numeros-a-letras does the same in capitals, and for
#   rupees convert-rupees-into-words writes "Hundred One Rupees and Fifty Paisa". Nothing is
#   raised. Round what comes out of a computation first, too: 0.999 is "Cero Pesos 100/100" in the
#   one, no pesos and "CIEN" cents in the other.
# Whom it hurts: who prints balances or credit notes with the amount in words, as cheques, receipts
#   and invoices in Latin America and India have it, where the words count if the figures differ: a
#   customer with 1.50 to his credit gets a paper about nearly a million. Write the amount without
#   its sign, and the word yourself.
# Versions: numero-a-letras 1.0.6, @vigilio/numeros-a-letras 0.0.7, convert-rupees-into-words
#   1.0.6, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    numero-a-letras@1.0.6 @vigilio/numeros-a-letras@0.0.7 convert-rupees-into-words@1.0.6 \
    >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const { NumerosALetras } = require("numero-a-letras");
const { default: numerosALetras } = require("@vigilio/numeros-a-letras");
const rupees = require("convert-rupees-into-words");

for (const amount of [1.5, -1.5, -1250.5, 0.999]) {
    console.log(amount);
    console.log("  pesos:", NumerosALetras(amount));
    console.log("  letras:", numerosALetras(amount).trim());
    console.log("  rupees:", rupees(amount).replace(/ +/g, " "));
}
JS
node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
1.5
  pesos: Un Peso 50/100 M.N.
  letras: UN CON CINCUENTA
  rupees: One Rupee and Fifty Paisa
-1.5
  pesos: Novecientos Noventa y Nueve Mil Novecientos Noventa y Ocho Pesos 50/100 M.N.
  letras: NOVECIENTO NOVENTA Y NUEVE MIL NOVECIENTO NOVENTA Y OCHO CON CINCUENTA
  rupees: Hundred One Rupees and Fifty Paisa
-1250.5
  pesos: Novecientos Noventa y Ocho Mil Setecientos Cuarenta y Nueve Pesos 50/100 M.N.
  letras: NOVECIENTO NOVENTA Y OCHO MIL SETECIENTOS CUARENTA Y NUEVE CON CINCUENTA
  rupees: Two Thousand Hundred Five Rupees and Fifty Paisa
0.999
  pesos: Cero Pesos 100/100 M.N.
  letras: CON CIEN
  rupees: One Rupee
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
