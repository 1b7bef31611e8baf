#!/bin/sh
# One would guess: react-number-format shows one amount in one way, with the same decimals, by its
#   component (NumericFormat) and by the function that it exports for everywhere else
#   (numericFormatter, which takes texts); and what JavaScript makes of a number, String(value), is a
#   text that it reads as that number.
# What happens: the function cuts off where the component rounds: 0.999 is 0.99 there and 1.00 here, 1.005
#   is 1.00 and 1.01. Of an exponent both take the digits. What sums leave of a balance that is settled,
#   0.1 + 0.2 - 0.3, is 5.551115123125783e-17: the function shows 5.55, the component, given the text,
#   105,111,512,312,578,304.00. As a number it is 0.00 in the component. Nothing is raised.
# Whom it hurts: who shows balances that come as texts from a server, or formats them for a mail or a
#   tooltip with the function: a customer who owes nothing is asked for 5.55, and two places of one page
#   differ by a cent. Round first: numericFormatter(value.toFixed(2), ...).
# Versions: react-number-format 5.4.5, react and react-dom 18.3.1, run with Node.js.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts \
    react-number-format@5.4.5 react@18.3.1 react-dom@18.3.1 >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 1; }
cat >"$work/run.js" <<'JS'
const { createElement } = require("react");
const { renderToStaticMarkup } = require("react-dom/server");
const { NumericFormat, numericFormatter } = require("react-number-format");

const form = { thousandSeparator: ",", decimalScale: 2, fixedDecimalScale: true };
const component = (value) => renderToStaticMarkup(
    createElement(NumericFormat, { value, displayType: "text", ...form }),
).replace(/<.*?>/g, "");

for (const amount of [1234.5, 0.999, 1.005, -2.675, 0.1 + 0.2 - 0.3, 1200.1 - 1200 - 0.1]) {
    console.log(`${amount}: component ${component(amount)}, of text ${component(String(amount))},`,
        `function ${numericFormatter(String(amount), form)},`,
        `rounded before ${numericFormatter(amount.toFixed(2), form)}`);
}
JS
node "$work/run.js" >"$work/seen"
cat >"$work/expected" <<'TXT'
1234.5: component 1,234.50, of text 1,234.50, function 1,234.50, rounded before 1,234.50
0.999: component 1.00, of text 1.00, function 0.99, rounded before 1.00
1.005: component 1.01, of text 1.01, function 1.00, rounded before 1.00
-2.675: component -2.68, of text -2.68, function -2.67, rounded before -2.67
5.551115123125783e-17: component 0.00, of text 105,111,512,312,578,304.00, function 5.55, rounded before 0.00
-9.095502129241595e-14: component -0.00, of text -9.00, function -9.09, rounded before -0.00
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
