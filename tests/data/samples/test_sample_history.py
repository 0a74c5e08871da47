"""A simulated history as files: canonical, as dirty as asked for, its truth where nobody looks."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.imports.rows import HISTORY_COLUMNS
from data.imports.vehicles import read_vehicles
from data.samples import Noise, sample_history, working_days, write_history_sample
from data.samples.rows import history_rows

READERS = Path(__file__).parents[3] / "data" / "imports"
START = date(2026, 3, 2)


@pytest.fixture(scope="module")
def sample(crow_engine):
    return sample_history(crow_engine, tours=2, stops=6, days=3, warmup_days=1, start=START, seed=1)


@pytest.fixture(scope="module")
def written(sample, tmp_path_factory):
    folder = tmp_path_factory.mktemp("history")
    write_history_sample(sample, folder)
    return folder


@pytest.fixture(scope="module")
def clean_rows(clean_world, months):
    return clean_world.rows(months, 1)


@pytest.fixture(scope="module")
def dirty_rows(clean_world, months):
    """Five times the ordinary dirt, so that the rare kinds occur."""
    return history_rows(months, clean_world.customers, dirt=5, seed=1)


def stops(rows):
    return rows[rows["kind"] == "stop"]


def test_a_history_has_its_warm_up_and_its_days(sample):
    assert [day.date for day in sample.days] == list(working_days(START, 4))


def test_the_columns_are_canonical_and_in_order(sample):
    assert [name for name in HISTORY_COLUMNS if name in sample.rows.columns] == list(sample.rows.columns)


def test_each_tour_has_a_start_its_stops_and_an_end(clean_rows, months):
    for (day, tour), rows in clean_rows.groupby(["date", "tour_id"]):
        assert list(rows["kind"].iloc[[0, -1]]) == ["depot_start", "depot_end"], (day, tour)
        assert set(rows["kind"].iloc[1:-1]) == {"stop"}
    assert clean_rows.groupby(["date", "tour_id"]).ngroups == sum(len(day.tours) for day in months)


def test_the_same_seed_writes_the_same_rows(crow_engine, sample):
    again = sample_history(crow_engine, tours=2, stops=6, days=3, warmup_days=1, start=START, seed=1)
    pd.testing.assert_frame_equal(again.rows, sample.rows)


def test_every_file_says_that_it_is_simulated(written, sample):
    assert "simulated history" in (written / "README.txt").read_text("utf-8")
    assert "simulierte Historie" in (written / "README.txt").read_text("utf-8")
    assert set(stops(sample.rows)["notes"]) == {"simulated"}
    assert json.loads((written / "truth" / "truth.json").read_text())["simulated"] is True


def test_the_truth_tells_knobs_and_parameters(written, sample):
    truth = json.loads((written / "truth" / "truth.json").read_text())
    assert truth["noise"] == sample.truth.noise.model_dump()
    assert (truth["seed"], truth["effort"], truth["tours"]) == (1, sample.effort, 2)
    assert list(truth["day_factors"]) == [day.date.isoformat() for day in sample.days]
    assert truth["times"]["zone_factors"] == list(sample.truth.times.zone_factors)


def test_no_reader_knows_of_the_truth():
    """Who could read it would cheat."""
    assert not [path.name for path in READERS.rglob("*.py") if "truth" in path.read_text("utf-8")]


def test_the_truth_lies_not_beside_what_is_read(written):
    assert {path.name for path in written.iterdir()} == {"history.csv", "vehicles.csv", "README.txt", "truth"}
    assert [path.name for path in (written / "truth").iterdir()] == ["truth.json"]


def test_the_vehicle_list_is_read_without_a_word(written):
    assert read_vehicles(written / "vehicles.csv").findings == ()


def test_a_clean_file_stamps_all_that_was_served(clean_rows):
    served = stops(clean_rows)["status"].isin(["delivered", "failed"])
    for name in ("actual_arrival", "actual_departure"):
        assert (stops(clean_rows).loc[served, name] != "").all()


def test_stamps_are_forgotten_as_often_as_in_practice(clean_world, months):
    """Of some 1,200 stops 2 % lack the arrival and 1 % the departure."""
    rows = history_rows(months, clean_world.customers, dirt=1, seed=1)
    served = stops(rows)[stops(rows)["status"] == "delivered"]
    assert 0.01 < (served["actual_arrival"] == "").mean() < 0.035
    assert 0.003 < (served["actual_departure"] == "").mean() < 0.02


def test_some_tours_are_stamped_in_a_batch(clean_rows, dirty_rows):
    def fastest(rows):
        seen = stops(rows)[stops(rows)["actual_arrival"] != ""]
        at = pd.to_timedelta(seen["actual_arrival"])
        return at.groupby([seen["date"], seen["tour_id"]]).agg(lambda times: times.max() - times.min()).min()

    assert fastest(clean_rows) > pd.Timedelta(minutes=30)
    assert fastest(dirty_rows) < pd.Timedelta(minutes=10)


def test_some_rows_come_twice(clean_rows, dirty_rows):
    keys = ["date", "order_id"]
    assert not stops(clean_rows).duplicated(keys).any()
    assert 0 < stops(dirty_rows).duplicated(keys).mean() < 0.02


def test_some_departures_lie_before_the_arrival(clean_rows, dirty_rows):
    def odd(rows):
        both = stops(rows)[(stops(rows)["actual_arrival"] != "") & (stops(rows)["actual_departure"] != "")]
        return (pd.to_timedelta(both["actual_departure"]) < pd.to_timedelta(both["actual_arrival"])).mean()

    assert odd(clean_rows) == 0
    assert 0 < odd(dirty_rows) < 0.02


def test_some_failed_visits_have_no_stamp(clean_rows, dirty_rows):
    def bare(rows):
        failed = stops(rows)[stops(rows)["status"] == "failed"]
        return ((failed["actual_arrival"] == "") & (failed["actual_departure"] == "")).sum()

    assert bare(clean_rows) == 0
    assert bare(dirty_rows) > 0


def test_some_orders_came_on_the_day_and_few_after_planning(clean_rows, dirty_rows):
    assert (clean_rows["known_at"] == "").all()
    known = pd.to_timedelta(dirty_rows.loc[dirty_rows["known_at"] != "", "known_at"])
    after = known > pd.Timedelta(hours=6)
    assert 0.1 < len(known) / len(stops(dirty_rows)) < 0.2
    assert 0.05 < after.mean() < 0.35


def test_dirt_is_in_the_file_and_never_in_the_world(clean_world, week):
    filthy = clean_world.with_noise(Noise(dirt=5))
    days = filthy.past_days([day.date for day in week], 1)
    assert [day.visits for day in days] == [day.visits for day in week]
    assert not filthy.rows(days, 1).equals(clean_world.rows(week, 1))


def test_somebody_else_may_plan(crow_engine):
    """A planted share of zero: the optimiser plans by hand, so to say."""

    def one_tour(problem, _matrices):
        return {"T1": [stop.stop_id for stop in problem.stops[:4]]}

    sample = sample_history(crow_engine, tours=2, stops=6, days=2, start=START, manual=one_tour)
    assert sample.effort is None
    assert {tour.tour_id for day in sample.days for tour in day.tours} == {"T1"}
    assert all(len(day.visits) == 4 for day in sample.days)


def test_orders_given_away_are_counted(crow_engine, tmp_path):
    def nothing_after_four(problem, _matrices):
        return {"T1": [stop.stop_id for stop in problem.stops[:4]]}

    sample = sample_history(crow_engine, tours=2, stops=6, days=2, start=START, manual=nothing_after_four)
    write_history_sample(sample, tmp_path)
    assert json.loads((tmp_path / "truth" / "truth.json").read_text())["orders_given_away"] == 2 * 8


def test_a_history_in_another_zone_keeps_its_clock(crow_engine):
    helsinki = sample_history(
        crow_engine, tours=1, stops=5, days=1, start=START, timezone="Europe/Helsinki", noise=Noise(dirt=0)
    )
    assert set(helsinki.vehicles["depot_timezone"]) == {"Europe/Helsinki"}
    assert helsinki.rows["planned_departure"].iloc[0] == "07:00:00"


def test_numbers_of_the_rows_stay_numbers(sample):
    """Parquet has one type a column."""
    assert sample.rows["lat"].dtype == np.float64
    assert str(sample.rows["planned_sequence"].dtype) == "Int64"
