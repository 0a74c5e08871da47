"""The program's own source files, for tests that read them."""

import ast
from collections.abc import Iterator
from pathlib import Path

from api.warm import PACKAGES, ROOT

__all__ = ["PACKAGES", "ROOT", "source_files", "sources"]


def source_files() -> list[Path]:
    """Return every Python file of the program."""
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Yield path below the root and syntax tree of every Python file."""
    for path in source_files():
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))
