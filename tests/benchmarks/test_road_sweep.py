"""The oracle sweep: every second of whole matrices of a real town, and that an error would show."""

import numpy as np
import pytest

from benchmarks.roads.sweep import TWO_SLOTS, WEEKDAY, sweep
from routing.roads import PROFILES, HierarchyEngine


@pytest.fixture(scope="module")
def swept(real_town):
    return sweep([real_town("kaiserslautern.osm.gz")], 60, seed=1)


def test_every_second_equals_dijkstras_for_every_vehicle_and_slot(swept):
    assert swept["max_abs_error_s"] <= 1
    assert swept["unreachable_mismatches"] == 0
    assert swept["pairs"] >= 60 * 60 * 2 * 2 * len(PROFILES)


def test_ways_add_up_to_the_matrix_in_a_real_town(swept):
    assert swept["ways_max_abs_error_s"] == 0
    assert max(part["ways"]["max_abs_error_m"] for part in swept["each"]) == 0


def test_no_particular_day_and_a_weekday_are_compared(swept):
    assert {(part["profile"], part["day"]) for part in swept["each"]} == {
        (profile, day) for profile in PROFILES for day in (None, WEEKDAY.isoformat())
    }
    assert all(set(TWO_SLOTS.starts_s) <= set(part["slots"]) for part in swept["each"])


def test_a_wrong_engine_is_found_out(real_town, monkeypatch):
    """Without this the sweep could be comparing an engine with itself."""
    honest = HierarchyEngine.matrix

    def wrong(self, *args, **kwargs):
        matrix = honest(self, *args, **kwargs)
        matrix.seconds[0] += np.where(matrix.seconds[0] > 0, 2, 0).astype(np.int32)
        return matrix

    monkeypatch.setattr(HierarchyEngine, "matrix", wrong)
    found = sweep([real_town("kaiserslautern.osm.gz")], 5, seed=1, profiles=["van"])
    assert found["max_abs_error_s"] >= 2
