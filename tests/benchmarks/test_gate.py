"""The calibration gate, on a toy firm whose truth is known: it lets the truth pass and catches what is planted."""

from functools import cache

import numpy as np
import pytest
import toy_firm

from benchmarks.replay.faults import FAULTS
from benchmarks.replay.gate import gate
from benchmarks.replay.residuals import Mean
from benchmarks.replay.variants import changed
from data.history import PastDay, PastTour, PastVisit

HOUR = 3600


@pytest.fixture(scope="module")
def days():
    return toy_firm.past_days()


@pytest.fixture(scope="module")
def truth():
    return toy_firm.truth()


@pytest.fixture(scope="module")
def tables():
    return {"van": toy_firm.table()}


@pytest.fixture(scope="module")
def judged(days, tables, truth):
    """Return a function that passes the truth, or a fault of it by name, through the gate; it remembers all days."""

    @cache
    def whole(fault):
        return part(fault, days)

    def part(fault, some):
        times = FAULTS[fault](truth) if fault else truth
        return gate(some, tables, lambda _: times, seed=1, scenarios=100)

    return lambda fault=None, some=None: whole(fault) if some is None else part(fault, some)


def test_the_truth_passes(judged):
    found = judged()
    assert found.passed, [rule for rule in found.rules if not rule.passed]
    assert found.refused is None


def test_all_six_rules_are_there(judged):
    assert {rule.number for rule in judged().rules} == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_refused(judged, fault):
    assert not judged(fault).passed


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("noise_60", "coverage_80"),
        ("noise_80", "leg_spread"),
        ("travel_10_faster", "legs_overall"),
        ("profile_flat", "legs_by_slot"),
        ("zones_missing", "legs_by_zone"),
        ("service_flat", "service_by_tercile"),
    ],
)
def test_the_rule_made_for_a_fault_sees_it(judged, fault, rule):
    found = {item.name: item for item in judged(fault).rules}
    assert not found[rule].passed
    assert judged().passed


@pytest.fixture(scope="module")
def few_days(days):
    """Twenty days, the fewest that four weeks to judge by have."""
    return days[:20]


def test_the_truth_passes_on_twenty_days(judged, few_days):
    found = judged(None, few_days)
    assert found.passed, [rule for rule in found.rules if not rule.passed]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_refused_on_twenty_days(judged, few_days, fault):
    assert not judged(fault, few_days).passed


@pytest.mark.parametrize("rule", ["arrival_by_third_z", "arrival_by_hour_z"])
def test_tours_that_leave_ten_minutes_later_than_the_model_says_are_seen_on_twenty_days(few_days, tables, truth, rule):
    """No leg and no service is wrong here: arrivals alone can tell."""
    early = changed(truth, departure_late_s=tuple(late - 600 for late in truth.departure_late_s))
    found = {item.name: item for item in gate(few_days, tables, lambda _: early, seed=1, scenarios=100).rules}
    assert not found[rule].passed


def test_the_errors_of_few_days_count_less():
    """Few days know their own spread roughly only: 3.8 standard errors on 11 of them are as rare as 2.9 on many."""
    assert Mean(3.8, 1.0, 11).deviate == pytest.approx(2.92, abs=0.01)


def test_the_errors_of_many_days_count_in_full():
    assert Mean(-3.8, 1.0, 500).deviate == pytest.approx(-3.8, abs=0.05)


def test_an_error_that_never_varies_is_no_chance():
    assert Mean(60.0, 0.0, 10).deviate == np.inf


def test_a_model_is_refused_that_has_seen_the_day(days, tables, truth):
    """Otherwise the gate would pass what was merely remembered."""
    remembered = changed(truth, days=(days[3].date,))
    with pytest.raises(ValueError, match=str(days[3].date)):
        gate(days, tables, lambda _: remembered, seed=1)


def test_few_days_never_pass(judged, days):
    """What can't be measured is not passed."""
    found = judged(None, days[:5])
    assert not found.passed
    assert any(np.isnan(rule.value) for rule in found.rules)


def test_no_days_are_refused_without_a_crash(judged):
    found = judged(None, ())
    assert not found.passed
    assert found.document()["actual_delay_rate"] is None


def test_untrusted_tours_are_not_looked_at(judged, days):
    """Stamps made in batches say nothing about the model, whatever they are."""
    spoilt = []
    for day in days:
        first, *rest = day.tours
        batch = PastTour("t0", "v", first.planned, first.driven, 6 * HOUR, None, trusted=False)
        visits = {
            name: PastVisit(name, 0, "delivered", None, None, 9 * HOUR, 9 * HOUR) if name in first.driven else visit
            for name, visit in day.visits.items()
        }
        spoilt.append(PastDay(day.problem, (batch, *rest), visits, day.planned_at_s))
    without = [PastDay(day.problem, day.tours[1:], day.visits, day.planned_at_s) for day in days]
    assert judged(None, tuple(spoilt)).document() == judged(None, tuple(without)).document()


def test_lost_stamps_are_no_reason_to_refuse(judged, days):
    """Visits without an arrival are left out on both sides; a leg needs both its stamps."""
    gappy = []
    for day in days:
        visits = {
            name: PastVisit(name, 0, "delivered", None, None, None, visit.actual_departure_s)
            if number % 7 == 0
            else visit
            for number, (name, visit) in enumerate(day.visits.items())
        }
        gappy.append(PastDay(day.problem, day.tours, visits, day.planned_at_s))
    found = judged(None, tuple(gappy))
    assert found.passed, [rule for rule in found.rules if not rule.passed]


def test_the_document_names_the_first_rule_that_breaks(judged):
    found = judged("travel_10_faster")
    broken = [rule["name"] for rule in found.document()["rules"] if not rule["passed"]]
    assert found.refused is not None
    assert broken[0] == found.refused.name


def test_a_seed_repeats_the_gate(judged, days):
    assert judged().document() == judged(None, days).document()
