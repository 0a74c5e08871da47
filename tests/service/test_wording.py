"""The pages' words: each is said somewhere, each that is said is there, in both languages alike."""

import re
from collections.abc import Iterator
from string import Formatter

from source_tree import ROOT, source_files

from api import wording
from api.wording import WORDS
from api.wording.analysis import SCRIPT

TEMPLATES = sorted((ROOT / "api" / "templates").glob("*.html"))
SCRIPTS = sorted((ROOT / "api" / "static").rglob("*.js"))
PLAN_SCRIPTS = [path for path in SCRIPTS if path.parent.name == "plan"]
NUMBERS = {"_one", "_more"}
"""Ends of a phrase that the planning page's ``count`` chooses between."""

SILENT = {"cause_unexplained_is"}
"""Phrases that are blank on purpose: the name says it all."""


def _texts() -> Iterator[str]:
    """Yield templates and source, the words themselves left out."""
    for path in [*TEMPLATES, *source_files()]:
        if path.parent.name != "wording":
            yield path.read_text("utf-8")


TEXTS = list(_texts())
QUOTED = {word for text in TEXTS for pair in re.findall(r"\"(\w+)\"|'(\w+)'", text) for word in pair}
CODE = set(re.findall(r"\w+", "\n".join([*TEXTS, *(path.read_text("utf-8") for path in SCRIPTS)])))

WHOLE_PAGES = {"an_", "orders_", "plan_"}
"""Beginnings of all of a page's phrases: what completes them must be told as a name, not stand in any sentence."""

JOINED = {
    (begin or coded, end)
    for text in TEXTS
    for begin, end, coded in re.findall(
        r"""t\(["'](\w+_)["'] ?[+~] ?[\w.]*(?: ?[+~] ?["'](_\w+)["'])?|phrase\(f"(\w+_)\{""", text
    )
}
"""Beginnings and ends that a template or page puts around a name, e.g. of a state."""

PLAN_SCRIPT = "\n".join(path.read_text("utf-8") for path in PLAN_SCRIPTS)
PLAN_QUOTED = set(re.findall(r'"(\w+)"', PLAN_SCRIPT))
PLAN_JOINED = {(begin, "") for begin in re.findall(r'(?:say|count)\("(\w+_)" \+', PLAN_SCRIPT)}
PLAN_ENDS = NUMBERS | set(re.findall(r'say\(\w+ \+ "(_\w+)"', PLAN_SCRIPT))


def _completed(name: str, around: set[tuple[str, str]]) -> bool:
    """Tell whether a phrase is a word of the program with such a beginning and end."""
    return any(
        name.startswith(begin)
        and name.endswith(end)
        and name.removeprefix(begin).removesuffix(end) in (QUOTED if begin in WHOLE_PAGES else CODE)
        for begin, end in around
    )


def _said_by_plan(name: str) -> bool:
    """Tell whether a script of the planning page says a phrase; there ``plan_`` is left out of its name."""
    own = name.removeprefix("plan_")
    shortened = {own} | {own.removesuffix(end) for end in PLAN_ENDS if own.endswith(end)}
    return own != name and any(short in PLAN_QUOTED or _completed(short, PLAN_JOINED) for short in shortened)


def test_every_phrase_is_said_somewhere():
    silent = [
        name
        for name in WORDS
        if name not in QUOTED
        and not _completed(name, JOINED)
        and not _said_by_plan(name)
        and name.removeprefix("an_") not in SCRIPT
    ]
    assert silent == []


def test_every_phrase_that_is_said_is_there():
    said = {name for text in TEXTS for name in re.findall(r"\b(?:t|_?phrase)\([\"'](\w+)[\"'](?! ?[+~])", text)}
    assert sorted(said - set(WORDS)) == []


def test_every_phrase_that_the_planning_page_says_is_there():
    said = {f"plan_{name}" for name in re.findall(r'\bsay\("(\w+)"[,)]', PLAN_SCRIPT)}
    said |= {f"plan_{name}{end}" for name in re.findall(r'\bcount\("(\w+)"', PLAN_SCRIPT) for end in NUMBERS}
    assert sorted(said - set(WORDS)) == []


def test_no_phrase_is_given_twice():
    """A page's words may not take the place of another page's."""
    pages = [page for page in vars(wording).values() if hasattr(page, "WORDS")]
    assert sum(len(page.WORDS) for page in pages) == len(WORDS)


def test_every_phrase_says_something_in_both_languages():
    assert {name for name, texts in WORDS.items() if not all(text.strip() for text in texts)} == SILENT


def test_every_phrase_takes_the_same_values_in_both_languages():
    def values(text: str) -> set[str]:
        return {field for _, field, _, _ in Formatter().parse(text) if field}

    assert [name for name, (german, english) in WORDS.items() if values(german) != values(english)] == []
