"""A simulated history is written and read back: what entered comes out."""

from dataclasses import replace

import pytest

from data.exports.history_csv import write_history
from data.imports.history import read_history


def without_rows(day):
    """Return what a day says, apart from the lines of the file."""
    tours = sorted((replace(tour, start_row=None, end_row=None) for tour in day.tours), key=lambda tour: tour.tour_id)
    visits = {name: replace(visit, row=0) for name, visit in day.visits.items() if visit.status != "cancelled"}
    work = sorted(day.problem.stops, key=lambda stop: stop.stop_id)
    return day.date, work, day.problem.vehicles, day.problem.depots, tours, visits, day.planned_at_s


@pytest.mark.parametrize("name", ["history.csv", "history.parquet"])
def test_a_clean_history_is_read_back_as_it_happened(clean_world, week, tmp_path, name):
    write_history(tmp_path / name, clean_world.rows(week))
    clean_world.vehicles.to_csv(tmp_path / "vehicles.csv", index=False)
    history = read_history(tmp_path / name, tmp_path / "vehicles.csv")
    assert [without_rows(day) for day in history.days] == [without_rows(day) for day in week]
    cancelled = {stop.stop_id for day in week for stop in day.cancelled}
    assert cancelled
    assert {(item.reason, item.stop_id) for item in history.excluded} == {
        ("visit_cancelled", stop) for stop in cancelled
    }
