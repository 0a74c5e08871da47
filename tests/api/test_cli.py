import json
import subprocess
import sys

import pytest

PLAN_KEYS = {
    "schema_version", "date", "timezone", "input_hash", "roads_hash", "traffic", "tolerance_s", "work_limit", "seed",
    "routes", "unassigned", "kpis",
}  # fmt: skip
VISIT_KEYS = {"order_id", "arrival", "service_start", "departure", "lateness_s", "p_late"}
KPI_KEYS = {
    "delay_rate", "late_stops", "due_stops", "lateness_min", "distance_km", "duration_h", "vehicles_used",
}  # fmt: skip


@pytest.fixture
def plan_words(roads, lists, tmp_path):
    return [
        "plan", lists / "orders.csv", "--vehicles", lists / "vehicles.csv", "--roads", roads, "--date", "2026-03-02",
        "--work-limit", 20, "--out", tmp_path / "out",
    ]  # fmt: skip


@pytest.fixture
def planned(plan_words, run_json, tmp_path):
    return run_json(*plan_words), tmp_path / "out"


def test_help_needs_no_heavy_library():
    """`termintreu --help` answers at once because nothing heavy is imported for it."""
    code = (
        "import sys\ntry:\n    from api.cli import main; main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = set('numba numpy scipy pandas geopandas ortools osmium osmnx folium fastapi shapely'.split())\n"
        "heavy = (heavy | {'pydantic'}) & set(sys.modules)\n"
        "sys.exit(','.join(sorted(heavy)) or 0)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_plan_has_the_keys_that_scripts_rely_on(planned):
    document, _ = planned
    assert set(document) >= PLAN_KEYS
    assert set(document["kpis"]) >= KPI_KEYS
    assert set(document["routes"][0]["visits"][0]) >= VISIT_KEYS


def test_plan_serves_or_explains_every_order(planned):
    document, _ = planned
    served = [visit["order_id"] for route in document["routes"] for visit in route["visits"]]
    assert len(served) + len(document["unassigned"]) == 12


def test_plan_writes_json_csv_and_map(planned):
    _, out = planned
    assert sorted(path.name for path in out.iterdir()) == ["map.html", "plan.csv", "plan.json"]


def test_a_plan_names_its_maker(planned):
    assert planned[0]["planner"] == "termintreu"


def test_the_same_seed_and_work_limit_give_the_same_plan(plan_words, run_json):
    assert run_json(*plan_words) == run_json(*plan_words)


def test_tidy_tours_say_what_they_cost(plan_words, run_json):
    price = run_json(*plan_words, "--tidy", "5")["tidy"]
    assert (price["eur_per_km"], set(price["plain"])) == (5, set(price["tidy"]))


def test_without_a_price_for_looks_none_is_told(planned):
    assert planned[0]["tidy"] is None


def test_check_finds_nothing_in_a_fresh_plan(planned, lists, roads, run):
    words = ["--orders", lists / "orders.csv", "--vehicles", lists / "vehicles.csv", "--roads", roads]
    code, out, _ = run("check", planned[1] / "plan.json", *words)
    assert (code, out.strip()) == (0, "The plan keeps all rules.")


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("lateness_s", 999, 1),
        ("service_start", "2026-03-02T05:00:00+01:00", 1),
        ("arrival", "2026-03-02T05:00:00+01:00", 2),
        ("order_id", "ghost", 2),
    ],
)
def test_check_finds_a_visit_that_was_tampered_with(planned, lists, roads, run, key, value, code):
    """Exit code 1 for a broken rule or figure, 2 for a document that contradicts itself or its lists."""
    file = planned[1] / "plan.json"
    document = json.loads(file.read_text())
    document["routes"][0]["visits"][0][key] = value
    file.write_text(json.dumps(document))
    ended, out, err = run(
        "check", file, "--orders", lists / "orders.csv", "--vehicles", lists / "vehicles.csv", "--roads", roads
    )
    assert ended == code
    assert out + err


