"""The words of the pages, in German and English: a file a page, one entry a phrase."""

from collections.abc import Mapping
from functools import cache

from api.wording import admin, alternatives, analysis, desk, first_steps, orders, results, shell, sign_in, today
from routing.messages import Language

WORDS: Mapping[str, tuple[str, str]] = {
    name: phrase
    for page in (shell, sign_in, first_steps, orders, desk, alternatives, today, results, analysis, admin)
    for name, phrase in page.WORDS.items()
}


@cache
def words(language: Language) -> Mapping[str, str]:
    """Return all phrases in one language."""
    return {name: phrase[0 if language == "de" else 1] for name, phrase in WORDS.items()}


def phrase(name: str, language: Language, **values: object) -> str:
    """Return a phrase with its values; KeyError for a name that is not there."""
    said = words(language)[name]
    return said.format(**values) if values else said
