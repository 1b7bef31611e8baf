"""What must not be written into the repository, and what the pages promise."""

import re
from pathlib import Path

from tools.style import tracked

# Split, so that this file does not contain them.
FORBIDDEN = {
    "a path of one machine": re.compile(
        "|".join(["/" + "work/", "/" + "root/", "/" + "home/[a-z]"])
    ),
    "a package registry": re.compile(
        "|".join(
            ["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs", "deb" + r"\.debian"]
        )
    ),
    "a credential": re.compile(
        "|".join(["BEGIN [A-Z ]*PRIVATE" + " KEY", "gh" + "p_[A-Za-z0-9]{20}"])
    ),
}
TEXT = {".py", ".js", ".xml", ".md", ".txt", ".toml", ".json", ".yml", ".yaml", ".csv", ".po",
        ".pot", ".sh", ".mjs", ".scss", ".cfg", ""}  # fmt: skip


def problems(root):
    """Return every line that holds something forbidden."""
    lines = []
    for path in tracked(root):
        if path.suffix in TEXT and path.name != "LICENSE":
            content = path.read_text(encoding="utf-8", errors="ignore")
            for number, line in enumerate(content.splitlines(), 1):
                for what, pattern in FORBIDDEN.items():
                    if pattern.search(line):
                        lines.append(
                            f"{path.relative_to(root)}:{number}: {what}: {line.strip()[:80]}"
                        )
    return lines


def targets(root):
    """Return the targets of the Makefile."""
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z0-9-]*):", makefile, re.M))


def next_version(root):
    """Return what the page about Odoo 20 says that we extend, and that is not where it says.

    Each row of its tables names what changes, and in the last column the files of ours.
    """
    page = root / "docs" / "ODOO20.md"
    files = [path for path in tracked(root) if path.parts[len(root.parts)].startswith("customer_")]
    lines = []
    for theirs, ours in re.findall(r"^\| (.*?) \|.*\| (.*) \|$", page.read_text("utf-8"), re.M):
        names = [name.split(".")[-1] for name in re.findall(r"`([\w.]+)`", theirs)]
        for place in re.findall(r"`([\w./]+/[\w./]*)`", ours):
            found = [path for path in files if f"/{place}" in f"{path}"]
            content = "\n".join(path.read_text("utf-8", "ignore") for path in found)
            if names and not any(name in content for name in names):
                lines.append(f"docs/ODOO20.md: {place} has nothing of {', '.join(names)}")
    return lines


def broken_promises(root):
    """Return the commands and files that pages name and that do not exist."""
    pages = [path for path in tracked(root) if path.suffix == ".md"]
    lines = []
    for page in pages:
        content, name = page.read_text(encoding="utf-8"), page.relative_to(root)
        code = re.findall(r"```.*?```|`[^`\n]+`", content, re.S)
        for target in re.findall(r"\bmake ([a-z][a-z0-9-]*)", "\n".join(code)):
            if target not in targets(root):
                lines.append(f"{name}: there is no 'make {target}'")
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)|src=\"([^\"]+)\"", content):
            target = next(filter(None, link), "")
            local = target and not re.match(r"[a-z]+:", target)
            if local and not (page.parent / Path(target)).exists():
                lines.append(f"{name}: {target} does not exist")
    return lines