def test_check_finds_a_delay_rate_that_was_beautified(planned, lists, roads, run):
    file = planned[1] / "plan.json"
    document = json.loads(file.read_text())
    document["kpis"]["due_stops"] += 5
    file.write_text(json.dumps(document))
    code, out, _ = run(
        "check", file, "--orders", lists / "orders.csv", "--vehicles", lists / "vehicles.csv", "--roads", roads
    )
    assert code == 1
    assert "due_stops" in out


def test_plan_mode_times_given_tours_and_changes_nothing(lists, roads, run_json, tmp_path):
    tours = tmp_path / "tours.csv"
    orders = (lists / "orders.csv").read_text(encoding="utf-8-sig").splitlines()
    delimiter = ";" if ";" in orders[0] else ","
    ids = [line.split(delimiter)[orders[0].split(delimiter).index("order_id")] for line in orders[1:]]
    van = (lists / "vehicles.csv").read_text(encoding="utf-8-sig").splitlines()[1].split(delimiter)[0]
    tours.write_text("vehicle_id;order_id;sequence\n" + "".join(f"{van};{i};{k}\n" for k, i in enumerate(ids, 1)))
    document = run_json(
        "plan", lists / "orders.csv", "--vehicles", lists / "vehicles.csv", "--roads", roads, "--sequences", tours,
        "--date", "2026-03-02", "--out", tmp_path / "out",
    )  # fmt: skip
    assert [visit["order_id"] for visit in document["routes"][0]["visits"]] == ids


def test_roads_info_prints_the_statistics(roads, run_json):
    assert run_json("roads", "info", roads)["edges"] > 0


def bad(lists, tmp_path, **changes):
    """Copy the order list with some cells of its first row changed."""
    lines = (lists / "orders.csv").read_text(encoding="utf-8-sig").splitlines()
    delimiter = ";" if ";" in lines[0] else ","
    header, first = lines[0].split(delimiter), lines[1].split(delimiter)
    row = dict(zip(header, first, strict=True)) | changes
    others = [line + delimiter * (len(row) - len(header)) for line in lines[2:]]
    file = tmp_path / "orders.csv"
    file.write_text("\n".join([delimiter.join(row), delimiter.join(row.values()), *others]), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lat": "", "lon": ""}, "row 2, column lat"),
        ({"vehicle_id": "Sprinter 99"}, "Sprinter 99"),
        ({"window_start": "14:00", "window_end": "09:00"}, "14:00-09:00"),
        ({"lat": "52.5", "lon": "13.4"}, "outside"),
        ({"lat": "abc"}, "abc"),
    ],
)
def test_a_bad_order_ends_with_place_and_value_and_exit_code_2(lists, roads, run, tmp_path, changes, said):
    file = bad(lists, tmp_path, **changes)
    code, _, err = run(
        "plan", file, "--vehicles", lists / "vehicles.csv", "--roads", roads, "--date", "2026-03-02", "--out", tmp_path
    )
    assert code == 2
    assert said in err
    assert "Traceback" not in err


@pytest.mark.parametrize("name", ["empty.osm.pbf", "cut.osm.pbf", "noise.osm.gz", "absent.osm.pbf"])
def test_a_broken_extract_ends_with_its_name_and_exit_code_2(run, tmp_path, name):
    file = tmp_path / name
    if name != "absent.osm.pbf":
        file.write_bytes(b"" if name.startswith("empty") else b"\x00\x00\x00\x0d\x0a\x09OSMHeader" + b"x" * 40)
    code, _, err = run("roads", "build", file, "-o", tmp_path / "out.roads")
    assert code == 2
    assert name in err
    assert not (tmp_path / "out.roads").exists()


def test_an_unreadable_date_says_how_to_write_it(lists, roads, run):
    code, _, err = run(
        "plan", lists / "orders.csv", "--vehicles", lists / "vehicles.csv", "--roads", roads, "--date", "2.3.2026"
    )
    assert code == 2
    assert "YYYY-MM-DD" in err


