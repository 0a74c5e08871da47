"""A simulated firm: the same world for everybody, days that happen once, a truth that can be asked."""

import pickle
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from data.samples import Noise, working_days
from routing.delays import lateness_s
from routing.schedule import schedule

DAY = date(2026, 3, 3)
SERVED = {"delivered", "failed"}


@pytest.fixture
def tuesday(clean_world):
    problem = clean_world.day(DAY, 1)
    return problem, clean_world.dispatcher(seed=1)(problem, clean_world.roads.matrix(problem))


def stamps(day):
    return {name: (visit.actual_arrival_s, visit.actual_departure_s) for name, visit in day.visits.items()}


def out_of_place(days):
    """Share of stops approached that are not where the plan had them among those."""
    moved = [
        planned != driven
        for day in days
        for tour in day.tours
        for planned, driven in zip([stop for stop in tour.planned if stop in tour.driven], tour.driven, strict=True)
    ]
    return np.mean(moved)


def test_a_day_has_a_vehicle_per_tour_named_as_the_tour(clean_world, tuesday):
    problem, _ = tuesday
    assert [tour.vehicle_id for tour in problem.vehicles] == list(clean_world.vehicle_of) == ["T1", "T2", "T3"]
    assert set(clean_world.vehicle_of.values()) == {"van-1", "van-2", "van-3"}


def test_the_same_seed_gives_the_same_history(clean_world, week):
    again = clean_world.past_days([day.date for day in week], 1)
    assert [(day.driven, stamps(day)) for day in again] == [(day.driven, stamps(day)) for day in week]


def test_a_day_does_not_depend_on_the_days_before_it(clean_world, week):
    """Days are simulated in any order and in any process."""
    (alone,) = clean_world.past_days([week[-1].date], 1)
    assert stamps(alone) == stamps(week[-1])


def test_another_seed_is_another_history_of_the_same_firm(clean_world, week):
    other = clean_world.past_days([day.date for day in week], 2)
    assert stamps(other[0]) != stamps(week[0])
    customers = [{stop.customer_id for day in days for stop in day.problem.stops} for days in (week, other)]
    assert len(customers[0] & customers[1]) > len(customers[0]) / 2


def test_the_stamps_are_what_the_truth_says_of_the_driven_order(clean_world, week):
    day = week[0]
    realised = clean_world.truth(1).realised(day.problem, day.driven)
    arrivals = {
        name: int(s) for route in realised.routes for name, s in zip(route.stop_ids, route.arrival_s[:, 0], strict=True)
    }
    assert arrivals == {name: stamp for name, (stamp, _) in stamps(day).items() if stamp is not None}


def test_what_would_have_happened_shares_the_day_up_to_the_first_difference(clean_world, week):
    """Common random numbers: the same stops first, the same stamps there."""
    day = week[0]
    other = {tour: (*order[:-2], order[-1], order[-2]) for tour, order in day.driven.items()}
    realised = clean_world.truth(1).realised(day.problem, other)
    for route in realised.routes:
        for row, stop_id in enumerate(route.stop_ids[:-2]):
            assert route.arrival_s[row, 0] == day.visits[stop_id].actual_arrival_s


def test_planned_times_know_no_rush_hour(clean_world, tuesday):
    """Practice: the dispatcher reckons with the day's mean."""
    problem, manual = tuesday
    day = clean_world.past_day(problem, manual, 1)
    true = clean_world.roads.matrix(problem)
    by_hour = {
        visit.stop_id: visit.arrival_s for route in schedule(problem, manual, true).routes for visit in route.visits
    }
    planned = {name: visit.planned_arrival_s for name, visit in day.visits.items()}
    assert planned.keys() == by_hour.keys()
    assert planned != by_hour
    gaps = [abs(planned[name] - by_hour[name]) for name in planned]
    assert np.median(gaps) < 600


def test_without_any_chance_and_in_planned_order_the_day_is_the_expected_one(clean_world, tuesday):
    quiet = clean_world.with_noise(Noise(traffic=0, service=0, departure=0, deviation=0, dirt=0))
    problem, manual = tuesday
    day = quiet.past_day(problem, manual, 1)
    assert all(tour.actual_departure_s == tour.planned_departure_s for tour in day.tours)
    assert out_of_place([day]) == 0
    expected = quiet.truth(1).expected(day.problem, day.driven, seed=9, scenarios=2)
    for route in expected.routes:
        assert (route.arrival_s[:, 0] == route.arrival_s[:, 1]).all()
        assert [day.visits[name].actual_arrival_s for name in route.stop_ids] == route.arrival_s[:, 0].tolist()


def test_noise_changes_no_expected_time(clean_world):
    """Else a quieter history would be another world."""
    quiet = clean_world.with_noise(Noise(traffic=0, service=0)).times
    assert quiet.travel == clean_world.times.travel
    assert quiet.service.mean_s == clean_world.times.service.mean_s
    assert quiet.day_log_sd == 0


