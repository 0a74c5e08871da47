"""Conditions of ``*:conditional`` tags: read once, judged for a vehicle, a moment and a purpose.

Grammar: OpenStreetMap wiki, page *Conditional restrictions*:
``value @ (condition AND condition); value @ condition``. Of several clauses
that hold, the last counts. A condition is one of

- a time rule (:mod:`routing.roads.law.time_rules`);
- a property of the vehicle: ``weight>7.5``, ``length >= 12 m``; weight means the gross weight as rated;
- a kind of vehicle: ``hgv``, ``bus``, ``residents``;
- a purpose: ``destination``, ``delivery``, ``customers``, which hold for who begins or ends a trip there.

What can't be told when a day is planned (``wet``, ``snow``) or is not
understood does not hold: the plain tags count, as if the clause were not
there. How often that happens is counted by :func:`survey`.
"""

import operator
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date as Date
from functools import lru_cache
from typing import NamedTuple

from routing.profiles import Profile
from routing.roads.law import tags as osm_tags
from routing.roads.law.access import heaviest_axle_t
from routing.roads.law.tags import Tags
from routing.roads.law.time_rules import NotUnderstood, TimeRule, read_time_rule

SUFFIX = ":conditional"

_PURPOSES = frozenset(["destination", "delivery", "deliveries", "customers", "loading", "unloading"])
_WEATHER = frozenset(
    ["wet", "snow", "ice", "winter", "summer", "fog", "rain", "dry", "flooded", "smog", "low_visibility"]
)
_OTHERS = frozenset(
    [
        "bus", "psv", "taxi", "tourist_bus", "coach", "school_bus", "motorcycle", "moped", "mofa", "bicycle", "foot",
        "horse", "emergency", "agricultural", "forestry", "residents", "resident", "private", "permit", "permits",
        "permissive", "disabled", "military", "trailer", "caravan", "motorhome", "hazmat", "hov", "electric",
        "employees", "staff", "members", "carsharing", "public_transport", "hgv", "goods", "motorcar", "motor_vehicle",
        "vehicle", "car_sharing", "hgv_articulated", "bdouble",
    ]
)  # fmt: skip
_PROPERTY = re.compile(
    r"^(?:max)?(weight|weightrating|grossweight|gross_weight|height|width|length|axleload|axles|wheels|trailers?|"
    r"emptyweight|occupants|speed)\s*(<=|>=|==|=|<|>)\s*(.+)$"
)
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "==": operator.eq,
}  # fmt: skip
_SIZES: dict[str, Callable[[Profile], float]] = {
    **dict.fromkeys(["weight", "weightrating", "grossweight", "gross_weight"], lambda profile: profile.weight_t),
    "axleload": lambda profile: round(heaviest_axle_t(profile), 6),
    "height": lambda profile: profile.height_m,
    "width": lambda profile: profile.width_m,
    "length": lambda profile: profile.length_m,
}
_LENGTHS = frozenset(["height", "width", "length"])
_AND = re.compile(r"\s+and\s+|\s*&&?\s*")
_NO_LIMIT = frozenset(["none", "no", "unlimited", "unsigned"])
_ONEWAY = frozenset(["yes", "true", "1", "no", "false", "0", "-1", "reverse", "reversible", "alternating"])


class Moment(NamedTuple):
    """A local day and what its clock shows, in seconds after 00:00; ``state`` names whose public holidays count."""

    day: Date
    clock_s: int
    state: str | None = None


class Property(NamedTuple):
    """A size of the vehicle against a limit in tonnes or metres."""

    name: str
    comparison: str
    limit: float


class Purpose(NamedTuple):
    """Holds for who begins or ends a trip there."""

    name: str


class Kind(NamedTuple):
    """Holds for one kind of vehicle or person."""

    mode: str


class Unknown(NamedTuple):
    """Nobody can tell: the reason."""

    reason: str


Condition = TimeRule | Property | Purpose | Kind | Unknown


@dataclass(frozen=True)
class Clause:
    """A value, and the conditions that must all hold for it."""

    value: str
    conditions: tuple[Condition, ...]

    @property
    def reason(self) -> str | None:
        """Why it can never be told whether the clause holds, None if it can."""
        return next((condition.reason for condition in self.conditions if isinstance(condition, Unknown)), None)

    def holds(self, profile: Profile, moment: Moment | None, *, ending: bool) -> bool:
        """Tell whether it is known to hold; without a moment no time rule is."""
        return all(_holds(condition, profile, moment, ending=ending) for condition in self.conditions)


@lru_cache(maxsize=65_536)
def read_clauses(text: str) -> tuple[Clause, ...]:
    """Read the value of a ``*:conditional`` tag; upper and lower case and spaces don't matter."""
    texts: list[str] = []
    for piece in re.sub(r"\)\s*,(?=[^@;]*@)", ");", text).split(";"):
        if "@" in piece or not texts:
            texts.append(piece)
        else:
            texts[-1] += ";" + piece  # a semicolon inside the condition before
    return tuple(_clause(piece) for piece in texts if piece.strip())


