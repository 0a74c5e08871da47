"""What has happened on a day that is being driven: visits done, delays told, vehicles out, orders cancelled."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from data.imports.day import Day
from data.imports.table import read_table
from data.imports.values import Clock, Minutes, TableRow, Text
from routing.errors import Finding, InputError
from routing.model import Done, Problem, Second
from routing.plan import Plan
from routing.replanning.happened import Happened

Event = Literal["done", "late", "out", "cancelled"]

_GERMAN: Mapping[str, Event] = {
    "erledigt": "done",
    "geliefert": "done",
    "verspätet": "late",
    "ausgefallen": "out",
    "storniert": "cancelled",
}


def _event(value: object) -> str:
    """Read what happened."""
    told = str(value).strip().casefold()
    event = _GERMAN.get(told, told)
    if event not in get_args(Event):
        raise PydanticCustomError("event_unknown", "event_unknown", {"detail": ", ".join((*get_args(Event), *_GERMAN))})
    return event


class EventRow(TableRow):
    """One thing that happened.

    ``done`` needs order_id and arrival (departure: arrival and planned service
    unless given; vehicle_id: the planned one), ``late`` vehicle_id and
    late_min, ``out`` vehicle_id, ``cancelled`` order_id.
    """

    event: Annotated[Event, BeforeValidator(_event)]
    vehicle_id: Text | None = None
    order_id: Text | None = None
    arrival: Clock | None = None
    departure: Clock | None = None
    late_min: Minutes | None = None


_NEEDS: Mapping[Event, tuple[str, ...]] = {
    "done": ("order_id", "arrival"),
    "late": ("vehicle_id", "late_min"),
    "out": ("vehicle_id",),
    "cancelled": ("order_id",),
}
"""Cells that a row of each event can't do without."""


def read_happened(path: Path, problem: Problem, plan: Plan, at_s: Second) -> Happened:
    """Read what has happened from a table of events.

    Parameters
    ----------
    problem, plan
        The day, and what was being driven: an order without a vehicle belongs to the one planned.
    at_s
        Second of the plan day until which the table tells.

    Raises
    ------
    InputError
        With every bad row at once.
    """
    table = read_table(Path(path), EventRow.model_fields.keys(), ("event",), InputError)
    return happened_of(((line.number, line.cells) for line in table.rows), table.file, problem, plan, at_s)


def happened_of(
    rows: Iterable[tuple[int, dict[str, str]]], file: str, problem: Problem, plan: Plan, at_s: Second
) -> Happened:
    """Return what numbered rows of cells say has happened; parameters as :func:`read_happened` has them.

    Raises
    ------
    InputError
        With every bad row at once; the errors name ``file``.
    """
    events = _Events(problem, plan, at_s, Day(problem.date, problem.timezone, file))
    findings: list[Finding] = []
    for number, cells in rows:
        row, wrong = EventRow.read(cells, file, number)
        missing = [] if row is None else [name for name in _NEEDS[row.event] if getattr(row, name) is None]
        findings += wrong
        findings += [Finding(code="cell_empty", file=file, row=number, column=name) for name in missing]
        if row is not None and not missing:
            events.add(row, number)
    findings += events.findings
    if findings:
        raise InputError(sorted(findings, key=lambda finding: finding.row or 0))
    return events.happened()


class _Events:
    """Collects the rows of a table."""

    def __init__(self, problem: Problem, plan: Plan, at_s: Second, day: Day) -> None:
        self._problem = problem
        self._vehicle_of = {visit.stop_id: route.vehicle_id for route in plan.routes for visit in route.visits}
        self._at_s = at_s
        self._day = day
        self._wrong: list[Finding] = []
        self._told: dict[tuple[str, str], int] = {}
        self._done: dict[str, list[Done]] = {}
        self._late: dict[str, int] = {}
        self._out: set[str] = set()
        self._cancelled: set[str] = set()

    @property
    def findings(self) -> list[Finding]:
        """What is wrong so far."""
        return [*self._day.findings, *self._wrong]

    def add(self, row: EventRow, number: int) -> None:
        """Take in a row that has the cells its event needs, if it names what is there and was not told before."""
        if self._refused(row, number):
            return
        adders: dict[Event, Callable[[EventRow, int], None]] = {
            "done": self._add_done,
            "late": lambda row, _: self._late.update({str(row.vehicle_id): round((row.late_min or 0) * 60)}),
            "out": lambda row, _: self._out.add(str(row.vehicle_id)),
            "cancelled": lambda row, _: self._cancelled.add(str(row.order_id)),
        }
        adders[row.event](row, number)

    def _refused(self, row: EventRow, number: int) -> bool:
        """Note names that nothing bears, and what an earlier row tells already; tell whether there is any of it."""
        before = len(self._wrong)
        vehicles, stops = self._problem.vehicle_by_id, self._problem.stop_by_id
        if row.vehicle_id is not None and row.vehicle_id not in vehicles:
            self._find("unknown_vehicle", number, "vehicle_id", row.vehicle_id, ", ".join(vehicles))
        if "order_id" in _NEEDS[row.event] and row.order_id not in stops:
            self._find("unknown_stop", number, "order_id", str(row.order_id))
        twice = {"done": ("order_twice", "order_id"), "late": ("vehicle_twice", "vehicle_id")}
        if row.event in twice:
            code, column = twice[row.event]
            named = str(getattr(row, column))
            first = self._told.setdefault((column, named), number)
            if first != number:
                self._find(code, number, column, named, str(first))
        return len(self._wrong) > before

    def _add_done(self, row: EventRow, number: int) -> None:
        stop = self._problem.stop_by_id[str(row.order_id)]
        vehicle_id = row.vehicle_id or self._vehicle_of.get(stop.stop_id)
        if vehicle_id is None:
            self._find("cell_empty", number, "vehicle_id", "")
            return
        arrival_s = self._day.second(row.arrival, number, "arrival")
        departure_s = self._day.second(row.departure, number, "departure")
        if arrival_s is None:
            return
        begun_s = stop.service_start_s(arrival_s)
        if departure_s is None:
            departure_s = begun_s + stop.service_s
        if departure_s < arrival_s:
            self._find("done_backwards", number, "departure", stop.stop_id, vehicle_id)
            return
        done = Done(
            stop_id=stop.stop_id,
            arrival_s=arrival_s,
            service_start_s=min(begun_s, departure_s),
            departure_s=departure_s,
        )
        self._done.setdefault(vehicle_id, []).append(done)

    def _find(self, code: str, row: int, column: str, value: str, detail: str = "") -> None:
        self._wrong.append(Finding(code=code, file=self._day.file, row=row, column=column, value=value, detail=detail))

    def happened(self) -> Happened:
        """Return all of it, visits in the order in which they happened."""
        return Happened(
            at_s=self._at_s,
            done={
                name: tuple(sorted(visits, key=lambda visit: (visit.arrival_s, visit.departure_s)))
                for name, visits in self._done.items()
            },
            late_s=self._late,
            out=frozenset(self._out),
            cancelled=frozenset(self._cancelled),
        )
