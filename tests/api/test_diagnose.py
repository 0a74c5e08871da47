"""`termintreu diagnose`: a history in, the ledger and the causes out."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.diagnose.diagnosis import diagnose
from benchmarks.diagnose.page import page, share_bars, waterfall_bars
from benchmarks.diagnose.references import planner_of
from benchmarks.diagnose.report import exclusion_lines, headline, tables, write_report
from data.history import History
from data.samples import sample_history, write_history_sample
from routing.roads import DijkstraEngine, RoadNetwork
from routing.roads.travel import travel_tables
from routing.traffic import DEFAULT_TRAFFIC

KEYS = {"delay_rate", "shares", "planned_late", "avoidable", "habits"}
CAUSES = {"plan", "departure", "traffic", "service", "even_so", "unexplained"}
BOUNDS = {"value", "low", "high"}


@pytest.fixture(scope="module")
def engine(roads):
    return DijkstraEngine(RoadNetwork.load(roads))


@pytest.fixture(scope="module")
def sample(engine):
    """Six weeks of two tours in the grid town."""
    return sample_history(engine, tours=2, stops=6, days=25, seed=2)


@pytest.fixture(scope="module")
def files(engine, tmp_path_factory):
    """One week of it as files: too short to learn from."""
    week = sample_history(engine, tours=2, stops=6, days=5, seed=2)
    return write_history_sample(week, tmp_path_factory.mktemp("history"))


@pytest.fixture(scope="module")
def diagnosed(sample, engine):
    """Diagnosed with the plans made by hand as reference: planning can't be to blame then."""
    history = History(days=sample.days, file="history.csv", simulated=True)
    travel = travel_tables([day.problem for day in sample.days], engine)
    planned = {day.problem.date: day.planned for day in sample.days}
    return diagnose(history, travel, lambda problem, _matrices, _seed: planned[problem.date], habit_days=0)


@pytest.fixture
def words(files, roads, tmp_path):
    return ["diagnose", files[0], "--vehicles", files[1], "--roads", roads, "--out", tmp_path / "out"]


def test_the_document_has_the_keys_that_scripts_rely_on(diagnosed):
    document = json.loads(diagnosed.document.model_dump_json())
    assert set(document) >= KEYS
    assert list(document["delay_rate"]) == ["0", "5", "15", "30", "60"]
    assert set(document["shares"]) == CAUSES
    estimates = [*document["shares"].values(), document["planned_late"], document["avoidable"]]
    assert all(set(estimate) == BOUNDS for estimate in estimates)


def test_every_rate_has_its_counts(diagnosed):
    for figure in diagnosed.document.delay_rate.values():
        assert figure["value"] == pytest.approx(figure["late_stops"] / figure["due_stops"])
        assert figure["low"] <= figure["value"] <= figure["high"]


def test_shares_and_waterfall_close(diagnosed):
    document = diagnosed.document
    assert sum(part["value"] for part in document.shares.values()) == pytest.approx(1)
    assert sum(document.waterfall["parts_s"].values()) == diagnosed.waterfall.totals_s["lateness_s"]
    assert document.waterfall["closing_error_s"] == document.attribution["closing_error"] == 0


def test_days_without_enough_earlier_weeks_are_listed(diagnosed, sample):
    warm_up = [item for item in diagnosed.document.excluded if item["reason"] == "too_few_earlier_weeks"]
    assert [item["count"] for item in warm_up] == [20]
    assert diagnosed.document.attribution["days"] == len(sample.days) - 20


def test_a_short_history_has_a_ledger_and_says_why_there_is_no_cause(words, run_json):
    document = run_json(*words)
    assert document["simulated"]
    assert (document["shares"], document["waterfall"]) == (None, None)
    assert "diagnose_history_short" in [reason["code"] for reason in document["not_computed"]]
    assert document["delay_rate"]["0"]["due_stops"] > 0


def test_causes_of_fewer_than_five_tours_are_not_shown(sample, engine):
    """Two tours of one covered day would tell of two drivers."""
    history = History(days=sample.days[:21])
    travel = travel_tables([day.problem for day in history.days], engine)
    found = diagnose(history, travel, lambda _problem, _matrices, _seed: {}, habit_days=0).document
    assert (found.shares, found.waterfall) == (None, None)
    assert [reason.code for reason in found.not_computed] == ["diagnose_tours_few"]


def test_the_reference_planner_serves_the_day_and_repeats_itself(sample, engine):
    """The share of planning would change from run to run otherwise."""
    problem = sample.days[0].problem
    matrices = {
        name: table.matrix(problem, DEFAULT_TRAFFIC) for name, table in travel_tables([problem], engine).items()
    }
    first, second = (planner_of(1)(problem, matrices, 3) for _ in range(2))
    assert first == second
    assert sorted(stop for stops in first.values() for stop in stops) == sorted(problem.stop_by_id)


