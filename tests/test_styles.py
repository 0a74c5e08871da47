"""The style sheets hold no rule for a class that no page has."""

import re
from pathlib import Path

import pytest
from source_tree import ROOT, source_files

FOLDERS = [ROOT / "api", ROOT / "maps", ROOT / "benchmarks"]


def _own(ending: str) -> list[Path]:
    """Return our own files of a kind; what others wrote stands under ``vendor``."""
    return sorted(path for folder in FOLDERS for path in folder.rglob(f"*.{ending}") if "vendor" not in path.parts)


def _said() -> str:
    """Return everything in which a class may be named: pages, scripts, source; words of people are none of these."""
    pages = [*_own("html"), *_own("js"), *_own("svg"), *source_files()]
    return "\n".join(path.read_text("utf-8") for path in pages if path.parent.name != "wording")


SAID = _said()
WORDS = set(re.findall(r"[\w-]+", SAID))
JOINED = set(re.findall(r"([A-Za-z][\w-]*[-_])(?:[\"'] ?[+~]|\$?\{)", SAID)) | {"t"}
"""Beginnings of classes that a page completes: ``badge--`` and a state, ``t`` and a tour's colour."""

FOREIGN = "leaflet-"
"""How the classes begin that the map library gives."""


def _classes(style: str) -> set[str]:
    """Return the classes that the selectors of a style sheet name."""
    rules = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    selectors = "\n".join(re.findall(r"([^{}]+)\{", rules))
    return set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", re.sub(r'"[^"]*"', "", selectors)))


def _used(name: str) -> bool:
    completed = any(
        name.startswith(begin) and (rest := name.removeprefix(begin)) and (rest in WORDS or rest.isdigit())
        for begin in JOINED
        if begin != "t" or name[1:].isdigit()
    )
    return name in WORDS or completed or name.startswith(FOREIGN)


@pytest.mark.parametrize("path", _own("css"), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_class_of_a_style_sheet_is_used(path: Path):
    assert [name for name in sorted(_classes(path.read_text("utf-8"))) if not _used(name)] == []


def test_a_class_that_nothing_uses_is_found():
    """Guards the test above."""
    (name,) = _classes(".no-page-has-" + "this:hover { color: red; }")
    assert not _used(name)
