"""Maps of plans that open from one file and ask nobody for anything."""

from maps.delay_frames import DELAY_AREA_COLUMNS, DELAY_STOP_COLUMNS, K_TOURS
from maps.delay_page import Headline, Rate, delay_geojson, delay_map
from maps.frames import DEPOT_COLUMNS, LEG_COLUMNS, STREET_COLUMNS, UNASSIGNED_COLUMNS, VISIT_COLUMNS
from maps.geojson import plan_geojson
from maps.layers import Paths, PlanLayer, frames_of
from maps.offline import OfflineMap
from maps.plan_page import plan_map
from maps.roads_page import ROAD_COLUMNS, RULE_COLUMNS, roads_map
from maps.streets import streets_frame

__all__ = [
    "DELAY_AREA_COLUMNS",
    "DELAY_STOP_COLUMNS",
    "DEPOT_COLUMNS",
    "K_TOURS",
    "LEG_COLUMNS",
    "ROAD_COLUMNS",
    "RULE_COLUMNS",
    "STREET_COLUMNS",
    "UNASSIGNED_COLUMNS",
    "VISIT_COLUMNS",
    "Headline",
    "OfflineMap",
    "Paths",
    "PlanLayer",
    "Rate",
    "delay_geojson",
    "delay_map",
    "frames_of",
    "plan_geojson",
    "plan_map",
    "roads_map",
    "streets_frame",
]
