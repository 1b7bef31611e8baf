"""The core stands alone: it imports the standard library and itself, nothing else."""

import ast
import sys
from pathlib import Path

import core
import pytest
import recurrence

FILES = sorted(Path(core.__file__).parent.glob("*.py"))
OTHERS = [Path(recurrence.__file__)]


def foreign_imports(source: str) -> set[str]:
    """Names of imported packages that are neither relative nor of the standard library."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module)
    return {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}


@pytest.mark.parametrize("path", FILES + OTHERS, ids=lambda path: path.name)
def test_a_core_file_imports_only_the_standard_library(path: Path) -> None:
    assert not foreign_imports(path.read_text())


def test_every_module_of_the_core_is_seen() -> None:
    assert {path.stem for path in FILES} - {"__init__"} == set(core.__all__)


def test_a_foreign_import_is_noticed() -> None:
    assert foreign_imports("import odoo.api\nfrom core import money\nfrom . import x") == {
        "odoo.api",
        "core",
    }
