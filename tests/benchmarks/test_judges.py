"""Who may judge a replay: what a headline judge refuses, and what the others are."""

import dataclasses
from datetime import date
from typing import get_type_hints

import numpy as np
import pytest
import toy_firm

from benchmarks.replay.judges import HeadlineJudge, Judge, Judges, cross_fitted, headline, judges_of
from routing.errors import InputError
from routing.traffic import FREE_FLOW, LearnedTimes

DAYS = tuple(date(2026, 3, day) for day in (2, 3, 4, 5, 6))


def learned(*days):
    return LearnedTimes(name="learned", source="test", days=days, travel=FREE_FLOW)


def test_a_headline_judge_refuses_a_day_that_the_planner_saw():
    with pytest.raises(ValueError, match="2026-03-03"):
        HeadlineJudge.of(learned(*DAYS[1:3]), learned(*DAYS[:2]))


def test_a_headline_judge_refuses_a_day_that_adherence_saw():
    """Adherence shapes the plans as the planner's times do."""
    with pytest.raises(ValueError, match="2026-03-06"):
        HeadlineJudge.of(learned(*DAYS[2:]), learned(*DAYS[:2]), also=(DAYS[4],))


def test_no_way_of_making_a_headline_judge_goes_around_the_check():
    with pytest.raises(ValueError, match="as the planner did"):
        HeadlineJudge(name="direct", times=learned(*DAYS), planner_days=frozenset(DAYS[:1]))
    judge = HeadlineJudge.of(learned(DAYS[1]), learned(DAYS[0]))
    with pytest.raises(ValueError, match="as the planner did"):
        dataclasses.replace(judge, times=learned(*DAYS))


def test_a_headline_judge_must_say_what_it_learned_from():
    """A model without days can't show that it shares none."""
    with pytest.raises(ValueError, match="which days"):
        HeadlineJudge.of(learned(), learned(DAYS[0]))


def test_a_judge_tells_by_its_days_whether_it_shares_weeks():
    seen = frozenset(DAYS[:2])
    assert Judge("planner", learned(*DAYS[:2]), seen).shares_weeks
    assert not Judge("other", learned(*DAYS[2:]), seen).shares_weeks


def test_only_a_headline_judge_may_make_a_headline():
    """Mypy holds every caller to this annotation; a plain Judge does not pass it."""
    assert get_type_hints(headline)["_judge"] is HeadlineJudge
    assert not issubclass(Judge, HeadlineJudge)


def test_the_worst_is_sought_among_disjoint_judges_only():
    planner = learned(*DAYS[:2])
    chief = HeadlineJudge.of(learned(*DAYS[2:]), planner)
    doubter = HeadlineJudge.of(learned(*DAYS[2:]), planner, name="doubter")
    judges = Judges(chief, (doubter,), (Judge("planner", planner, chief.planner_days),))
    assert judges.disjoint == (chief, doubter)
    assert [judge.name for judge in judges.all] == ["disjoint", "doubter", "planner"]


def test_equal_plans_have_a_headline_of_exactly_nothing():
    judge = HeadlineJudge.of(learned(DAYS[1]), learned(DAYS[0]))
    found = headline(judge, [3.5, 2.25, 4], [3.5, 2.25, 4], seed=1)
    assert (found.value, found.low, found.high) == (0, 0, 0)


@pytest.fixture(scope="module")
def tables():
    return {"van": toy_firm.table()}


@pytest.fixture(scope="module")
def judges(tables):
    """All judges of the second half of a toy firm's days, planned with what the first half taught."""
    days = toy_firm.past_days()
    planner = learned(*(day.date for day in days[:20]))
    return judges_of(planner, days[20:], tables, seed=3, earlier=days[:20])


def test_the_headline_learns_from_the_replayed_days_alone(judges):
    assert judges.headline.times.days == tuple(day.date for day in toy_firm.past_days()[20:])


def test_three_perturbed_judges_doubt_one_thing_each(judges):
    assert [judge.name for judge in judges.perturbed] == ["day variance × 1.25", "resampled zones", "parametric form"]
    chief = judges.headline.times.model_dump()
    changes = [
        {name for name, value in judge.times.model_dump().items() if value != chief[name]} for judge in judges.perturbed
    ]
    assert changes == [{"day_log_sd"}, {"zone_factors"}, {"legs", "service"}]


def test_resampled_zones_stay_at_the_level_of_the_learned_ones(judges):
    """Else a judge of zones would be one of overall speed."""
    levels = [np.log(judge.times.zone_factors).mean() for judge in (judges.headline, judges.perturbed[1])]
    assert levels[0] == pytest.approx(levels[1])


def test_planner_and_pooled_fit_are_diagnostics(judges):
    assert [(judge.name, judge.shares_weeks) for judge in judges.diagnostics] == [("planner", True), ("pooled", True)]


def test_a_replayed_day_that_the_planner_saw_stops_the_replay(tables):
    days = toy_firm.past_days()
    with pytest.raises(ValueError, match=str(days[20].date)):
        judges_of(learned(days[20].date), days[20:], tables, seed=3)


def test_cross_fits_have_not_seen_the_day_they_judge(tables):
    days = toy_firm.past_days()
    fits = cross_fitted(days, tables)
    assert all(day.date not in fits[day.date].days for day in days)
    assert {day for times in fits.values() for day in times.days} == {day.date for day in days}


def test_both_halves_of_a_cross_fit_see_every_weekday(tables):
    fits = cross_fitted(toy_firm.past_days(), tables).values()
    assert all({day.weekday() for day in times.days} == set(range(5)) for times in fits)


def test_few_days_are_judged_by_all_but_a_few_others(tables):
    """Nineteen days, four weeks with a holiday, leave a half with nine: too few to learn from."""
    days = toy_firm.past_days()[:19]
    fits = cross_fitted(days, tables)
    assert min(len(times.days) for times in fits.values()) >= 10
    assert all(day.date not in fits[day.date].days for day in days)


def test_too_few_days_to_learn_from_are_a_known_error(tables):
    with pytest.raises(InputError):
        cross_fitted(toy_firm.past_days()[:6], tables)
