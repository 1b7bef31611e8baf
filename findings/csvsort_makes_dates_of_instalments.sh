#!/bin/sh
# One would guess: sorting the lines of a CSV file changes their order and nothing else; what is in
#   a cell comes out as it went in, as with csvgrep and csvcut of the same kit; if cells are
#   converted, then those of every file alike.
# What happens: csvsort and csvjoin look what a column could be and write the cells anew.
#   Instalments 1/6 and 2/6 become 2001-01-06 and 2001-02-06, the reference 00042 becomes 42, a
#   discount of 5 % becomes 5, and how many were paid, 0 or 1, becomes False or True. With a
#   thirteenth instalment, 13/24, which cannot be a month and a day, that column stays as it is.
#   With -I every cell does.
# Whom it hurts: who sorts or joins an export of open items before it is imported or sent to the
#   accountant: numbers of instalments and references of payments, or an invoice 1/26 as it is
#   numbered in half of Europe, are gone, some of them in short files only, and payments find no
#   invoice. Give -I always.
# Versions: csvkit 2.2.0 with agate 1.14.2, agate-dbf 0.2.4, agate-excel 0.4.2, agate-sql 0.7.3 and
#   parsedatetime 2.6.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install csvkit==2.2.0 agate==1.14.2 \
    parsedatetime==2.6 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
cat >"$work/short.csv" <<'CSV'
due,instalment,reference,discount,paid
2026-05-31,2/6,00042,5 %,0
2026-04-30,1/6,00007,2 %,1
CSV
cat >"$work/long.csv" <<'CSV'
due,instalment,reference,discount,paid
2026-05-31,13/24,00042,5 %,2
2026-04-30,12/24,00007,2 %,1
CSV
for file in short long; do
    echo "$file: grep"
    "$work/venv/bin/csvgrep" -c due -m 2026 "$work/$file.csv"
    echo "$file: sort"
    "$work/venv/bin/csvsort" -c due "$work/$file.csv"
    echo "$file: sort -I"
    "$work/venv/bin/csvsort" -I -c due "$work/$file.csv"
done >"$work/seen"
cat >"$work/expected" <<'TXT'
short: grep
due,instalment,reference,discount,paid
2026-05-31,2/6,00042,5 %,0
2026-04-30,1/6,00007,2 %,1
short: sort
due,instalment,reference,discount,paid
2026-04-30,2001-01-06,7,2,True
2026-05-31,2001-02-06,42,5,False
short: sort -I
due,instalment,reference,discount,paid
2026-04-30,1/6,00007,2 %,1
2026-05-31,2/6,00042,5 %,0
long: grep
due,instalment,reference,discount,paid
2026-05-31,13/24,00042,5 %,2
2026-04-30,12/24,00007,2 %,1
long: sort
due,instalment,reference,discount,paid
2026-04-30,12/24,7,2,1
2026-05-31,13/24,42,5,2
long: sort -I
due,instalment,reference,discount,paid
2026-04-30,12/24,00007,2 %,1
2026-05-31,13/24,00042,5 %,2
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
