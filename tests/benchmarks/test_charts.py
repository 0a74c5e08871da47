"""Charts: where marks lie, and that text of others stays text."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.charts import DayPoint, Scale, axis_strip, day_chart, interval_strip, round_ticks

finite = st.floats(-1e6, 1e6).map(lambda number: round(number, 3))


@given(finite, finite)
def test_ticks_reach_around_both_ends_in_equal_steps(one, other):
    low, high = sorted((one, other))
    ticks = round_ticks(low, high)
    assert ticks[0] <= low
    assert high <= ticks[-1]
    steps = {round(b - a, 6) for a, b in itertools.pairwise(ticks)}
    assert len(steps) == 1
    assert 2 <= len(ticks) <= 9


def test_ticks_are_numbers_that_people_use():
    assert round_ticks(-37.1, 0.0) == [-40, -30, -20, -10, 0]


@pytest.mark.parametrize("ends", [(2.0, 1.0), (float("nan"), 1.0), (0.0, float("inf"))])
def test_an_axis_without_ends_is_refused(ends):
    with pytest.raises(ValueError, match="no axis"):
        round_ticks(*ends)


def test_a_scale_keeps_what_is_beyond_at_its_ends():
    scale = Scale(-40, 0, 10, 90)
    assert [scale.at(value) for value in (-50, -40, -20, 0, 9)] == [10, 10, 50, 90, 90]


def test_an_interval_is_drawn_from_low_to_high_with_its_dot_between():
    strip = interval_strip(Scale(-40, 0), -30, -20, -10, kind="headline", title="a")
    assert 'x1="25.0%" x2="75.0%"' in strip
    assert 'cx="50.0%"' in strip


def test_a_chart_is_read_out_as_its_title():
    chart = day_chart([DayPoint("1.", 3, 2, "one")], title="Late & few", write=str)
    assert 'role="img" aria-label="Late &amp; few"' in chart
    assert "<title>one</title>" in chart


def test_more_and_fewer_late_stops_differ_in_their_stem():
    chart = day_chart([DayPoint("1.", 3, 2, "a"), DayPoint("2.", 2, 3, "b")], title="", write=str)
    assert re.findall(r"stem--(\w+)", chart) == ["fewer", "more"]


def test_a_plan_that_may_not_be_shown_leaves_no_mark():
    chart = day_chart([DayPoint("1.", 3, None, "a")], title="", write=str)
    assert 'class="after"' not in chart
    assert "stem" not in chart


def test_no_days_give_an_empty_chart():
    assert "<g>" not in day_chart([], title="none", write=str)


def test_text_in_a_chart_stays_text():
    hostile = "</svg><script>"
    scale = Scale(0, 1)
    drawn = interval_strip(scale, 0, 0, 1, kind="other", title=hostile)
    drawn += axis_strip(scale, [0.0], lambda _: hostile) + day_chart(
        [DayPoint(hostile, 1, 1, hostile)], title="", write=str
    )
    assert "<script" not in drawn
