"""The audit log for people: what was done in words, at local time, with names in the place of ids."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from api.wording.audit import ACTIONS, DETAILS, VALUES
from data.store import Transaction, accounts, depots, roads
from data.store.audit import Entry
from routing.messages import Language
from routing.model import Frozen

HOME: Final = "Europe/Berlin"
"""The zone of what belongs to no depot, while there is none."""

_ID_LENGTH: Final = 32
_SHOWN: Final = 8
"""Signs of an id that nobody has given a name."""


class Line(Frozen):
    """One entry of the log as it is shown; ``at`` in its depot's zone."""

    at: datetime
    user_name: str
    action: str
    depot: str
    subject: str
    details: tuple[str, ...]


def lines_of(tx: Transaction, entries: tuple[Entry, ...], language: Language) -> tuple[Line, ...]:
    """Return entries as people read them."""
    kept = depots.list_(tx)
    zones = {depot.depot_id: ZoneInfo(depot.timezone) for depot in kept}
    home = zones[kept[0].depot_id] if kept else ZoneInfo(HOME)
    names = {user.user_id: user.display_name for user in accounts.list_(tx)}
    names |= {depot.depot_id: depot.name for depot in kept}
    names |= {network.roads_id: network.name for network in roads.list_(tx)}
    return tuple(
        Line(
            at=entry.at.astimezone(zones.get(entry.depot_id or "", home)),
            user_name=entry.user_name,
            action=_said(ACTIONS, entry.action, language),
            depot=names.get(entry.depot_id or "", ""),
            subject=_named(entry.subject, names),
            details=tuple(_details(entry, names, language)),
        )
        for entry in entries
    )


def _details(entry: Entry, names: Mapping[str, str], language: Language) -> Iterator[str]:
    """Yield what was given with an action; of two states what differs."""
    given = dict(entry.detail)
    changed = given.pop("changed", {})
    if isinstance(given.get("before"), dict) and isinstance(given.get("after"), dict):
        before, after = given.pop("before"), given.pop("after")
        changed = {name: [before.get(name), after[name]] for name in after if before.get(name) != after[name]}
    for name, (old, new) in changed.items():
        shown = " → ".join(_value(value, names, language) for value in (old, new))
        yield f"{_said(DETAILS, name, language)}: {shown}"
    for name, value in given.items():
        yield f"{_said(DETAILS, name, language)}: {_value(value, names, language)}"


def _value(value: Any, names: Mapping[str, str], language: Language) -> str:
    """Return a value in a few signs."""
    if isinstance(value, list):
        return ", ".join(_value(one, names, language) for one in value) or _said(VALUES, "None", language)
    return _said(VALUES, str(value), language) if str(value) in VALUES else _named(str(value), names)


def _named(text: str, names: Mapping[str, str]) -> str:
    """Return the name of what an id stands for, or its beginning."""
    return names.get(text) or (text[:_SHOWN] if len(text) == _ID_LENGTH and text.isalnum() else text)


def _said(words: Mapping[str, tuple[str, str]], name: str, language: Language) -> str:
    """Return a word in a language; the name itself, if an older program wrote what this one does not know."""
    german, english = words.get(name, (name, name))
    return german if language == "de" else english
