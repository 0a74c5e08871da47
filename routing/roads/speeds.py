"""How fast the empty road lets a vehicle drive.

Sources
-------
Limits where nothing is signed: StVO § 3 Abs. 3 (50 km/h in built-up areas;
outside 100 km/h up to 3.5 t, 80 km/h above 3.5 t and up to 7.5 t), StVO § 18
Abs. 5 (80 km/h on motorways above 3.5 t), Autobahn-Richtgeschwindigkeits-V
(130 km/h advised), StVO Anlage 3 to § 42, sign 325.1 (walking pace in a
living street; courts read 7 to 10 km/h), sign 274.1 (zone 30). How much of a limit is driven on an
empty road (bends, parked cars, gentle starts) is our assumption; a flat 0.8,
as in OSRM's car profile, lies in its middle. Seconds per turn and signal are
assumptions too. Learned factors go on top of all of it.
"""

from routing.roads import tags as osm_tags
from routing.roads.cycling import cycling_kmh
from routing.roads.profiles import Profile
from routing.roads.tags import Direction, Tags

_DEFAULT_KMH = {
    # class: (in a built-up area, outside)
    "motorway": (130, 130), "trunk": (100, 100), "primary": (50, 100), "secondary": (50, 100),
    "tertiary": (50, 100), "unclassified": (50, 100), "residential": (30, 50), "living_street": (7, 7),
    "service": (20, 20), "track": (15, 15), "pedestrian": (7, 7),
    "cycleway": (7, 7),
}  # fmt: skip
_DRIVEN = {
    "motorway": 0.92, "trunk": 0.90, "primary": 0.85, "secondary": 0.82, "tertiary": 0.78, "unclassified": 0.72,
    "residential": 0.80, "living_street": 1.0, "service": 0.80, "track": 0.90, "pedestrian": 1.0,
    "cycleway": 1.0,
}  # fmt: skip
_NARROW_SERVICE_KMH = {"parking_aisle": 10.0, "driveway": 10.0, "drive-through": 7.0, "alley": 15.0}
_UNPAVED = frozenset(
    ["unpaved", "gravel", "fine_gravel", "dirt", "ground", "earth", "grass", "mud", "sand", "pebblestone"]
)
_UNPAVED_KMH = 30.0
_SLOWEST_KMH = 3.0


def free_flow_kmh(profile: Profile, tags: Tags, road_class: str, direction: Direction, *, built_up: bool) -> float:
    """Return the free-flow speed in km/h, at least walking pace.

    A signed limit counts first (``maxspeed:hgv`` too for lorries), then a
    zone tag, then the default of the class in or outside a built-up area.
    """
    if profile.is_bicycle:
        return cycling_kmh(profile.top_kmh, tags)
    signed = [osm_tags.speed_kmh(osm_tags.directed(tags, key, direction)) for key in _speed_keys(profile)]
    limits = [limit for limit in signed if limit is not None]
    zone = osm_tags.zone_kmh(tags)
    if limits:
        limit = min(limits)
    elif zone is not None:
        limit = zone
    else:
        limit = float(_DEFAULT_KMH[road_class][0 if built_up else 1])
    limit = min(limit, profile.top_kmh)
    driven = limit * (1.0 if limit <= osm_tags.WALK_KMH else _DRIVEN[road_class])
    if tags.get("surface") in _UNPAVED:
        driven = min(driven, _UNPAVED_KMH)
    if road_class == "service":
        driven = min(driven, _NARROW_SERVICE_KMH.get(tags.get("service", ""), driven))
    return max(_SLOWEST_KMH, driven)


def _speed_keys(profile: Profile) -> tuple[str, ...]:
    """Keys of signed limits that concern it."""
    return ("maxspeed", *(key for key in ("maxspeed:goods", "maxspeed:hgv") if key.partition(":")[2] in profile.modes))
