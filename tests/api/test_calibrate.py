"""`termintreu calibrate` on a simulated history of the grid town, and planning with what it learned."""

import json
from datetime import date

import pytest

from api.cli import main
from api.planning import paths_of, plan_problem
from api.roads_of_day import buffer_s, open_roads, read_traffic
from data.imports import read_problem
from data.samples.history import sample_history, write_history_sample
from routing.errors import InputError
from routing.roads import DijkstraEngine
from routing.roads.travel import travel_tables
from routing.solvers import SolveOptions
from routing.traffic import LearnedTimes


@pytest.fixture(scope="module")
def history(roads, tmp_path_factory):
    """Twelve days of two tours, as files."""
    out = tmp_path_factory.mktemp("history")
    engine = DijkstraEngine(open_roads(roads))
    write_history_sample(sample_history(engine, tours=2, stops=8, days=12, effort=0, seed=3), out)
    return out


@pytest.fixture(scope="module")
def learned(history, roads):
    out = history / "traffic.json"
    words = ["calibrate", history / "history.csv", "--vehicles", history / "vehicles.csv", "--roads", roads, "-o", out]
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    assert ended.value.code == 0
    return out


def test_what_was_learned_can_be_read_again(learned):
    times = LearnedTimes.model_validate_json(learned.read_bytes())
    assert len(times.days) == 12
    assert times.name == f"learned-{times.days[0]}-{times.days[-1]}"


@pytest.mark.parametrize("language", ["de", "en"])
def test_pace_error_and_days_are_printed(history, roads, run, tmp_path, language):
    code, out, _ = run(
        "calibrate", history / "history.csv", "--vehicles", history / "vehicles.csv", "--roads", roads,
        "-o", tmp_path / "t.json", "--lang", language,
    )  # fmt: skip
    assert code == 0
    words = {
        "de": ("07:00–09:00", "an anderen Tagen", "Weniger als vier Wochen"),
        "en": ("07:00–09:00", "on other days", "Fewer than four weeks"),
    }
    assert all(word in out for word in words[language])


def test_json_names_days_pace_and_error(history, roads, run_json, tmp_path):
    document = run_json(
        "calibrate", history / "history.csv", "--vehicles", history / "vehicles.csv", "--roads", roads,
        "-o", tmp_path / "t.json",
    )  # fmt: skip
    assert len(document["days"]) == 12
    assert sum(slot["legs"] for slot in document["pace"]) > 100
    assert set(document["held_out"]) >= {"legs_mean_abs_pct", "service_bias_pct"}


def test_a_short_history_is_refused_with_days_found_and_needed(history, roads, run, tmp_path):
    rows = (history / "history.csv").read_text("utf-8").splitlines(keepends=True)
    days = sorted({row.split(",")[0].split(";")[0] for row in rows[1:]})
    short = tmp_path / "short.csv"
    short.write_text("".join([rows[0], *(row for row in rows[1:] if row.startswith(tuple(days[:3])))]), "utf-8")
    code, _, err = run(
        "calibrate", short, "--vehicles", history / "vehicles.csv", "--roads", roads, "-o", tmp_path / "t.json"
    )
    assert code == 2
    assert "3 days" in err
    assert "10" in err
    assert not (tmp_path / "t.json").exists()


@pytest.fixture(scope="module")
def planned(learned, lists, roads):
    """A day planned with what was learned."""
    problem, _ = read_problem(lists / "orders.csv", lists / "vehicles.csv", date=date(2026, 3, 2))
    options = SolveOptions(work_limit=20)
    return plan_problem(problem, open_roads(roads), read_traffic(learned), options)


def test_a_plan_names_the_learned_times_it_was_made_with(planned, learned):
    assert planned.document.traffic == json.loads(learned.read_text())["name"]


def test_a_plan_with_learned_times_passes_its_check(planned):
    assert planned.violations == ()


