"""The documents say what the program does: commands, options, columns, links, words."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import typer

from api.cli import app
from data.imports.happened import EventRow
from data.imports.rows import HISTORY_COLUMNS, OrderRow, SequenceRow, VehicleRow

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
EVERYWHERE = {"--json", "--lang", "--profiles", "--help"}
"""Options that docs/commands.md describes once, at its top."""

STANDING = {"termintreu serve", "termintreu worker"}
"""Commands that go on until they are stopped: they have no result to print as JSON."""


def _commands(group: Any = None, path: tuple[str, ...] = ("termintreu",)) -> Iterator[tuple[str, Any]]:
    """Yield every command that does something, by its full name."""
    group = group or typer.main.get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def _options(command: Any) -> set[str]:
    return {flag for parameter in command.params if parameter.param_type_name == "option" for flag in parameter.opts}


COMMANDS = dict(_commands())


def _sections(document: str) -> dict[str, str]:
    """Return the text under each second-level heading."""
    parts = re.split(r"^## (.+)$", (ROOT / document).read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _first_cells(text: str) -> list[str]:
    """Return the first cell of each table row, headings and rules left out."""
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    return [re.split(r"(?<!\\)\|", row)[1].strip() for row in rows][1:]


def _ticked(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def _described() -> dict[str, str]:
    """Return the sections of docs/commands.md by command, arguments left out."""
    sections = {}
    for heading, text in _sections("docs/commands.md").items():
        words = heading.strip("`").split()
        sections[" ".join(word for word in words if re.fullmatch(r"[a-z]+(-[a-z]+)*", word))] = text
    return sections


def test_every_command_has_a_section_and_no_section_lacks_its_command():
    assert sorted(_described()) == sorted(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_is_documented_and_nothing_else_is(name: str):
    table = "\n".join(_first_cells(_described()[name]))
    written = {word for ticked in _ticked(table) for word in ticked.split() if word.startswith("-")}
    assert written == _options(COMMANDS[name]) - EVERYWHERE


def test_the_options_of_all_commands_are_described_at_the_top():
    top = (ROOT / "docs/commands.md").read_text("utf-8").split("\n## ")[0]
    assert all(f"`{flag}" in top for flag in EVERYWHERE - {"--help"})
    assert all({"--json", "--lang"} <= _options(command) for name, command in COMMANDS.items() if name not in STANDING)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_explains_every_option_and_gives_an_example(name: str):
    command = COMMANDS[name]
    silent = [parameter.name for parameter in command.params if not getattr(parameter, "help", None)]
    assert silent == []
    assert f"Example: {name}" in command.help


def _written_calls() -> Iterator[tuple[str, str]]:
    """Yield (document, line) for each call of the program in code blocks, code words and examples of --help."""
    for document in DOCUMENTS:
        text = document.read_text("utf-8")
        blocks = re.findall(r"^```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        lines = [line for block in blocks for line in block.splitlines() if line.startswith("termintreu ")]
        yield from ((document.name, line) for line in lines + re.findall(r"`(termintreu [^`\n]+)`", text))
    for name, command in COMMANDS.items():
        yield from ((f"{name} --help", line) for line in re.findall(r"Example: (.+)", command.help))


def test_every_call_in_the_documents_can_be_typed():
    """A document must not promise a command or an option that does not exist."""
    wrong = []
    for where, line in _written_calls():
        words = line.split()
        name = max((name for name in COMMANDS if f"{line} ".startswith(f"{name} ")), key=len, default=None)
        flags = {word.split("=")[0] for word in words if word.startswith("--") and word != "--"}
        if name is None:
            wrong += [f"{where}: {line}"] if "COMMAND" not in words else []
        elif not flags <= _options(COMMANDS[name]) | {"--help"}:
            wrong.append(f"{where}: {line}")
    assert wrong == []


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        ("Orders", OrderRow.model_fields),
        ("Vehicles", VehicleRow.model_fields),
        ("History", HISTORY_COLUMNS),
        ("Given tours", SequenceRow.model_fields),
        ("State of a day", EventRow.model_fields),
    ],
)
def test_every_column_of_a_list_is_documented_and_nothing_else_is(heading: str, columns: Iterable[str]):
    written = _ticked("\n".join(_first_cells(_sections("docs/files.md")[heading])))
    assert written == set(columns)


def test_the_columns_in_the_readme_exist():
    table = re.search(r"^\| orders .*?\n\n", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert table is not None
    for line in table.group().strip().splitlines()[2:]:
        order, _, vehicle, _ = line.strip("|").split("|")
        assert _ticked(order) <= set(OrderRow.model_fields)
        assert _ticked(vehicle) <= set(VehicleRow.model_fields)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path):
    targets = re.findall(r"\]\(([^)\s]+)\)", document.read_text("utf-8"))
    local = [unquote(target.split("#")[0]) for target in targets if "://" not in target]
    assert [target for target in local if target and not (document.parent / target).exists()] == []


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.name)
def test_a_decision_has_its_four_parts_on_one_page(decision: Path):
    text = decision.read_text("utf-8")
    assert text.startswith(f"# {decision.name[:4]} ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences", "Alternatives"]
    assert len(text.splitlines()) <= 60


def test_decisions_are_numbered_without_gaps_and_named_in_the_readme():
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [path.name for path in DECISIONS if f"docs/decisions/{path.name}" not in readme] == []


def test_glossary_words_stand_once_and_in_order():
    words = [word.casefold() for word in _first_cells((ROOT / "docs/glossary.md").read_text("utf-8"))]
    assert words == sorted(set(words))
    assert len(words) > 30


@pytest.mark.parametrize(
    "word", ["problem", "matrix", "plan", "replay", "pilot", "lateness", "deviation", "on time", "delay rate", "due"]
)
def test_the_glossary_defines_what_the_design_rests_on(word: str):
    rows = [
        line for line in (ROOT / "docs/glossary.md").read_text("utf-8").splitlines() if line.startswith(f"| {word} |")
    ]
    assert len(rows) == 1
    assert all(cell.strip() for cell in rows[0].strip("|").split("|"))


def test_vendored_files_are_in_the_list_of_licences():
    listed = (ROOT / "docs/licences.md").read_text("utf-8")
    folders = [ROOT / "maps/static/vendor", ROOT / "api/static/vendor"]
    vendored = [path.relative_to(ROOT).as_posix() for folder in folders for path in folder.iterdir() if path.is_dir()]
    assert vendored
    assert [path for path in vendored if f"{path}/" not in listed] == []


def test_every_dependency_is_in_the_list_of_licences():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    listed = set(re.findall(r"[a-z0-9-]+", (ROOT / "docs/licences.md").read_text("utf-8").split("## Packages")[1]))
    declared = project["project"]["dependencies"] + groups["dev"] + groups["demo"]
    names = [re.split(r"[<>=!\[; ]", requirement)[0] for requirement in declared]
    assert [name for name in names if name not in listed] == []
