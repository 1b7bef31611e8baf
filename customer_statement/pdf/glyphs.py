"""Glyphs in a PDF: what a document needs of a font, embedded so that its text is found again."""

from __future__ import annotations

import hashlib

from reportlab.pdfbase import pdfdoc

CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{texts}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
# So many texts may stand in one block of a CMap.
BLOCK = 100


def hexadecimal(text):
    """Return a text as a PDF wants it: UTF-16, in hexadecimal."""
    return text.encode("utf-16-be").hex().upper()


class EmbeddedFont:
    """The glyphs of one font that one document uses; ReportLab embeds it at the end."""

    def __init__(self, shaper, glyphs, document):
        """Cut the font; ``glyphs`` are all that the document draws of it."""
        self.shaper = shaper
        self.program, self.codes = shaper.cut(glyphs | {0})
        self._codes = {glyph: f"<{code:04X}>" for glyph, code in self.codes.items()}
        self.texts = {}
        # The same words stand in many rows; kept with the word, so that its id stays its own.
        self._written = {}
        self.widths = {glyph: 1000 * shaper.advance(glyph) for glyph in self.codes}
        self.name = f"F{len(document.fontMapping) + 1}"
        document.fontMapping[f"{shaper.name} {self.name}"] = f"/{self.name}"
        document.delayedFonts.append(self)

    def write(self, part, size):
        """Return PDF operators that show a fonts.Shaped from where the text stands."""
        shown = [self._get_written(word, part.to_left, size) for word in part.words]
        return " ".join([f"/{self.name} {size:g} Tf", *shown])

    def _get_written(self, word: tuple, to_left: bool, size: float) -> str:
        key = (id(word), size)
        if key not in self._written:
            self._written[key] = (word, self._write(word, to_left, size))
        return self._written[key][1]

    def _write(self, word, to_left, size):
        shown, plain = [], []
        for text, clusters in _parts(word, to_left):
            # Whatever the word, its glyphs get texts for readers that know nothing else.
            named = [self._name(*cluster) for cluster in clusters]
            if all(named):
                plain += clusters
                continue
            shown.append(self._show(plain, size))
            plain = []
            marked = f"/Span<</ActualText<FEFF{hexadecimal(text)}>>>BDC"
            shown.append(f"{marked} {self._show(clusters, size)} EMC")
        return " ".join(filter(None, [*shown, self._show(plain, size)]))

    def _show(self, clusters, size):
        """Return the operators that show the glyphs of some clusters."""
        parts, line, rise = [], [], 0.0
        for _text, glyphs in clusters:
            for glyph, advance, right, up in glyphs:
                if right == up == rise == 0.0:
                    line += [self._codes[glyph], self.widths[glyph] - 1000 * advance]
                    continue
                if up != rise:
                    parts += [_line(line), f"{up * size:.3f} Ts"]
                    line, rise = [], up
                # Numbers in the line move to the left.
                line += [-1000 * right, self._codes[glyph],
                         self.widths[glyph] - 1000 * (advance - right)]  # fmt: skip
        parts.append(_line(line))
        if rise:
            parts.append("0 Ts")
        return " ".join(filter(None, parts))

    def _name(self, text, glyphs):
        """Tell whether readers find the text of a cluster by its glyphs; note it for them.

        A glyph has one text in the whole document. Where it would need another, where glyphs
        stand in another order than letters or beside their place, the text is written out.
        """
        if len(glyphs) == 1:
            return self.texts.setdefault(glyphs[0][0], text) == text and not any(glyphs[0][2:])
        rest, open_glyphs = list(text), []
        for glyph, *_place in glyphs:
            own = next((sign for sign in rest if self.shaper.nominal(sign) == glyph), None)
            if own:
                rest.remove(own)
                self.texts.setdefault(glyph, own)
            else:
                open_glyphs.append(glyph)
        if rest and open_glyphs:
            self.texts.setdefault(open_glyphs[0], "".join(rest))
        return False

    def addObjects(self, document):  # noqa: N802  called by ReportLab when the document is saved
        """Add font, widths, program and texts to the document."""
        digest = hashlib.sha256(self.program).hexdigest()
        tag = "".join(chr(ord("A") + int(digit, 16)) for digit in digest[:6])
        name = f"{tag}+{self.shaper.name}"
        widths = {self.codes[glyph]: width for glyph, width in self.widths.items()}
        listed = " ".join(
            f"{code} [{width:.0f}]" if abs(width - round(width)) < 0.01 else f"{code} [{width:.2f}]"
            for code, width in sorted(widths.items())
        )
        descendant = {
            "Type": "/Font",
            "Subtype": "/CIDFontType0" if self.shaper.is_compact else "/CIDFontType2",
            "BaseFont": f"/{name}",
            "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
            "DW": 0,
            "W": f"[{listed}]",
            "FontDescriptor": document.Reference(self._descriptor(document, name)),
        }
        if not self.shaper.is_compact:
            descendant["CIDToGIDMap"] = "/Identity"
        font = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": f"/{name}",
                "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray(
                    [document.Reference(pdfdoc.PDFDictionary(descendant))]
                ),
                "ToUnicode": document.Reference(_stream(document, self._cmap())),
            }
        )
        document.Reference(font, self.name)
        document.idToObject["BasicFonts"].dict[self.name] = document.Reference(font, self.name)

    def _descriptor(self, document, name):
        extents = self.shaper.font.get_font_extents("ltr")
        top, bottom = (
            round(1000 * value * self.shaper.unit)
            for value in (extents.ascender, extents.descender)
        )
        key = "FontFile3" if self.shaper.is_compact else "FontFile2"
        program = _stream(document, self.program)
        if self.shaper.is_compact:
            program.dictionary["Subtype"] = "/CIDFontType0C"
        else:
            program.dictionary["Length1"] = len(self.program)
        return pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": f"/{name}",
                # Symbolic: the codes are those of the glyphs, not of letters.
                "Flags": 4,
                "FontBBox": f"[-1000 {bottom} 2000 {top}]",
                "ItalicAngle": 0,
                "Ascent": top,
                "Descent": bottom,
                "CapHeight": top,
                "StemV": 80,
                key: document.Reference(program),
            }
        )

    def _cmap(self):
        """Return the text of each glyph, for those who search and copy."""
        lines = [f"<{self.codes[glyph]:04X}> <{hexadecimal(text)}>"
                 for glyph, text in sorted(self.texts.items())]  # fmt: skip
        blocks = [lines[start : start + BLOCK] for start in range(0, len(lines), BLOCK)]
        return CMAP.format(
            texts="\n".join(
                "\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks
            )
        ).encode()


def _parts(word, to_left):
    """Yield (text, clusters) of what is marked at once: words, to the left each cluster."""
    if to_left:
        for cluster in word.clusters:
            yield cluster[0], [cluster]
        return
    part = []
    for cluster in word.clusters:
        part.append(cluster)
        if cluster[0].isspace():
            yield "".join(text for text, _glyphs in part), part
            part = []
    if part:
        yield "".join(text for text, _glyphs in part), part


def _line(line):
    """Return the operator that shows codes with their moves; small ones are left out."""
    merged = []
    for part in line:
        if isinstance(part, str):
            if merged and isinstance(merged[-1], str):
                merged[-1] = merged[-1][:-1] + part[1:]
            else:
                merged.append(part)
        elif abs(part) >= 0.5:
            if merged and not isinstance(merged[-1], str):
                merged[-1] += part
            else:
                merged.append(part)
    if not merged:
        return ""
    return "[" + "".join(
        part if isinstance(part, str) else f"{part:.0f}" for part in merged
    ) + "]TJ"  # fmt: skip


def _stream(document, content):
    stream = pdfdoc.PDFStream(content=content)
    if document.compression:
        stream.filters = [pdfdoc.PDFZCompress]
    return stream
