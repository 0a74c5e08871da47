"""Bicycles: the ways made for them or open to them, what stops them, and how fast a laden cargo bike rides.

Sources
-------
Ways: OpenStreetMap wiki, *OSM tags for routing/Access restrictions* (Germany: a path is open, a footway and a
bridleway are not) and *Bicycle*; StVO Anlage 2 to § 41, signs 237 to 242 (cycle paths, footpaths; bicycles let on to a
footpath keep to walking pace), sign 244.1 (bicycle roads). Motorways and motor roads: StVO § 18 Abs. 1.
Speeds: StVZO § 63a Abs. 2 (the motor helps up to 25 km/h); what a laden bike rides on which surface is our assumption.
"""

from collections.abc import Mapping
from typing import Final

from routing.roads.law import tags as osm_tags
from routing.roads.law.tags import Tags
from routing.traffic import ROAD_CLASSES

CYCLE_WAYS: Final = frozenset(["cycleway", "path", "footway", "bridleway"])
"""Highway values that become the road class ``cycleway`` where bicycles are allowed; no motor vehicle uses them."""

NEEDS_CONSENT: Final = frozenset(["footway", "bridleway", "pedestrian"])
"""Ways closed to bicycles unless a tag opens them."""

PASSED_BARRIERS: Final = frozenset(["bollard", "block", "planter", "bus_trap", "sump_buster"])
"""Barriers that stop cars and leave room for a bicycle, unless a width is signed."""

_ROW: Final = ROAD_CLASSES.index("cycleway")
_CONTRAFLOW: Final = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")

_PACE: Final = 0.8
_SMOOTH_KMH: Final[Mapping[str, float]] = {
    # grade or surface: at most so fast with a load
    "grade1": 18.0, "grade2": 15.0, "grade3": 12.0, "grade4": 10.0, "grade5": 8.0,
    "compacted": 16.0, "fine_gravel": 16.0, "paving_stones": 18.0, "sett": 12.0, "cobblestone": 10.0,
    "unhewn_cobblestone": 8.0, "unpaved": 12.0, "gravel": 10.0, "pebblestone": 10.0, "ground": 12.0, "dirt": 12.0,
    "earth": 12.0, "grass": 8.0, "mud": 6.0, "sand": 6.0, "wood": 15.0,
}  # fmt: skip
_PATH_KMH: Final[Mapping[str, float]] = {"path": 15.0, "track": 15.0, "bridleway": 10.0, "service": 15.0}
_SHARED_KMH: Final = 15.0
_PUSHED_KMH: Final = 4.0


def way_class(tags: Tags) -> int | None:
    """Return the row in ``ROAD_CLASSES`` of a way: that of its highway value, or ``cycleway``; None if no road.

    Of the ways beside the streets only those are roads that a bicycle may
    use by law: others would cut streets at nodes where nobody turns.
    """
    highway = tags.get("highway")
    if highway not in CYCLE_WAYS:
        return osm_tags.road_class(highway)
    return _ROW if _rideable(tags) else None


def needs_consent(tags: Tags) -> bool:
    """Tell whether a way is closed to bicycles unless a tag opens it; a path signed for people on foot is."""
    highway = tags.get("highway")
    return highway in NEEDS_CONSENT or (highway == "path" and tags.get("foot") == "designated")


def is_bicycle_road(tags: Tags) -> bool:
    """Tell whether a street is made for bicycles; what its tags say of vehicles is meant for the others."""
    return tags.get("bicycle_road") == "yes" or tags.get("cyclestreet") == "yes"


def runs_against(tags: Tags) -> bool:
    """Tell whether bicycles may ride a one-way street against its direction."""
    return any(tags.get(key, "").startswith("opposite") for key in _CONTRAFLOW)


def cycling_kmh(top_kmh: float, tags: Tags) -> float:
    """Return what a laden cargo bike rides in km/h: four fifths of its top speed, less where the way is bad or shared.

    Where bicycles are let on to a footpath, in living streets and in
    pedestrian zones walking pace is the law; ``bicycle=dismount`` is walked.
    """
    bicycle, highway = tags.get("bicycle"), tags.get("highway", "")
    if bicycle == "dismount":
        return _PUSHED_KMH
    if highway == "footway" and bicycle == "designated":
        limit = _SHARED_KMH
    elif highway in {"footway", "pedestrian", "living_street"}:
        limit = osm_tags.WALK_KMH
    else:
        limit = _PATH_KMH.get(highway, top_kmh)
    grades = [_SMOOTH_KMH.get(tags.get(key, ""), top_kmh) for key in ("tracktype", "surface")]
    if highway == "track" and "surface" in tags:
        limit = top_kmh  # its surface says more than its class
    signed = osm_tags.speed_kmh(tags.get("maxspeed"))
    return min(_PACE * top_kmh, limit, *grades, *([] if signed is None else [signed]))


def _rideable(tags: Tags) -> bool:
    """Tell whether a way beside the streets may be open to bicycles at some time of day."""
    said = [
        tags[key] for key in ("bicycle", "bicycle:forward", "bicycle:backward", "bicycle:conditional") if key in tags
    ]
    if any(set(value.split(" ")[0].split(";")) & (osm_tags.OPEN | osm_tags.END_ONLY) for value in said):
        return True
    if said or needs_consent(tags):
        return False
    general = tags.get("vehicle", tags.get("access"))
    return general is None or bool(set(general.split(";")) & (osm_tags.OPEN | osm_tags.END_ONLY))
