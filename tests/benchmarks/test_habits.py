"""Habits found in a history, and what keeping them costs."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations, permutations

import pytest
from driven_days import MONDAY, NOISY, TIMES, Drive, driven_day, lane_tables
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.diagnose.customs import Customs
from benchmarks.diagnose.habits import price_habits
from benchmarks.diagnose.usual_order import PairOrders, TourClock, in_usual_order, keep_order, usual_pairs
from routing.errors import InputError

TABLES = lane_tables()


def best_plan(problem, matrices, _seed):
    """Try every division and order; forced vehicles are kept."""
    ids = [stop.stop_id for stop in problem.stops]
    matrix = matrices["van"]
    clocks = {vehicle.vehicle_id: TourClock(problem, vehicle, matrix, ids) for vehicle in problem.vehicles}
    cuts = range(len(ids) + 1) if len(clocks) > 1 else [len(ids)]
    plans = (dict(zip(clocks, (order[:cut], order[cut:]), strict=False)) for order in permutations(ids) for cut in cuts)
    allowed = [plan for plan in plans if _keeps_vehicles(problem, plan)]
    costs = {}

    def cost(plan):
        each = [costs.setdefault((tour, stops), clocks[tour].cost(stops)) for tour, stops in plan.items() if stops]
        return [sum(column) for column in zip(*each, strict=True)]

    return min(allowed, key=cost)


def _keeps_vehicles(problem, plan):
    forced = {stop.stop_id: stop.vehicle_id for stop in problem.stops}
    return all(forced[stop_id] in {None, tour} for tour, stops in plan.items() for stop_id in stops)


def history(*drives, days=6):
    """Return the same tours on so many Mondays."""
    return [driven_day(list(drives), day=MONDAY + timedelta(weeks=week)) for week in range(days)]


def priced(past, planner=best_plan, times=TIMES, **options):
    """Look for habits; return them by kind."""
    return {habit.kind: habit for habit in price_habits(past, TABLES, lambda _: times, planner, **options).habits}


TWO_WAYS = [Drive({"a": (30, 31), "c": (10, 13)}, "ca"), Drive({"b": (31, 34), "d": (10, 13)}, "db")]
"""Each tour goes near, then far, by habit; one near and one far tour would all be in time."""

WRONG_WAY = Drive({"a": (5, 20), "b": (20, 60)}, "ba")
"""The far customer first by habit: the near one is served half an hour late."""


def test_a_territory_that_makes_a_stop_late_each_day_has_that_price():
    habit = priced(history(*TWO_WAYS))["territory"]
    assert (habit.statistic, habit.free_statistic) == (1.0, 0.5)
    assert habit.late_per_day.high == 1.0


def test_a_fixed_order_that_makes_a_stop_late_each_day_has_that_price():
    habit = priced(history(WRONG_WAY))["sequence"]
    assert (habit.statistic, habit.free_statistic) == (1.0, 0.0)
    assert (habit.late_per_day.low, habit.late_per_day.high) == (1.0, 1.0)


def test_a_start_too_late_for_the_first_window_has_its_price():
    habit = priced(history(Drive({"a": (30, 15)}, "a")))["start"]
    assert (habit.statistic, habit.free_statistic, habit.late_per_day.low) == (1.0, 0.0, 1.0)


def test_both_ends_show_where_a_habit_costs_only_beside_another():
    """An earlier start mends all that the order spoils, so the order costs nothing alone."""
    found = priced(history(Drive({"a": (5, 4), "c": (6, 9), "b": (20, 60)}, "bca")))
    ends = {
        kind: (found[kind].late_per_day.alone.value, found[kind].late_per_day.among_all.value)
        for kind in ("sequence", "start")
    }
    assert ends == {"sequence": (0.0, 1.0), "start": (1.0, 2.0)}


def test_what_a_free_plan_does_all_the_same_is_no_habit():
    habit = priced(history(Drive({"a": (5, 20), "b": (20, 60)}, "ab")))["sequence"]
    assert (habit.statistic, habit.free_statistic, habit.outcome) == (1.0, 1.0, "no_habit")


def test_a_habit_that_makes_nobody_late_has_no_price():
    habit = priced(history(Drive({"a": (5, 90), "b": (20, 30)}, "ba")))["sequence"]
    assert (habit.found, habit.priced, habit.outcome, habit.late_per_day) == (True, False, "too_small", None)


def test_a_habit_is_not_priced_when_keeping_it_is_later_than_the_manual_plan():
    """A planner who can do nothing with forced vehicles says nothing about the dispatcher's habit."""

    def clumsy(problem, matrices, seed):
        forced = any(stop.vehicle_id for stop in problem.stops)
        return {} if forced else best_plan(problem, matrices, seed)

    habit = priced(history(*TWO_WAYS), clumsy)["territory"]
    assert (habit.outcome, habit.late_per_day) == ("too_strict", None)


