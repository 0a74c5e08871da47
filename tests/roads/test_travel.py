"""Matrices of a problem."""

from datetime import date

import numpy as np
import pytest

from routing.errors import InputError, SnapError, SolverError
from routing.matrix import UNREACHABLE
from routing.model import Depot, Location, Problem, Shift, Stop, Vehicle
from routing.plan import Plan, Reason, Unassigned
from routing.roads import DijkstraEngine, Snaps, explained, travel_matrices
from routing.schedule import schedule
from routing.traffic import DEFAULT_TRAFFIC, FREE_FLOW


def problem(town, *profiles: str, **stops: Location) -> Problem:
    return Problem(
        date=date(2026, 3, 2),
        depots=(Depot(depot_id="yard", location=town.at("ab")),),
        vehicles=tuple(
            Vehicle(
                vehicle_id=f"v{k}",
                start_depot="yard",
                end_depot="yard",
                shift=Shift(start_s=8 * 3600, end_s=17 * 3600),
                profile=profile,
            )
            for k, profile in enumerate(profiles)
        ),
        stops=tuple(Stop(stop_id=name, location=location) for name, location in stops.items()),
    )


@pytest.fixture
def town(draw_town):
    return draw_town("a--b--c\n|     |\nd-----e--f", {"abc": "", "ce": "", "edf": "hgv=no", "da": "", "ef": ""})


def test_only_the_profiles_in_use_are_computed(town):
    travel = travel_matrices(problem(town, "van", "van", x=town.at("ce")), town.network, DEFAULT_TRAFFIC)
    assert set(travel.matrices) == set(travel.snaps) == {"van"}


def test_places_are_those_of_the_problem(town):
    day = problem(town, "van", "truck_7_5t", x=town.at("ce"), y=town.at("da"))
    travel = travel_matrices(day, town.network, FREE_FLOW)
    for matrix in travel.matrices.values():
        assert matrix.places == tuple(day.places)
    assert set(travel.matrices) == {"van", "truck_7_5t"}


def test_more_places_than_there_is_memory_for_are_an_error_that_says_so(town, monkeypatch):
    def has_no_memory(*_asked, **_options):
        raise MemoryError

    monkeypatch.setattr(DijkstraEngine, "matrix", has_no_memory)
    with pytest.raises(SolverError, match="memory"):
        travel_matrices(problem(town, "van", x=town.at("ce")), DijkstraEngine(town.network), FREE_FLOW)


def test_the_holidays_of_the_depots_state_close_roads(draw_town):
    """Corpus Christi is kept in Rhineland-Palatinate and not in Hamburg."""
    town = draw_town("a--b--c", {"ab": "", "bc": "vehicle:conditional=no @ (PH 00:00-22:00)"})
    closed = {}
    for state in ("RP", "HH"):
        day = problem(town, "van", x=town.at("bc"))
        yard = day.depots[0].model_copy(update={"state": state})
        day = day.model_copy(update={"date": date(2026, 6, 4), "depots": (yard,)})
        closed[state] = travel_matrices(day, town.network, FREE_FLOW).matrices["van"].seconds[0, 0, 1] == UNREACHABLE
    assert closed == {"RP": True, "HH": False}


def test_a_plan_can_be_timed_with_them(town):
    day = problem(town, "van", x=town.at("ce"))
    plan = schedule(day, {"v0": ["x"]}, travel_matrices(day, town.network, DEFAULT_TRAFFIC).matrices)
    assert plan.routes[0].distance_m > 0


def test_all_far_places_of_all_profiles_are_named_once(town):
    far = Location(lon=town.nodes["a"].lon - 0.02, lat=town.nodes["a"].lat)
    other = Location(lon=town.nodes["a"].lon + 0.05, lat=town.nodes["a"].lat)
    with pytest.raises(SnapError) as caught:
        travel_matrices(problem(town, "van", "truck_7_5t", x=far, y=other), town.network, FREE_FLOW)
    assert [finding.value for finding in caught.value.findings] == ["stop/x", "stop/y"]


def test_the_distance_allowed_is_passed_on(town):
    far = Location(lon=town.nodes["a"].lon - 0.02, lat=town.nodes["a"].lat)
    travel = travel_matrices(problem(town, "van", x=far), town.network, FREE_FLOW, max_snap_m=3000)
    assert travel.snaps["van"].walk_m[1] > 1000


def test_unknown_profiles_are_named_at_once(town):
    with pytest.raises(InputError) as caught:
        travel_matrices(problem(town, "tank", "van", "airship"), town.network, FREE_FLOW)
    assert [finding.value for finding in caught.value.findings] == ["airship", "tank"]


def test_an_engine_can_be_kept_for_the_next_problem(town):
    engine = DijkstraEngine(town.network, threads=1)
    first = travel_matrices(problem(town, "van", x=town.at("ce")), engine, FREE_FLOW)
    graph = engine.graph("van")
    second = travel_matrices(problem(town, "van", x=town.at("ce")), engine, FREE_FLOW)
    assert engine.graph("van") is graph
    assert first.matrices["van"].seconds.tolist() == second.matrices["van"].seconds.tolist()


def test_a_stop_that_nobody_reaches_says_why(draw_town):
    """For each kind of vehicle; a stop left out for another reason is not looked into."""
    town = draw_town("a--b--c--d", {"ab": "", "bc": "maxweight=2.8 & maxheight=3", "cd": ""})
    day = problem(town, "van", "truck_7_5t", far=town.at("cd"), near=town.at("ab"))
    edges, zero = np.array([0, 2, 0], np.int32), np.zeros(3)
    snaps = {
        profile: Snaps(profile, tuple(day.places), edges, np.array([0.5, 0.5, 0.6]), zero, zero, zero)
        for profile in day.profiles
    }
    left = [Unassigned(stop_id="far", due=False, reasons=(Reason(code="reason_unreachable"),))]
    left.append(Unassigned(stop_id="near", due=False, reasons=(Reason(code="reason_shift"),)))
    plan = explained(day, Plan(routes=(), unassigned=tuple(left)), town.engine, snaps)
    said = [[(reason.code, reason.value) for reason in item.reasons] for item in plan.unassigned]
    assert said == [
        [("reason_unreachable", ""), ("way_too_large", "far"), ("way_too_heavy", "far")],
        [("reason_shift", "")],
    ]
