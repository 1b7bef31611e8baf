#!/bin/sh
# One would guess: the due dates and amounts of an Italian e-invoice are read, all of them: those of
#   every DatiPagamento, which the format allows any number of, and also a date that is given
#   as a day and a number of days from it (DataRiferimentoTerminiPagamento, GiorniTerminiPagamento).
# What happens: fatturapa reads the first DatiPagamento and leaves the others out; of 122.00, where 22.00
#   are due at once and 100.00 in two parts, it knows of 22.00. A date that is given by days is
#   empty, as if none were given, and the days are nowhere. The discount of a line (its field is
#   named sconto) is empty always, so price times quantity is not the line's total.
# Whom it hurts: who shows customers what is due and when, or books receivables from it: instalments
#   are missing, and one that is due in sixty days looks due at once. Compare the sum of the payments
#   with the total.
# Versions: fatturapa 0.2.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install fatturapa==0.2.0 2>"$work/pip.log" || { cat "$work/pip.log"; exit 1; }
"$work/venv/bin/python" - >"$work/seen" <<'PY'
from fatturapa import parse

XML = """<?xml version="1.0" encoding="UTF-8"?>
<p:FatturaElettronica versione="FPR12"
 xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2">
<FatturaElettronicaHeader><DatiTrasmissione>
<IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>01234567897</IdCodice></IdTrasmittente>
<ProgressivoInvio>1</ProgressivoInvio><FormatoTrasmissione>FPR12</FormatoTrasmissione>
<CodiceDestinatario>0000000</CodiceDestinatario></DatiTrasmissione>
<CedentePrestatore><DatiAnagrafici>
<IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>01234567897</IdCodice></IdFiscaleIVA>
<Anagrafica><Denominazione>ALFA SRL</Denominazione></Anagrafica>
<RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici>
<Sede><Indirizzo>VIA A 1</Indirizzo><CAP>07100</CAP><Comune>SASSARI</Comune>
<Provincia>SS</Provincia><Nazione>IT</Nazione></Sede></CedentePrestatore>
<CessionarioCommittente><DatiAnagrafici>
<IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>09876543217</IdCodice></IdFiscaleIVA>
<Anagrafica><Denominazione>BETA SRL</Denominazione></Anagrafica></DatiAnagrafici>
<Sede><Indirizzo>VIA B 1</Indirizzo><CAP>00145</CAP><Comune>ROMA</Comune>
<Provincia>RM</Provincia><Nazione>IT</Nazione></Sede></CessionarioCommittente>
</FatturaElettronicaHeader><FatturaElettronicaBody>
<DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa>
<Data>2026-01-31</Data><Numero>42</Numero>
<ImportoTotaleDocumento>122.00</ImportoTotaleDocumento></DatiGeneraliDocumento></DatiGenerali>
<DatiBeniServizi><DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>X</Descrizione>
<Quantita>2.00</Quantita><PrezzoUnitario>62.50</PrezzoUnitario>
<ScontoMaggiorazione><Tipo>SC</Tipo><Percentuale>20.00</Percentuale></ScontoMaggiorazione>
<PrezzoTotale>100.00</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee>
<DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>100.00</ImponibileImporto>
<Imposta>22.00</Imposta></DatiRiepilogo></DatiBeniServizi>
{payments}
</FatturaElettronicaBody></p:FatturaElettronica>"""
AT_ONCE = """<DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento>
<DettaglioPagamento><ModalitaPagamento>MP01</ModalitaPagamento>
<DataScadenzaPagamento>2026-01-31</DataScadenzaPagamento><ImportoPagamento>22.00</ImportoPagamento>
</DettaglioPagamento></DatiPagamento>"""
IN_PARTS = """<DatiPagamento><CondizioniPagamento>TP01</CondizioniPagamento>
<DettaglioPagamento><ModalitaPagamento>MP05</ModalitaPagamento>
<DataRiferimentoTerminiPagamento>2026-01-31</DataRiferimentoTerminiPagamento>
<GiorniTerminiPagamento>60</GiorniTerminiPagamento><ImportoPagamento>50.00</ImportoPagamento>
</DettaglioPagamento>
<DettaglioPagamento><ModalitaPagamento>MP05</ModalitaPagamento>
<DataScadenzaPagamento>2026-04-30</DataScadenzaPagamento><ImportoPagamento>50.00</ImportoPagamento>
</DettaglioPagamento></DatiPagamento>"""

for payments in (AT_ONCE + IN_PARTS, IN_PARTS):
    (found,) = parse(XML.format(payments=payments).encode())
    print(found.importo_totale, [(it.importo, it.scadenza) for it in found.pagamenti])
(line,) = found.linee
print(f"{line.quantita} x {line.prezzo_unitario}, discount {line.sconto!r}, is {line.prezzo_totale}")
PY
cat >"$work/expected" <<'TXT'
122,00 [('22,00', '31/01/2026')]
122,00 [('50,00', ''), ('50,00', '30/04/2026')]
2 x 62,50, discount '', is 100,00
TXT
cat "$work/seen"
diff -u "$work/expected" "$work/seen" && echo "as written down"
