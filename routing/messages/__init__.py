"""The wording of every finding, violation and reason, in German and English.

One entry a code. ``{value}`` is what stands in the input, ``{detail}`` what
the way out needs to name. A test fails when a code used in the source has no
entry, and when two of the files know the same code.
"""

from typing import Literal

from routing.messages import (
    analysis,
    commands,
    comparison,
    desk,
    evidence,
    history,
    lists,
    maps,
    people,
    planning,
    profiles,
    reasons,
    replanning,
    results,
    roads,
    service,
    shipments,
)

Language = Literal["de", "en"]

MESSAGES: dict[str, tuple[str, str]] = {
    **planning.MESSAGES,
    **reasons.MESSAGES,
    **replanning.MESSAGES,
    **lists.MESSAGES,
    **shipments.MESSAGES,
    **history.MESSAGES,
    **evidence.MESSAGES,
    **comparison.MESSAGES,
    **roads.MESSAGES,
    **profiles.MESSAGES,
    **maps.MESSAGES,
    **commands.MESSAGES,
    **service.MESSAGES,
    **people.MESSAGES,
    **desk.MESSAGES,
    **analysis.MESSAGES,
    **results.MESSAGES,
}


def wording(code: str, language: Language) -> str:
    """Return the wording of a code; a missing code is a programming error (KeyError)."""
    return MESSAGES[code][0 if language == "de" else 1]
