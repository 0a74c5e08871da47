"""Given tours from whatever file they come in: a table, a plan.json, or a solution of VROOM."""

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data.imports.sequences import read_sequences, sequences_from
from data.wrong_fields import wrong_fields
from routing.errors import Finding, InputError
from routing.model import Problem

VISITS: Final = frozenset({"job", "pickup", "delivery"})
"""Kinds of steps that serve an order."""

PASSED_OVER: Final = frozenset({"start", "end", "break", "reload"})
"""Kinds that serve none: ``schedule()`` places breaks and reloads by its own rules."""

Tours = dict[str, tuple[str, ...]]
"""Order ids per vehicle id, in driving order."""


class _Step(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    type: str
    id: str | None = None
    description: str | None = None


class _Route(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    vehicle: str
    description: str | None = None
    steps: tuple[_Step, ...]


class _Solution(BaseModel):
    """What is read of a VROOM solution."""

    model_config = ConfigDict(extra="ignore")

    routes: tuple[_Route, ...]


class _OwnVisit(BaseModel):
    model_config = ConfigDict(extra="ignore")

    order_id: str


class _OwnRoute(BaseModel):
    model_config = ConfigDict(extra="ignore")

    vehicle_id: str
    visits: tuple[_OwnVisit, ...]


class _OwnPlan(BaseModel):
    """What is read of a plan.json: who serves what in which order."""

    model_config = ConfigDict(extra="ignore")

    schema_version: Annotated[int, Field(ge=1)]
    routes: tuple[_OwnRoute, ...]


def read_tours(path: Path, problem: Problem) -> Tours:
    """Read given tours from a table (:func:`read_sequences`), a plan.json or a VROOM solution.

    An order or a vehicle of a VROOM solution is told by its ``description``,
    or else by its ``id``, written as in the lists. Breaks are passed over.

    Raises
    ------
    InputError
        If the file can't be read; every unknown order, vehicle and kind of step at once.
    """
    path = Path(path)
    if not _is_json(path.name):
        return read_sequences(path)
    try:
        content = path.read_bytes()
    except OSError as reason:
        raise InputError.of("file_unreadable", file=path.name, value=str(path), detail=reason.strerror) from None
    return tours_from(content, path.name, problem)


def _is_json(file: str) -> bool:
    return file.casefold().endswith(".json")


def tours_from(content: bytes, file: str, problem: Problem) -> Tours:
    """Return the tours of a file's content; see :func:`read_tours`."""
    if not _is_json(file):
        return sequences_from(content, file)
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as reason:
        raise InputError.of("tours_not_json", file=file, detail=str(reason)) from None
    try:
        if isinstance(document, dict) and "schema_version" in document:
            return _own(_OwnPlan.model_validate(document))
        return _foreign(_Solution.model_validate(document), file, problem)
    except ValidationError as error:
        raise InputError(wrong_fields(error, "tours_field_wrong", file)) from None


def _own(plan: _OwnPlan) -> Tours:
    return {route.vehicle_id: tuple(visit.order_id for visit in route.visits) for route in plan.routes}


def _foreign(solution: _Solution, file: str, problem: Problem) -> Tours:
    """Return the tours of a VROOM solution by the ids of the lists."""
    findings = list(_strangers(solution, file, problem))
    if findings:
        raise InputError(findings)
    tours: dict[str, tuple[str, ...]] = {}
    for route in solution.routes:
        vehicle = _named(route.description, route.vehicle, problem.vehicle_by_id) or ""
        served = (step for step in route.steps if step.type in VISITS)
        orders = tuple(_named(step.description, step.id, problem.stop_by_id) or "" for step in served)
        tours[vehicle] = (*tours.get(vehicle, ()), *orders)
    return tours


def _strangers(solution: _Solution, file: str, problem: Problem) -> Iterator[Finding]:
    """Yield a finding for all that the lists do not know."""
    vehicles = ", ".join(problem.vehicle_by_id)
    for place, route in enumerate(solution.routes):
        if _named(route.description, route.vehicle, problem.vehicle_by_id) is None:
            value = route.description or route.vehicle
            yield _finding("unknown_vehicle", file, f"routes.{place}.vehicle", value, vehicles)
        for number, step in enumerate(route.steps):
            column = f"routes.{place}.steps.{number}"
            if step.type not in VISITS | PASSED_OVER:
                yield _finding("step_kind_unknown", file, f"{column}.type", step.type, ", ".join(sorted(VISITS)))
            elif step.type in VISITS and _named(step.description, step.id, problem.stop_by_id) is None:
                yield _finding("unknown_stop", file, f"{column}.id", step.description or step.id or "", "")


def _named(description: str | None, number: str | None, known: Collection[str]) -> str | None:
    """Return the name that the lists know, the description's before the number's."""
    return next((name for name in (description, number) if name is not None and name in known), None)


def _finding(code: str, file: str, column: str, value: str, detail: str) -> Finding:
    return Finding(code=code, file=file, column=column, value=value, detail=detail)
