"""Plans to choose from beside the one that is planned by default, on the command line."""

import pytest

from api.alternatives import price_beside
from routing.punctuality.alternatives import PRICE
from routing.punctuality.curve import Point, most_punctual


def found(km, late):
    """Return a plan that drives so far and has so many late stops to expect."""
    return Point({}, round(km * 1000), km, late, 0.0, 0, {})


def test_the_most_punctual_plan_is_never_later_than_the_plan_beside_it():
    planned = found(120, 1.0)
    curve = (found(100, 9.0), found(104, 3.0), planned)
    within_km = (1 + price_beside(planned.distance_km, curve)) * 100
    assert most_punctual(curve, within_km) == planned


def test_a_plan_that_is_the_shortest_may_be_exceeded_by_the_usual_share():
    assert price_beside(100, (found(100, 1.0), found(110, 0.5))) == pytest.approx(PRICE)


def test_a_day_without_a_metre_has_the_usual_price():
    assert price_beside(0, (found(0, 1.0),)) == pytest.approx(PRICE)
