"""Road behaviour per vehicle: where it may drive, and how fast the empty road lets it.

Sources
-------
Limits where nothing is signed: StVO § 3 Abs. 3 (50 km/h in built-up areas;
outside 100 km/h up to 3.5 t, 80 km/h above 3.5 t and up to 7.5 t), StVO § 18
Abs. 5 (80 km/h on motorways above 3.5 t), Autobahn-Richtgeschwindigkeits-V
(130 km/h advised), StVO Anlage 3 to § 42, sign 325.1 (walking pace in a
living street; courts read 7 to 10 km/h), sign 274.1 (zone 30). Weight bands
of signs 251 to 266: StVO Anlage 2 to § 41. How much of a limit is driven on an
empty road (bends, parked cars, gentle starts) is our assumption; a flat 0.8,
as in OSRM's car profile, lies in its middle. Seconds per turn and signal are
assumptions too. Learned factors go on top of all of it.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated

from pydantic import Field

from routing.errors import Finding, InputError
from routing.model import Frozen
from routing.roads import tags as osm_tags
from routing.roads.tags import Direction, Tags

CLOSED, OPEN, END_ONLY = 0, 1, 2
"""Legal state of an arc: not at all, always, only to begin or end a trip."""

_DEFAULT_KMH = {
    # class: (in a built-up area, outside)
    "motorway": (130, 130), "trunk": (100, 100), "primary": (50, 100), "secondary": (50, 100),
    "tertiary": (50, 100), "unclassified": (50, 100), "residential": (30, 50), "living_street": (7, 7),
    "service": (20, 20), "track": (15, 15), "pedestrian": (7, 7),
}  # fmt: skip
_DRIVEN = {
    "motorway": 0.92, "trunk": 0.90, "primary": 0.85, "secondary": 0.82, "tertiary": 0.78, "unclassified": 0.72,
    "residential": 0.80, "living_street": 1.0, "service": 0.80, "track": 0.90, "pedestrian": 1.0,
}  # fmt: skip
_NARROW_SERVICE_KMH = {"parking_aisle": 10.0, "driveway": 10.0, "drive-through": 7.0, "alley": 15.0}
_UNPAVED = frozenset(
    ["unpaved", "gravel", "fine_gravel", "dirt", "ground", "earth", "grass", "mud", "sand", "pebblestone"]
)
_UNPAVED_KMH = 30.0
_SLOWEST_KMH = 3.0
_NEEDS_CONSENT = frozenset(["track", "pedestrian"])
"""Classes closed to motor vehicles unless a tag opens them."""


class Profile(Frozen):
    """What a kind of vehicle may do and needs on the road.

    Parameters
    ----------
    modes
        Access keys that concern it, from general to special; the most special one tagged counts. Lorries
        heed ``motorcar`` too: it is what sign 260, which bars them as well, is tagged as.
    weight_t, height_m, width_m
        Gross weight as rated and outer size with the load, against signed limits.
    top_kmh
        Fastest it drives or may drive anywhere.
    left_s, right_s, u_turn_s, signal_s
        Seconds lost at a junction by a turn in right-hand traffic, by turning round, at a signal.
    """

    name: str
    modes: tuple[str, ...]
    weight_t: Annotated[float, Field(gt=0)]
    height_m: Annotated[float, Field(gt=0)]
    width_m: Annotated[float, Field(gt=0)]
    top_kmh: Annotated[float, Field(gt=0)]
    left_s: Annotated[float, Field(ge=0)] = 5.0
    right_s: Annotated[float, Field(ge=0)] = 3.0
    u_turn_s: Annotated[float, Field(ge=0)] = 20.0
    signal_s: Annotated[float, Field(ge=0)] = 8.0

    @cached_property
    def restriction_keys(self) -> tuple[str, ...]:
        """Keys of turn restrictions that bind it."""
        return ("restriction", *(f"restriction:{mode}" for mode in self.modes))

    def way_access(self, tags: Tags, direction: Direction) -> int:
        """Return CLOSED, OPEN or END_ONLY for a way's tags in a direction."""
        if not self.runs(tags, direction) or not self._fits(tags) or tags.get("service") == "emergency_access":
            return CLOSED
        consent = tags.get("highway") in _NEEDS_CONSENT
        state = self._tagged_access(tags, direction)
        if state is None:
            return CLOSED if consent else OPEN
        if state == OPEN and tags.get("highway") == "pedestrian" and not self._has_vehicle_tag(tags, direction):
            return CLOSED  # a plain access=yes on a pedestrian street speaks of people on foot
        return state

    def node_closed(self, tags: Tags) -> bool:
        """Tell whether a node, such as a bollard or a low gate, can't be passed."""
        state = self._tagged_access(tags, "forward")
        if state == CLOSED or not self._fits(tags):
            return True
        return tags.get("barrier") in osm_tags.BLOCKING_BARRIERS and state is None

    def binds(self, tags: Tags) -> bool:
        """Tell whether a turn restriction with these tags concerns the vehicle."""
        spared = {part.strip() for part in tags.get("except", "").split(";")}
        if spared & set(self.modes):
            return False
        return any(key in tags for key in self.restriction_keys)

    def speed_kmh(self, tags: Tags, road_class: str, direction: Direction, *, built_up: bool) -> float:
        """Return the free-flow speed in km/h, at least walking pace.

        A signed limit counts first (``maxspeed:hgv`` too for lorries), then a
        zone tag, then the default of the class in or outside a built-up area.
        """
        signed = [osm_tags.speed_kmh(osm_tags.directed(tags, key, direction)) for key in self._speed_keys]
        limits = [limit for limit in signed if limit is not None]
        zone = osm_tags.zone_kmh(tags)
        if limits:
            limit = min(limits)
        elif zone is not None:
            limit = zone
        else:
            limit = float(_DEFAULT_KMH[road_class][0 if built_up else 1])
        limit = min(limit, self.top_kmh)
        driven = limit * (1.0 if limit <= osm_tags.WALK_KMH else _DRIVEN[road_class])
        if tags.get("surface") in _UNPAVED:
            driven = min(driven, _UNPAVED_KMH)
        if road_class == "service":
            driven = min(driven, _NARROW_SERVICE_KMH.get(tags.get("service", ""), driven))
        return max(_SLOWEST_KMH, driven)

    @cached_property
    def _speed_keys(self) -> tuple[str, ...]:
        """Keys of signed limits that concern it."""
        return ("maxspeed", *(key for key in ("maxspeed:goods", "maxspeed:hgv") if key.partition(":")[2] in self.modes))

    def runs(self, tags: Tags, direction: Direction) -> bool:
        """Tell whether traffic may run this way at all: one-ways, their exceptions, roundabouts."""
        value = next((tags[key] for mode in reversed(self.modes) if (key := f"oneway:{mode}") in tags), None)
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

    def _fits(self, tags: Tags) -> bool:
        """Tell whether weight and size stay within signed limits; a limit equal to the vehicle's is kept."""
        weights = ["maxweight", "maxweightrating"]
        if "hgv" in self.modes:
            weights += ["maxweight:hgv", "maxweightrating:hgv"]
        limits = [(osm_tags.weight_t(tags.get(key)), self.weight_t) for key in weights]
        limits += [(osm_tags.length_m(tags.get(key)), self.height_m) for key in ("maxheight", "maxheight:physical")]
        limits += [(osm_tags.length_m(tags.get(key)), self.width_m) for key in ("maxwidth", "maxwidth:physical")]
        return all(limit is None or size <= limit for limit, size in limits)

    def _tagged_access(self, tags: Tags, direction: Direction) -> int | None:
        """Return what the most special access tag says; a value nobody knows says nothing."""
        for mode in reversed(self.modes):
            state = _state(osm_tags.directed(tags, mode, direction))
            if state is not None:
                return state
        return None

    def _has_vehicle_tag(self, tags: Tags, direction: Direction) -> bool:
        """Tell whether a tag speaks of vehicles, not of everybody."""
        return any(osm_tags.directed(tags, mode, direction) is not None for mode in self.modes[1:])


