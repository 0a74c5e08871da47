"""Other solvers on our days: what they are asked, and that each answers on a day small enough to see."""

from datetime import date

import numpy as np
import pytest

from benchmarks.solver.peers import PEERS, peer_plan, peer_version
from benchmarks.solver.peers.question import FORBIDDEN, question_of
from routing.errors import InputError
from routing.matrix import UNREACHABLE, Matrix, TimeSlots
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle

HERE = Location(lon=0, lat=0)


def day(*stops, **van):
    """Return a day on a line: stop ``a`` 100 s and metres from the depot, ``b`` 200, ``c`` 300; two vans."""
    van = {"shift": Shift(start_s=1000, end_s=9000), "capacity": {"kg": 10}, "cost_per_h": 0.0} | van
    vans = [Vehicle(vehicle_id=name, start_depot="d", end_depot=van.get("end_depot", "d"), **{
        key: value for key, value in van.items() if key != "end_depot"
    }) for name in ("v", "w")]  # fmt: skip
    return Problem(
        date=date(2026, 3, 2), depots=(Depot(depot_id="d", location=HERE),), vehicles=tuple(vans), stops=stops
    )


def stop(name, opens_s=1000, due_s=8000, **more):
    window = TimeWindow(start_s=opens_s, end_s=due_s)
    return Stop(stop_id=name, location=HERE, windows=(window,), hard_window=True, **({"demand": {"kg": 4}} | more))


def line(problem, slots=(0,)):
    where = np.array([0, *(100 * (1 + "abc".index(stop.stop_id)) for stop in problem.stops)])
    table = np.repeat(np.abs(where[:, None] - where)[None].astype(np.int32), len(slots), axis=0)
    return Matrix(tuple(problem.places), TimeSlots(slots), table, table.copy())


@pytest.fixture(params=PEERS)
def peer(request):
    if peer_version(request.param) is None:
        pytest.skip("not installed: pip install 'termintreu[peers]'")
    return request.param


def test_each_peer_finds_the_one_best_plan_of_a_tiny_day(peer):
    """Three stops of 4 kg, 10 kg a van: the two far ones together, and b before c is as good as after it."""
    problem = day(stop("a"), stop("b"), stop("c"))
    plan = peer_plan(peer, problem, line(problem), time_limit_s=0.5)
    tours = {frozenset(tour) for tour in plan.sequences.values()}
    assert (tours, plan.feasible) == ({frozenset("a"), frozenset("bc")}, True)


def test_each_peer_keeps_a_stop_to_its_vehicle(peer):
    problem = day(stop("a"), stop("b", vehicle_id="w"))
    assert "b" in peer_plan(peer, problem, line(problem), time_limit_s=0.5).sequences["w"]


def test_each_peer_ends_open_tours_at_the_farthest_stop(peer):
    problem = day(stop("b"), stop("a"), end_depot=None)
    assert [*peer_plan(peer, problem, line(problem), time_limit_s=0.5).sequences.values()] == [("a", "b")]


def test_each_peer_tells_the_way_there_from_the_way_back(peer):
    """One way round costs 300, the other 1200."""
    problem = day(stop("a", demand={"kg": 1}), stop("b", demand={"kg": 1}))
    matrix = line(problem)
    table = np.array([[[0, 100, 400], [400, 0, 100], [100, 400, 0]]], np.int32)
    one_way = Matrix(matrix.places, matrix.slots, table, table.copy())
    assert [*peer_plan(peer, problem, one_way, time_limit_s=0.5).sequences.values()] == [("a", "b")]


def test_what_a_peer_can_not_serve_makes_its_plan_infeasible(peer):
    problem = day(stop("a", due_s=1050))
    assert not peer_plan(peer, problem, line(problem), time_limit_s=0.5).feasible


def test_a_missing_peer_is_an_error_that_names_the_way_out(monkeypatch):
    monkeypatch.setattr("benchmarks.solver.peers.PACKAGES", {"vroom": "no-such-package"})
    problem = day(stop("a"))
    with pytest.raises(InputError, match=r"no-such-package.*termintreu\[peers\]"):
        peer_plan("vroom", problem, line(problem), time_limit_s=1)


def test_all_rules_that_peers_lack_are_refused_at_once():
    problem = day(stop("a", optional=True), max_trips=2, break_rule="arbzg")
    with pytest.raises(InputError) as caught:
        question_of(problem, line(problem))
    assert [finding.column for finding in caught.value.findings] == ["max_trips", "break_rule", "optional"]


def test_second_0_is_the_earliest_shift():
    problem = day(stop("a", 1500, 2000))
    assert question_of(problem, line(problem)).windows.tolist() == [[500, 1000]]


def test_vehicles_that_are_alike_are_one_fleet():
    assert [fleet.vehicles for fleet in question_of(day(), line(day())).fleets] == [(0, 1)]


def test_several_slots_count_with_their_mean_and_a_closed_one_bars_the_way():
    problem = day(stop("a"))
    matrix = line(problem, slots=(0, 3600))
    matrix.seconds[0, 0, 1] = 300
    matrix.seconds[1, 1, 0] = UNREACHABLE
    assert question_of(problem, matrix).seconds[0].tolist() == [[0, 200], [FORBIDDEN, 0]]


def test_a_price_by_distance_alone_counts_a_unit_a_metre():
    problem = day(stop("a"), cost_per_km=0.7)
    assert question_of(problem, line(problem)).units(0.0007) == 1


def test_prices_of_metre_and_second_keep_their_ratio():
    problem = day(stop("a"), cost_per_km=0.3, cost_per_h=30.0)
    question = question_of(problem, line(problem))
    assert question.units(30 / 3600) / question.units(0.0003) == pytest.approx(30 / 3600 / 0.0003, rel=0.002)


@pytest.mark.parametrize(
    ("tours", "broken"),
    [
        ([["a", "b"], ["c"]], 0),
        ([["a", "b", "c"], []], 1),
        ([["a"], ["c"]], 1),
        ([["a", "b"], ["a", "c"]], 1),
        ([["b", "a"], ["c"]], 1),
    ],
)
def test_an_answer_is_ranked_by_what_it_breaks(tours, broken):
    """Too much load, a stop left out, one served twice, and a due at 1120 that is passed by way of b."""
    problem = day(stop("a", due_s=1120), stop("b"), stop("c"))
    numbers = [["abc".index(name) for name in tour] for tour in tours]
    assert question_of(problem, line(problem)).rank(numbers)[0] == broken
