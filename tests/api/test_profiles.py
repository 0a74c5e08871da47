"""Plans for every kind of vehicle, from lists to files, with vehicles of the firm's own."""

import csv
import os

import pytest

MAXI = '[profile.sprinter_maxi]\nlike = "van"\nheight_m = {}\nweight_t = 3.2\n'
"""The firm's own van; its height is filled in."""


@pytest.fixture
def fleet(lists, tmp_path):
    """Return a function that writes the vehicle list with these profiles, one after the other."""

    def write(*profiles):
        with (lists / "vehicles.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
        path = tmp_path / "vehicles.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            for row, profile in zip(rows, profiles, strict=True):
                writer.writerow(row | {"profile": profile})
        return path

    return write


@pytest.fixture
def maxi(tmp_path):
    """Return a function that writes the firm's profile file."""

    def write(height_m=3.1):
        path = tmp_path / "profiles.toml"
        path.write_text(MAXI.format(height_m), encoding="utf-8")
        return path

    return write


def day(lists, roads, vehicles, *more):
    return (
        "plan", lists / "orders.csv", "--vehicles", vehicles, "--roads", roads, "--date", "2026-03-02",
        "--work-limit", 20, *more,
    )  # fmt: skip


def test_a_day_is_planned_for_lorry_and_bike(run_json, lists, roads, fleet, tmp_path):
    plan = run_json(*day(lists, roads, fleet("truck_12t", "cargo_bike"), "--out", tmp_path / "out"))
    assert sum(len(route["visits"]) for route in plan["routes"]) == 12


def test_a_day_is_planned_with_an_own_profile(run_json, lists, roads, fleet, maxi, tmp_path):
    vehicles = fleet("sprinter_maxi", "van")
    plan = run_json(*day(lists, roads, vehicles, "--out", tmp_path / "out", "--profiles", maxi()))
    assert sum(len(route["visits"]) for route in plan["routes"]) == 12


def test_a_plan_with_own_profiles_is_checked_with_the_same_file(run_json, lists, roads, fleet, maxi, tmp_path):
    vehicles, own = fleet("sprinter_maxi", "van"), maxi()
    run_json(*day(lists, roads, vehicles, "--out", tmp_path / "out", "--profiles", own))
    lists_ = ("--orders", lists / "orders.csv", "--vehicles", vehicles, "--roads", roads)
    assert run_json("check", tmp_path / "out" / "plan.json", *lists_, "--profiles", own)["violations"] == []


def test_a_plan_of_other_sizes_is_told(run, run_json, lists, roads, fleet, maxi, tmp_path):
    vehicles = fleet("sprinter_maxi", "van")
    run_json(*day(lists, roads, vehicles, "--out", tmp_path / "out", "--profiles", maxi(3.1)))
    lists_ = ("--orders", lists / "orders.csv", "--vehicles", vehicles, "--roads", roads)
    code, out, _ = run("check", tmp_path / "out" / "plan.json", *lists_, "--profiles", maxi(3.9))
    assert code == 1
    assert "other orders or vehicles" in out


def test_without_its_file_an_own_profile_is_unknown(run, lists, roads, fleet, tmp_path):
    code, _, err = run(*day(lists, roads, fleet("sprinter_maxi", "van"), "--out", tmp_path / "out"))
    assert code == 2
    assert "sprinter_maxi" in err


def test_the_environment_may_name_the_file(run_json, lists, roads, fleet, maxi, tmp_path, monkeypatch):
    monkeypatch.setenv("TERMINTREU_PROFILES", str(maxi()))
    plan = run_json(*day(lists, roads, fleet("sprinter_maxi", "van"), "--out", tmp_path / "out"))
    assert sum(len(route["visits"]) for route in plan["routes"]) == 12


def test_a_bad_profile_file_ends_the_command(run, lists, roads, fleet, tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text('[profile.a]\nlike = "van"\nhight_m = 3\nweight_t = 5\n', encoding="utf-8")
    code, _, err = run(*day(lists, roads, fleet("van", "van"), "--out", tmp_path / "out", "--profiles", path))
    assert code == 2
    assert "hight_m = 3" in err
    assert 'like = "truck_7_5t"' in err


def test_a_bad_file_stops_the_service_before_it_starts(run, tmp_path):
    code, _, err = run("serve", "--folder", tmp_path / "var", "--profiles", tmp_path / "absent.toml")
    assert code == 2
    assert "absent.toml" in err


def test_a_command_leaves_the_process_as_it_found_it(run, lists, roads, fleet, maxi, tmp_path, monkeypatch):
    monkeypatch.delenv("TERMINTREU_PROFILES", raising=False)
    run(*day(lists, roads, fleet("van", "van"), "--out", tmp_path / "out", "--profiles", maxi()))
    assert "TERMINTREU_PROFILES" not in os.environ


def test_a_command_that_finds_no_profile_file_leaves_nothing_behind(run, tmp_path, monkeypatch):
    monkeypatch.delenv("TERMINTREU_PROFILES", raising=False)
    run("serve", "--folder", tmp_path / "var", "--profiles", tmp_path / "absent.toml")
    assert "TERMINTREU_PROFILES" not in os.environ


def test_roads_info_tells_of_own_profiles_too(run_json, roads, maxi):
    assert "sprinter_maxi" in run_json("roads", "info", roads, "--profiles", maxi())["outside_main"]
