#!/bin/sh
# One would guess: a reader of BAI lockbox files (cheques that a bank opens and pays in for a company in
#   the United States) adds the cheques of a batch in cents, as the file writes them, and compares
#   that with the total of the batch. A file whose totals are right is read.
# What happens: bai-lockbox makes a float of each amount first, adds those, and asks whether the sum is
#   exactly the float of the total. Three cheques of 10.10, 20.20 and 30.30 are not 60.60 then: the
#   whole file is refused as inconsistent, "60.599999999999994" against "60.6". The same three
#   cheques in another order are read.
# Whom it hurts: who books cheques of customers by such files: a file that the bank made right stops
#   for a total that anybody adds up to the cent, the invoices stay open, and customers are
#   reminded of what they paid. Add the cents of the file itself.
# Versions: bai-lockbox 0.0.7.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install bai-lockbox==0.0.7 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from lockbox.exceptions import LockboxError
from lockbox.parser import LockboxFile


def cheque(number, cents):
    return f"6001{number:03d}{cents:010d}0210000210000012345{number:010d}113026{'A CUSTOMER':30}{'A COMPANY':22}"


def file(*cheques):
    """Return the lines of a file with one lockbox, one batch, and these cheques in cents."""
    count, total = len(cheques), sum(cheques)
    return [
        "10100000000010000000001" "261130" "1200",
        "2" + "0000000001" * 2 + "0000000001" "400" "104" "0000" "2",
        "5001" "000" "0000001" "261130" + "0000000001" * 2,
        *(cheque(number, cents) for number, cents in enumerate(cheques, 1)),
        f"7001{count:03d}0000001261130{count:03d}{total:010d}",
        f"8001{count:03d}0000001261130{count:04d}{total:010d}",
        f"9{len(cheques) + 6:06d}",
    ]


for cheques in ((1010, 2020, 3030), (3030, 2020, 1010)):
    print("cheques of", *cheques, "cents, total", sum(cheques))
    try:
        read = LockboxFile.from_lines(file(*cheques))
    except LockboxError as error:
        print("  refused:", str(error).split(' ("')[0])
    else:
        print("  read:", *(check.amount for check in read.checks))
PY
cat >"$work/expected" <<'TXT'
cheques of 1010 2020 3030 cents, total 6060
  refused: Error parsing Line 7: batch expected dollar total (60.599999999999994) does not match actual total (60.6)
cheques of 3030 2020 1010 cents, total 6060
  read: 30.3 20.2 10.1
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