def test_planning_takes_learned_service_times(planned, learned, lists):
    """As a replay does, or a replay would promise what no plan keeps."""
    service = read_traffic(learned).service
    listed, _ = read_problem(lists / "orders.csv", lists / "vehicles.csv", date=date(2026, 3, 2))
    expected = {stop.stop_id: service.expected_s(stop.customer_id, stop.service_s) for stop in listed.stops}
    visits = [visit for route in planned.plan.routes for visit in route.visits]
    assert {v.stop_id: v.departure_s - v.service_start_s for v in visits} == {
        v.stop_id: expected[v.stop_id] for v in visits
    }
    assert expected != {stop.stop_id: stop.service_s for stop in listed.stops}


def test_legs_take_the_fastest_ways_at_learned_pace(planned, learned):
    """The seconds of a leg are those of its parts times what was learned for each; free flow's way is one of them."""
    times = read_traffic(learned)
    table = travel_tables([planned.problem], planned.roads.engine)["van"]
    expected = table.matrix(planned.problem, times).seconds
    found = planned.roads.matrices["van"].seconds
    assert (found <= expected + 1).all()
    assert found.sum() == pytest.approx(expected.sum(), rel=0.03)


def test_ways_can_be_drawn_for_a_plan_with_learned_times(planned):
    assert all(len(way) > 0 for ways in paths_of(planned).values() for way in ways)


def test_check_accepts_the_plan_with_its_learned_times(planned, learned, lists, roads, run_json, tmp_path):
    file = tmp_path / "plan.json"
    file.write_text(planned.document.json_text(), "utf-8")
    lists_given = ["--orders", lists / "orders.csv", "--vehicles", lists / "vehicles.csv"]
    assert run_json("check", file, *lists_given, "--roads", roads, "--traffic", learned)["violations"] == []


def test_a_learned_file_with_a_field_missing_is_named_with_what_is_wrong(learned, tmp_path):
    document = json.loads(learned.read_text())
    del document["source"]
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(document))
    with pytest.raises(InputError, match=r"broken\.json"):
        read_traffic(broken)


def test_plans_aim_early_once_times_are_learned(learned):
    assert buffer_s(read_traffic(learned)) == 600
    assert buffer_s(read_traffic(None)) == 0


@pytest.fixture(scope="module")
def day_files(lists, roads):
    return [
        lists / "orders.csv", "--vehicles", lists / "vehicles.csv", "--roads", roads, "--time-limit", "120",
        "--work-limit", "5",
    ]  # fmt: skip


def test_a_plan_with_learned_times_tells_the_price_of_punctuality(day_files, learned, run_json, tmp_path):
    document = run_json("plan", *day_files, "--traffic", learned, "--out", tmp_path)
    late = [point["expected_late"] for point in document["punctuality"]]
    assert late == sorted(late, reverse=True)
    assert sum(point["chosen"] for point in document["punctuality"]) <= 1


def test_two_plans_to_choose_from_are_written_with_what_they_move(day_files, learned, run_json, tmp_path):
    document = run_json("plan", *day_files, "--traffic", learned, "--alternatives", "--out", tmp_path)
    assert set(document["alternatives"]) == {"closest_to_habit", "most_punctual"}
    assert all((tmp_path / f"{name}.json").exists() for name in document["alternatives"])


def test_last_plans_tours_are_a_habit_that_the_closest_plan_keeps(day_files, learned, run_json, tmp_path):
    first = run_json("plan", *day_files, "--traffic", learned, "--out", tmp_path / "first")
    usual = ["--alternatives", "--habit", first["files"]["plan"]]
    document = run_json("plan", *day_files, "--traffic", learned, *usual, "--out", tmp_path / "second")
    assert document["alternatives"]["closest_to_habit"]["moved"] <= 0.1


def test_alternatives_without_learned_times_are_refused_by_name_before_anything_is_planned(day_files, run, tmp_path):
    code, _, err = run("plan", *day_files, "--alternatives", "--out", tmp_path / "out", "--lang", "en")
    assert code != 0
    assert "learned travel times" in err
    assert not (tmp_path / "out").exists()
