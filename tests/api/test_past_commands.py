"""What commands on a history do with the histories that real life writes: a rule for each, never a traceback."""

import csv
import json
from pathlib import Path

import pytest

from api.roads_of_day import open_roads
from data.samples.history import sample_history, write_history_sample
from routing.roads import DijkstraEngine

FAR = {"lat": "49.60", "lon": "7.76"}
"""Sixteen kilometres north of the grid town."""


@pytest.fixture(scope="module")
def rows(roads, tmp_path_factory):
    """Ten weeks of two tours: the rows of the history, and where its vehicle list lies."""
    out = tmp_path_factory.mktemp("sample")
    engine = DijkstraEngine(open_roads(roads))
    write_history_sample(sample_history(engine, tours=2, stops=6, days=50, effort=0, seed=3), out)
    with (out / "history.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)), out / "vehicles.csv"


@pytest.fixture
def spoil(rows, roads, tmp_path):
    """Write the history after a change to its rows; return the words that every command takes."""
    history, vehicles = rows

    def write(change=lambda row: row):
        changed = [change(dict(row)) for row in history]
        path = tmp_path / "history.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(history[0]))
            writer.writeheader()
            writer.writerows(row for row in changed if row is not None)
        return path, "--vehicles", vehicles, "--roads", roads

    return write


def moved(orders):
    """A change that sets some orders beside every road."""
    return lambda row: row | FAR if row["order_id"] in orders else row


def stops_of(history):
    return [row["order_id"] for row in history if row["kind"] == "stop"]


def test_one_place_without_a_road_costs_its_row_only(rows, spoil, run_json, tmp_path):
    """One wrong pair of coordinates in thousands of rows must not refuse all the others."""
    words = spoil(moved({stops_of(rows[0])[40]}))
    document = run_json("calibrate", *words, "-o", tmp_path / "t.json")
    assert document["left_out"]["place_outside_network"] == 1
    assert document["left_out"]["tour_incomplete"] == 1


def test_a_left_out_place_is_listed_with_its_row(rows, spoil, run_json, tmp_path):
    order = stops_of(rows[0])[40]
    document = run_json("diagnose", *spoil(moved({order})), "--out", tmp_path / "d", "--habit-days", 0)
    text = Path(document["files"]["excluded"]).read_text(encoding="utf-8-sig")
    line = next(number for number, row in enumerate(rows[0], start=2) if row["order_id"] == order)
    assert [row for row in text.splitlines() if "place_outside_network" in row and f"{line}" in row and order in row]


def test_many_places_without_a_road_mean_the_wrong_network(rows, spoil, run):
    code, out, _ = run("calibrate", *spoil(moved(set(stops_of(rows[0])[::4]))), "--json")
    assert code == 2
    assert json.loads(out)["findings"][0]["code"] == "place_outside_network"


def test_a_folder_of_days_that_can_not_be_is_told_before_any_work(spoil, run, tmp_path):
    """Hours of replaying must not end at a closed door."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "days").write_text("in the way", encoding="utf-8")
    code, said, told = run("replay", *spoil(), "--out", out)
    assert code == 2
    assert "days" in told
    assert "Reading" not in said + told
