"""Simulated days are schedule() with random times, the same for every plan."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from strategies import DAY, days

from routing.schedule import schedule
from routing.simulate import Conditions, simulate
from routing.traffic import FREE_FLOW, LearnedTimes, ServiceTimes, Spread

CERTAIN = LearnedTimes(name="certain", source="test", days=(DAY,), travel=FREE_FLOW)
UNSURE = CERTAIN.model_copy(
    update={
        "legs": (Spread(up_to_s=900, ratios=(0.5, 1.0, 1.5)), Spread(ratios=(0.8, 1.0, 1.2))),
        "day_log_sd": 0.1,
        "tour_log_sd": 0.05,
        "service": ServiceTimes(spread=Spread(ratios=(0.4, 1.0, 1.6))),
        "departure_late_s": (0, 0, 300, 1200),
    }
)


def cells(simulated):
    """Every time of a simulation by vehicle and stop."""
    return {
        (route.vehicle_id, stop): tuple(route.service_start_s[row].tolist())
        for route in simulated.routes
        for row, stop in enumerate(route.stop_ids)
    }


@given(days())
def test_with_everything_as_expected_it_equals_the_schedule_to_the_second(day):
    problem, matrix, sequences = day
    planned = schedule(problem, sequences, matrix)
    driven = simulate(problem, sequences, matrix, CERTAIN, seed=1, scenarios=3)
    assert {route.vehicle_id for route in driven.routes} == {route.vehicle_id for route in planned.routes}
    for route, expected in zip(driven.routes, planned.routes, strict=True):
        for name in ("arrival_s", "service_start_s", "departure_s"):
            times = [getattr(visit, name) for visit in expected.visits]
            assert getattr(route, name).tolist() == [[time] * 3 for time in times]
        assert route.end_s.tolist() == [expected.end_s] * 3


@given(days())
def test_expected_conditions_leave_nothing_to_chance(day):
    problem, matrix, sequences = day
    known = Conditions(expected_departure=True, expected_service=True, expected_travel=True)
    unsure = simulate(problem, sequences, matrix, UNSURE, seed=1, scenarios=2, conditions=known)
    assert cells(unsure) == cells(simulate(problem, sequences, matrix, CERTAIN, seed=1, scenarios=2))


@given(days())
def test_a_tour_meets_the_same_days_whatever_the_other_tours_do(day):
    """Draws belong to places, never to row numbers or visiting order."""
    problem, matrix, sequences = day
    everything = cells(simulate(problem, sequences, matrix, UNSURE, seed=1, scenarios=5))
    for vehicle, stops in sequences.items():
        alone = cells(simulate(problem, {vehicle: stops}, matrix, UNSURE, seed=1, scenarios=5))
        assert alone == {cell: times for cell, times in everything.items() if cell[0] == vehicle}


@given(days())
def test_further_scenarios_go_on_where_the_first_ended(day):
    problem, matrix, sequences = day
    whole = cells(simulate(problem, sequences, matrix, UNSURE, seed=1, scenarios=6))
    rest = cells(simulate(problem, sequences, matrix, UNSURE, seed=1, scenarios=2, first_scenario=4))
    assert rest == {cell: times[4:] for cell, times in whole.items()}


def test_another_seed_or_date_is_another_day(one_van, street):
    sequences = {"van": ["a", "b", "c"]}
    later = one_van.model_copy(update={"date": one_van.date + timedelta(days=1)})
    drawn = [
        cells(simulate(problem, sequences, street, UNSURE, seed=seed, scenarios=8))["van", "c"]
        for problem, seed in ((one_van, 1), (one_van, 2), (later, 1))
    ]
    assert len(set(drawn)) == 3


def test_legs_and_services_have_their_expected_mean_and_spread(one_van, street):
    """The first leg of 20,000 days: factors and ratios have mean 1, so the mean is the matrix entry."""
    drawn = simulate(
        one_van,
        {"van": ["c"]},
        street,
        UNSURE,
        seed=3,
        scenarios=20_000,
        conditions=Conditions(departures={"van": 28_800}),
    ).routes[0]
    expected = schedule(one_van, {"van": ["c"]}, street).routes[0].visits[0]
    ratio = (drawn.arrival_s[0] - 28_800) / (expected.arrival_s - 28_800)
    assert ratio.mean() == pytest.approx(1, abs=0.005)
    spread = (0.2**2 / 3 + 0.1**2 + 0.05**2) ** 0.5
    assert ratio.std() == pytest.approx(spread, rel=0.05)
    service = (drawn.departure_s - drawn.service_start_s)[0]
    assert service.mean() == pytest.approx(one_van.stop_by_id["c"].service_s, rel=0.01)


def test_known_legs_services_and_departures_are_not_drawn(one_van, street):
    known = Conditions(
        departures={"van": 29_000},
        leg_ratios={("depot/yard", "stop/a"): 2.0},
        service_s={"a": 77},
    )
    route = simulate(one_van, {"van": ["a", "b"]}, street, UNSURE, seed=1, scenarios=4, conditions=known).routes[0]
    usual = schedule(one_van, {"van": ["a"]}, street, departures={"van": 29_000}).routes[0].visits[0]
    assert set(route.arrival_s[0].tolist()) == {29_000 + 2 * (usual.arrival_s - 29_000)}
    assert set((route.departure_s - route.service_start_s)[0].tolist()) == {77}
    assert len(set(route.arrival_s[1].tolist())) > 1


def test_a_stop_left_out_is_late_on_every_day(one_van, street):
    simulated = simulate(one_van, {"van": ["b"]}, street, CERTAIN, seed=1, scenarios=3)
    stops, late = simulated.late(one_van)
    assert dict(zip(stops, late.all(axis=1).tolist(), strict=True)) == {"b": False, "a": True}


def test_scenarios_do_not_repeat_each_other(one_van, street):
    route = simulate(one_van, {"van": ["a"]}, street, UNSURE, seed=1, scenarios=500).routes[0]
    assert len(np.unique(route.departure_s)) > 250
