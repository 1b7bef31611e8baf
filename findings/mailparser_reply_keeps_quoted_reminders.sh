#!/bin/sh
# One would guess: for a language that it lists, mail-parser-reply tells what the customer wrote
#   from the reminder that the customer's mail program quoted below it; at least lines that begin
#   with ">" are nobody's new words; and a language that it does not list is refused.
# What happens: whether the quote is cut off hangs on the one line that introduces it. In German,
#   English, Italian and Swedish this line is known as a common web mail writes it; in Spanish,
#   Dutch and Polish the whole mail, with the lines that begin with ">", is "the latest reply".
#   A language that is not listed becomes English without a word.
# Whom it hurts: who reads answers to reminders by machine: the amount and the date of the
#   reminder count as what the customer promised, in some countries only.
# Versions: mail-parser-reply 1.36.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install mail-parser-reply==1.36 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from mailparser_reply import EmailReplyParser

WHO = "<invoices@example.com>"
INTRODUCED = {
    "en": f"On Mon, Oct 12, 2026 at 9:15 AM Accounts {WHO} wrote:",
    "de": f"Am Mo., 12. Okt. 2026 um 09:15 Uhr schrieb Buchhaltung {WHO}:",
    "it": f"Il giorno lun 12 ott 2026 alle ore 09:15 Contabilità {WHO} ha scritto:",
    "sv": f"Den mån 12 okt. 2026 kl 09:15 skrev Ekonomi {WHO}:",
    "es": f"El lun, 12 oct 2026 a las 9:15, Cobros ({WHO}) escribió:",
    "nl": f"Op ma 12 okt 2026 om 09:15 schreef Boekhouding {WHO}:",
    "pl": f"pon., 12 paź 2026 o 09:15 Księgowość {WHO} napisał(a):",
}
for language, line in INTRODUCED.items():
    mail = f"OK.\n\n{line}\n\n> 1250.00 EUR, 2026-10-31\n"
    reply = EmailReplyParser(languages=[language]).read(mail).latest_reply
    print(language, "new words only" if reply == "OK." else "with the quoted reminder")
print("not listed:", EmailReplyParser(languages=["xx"]).languages)
PY
cat >"$work/expected" <<'TXT'
en new words only
de new words only
it new words only
sv new words only
es with the quoted reminder
nl with the quoted reminder
pl with the quoted reminder
not listed: ['en']
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
