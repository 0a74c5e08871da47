"""Reading OpenStreetMap tag values: road class, numbers with units, speeds, access.

Sources: OpenStreetMap wiki, pages *Key:access*, *Key:maxspeed*, *Key:maxweight*,
*Key:oneway*, *Key:barrier*, *Map features/Units*.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from routing.traffic import ROAD_CLASSES

Tags = Mapping[str, str]
Direction = Literal["forward", "backward"]
DIRECTIONS: tuple[Direction, ...] = ("forward", "backward")

MODES = ("access", "vehicle", "motor_vehicle", "motorcar", "goods", "hgv", "bicycle")
"""Access keys a delivery vehicle may meet, from general to special."""

_SUFFIXES = tuple(
    direction + condition for direction in ("", ":forward", ":backward") for condition in ("", ":conditional")
)
WEIGHT_LIMITS = ("maxweight", "maxweightrating", "maxaxleload")
SIZE_LIMITS = ("maxheight", "maxwidth", "maxlength")
_LIMITS = tuple(
    limit + part
    for limit in (*WEIGHT_LIMITS, *SIZE_LIMITS)
    for part in ("", ":physical", *(f":{mode}" for mode in MODES[1:]))
)
_SPEEDS = ("maxspeed", "maxspeed:hgv", "maxspeed:goods")
_ZONES = ("maxspeed:type", "source:maxspeed", "zone:maxspeed", "zone:traffic")
_ONEWAY = ("oneway", *(f"oneway:{mode}" for mode in MODES[1:]))

WAY_TAGS = frozenset(
    [
        *(mode + suffix for mode in MODES for suffix in _SUFFIXES),
        *(key + suffix for key in (*_SPEEDS, *_LIMITS) for suffix in _SUFFIXES),
        *(key + suffix for key in (*_ONEWAY, "delivery") for suffix in ("", ":conditional")),
        *_ZONES, "highway", "junction", "service", "tracktype", "surface", "motorroad", "foot",
        "bicycle_road", "cyclestreet", "cycleway", "cycleway:left", "cycleway:right", "cycleway:both",
    ]
)  # fmt: skip
"""Tags of a way that a profile may read; all others are dropped at import."""

NODE_RULES = frozenset(key + suffix for key in (*MODES, *_LIMITS) for suffix in ("", ":conditional"))
"""Tags of a node that may close it."""

NODE_TAGS = NODE_RULES | {"barrier", "highway", "traffic_signals:direction", "locked"}
"""Tags of a node that a profile may read."""

OPEN = frozenset(["yes", "designated", "permissive", "official", "public", "allowed", "dismount"])
"""Access values that let the vehicle through; ``dismount`` lets a bicycle be pushed."""

END_ONLY = frozenset(["destination", "delivery", "customers"])
"""Access values under which a trip may start or end, but not pass through."""

CLOSED = frozenset(
    [
        "no", "private", "agricultural", "forestry", "emergency", "military", "psv", "bus", "taxi", "residents",
        "resident", "permit", "restricted", "prohibited", "staff", "employees", "use_sidepath", "discouraged_no",
    ]
)  # fmt: skip
"""Access values that keep the vehicle out."""

BLOCKING_BARRIERS = frozenset(
    [
        "bollard", "block", "jersey_barrier", "cycle_barrier", "chain", "log", "debris", "motorcycle_barrier",
        "planter", "bus_trap", "sump_buster", "turnstile", "full-height_turnstile", "stile", "kissing_gate",
        "horse_stile", "fence", "wall", "guard_rail", "hedge", "rope",
    ]
)  # fmt: skip
"""Barriers that stop a motor vehicle unless an access tag lets it pass; gates stand open unless tagged."""

_OTHER_HIGHWAYS = {"road": "unclassified", "minor": "unclassified", "byway": "track"}

WALK_KMH = 7.0
_IMPLICIT_KMH = {
    "urban": 50.0, "rural": 100.0, "motorway": 130.0, "trunk": 100.0, "living_street": WALK_KMH,
    "walk": WALK_KMH, "pedestrian_zone": WALK_KMH, "bicycle_road": 30.0, "school": 30.0, "none": 130.0,
}  # fmt: skip
_COUNTRY_KMH = {
    "CH:rural": 80.0, "CH:motorway": 120.0, "LI:rural": 80.0, "FL:rural": 80.0, "FI:rural": 80.0,
    "FI:motorway": 120.0, "FR:rural": 80.0, "PT:rural": 90.0, "PT:motorway": 120.0, "BE:rural": 90.0,
    "NL:rural": 80.0, "NL:motorway": 100.0, "PL:rural": 90.0, "CZ:rural": 90.0, "DK:rural": 80.0, "LU:rural": 90.0,
}  # fmt: skip
_NUMBER = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*([a-z/]*)\s*$", re.IGNORECASE)
_FEET = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*'\s*(?:(\d+(?:\.\d+)?)\s*\")?\s*$")
_ZONE = re.compile(r"^(?:[A-Z]{2}:)?(?:zone:?)?(\d+)$")
_UNIT_KMH = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}
_UNIT_T = {"": 1.0, "t": 1.0, "to": 1.0, "kg": 0.001, "st": 0.90718474, "lbs": 0.00045359237}
_UNIT_M = {"": 1.0, "m": 1.0, "cm": 0.01, "ft": 0.3048, "mi": 1609.344, "km": 1000.0}


def road_class(highway: str | None) -> int | None:
    """Return the row in :data:`ROAD_CLASSES` of a highway value; links count with their class; None if no road."""
    name = (highway or "").removesuffix("_link")
    name = _OTHER_HIGHWAYS.get(name, name)
    return ROAD_CLASSES.index(name) if name in ROAD_CLASSES else None


def kept(tags: Iterable[tuple[str, str]], keys: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return those of ``tags`` whose key is in ``keys``, sorted, so that equal sets are equal tuples."""
    return tuple(sorted((key, value) for key, value in tags if key in keys))


