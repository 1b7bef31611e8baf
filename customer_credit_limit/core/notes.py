"""Words of people in notes, activities and mails: shown as typed, never as HTML."""

from __future__ import annotations

from markupsafe import Markup, escape


def as_note(text: str | None) -> Markup:
    """Give text as the HTML of a note: escaped, lines kept, addresses no links.

    :param text: what somebody typed, or words that contain it; nothing gives an empty note
    """
    lines = (text or "").splitlines()
    return Markup("<p>%s</p>") % Markup("<br/>").join(map(escape, lines)) if lines else Markup()
