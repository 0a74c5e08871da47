"""Our own search: its euro is the plan's, it breaks no rule, and chance is repeatable."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import days

from routing.check import check
from routing.delays import Kpis
from routing.errors import InputError
from routing.matrix import Matrix, TimeSlots
from routing.schedule import schedule
from routing.solvers import SolveOptions, improvement, plan_cost, solve_here
from routing.solvers.annealing import annealed, keep, loaded, total
from routing.solvers.arrays import BEST, NOWHERE, OUTSIDE, STEP, TEMPERATURE, TOTAL, WHO, state_of
from routing.solvers.ground import ground_of
from routing.solvers.improvement import Search, improved, never
from routing.solvers.insertion import best_place
from routing.solvers.putting_back import ordered, recreated
from routing.solvers.repair import repaired
from routing.solvers.tours import Day

FAR = 10.0**9
"""A deadline that is never met."""

HOUR = 3600


def empty(day):
    return [[] for _ in day.vehicles]


def working_tours(state):
    return [state.times[vehicle, 1 : size + 1, WHO].tolist() for vehicle, size in enumerate(state.sizes)]


def running(day, tours, steps, seed=0):
    """Return the kernel's arrays after some warm steps."""
    ground, state = ground_of(day), state_of(day, seed)
    flat = np.array([stop for visits in tours for stop in (*visits, NOWHERE)], np.int64)
    loaded(flat, ground, state)
    state.counts[STEP] += 1
    ordered(0, ground, state)
    recreated(0, np.inf, ground, state)
    state.sums[TOTAL] = total(ground, state)
    keep(state)
    state.sums[TEMPERATURE] = 100.0
    annealed(steps, 1.0, ground, state)
    return ground, state


def cheapest(stop, vehicle, ground, state):
    """Return place and extra euro of one more stop in a tour."""
    roads = ground.arcs, ground.legs, ground.starts, ground.facts, ground.windows, ground.limits, ground.rates
    size, profile = state.sizes[vehicle], ground.profile[vehicle]
    return best_place(
        stop, vehicle, size, profile, ground.slots[profile] - 1, np.inf, NOWHERE, state.times, state.euros, *roads
    )


def town(line, count=40, vans=3, seed=1, **fields):
    rng = np.random.default_rng(seed)
    stops = [
        line.stop(int(rng.integers(1, 20)), opens=8 + hour, due=10 + hour, **fields).model_copy(
            update={"stop_id": f"s{number}"}
        )
        for number, hour in enumerate(rng.integers(0, 8, count).tolist())
    ]
    return line.problem(stops, [line.van(f"v{number}") for number in range(vans)])


@settings(max_examples=60)
@given(day=days(rules=True), buffer_s=st.sampled_from([0, 900]), seed=st.integers(0, 3))
def test_the_running_euro_is_that_of_pricing_the_tours_anew(day, buffer_s, seed):
    """Whatever the steps put in, took out and put back, closed roads and half-open windows included."""
    problem, matrix, _ = day
    arrays = Day(problem, matrix, SolveOptions(due_buffer_s=buffer_s))
    _, state = running(arrays, empty(arrays), 30, seed)
    breaches, euro = arrays.rank_all(working_tours(state))
    assert (breaches, euro) == (0, pytest.approx(float(state.sums[TOTAL])))


@given(day=days(rules=True), seed=st.integers(0, 3))
def test_the_noted_best_is_priced_right(day, seed):
    problem, matrix, _ = day
    arrays = Day(problem, matrix, SolveOptions())
    _, state = running(arrays, empty(arrays), 30, seed)
    assert state.sums[BEST] <= state.sums[TOTAL] + 1e-6
    tours = improved(arrays, empty(arrays), iterations=30, deadline=FAR, seed=seed)
    assert arrays.rank_all(tours)[0] == 0


