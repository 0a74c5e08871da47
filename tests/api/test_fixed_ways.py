"""`termintreu bench ways` on the grid town."""

import pytest


@pytest.fixture
def errors(extract, run_json, tmp_path):
    (town,) = run_json("bench", "ways", extract, "--stops", 25, "--out", tmp_path / "fixed-ways.json")
    return town["errors"]


def test_where_all_streets_are_of_one_class_the_fixed_way_is_the_fastest(errors):
    """Only rounding is left; turns and signals weigh the same at every hour in both."""
    assert all(traffic["max_s"] <= 3 for traffic in errors.values())


def test_every_slot_of_every_pair_is_compared(errors):
    assert all(traffic["pairs"] > 25 * 24 for traffic in errors.values())
