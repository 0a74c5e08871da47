"""One GeoJSON document: all that a map shows, and all that its script reads."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import shapely

from maps.frames import STREET_COLUMNS, require
from maps.layers import PlanLayer
from maps.streets import DIGITS, Bounds, rounded, street_features
from maps.wording import words
from routing.errors import InputError
from routing.messages import Language

SCHEMA_VERSION = 1


def plan_geojson(
    layers: Sequence[PlanLayer],
    streets: pd.DataFrame | None,
    *,
    title: str = "",
    language: Language = "de",
    note: str | None = None,
) -> dict[str, Any]:
    """Return the GeoJSON document of one or several plans of a day.

    Features carry a ``kind``: street, leg, stop, unassigned or depot; all but
    streets and depots carry the number of their plan. The foreign member
    ``termintreu`` holds the plans with their figures, the tours, the view and
    the words in the chosen language. Coordinates are [lon, lat] of five
    decimals, times ISO 8601 with offset.

    Parameters
    ----------
    streets
        The base map, columns :data:`maps.frames.STREET_COLUMNS`; ``None`` for no base map.
    note
        What must be said beside every figure, e.g. that orders are simulated.

    Raises
    ------
    InputError
        If there is no plan, or the streets lack columns.
    """
    if not layers:
        raise InputError.of("map_without_plan")
    if streets is not None:
        require([("streets", streets, STREET_COLUMNS)])
    view = view_of(layers)
    features = [] if streets is None else street_features(streets, view)
    features += [_depot(row) for row in _depots(layers)]
    for number, layer in enumerate(layers):
        features += [_leg(number, row) for row in _rows(layer.legs)]
        features += [_stop(number, row) for row in _rows(layer.visits)]
        features += [_unassigned(number, row, language) for row in _rows(layer.unassigned)]
    plans = [_plan(number, layer) for number, layer in enumerate(layers)]
    return {
        "type": "FeatureCollection",
        "termintreu": {
            "schema_version": SCHEMA_VERSION,
            "title": title,
            "language": language,
            "note": note,
            "day": min((tour["departure"][:10] for plan in plans for tour in plan["tours"]), default=None),
            "view": list(view),
            "plans": plans,
            "words": words(language),
        },
        "features": features,
    }


def view_of(layers: Sequence[PlanLayer]) -> Bounds:
    """Return the bounds of all places and tours, west, south, east, north."""
    points = [
        frame[["lon", "lat"]].astype(float)
        for layer in layers
        for frame in (layer.visits, layer.unassigned, layer.depots)
        if len(frame)
    ]
    lines = [line for layer in layers for line in layer.legs["geometry"]]
    if not points and not lines:
        raise InputError.of("map_without_place")
    around = [shapely.multipoints(frame.to_numpy()) for frame in points] + lines
    west, south, east, north = (round(float(value), DIGITS) for value in shapely.total_bounds(around))
    return west, south, east, north


def tours_of(layer: PlanLayer) -> list[dict[str, Any]]:
    """Return a layer's tours by number: vehicle, stops, late stops, metres, first departure, end."""
    return [_tour(layer, int(number)) for number in sorted(layer.legs["tour"].unique())]


def _tour(layer: PlanLayer, number: int) -> dict[str, Any]:
    """Return the figures of one tour."""
    legs = layer.legs[layer.legs["tour"] == number].sort_values("position", kind="stable")
    visits = layer.visits[layer.visits["tour"] == number]
    end = max([legs["arrival"].iloc[-1], *visits["departure"]])
    return {
        "tour": number,
        "vehicle_id": str(legs["vehicle_id"].iloc[0]),
        "stops": len(visits),
        "late": int(visits["late"].sum()),
        "distance_m": int(legs["distance_m"].sum()),
        "departure": legs["departure"].iloc[0].isoformat(),
        "end": end.isoformat(),
    }


def _plan(number: int, layer: PlanLayer) -> dict[str, Any]:
    """Return a plan's name, figures and tours."""
    return {
        "plan": number,
        "name": layer.name,
        "straight": layer.straight,
        "kpis": layer.kpis.model_dump(mode="json"),
        "tours": tours_of(layer),
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows as dicts."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _depots(layers: Sequence[PlanLayer]) -> list[dict[str, Any]]:
    """Return every depot once."""
    return list({row["depot_id"]: row for layer in layers for row in _rows(layer.depots)}.values())


def _point(row: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    """Return a feature at a row's place."""
    place = [round(float(row["lon"]), DIGITS), round(float(row["lat"]), DIGITS)]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": place}}


def _depot(row: dict[str, Any]) -> dict[str, Any]:
    """Return a depot's feature."""
    return _point(row, {"kind": "depot", "depot_id": str(row["depot_id"])})


def _who(row: dict[str, Any]) -> dict[str, Any]:
    """Return what a stop is called and when it is due."""
    return {
        "stop_id": str(row["stop_id"]),
        "name": str(row["name"] or ""),
        "address": str(row["address"] or ""),
        "windows": [[None if side is None else side.isoformat() for side in window] for window in row["windows"]],
        "due": bool(row["due"]),
    }


def _stop(plan: int, row: dict[str, Any]) -> dict[str, Any]:
    """Return a visit's feature."""
    numbers = {name: int(row[name]) for name in ("tour", "position", "lateness_s")}
    times = {name: row[name].isoformat() for name in ("arrival", "service_start", "departure")}
    late = {"late": bool(row["late"]), "vehicle_id": str(row["vehicle_id"])}
    between = [{"kind": kind, "start": start.isoformat(), "end": end.isoformat()} for kind, start, end in row["before"]]
    return _point(row, {"kind": "stop", "plan": plan, **numbers, **_who(row), **times, **late, "before": between})


def _unassigned(plan: int, row: dict[str, Any], language: Language) -> dict[str, Any]:
    """Return the feature of a stop that no vehicle serves."""
    reasons = [reason.text(language) for reason in row["reasons"]]
    return _point(row, {"kind": "unassigned", "plan": plan, **_who(row), "reasons": reasons})


def _leg(plan: int, row: dict[str, Any]) -> dict[str, Any]:
    """Return a drive's feature; a leg between doors of one house stays a line of two points."""
    line = rounded(row["geometry"])
    properties = {
        "kind": "leg",
        "plan": plan,
        "tour": int(row["tour"]),
        "position": int(row["position"]),
        "distance_m": int(row["distance_m"]),
        "to_reload": bool(row["to_reload"]),
    }
    coordinates = line if len(line) > 1 else [line[0], line[0]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "LineString", "coordinates": coordinates}}
