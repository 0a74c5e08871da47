"""The error tree and the wording of every code, against the source that uses them."""

import ast
import importlib
import pickle
import pkgutil
import string
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from source_tree import PACKAGES, sources

from routing import messages
from routing.errors import Finding, InputError, TermintreuError
from routing.messages import MESSAGES, wording

EXIT_CODES = {1, 2, 3, 4}
PLACEHOLDERS = {"value", "detail"}
SHAPES = {"Finding", "Reason", "Violation", "of"}
"""What is built from a code with its value and detail by keyword."""


class Use(NamedTuple):
    """A code as written at one place of the source; ``given`` are the keywords beside it, if all are known."""

    code: str
    where: str
    given: frozenset[str] | None


def _literals(node: ast.expr) -> Iterator[str]:
    """Return the strings an expression can become: a literal, or either branch of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def _code_parameters(tree: ast.Module) -> dict[str, int]:
    """Return the functions of a module that take a ``code``, with its position (``self`` and ``cls`` not counted)."""
    positions = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args if argument.arg not in {"self", "cls"}]
            if "code" in names:
                positions[node.name] = names.index("code")
    return positions


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_error_of(call: ast.Call) -> bool:
    owner = call.func.value if isinstance(call.func, ast.Attribute) and call.func.attr == "of" else None
    return isinstance(owner, ast.Name) and owner.id.endswith("Error")


def _uses_in_call(call: ast.Call, where: str, positions: dict[str, int]) -> Iterator[Use]:
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    position = 0 if _is_error_of(call) or _name(call) == "PydanticCustomError" else positions.get(_name(call))
    known = _name(call) in SHAPES and None not in keywords
    given = frozenset(name for name in keywords if name is not None) if known else None
    if "code" in keywords:
        yield from (Use(code, where, given) for code in _literals(keywords["code"]))
    elif position is not None and len(call.args) > position:
        yield from (Use(code, where, given) for code in _literals(call.args[position]))


def _uses() -> Iterator[Use]:
    for file, tree in sources():
        positions = _code_parameters(tree)
        for node in ast.walk(tree):
            where = f"{file}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Call):
                yield from _uses_in_call(node, where, positions)
            elif isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                coded = [value for key, value in pairs if key is not None and "code" in _literals(key)]
                yield from (Use(code, where, None) for value in coded for code in _literals(value))
            elif isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "code" for target in node.targets):
                yield from (Use(code, where, None) for code in _literals(node.value))


def _tree(root: type[TermintreuError] = TermintreuError) -> list[type[TermintreuError]]:
    for package in PACKAGES:  # a class counts only once its module is loaded
        module = importlib.import_module(package)
        for found in pkgutil.walk_packages(module.__path__, f"{package}."):
            importlib.import_module(found.name)
    return [root, *(each for child in root.__subclasses__() for each in _descendants(child))]


def _descendants(root: type[TermintreuError]) -> Iterator[type[TermintreuError]]:
    yield root
    for child in root.__subclasses__():
        yield from _descendants(child)


def _placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def test_every_error_class_has_a_status_an_exit_code_and_its_own_title_in_both_languages():
    gaps = []
    titles: dict[str, str] = {}
    for each in _tree():
        name = each.__name__
        gaps += [f"{name}: HTTP status {each.http_status}"] if not 400 <= each.http_status < 600 else []
        gaps += [f"{name}: exit code {each.exit_code}"] if each.exit_code not in EXIT_CODES else []
        for attribute in ("title_de", "title_en"):
            title = each.__dict__.get(attribute)
            if not title:
                gaps.append(f"{name} has no {attribute} of its own")
            elif titles.setdefault(f"{attribute} {title}", name) != name:
                gaps.append(f"{name} shares the {attribute} of {titles[f'{attribute} {title}']}")
    assert gaps == []


def test_the_walk_sees_the_whole_error_tree():
    """Guards the test above: an error class in a package that is not loaded would pass unseen."""
    written = {
        node.name
        for _, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any(getattr(base, "id", "") in {each.__name__ for each in _tree()} for base in node.bases)
    }
    assert written <= {each.__name__ for each in _tree()}
    assert len(written) >= 9


def test_every_code_in_the_source_has_a_wording():
    missing = [f"{use.code} ({use.where})" for use in _uses() if use.code not in MESSAGES]
    assert missing == []


def test_no_code_stands_in_two_files_of_the_catalogue():
    """The later one would replace the earlier one without a word."""
    parts = [
        importlib.import_module(found.name) for found in pkgutil.walk_packages(messages.__path__, "routing.messages.")
    ]
    assert len(parts) >= 5
    assert sum(len(part.MESSAGES) for part in parts) == len(MESSAGES)


def test_every_wording_is_used_by_the_source():
    strings = {
        node.value
        for file, tree in sources()
        if not file.startswith("routing/messages/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(set(MESSAGES) - strings) == []


def test_every_use_gives_what_its_wording_names():
    """A wording with {value} and a use without one would print empty quotes."""
    blank = [
        f"{use.code} lacks {', '.join(lacking)} ({use.where})"
        for use in _uses()
        if use.given is not None
        and use.code in MESSAGES
        and (lacking := sorted(_placeholders(MESSAGES[use.code][1]) - use.given))
    ]
    assert blank == []


def test_both_languages_name_the_same_things():
    named = {code: [_placeholders(text) for text in texts] for code, texts in MESSAGES.items()}
    odd = [code for code, (german, english) in named.items() if not german == english <= PLACEHOLDERS]
    assert odd == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_wording_is_a_sentence_that_formats(language: str):
    said = {code: wording(code, language).format(value="4711", detail="3,5 t") for code in MESSAGES}
    odd = [text for text in said.values() if text != text.strip() or text[-1] not in ".!?)" or "  " in text]
    assert odd == []


def test_an_error_names_file_row_column_and_value_in_the_readers_language():
    error = TermintreuError(Finding(code="unknown_depot", file="v.csv", row=3, column="depot", value="X", detail="A"))
    assert "v.csv, Zeile 3, Spalte depot: Depot „X“" in error.text("de")
    assert "v.csv, row 3, column depot: There is no depot “X”" in error.text("en")


def test_an_error_of_another_process_arrives_whole():
    """Without this the pool of processes breaks, and nobody learns why."""
    error = InputError([Finding(code="unknown_profile", value="tank", detail="van")])
    arrived = pickle.loads(pickle.dumps(error))  # noqa: S301 - an error of our own
    assert (type(arrived), arrived.findings, str(arrived)) == (InputError, error.findings, str(error))


def test_the_parser_of_this_file_finds_codes_however_they_are_written():
    """Guards the tests above: a use that is not seen would never be checked."""
    source = (
        "def _refuse(self, row, code): ...\n"
        "Finding(code='a', value=1)\n"
        "InputError.of('b')\n"
        "Reason(code='c' if x == 'no' else 'd')\n"
        "self._refuse(3, 'e')\n"
        "code = 'f'\n"
        "Kpis.of('no')\n"
    )
    tree = ast.parse(source)
    found = [
        use.code
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for use in _uses_in_call(node, "", _code_parameters(tree))
    ]
    assert sorted(found) == ["a", "b", "c", "d", "e"]
