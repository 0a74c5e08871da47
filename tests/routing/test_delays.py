import pytest
from hypothesis import given
from strategies import days

from routing.delays import TOLERANCES_S, Kpis, is_late, lateness_s, reduction
from routing.schedule import schedule


def test_service_at_the_window_end_is_on_time():
    assert lateness_s(3600, 3600) == 0


def test_lateness_counts_from_the_window_end():
    assert lateness_s(3601, 3600) == 1


def test_a_stop_without_a_window_end_is_never_late():
    assert lateness_s(10**6, None) == 0


def test_lateness_equal_to_the_tolerance_is_on_time():
    assert (is_late(300, 300), is_late(301, 300)) == (False, True)


def test_a_positive_reduction_means_fewer_late_stops():
    assert reduction(10, 7) == pytest.approx(0.3)


def test_without_manual_lateness_there_is_no_reduction():
    assert reduction(0, 3) is None


def test_without_due_stops_there_is_no_delay_rate(one_van, street):
    no_windows = one_van.model_copy(update={"stops": one_van.stops[2:]})
    assert Kpis.of(schedule(no_windows, {"van": ["c"]}, street)).delay_rate is None


def test_stops_without_a_window_are_counted_beside(one_van, street):
    kpis = Kpis.of(schedule(one_van, {"van": ["a", "b", "c"]}, street))
    assert (kpis.due_stops, kpis.stops) == (2, 3)


@given(days())
def test_the_delay_rate_never_rises_with_the_tolerance(day):
    problem, matrix, sequences = day
    by_tolerance = Kpis.of(schedule(problem, sequences, matrix)).delay_rate_by_tolerance
    rates = [rate for rate in by_tolerance.values() if rate is not None]
    assert rates == sorted(rates, reverse=True)
    assert list(by_tolerance) == list(TOLERANCES_S)


@given(days())
def test_leaving_stops_out_never_lowers_the_count_of_late_stops_below_those_left_out(day):
    problem, matrix, sequences = day
    plan = schedule(problem, sequences, matrix)
    assert Kpis.of(plan).late_stops >= sum(item.due for item in plan.unassigned)
