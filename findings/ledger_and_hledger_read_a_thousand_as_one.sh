#!/bin/sh
# One would guess: in a journal that writes "1.000,50 EUR", so that the comma is the decimal mark
#   of euros, "1.000 EUR" is a thousand; two tools that read the same journals agree about it,
#   and the order of the entries, which carry dates, does not matter.
# What happens: hledger takes it for one euro and shows 1.001,500, whatever stands elsewhere.
#   Ledger takes it for a thousand below a line like "1.000,50 EUR", and for one euro above it.
#   Neither says a word, as both sides of the entry shrink alike. A line "commodity 1.000,00 EUR"
#   at the top makes both right.
# Whom it hurts: who keeps customers' credit in such journals or writes them from a shop that
#   leaves out the cents of whole amounts: a debt of a thousand becomes one, in the one tool but
#   not in the other. Declare the commodity, and write the decimals always.
# Versions: hledger 1.25, Ledger 3.3.0 (Debian's packages for its release 12, amd64).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
apt-cache policy hledger | grep -q 1.25-2 || apt-get -q update >"$work/apt.log" 2>&1
(cd "$work" && apt-get -q download hledger=1.25-2+b5 ledger=3.3.0-3 libboost-filesystem1.74.0 \
    libboost-iostreams1.74.0 libboost-python1.74.0 libboost-regex1.74.0 libboost-system1.74.0 \
    libedit2 libgmp10 libicu72 libmpfr6 libpython3.11) >"$work/apt.log" 2>&1 \
    || { cat "$work/apt.log"; exit 1; }
for package in "$work"/*.deb; do dpkg -x "$package" "$work/unpacked"; done
libraries="$work/unpacked/usr/lib/ledger:$(echo "$work"/unpacked/usr/lib/*-linux-gnu)"

entry() {
    printf '2026-01-0%s invoice\n    assets:customer   %s EUR\n    income\n\n' "$1" "$2"
}
totals() {
    cat >"$work/$1.journal"
    echo "hledger, $1:" "$("$work/unpacked/usr/bin/hledger" -f "$work/$1.journal" balance -N assets 2>&1 \
        | tr -s ' \n' ' ' | sed 's/ $//')"
    echo "ledger, $1:" "$(LD_LIBRARY_PATH="$libraries" "$work/unpacked/usr/bin/ledger" --args-only \
        -f "$work/$1.journal" balance assets 2>&1 | head -n 1 | tr -s ' ')"
}
{
    { entry 1 1.000,50; entry 2 1.000; } | totals "with cents first"
    { entry 2 1.000; entry 1 1.000,50; } | totals "without cents first"
    { entry 1 1.000,50; entry 2 1.000,00; } | totals "with cents both"
    { printf 'commodity 1.000,00 EUR\n\n'; entry 1 1.000,50; entry 2 1.000; } | totals "declared"
} | tee "$work/seen"
cat >"$work/expected" <<'TXT'
hledger, with cents first:  1.001,500 EUR assets:customer
ledger, with cents first:  2.000,50 EUR assets:customer
hledger, without cents first:  1.001,500 EUR assets:customer
ledger, without cents first:  1.001,500 EUR assets:customer
hledger, with cents both:  2.000,50 EUR assets:customer
ledger, with cents both:  2.000,50 EUR assets:customer
hledger, declared:  2.000,50 EUR assets:customer
ledger, declared:  2.000,50 EUR assets:customer
TXT
diff -u "$work/expected" "$work/seen" && echo "as written down"
