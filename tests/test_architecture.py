"""What holds for the source tree as a whole; the direction of imports is import-linter's business."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from source_tree import ROOT, source_files

LONGEST = 600
HOME_PATH = re.compile(r"(?<![\w.])/(?:home|Users|root)/[\w.-]+|[A-Z]:\\\\?Users\\")
VAGUE = re.compile(r"manager|helper|utils?|misc|common", re.IGNORECASE)


def _tracked() -> list[Path]:
    """Return the files that a clone would hold, git-ignored ones left out."""
    try:
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return None


def _pins(lock: str) -> dict[str, set[str]]:
    """Return the pinned versions of each package; one may have several, by Python version."""
    pins: dict[str, set[str]] = {}
    text = (ROOT / "requirements" / lock).read_text("utf-8")
    for name, version in re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE):
        pins.setdefault(name, set()).add(version)
    return pins


def test_no_source_file_is_too_long_to_read():
    long = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in source_files()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST} == {}


def test_every_module_says_what_it_is_for():
    silent = [path for path in source_files() if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []


def test_files_and_classes_are_named_after_the_trade():
    names = {str(path.relative_to(ROOT)): path.stem for path in source_files()}
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                names[f"{path.relative_to(ROOT)}: {node.name}"] = node.name
    assert [where for where, name in names.items() if VAGUE.search(name)] == []


def test_no_test_folder_is_a_package():
    """With `__init__.py` files, tests/data would shadow the package data under --import-mode=importlib."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []


@pytest.mark.parametrize("lock", ["run.lock", "test.lock", "demo.lock"])
def test_a_lock_holds_hashes_and_no_download_address(lock: str):
    text = (ROOT / "requirements" / lock).read_text("utf-8")
    assert "://" not in text
    packages = re.split(r"\n(?=[a-z0-9])", text)[1:]
    assert packages
    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []


def test_what_runs_is_what_is_tested():
    """The tests' lock contains the run's, version for version."""
    run, test = _pins("run.lock"), _pins("test.lock")
    assert {name: versions for name, versions in run.items() if test.get(name) != versions} == {}


def test_every_declared_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    wanted = {
        "run.lock": project["project"]["dependencies"] + groups["build"],
        "test.lock": project["project"]["dependencies"] + groups["build"] + groups["dev"],
        "demo.lock": groups["demo"],
    }
    missing = [
        f"{name} in {lock}"
        for lock, requirements in wanted.items()
        for name in (re.split(r"[<>=!\[; ]", requirement)[0].lower() for requirement in requirements)
        if name not in _pins(lock)
    ]
    assert missing == []


def test_no_file_names_somebodys_home():
    found = {str(path.relative_to(ROOT)): HOME_PATH.findall(_text(path) or "") for path in _tracked()}
    found.pop("tests/test_architecture.py", None)
    assert {name: paths for name, paths in found.items() if paths} == {}


@pytest.mark.parametrize("path", ["/home/anna/x", "see C:\\Users\\anna", "/Users/anna"])
def test_the_pattern_for_homes_finds_one(path: str):
    """Guards the test above."""
    assert HOME_PATH.search(path)
