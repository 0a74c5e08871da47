"""`termintreu sample history`: a simulated history from the command line."""

import json

import pytest

SMALL = ("--tours", 2, "--stops", 4, "--days", 3)


@pytest.fixture
def history(run_json, roads, tmp_path):
    """Return the command's JSON document and the folder it wrote."""
    return run_json("sample", "history", "--roads", roads, *SMALL, "--out", tmp_path / "out"), tmp_path / "out"


def test_history_vehicles_and_truth_are_written(history):
    document, out = history
    assert document["files"] == [str(out / "history.csv"), str(out / "vehicles.csv")]
    assert (out / "truth" / "truth.json").exists()
    assert document["simulated"] is True


def test_a_seed_repeats_itself(history, run_json, roads, tmp_path):
    _, out = history
    run_json("sample", "history", "--roads", roads, *SMALL, "--out", tmp_path / "again")
    assert (out / "history.csv").read_bytes() == (tmp_path / "again" / "history.csv").read_bytes()


def test_the_knobs_reach_the_truth(run_json, roads, tmp_path):
    knobs = {"traffic": 0.5, "service": 0.0, "departure": 2.0, "dirt": 0.0}
    given = [word for name in ("traffic", "service", "departure") for word in (f"--{name}-noise", knobs[name])]
    run_json("sample", "history", "--roads", roads, *SMALL, *given, "--dirt", 0, "--effort", 0, "--out", tmp_path)
    truth = json.loads((tmp_path / "truth" / "truth.json").read_text())
    assert truth["noise"] == {**knobs, "deviation": 1.0}
    assert truth["effort"] == 0


@pytest.mark.parametrize(("day", "days"), [("2026-13-01", 3), ("2199-12-20", 30)])
def test_a_day_that_is_none_or_too_far_is_refused(run, roads, tmp_path, day, days):
    code, _, complaint = run(
        "sample", "history", "--roads", roads, "--date", day, "--days", days, "--out", tmp_path / "out"
    )
    assert code == 2
    assert "--date" in complaint
    assert "Traceback" not in complaint


def test_a_town_with_too_few_addresses_is_told(run, roads, tmp_path):
    code, _, complaint = run("sample", "history", "--roads", roads, "--tours", 200, "--stops", 200, "--out", tmp_path)
    assert code == 2
    assert "addresses" in complaint
