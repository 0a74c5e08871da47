"""What is known at some moment of the day about tours that are being driven."""

from pydantic import Field

from routing.errors import Finding, InputError
from routing.model import Done, Frozen, Problem, Second
from routing.plan import Plan


class Happened(Frozen):
    """The day until ``at_s``.

    Parameters
    ----------
    done
        Visits by vehicle as they happened. A vehicle that reports any has done
        exactly these; one that reports none is taken to be where its plan says.
    late_s
        How late a vehicle runs, by its id, against its plan or its last visit.
    out
        Vehicles that can't go on.
    cancelled
        Stops that are not to be served any more.
    """

    at_s: Second
    done: dict[str, tuple[Done, ...]] = Field(default_factory=dict)
    late_s: dict[str, int] = Field(default_factory=dict)
    out: frozenset[str] = frozenset()
    cancelled: frozenset[str] = frozenset()

    def refuse_unknown(self, problem: Problem, plan: Plan) -> None:
        """Refuse what names a vehicle or stop that isn't there, or a visit that is still to come.

        Raises
        ------
        InputError
            With all findings at once.
        """
        vehicles, stops = problem.vehicle_by_id, problem.stop_by_id
        findings = [
            Finding(code="unknown_vehicle", value=name, detail=", ".join(vehicles))
            for name in sorted({*self.done, *self.late_s, *self.out} - set(vehicles))
        ]
        visits = [visit for reported in self.done.values() for visit in reported]
        named = {visit.stop_id for visit in visits} | self.cancelled
        findings += [Finding(code="unknown_stop", value=name) for name in sorted(named - set(stops))]
        findings += [
            Finding(code="done_in_future", value=visit.stop_id, detail=problem.clock(visit.service_start_s)[:5])
            for visit in visits
            if visit.service_start_s > self.at_s
        ]
        findings += [
            Finding(code="done_and_cancelled", value=visit.stop_id)
            for visit in visits
            if visit.stop_id in self.cancelled
        ]
        on_tour = {visit.stop_id: route.vehicle_id for route in plan.routes for visit in route.visits}
        findings += [
            Finding(code="done_elsewhere", value=visit.stop_id, detail=on_tour[visit.stop_id])
            for name, reported in self.done.items()
            for visit in reported
            if on_tour.get(visit.stop_id, name) != name and on_tour[visit.stop_id] not in self.done
        ]
        if findings:
            raise InputError(findings)
