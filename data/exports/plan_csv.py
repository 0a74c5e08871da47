"""plan.csv: one row a visit, for spreadsheets; German Excel opens it as it is.

UTF-8 with byte order mark, semicolons, decimal commas, clock times. The file
can be given back as tours: see :func:`data.imports.read_sequences`.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from routing.files import write_atomically
from routing.interruptions import Interruption, after, before, way_m, way_s
from routing.model import Problem, Second, Stop
from routing.plan import Plan, Route

COLUMNS = (
    "date", "vehicle_id", "sequence", "order_id", "name", "address", "window", "arrival", "service_start", "departure",
    "lateness_min", "wait_min", "drive_min", "distance_km", "kind", "trip", "before", "after", "break_min",
    "reload_min", "arrival_p10", "arrival_p90", "p_late", "reason",
)  # fmt: skip


def write_plan_csv(path: Path, problem: Problem, plan: Plan) -> None:
    """Write :func:`plan_csv` into a file.

    Raises
    ------
    OSError
        If the file can't be written; an older one is then untouched.
    """
    write_atomically(path, plan_csv(problem, plan))


def plan_csv(problem: Problem, plan: Plan) -> bytes:
    """Return a plan's visits in driving order, then the orders left out with the reasons.

    Hours from 24 on mean the next day. ``before`` and ``after`` say what the
    driver does between visits; the way to a reload counts to the stop behind it. Text that a spreadsheet would take for
    a formula gets an apostrophe before it.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, delimiter=";", restval="", lineterminator="\r\n")
    writer.writeheader()
    for route in plan.routes:
        writer.writerows(_visits(problem, route))
    for item in plan.unassigned:
        reason = " ".join(reason.text("de") for reason in item.reasons)
        writer.writerow(_order(problem, problem.stop_by_id[item.stop_id]) | {"reason": reason})
    return text.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """Return text that no spreadsheet runs as a formula."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text


def _visits(problem: Problem, route: Route) -> Iterator[dict[str, str]]:
    clock = problem.clock
    trip = 1
    for place, visit in enumerate(route.visits, start=1):
        trip += visit.reload is not None
        last = after(route) if place == len(route.visits) else ()
        yield _order(problem, problem.stop_by_id[visit.stop_id]) | {
            "vehicle_id": harmless(route.vehicle_id),
            "sequence": str(place),
            "arrival": clock(visit.arrival_s),
            "service_start": clock(visit.service_start_s),
            "departure": clock(visit.departure_s),
            "lateness_min": _decimal(visit.lateness_s / 60),
            "wait_min": _decimal(visit.wait_s / 60),
            "drive_min": _decimal(way_s(visit) / 60),
            "distance_km": _decimal(way_m(visit) / 1000, digits=3),
            "kind": problem.stop_by_id[visit.stop_id].kind,
            "trip": str(trip),
            "before": _said(problem, before(visit)),
            "after": _said(problem, last),
            "break_min": _minutes("pause", before(visit)),
            "reload_min": _minutes("reload", before(visit)),
            "arrival_p10": "" if visit.arrival_p10_s is None else clock(visit.arrival_p10_s),
            "arrival_p90": "" if visit.arrival_p90_s is None else clock(visit.arrival_p90_s),
            "p_late": "" if visit.p_late is None else _decimal(visit.p_late, digits=3),
        }


def _said(problem: Problem, items: Sequence[Interruption]) -> str:
    """Return breaks and reloads as one text."""
    return "; ".join(f"{problem.clock(item.start_s)[:-3]} {item.text('de')}" for item in items)


def _minutes(kind: str, items: Sequence[Interruption]) -> str:
    """Return the minutes of all breaks, or of all reloads; blank if there is none."""
    spans = [item.end_s - item.start_s for item in items if item.kind == kind]
    return _decimal(sum(spans) / 60) if spans else ""


def _order(problem: Problem, stop: Stop) -> dict[str, str]:
    """Return the columns that say what was ordered."""

    def clock(second: Second | None) -> str:
        return "" if second is None else problem.clock(second)[:-3]

    return {
        "date": problem.date.isoformat(),
        "order_id": harmless(stop.stop_id),
        "name": harmless(stop.name or ""),
        "address": harmless(stop.address or ""),
        "window": harmless("|".join(f"{clock(window.start_s)}-{clock(window.end_s)}" for window in stop.windows)),
    }


def _decimal(value: float, digits: int = 1) -> str:
    return f"{value:.{digits}f}".replace(".", ",")