def settle(tags: Tags, profile: Profile, moment: Moment | None, *, ending: bool) -> Tags:
    """Return plain tags: what the conditional ones come to.

    Parameters
    ----------
    moment
        Without one, clauses with a time rule are left aside.
    ending
        Whether the trip begins or ends there, so that ``destination`` and its like hold.

    Notes
    -----
    The key ``delivery`` speaks of whoever delivers there: it counts as
    ``goods`` at the ends of a trip. ``delivery:conditional`` that only names
    hours in which delivery is allowed is read as barring it at all others.
    """
    if "delivery" not in tags and not any(key.endswith(SUFFIX) for key in tags):
        return tags
    settled = {key: value for key, value in tags.items() if not key.endswith(SUFFIX)}
    for key, text in tags.items():
        if key.endswith(SUFFIX):
            base = key.removesuffix(SUFFIX)
            clauses = [clause for clause in read_clauses(text) if understands(base, clause.value)]
            holding = [clause for clause in clauses if clause.holds(profile, moment, ending=ending)]
            if holding:
                settled[base] = holding[-1].value
            elif base == "delivery" and moment and base not in tags and any(_opens(clause) for clause in clauses):
                settled[base] = "no"
    if ending and "delivery" in settled:
        settled["goods"] = settled["delivery"]
    return settled


def time_rules(tags: Tags) -> set[TimeRule]:
    """Return the time rules that decide what ``tags`` come to."""
    return {
        condition
        for key, text in tags.items()
        if key.endswith(SUFFIX)
        for clause in read_clauses(text)
        if clause.reason is None and understands(key.removesuffix(SUFFIX), clause.value)
        for condition in clause.conditions
        if isinstance(condition, TimeRule)
    }


def survey(tag_sets: Iterable[Tags]) -> Counter[str]:
    """Return how many clauses the conditional tags of distinct tag sets hold: ``read``, or left aside by reason.

    Reasons: ``no_condition`` (no ``@``, or nothing after it), ``unknown_value``, ``unknown_condition``,
    ``time_rule`` and ``sun`` (a time rule not understood, or one by the sun), ``weather`` (not known when a day is
    planned), ``property`` (a size no profile has). ``school_holidays`` are counted as read too: nobody here knows
    them, and they are taken to be ordinary days.
    """
    counts: Counter[str] = Counter()
    for tags in tag_sets:
        for key, text in tags.items():
            if not key.endswith(SUFFIX):
                continue
            for clause in read_clauses(text):
                known = understands(key.removesuffix(SUFFIX), clause.value)
                counts[clause.reason or ("read" if known else "unknown_value")] += 1
                asks = any(isinstance(item, TimeRule) and item.asks_school for item in clause.conditions)
                counts["school_holidays"] += asks
    return +counts


def understands(base: str, value: str) -> bool:
    """Tell whether ``value`` says something about the plain key ``base``."""
    head = base.partition(":")[0]
    if head == "maxspeed":
        return osm_tags.speed_kmh(value) is not None
    if head in ("maxweight", "maxweightrating", "maxaxleload"):
        return value in _NO_LIMIT or osm_tags.weight_t(value) is not None
    if head in ("maxheight", "maxwidth", "maxlength"):
        return value in _NO_LIMIT or osm_tags.length_m(value) is not None
    if head == "oneway":
        return value in _ONEWAY
    if head == "restriction":
        return value == "none" or value.startswith(("no_", "only_"))
    known = osm_tags.OPEN | osm_tags.END_ONLY | osm_tags.CLOSED
    return any(part.strip() in known for part in re.split("[;,]", value))


def _opens(clause: Clause) -> bool:
    """Tell whether a clause allows something at some hours."""
    timed = any(isinstance(condition, TimeRule) for condition in clause.conditions)
    return timed and clause.reason is None and clause.value in osm_tags.OPEN | osm_tags.END_ONLY


def _clause(text: str) -> Clause:
    """Read one clause."""
    value, mark, condition = text.partition("@")
    said = _bare(condition.lower())
    value = value.strip()
    value = value if ":" in value else value.lower()  # DE:urban keeps its letters
    if not (value and mark and said):
        return Clause(value, (Unknown("no_condition"),))
    return Clause(value, tuple(_condition(_bare(part)) for part in _AND.split(said)))


def _bare(text: str) -> str:
    """Return a text without the brackets, quotes and spaces around it."""
    return re.sub(r"\s+", " ", text.strip(" \t\n\"'()[]"))


def _condition(text: str) -> Condition:
    """Read one condition."""
    if text in _PURPOSES:
        return Purpose(text)
    if text in _WEATHER:
        return Unknown("weather")
    if text in _OTHERS:
        return Kind(text)
    if found := _PROPERTY.match(text):
        return _property(found[1], found[2], found[3])
    try:
        return read_time_rule(text)
    except NotUnderstood as reason:
        timed = str(reason) == "sun" or re.search(r"\d|\b(mo|tu|we|th|fr|sa|su|ph|sh)\b", text)
        return Unknown(str(reason) if timed else "unknown_condition")


def _property(name: str, comparison: str, limit: str) -> Condition:
    """Read a comparison."""
    value = osm_tags.length_m(limit) if name in _LENGTHS else osm_tags.weight_t(limit)
    if name not in _SIZES or value is None or ";" in limit:
        return Unknown("property")
    return Property(name, comparison, value)


def _holds(condition: Condition, profile: Profile, moment: Moment | None, *, ending: bool) -> bool:
    """Tell whether one condition is known to hold."""
    if isinstance(condition, TimeRule):
        return moment is not None and condition.holds(moment.day, moment.clock_s, moment.state)
    if isinstance(condition, Purpose):
        return ending
    if isinstance(condition, Kind):
        return condition.mode in profile.modes
    if isinstance(condition, Property):
        return _COMPARE[condition.comparison](_SIZES[condition.name](profile), round(condition.limit, 6))
    return False
