"""Roads: from an OpenStreetMap extract to travel times and ways.

Conventions: coordinates are (lon, lat) in WGS 84 degrees, times whole
seconds, distances whole metres. An extract becomes a
:class:`RoadNetwork`; an engine answers for one network and all profiles.
"""

from routing.profiles import PROFILES, Profile
from routing.roads.dijkstra_engine import DijkstraEngine
from routing.roads.engine import RoadEngine, RoadPath
from routing.roads.explanation import explained
from routing.roads.hierarchy_engine import HierarchyEngine, engine_of
from routing.roads.network import Address, Bounds, RoadNetwork, Street
from routing.roads.reading.extract import read_extract
from routing.roads.snapping import Snaps
from routing.roads.travel import Travel, travel_matrices, travel_tables

__all__ = [
    "PROFILES",
    "Address",
    "Bounds",
    "DijkstraEngine",
    "HierarchyEngine",
    "Profile",
    "RoadEngine",
    "RoadNetwork",
    "RoadPath",
    "Snaps",
    "Street",
    "Travel",
    "engine_of",
    "explained",
    "read_extract",
    "travel_matrices",
    "travel_tables",
]
