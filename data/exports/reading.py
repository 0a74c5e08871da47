"""plan.json read back: from a document to the Plan it was made of."""

import json
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from data.exports.document import (
    READABLE_SCHEMAS,
    SCHEMA_VERSION,
    LegDocument,
    PlanDocument,
    ReasonDocument,
    ReloadDocument,
    RouteDocument,
    UnassignedDocument,
    VisitDocument,
    input_hash,
)
from data.wrong_fields import wrong_fields
from routing.clock import second_at
from routing.errors import Finding, PlanFileError
from routing.messages import MESSAGES
from routing.model import Problem, Second
from routing.plan import Leg, Plan, Reason, Reload, Route, Unassigned, Visit


def read_document(path: Path) -> PlanDocument:
    """Read a plan.json.

    Raises
    ------
    PlanFileError
        If the file can't be opened, is no JSON, has a newer schema or fields
        that do not fit; all of them at once.
    """
    path = Path(path)
    try:
        content = json.loads(path.read_bytes())
        strict = json.dumps(content, allow_nan=False)
    except OSError as reason:
        raise PlanFileError.of("file_unreadable", file=path.name, value=str(path), detail=reason.strerror) from None
    except (ValueError, RecursionError) as reason:
        raise PlanFileError.of("plan_not_json", file=path.name, detail=str(reason)) from None
    return document_from(content, path.name, strict)


def document_from(content: object, file: str, strict: str | None = None) -> PlanDocument:
    """Return a document from JSON as it was loaded.

    Parameters
    ----------
    file
        What errors call it.
    strict
        The same as text, if that is at hand.

    Raises
    ------
    PlanFileError
        If it has a newer schema or fields that do not fit; all of them at once.
    """
    version = content.get("schema_version") if isinstance(content, dict) else None
    if type(version) is not int or version not in READABLE_SCHEMAS:  # True is an int, too
        newer = isinstance(version, int) and version > SCHEMA_VERSION
        code = "plan_schema_newer" if newer else "plan_schema_unknown"
        raise PlanFileError.of(code, file=file, column="schema_version", value=str(version), detail=str(SCHEMA_VERSION))
    try:
        return PlanDocument.model_validate_json(json.dumps(content) if strict is None else strict)
    except ValidationError as error:
        raise PlanFileError(wrong_fields(error, "plan_field_wrong", file)) from None


def plan_of(document: PlanDocument, problem: Problem) -> Plan:
    """Return the plan that a document describes, for ``check`` to verify.

    Nothing is repaired or timed anew: the plan says what the document says.

    Raises
    ------
    PlanFileError
        If the document is of another day or zone or names vehicles, orders or
        reasons that are not there; all of them at once.
    """
    findings = _strangers(document, problem)
    if findings:
        raise PlanFileError(findings)
    seconds = _Seconds(problem)
    return Plan(
        routes=tuple(seconds.route(route) for route in document.routes),
        unassigned=tuple(_unassigned(item) for item in document.unassigned),
    )


def differences(document: PlanDocument, problem: Problem) -> tuple[Finding, ...]:
    """Return whether a document was made from other lists than its problem; its figures are for ``check``."""
    if document.input_hash == input_hash(problem):
        return ()
    return (Finding(code="plan_other_input", column="input_hash", value=document.input_hash),)


def _strangers(document: PlanDocument, problem: Problem) -> list[Finding]:
    """Return a finding for everything in the document that its problem does not know."""
    findings = [
        Finding(code="plan_other_day", column=name, value=str(found), detail=str(asked))
        for name, found, asked in (
            ("date", document.date, problem.date),
            ("timezone", document.timezone, problem.timezone),
        )
        if found != asked
    ]
    vehicles = ", ".join(problem.vehicle_by_id)
    findings += [
        Finding(code="unknown_vehicle", column="vehicle_id", value=route.vehicle_id, detail=vehicles)
        for route in document.routes
        if route.vehicle_id not in problem.vehicle_by_id
    ]
    orders = [visit.order_id for route in document.routes for visit in route.visits]
    orders += [item.order_id for item in document.unassigned]
    findings += [
        Finding(code="unknown_stop", column="order_id", value=order)
        for order in dict.fromkeys(orders)
        if order not in problem.stop_by_id
    ]
    said = [reason for item in document.unassigned for reason in item.reasons]
    said += [reason for route in document.routes for visit in route.visits for reason in visit.reasons]
    codes = dict.fromkeys(reason.code for reason in said)
    findings += [
        Finding(code="plan_reason_unknown", column="reasons", value=code) for code in codes if code not in MESSAGES
    ]
    return findings


class _Seconds:
    """Turns the datetimes of a document into seconds of the plan day."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def at(self, moment: datetime) -> Second:
        return second_at(moment, self.problem.date, self.problem.timezone)

    def route(self, route: RouteDocument) -> Route:
        return Route(
            vehicle_id=route.vehicle_id,
            departure_s=self.at(route.departure),
            visits=tuple(self.visit(visit) for visit in route.visits),
            last_leg=None if route.last_leg is None else self.leg(route.last_leg),
            load=route.load,
        )

    def visit(self, visit: VisitDocument) -> Visit:
        return Visit(
            stop_id=visit.order_id,
            leg=self.leg(visit.leg),
            service_start_s=self.at(visit.service_start),
            departure_s=self.at(visit.departure),
            lateness_s=visit.lateness_s,
            due=visit.due,
            p_late=visit.p_late,
            reload=None if visit.reload is None else self.reload(visit.reload),
            arrival_p10_s=self.maybe(visit.arrival_p10),
            arrival_p90_s=self.maybe(visit.arrival_p90),
            reasons=_reasons(visit.reasons),
        )

    def maybe(self, moment: datetime | None) -> Second | None:
        return None if moment is None else self.at(moment)

    def reload(self, reload: ReloadDocument) -> Reload:
        return Reload(leg=self.leg(reload.leg), departure_s=self.at(reload.departure))

    def leg(self, leg: LegDocument) -> Leg:
        return Leg(
            origin=leg.origin,
            destination=leg.destination,
            departure_s=self.at(leg.departure),
            arrival_s=self.at(leg.arrival),
            distance_m=leg.distance_m,
            held_s=leg.held_s,
            pause_s=leg.pause_s,
        )


def _unassigned(item: UnassignedDocument) -> Unassigned:
    return Unassigned(stop_id=item.order_id, due=item.due, reasons=_reasons(item.reasons))


def _reasons(documents: tuple[ReasonDocument, ...]) -> tuple[Reason, ...]:
    return tuple(Reason(code=reason.code, value=reason.value, detail=reason.detail) for reason in documents)
