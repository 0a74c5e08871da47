"""The map of a road network's health: classes, roads out of reach, missing limits, turn rules."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from jinja2 import Template
from markupsafe import Markup

from maps.environment import environment_of
from maps.frames import require
from maps.offline import BASE_SCRIPTS, Drawing, OfflineMap
from maps.roads_limits import spoken
from maps.roads_verdict import verdict_of
from maps.roads_words import CLASSES, KINDS, PROFILES, REASONS, figure_groups, pick, roads_words
from maps.streets import DIGITS, DRAWN_AS, joined
from routing.errors import InputError
from routing.messages import Language

SCHEMA_VERSION = 1
ROAD_COLUMNS = ("road_class", "name", "without_limit", "outside", "closed", "limits", "low_emission", "geometry")
"""A row a piece of road: ``outside`` are the vehicles that can't get there and back, joined by spaces; ``closed`` those
that may not drive there."""

RULE_COLUMNS = ("lon", "lat", "kind", "osm_id", "left_out")
"""A row a turn restriction: ``kind`` says what is forbidden, or why it was left out."""

VIEWS = ("outside", "limits", "zones", "turns", "maxspeed", "classes")
ROADS = Drawing(
    styles=("tokens.css", "plan_map.css", "delay.css", "roads.css"),
    scripts=(*BASE_SCRIPTS, "roads_lines.js", "roads_card.js", "roads.js"),
    start="drawRoads",
    data="roads",
)


def roads_map(
    roads: pd.DataFrame,
    rules: pd.DataFrame,
    figures: Mapping[str, Any],
    *,
    title: str,
    language: Language = "de",
) -> OfflineMap:
    """Return the map of a road network; ``save(path)`` writes its single file.

    Parameters
    ----------
    roads, rules
        Frames with :data:`ROAD_COLUMNS` and :data:`RULE_COLUMNS`.
    figures
        As of :func:`routing.roads.statistics.describe`.

    Raises
    ------
    InputError
        If a frame lacks columns or there is no road.
    """
    document = roads_geojson(roads, rules, figures, title=title, language=language)
    return OfflineMap(document, body=_body(document, figures), title=title, language=language, drawing=ROADS)


def roads_geojson(
    roads: pd.DataFrame, rules: pd.DataFrame, figures: Mapping[str, Any], *, title: str, language: Language
) -> dict[str, Any]:
    """Return the GeoJSON document of a road map; features carry a ``kind``: street or rule."""
    require([("roads", roads, ROAD_COLUMNS), ("rules", rules, RULE_COLUMNS)])
    if roads.empty:
        raise InputError.of("map_without_place")
    west, south, east, north = (round(float(side), DIGITS) for side in shapely.total_bounds(roads["geometry"]))
    profiles = list(figures.get("outside_main", {}))
    return {
        "type": "FeatureCollection",
        "termintreu": {
            "schema_version": SCHEMA_VERSION,
            "title": title,
            "language": language,
            "views": [view for view in VIEWS if view != "zones" or roads["low_emission"].any()],
            "profiles": [{"name": name, "label": pick(PROFILES, name, language)} for name in profiles],
            "classes": {name: pick(CLASSES, name, language) for name in CLASSES},
            "view": [west, south, east, north],
            "words": roads_words(language),
        },
        "features": [*_road_features(roads, language), *_rule_features(rules, language)],
    }


def _road_features(roads: pd.DataFrame, language: Language) -> list[dict[str, Any]]:
    """Return a feature per set of equal roads, pieces joined, the most important classes last."""
    rank = roads["road_class"].map({name: -row for row, name in enumerate(CLASSES)})
    keys = [rank, *(roads[name] for name in ROAD_COLUMNS[:-1])]
    features = []
    for (_, *said), group in roads.groupby(keys, sort=True):
        road_class, name, without, outside, closed, limits, low_emission = map(str, said)
        lines = joined(group["geometry"].to_numpy(object))
        properties = {
            "kind": "street",
            "width": DRAWN_AS.get(road_class, "service"),
            "road_class": road_class,
            "name": name,
            "without_limit": without == str(True),
            "outside": outside.split(),
            "closed": closed.split(),
            "limits": spoken(limits, language),
            "low_emission": low_emission == str(True),
        }
        if lines:
            geometry = {"type": "MultiLineString", "coordinates": lines}
            features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return features


def _rule_features(rules: pd.DataFrame, language: Language) -> list[dict[str, Any]]:
    """Return a point per turn restriction."""
    features = []
    for row in rules.itertuples(index=False):
        text = pick(REASONS if row.left_out else KINDS, str(row.kind), language)
        properties = {"kind": "rule", "text": text, "left_out": bool(row.left_out), "osm_id": int(str(row.osm_id))}
        place = np.round([row.lon, row.lat], DIGITS).tolist()
        features.append(
            {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": place}}
        )
    return features


def _body(document: dict[str, Any], figures: Mapping[str, Any]) -> Markup:
    """Return the page around the map: figures, key, and the rules that were left out."""
    head = document["termintreu"]
    features = document["features"]
    left_out = [
        {"row": row, **feature["properties"]}
        for row, feature in enumerate(features)
        if feature["properties"]["kind"] == "rule" and feature["properties"]["left_out"]
    ]
    present = {feature["properties"].get("road_class") for feature in features}
    html = _template().render(
        **{key: head[key] for key in ("title", "language", "views", "profiles", "words")},
        classes=[(name, label) for name, label in head["classes"].items() if name in present],
        verdict=verdict_of(figures, head["language"]),
        groups=figure_groups(figures, head["language"]),
        left_out=_sorted(left_out),
        limited=_limited(features),
    )
    return Markup(html)  # noqa: S704 - the template escapes everything that it is given


def _limited(features: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the streets with limits of weight and size, named ones first."""
    streets = [{"row": row, **feature["properties"]} for row, feature in enumerate(features)]
    return sorted(
        (street for street in streets if street.get("limits")),
        key=lambda street: (not street["name"], street["name"], street["limits"]),
    )


def _sorted(items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(items, key=lambda item: (item["text"], item["osm_id"]))


@cache
def _template() -> Template:
    """Return the page's template."""
    environment = environment_of(Path(__file__).parent / "templates")
    return environment.get_template("roads.html")
