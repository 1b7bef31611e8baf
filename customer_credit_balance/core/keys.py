"""Request keys: the names of business events, made by the server, one prefix for each door.

A key is a door and parts, joined by colons: ``topup:<uuid>``, ``aml:<id>:1``. The database takes
each key once, so whoever could choose a whole key could take another event's place. Therefore a
part is an id of the server, a number that counts, a fixed word of the code, or a real uuid, the
only thing that a client may send. Names and references are never part of a key.

Which door has which prefix is written down in docs/ARCHITECTURE.md, "Request keys".
"""

from __future__ import annotations

import re
from uuid import UUID

_WORD = re.compile(r"[a-z][a-z_]*")
_MOST_DIGITS = 18


def request_key(door: str, *parts: int | str) -> str:
    """Make the request key of one event.

    :param door: the prefix, a word in lower case
    :param parts: at least one, each an id above zero, a uuid or a word in lower case
    :return: the key
    :raise ValueError: anything else, a text with digits or a uuid in another spelling included
    """
    if not isinstance(door, str) or not _WORD.fullmatch(door) or not parts:
        raise ValueError(f"not the door of a request key: {door!r}")
    return ":".join([door, *map(_part, parts)])


def extend_key(key: str, *parts: int | str) -> str:
    """Make the keys of an event that books several things from the event's own key.

    :raise ValueError: as ``request_key``
    """
    door, *first = key.split(":")
    return ":".join([request_key(door, *first), *map(_part, parts)])


def read_id(key: str, door: str) -> int | None:
    """Give the id in a key of the shape ``door:<id>``, or nothing for any other key."""
    prefix, _colon, rest = key.partition(":")
    return int(rest) if prefix == door and _is_number(rest) else None


def is_uuid(value: object) -> bool:
    """Tell whether a value from outside is a uuid as browsers and Python write it.

    One spelling only, of the 36 characters: what the database holds to be two numbers must not
    become one key.
    """
    if not isinstance(value, str) or len(value) != 36:
        return False
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


def _part(part: int | str) -> str:
    """Write one part of a key, or refuse it."""
    if isinstance(part, int) and not isinstance(part, bool) and part > 0:
        return str(part)
    if is_uuid(part) or (isinstance(part, str) and (_WORD.fullmatch(part) or _is_number(part))):
        return part
    raise ValueError(f"not a part of a request key: {part!r}")


def _is_number(text: str) -> bool:
    """Tell whether a text is a number that ``str`` wrote."""
    return 0 < len(text) <= _MOST_DIGITS and text.isascii() and text.isdigit() and text[0] != "0"
