"""plan.xlsx: an overview and a sheet a tour, with times as times; no text in it is ever a formula."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from routing.clock import datetime_at
from routing.interruptions import Interruption, after, before, way_m, way_s
from routing.messages import Language
from routing.model import Problem, Second, Stop
from routing.plan import Plan, Route

CLOCK: Final = "hh:mm"
FORMATS: Final = {"share": "0%", "minutes": "0", "km": "0.0"}
NARROWEST, WIDEST = 6, 48

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "overview": ("Übersicht", "Overview"),
    "open": ("Ohne Tour", "No tour"),
    "tour": ("Tour", "Tour"),
    "vehicle": ("Fahrzeug", "Vehicle"),
    "start": ("Abfahrt", "Departure"),
    "end": ("Ende", "End"),
    "stops": ("Stopps", "Stops"),
    "late": ("Spät geplant", "Planned late"),
    "late_min": ("Spät (min)", "Late (min)"),
    "km": ("km", "km"),
    "number": ("Nr.", "No."),
    "arrival": ("Ankunft", "Arrival"),
    "service": ("Beginn", "Service starts"),
    "departure": ("Abfahrt", "Departure"),
    "window": ("Fenster", "Window"),
    "order": ("Auftrag", "Order"),
    "customer": ("Kunde", "Customer"),
    "address": ("Adresse", "Address"),
    "p_late": ("P(spät)", "P(late)"),
    "wait_min": ("Warten (min)", "Wait (min)"),
    "drive_min": ("Fahrt (min)", "Drive (min)"),
    "early": ("Frühestens (10 %)", "Earliest (10%)"),
    "latest": ("Spätestens (90 %)", "Latest (90%)"),
    "trips": ("Fahrten", "Trips"),
    "breaks": ("Pausen (min)", "Breaks (min)"),
    "kind": ("Art", "Kind"),
    "delivery": ("Lieferung", "Delivery"),
    "pickup": ("Abholung", "Pickup"),
    "reason": ("Grund", "Reason"),
}


def plan_xlsx(problem: Problem, plan: Plan, language: Language = "de") -> bytes:
    """Return a plan as an Excel workbook.

    Times are moments of the depot's clock, shown as hours and minutes; those
    of the next day carry its date. Text stays text whatever it begins with.
    """
    book = Workbook()
    words = {name: phrase[0 if language == "de" else 1] for name, phrase in _WORDS.items()}
    tours = {vehicle.vehicle_id: number for number, vehicle in enumerate(problem.vehicles, start=1)}
    overview = book.active
    overview.title = words["overview"]
    _fill(overview, [words[name] for name in _TOUR], [_overview(problem, route, tours) for route in plan.routes])
    for route in plan.routes:
        sheet = book.create_sheet(f"{words['tour']} {tours[route.vehicle_id]}")
        _fill(
            sheet,
            [*(words[name] for name in _VISIT), *problem.load_dimensions],
            _visits(problem, route, words, language),
        )
    if plan.unassigned:
        rows = [
            [*_who(problem.stop_by_id[item.stop_id]), _windows(problem, problem.stop_by_id[item.stop_id]),
             " ".join(reason.text(language) for reason in item.reasons)]
            for item in plan.unassigned
        ]  # fmt: skip
        _fill(book.create_sheet(words["open"]), [words[name] for name in _OPEN], rows)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


_TOUR: Final = ("tour", "vehicle", "start", "end", "stops", "late", "trips", "breaks", "km")
_OPEN: Final = ("order", "customer", "address", "window", "reason")
_VISIT: Final = (
    "number", "arrival", "service", "departure", "window", "order", "customer", "address", "p_late", "late_min",
    "wait_min", "drive_min", "km", "kind", "early", "latest",
)  # fmt: skip


class _As(tuple[Any, str]):
    """A value and the number format it is shown in."""

    __slots__ = ()


def _overview(problem: Problem, route: Route, tours: dict[str, int]) -> list[Any]:
    late = sum(visit.lateness_s > problem.tolerance_s for visit in route.visits)
    return [
        tours[route.vehicle_id],
        route.vehicle_id,
        _at(problem, route.departure_s),
        _at(problem, route.end_s),
        len(route.visits),
        late,
        1 + sum(visit.reload is not None for visit in route.visits),
        _minutes(sum(leg.pause_s for leg in route.legs)),
        _As((route.distance_m / 1000, FORMATS["km"])),
    ]


def _visits(problem: Problem, route: Route, words: Mapping[str, str], language: Language) -> Iterable[list[Any]]:
    """Yield a row a visit, break or reload, in the order of time."""
    for place, visit in enumerate(route.visits, start=1):
        yield from (_between(problem, item, language) for item in before(visit))
        stop = problem.stop_by_id[visit.stop_id]
        yield [
            place,
            _at(problem, visit.arrival_s),
            _at(problem, visit.service_start_s),
            _at(problem, visit.departure_s),
            _windows(problem, stop),
            *_who(stop),
            None if visit.p_late is None else _As((visit.p_late, FORMATS["share"])),
            _minutes(visit.lateness_s),
            _minutes(visit.wait_s),
            _minutes(way_s(visit)),
            _As((way_m(visit) / 1000, FORMATS["km"])),
            words[stop.kind],
            None if visit.arrival_p10_s is None else _at(problem, visit.arrival_p10_s),
            None if visit.arrival_p90_s is None else _at(problem, visit.arrival_p90_s),
            *(stop.demand.get(name, 0) for name in problem.load_dimensions),
        ]
    yield from (_between(problem, item, language) for item in after(route))


def _between(problem: Problem, item: Interruption, language: Language) -> list[Any]:
    """Return the row of a break or a reload: when, and what."""
    return [None, _at(problem, item.start_s), None, _at(problem, item.end_s), "", "", item.text(language)]


def _who(stop: Stop) -> list[str]:
    return [stop.stop_id, stop.name or "", stop.address or ""]


def _minutes(seconds: int) -> _As:
    return _As((seconds / 60, FORMATS["minutes"]))


def _at(problem: Problem, second: Second) -> datetime:
    """Return what the depot's clock shows; Excel knows no zones."""
    return datetime_at(second, problem.date, problem.timezone).replace(tzinfo=None)


def _windows(problem: Problem, stop: Stop) -> str:
    def clock(second: Second | None) -> str:
        return "" if second is None else problem.clock(second)[:5]

    return ", ".join(f"{clock(window.start_s)}–{clock(window.end_s)}" for window in stop.windows)


def _fill(sheet: Worksheet, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a table with its head fixed and its columns as wide as what stands in them."""
    widths = [len(name) for name in head]
    for column, name in enumerate(head, start=1):
        _write(sheet, 1, column, name)
        sheet.cell(1, column).font = Font(bold=True)
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            widths[column - 1] = max(widths[column - 1], len(_write(sheet, number, column, value)))
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = min(max(width + 2, NARROWEST), WIDEST)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write(sheet: Worksheet, row: int, column: int, value: Any) -> str:
    """Write a cell and return what it shows, roughly."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"  # never a formula
        cell.quotePrefix = value[:1] in tuple("=+-@")  # nor when somebody edits the cell
        cell.alignment = Alignment(vertical="top", wrap_text=len(value) > WIDEST)
        return value
    shown = value
    if isinstance(value, _As):
        shown, cell.number_format = value
    elif isinstance(value, datetime):
        cell.number_format = CLOCK
    cell.value = shown
    cell.alignment = Alignment(vertical="top")
    return "00:00" if isinstance(value, datetime) else f"{shown:.1f}" if isinstance(shown, float) else str(shown or "")