def _state(value: str | None) -> int | None:
    """Return the legal state of an access value; of several the most generous."""
    parts = {part.strip() for part in (value or "").split(";")}
    if parts & osm_tags.OPEN:
        return OPEN
    if parts & osm_tags.END_ONLY:
        return END_ONLY
    return CLOSED if parts & osm_tags.CLOSED else None


PROFILES: Mapping[str, Profile] = {
    "van": Profile(
        name="van",
        modes=("access", "vehicle", "motor_vehicle", "motorcar", "goods"),
        weight_t=3.5,
        height_m=2.75,
        width_m=2.1,
        top_kmh=120,
    ),
    "truck_7_5t": Profile(
        name="truck_7_5t",
        modes=("access", "vehicle", "motor_vehicle", "motorcar", "goods", "hgv"),
        weight_t=7.5,
        height_m=3.5,
        width_m=2.5,
        top_kmh=80,
        left_s=7.0,
        right_s=5.0,
        u_turn_s=40.0,
        signal_s=10.0,
    ),
}
"""The profiles by name; sizes are those of a common high-roof van and a common 7.5 t box lorry."""


def profiles_named(names: Iterable[str], profiles: Mapping[str, Profile] = PROFILES) -> list[Profile]:
    """Return those of ``profiles`` that have these names.

    Raises
    ------
    InputError
        With every name that none has.
    """
    wanted = list(names)
    known = ", ".join(profiles)
    unknown = [name for name in wanted if name not in profiles]
    if unknown:
        raise InputError([Finding(code="unknown_profile", column="profile", value=n, detail=known) for n in unknown])
    return [profiles[name] for name in wanted]
