"""Manifests: complete, and naming every file that is on disk."""

import re

from tests.repo.source import addons

VERSION = re.compile(r"^19\.0\.\d+\.\d+\.\d+$")
DATA_FOLDERS = ("data", "views", "security", "wizard", "wizards", "report", "reports", "templates")


def problems(root):
    """Return what is missing or wrong in the manifests."""
    lines = []
    for addon in addons(root):
        lines += [f"{addon.name}/__manifest__.py: {line}" for line in _keys(addon)]
        lines += [f"{addon.name}: {line}" for line in _files(addon) + _assets(addon)]
    return lines


def _keys(addon):
    manifest = addon.manifest
    lines = []
    if not VERSION.match(manifest.get("version", "")):
        lines.append("version must be 19.0.x.y.z")
    if manifest.get("license") != "LGPL-3":
        lines.append("license must be LGPL-3")
    lines += [
        f"no {key}" for key in ("name", "summary", "author", "depends") if not manifest.get(key)
    ]
    return lines


def _files(addon):
    manifest = addon.manifest
    listed = [*manifest.get("data", []), *manifest.get("demo", [])]
    lines = [
        f"{name} is listed and not on disk" for name in listed if not (addon.path / name).is_file()
    ]
    lines += [f"{name} is listed twice" for name in set(listed) if listed.count(name) > 1]
    for path in addon.files(".xml", ".csv"):
        inner = path.relative_to(addon.path)
        if inner.parts[0] in (*DATA_FOLDERS, "demo") and str(inner) not in listed:
            lines.append(f"{inner} is on disk and not listed")
        if inner.parts[0] == "demo" and str(inner) in manifest.get("data", []):
            lines.append(f"{inner} is demo data and must be listed under demo")
    return lines


def _assets(addon):
    """Check that asset patterns match files and that every file of static/src is in a bundle."""
    patterns = []
    for entries in addon.manifest.get("assets", {}).values():
        for entry in entries:
            name = entry[-1] if isinstance(entry, (tuple, list)) else entry
            removed = isinstance(entry, (tuple, list)) and entry[0] == "remove"
            if name.startswith(f"{addon.name}/") and not removed:
                patterns.append(name)
    matched, lines = set(), []
    for pattern in patterns:
        files = set(addon.path.parent.glob(pattern))
        matched |= files
        if not files:
            lines.append(f"asset {pattern} matches no file")
    for path in addon.files(".js", ".scss", ".css", ".xml"):
        if path.relative_to(addon.path).parts[0] == "static" and path not in matched:
            lines.append(f"{path.relative_to(addon.path)} is in no bundle")
    return lines
