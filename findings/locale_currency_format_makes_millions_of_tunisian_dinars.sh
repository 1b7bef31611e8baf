#!/bin/sh
# One would guess: an amount in a currency that has three decimals and no signs of its own in the
#   library is shown with an ordinary decimal mark: 1250.5 TND as 1,250.500 TND or 1250.500 TND,
#   as the dinars of Kuwait are.
# What happens: Locale::Currency::Format for Perl knows three decimals for the dinars of Tunisia and
#   Iraq but no decimal mark, and writes the digits without one: 1250.5 TND is "1250500 TND", half a
#   dinar "0500 TND". The dinars of Algeria and Serbia, the lek, the manat and others have two
#   decimals and no mark: 1234.56 RSD is "123456 RSD". Libya's dinar, of three decimals, has none:
#   1.25 LYD is "1 LYD". Nothing is said, and decimal_separator is undefined.
# Whom it hurts: who prints statements or reminders in these currencies: the customer is asked for a
#   hundred or a thousand times the debt. Set a format with currency_set before.
# Versions: Locale::Currency::Format 1.35 (Debian's package liblocale-currency-format-perl).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
apt-cache policy liblocale-currency-format-perl | grep -q 1.35-3 || apt-get -q update >"$work/apt.log" 2>&1
(cd "$work" && apt-get -q download liblocale-currency-format-perl=1.35-3) >"$work/apt.log" 2>&1 \
    || { cat "$work/apt.log"; exit 1; }
dpkg -x "$work"/*.deb "$work/unpacked"
cat >"$work/run.pl" <<'PL'
use strict;
use warnings;
use Locale::Currency::Format;

for my $amount (
    [KWD => 1250.5], [TND => 1250.5], [TND => -20], [TND => 0.5], [IQD => 1250],
    [EUR => 1234.56], [RSD => 1234.56], [DZD => 1234.56], [ALL => 1234.56], [LYD => 1.25]
) {
    my ($currency, $value) = @$amount;
    print "$value $currency -> ", currency_format($currency, $value), ", decimals ",
        decimal_precision($currency) // 'unknown', ", mark ",
        decimal_separator($currency) // 'unknown', "\n";
}
currency_set('TND', '#,###.### TND', FMT_COMMON);
print "with currency_set: ", currency_format('TND', 1250.5, FMT_COMMON), "\n";
PL
perl -I"$work/unpacked/usr/share/perl5" "$work/run.pl" >"$work/seen"
cat >"$work/expected" <<'TXT'
1250.5 KWD -> 1,250.500 KWD, decimals 3, mark .
1250.5 TND -> 1250500 TND, decimals 3, mark unknown
-20 TND -> -20000 TND, decimals 3, mark unknown
0.5 TND -> 0500 TND, decimals 3, mark unknown
1250 IQD -> 1250000 IQD, decimals 3, mark unknown
1234.56 EUR -> 1.234,56 EUR, decimals 2, mark ,
1234.56 RSD -> 123456 RSD, decimals 2, mark unknown
1234.56 DZD -> 123456 DZD, decimals 2, mark unknown
1234.56 ALL -> 123456 ALL, decimals 2, mark unknown
1.25 LYD -> 1 LYD, decimals unknown, mark unknown
with currency_set: 1,250.500 TND
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
