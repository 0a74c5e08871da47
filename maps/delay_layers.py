"""Areas and customers of a delay map: colour class, label and words of each.

All that the page and its script show of a place is made here, once; the
script only puts it where it belongs. A suppressed place carries no figure.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import shapely

from maps.delay_frames import K_TOURS, MINUTE_COLUMNS, areas_of_points, hidden_rows, marked_rows
from maps.streets import DIGITS, DRAWN_AS
from maps.wording import delay_words, signed, span
from routing.messages import Language
from routing.numbers import decimal

MEASURES = ("late", "minutes")
ROUND = (0.1, 0.2, 0.5, 1, 1.5, 2, 3, 5, 10, 15, 20, 30, 50, 100, 150, 200, 300, 500, 1000)
"""Steps between two colours that a reader can hold in mind; per 100 stops."""


@dataclass(frozen=True)
class Value:
    """A figure per 100 stops with its interval; NaN bounds where there is none."""

    change: float
    low: float
    high: float
    manual: float
    optimised: float


@dataclass(frozen=True)
class Scale:
    """Where one colour ends and the next begins, per 100 stops."""

    step: float
    rate: float


@dataclass(frozen=True)
class Place:
    """An area or a customer as the map knows it."""

    kind: str
    key: str
    name: str
    title: str
    geometry: dict[str, Any]
    hidden: str | None
    visits: int = 0
    tours: int = 0
    figures: dict[str, Value] = field(default_factory=dict)

    def feature(self, scales: dict[str, Scale], language: Language, *, change: bool) -> dict[str, Any]:
        """Return the GeoJSON feature: what is drawn, labelled and said of the place."""
        properties: dict[str, Any] = {"kind": self.kind, "id": self.key, "name": self.name, "hidden": self.hidden}
        properties |= {"title": self.title, "near": self.title != self.name}
        if self.hidden is None:
            looks = {m: looks_of(self.figures[m], scales[m], language, m, change=change) for m in MEASURES}
            properties |= {
                "visits": self.visits,
                "looks": {f"{view}-{m}": look for m in MEASURES for view, look in looks[m].items()},
                "spans": {m: span_of(self.figures[m], language, m) for m in MEASURES} if change else {},
                "rows": rows_of(self, language, change=change),
                "said": said_of(self.figures["late"], language) if change else "",
            }
        return {"type": "Feature", "properties": properties, "geometry": self.geometry}


def places_of(
    stops: pd.DataFrame,
    areas: pd.DataFrame,
    streets: pd.DataFrame | None,
    language: Language,
    *,
    k_tours: int = K_TOURS,
    change: bool = True,
) -> tuple[list[Place], list[Place]]:
    """Return areas and customers, the largest improvement first, suppressed ones last.

    Without ``change`` the latest by hand come first: an order would tell of it.
    Customers in an area that is suppressed are suppressed too, and of the
    customers of one area never only one.
    """
    words = delay_words(language)
    too_few = words["too_few"].replace("{k}", str(k_tours))
    hidden_areas = hidden_rows(areas["tours"], [0] * len(areas), k_tours) | marked_rows(areas)
    homes = areas_of_points(stops, areas)
    hidden_stops = hidden_rows(stops["tours"], homes, k_tours) | marked_rows(stops)
    hidden_stops |= np.array([home >= 0 and bool(hidden_areas[home]) for home in homes], bool)

    def places(kind: str, frame: pd.DataFrame, hidden: Sequence[bool], names: Sequence[tuple[str, str]]) -> list[Place]:
        rows = _rows(frame)
        made = [
            _place(
                kind, row, name, title, (too_few if row["tours"] < k_tours else words["too_few_sum"]) if hide else None
            )
            for row, hide, (name, title) in zip(rows, hidden, names, strict=True)
        ]
        return sorted(made, key=partial(_rank, change=change))

    return (
        places("area", areas, hidden_areas.tolist(), area_names(areas, streets, words)),
        places("customer", stops, hidden_stops.tolist(), [(_name(row, "customer_id"),) * 2 for row in _rows(stops)]),
    )


def scale_of(places: Sequence[Place], measure: str) -> Scale:
    """Return round steps that leave few places beyond the last one."""
    values = [place.figures[measure] for place in places if place.hidden is None]
    return Scale(
        step=_round_up(_high([abs(value.change) for value in values], 80) / 2),
        rate=_round_up(_high([side for value in values for side in (value.manual, value.optimised)], 95) / 3),
    )


def looks_of(
    value: Value, scale: Scale, language: Language, measure: str, *, change: bool
) -> dict[str, dict[str, str]]:
    """Return colour class and label for each view of a place."""
    digits = 1 if measure == "late" else 0
    looks = {"manual": {"class": rate_class(value.manual, scale), "label": decimal(value.manual, digits, language)}}
    if change:
        label = "≈" if holds_zero(value) else signed(value.change, digits, language)
        looks["change"] = {"class": change_class(value, scale), "label": label}
        optimised = decimal(value.optimised, digits, language)
        looks["optimised"] = {"class": rate_class(value.optimised, scale), "label": optimised}
    return looks


def change_class(value: Value, scale: Scale) -> str:
    """Return the colour of a change: ``even`` while its interval holds 0, pale without an interval."""
    size = abs(value.change)
    if size == 0 or holds_zero(value):
        return "even"
    depth = 1 + int(size > scale.step) + int(size > 2 * scale.step)
    return f"{'fewer' if value.change < 0 else 'more'}-{depth}" + (" unclaimed" if math.isnan(value.low) else "")


def rate_class(rate: float, scale: Scale) -> str:
    """Return the colour of a rate, from ``rate-0`` to ``rate-3``."""
    return f"rate-{sum(rate > scale.rate * depth for depth in (1, 2, 3))}"


def holds_zero(value: Value) -> bool:
    """Tell whether there is an interval and 0 lies in it."""
    return value.low <= 0 <= value.high


def span_of(value: Value, language: Language, measure: str) -> list[str]:
    """Return a change per 100 stops and its interval, empty where there is none."""
    digits = 1 if measure == "late" else 0
    bounds = "" if math.isnan(value.low) else span(value.low, value.high, digits, language)
    return [signed(value.change, digits, language), bounds]


def said_of(value: Value, language: Language) -> str:
    """Return in one sentence what may be claimed of a change."""
    words = delay_words(language)
    if math.isnan(value.low):
        return words["unclaimed"]
    if holds_zero(value) or value.change == 0:
        return words["over_zero"]
    return words["shown_fewer"] if value.change < 0 else words["shown_more"]


def rows_of(place: Place, language: Language, *, change: bool) -> list[list[str]]:
    """Return the card of a place: key of the term, then its words."""
    words = delay_words(language)
    late, minutes = place.figures["late"], place.figures["minutes"]

    def total(per_100: float) -> float:
        return per_100 * place.visits / 100

    def rate(per_100: float) -> str:
        counted = decimal(total(per_100), 1, language)
        return words["late_rate"].replace("{late}", counted).replace("{rate}", decimal(per_100, 1, language))

    def changed(value: Value, digits: int) -> str:
        whole = signed(total(value.change), digits, language)
        if math.isnan(value.low):
            return whole
        return f"{whole} {span(total(value.low), total(value.high), digits, language)}"

    stops = words["in_tours"].replace("{stops}", decimal(place.visits, 0, language))
    rows = [["stops", stops.replace("{tours}", decimal(place.tours, 0, language))], ["manual", rate(late.manual)]]
    if not change:
        return rows
    manual, optimised = (decimal(total(value), 0, language) for value in (minutes.manual, minutes.optimised))
    return [
        *rows,
        ["optimised", rate(late.optimised)],
        ["change", changed(late, 1)],
        ["minutes", words["minutes_pair"].replace("{manual}", manual).replace("{optimised}", optimised)],
        ["minutes_change", changed(minutes, 0)],
    ]


def area_names(areas: pd.DataFrame, streets: pd.DataFrame | None, words: dict[str, str]) -> list[tuple[str, str]]:
    """Return names and titles: the areas' own, else the longest street in each that no earlier area is called by."""
    if "name" in areas.columns or streets is None or not len(areas) or not len(streets):
        return [(_name(row, "area"),) * 2 for row in _rows(areas)]
    drawn = streets["road_class"].astype(str).isin([road for road, width in DRAWN_AS.items() if width != "service"])
    named = streets.loc[drawn & (streets["name"].fillna("") != "")]
    cells = [shapely.Polygon(ring) for ring in areas["polygon"]]
    lines = named["geometry"].to_numpy(object)
    cell, line = shapely.STRtree(lines).query(np.array(cells, object), "intersects")
    inside = shapely.length(shapely.intersection(lines[line], np.array(cells, object)[cell]))
    lengths = pd.DataFrame({"cell": cell, "name": named["name"].to_numpy(object)[line], "length": inside})
    ranked = lengths.groupby(["cell", "name"])["length"].sum().reset_index()
    ranked = ranked.sort_values(["length", "name"], ascending=[False, True])
    names: dict[int, str] = {}
    for number, name in zip(ranked["cell"], ranked["name"], strict=True):
        if int(number) not in names and name not in names.values():
            names[int(number)] = str(name)
    return [
        (names[i], words["by_place"].replace("{street}", names[i])) if i in names else (_name(row, "area"),) * 2
        for i, row in enumerate(_rows(areas))
    ]


