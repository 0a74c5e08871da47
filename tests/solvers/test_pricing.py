"""The incremental forms of the search's arithmetic against pricing whole tours anew."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import days

from routing.solvers import SolveOptions
from routing.solvers.pricing import NOWHERE, best_place, prices_without
from routing.solvers.tours import Day


@given(days(rules=True), st.data())
def test_the_best_place_is_the_best_of_all_places(given_day, data):
    """The incremental form, with its early ends, against pricing every place anew."""
    problem, matrix, sequences = given_day
    day = Day(problem, matrix, SolveOptions())
    tours = day.tours(sequences)
    outside = day.outside(tours)
    assume(outside)
    stop, vehicle = data.draw(st.sampled_from(outside)), data.draw(st.integers(0, len(tours) - 1))
    visits = tours[vehicle]
    ranks = [day.rank(vehicle, [*visits[:place], stop, *visits[place:]]) for place in range(len(visits) + 1)]
    lawful = [euro for breaches, euro in ranks if breaches == 0]
    place, euro = best_place(stop, np.array(visits, np.int64), day.stop_arrays, day.tracks[vehicle], np.inf)
    if not lawful:
        assert place == NOWHERE
    else:
        assert euro == pytest.approx(min(lawful))
        assert ranks[place][1] == pytest.approx(min(lawful))


@given(days(rules=True), st.data())
def test_the_price_without_a_stop_is_that_of_the_shorter_tour(given_day, data):
    problem, matrix, sequences = given_day
    day = Day(problem, matrix, SolveOptions())
    tours = [(vehicle, visits) for vehicle, visits in enumerate(day.tours(sequences)) if visits]
    assume(tours)
    vehicle, visits = data.draw(st.sampled_from(tours))
    breaches, euro = prices_without(np.array(visits, np.int64), day.stop_arrays, day.tracks[vehicle])
    shorter = [day.rank(vehicle, visits[:out] + visits[out + 1 :]) for out in range(len(visits))]
    assert list(zip(breaches.tolist(), euro.tolist(), strict=True)) == [(b, pytest.approx(e)) for b, e in shorter]
