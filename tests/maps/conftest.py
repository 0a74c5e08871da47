"""The small day as layers."""

import pytest
from map_days import GOOD_ORDER, LATE_ORDER, paths_of, plan_of, small_day, streets

from maps import PlanLayer, streets_frame


@pytest.fixture
def problem():
    return small_day()


@pytest.fixture
def late_plan(problem):
    return plan_of(problem, LATE_ORDER)


@pytest.fixture
def layer(problem, late_plan):
    """`c` is late, `f` has no tour."""
    return PlanLayer.of("By hand", problem, late_plan, paths_of(problem, late_plan))


@pytest.fixture
def good_layer(problem):
    plan = plan_of(problem, GOOD_ORDER)
    return PlanLayer.of("termintreu", problem, plan, paths_of(problem, plan))


@pytest.fixture
def town():
    return streets_frame(streets())