def test_too_few_days_show_no_habit():
    assert {habit.outcome for habit in priced(history(*TWO_WAYS, days=4)).values()} == {"too_little_history"}


def test_no_history_shows_no_habit():
    assert {habit.outcome for habit in priced([]).values()} == {"too_little_history"}


def test_fewer_than_three_seeds_are_refused():
    with pytest.raises(ValueError, match="3 seeds"):
        priced(history(WRONG_WAY), seeds=(1, 1, 2))


@pytest.mark.parametrize("fails", ["always", "with habits"])
def test_a_day_that_cannot_be_planned_is_listed(fails):
    past = history(*TWO_WAYS)

    def planner(problem, matrices, seed):
        if problem.date == MONDAY and (fails == "always" or any(stop.vehicle_id for stop in problem.stops)):
            raise InputError.of("unknown_stop", value="a")
        return best_plan(problem, matrices, seed)

    found = price_habits(past, TABLES, lambda _: TIMES, planner)
    assert [(item.date, item.reason) for item in found.left_out] == [(MONDAY, "not_replannable")]
    assert len(found.days) == 5


def test_only_a_sample_of_the_days_is_planned_anew():
    assert len(price_habits(history(WRONG_WAY, days=9), TABLES, lambda _: TIMES, best_plan, sample=4).days) == 4


def test_prices_repeat():
    first, second = (priced(history(WRONG_WAY), times=NOISY, seed=3) for _ in range(2))
    assert first == second


def test_an_order_that_came_in_later_is_not_planned():
    """Habits are priced on what was known when the day was planned."""
    past = history(WRONG_WAY)
    late = [
        replace(day, visits=day.visits | {"b": replace(day.visits["b"], known_at_s=day.planned_at_s + 1)})
        for day in past
    ]
    found = price_habits(late, TABLES, lambda _: TIMES, best_plan)
    assert found.late_per_day["manual"] == 0.0


def test_days_without_tours_show_no_habit():
    past = [driven_day([], day=MONDAY + timedelta(weeks=week)) for week in range(6)]
    assert {habit.outcome for habit in priced(past, lambda *_: {}).values()} == {"too_little_history"}


def test_stops_without_a_known_customer_follow_no_custom():
    past = [
        replace(
            day,
            problem=day.problem.model_copy(
                update={"stops": tuple(stop.model_copy(update={"customer_id": None}) for stop in day.problem.stops)}
            ),
        )
        for day in history(*TWO_WAYS)
    ]
    assert priced(past)["territory"].outcome == "too_little_history"


def test_a_tour_that_the_planner_leaves_empty_costs_nothing():
    """One vehicle may do all the work of two."""
    past = history(Drive({"a": (5, 60)}, "a"), Drive({"b": (6, 60)}, "b"))
    found = price_habits(past, TABLES, lambda _: TIMES, lambda *_: {"t0": ("a", "b")})
    assert found.km_per_day["none"] == 6.0


def test_a_habit_without_figures_is_empty_in_json():
    assert priced([])["start"].document() == {
        "kind": "start",
        "statistic": None,
        "free_statistic": None,
        "counted": 0,
        "found": False,
        "outcome": "too_little_history",
        "late_per_day": None,
        "km_per_day": None,
    }


