"""What a road network is worth to a dispatcher, in sentences: on top of its map and of its figures."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from maps.roads_words import PROFILES, pick
from routing.messages import Language
from routing.numbers import decimal, per_cent

GAPS_FROM = 0.05
"""Where a vehicle can't get there and back on one legal kilometre in twenty, orders will miss their street."""


HELD = "\N{NO-BREAK SPACE}"
BORDER_FROM = 0.01
"""From here on gaps are worth a word on where they come from."""


class Verdict(NamedTuple):
    """One sentence that sums up, and those that it rests on."""

    lead: str
    reasons: tuple[str, ...]


def verdict_of(figures: Mapping[str, Any], language: Language) -> Verdict:
    """Return whether a network hangs together, what its turn rules are worth, and whose speeds it has.

    Parameters
    ----------
    figures
        As of :func:`routing.roads.statistics.describe`; sentences without their figures are left out.
    """
    outside: Mapping[str, float | None] = figures.get("outside_main", {})
    reasons = (
        _reach(outside, language),
        _border(outside, language),
        _rules(figures, language),
        _limits(figures, language),
    )
    return Verdict(_lead(outside, language), tuple(reason for reason in reasons if reason))


def _say(language: Language, german: str, english: str) -> str:
    return german if language == "de" else english


def _lead(outside: Mapping[str, float | None], language: Language) -> str:
    if not outside:
        return ""
    gaps = [name for name, share in outside.items() if share is None or share >= GAPS_FROM]
    if not gaps:
        return _say(
            language, "Das Netz hängt für alle Fahrzeuge zusammen.", "The network holds together for all vehicles."
        )
    named = ", ".join(pick(PROFILES, name, language) for name in gaps)
    return _say(language, f"Das Netz hat Lücken für: {named}.", f"The network has gaps for: {named}.")


def _reach(outside: Mapping[str, float | None], language: Language) -> str:
    """Return how much of what is legal each vehicle reaches, there and back."""
    parts = [
        f"{pick(PROFILES, name, language)} {per_cent(None if share is None else 1 - share, language)}".replace(
            " ", HELD
        )
        for name, share in outside.items()
    ]
    if not parts:
        return ""
    said = ", ".join(parts)
    return _say(
        language,
        f"Von den erlaubten Kilometern hin und zurück erreichbar: {said}.",
        f"Reachable there and back, of the legal kilometres: {said}.",
    )


def _border(outside: Mapping[str, float | None], language: Language) -> str:
    """Return the usual way out of gaps: an extract ends where the way back begins."""
    if all((share or 0) < BORDER_FROM for share in outside.values()):
        return ""
    return _say(
        language,
        "Lücken am Rand schließt ein größerer Ausschnitt.",
        "Gaps at the border are closed by a larger extract.",
    )


def _rules(figures: Mapping[str, Any], language: Language) -> str:
    if "restrictions" not in figures:
        return ""
    count, read = figures["restrictions"], figures.get("restrictions_read", 0)
    left_out = sum(figures.get("restrictions_skipped", {}).values())
    if not count:
        return _say(language, "Der Auszug nennt keine Abbiegeregel.", "The extract names no turn rule.")
    numbers = [decimal(number, 0, language) for number in (count, read, left_out)]
    if not left_out:
        return _say(language, f"Abbiegeregeln: {numbers[1]}, alle gelten.", f"Turn rules: {numbers[1]}, all in force.")
    return _say(
        language,
        f"Abbiegeregeln: {numbers[1]} von {numbers[0]} gelten, {numbers[2]} nicht nutzbar.",
        f"Turn rules: {numbers[1]} of {numbers[0]} in force, {numbers[2]} can't be used.",
    )


def _limits(figures: Mapping[str, Any], language: Language) -> str:
    share = figures.get("share_with_maxspeed")
    if share is None:
        return ""
    said = per_cent(share, language)
    return _say(
        language,
        f"{said} der Kilometer haben ein eingetragenes Tempolimit, sonst gilt der Regelwert der Klasse.",
        f"{said} of the kilometres have a mapped speed limit, the others take the default of their class.",
    )