@given(day=days(rules=True))
def test_every_stop_stands_in_one_tour_or_outside(day):
    problem, matrix, _ = day
    arrays = Day(problem, matrix, SolveOptions())
    _, state = running(arrays, empty(arrays), 30)
    inside = [stop for visits in working_tours(state) for stop in visits]
    assert sorted(inside + state.outside[: state.counts[OUTSIDE]].tolist()) == list(range(len(problem.stops)))


@given(day=days(rules=True, closed=False), seed=st.integers(0, 3))
def test_the_place_found_for_a_stop_is_the_cheapest_while_roads_take_the_same_time_all_day(day, seed):
    """Without trying each place, if no way round is quicker than the way: against pricing every place anew."""
    problem, matrix, _ = day
    stops = tuple(stop.model_copy(update={"windows": stop.windows[:1]}) for stop in problem.stops)
    problem = problem.model_copy(update={"stops": stops})
    seconds = matrix.seconds[-1:].copy()
    for via in range(len(matrix.places)):
        seconds = np.minimum(seconds, seconds[:, :, via, None] + seconds[:, None, via, :])
    matrix = Matrix(matrix.places, TimeSlots((0,)), seconds, matrix.metres[-1:])
    arrays = Day(problem, matrix, SolveOptions())
    ground, state = running(arrays, empty(arrays), 10, seed)
    for stop in range(len(stops)):
        for vehicle, visits in enumerate(working_tours(state)):
            if stop in visits:
                continue
            ranks = [arrays.rank(vehicle, [*visits[:at], stop, *visits[at:]]) for at in range(len(visits) + 1)]
            lawful = [euro for breaches, euro in ranks if breaches == 0]
            place, euro = cheapest(stop, vehicle, ground, state)
            assert (place == NOWHERE) == (not lawful)
            if lawful:
                assert arrays.rank(vehicle, visits)[1] + euro == pytest.approx(min(lawful))
                assert ranks[place][1] == pytest.approx(min(lawful))


@given(day=days(rules=True), iterations=st.integers(0, 40), seed=st.integers(0, 3))
def test_lawful_tours_become_no_dearer_and_keep_every_rule(day, iterations, seed):
    problem, matrix, sequences = day
    arrays = Day(problem, matrix, SolveOptions())
    tours = repaired(arrays, arrays.tours(sequences))
    better = improved(arrays, tours, iterations=iterations, deadline=FAR, seed=seed)
    assert arrays.rank_all(better) <= arrays.rank_all(tours)
    assert all(arrays.fits(vehicle, visits) for vehicle, visits in enumerate(better))


@given(day=days(rules=True), seed=st.integers(0, 3))
def test_whatever_the_day_a_plan_made_here_hides_nothing_from_check(day, seed):
    problem, matrix, _ = day
    sequences = solve_here(problem, matrix, SolveOptions(time_limit_s=60, work_limit=1, seed=seed))
    plan = schedule(problem, sequences, matrix)
    assert check(problem, plan, matrix, Kpis.of(plan)) == []


def test_tours_that_break_a_rule_come_back_as_they_are(line):
    problem = line.problem([line.stop(k) for k in (1, 2, 3)], [line.van(end=9)])
    day = Day(problem, line.matrix(problem), SolveOptions())
    assert improved(day, [[2, 1, 0]], iterations=10, deadline=FAR, seed=0) == [[2, 1, 0]]


def test_the_same_seed_and_work_give_the_same_tours(line):
    problem = town(line)
    options = SolveOptions(time_limit_s=60, work_limit=3, seed=5)
    matrix = line.matrix(problem)
    assert solve_here(problem, matrix, options) == solve_here(problem, matrix, options)


def test_another_seed_takes_another_way(line):
    problem = town(line)
    matrix = line.matrix(problem)
    plans = [solve_here(problem, matrix, SolveOptions(work_limit=1, seed=seed)) for seed in range(3)]
    assert any(plan != plans[0] for plan in plans)


def test_the_iterations_asked_for_are_made(line):
    problem = town(line)
    heard = []
    day = Day(problem, line.matrix(problem), SolveOptions())
    improved(day, empty(day), iterations=777, deadline=FAR, seed=0, listener=lambda _tours, done: heard.append(done))
    assert heard[-1] == 777