def test_all_files_are_written_and_the_ledger_holds_every_counted_row(words, run_json):
    document = run_json(*words)
    assert {Path(path).name for path in document["files"].values()} == {
        "diagnose.json", "diagnose.html", "ledger.csv", "excluded.csv",
    }  # fmt: skip
    rows = pd.read_csv(document["files"]["ledger"])
    assert rows["judged"].sum() == document["counts"]["due_stops"]
    assert rows["late_15"].sum() == document["delay_rate"]["15"]["late_stops"]


def test_the_same_history_gives_the_same_document(words, run_json):
    assert run_json(*words) == run_json(*words)


def test_people_read_the_rate_with_interval_and_counts_first(words, run):
    code, out, _ = run(*words)
    assert code == 0
    assert re.match(r"Delay rate: [\d.]+% \[[\d.]+–[\d.]+\], \d+ of \d+ \(", out)


def test_a_missing_history_is_a_known_error(words, run):
    code, _, err = run(*["diagnose", "nowhere.csv", *words[2:]])
    assert code == 2
    assert "nowhere.csv" in err


def test_a_simulated_history_says_so_on_every_figure(diagnosed):
    assert "simulated history" in headline(diagnosed.document, "en")
    html = page(diagnosed.document, "en")
    assert html.count('class="grade grade--simulated"') == len(re.findall(r'class="grade grade--(?!simul)', html)) > 0
    named = [table.title for table in tables(diagnosed.document, "en") if "(" in table.title]
    assert all("simulated history" in title for title in named)


def test_what_is_left_out_is_listed_row_by_row_with_its_reason_in_words(diagnosed, tmp_path):
    rows = pd.read_csv(write_report(diagnosed, tmp_path, "en")["excluded"])
    assert len(rows) == sum(item["count"] for item in diagnosed.document.excluded) > 0
    assert set(rows["text"]) == {"too few earlier weeks"}
    assert exclusion_lines(diagnosed.document, "en")[-1] == "20 × day, left out of the causes: too few earlier weeks"


def test_areas_are_named_by_the_street_with_most_of_their_stops(diagnosed, sample):
    """A cell's number says nothing to a manager; it stays in ledger.csv as the filter."""
    streets = {(stop.address or "").rsplit(" ", 1)[0] for day in sample.days for stop in day.problem.stops}
    assert diagnosed.document.area_names
    assert all(any(name in street for street in streets) for name in diagnosed.document.area_names.values())


def test_minutes_of_the_waterfall_have_intervals_around_them(diagnosed):
    parts = diagnosed.document.waterfall["parts_min"]
    assert all(part["low"] <= part["value"] <= part["high"] for part in parts.values())


def test_a_cell_that_looks_like_a_formula_is_written_harmlessly(diagnosed, tmp_path):
    rows = diagnosed.ledger.rows.copy()
    rows["customer_type"] = "=1+1"
    book = replace(diagnosed.ledger, rows=rows)
    files = write_report(replace(diagnosed, ledger=book), tmp_path, "en")
    assert set(pd.read_csv(files["ledger"])["customer_type"]) == {"'=1+1"}


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_asks_nobody_for_anything(diagnosed, language):
    html = page(diagnosed.document, language)
    assert re.findall(r"(?:src|href|url\(|@import|https?:)", html) == []
    assert re.findall(r"<script| style=| on\w+=", html) == []
    assert f'<html lang="{language}">' in html


def test_what_a_file_name_holds_is_text_on_the_page(diagnosed):
    named = diagnosed.document.model_copy(update={"file": "<b>history</b>.csv"})
    assert "<b>history" not in page(named, "de")


def test_no_figure_names_a_vehicle_or_a_driver(diagnosed, sample, tmp_path):
    """Nobody is ranked, neither on the page nor in a file."""
    vehicles = {tour.vehicle_id for day in sample.days for tour in day.tours}
    files = write_report(diagnosed, tmp_path, "en")
    written = "".join(path.read_text("utf-8") for path in files.values())
    assert [name for name in vehicles if name in written] == []


def test_bars_laid_end_to_end_reach_the_total():
    minutes = {"born_late": 10.0, "departure": -4.0, "own_leg": 6.0}
    bars = waterfall_bars({name: {"value": m, "low": m - 1, "high": m + 1} for name, m in minutes.items()}, "en")
    assert [bar.value for bar in bars] == ["10", "−4", "6", "12"]
    assert bars[1].kind == "back"
    assert bars[-1].width == pytest.approx(bars[2].start + bars[2].width, abs=0.1)


def test_shares_of_nothing_late_draw_no_bars():
    assert share_bars({"plan": {"value": None, "low": None, "high": None}}, "de") == []
