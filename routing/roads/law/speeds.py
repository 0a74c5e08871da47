"""How fast the empty road lets a vehicle drive.

Sources
-------
Limits where nothing is signed: StVO § 3 Abs. 3 (50 km/h in built-up areas; outside 100 km/h up to 3.5 t, 80 km/h
above 3.5 t, 60 km/h above 7.5 t), StVO § 18 Abs. 5 (80 km/h on motorways above 3.5 t),
Autobahn-Richtgeschwindigkeits-V (130 km/h advised), StVO Anlage 3 to § 42, sign 325.1 (walking pace in a living street;
courts read 7 to 10 km/h), sign 274.1 (zone 30).

How much of a limit is driven where nothing is in the way. Motorways: BASt's means of light vehicles 2010 to 2014 are
103.3 km/h under a limit of 100, 115.6 under 120, 118.3 under 130, 124.7 without. Other roads: the Department for
Transport's means of cars in free flow, 2019, are 31 mph under a limit of 30 mph and 50 mph under 60 mph; we draw a line
between the two. Nobody is planned above a limit. What parked cars, narrow lanes, hills and crossings take beyond that,
by class, and speeds on bad surfaces, are our assumptions. Turns, signals and bends: :mod:`routing.roads.graph.slowing`.
Learned factors go on top of all of it.
"""

from bisect import bisect_left

from routing.profiles import Profile
from routing.roads.law import tags as osm_tags
from routing.roads.law.cycling import cycling_kmh
from routing.roads.law.tags import Direction, Tags

_DEFAULT_KMH = {
    # class: (in a built-up area, outside)
    "motorway": (130, 130), "trunk": (100, 100), "primary": (50, 100), "secondary": (50, 100),
    "tertiary": (50, 100), "unclassified": (50, 100), "residential": (30, 50), "living_street": (7, 7),
    "service": (20, 20), "track": (15, 15), "pedestrian": (7, 7),
    "cycleway": (7, 7),
}  # fmt: skip
_MOTORWAYS = ("motorway", "trunk")
_MOTORWAY_LIMIT_KMH, _MOTORWAY_DRIVEN_KMH = (100.0, 120.0, 130.0), (100.0, 115.6, 118.3)
_MPH = 1.609344
_ROAD_LIMIT_KMH, _ROAD_DRIVEN_KMH = (50.0, 60 * _MPH), (50.0, 50 * _MPH)
_LEFT_BY_CLASS = {
    "primary": 0.95, "secondary": 0.95, "tertiary": 0.92, "unclassified": 0.85, "residential": 0.85, "service": 0.80,
    "track": 0.90,
}  # fmt: skip
"""Share of that speed which parked cars, narrow lanes, hills and crossings leave."""

_NARROW_SERVICE_KMH = {"parking_aisle": 10.0, "driveway": 10.0, "drive-through": 7.0, "alley": 15.0}
_SURFACE_KMH = {
    **dict.fromkeys(("unpaved", "gravel", "fine_gravel", "dirt", "ground", "earth", "pebblestone"), 30.0),
    **dict.fromkeys(("grass", "mud", "sand", "unhewn_cobblestone"), 15.0),
    "cobblestone": 30.0, "sett": 40.0,
}  # fmt: skip
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
    if profile.rural_kmh is not None and not built_up and road_class != "motorway" and tags.get("motorroad") != "yes":
        limit = min(limit, profile.rural_kmh)
    driven = min(_driven_kmh(limit, road_class), _SURFACE_KMH.get(tags.get("surface", ""), limit))
    if road_class == "service":
        driven = min(driven, _NARROW_SERVICE_KMH.get(tags.get("service", ""), driven))
    return max(_SLOWEST_KMH, driven)


def _driven_kmh(limit_kmh: float, road_class: str) -> float:
    """Return how fast a limit is driven on a class of road; never above it."""
    if limit_kmh <= osm_tags.WALK_KMH:
        return limit_kmh
    if road_class in _MOTORWAYS:
        return _between(limit_kmh, _MOTORWAY_LIMIT_KMH, _MOTORWAY_DRIVEN_KMH)
    return _between(limit_kmh, _ROAD_LIMIT_KMH, _ROAD_DRIVEN_KMH) * _LEFT_BY_CLASS.get(road_class, 1.0)


def _between(limit_kmh: float, limits: tuple[float, ...], driven: tuple[float, ...]) -> float:
    """Return what is driven, on lines between measured points; the whole limit up to the first of them."""
    if limit_kmh <= limits[0]:
        return limit_kmh
    row = min(bisect_left(limits, limit_kmh), len(limits) - 1)
    slope = (driven[row] - driven[row - 1]) / (limits[row] - limits[row - 1])
    return driven[row - 1] + slope * (limit_kmh - limits[row - 1])


def _speed_keys(profile: Profile) -> tuple[str, ...]:
    """Keys of signed limits that concern it."""
    return ("maxspeed", *(key for key in ("maxspeed:goods", "maxspeed:hgv") if key.partition(":")[2] in profile.modes))