def test_a_deadline_that_has_passed_leaves_only_the_first_filling(line):
    problem = town(line, count=8)
    heard = []
    day = Day(problem, line.matrix(problem), SolveOptions())
    tours = improved(
        day, empty(day), iterations=None, deadline=0.0, seed=0, listener=lambda _tours, done: heard.append(done)
    )
    assert (heard, day.outside(tours)) == ([], [])


def test_shipments_that_break_a_rule_while_tours_are_filled_stay_out(line, monkeypatch):
    """The kernel can't undo what it did then; what was lawful before is loaded again."""
    halves = [line.stop(1, shipment_id="x", kind="pickup"), line.stop(2, shipment_id="x"), line.stop(3)]
    problem = line.problem(halves, [line.van()])
    day = Day(problem, line.matrix(problem), SolveOptions())

    def broken(_first, _most, _ground, state):
        state.sizes[0] = 1
        return False

    monkeypatch.setattr(improvement, "recreated", broken)
    search = Search(day, ground_of(day), 0)
    search.begin([[2]], never)
    assert search.working[0] == [[2]]


def test_a_soft_window_is_missed_rather_than_a_stop_left_out(line):
    problem = line.problem([line.stop(9, due=8.5)], [line.van()])
    assert solve_here(problem, line.matrix(problem), SolveOptions(work_limit=1)) == {"van": ("s9",)}


def test_a_buffer_makes_the_search_aim_early(line):
    """Place 1 first is the shorter way and in time for place 2, but by less than the buffer."""
    stops = [line.stop(1, service_s=2100), line.stop(2, due=9)]
    problem = line.problem(stops, [line.van(end_depot=None)])
    matrix = line.matrix(problem)
    straight, early = (
        solve_here(problem, matrix, SolveOptions(work_limit=1, due_buffer_s=buffer_s)) for buffer_s in (0, 900)
    )
    assert (straight, early) == ({"van": ("s1", "s2")}, {"van": ("s2", "s1")})


def test_a_given_start_is_not_made_worse(line):
    problem = town(line)
    matrix = line.matrix(problem)
    options = SolveOptions(work_limit=4)
    good = solve_here(problem, matrix, options)
    again = solve_here(problem, matrix, SolveOptions(work_limit=1, seed=1), start=good)
    costs = [plan_cost(problem, schedule(problem, tours, matrix), options).rank for tours in (again, good)]
    assert costs[0] <= costs[1]


def test_a_start_with_unknown_ids_is_refused_here_too(line):
    problem = line.problem([line.stop(1)], [line.van()])
    with pytest.raises(InputError):
        solve_here(problem, line.matrix(problem), SolveOptions(work_limit=1), start={"bus": ["ghost"]})


@pytest.mark.parametrize(("stops", "vans"), [([], []), ([], ["van"]), ([1], [])])
def test_a_day_without_stops_or_vehicles_has_no_tours(line, stops, vans):
    problem = line.problem([line.stop(k) for k in stops], [line.van(name) for name in vans])
    assert solve_here(problem, line.matrix(problem), SolveOptions(work_limit=1)) == {}


def test_vehicles_of_two_profiles_each_drive_on_their_own_matrix(line):
    """The truck is slower and keeps other hours in its table; the plan is timed on both without a difference."""
    vans = [line.van("van", max_stops=3), line.van("truck", profile="truck_7_5t")]
    problem = line.problem([line.stop(k, due=17) for k in range(1, 8)], vans)
    matrices = {
        "van": line.matrix(problem),
        "truck_7_5t": line.matrix(problem, starts=(0, 9 * HOUR, 12 * HOUR), factors=(1, 3, 2)),
    }
    day = Day(problem, matrices, SolveOptions())
    _, state = running(day, empty(day), 50)
    assert day.rank_all(working_tours(state)) == (0, pytest.approx(float(state.sums[TOTAL])))
