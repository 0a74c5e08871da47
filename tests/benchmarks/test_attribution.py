"""Why stops were late: Shapley shares on days small enough to reckon by hand."""

from datetime import timedelta

import numpy as np
import pytest
from driven_days import (
    EIGHT,
    MINUTES,
    NOISY,
    TIMES,
    Drive,
    after_warm_up,
    driven_day,
    lane_tables,
    with_tour,
    with_visit,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.diagnose.attribution import CAUSES, attribute
from benchmarks.diagnose.observed import observe, ratio_of
from routing.errors import InputError
from routing.matrix import Matrix, TimeSlots

TABLES = lane_tables()
NEAR_AND_FAR = {"a": (5, 7), "b": (10, 14), "c": (20, 30)}


def shares(day, reference, **options):
    """Attribute one day; return the values of its shares that are not 0."""
    found = attributed(day, reference=reference, **options)
    return {name: share.value for name, share in found.shares.items() if share.value}


def attributed(*days, reference=None, times=TIMES, **options):
    """Attribute days after a warm-up against a reference (as driven unless given)."""
    return attribute(
        after_warm_up(*days),
        TABLES,
        lambda _: times,
        (lambda day: day.driven) if reference is None else lambda _: reference,
        **options,
    )


def test_a_sequence_that_the_reference_mends_is_the_plans_share():
    """Out to the far end first: the near customers' windows are over on the way back."""
    day = driven_day([Drive(NEAR_AND_FAR, "cba")])
    assert shares(day, {"t0": "abc"}) == {"plan": 1.0}


def test_a_late_start_is_the_departures_share():
    day = driven_day([Drive({"a": (5, 7)}, "a", leave_min=10)])
    assert shares(day, {"t0": "a"}) == {"departure": 1.0}


def test_slow_roads_are_the_traffics_share():
    day = driven_day([Drive({"a": (5, 7)}, "a", pace=2.0)])
    assert shares(day, {"t0": "a"}) == {"traffic": 1.0}


def test_long_unloading_is_the_services_share():
    day = driven_day([Drive({"a": (5, None), "b": (10, 14)}, "ab", service_min=20)])
    assert shares(day, {"t0": "ab"}) == {"service": 1.0}


def test_what_nobody_could_have_reached_in_time_is_late_even_so():
    day = driven_day([Drive({"a": (30, 7)}, "a")])
    assert shares(day, {"t0": "a"}) == {"even_so": 1.0}


def test_two_causes_that_are_only_late_together_share_equally():
    day = driven_day([Drive({"a": (5, 7)}, "a", leave_min=1.5, pace=1.3)])
    assert shares(day, {"t0": "a"}) == {"departure": 0.5, "traffic": 0.5}


def test_waiting_for_a_window_is_not_service():
    """Arriving at five past for a window from ten past is no long service, whatever the stamps' distance."""
    day = driven_day([Drive({"a": (5, 20), "b": (10, 16)}, "ab")], windows_open_min=10)
    assert shares(day, {"t0": "ab"}) == {"even_so": 1.0}


def test_a_customer_whom_the_reference_drops_counts_as_late_against_it():
    day = driven_day([Drive({"a": (5, 7), "b": (10, 11)}, "ab")])
    assert shares(day, {"t0": "b"}) == {"even_so": 1.0}


def test_a_skipped_stop_is_the_plans_share_when_the_reference_serves_it():
    day = driven_day([Drive({"a": (5, 7), "b": (10, 14)}, "a", planned="ab")])
    assert shares(day, {"t0": "ab"}) == {"plan": 1.0}


def test_a_failed_stop_without_stamp_is_late_and_unexplained():
    day = with_visit(
        driven_day([Drive({"a": (5, 7)}, "a")]),
        "a",
        status="failed",
        actual_arrival_s=None,
        actual_departure_s=None,
    )
    assert shares(day, {"t0": "a"}) == {"unexplained": 1.0}


def test_a_delivered_stop_without_any_stamp_is_not_judged():
    day = driven_day([Drive({"a": (5, 1), "b": (10, 1)}, "ab")])
    day = with_visit(day, "b", actual_arrival_s=None, actual_departure_s=None)
    assert (attributed(day).due_stops, attributed(day).late_stops) == (1, 1)


def test_stops_of_a_tour_with_untrusted_stamps_are_not_counted():
    day = driven_day([Drive({"a": (5, 1)}, "a"), Drive({"b": (5, 1)}, "b")])
    found = attributed(with_tour(day, 1, trusted=False))
    assert (found.due_stops, found.late_stops, found.gaps.tours) == (1, 1, 1)


def test_lateness_within_the_tolerance_is_on_time():
    day = driven_day([Drive({"a": (5, 7)}, "a", leave_min=10)])
    assert attributed(day, tolerance_s=8 * MINUTES).late_stops == 0


def test_days_with_fewer_than_four_earlier_weeks_are_listed():
    found = attributed(driven_day([Drive({"a": (5, 1)}, "a")]))
    assert {item.reason for item in found.left_out} == {"too_few_earlier_weeks"}
    assert (len(found.left_out), len(found.parts)) == (4, 1)


def test_a_day_that_cannot_be_planned_does_not_stop_the_others():
    first, second = driven_day([Drive({"a": (5, 1)}, "a")]), driven_day([Drive({"b": (5, 1)}, "b")])

    def plan(day):
        if "a" in day.problem.stop_by_id:
            raise InputError.of("unknown_stop", value="a")
        return day.driven

    found = attribute(after_warm_up(first, second), TABLES, lambda _: TIMES, plan)
    assert len(found.parts) == 1
    assert found.left_out[-1].reason == "not_attributable"


def test_late_as_planned_is_counted_on_the_sequence_as_planned():
    day = driven_day([Drive(NEAR_AND_FAR, "abc", planned="cba", leave_min=30)])
    found = attributed(day)
    assert found.late_stops == 3
    assert found.planned_late.value == 2 / 3


def test_avoidable_is_what_the_reference_saves_on_the_day_as_it_was():
    """Leaving half an hour late, no order of visits saves anybody."""
    day = driven_day([Drive(NEAR_AND_FAR, "cba", leave_min=30)])
    assert attributed(day, reference={"t0": "abc"}).avoidable.value == 0


def test_without_late_stops_there_are_no_shares():
    found = attributed(driven_day([Drive({"a": (5, 7)}, "a")]))
    assert not any(share.known for share in found.shares.values())


def test_no_history_gives_no_shares():
    assert attribute([], TABLES, lambda _: TIMES, lambda day: day.driven).late_stops == 0


@st.composite
def messy_days(draw):
    """Days of two tours with random orders, paces, starts and windows, some stops moved between tours."""
    names = "abcdef"
    customers = {name: (draw(st.integers(1, 50)), draw(st.none() | st.integers(5, 90))) for name in names}
    order = "".join(draw(st.permutations(names)))
    cut = draw(st.integers(1, 5))
    drives = [
        Drive(
            {name: customers[name] for name in part},
            part,
            leave_min=draw(st.integers(-5, 20)),
            pace=draw(st.sampled_from([0.7, 1.0, 1.37])),
            service_min=draw(st.integers(0, 9)),
        )
        for part in (order[:cut], order[cut:])
    ]
    other = draw(st.permutations(names))
    split = draw(st.integers(0, 6))
    return driven_day(drives), {"t0": other[:split], "t1": other[split : draw(st.integers(split, 6))]}


@settings(max_examples=15)
@given(st.lists(messy_days(), min_size=1, max_size=3))
def test_late_stops_are_the_sum_of_their_causes_without_a_rest(days):
    found = attributed(*[day for day, _ in days], reference=days[0][1], times=NOISY)
    assert found.closing_error == 0
    if found.late_stops:
        assert sum(share.value for share in found.shares.values()) == pytest.approx(1.0, abs=1e-12)


@st.composite
def gappy_days(draw):
    """Messy days with stamps missing, wrong or not to be trusted, failed stops and tours without a departure."""
    day, reference = draw(messy_days())
    for name in draw(st.sets(st.sampled_from("abcdef"))):
        kind = draw(st.sampled_from(["arrival", "departure", "both", "reversed"]))
        seen = day.visits[name]
        day = with_visit(
            day,
            name,
            status=draw(st.sampled_from(["delivered", "failed", "skipped"])),
            actual_arrival_s=None if kind in {"arrival", "both"} else seen.actual_arrival_s,
            actual_departure_s={"departure": None, "both": None, "reversed": seen.actual_arrival_s - 60}.get(
                kind, seen.actual_departure_s
            ),
        )
    for number in draw(st.sets(st.integers(0, 1))):
        day = with_tour(day, number, actual_departure_s=None, trusted=draw(st.booleans()))
    return day, reference


@settings(max_examples=30)
@given(gappy_days())
def test_the_sum_closes_whatever_the_stamps_lack(drawn):
    day, reference = drawn
    found = attributed(day, reference=reference, times=NOISY)
    assert (len(found.parts), found.closing_error) == (1, 0)


def test_a_day_without_tours_has_nothing_to_share_out():
    found = attributed(driven_day([]))
    assert (len(found.parts), found.due_stops) == (1, 0)


@settings(max_examples=15)
@given(messy_days())
def test_a_fully_stamped_day_replays_as_it_was(drawn):
    """With sequence, departure, travel and service as on the day nothing is left unexplained."""
    day, reference = drawn
    assert (attributed(day, reference=reference, times=NOISY).parts["unexplained"] == 0).all()


@settings(max_examples=15)
@given(messy_days())
def test_the_reference_plan_itself_is_due_to_nothing_in_the_plan(drawn):
    day, _ = drawn
    assert (attributed(day, times=NOISY).parts["plan"] == 0).all()


def test_the_same_seed_repeats_every_figure():
    days = [driven_day([Drive(NEAR_AND_FAR, "cba", pace=1.3)])] * 3
    first, second = (attributed(*days, reference={"t0": "bca"}, times=NOISY, seed=4) for _ in range(2))
    assert first.parts.equals(second.parts)
    assert first.shares == second.shares


def test_shares_of_days_that_differ_come_with_an_interval_around_them():
    plan, start = Drive(NEAR_AND_FAR, "cba"), Drive(NEAR_AND_FAR, "abc", leave_min=30)
    found = attributed(*[driven_day([drive]) for drive in (plan, start, plan, start)], reference={"t0": "abc"})
    assert found.shares["departure"].low < found.shares["departure"].value < found.shares["departure"].high


def test_counts_per_day_are_in_stops():
    found = attributed(driven_day([Drive(NEAR_AND_FAR, "cba")]), reference={"t0": "abc"})
    assert found.per_day.iloc[0][["due", "late", *CAUSES]].tolist() == [3, 2, 2, 0, 0, 0, 0, 0]


def matrix_of(day):
    return {"van": TABLES["van"].matrix(day.problem, TIMES)}


def test_a_missing_arrival_is_put_where_expectations_divide_the_time():
    """Ten minutes between departures, 5 of driving and 5 of... 2 of service expected: 5/7 of them driven."""
    day = with_visit(driven_day([Drive({"a": (5, 7)}, "a", service_min=9)]), "a", actual_arrival_s=None)
    seen = observe(day, matrix_of(day), TIMES)
    assert seen.arrival_s["a"] == EIGHT + 10 * MINUTES
    assert seen.gaps.arrivals == 1


def test_unknown_stamps_are_counted():
    day = with_visit(driven_day([Drive(NEAR_AND_FAR, "abc")]), "b", actual_arrival_s=None, actual_departure_s=None)
    gaps = observe(with_tour(day, 0, actual_departure_s=None), matrix_of(day), TIMES).gaps
    assert (gaps.departures, gaps.legs, gaps.services) == (1, 3, 1)


def test_a_stop_left_before_it_opened_is_counted():
    day = driven_day([Drive({"a": (5, 20)}, "a")], windows_open_min=15)
    seen = observe(with_visit(day, "a", actual_departure_s=EIGHT + 8 * MINUTES), matrix_of(day), TIMES)
    assert (seen.gaps.early, seen.service_s["a"]) == (1, 0)


@given(st.integers(0, 7200), st.integers(1, 9000))
def test_a_leg_across_slots_is_stretched_so_that_it_arrives_when_it_did(leave, took):
    seconds = np.array([[[0, 600], [600, 0]], [[0, 1500], [1500, 0]]], np.int32)
    matrix = Matrix(places=("x", "y"), slots=TimeSlots((0, 3600)), seconds=seconds, metres=np.zeros_like(seconds))
    ratio = ratio_of(matrix, "x", "y", leave, leave + took)
    assert abs(_arrival(matrix, leave, ratio) - (leave + took)) <= 1


def _arrival(matrix, leave, ratio):
    from routing.timing import paced_arrival

    return paced_arrival(leave, 0, 1, matrix.seconds, np.array(matrix.slots.starts_s), round(ratio * 2**16))


def test_legs_nobody_drove_are_as_slow_as_the_rest_of_the_tours_day():
    """Driven out and back at twice the time; the reference's other order has no stamps of its own."""
    customers = {name: (10 * k + 10, 20 * k + 25) for k, name in enumerate("abcd")}
    day = driven_day([Drive(customers, "abdc", pace=2.0)])
    slow, usual = (
        attributed(day, reference={"t0": "abcd"}, times=NOISY, factors=factors).parts.iloc[0] for factors in (None, {})
    )
    assert slow["plan"] < usual["plan"]


def test_weeks_are_counted_by_the_calendar():
    """A history that begins on a Wednesday has that week as its first."""
    from benchmarks.diagnose.attribution import earlier_weeks

    days = after_warm_up()
    assert [earlier_weeks(days, days[0].date + timedelta(days=shift)) for shift in (0, 6, 7, 28)] == [0, 0, 1, 4]