def test_about_half_of_the_stops_are_served_out_of_place(months):
    assert 0.35 < out_of_place(months) < 0.65


def test_a_driver_never_moves_a_stop_by_more_than_one_place(months):
    for day in months:
        for tour in day.tours:
            kept = [stop for stop in tour.planned if stop in tour.driven]
            assert all(abs(kept.index(stop) - place) <= 1 for place, stop in enumerate(tour.driven))


def test_a_driver_brings_no_stop_forward_that_is_still_closed(months):
    """Nor one that would then surely be late: a swap must look harmless by the plan."""
    swapped = 0
    for day in months:
        for tour in day.tours:
            kept = [stop for stop in tour.planned if stop in tour.driven]
            for place, (first, second) in enumerate(pairwise(kept)):
                if tour.driven[place : place + 2] != (second, first):
                    continue
                swapped += 1
                planned_s = day.visits[first].planned_arrival_s
                assert day.problem.stop_by_id[second].service_start_s(planned_s) == planned_s
    assert swapped > 100


def test_what_happens_over_many_histories_is_what_is_expected(clean_world, tuesday):
    """The days of histories and fresh draws are the same chances: else a planted share would not be the true one."""
    problem, manual = tuesday
    expected = clean_world.truth(1).expected(problem, manual, seed=5, scenarios=1000).late(problem)[1].mean()
    happened = np.mean(
        [clean_world.truth(seed).realised(problem, manual).late(problem)[1].mean() for seed in range(250)]
    )
    assert happened == pytest.approx(expected, abs=0.02)


def test_hard_windows_are_not_swapped(clean_world, tuesday):
    problem, manual = tuesday
    hard = problem.model_copy(
        update={"stops": tuple(stop.model_copy(update={"hard_window": True}) for stop in problem.stops)}
    )
    day = clean_world.past_day(hard, manual, 1)
    assert out_of_place([day]) == 0


def test_failed_cancelled_and_skipped_are_rare_but_there_are_some(months):
    statuses = [visit.status for day in months for visit in day.visits.values()]
    shares = {status: statuses.count(status) / len(statuses) for status in ("failed", "cancelled", "skipped")}
    assert all(0 < share < 0.03 for share in shares.values())


def test_cancelled_stops_are_no_work_and_skipped_ones_are_not_driven(months):
    for day in months:
        by_status = {
            status: {name for name, visit in day.visits.items() if visit.status == status}
            for status in ("cancelled", "skipped")
        }
        driven = {stop for order in day.driven.values() for stop in order}
        assert not by_status["cancelled"] & day.problem.stop_by_id.keys()
        assert by_status["skipped"] <= day.problem.stop_by_id.keys() - driven
        assert {stop.stop_id for stop in day.cancelled} == by_status["cancelled"]
        assert driven == {name for name, visit in day.visits.items() if visit.status in SERVED}


def test_more_effort_means_fewer_late_stops_by_plan(clean_world):
    def late(effort):
        days = clean_world.past_days(working_days(DAY, 6), 3, clean_world.dispatcher(effort, 3))
        return sum(
            lateness_s(stop.service_start_s(day.visits[stop.stop_id].planned_arrival_s), stop.due_s) > 0
            for day in days
            for stop in day.problem.stops
        )

    assert late(120) < late(0)


def test_days_are_alike_their_neighbours(clean_world):
    """Bad weeks happen: the factor of a day remembers the one before."""
    truth = clean_world.truth(4)
    levels = np.log([truth.day_factor(day) for day in working_days(DAY, 400)])
    assert 0.35 < np.corrcoef(levels[1:], levels[:-1])[0, 1] < 0.65
    assert levels.std() == pytest.approx(truth.times.day_log_sd, rel=0.15)


def test_spreads_have_a_mean_of_one(clean_world):
    for spread in (*clean_world.times.legs, clean_world.times.service.spread):
        ratios = np.array(spread.ratios)
        assert np.interp(np.linspace(0, 1, 100_001), np.linspace(0, 1, len(ratios)), ratios).mean() == pytest.approx(
            1, abs=0.002
        )


def test_incidents_are_rare_and_long(clean_world):
    ratios = np.array(clean_world.times.legs[-1].ratios)
    assert ratios[-1] > 2
    assert (ratios > 1.6).mean() < 0.03


def test_tours_leave_late_or_in_time_never_early(months):
    late = [tour.actual_departure_s - tour.planned_departure_s for day in months for tour in day.tours]
    assert min(late) == 0
    assert 0.3 < np.mean(np.array(late) == 0) < 0.6
    assert 120 < np.mean(late) < 400


def test_a_world_goes_to_another_process(clean_world):
    copy = pickle.loads(pickle.dumps(clean_world))  # noqa: S301 - our own bytes
    assert copy.day(DAY, 1) == clean_world.day(DAY, 1)


def test_working_days_leave_weekends_out():
    days = working_days(date(2026, 3, 6), 3)
    assert days == (date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 10))
    assert all(a < b for a, b in pairwise(days))
