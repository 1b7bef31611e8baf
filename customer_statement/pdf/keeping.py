"""Keeps a document as plain values, and gives it back word for word."""

from __future__ import annotations

from . import document as doc

# How it looks; files of fonts belong to the machine, and the logo is a file of its own.
LOOK = ("accent", "paper", "size", "row_height", "margin", "right_to_left")


def pack(statement):
    """Return a document.Statement as plain values for JSON, without fonts and logo."""
    values = dict(vars(statement))
    values["style"] = {name: getattr(statement.style, name) for name in LOOK}
    values["sections"] = [_pack_section(section) for section in statement.sections]
    values["payment"] = vars(statement.payment) if statement.payment else None
    return values


def unpack(values, logo=None):
    """Return the document.Statement that ``pack`` took apart.

    :param logo: bytes of the picture it was drawn with
    """
    payment = values["payment"]
    return doc.Statement(
        **values
        | {
            "style": doc.Style(**values["style"], logo=logo),
            "sections": [_unpack_section(section) for section in values["sections"]],
            "payment": doc.Payment(**payment) if payment else None,
        }
    )


def _plain(parts):
    """Return dataclasses as lists: thousands of rows need no names."""
    return [list(vars(part).values()) for part in parts]


def _pack_section(section):
    return dict(
        vars(section),
        figures=_plain(section.figures),
        aging=_plain(section.aging),
        tables=[
            dict(vars(table), columns=_plain(table.columns), rows=_plain(table.rows))
            for table in section.tables
        ],
    )


def _unpack_section(values):
    return doc.Section(
        **values
        | {
            "figures": [doc.Figure(*part) for part in values["figures"]],
            "aging": [doc.Bucket(*part) for part in values["aging"]],
            "tables": [
                doc.Table(
                    **table
                    | {
                        "columns": [doc.Column(*part) for part in table["columns"]],
                        "rows": [doc.Row(*part) for part in table["rows"]],
                    }
                )
                for table in values["tables"]
            ],
        }
    )
