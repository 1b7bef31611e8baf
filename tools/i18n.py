"""Translations: export each addon's template from a fresh database and merge the languages."""

import subprocess
import sys

from . import database, odoo, paths, venv
from .steps import WorkshopError, say, step

# Exported by Odoo itself; the names are given by the caller.
EXPORT = """
import io
from odoo.tools.translate import trans_export
for addon, path in {targets!r}:
    buffer = io.BytesIO()
    trans_export(False, [addon], buffer, "po", env)
    with open(path, "wb") as file:
        file.write(buffer.getvalue())
"""
# What changes with each export and says nothing.
VOLATILE = ("POT-Creation-Date", "PO-Revision-Date")
FIXED_DATE = "2026-01-01 00:00+0000"


def export(addons, folder):
    """Write the template of each addon into a folder, from a clone with all addons."""
    targets = [(addon, str(folder / f"{addon}.pot")) for addon in addons]
    with database.temporary() as name:
        line = odoo.command("shell", "-c", odoo.config(name), "-d", name, "--no-http")
        done = subprocess.run(
            line, input=EXPORT.format(targets=targets), text=True, capture_output=True,
            env=odoo.environment(), cwd=paths.ROOT, check=False,
        )  # fmt: skip
    if done.returncode:
        raise WorkshopError(f"the export failed:\n{odoo.reason(done.stderr)}")


def template(addon, exported):
    """Return the exported template as polib file with a fixed date, for comparable files."""
    import polib

    pot = polib.pofile(str(exported))
    for key in VOLATILE:
        if key in pot.metadata:
            pot.metadata[key] = FIXED_DATE
    return pot


def refresh(addon, exported):
    """Write the addon's template, merge its languages, return {language: untranslated}."""
    import polib

    folder = paths.ROOT / addon / "i18n"
    folder.mkdir(exist_ok=True)
    pot = template(addon, exported)
    pot.save(str(folder / f"{addon}.pot"))
    missing = {}
    for path in sorted(folder.glob("*.po")):
        po = polib.pofile(str(path), wrapwidth=pot.wrapwidth)
        po.merge(pot)
        for entry in po.obsolete_entries():
            po.remove(entry)
        po.metadata["POT-Creation-Date"] = FIXED_DATE
        po.save(str(path))
        missing[path.stem] = [entry.msgid for entry in po if not entry.translated()]
    return missing


def main():
    """Refresh the addons named, or all; fail when a language is not complete."""
    folder = paths.RUN / "i18n"
    folder.mkdir(exist_ok=True)
    addons = sys.argv[1:] or paths.addons()
    with step("Translations", "Odoo to export every string"):
        export(addons, folder)
    code = 0
    for addon in addons:
        for language, missing in refresh(addon, folder / f"{addon}.pot").items():
            say(f"    {addon} {language}: {len(missing)} not translated")
            for msgid in missing:
                say(f"        {msgid!r}")
            code = code or bool(missing)
    return int(code)


if __name__ == "__main__":
    venv.folder()
    sys.exit(main())
