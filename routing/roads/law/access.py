"""Where a vehicle may drive: what the tags of ways, nodes and turn restrictions mean to a profile.

Tags are plain ones here; what conditional ones come to is settled before (:mod:`routing.roads.law.conditions`).
Weight bands of signs 251 to 266: StVO Anlage 2 to § 41. Not read: the texts of ``traffic_sign``, and the ban on
lorries above 7.5 t on Sundays (StVO § 30 Abs. 3), which no road is tagged with.
"""

from routing.profiles import Profile
from routing.roads.law import cycling
from routing.roads.law import tags as osm_tags
from routing.roads.law.tags import Direction, Tags

CLOSED, OPEN, END_ONLY = 0, 1, 2
"""Legal state of an arc: not at all, always, only to begin or end a trip."""

_NEEDS_CONSENT = frozenset(["track", "pedestrian"])
"""Classes closed to motor vehicles unless a tag opens them."""

_FOR_FEET = frozenset(["pedestrian", "footway", "bridleway"])

_MOTORWAY_KMH = 60.0
"""Only vehicles built for more may use motorways and motor roads: StVO § 18 Abs. 1."""


def way_access(profile: Profile, tags: Tags, direction: Direction) -> int:
    """Return CLOSED, OPEN or END_ONLY for a way's tags in a direction."""
    if not runs(profile, tags, direction) or tags.get("service") == "emergency_access":
        return CLOSED
    if _wrong_kind(profile, tags) or not _fits(profile, tags, direction):
        return CLOSED
    if profile.is_bicycle and cycling.is_bicycle_road(tags) and osm_tags.directed(tags, "bicycle", direction) is None:
        return OPEN
    consent = cycling.needs_consent(tags) if profile.is_bicycle else tags.get("highway") in _NEEDS_CONSENT
    state = _tagged_access(profile, tags, direction)
    if state is None:
        return CLOSED if consent else OPEN
    if state == OPEN and tags.get("highway") in _FOR_FEET and not _has_vehicle_tag(profile, tags, direction):
        return CLOSED  # a plain access=yes on a pedestrian street speaks of people on foot
    return state


def node_closed(profile: Profile, tags: Tags) -> bool:
    """Tell whether a node, such as a bollard or a low gate, can't be passed.

    One that is open to visitors only (``access=destination``) counts as passable; its limits bind visitors too.
    """
    state = _tagged_access(profile, tags, "forward")
    if state == CLOSED or not _fits(profile, tags, "forward"):
        return True
    if tags.get("locked") == "yes" and state is None:
        return True
    passed = profile.is_bicycle and tags.get("barrier") in cycling.PASSED_BARRIERS
    return tags.get("barrier") in osm_tags.BLOCKING_BARRIERS and state is None and not passed


def runs(profile: Profile, tags: Tags, direction: Direction) -> bool:
    """Tell whether traffic may run this way at all: one-ways, their exceptions, roundabouts."""
    value = next((tags[key] for mode in reversed(profile.modes) if (key := f"oneway:{mode}") in tags), None)
    if value is None:
        if profile.is_bicycle and cycling.runs_against(tags):
            return True
        value = tags.get("oneway")
    if value in ("reversible", "-1;yes"):
        return False
    if value in ("-1", "reverse"):
        return direction == "backward"
    if value in ("no", "false", "0", "alternating"):
        return True
    implied = tags.get("junction") in ("roundabout", "circular") or tags.get("highway") == "motorway"
    return direction == "forward" or not (implied or value in ("yes", "true", "1"))


def _wrong_kind(profile: Profile, tags: Tags) -> bool:
    """Tell whether the way is made for other kinds of vehicles: cycle ways for motor ones, motorways for slow ones."""
    highway = tags.get("highway", "")
    if highway in cycling.CYCLE_WAYS:
        return not profile.is_bicycle
    for_motors = highway.removesuffix("_link") == "motorway" or tags.get("motorroad") == "yes"
    return for_motors and profile.top_kmh <= _MOTORWAY_KMH


def heaviest_axle_t(profile: Profile) -> float:
    """Return tonnes on the heaviest axle, taken as two thirds of the gross weight: that of a loaded two-axle lorry."""
    return profile.weight_t * 2 / 3


def _fits(profile: Profile, tags: Tags, direction: Direction) -> bool:
    """Tell whether weight and size stay within signed limits; a limit equal to the vehicle's is kept.

    Of a general limit and one for its mode or direction the lower counts.
    """
    sizes = {
        "maxweight": profile.weight_t,
        "maxweightrating": profile.weight_t,
        "maxaxleload": heaviest_axle_t(profile),
        "maxheight": profile.height_m,
        "maxwidth": profile.width_m,
        "maxlength": profile.length_m,
    }
    concerned = {"physical", direction, *profile.modes}
    for key, value in tags.items():
        name, *parts = key.split(":")
        if name in sizes and concerned.issuperset(parts):
            limit = osm_tags.weight_t(value) if name in osm_tags.WEIGHT_LIMITS else osm_tags.length_m(value)
            if limit is not None and sizes[name] > limit:
                return False
    return True


def _tagged_access(profile: Profile, tags: Tags, direction: Direction) -> int | None:
    """Return what the most special access tag says; a value nobody knows says nothing."""
    for mode in reversed(profile.modes):
        state = _state(osm_tags.directed(tags, mode, direction))
        if state is not None:
            return state
    return None


def _has_vehicle_tag(profile: Profile, tags: Tags, direction: Direction) -> bool:
    """Tell whether a tag speaks of vehicles, not of everybody."""
    return any(osm_tags.directed(tags, mode, direction) is not None for mode in profile.modes[1:])


def _state(value: str | None) -> int | None:
    """Return the legal state of an access value; of several the most generous."""
    parts = {part.strip() for part in (value or "").split(";")}
    if parts & osm_tags.OPEN:
        return OPEN
    if parts & osm_tags.END_ONLY:
        return END_ONLY
    return CLOSED if parts & osm_tags.CLOSED else None