def speed_kmh(text: str | None) -> float | None:
    """Return the limit in km/h that a maxspeed-like value sets, None if it sets none.

    Understands ``50``, ``30 mph``, ``walk``, ``none`` (130, the German
    advisory speed), ``DE:urban``, ``DE:zone:30``, ``zone30`` and lists (the
    lowest counts). ``signals``, ``variable`` and ``sign`` set nothing.
    """
    parts = [_one_speed_kmh(part.strip()) for part in re.split(r"[;|]", text or "")]
    return min((part for part in parts if part is not None), default=None)


def _one_speed_kmh(text: str) -> float | None:
    """Return the limit of a single value."""
    if number := _NUMBER.match(text):
        factor = _UNIT_KMH.get(number[2].lower())
        value = float(number[1].replace(",", "."))
        return value * factor if factor and value > 0 else None
    if text in _COUNTRY_KMH:
        return _COUNTRY_KMH[text]
    if zone := _ZONE.match(text):
        return float(zone[1]) or None
    return _IMPLICIT_KMH.get(text.rpartition(":")[2])


def zone_kmh(tags: Tags) -> float | None:
    """Return the limit that zone tags imply (``zone:maxspeed``, ``zone:traffic`` and the like), None without."""
    limits = [speed_kmh(tags.get(key)) for key in _ZONES]
    return min((limit for limit in limits if limit is not None), default=None)


def weight_t(text: str | None) -> float | None:
    """Return tonnes of a maxweight-like value, None if it limits nothing."""
    return _measure(text, _UNIT_T)


def length_m(text: str | None) -> float | None:
    """Return metres of a maxheight- or maxwidth-like value (``3.5``, ``3,5 m``, ``11'6"``), None without limit."""
    if feet := _FEET.match(text or ""):
        return float(feet[1]) * 0.3048 + float(feet[2] or 0) * 0.0254
    return _measure(text, _UNIT_M)


def _measure(text: str | None, units: Mapping[str, float]) -> float | None:
    """Return the smallest number of a list in base units, None where there is none."""
    found = []
    for part in (text or "").split(";"):
        number = _NUMBER.match(part)
        if number and number[2].lower() in units:
            found.append(float(number[1].replace(",", ".")) * units[number[2].lower()])
    return min(found, default=None)


def directed(tags: Tags, key: str, direction: Direction) -> str | None:
    """Return the value of ``key`` for a direction; ``key:forward`` beats ``key``."""
    return tags.get(f"{key}:{direction}", tags.get(key))