def test_a_traffic_file_that_is_none_is_named(lists, roads, run, tmp_path):
    file = tmp_path / "traffic.json"
    file.write_text("{}")
    code, _, err = run(
        "plan", lists / "orders.csv", "--vehicles", lists / "vehicles.csv", "--roads", roads, "--traffic", file
    )
    assert code == 2
    assert "traffic.json" in err


def test_errors_are_json_when_json_was_asked_for(roads, run, tmp_path):
    code, out, _ = run("plan", tmp_path / "no.csv", "--vehicles", tmp_path / "no.csv", "--roads", roads, "--json")
    assert code == 2
    assert json.loads(out)["findings"][0]["file"] == "no.csv"


def test_messages_follow_the_language_option(roads, run, tmp_path):
    code, _, err = run("plan", tmp_path / "no.csv", "--vehicles", tmp_path / "no.csv", "--roads", roads, "--lang", "de")
    assert code == 2
    assert err.startswith("Die Eingabe passt nicht")


def test_a_language_that_is_not_spoken_is_refused(roads, run):
    """English instead, without a word, would look like a mistake of ours."""
    code, _, err = run("roads", "info", roads, "--lang", "fr")
    assert code == 2
    assert "--lang" in err


@pytest.mark.parametrize("words", [("--no-such-option",), ("--time-limit", "soon"), ()])
def test_a_mistyped_command_is_answered_in_json_when_json_was_asked_for(run, words):
    code, out, _ = run("plan", *words, "--json")
    document = json.loads(out)
    assert code == document["exit_code"] == 2
    assert document["findings"][0]["text"]


@pytest.mark.parametrize("seconds", ["inf", "1e9", "0.1", "nan"])
def test_a_search_without_end_or_without_time_is_refused(run, seconds):
    code, _, err = run("plan", "orders.csv", "--time-limit", seconds)
    assert code == 2
    assert "--time-limit" in err


def test_a_folder_that_cannot_be_written_is_named_before_the_search(plan_words, run, tmp_path):
    (tmp_path / "out").write_text("mine")
    code, out, err = run(*plan_words, "--time-limit", 600, "--json")
    assert code == 2
    assert json.loads(out)["findings"][0]["file"].endswith("out")
    assert "Traceback" not in err


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_beyond_the_calendar_of_plans_is_refused(plan_words, run, day):
    code, _, err = run(*plan_words, "--date", day)
    assert code == 2
    assert day in err


@pytest.mark.parametrize("words", [("--tolerance", "inf"), ("--tolerance", "1e300"), ("--work-limit", "1e40")])
def test_a_number_without_measure_is_refused(plan_words, run, words):
    code, _, err = run(*plan_words, *words)
    assert code == 2
    assert words[0] in err


def test_an_extract_is_never_overwritten_by_its_network(extract, run, tmp_path):
    town = tmp_path / "town.osm"
    town.write_bytes(extract.read_bytes())
    code, _, err = run("roads", "build", town, "-o", tmp_path / "." / "town.osm")
    assert code == 2
    assert "town.osm" in err
    assert town.read_bytes() == extract.read_bytes()


def test_serve_refuses_an_address_of_no_store_before_it_listens(run, tmp_path):
    code, _, err = run("serve", "--folder", tmp_path, "--store", "nowhere")
    assert code == 4
    assert "postgresql+psycopg://" in err


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_check_refuses_a_plan_of_a_day_beyond_the_calendar(planned, lists, roads, run, day):
    document, out = planned
    del document["files"]
    (out / "plan.json").write_text(json.dumps(document | {"date": day}))
    given = ["--orders", lists / "orders.csv", "--vehicles", lists / "vehicles.csv", "--roads", roads]
    code, _, err = run("check", out / "plan.json", *given)
    assert code == 2
    assert day in err
