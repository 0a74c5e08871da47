"""Where a vehicle may drive: what the tags of ways, nodes and turn restrictions mean to a profile.

Weight bands of signs 251 to 266: StVO Anlage 2 to § 41.
"""

from routing.roads import tags as osm_tags
from routing.roads.profiles import Profile
from routing.roads.tags import Direction, Tags

CLOSED, OPEN, END_ONLY = 0, 1, 2
"""Legal state of an arc: not at all, always, only to begin or end a trip."""

_NEEDS_CONSENT = frozenset(["track", "pedestrian"])
"""Classes closed to motor vehicles unless a tag opens them."""


def way_access(profile: Profile, tags: Tags, direction: Direction) -> int:
    """Return CLOSED, OPEN or END_ONLY for a way's tags in a direction."""
    if not runs(profile, tags, direction) or not _fits(profile, tags) or tags.get("service") == "emergency_access":
        return CLOSED
    consent = tags.get("highway") in _NEEDS_CONSENT
    state = _tagged_access(profile, tags, direction)
    if state is None:
        return CLOSED if consent else OPEN
    if state == OPEN and tags.get("highway") == "pedestrian" and not _has_vehicle_tag(profile, tags, direction):
        return CLOSED  # a plain access=yes on a pedestrian street speaks of people on foot
    return state


def node_closed(profile: Profile, tags: Tags) -> bool:
    """Tell whether a node, such as a bollard or a low gate, can't be passed."""
    state = _tagged_access(profile, tags, "forward")
    if state == CLOSED or not _fits(profile, tags):
        return True
    return tags.get("barrier") in osm_tags.BLOCKING_BARRIERS and state is None


def binds(profile: Profile, tags: Tags) -> bool:
    """Tell whether a turn restriction with these tags concerns the vehicle."""
    spared = {part.strip() for part in tags.get("except", "").split(";")}
    if spared & set(profile.modes):
        return False
    return any(key in tags for key in ("restriction", *(f"restriction:{mode}" for mode in profile.modes)))


def runs(profile: Profile, tags: Tags, direction: Direction) -> bool:
    """Tell whether traffic may run this way at all: one-ways, their exceptions, roundabouts."""
    value = next((tags[key] for mode in reversed(profile.modes) if (key := f"oneway:{mode}") in tags), None)
    if value is None:
        value = tags.get("oneway")
    if value in ("reversible", "-1;yes"):
        return False
    if value in ("-1", "reverse"):
        return direction == "backward"
    if value in ("no", "false", "0", "alternating"):
        return True
    implied = tags.get("junction") in ("roundabout", "circular") or tags.get("highway") == "motorway"
    return direction == "forward" or not (implied or value in ("yes", "true", "1"))


def _fits(profile: Profile, tags: Tags) -> bool:
    """Tell whether weight and size stay within signed limits; a limit equal to the vehicle's is kept."""
    weights = ["maxweight", "maxweightrating"]
    if "hgv" in profile.modes:
        weights += ["maxweight:hgv", "maxweightrating:hgv"]
    limits = [(osm_tags.weight_t(tags.get(key)), profile.weight_t) for key in weights]
    limits += [(osm_tags.length_m(tags.get(key)), profile.height_m) for key in ("maxheight", "maxheight:physical")]
    limits += [(osm_tags.length_m(tags.get(key)), profile.width_m) for key in ("maxwidth", "maxwidth:physical")]
    return all(limit is None or size <= limit for limit, size in limits)


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
