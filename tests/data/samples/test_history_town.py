"""A simulated history in a real town: about as late as deliveries really are, and a truth nobody learns exactly."""

from datetime import date

import numpy as np
import pytest

from data.samples import World, working_days
from routing.roads import DijkstraEngine, read_extract


@pytest.fixture(scope="module")
def town_world(real_town):
    return World.of(DijkstraEngine(read_extract(real_town("kaiserslautern.osm.gz"))))


def late(day):
    """Return whether each due stop started late or never, by tour."""
    return {
        tour.tour_id: [
            begin is None or begin > stop.due_s
            for stop in (day.problem.stop_by_id[stop_id] for stop_id in tour.planned)
            if stop.due_s is not None
            for begin in [day.service_start_s(stop)]
        ]
        for tour in day.tours
    }


def test_the_decent_dispatcher_s_history_is_about_as_late_as_the_yardstick(town_world):
    """Published: 10.2 % of stops and 44.5 % of routes of 12.7 stops, which makes 60 % of routes of 20; days scatter."""
    days = town_world.past_days(working_days(date(2026, 3, 2), 10), 1)
    tours = [tour for day in days for tour in late(day).values()]
    assert 0.07 < np.mean(np.concatenate(tours)) < 0.15
    assert 0.4 < np.mean([any(tour) for tour in tours]) < 0.75


def test_the_truth_is_near_but_not_in_what_a_learner_can_fit(town_world):
    """Own ways per slot and mean zone factors: with the true factors free-flow ways still miss by a little."""
    problem = town_world.day(date(2026, 3, 3), 1)
    true = town_world.roads.matrix(problem)
    fitted = town_world.table.matrix(problem, town_world.times)
    apart = true.seconds != 0
    ratio = true.seconds[apart] / np.maximum(fitted.seconds[apart], 1)
    assert (true.seconds != fitted.seconds).mean() > 0.3
    assert 0.95 < np.median(ratio) < 1.02
    assert np.quantile(np.abs(np.log(ratio)), 0.95) < 0.15
