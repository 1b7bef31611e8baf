#!/bin/sh
# One would guess: the date of a bank's posting is the calendar date that stands in DTPOSTED.
# What happens: a time with a zone is converted to UTC and the zone is dropped, so a posting half
#   past midnight in India or Central Europe is dated the day before. A date without a time stays.
#   An amount "1,000" is read as 1.000, while "1,000.50" and "1.000,50" are both read as 1000.50.
# Whom it hurts: who matches bank lines with payments by date, closes a period at midnight, or
#   ages receivables by the day on which money came.
# Versions: ofxparse 0.21.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install ofxparse==0.21 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
import io

from ofxparse import OfxParser

OFX = '''OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20260301
<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0
<SEVERITY>INFO</STATUS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>2
<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20260201<DTEND>20260301
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>{date}<TRNAMT>{amount}<FITID>1<NAME>Customer</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>0<DTASOF>20260301</LEDGERBAL></STMTRS></STMTTRNRS>
</BANKMSGSRSV1></OFX>'''
for date, amount in (
    ("20260301", "100.00"), ("20260301003000[+1:CET]", "100.00"),
    ("20260301003000[+5.5:IST]", "1,000"), ("20260301003000[-5:EST]", "1,000.50"),
    ("20260301120000[+1:CET]", "1.000,50"),
):
    text = OFX.format(date=date, amount=amount)
    line = OfxParser.parse(io.BytesIO(text.encode())).account.statement.transactions[0]
    print(date, amount, line.date.isoformat(), line.amount)
PY
cat >"$work/expected" <<'TXT'
20260301 100.00 2026-03-01T00:00:00 100.00
20260301003000[+1:CET] 100.00 2026-02-28T23:30:00 100.00
20260301003000[+5.5:IST] 1,000 2026-02-28T19:00:00 1.000
20260301003000[-5:EST] 1,000.50 2026-03-01T05:30:00 1000.50
20260301120000[+1:CET] 1.000,50 2026-03-01T11:00:00 1000.50
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
