"""Tables of figures, for the terminal and for a README."""

HEAD = ("what", "ms", "queries", "beside", "ms", "ratio", "aim", "met", "notes")


def tables(results):
    """Return one table for each ledger, and one of the growth between two."""
    parts = [
        (f"{customers:,} customers", HEAD, [row(figure) for figure in figures])
        for customers, figures in results.items()
    ]
    if len(results) > 1:
        parts.append(growth(results))
    return parts


def row(figure):
    """Return the cells of one figure."""
    beside = figure["reference_ms"]
    return (
        figure["name"],
        f"{figure['ms']:.1f}",
        f"{figure['queries']:.0f}",
        figure["reference"],
        f"{beside:.1f}" if beside else "",
        f"{figure['ms'] / beside:.2f}" if beside else "",
        figure["aim"],
        {None: "", True: "yes", False: "NO"}[figure["met"]],
        "; ".join(figure["notes"]),
    )


def growth(results):
    """Return the table of how each figure grows from the smallest to the biggest ledger.

    By what processors worked for it where that was counted: other work on the machine does not
    show in it.
    """
    small, big = min(results), max(results)
    times = big / small
    # The sizes are part of some names.
    rows = [
        (before["name"], *_growth_cells(before, after, times))
        for before, after in zip(results[small], results[big], strict=False)
    ]
    head = ("what", f"ms at {small:,}", f"ms at {big:,}", "CPU ms", "CPU ms", "times",
            "linear = 100", "queries", "queries", "memory", "memory")  # fmt: skip
    return f"Growth: {times:.0f} times the customers", head, rows


def _growth_cells(before, after, times):
    worked = before["cpu"] and after["cpu"]
    ratio = after["cpu"] / before["cpu"] if worked else after["ms"] / before["ms"]
    return (
        *(f"{figure['ms']:.1f}" for figure in (before, after)),
        *(f"{figure['cpu']:.0f}" if worked else "" for figure in (before, after)),
        f"{ratio:.1f}",
        f"{100 * ratio / times:.0f}",
        *(f"{figure['queries']:.0f}" for figure in (before, after)),
        *("; ".join(figure["notes"]) for figure in (before, after)),
    )


def text(part):
    """Return a table for the terminal."""
    title, head, rows = part
    widths = [max(len(line[n]) for line in [head, *rows]) for n in range(len(head))]

    def line(cells):
        words = (
            cell.rjust(width) if cell[:1].isdigit() else cell.ljust(width)
            for cell, width in zip(cells, widths, strict=True)
        )
        return "  ".join(words).rstrip()

    return "\n".join([title, line(head), "  ".join("-" * w for w in widths), *map(line, rows)])


def markdown(part):
    """Return a table in Markdown."""
    title, head, rows = part
    lines = [f"**{title}**", "", _cells(head), _cells(["---"] * len(head))]
    return "\n".join(lines + [_cells(cells) for cells in rows])


def _cells(cells):
    return "| " + " | ".join(cells) + " |"