def _place(kind: str, row: dict[str, Any], name: str, title: str, hidden: str | None) -> Place:
    """Return a row as a place; a suppressed one without its figures."""
    key = str(row["area" if kind == "area" else "customer_id"])
    if hidden is not None:
        return Place(kind, key, name, title, _geometry(kind, row), hidden)
    visits = int(row["visits"])
    low, high = (row.get(column, math.nan) for column in MINUTE_COLUMNS)
    values = {
        "late": _value(
            row["manual_late"], row["optimised_late"], row["difference_low"], row["difference_high"], visits
        ),
        "minutes": _value(row["manual_late_min"], row["optimised_late_min"], low, high, visits),
    }
    return Place(kind, key, name, title, _geometry(kind, row), None, visits, int(row["tours"]), values)


def _value(manual: float, optimised: float, low: float, high: float, visits: int) -> Value:
    """Return totals as figures per 100 stops; half an interval is none."""
    per_100 = 100 / max(visits, 1)
    bounds = (math.nan, math.nan) if pd.isna(low) or pd.isna(high) else (low * per_100, high * per_100)
    return Value((optimised - manual) * per_100, *bounds, manual * per_100, optimised * per_100)


def _geometry(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return where a place lies."""
    if kind == "customer":
        return {"type": "Point", "coordinates": [round(float(row["lon"]), DIGITS), round(float(row["lat"]), DIGITS)]}
    ring = [[round(float(lon), DIGITS), round(float(lat), DIGITS)] for lon, lat in row["polygon"]]
    return {"type": "Polygon", "coordinates": [ring if ring[0] == ring[-1] else [*ring, ring[0]]]}


def _rank(place: Place, *, change: bool) -> tuple[bool, float, str]:
    """Return what places are sorted by."""
    late = place.figures.get("late")
    by = 0.0 if late is None else late.change if change else -late.manual
    return (place.hidden is not None, by, place.key)


def _name(row: dict[str, Any], key: str) -> str:
    """Return what a row is called, its id without a name."""
    name = row.get("name")
    return str(row[key]) if name is None or pd.isna(name) or not str(name).strip() else str(name)


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows as dicts."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _high(values: Sequence[float], per_cent: int) -> float:
    """Return the value that so many lie below, 0 of none."""
    return float(np.percentile(values, per_cent)) if len(values) else 0.0


def _round_up(step: float) -> float:
    """Return the smallest round step that is no smaller."""
    return float(next((size for size in ROUND if size >= step), ROUND[-1]))
