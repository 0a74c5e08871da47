"""Who may judge a replay: what a headline judge refuses, and what the others are."""

import dataclasses
from datetime import date
from typing import get_type_hints

import pytest

from benchmarks.replay.judges import HeadlineJudge, Judge, Judges, headline
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
