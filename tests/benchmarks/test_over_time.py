"""Figures over weeks and periods: what they count, how sure they are, and what they hide."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
import result_days

from benchmarks.over_time.causes import causes_of
from benchmarks.over_time.due_stops import DueStops
from benchmarks.over_time.groups import crossing, groups
from benchmarks.over_time.money import WEEKS_A_MONTH, km_per_stop, monthly_cost


@pytest.fixture(scope="module")
def stops():
    return DueStops.of(result_days.ledger(), 5)


@pytest.fixture(scope="module")
def holey():
    """The fourth week has two tours only."""
    return DueStops.of(result_days.ledger(small_week=3), 5)


def test_a_weeks_rate_is_its_late_stops_by_its_due_stops(stops):
    week = stops.by_week(0)[4]
    rows = stops.rows[stops.rows["monday"] == week.monday]
    assert (week.late_stops, week.due_stops) == (int(rows["late_0"].sum()), len(rows))
    assert week.rate.value == week.late_stops / week.due_stops


def test_a_weeks_interval_is_no_narrower_than_days_or_tours_alone_give(stops):
    week = stops.by_week(0)[4]
    days = stops.period([week.monday], 0)
    assert week.rate.low <= days.rate.low
    assert week.rate.high >= days.rate.high


def test_a_week_without_a_late_stop_is_not_certain_to_be_punctual(stops):
    rows = stops.rows.assign(late_0=False)
    week = DueStops(rows, 5).by_week(0)[4]
    assert (week.rate.low, week.rate.value) == (0, 0)
    assert week.rate.high == pytest.approx(1 - 0.025 ** (1 / 36))


def test_a_week_of_few_tours_hides_another_with_it(holey):
    assert sorted(reason for reason in holey.weeks.values() if reason) == ["protects_another", "too_few_tours"]


def test_a_period_leaves_hidden_weeks_out(holey):
    assert holey.period(list(holey.weeks), 0) == holey.period(holey.shown_weeks, 0)


def test_minutes_count_the_stops_that_are_late_at_the_tolerance(stops):
    rows = stops.rows
    late = rows[rows["late_15"]]
    found = stops.period(stops.shown_weeks, 15)
    assert found.minutes.value == pytest.approx(float(late["lateness_s"].sum()) / 60 * 100 / len(rows))


def test_stops_without_a_stamp_have_no_minutes_and_are_no_denominator_of_them(stops):
    rows = stops.rows.copy()
    rows.loc[rows.index[:1000], "lateness_s"] = pd.NA
    found = DueStops(rows, 5).period(stops.shown_weeks, 0)
    stamped = rows[rows["lateness_s"].notna() & rows["late_0"]]
    assert found.minutes.value == pytest.approx(float(stamped["lateness_s"].sum()) / 60 * 100 / (len(rows) - 1000))


def test_a_change_from_weeks_to_the_same_weeks_holds_zero(stops):
    found = stops.change(stops.shown_weeks[:6], stops.shown_weeks[:6], 0)
    assert found.low < 0 == found.value < found.high


def test_a_weeks_interval_covers_the_truth_of_days_that_differ():
    """Days share a traffic of their own; the true rate is that of many days."""
    covered = []
    for seed in range(60):
        frame = result_days.ledger(weeks=1, seed=seed, stops=10)
        week = DueStops.of(frame[frame["customer_type"].isin(["shop", "office"])], 5).by_week(0)[0]
        covered.append(week.rate.low <= 0.068 <= week.rate.high)
    assert np.mean(covered) >= 0.85


def test_rows_that_cannot_be_judged_are_in_no_figure(stops):
    frame = result_days.ledger()
    frame = frame.assign(judged=frame["date"] != result_days.MONDAY)
    assert DueStops.of(frame, 5).rows["date"].min() == result_days.MONDAY + timedelta(days=1)
    assert len(DueStops.of(frame, 5).rows) < len(stops.rows)


def test_groups_and_their_total_count_the_same_stops(stops):
    assert sum(group.due_stops for group in groups(stops, "hour", 0)) == len(stops.rows)


def test_the_margins_of_the_crossing_are_its_groups(stops):
    table = crossing(stops, 0)
    assert table.columns == tuple(group.key for group in groups(stops, "hour", 0))


def test_the_cost_of_a_month_has_the_interval_of_the_rate(stops):
    found = stops.period(stops.shown_weeks[:4], 0)
    cost = monthly_cost(found, 4, 10.0)
    assert cost.value == pytest.approx(found.late_stops / 4 * WEEKS_A_MONTH * 10)
    assert cost.high / cost.value == pytest.approx(found.rate.high / found.rate.value)


def test_kilometres_a_stop_are_sums_over_days():
    days = pd.DataFrame({"due_stops": [10, 30], "manual_km": [20.0, 30.0]})
    assert km_per_stop(days, "manual").value == 50 / 40


def test_causes_begin_where_the_one_before_ends():
    causes = causes_of(result_days.diagnosis())
    ends = [part.before + part.stops.value for part in causes.parts]
    assert [part.before for part in causes.parts[1:]] == pytest.approx(ends[:-1])
    assert ends[-1] == pytest.approx(causes.total)


def test_a_diagnosis_without_causes_has_none():
    assert causes_of(result_days.diagnosis(shares=None, attribution=None)) is None
