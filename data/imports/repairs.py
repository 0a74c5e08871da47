"""What would put a faulty row right, where that is sure enough to offer it as one click."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Final, Literal

from data.imports.problem import FAR_M, distance_m
from routing.errors import Finding
from routing.model import Location

Kind = Literal["value", "blank", "leave_out", "keep", "place"]

PLACELESS: Final = frozenset(
    {
        "coordinates_missing",
        "address_without_coordinates",
        "coordinate_zero",
        "coordinate_range",
        "coordinates_swapped",
        "outside_roads",
    }
)
"""Faults that a point chosen on the map puts right."""

_NEAR_M: Final = FAR_M / 2


@dataclass(frozen=True)
class Repair:
    """A way to put a row right.

    Parameters
    ----------
    kind
        ``value`` writes ``cells``, ``blank`` empties them, ``keep`` writes a number of its own for a double,
        ``leave_out`` takes the row off the list, ``place`` asks for a point on the map.
    cells
        Texts by canonical column; empty for ``leave_out`` and ``place``.
    shown
        What the change comes to, for people.
    """

    kind: Kind
    cells: dict[str, str]
    shown: str = ""


def repairs(finding: Finding, cells: Mapping[str, str], depots: Sequence[Location]) -> tuple[Repair, ...]:
    """Return the ways to put right what a finding says of a row with these cells, the likeliest first."""
    found = _OF_CODE.get(finding.code)
    offered = found(finding, cells, depots) if found else ()
    if finding.code in PLACELESS or (finding.code == "cell_empty" and finding.column in {"lat", "lon"}):
        offered = (*offered, Repair("place", {}))
    return offered


def _window_reversed(_finding: Finding, cells: Mapping[str, str], _depots: Sequence[Location]) -> tuple[Repair, ...]:
    if "windows" not in cells:
        start, end = cells.get("window_start", ""), cells.get("window_end", "")
        return (Repair("value", {"window_start": end, "window_end": start}, f"{end}–{start}"),)
    spans = [span.split("-") for span in cells["windows"].split("|")]
    turned = [sorted(span) if len(span) == 2 and all(span) else span for span in spans]  # noqa: PLR2004 - two sides
    text = "|".join("-".join(span) for span in turned)
    return (Repair("value", {"windows": text}, text.replace("-", "–").replace("|", ", ")),)


def _window_from_date(finding: Finding, _cells: Mapping[str, str], _depots: Sequence[Location]) -> tuple[Repair, ...]:
    """Turn a date that a spreadsheet made of ``8-10`` back into hours."""
    try:
        day = datetime.fromisoformat(finding.value or "")
    except ValueError:
        return ()
    first, last = sorted((day.day, day.month))
    if first == last:
        return ()
    text = f"{first:02d}:00-{last:02d}:00"
    return (Repair("value", {finding.column or "windows": text}, text.replace("-", "–")),)


def _double(finding: Finding, cells: Mapping[str, str], _depots: Sequence[Location]) -> tuple[Repair, ...]:
    own = f"{cells.get('order_id', '')}-{finding.row}"
    return Repair("leave_out", {}), Repair("keep", {"order_id": own}, own)


def _swapped(_finding: Finding, cells: Mapping[str, str], _depots: Sequence[Location]) -> tuple[Repair, ...]:
    lat, lon = cells.get("lon", ""), cells.get("lat", "")
    return (Repair("value", {"lat": lat, "lon": lon}, f"{lat} / {lon}"),)


def _without_mark(_finding: Finding, cells: Mapping[str, str], depots: Sequence[Location]) -> tuple[Repair, ...]:
    """Set the decimal marks of coordinates that lost them, if only one way to do so leads near a depot."""
    texts = [cells.get(column, "") for column in ("lat", "lon")]
    options = [[text] if "." in text or "," in text else _marked(text) for text in texts]
    near = [
        {"lat": lat, "lon": lon}
        for lat in options[0]
        for lon in options[1]
        if any(_is_near(lat, lon, depot) for depot in depots)
    ]
    if len(near) != 1:
        return ()
    return (Repair("value", near[0], f"{near[0]['lat']} / {near[0]['lon']}"),)


def _marked(digits: str) -> list[str]:
    if not digits.isdecimal():
        return []
    return [f"{digits[:place]}.{digits[place:]}" for place in (1, 2, 3) if place < len(digits)]


def _is_near(lat: str, lon: str, depot: Location) -> bool:
    try:
        place = Location(lat=float(lat.replace(",", ".")), lon=float(lon.replace(",", ".")))
    except ValueError:
        return False
    return distance_m(place, depot) < _NEAR_M


def _group_or_mark(finding: Finding, _cells: Mapping[str, str], _depots: Sequence[Location]) -> tuple[Repair, ...]:
    """Offer both readings of ``1.250``."""
    text = (finding.value or "").replace(",", ".")
    whole, part = text.replace(".", ""), f"{text}0"
    column = finding.column or ""
    return Repair("value", {column: whole}, whole), Repair("value", {column: part}, text.replace(".", ","))


def _other_vehicle(finding: Finding, _cells: Mapping[str, str], _depots: Sequence[Location]) -> tuple[Repair, ...]:
    known = (finding.detail or "").split(", ")
    near = get_close_matches(finding.value or "", known, n=1)
    column = finding.column or "vehicle_id"
    likely = tuple(Repair("value", {column: name}, name) for name in near)
    return *likely, Repair("blank", {column: ""})


def _blank(finding: Finding, _cells: Mapping[str, str], _depots: Sequence[Location]) -> tuple[Repair, ...]:
    return (Repair("blank", {finding.column: ""}),) if finding.column else ()


def _number(finding: Finding, _cells: Mapping[str, str], _depots: Sequence[Location]) -> tuple[Repair, ...]:
    if finding.column != "order_id":
        return ()
    return (Repair("value", {"order_id": f"Z{finding.row}"}, f"Z{finding.row}"),)


def _one_kind(_finding: Finding, _cells: Mapping[str, str], _depots: Sequence[Location]) -> tuple[Repair, ...]:
    return (Repair("blank", {"windows": ""}),)


_OF_CODE: Final[Mapping[str, Callable[[Finding, Mapping[str, str], Sequence[Location]], tuple[Repair, ...]]]] = {
    "window_reversed": _window_reversed,
    "window_unreadable": _window_from_date,
    "windows_given_twice": _one_kind,
    "order_twice": _double,
    "coordinates_swapped": _swapped,
    "coordinate_range": _without_mark,
    "number_ambiguous": _group_or_mark,
    "unknown_vehicle": _other_vehicle,
    "shipment_without_pickup": _blank,
    "shipment_without_delivery": _blank,
    "shipment_two_vehicles": _blank,
    "shipment_loads_differ": _blank,
    "cell_empty": _number,
}