def test_tours_go_by_their_own_name_where_vehicles_take_turns():
    past = [
        replace(day, tours=tuple(replace(tour, vehicle_id=f"{tour.tour_id}{week % 2}") for tour in day.tours))
        for week, day in enumerate(history(*TWO_WAYS))
    ]
    assert Customs.of(past).by_tour


def test_plans_that_only_swap_the_names_of_tours_keep_their_territories():
    past = history(*TWO_WAYS)
    swapped = {"t0": past[0].planned["t1"], "t1": past[0].planned["t0"]}
    assert Customs.of(past).territory(past[0], swapped).value == 1.0


def test_a_days_own_plan_does_not_count_as_its_custom():
    """Four days are enough to know a customer's usual tour on a fifth, three are not."""
    four, five = history(*TWO_WAYS, days=4), history(*TWO_WAYS, days=5)
    assert (Customs.of(four).usual_tours(four[0]), len(Customs.of(five).usual_tours(five[0]))) == ({}, 4)


def test_starts_that_lie_within_five_minutes_are_the_same_start():
    past = history(WRONG_WAY)
    usual = past[0].tours[0].planned_departure_s
    shares = [Customs.of(past).start(past[0], {"t0": usual + late}).value for late in (0, 149, -149, 150)]
    assert shares == [1.0, 1.0, 1.0, 0.0]


@pytest.mark.parametrize(("forward", "backward", "usual"), [(4, 0, True), (3, 0, False), (9, 1, True), (8, 1, False)])
def test_an_order_is_usual_from_four_common_days_and_nine_in_ten(forward, backward, usual):
    orders = PairOrders.of([("a", "b")] * forward + [("b", "a")] * backward)
    assert orders.usual("a", "b") is usual


tours = st.permutations("abcdefg").map(tuple)


@given(tours, tours, st.sets(st.sampled_from(list(combinations("abcdefg", 2)))))
def test_the_usual_order_is_kept_by_reordering(sequence, usual, some):
    place = {stop_id: k for k, stop_id in enumerate(usual)}
    pairs = [tuple(sorted(pair, key=place.get)) for pair in some]
    new = {stop_id: k for k, stop_id in enumerate(in_usual_order(sequence, pairs))}
    assert set(new) == set(sequence)
    assert all(new[first] < new[second] for first, second in pairs)


@given(tours)
def test_a_tour_already_in_usual_order_stays_as_it_is(sequence):
    assert in_usual_order(sequence, list(combinations(sequence, 2))) == sequence


def test_an_order_that_goes_round_in_a_circle_loses_no_stop():
    assert sorted(in_usual_order("cab", [("a", "b"), ("b", "c"), ("c", "a")])) == ["a", "b", "c"]


@settings(max_examples=20)
@given(tours, tours, st.integers(0, 21))
def test_mending_a_tour_breaks_no_pair_and_makes_nothing_worse(sequence, usual, count):
    customers = {name: (5 * k + 5, 6 * k + 8) for k, name in enumerate("abcdefg")}
    day = driven_day([Drive(customers, "".join(usual))])
    matrix = TABLES["van"].matrix(day.problem, TIMES)
    pairs = frozenset(list(combinations(usual, 2))[:count])
    kept = keep_order(day.problem, matrix, {"t0": sequence}, pairs)["t0"]
    clock = TourClock(day.problem, day.problem.vehicles[0], matrix, sequence)
    assert all(kept.index(first) < kept.index(second) for first, second in pairs)
    assert clock.cost(kept) <= clock.cost(in_usual_order(sequence, pairs))


@given(tours, st.lists(tours, min_size=4, max_size=6))
def test_the_manual_plan_itself_keeps_all_pairs_that_are_asked_of_a_new_one(manual, others):
    """A habit is never modelled more strictly than the dispatcher kept it that day."""
    day = driven_day([Drive({name: (k + 1, None) for k, name in enumerate("abcdefg")}, "".join(manual))])
    orders = PairOrders.of([[f"c-{name}" for name in tour] for tour in others])
    pairs = usual_pairs(day.problem, day.planned, orders)
    assert in_usual_order(manual, pairs) == manual
